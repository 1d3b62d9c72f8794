"""A translation that was changed is said at the next start, without a step of its own; on a box nothing is written."""

from __future__ import annotations

import builtins
import os
from pathlib import Path

import pytest

from kiosk.core.host.catalogues import compile_stale
from kiosk.link.texts import Message, Translator

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Thanks"\nmsgstr "{}"\n'


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    folder = tmp_path / "locale"
    write(folder, "谢谢")
    return folder


def write(locale: Path, words: str, at: int = 0) -> Path:
    source = locale / "zh_CN/LC_MESSAGES/trial.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(PO.format(words), encoding="utf-8")
    if at:
        os.utime(source, ns=(at, at))
    return source


def said(locale: Path) -> str:
    return Translator("zh_CN", {"trial": locale}).say(Message("trial", "Thanks"))


def test_a_catalogue_that_was_never_compiled_is_said(locale: Path) -> None:
    assert [path.name for path in compile_stale(locale)] == ["trial.mo"]
    assert said(locale) == "谢谢"


def test_one_that_is_up_to_date_is_left_alone(locale: Path) -> None:
    compile_stale(locale)
    assert compile_stale(locale) == []


def test_one_that_was_changed_is_compiled_again(locale: Path) -> None:
    (compiled,) = compile_stale(locale)
    before = compiled.read_bytes()
    write(locale, "感谢", at=compiled.stat().st_mtime_ns + 1)
    assert compile_stale(locale) == [compiled]
    assert compiled.read_bytes() != before


def test_a_torn_one_costs_nobody_anything(locale: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(locale, '"\nmsgstr[')
    assert compile_stale(locale) == []
    assert "could not be compiled" in caplog.text


def test_without_babel_nothing_is_written(locale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def no_babel(name, *rest, **more):
        if name.startswith("babel"):
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_babel)
    assert compile_stale(locale) == []
    assert not list(locale.rglob("*.mo"))

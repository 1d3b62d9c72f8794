"""The staff handbook shows what there is: every picture is there and used, every word in quotation marks is on some screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk

ROOT = Path(kiosk.__file__).parent
PAGE = ROOT.parent / "docs" / "staff-handbook.zh-CN.md"
TEXT = PAGE.read_text("utf-8")
PICTURES = sorted(set(re.findall(r'src="(handbook/[^"]+)"', TEXT)))


def said() -> set[str]:
    """Everything that a screen says in Chinese."""
    words: set[str] = set()
    for file in ROOT.rglob("zh_CN/LC_MESSAGES/*.po"):
        with file.open("rb") as catalogue:
            for message in read_po(catalogue):
                words.update(message.string if isinstance(message.string, tuple) else (message.string,))
    return words


def test_every_picture_of_the_page_is_there_and_every_picture_is_on_the_page():
    there = {f"handbook/{file.name}" for file in (PAGE.parent / "handbook").glob("*.webp")}

    assert set(PICTURES) == there


@pytest.mark.parametrize("phrase", sorted(set(re.findall(r"“([^”]+)”", TEXT))))
def test_what_stands_in_quotation_marks_is_on_some_screen(phrase):
    assert any(phrase in words for words in said()), phrase

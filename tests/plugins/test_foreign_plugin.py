"""A stranger's package, installed with pip, serves beside our own and needs no private door."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import candidates
from kiosk.testing.box import NOON_MS, settings_for
from kiosk.testing.journey import Journey

SOURCE = Path(__file__).parents[1] / "foreign"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in a folder of its own, as pip puts it there; its catalogue compiled as its author would."""
    folder = tmp_path_factory.mktemp("foreign")
    source = shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    _compile(source / "zhanggui_smiles/locale/zh_CN/LC_MESSAGES/smiles.po")
    target = folder / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True, capture_output=True)
    return target


def _compile(catalogue: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as text, catalogue.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text, locale="zh_CN"))


@pytest.fixture
def kiosk(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    """A desk that finds the stranger by its entry point."""
    monkeypatch.syspath_prepend(str(installed))
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS), plugins=candidates())
    journey.start()
    yield journey
    journey.stop()
    journey.close()
    sys.modules.pop("zhanggui_smiles", None)


def test_kiosk_plugins_lists_it_as_active_beside_our_own(installed: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.path.write_text(f'[paths]\ndata = "{tmp_path}/data"\nrun = "{tmp_path}/run"\n')
    Path(settings.data).mkdir()
    staff = [sys.executable, "-m", "kiosk.cli", "staff", "first-code", "--settings", str(settings.path)]
    subprocess.run(staff, check=True, capture_output=True)  # makes the store
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "plugins", "--json", "--settings", str(settings.path)],
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    states = {one["id"]: (one["version"], one["state"], one["reason"]) for one in json.loads(listed.stdout)}
    assert states["smiles"] == ("0.1.0", "active", "")
    assert states["lending"][1] == "active"


def test_a_visitor_votes_and_is_thanked(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.expect("您好")
    assert "已有 0 人评价" in {str(choice.note) for choice in kiosk.prompt.choices}
    kiosk.choose("smiles.vote")
    kiosk.expect("您满意吗")
    kiosk.choose("good")
    kiosk.expect("谢谢您的意见")
    kiosk.choose("done")
    kiosk.expect_attract()
    kiosk.touch()
    kiosk.expect("您好")
    assert "已有 1 人评价" in {str(choice.note) for choice in kiosk.prompt.choices}
    assert "smiles.voted" in kiosk.events()
    assert kiosk.check() == []


def test_it_speaks_the_language_of_the_visit(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("smiles.vote")
    kiosk.expect("您满意吗")
    kiosk.press("language")
    kiosk.expect("How was your visit?")


def test_a_vote_that_was_not_given_leaves_nothing(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("smiles.vote")
    kiosk.expect("您满意吗")
    kiosk.wait(100)
    kiosk.expect_attract()
    assert "smiles.voted" not in kiosk.events()


def test_it_imports_one_module_of_ours() -> None:
    imported = {
        node.module
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kiosk")
    }
    assert imported == {"kiosk.core.api"}

"""`--dev`: what a plugin's author sees, and that a saved file is on the screen without a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate
from kiosk.link.prompts import Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import NOON_MS, settings_for
from tests.journeys.conftest import HEAD, Install

RAISES = """
def deeper():
    return int("x")

async def main(visit):
    deeper()
"""

WORKS = """
async def main(visit):
    await visit.ask(Notice("information", "好了"))
"""

Start = Callable[[str], Journey]


@pytest.fixture
def trial(install: Install) -> Candidate:
    return install("trial", ["trial.main"], HEAD + RAISES)


@pytest.fixture
def author(tmp_path: Path, trial: Candidate) -> Iterator[Journey]:
    journey = Journey(settings_for(tmp_path / "box"), ManualClock(NOON_MS), plugins=[trial], dev=True)
    journey.start()
    yield journey
    journey.stop()
    journey.close()


def save(plugin: Candidate, code: str) -> None:
    assert plugin.folder is not None
    (plugin.folder / "__init__.py").write_text(HEAD + code)


def test_the_exception_is_on_the_screen_with_the_authors_own_line_on_top(author: Journey) -> None:
    author.touch()
    author.choose("trial.main")
    page = author.expect("invalid literal for int")
    assert isinstance(page, Table)
    assert page.title == "ValueError"
    assert page.rows[0].cells[0].endswith(" deeper")
    assert page.rows[0].cells[1] == 'return int("x")'
    assert page.rows[1].cells[1] == "deeper()"
    author.choose("0")
    author.until(lambda: getattr(author.prompt, "detail", None) is not None, "the lines around")


def test_nobody_is_struck_and_the_service_can_be_tried_again_at_once(author: Journey) -> None:
    author.touch()
    author.choose("trial.main")
    for _ in range(5):
        author.expect("invalid literal")
        author.choose("again")
    author.expect("invalid literal")
    assert author.desk.host.states["trial"].state == "active"
    assert author.desk.host.states["trial"].strikes == []


def test_the_page_stays_for_as_long_as_it_is_read(author: Journey) -> None:
    author.touch()
    author.choose("trial.main")
    author.expect("invalid literal")
    author.wait(300)
    author.expect("invalid literal")


def test_a_saved_file_leads_home_and_is_what_runs_next(author: Journey, trial: Candidate) -> None:
    author.touch()
    author.choose("trial.main")
    author.expect("invalid literal")
    save(trial, WORKS)
    author.expect("您好")
    author.choose("trial.main")
    author.expect("好了")


def test_a_flow_that_runs_ends_when_its_file_is_saved(author: Journey, trial: Candidate) -> None:
    save(trial, WORKS)
    author.until(lambda: "好了" in _code(author), "the file to be loaded")
    author.touch()
    author.choose("trial.main")
    author.expect("好了")
    save(trial, WORKS.replace("好了", "更好了"))
    author.expect("您好")
    author.choose("trial.main")
    author.expect("更好了")


def test_a_file_that_cannot_be_loaded_is_a_tile_with_its_exception(author: Journey, trial: Candidate) -> None:
    author.touch()
    author.expect("您好")
    save(trial, "this is no python\n")
    author.until(lambda: "core.fault.trial" in _keys(author), "the tile")
    assert "trial.main" not in _keys(author)
    author.choose("core.fault.trial")
    page = author.expect("invalid syntax")
    assert isinstance(page, Table)
    assert page.rows[0].cells == ("__init__.py:8", "this is no python")
    save(trial, WORKS)
    author.until(lambda: "trial.main" in _keys(author), "the tile to be back")


def test_manifest_and_new_migrations_are_read_anew(author: Journey, trial: Candidate) -> None:
    assert trial.folder is not None
    author.touch()
    (trial.folder / "migrations").mkdir()
    (trial.folder / "migrations" / "0001_things.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE trial_thing (id INTEGER PRIMARY KEY) STRICT')\n"
    )
    manifest = trial.folder / "plugin.toml"
    manifest.write_text(
        manifest.read_text().replace('version = "1"', 'version = "2"')
        + '[settings.colour]\ntype = "string"\ndefault = "red"\ntitle = "Colour"\n'
    )
    author.until(lambda: author.desk.host.states["trial"].version == "2", "the manifest to be read")
    author.until(lambda: "trial" in author.desk.host.plugins, "the plugin")
    assert author.desk.host.plugins["trial"].settings["colour"] == "red"
    with sqlite3.connect(author.settings.data / "kiosk.db") as book:
        assert book.execute("SELECT count(*) FROM trial_thing").fetchone() == (0,)


def _code(author: Journey) -> str:
    folder = author.desk.host.folder("trial")
    plugin = author.desk.host.plugins.get("trial")
    if folder is None or plugin is None:
        return ""
    flow = plugin.services["trial.main"].flow
    return "".join(str(each) for each in flow.__code__.co_consts)  # type: ignore[attr-defined]  # a function


def _keys(author: Journey) -> list[str]:
    return [choice.key for choice in author.prompt.choices] if isinstance(author.prompt, Menu) else []

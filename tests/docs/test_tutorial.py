"""The tutorial of the plugin guide is walked as it is written: its commands run, its changes apply, its promises hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "plugins.md"

MOST_LINES = 40
"""Of an author's own, for a useful service."""


HURRY = {"KIOSK_CRASH_EVERY": "12", "PYTEST_ADDOPTS": "-p no:cacheprovider"}
"""The crash walk at every twelfth point: it has tests of its own."""


class Step(msgspec.Struct, frozen=True):
    """One listing of the tutorial: its kind, and its text."""

    kind: str
    text: str

    @property
    def own_lines(self) -> int:
        """Lines that the author writes into the plugin itself: tests and translations are not counted."""
        code = [part for part in re.split(r"(?m)^(?=--- )", self.text) if "+++ b/zhanggui_queue/" in part]
        added = [line[1:] for part in code for line in part.splitlines() if re.match(r"\+(?!\+\+ )", line)]
        return sum(bool(line.strip()) for line in added) if self.kind == "diff" else 0


def steps() -> list[Step]:
    """The tutorial's listings in their order."""
    text = GUIDE.read_text(encoding="utf-8")
    tutorial = text[text.index("## A service in ten minutes") : text.index("## A whole plugin to read")]
    listings = re.findall(r"^```(\w+(?: [\w-]+)?)\n(.*?)^```$", tutorial, re.MULTILINE | re.DOTALL)
    return [Step(kind, body) for kind, body in listings]


class Author:
    """Somebody who does what the page says, in an empty folder."""

    def __init__(self, folder: Path, programs: Path = Path(sys.executable).parent) -> None:
        self.folder = folder
        self.programs = programs
        self.told = ""

    def take(self, step: Step) -> None:
        """Do one step."""
        match step.kind:
            case "sh run":
                self.run(step.text)
            case "sh install":
                self.install()
            case "diff":
                self.change(step.text)
            case "po":
                self.translate(step.text)

    def run(self, text: str) -> None:
        """Type the commands of a listing."""
        for line in text.splitlines():
            if line.startswith("cd "):
                self.folder /= line.removeprefix("cd ")
                continue
            done = self.call(line)
            self.told += done.stdout
            # `messages` ends with 1 while something is untranslated: the page says so.
            assert done.returncode == 0 or "to translate" in done.stdout, (
                f"{line}\n{done.stdout}{done.stderr}"
            )

    def call(self, line: str) -> subprocess.CompletedProcess[str]:
        """One command in a shell, as an author types it."""
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env={**os.environ, **HURRY, "PATH": path, **self.paths()},
            capture_output=True,
            text=True,
            check=False,
        )

    def paths(self) -> dict[str, str]:
        """Where the plugin is found that was only said to be installed."""
        return {"PYTHONPATH": str(self.folder)}

    def install(self) -> None:
        """What `pip install --no-deps -e .` leaves behind, without its half a minute; `make kit` really does it."""
        info = self.folder / "zhanggui_queue-0.1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zhanggui-queue\nVersion: 0.1.0\n")
        (info / "entry_points.txt").write_text("[kiosk.plugins]\nqueue = zhanggui_queue\n")

    def change(self, text: str) -> None:
        """Make the changes of a listing."""
        done = subprocess.run(
            ["git", "apply", "--unidiff-zero", "-"],
            cwd=self.folder,
            input=text,
            env={**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def translate(self, text: str) -> None:
        """Write the translations into the catalogue, where the tool has left room for them."""
        file = self.folder / "zhanggui_queue/locale/zh_CN/LC_MESSAGES/queue.po"
        words = file.read_text(encoding="utf-8")
        for asked, said in re.findall(r'^(msgid ".*"\n)(msgstr ".*")$', text, re.MULTILINE):
            assert f'{asked}msgstr ""\n' in words, asked
            words = words.replace(f'{asked}msgstr ""\n', f"{asked}{said}\n")
        file.write_text(words, encoding="utf-8")


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    """Somebody who has done the whole tutorial."""
    author = Author(tmp_path_factory.mktemp("author"))
    for step in steps():
        author.take(step)
    return author


@pytest.mark.timeout(600)
def test_whoever_does_what_the_page_says_has_a_service_that_keeps_every_rule(author: Author) -> None:
    assert "queue keeps every rule; " in author.told
    assert ", 7 of 7 endings reached." in author.told


def test_five_texts_wait_for_their_chinese_in_between(author: Author) -> None:
    assert "queue.po: 5 to translate" in author.told
    assert "queue.po: complete, and compiled" in author.told


def test_a_useful_service_takes_forty_lines_of_ones_own_or_fewer() -> None:
    own = sum(step.own_lines for step in steps())
    assert 0 < own <= MOST_LINES
    assert f"That was all: {own} lines of your own." in GUIDE.read_text(encoding="utf-8")


def test_the_page_has_every_kind_of_step() -> None:
    assert {step.kind for step in steps()} == {"sh by-hand", "sh run", "sh install", "sh build", "diff", "po"}

"""A plugin author's afternoon for real: a clean environment, pip, the tutorial as it is printed, and the tile on the screen.

Takes minutes and a package index, so it is no part of `make test`: `make kit`. What it shows quickly is in `test_laptop`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tomlkit

from kiosk.cli.demo_house import build
from kiosk.cli.run import command
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.cli.x11 import Display
from kiosk.link.settings import load
from tests.docs.test_tutorial import Author, steps
from tests.testing.test_laptop import ABSENT, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.display]

WIDTH, HEIGHT, PPI = 540, 960, 51.2
PLUM = bytes((0xF1, 0xE1, 0xED))
"""The tint of a plum tile as a screen keeps it (blue, green, red)."""

OTHERS = ["bags", "cards", "counter", "lending"]
"""Not at home here, since their tiles may be plum too."""

HEADER = 30

MINUTE = 60.0


class RealAuthor(Author):
    """Does also what the quick one leaves out, and is helped by no path."""

    def paths(self) -> dict[str, str]:
        """Whatever is found, pip has put there."""
        return {}

    def install(self) -> None:
        """`pip install -e`, as printed."""
        self.run("pip install --quiet --no-deps -e .")

    def take(self, step) -> None:
        """The build too."""
        self.run(step.text) if step.kind == "sh build" else super().take(step)


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment in which only `zhanggui[plugin]` was installed, from this source."""
    folder = tmp_path_factory.mktemp("laptop")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / "source" / name)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "desk")], check=True)
    pip(folder / "desk/bin", f"{folder / 'source'}[plugin]")
    return folder / "desk/bin"


def pip(programs: Path, what: str) -> None:
    subprocess.run([str(programs / "python"), "-m", "pip", "install", "--quiet", what], check=True)


@pytest.fixture(scope="module")
def author(laptop: Path, tmp_path_factory: pytest.TempPathFactory) -> RealAuthor:
    """Somebody who has done the tutorial there."""
    author = RealAuthor(tmp_path_factory.mktemp("author"), laptop)
    for step in steps():
        author.take(step)
    return author


def test_the_kit_comes_without_what_only_the_box_has(laptop: Path) -> None:
    code = f"import sys, kiosk.testing.plugin; print([one for one in {ABSENT!r} if one in sys.modules])"
    told = subprocess.run([str(laptop / "python"), "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
    for name in ABSENT:
        missing = subprocess.run(
            [str(laptop / "python"), "-c", f"import {name}"], check=False, capture_output=True
        )
        assert missing.returncode == 1, f"{name} was installed with the kit"


def test_the_tutorial_ends_with_every_rule_kept_and_a_wheel(author: RealAuthor) -> None:
    assert "queue keeps every rule; " in author.told
    (wheel,) = author.folder.glob("*.whl")
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], check=True, capture_output=True, text=True
    )
    for part in ("plugin.toml", "0001_entries.py", "queue.mo"):
        assert part in listed.stdout


def test_the_tile_is_on_the_screen_within_a_minute(author: RealAuthor, laptop: Path, tmp_path: Path) -> None:
    pip(laptop, f"{laptop.parents[1] / 'source'}[demo]")
    file = build(tmp_path, width=WIDTH, height=HEIGHT, ppi=PPI).path
    config = tomlkit.parse(file.read_text(encoding="utf-8"))
    config.setdefault("plugins", tomlkit.table())["disabled"] = OTHERS
    config["plugins"].pop("enabled", None)
    file.write_text(tomlkit.dumps(config), encoding="utf-8")
    settings = load(file)
    words = [str(laptop / "python"), *command("run", settings)[1:]]
    began = time.monotonic()
    with VirtualScreen(WIDTH, HEIGHT) as screen, (settings.data / "log").open("w") as log:
        running = subprocess.Popen(
            words, stderr=log, env={**os.environ, "DISPLAY": screen.name}, cwd=tmp_path
        )
        try:
            with Display(screen.name) as display:
                while not shows_plum(display):
                    assert time.monotonic() - began < MINUTE, (settings.data / "log").read_text()
                    display.tap(
                        WIDTH // 2, HEADER
                    )  # begins a visit at the attract screen, and is nothing on home
                    time.sleep(1)
        finally:
            running.terminate()
            running.wait(30)


def shows_plum(display: Display) -> bool:
    """Whether a hundredth of the screen or more has the tile's tint."""
    pixels = display.pixels()
    return pixels.count(PLUM) * 100 > WIDTH * HEIGHT

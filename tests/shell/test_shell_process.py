"""The real shell process on a virtual display: fingers through the X server, a desk at the other end of the socket."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from msgspec.structs import replace

from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.cli.x11 import Display
from kiosk.link.messages import Answered, Countdown, Pressed, Screen
from kiosk.link.prompts import Chosen, Entered
from kiosk.shell.samples import screen as sample

pytestmark = pytest.mark.display
SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 800, 480


class Shell:
    """One shell process and what can be seen and touched of it."""

    def __init__(self, folder: Path, display: Display) -> None:
        self.folder, self.display = folder, display
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.folder / "shell.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.shell.app", str(self.folder / "kiosk.toml")],
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != "SDL_VIDEODRIVER"}
            | {"DISPLAY": self.display.name},
            stdout=log,
            stderr=log,
        )
        log.close()

    def stop(self, how: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(SECONDS)

    def look(self) -> dict[str, Any]:
        """What it says of itself; empty while it is not there."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(SECONDS)
            try:
                connection.connect(str(self.folder / "run" / "inspect.sock"))
                data = b"".join(iter(lambda: connection.recv(65536), b""))
            except OSError:
                return {}
        return json.loads(data) if data else {}

    def wait(self, true: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            seen = self.look()
            if seen and true(seen):
                return seen
            time.sleep(0.02)
        raise AssertionError(
            f"not so: {what}; {self.look()}; {(self.folder / 'shell.log').read_text()[-2000:]}"
        )

    def shows(self, prompt: str, revision: int = 1) -> dict[str, Any]:
        seen = self.wait(
            lambda seen: (seen["prompt"], seen["revision"]) == (prompt, revision), f"{prompt} is shown"
        )
        time.sleep(0.35)  # it is read before it is touched: a touch sooner would be the last one's second
        return seen

    def box(self, key: str) -> dict[str, Any]:
        return next(one for one in self.look()["targets"] if one["key"] == key)

    def centre(self, key: str) -> tuple[int, int]:
        box = self.box(key)
        return box["x"] + box["width"] // 2, box["y"] + box["height"] // 2

    def tap(self, key: str) -> None:
        self.display.tap(*self.centre(key))

    def until_pixels(self, true: Callable[[bytes], bool], **area: int) -> bytes:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            pixels = self.display.pixels(**area)
            if true(pixels):
                return pixels
            time.sleep(0.01)
        raise AssertionError("the picture never came")

    def still(self) -> bytes:
        """The picture, once it does not change any more."""
        before = b""
        for _ in range(200):
            now = self.display.pixels()
            if now == before:
                return now
            before = now
            time.sleep(0.05)
        raise AssertionError("the picture never stands still")


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with VirtualScreen(WIDTH, HEIGHT) as screen, Display(screen.name) as display:
        yield display


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shell")
    (folder / "run").mkdir()
    (folder / "kiosk.toml").write_text(
        f'[paths]\ndata = "data"\nrun = "run"\n[shell]\nwidth = {WIDTH}\nheight = {HEIGHT}\nppi = 133.3\n'
        "fullscreen = false\ninspect = true\n"
    )
    return folder


@pytest.fixture(scope="module")
def running(folder: Path, display: Display) -> Iterator[Shell]:
    shell = Shell(folder, display)
    shell.start()
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.stop()


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with Desk(folder / "run" / "shell.sock") as desk:
        yield desk


def say(desk: Desk, shell: Shell, screen: Screen) -> None:
    desk.say(screen)
    shell.shows(screen.prompt_id, screen.revision)


def test_a_touch_on_the_attract_screen_starts(desk: Desk, running: Shell) -> None:
    say(desk, running, sample("attract", "zh_CN"))
    running.display.tap(300, 150)
    assert desk.hears(Pressed) == Pressed("start")


def test_a_tile_is_chosen_and_a_double_tap_is_one_answer(desk: Desk, running: Shell) -> None:
    say(desk, running, sample("home-three", "zh_CN"))
    x, y = running.centre("stroller")
    running.display.tap(x, y)
    running.display.tap(x, y)
    assert desk.hears(Answered) == Answered("home-three", Chosen("stroller"))
    say(desk, running, sample("done", "zh_CN"))
    running.tap("done")
    assert desk.hears(Answered) == Answered("done", Chosen("done"))
    assert desk.hears_nothing()


def test_digits_are_typed(desk: Desk, running: Shell) -> None:
    say(desk, running, replace(sample("pin", "zh_CN"), prompt_id="typing"))
    for digit in "102410":
        running.tap(digit)
    running.tap("enter")
    assert desk.hears(Answered) == Answered("typing", Entered("102410"))


def test_the_clock_held_for_two_seconds_asks_for_staff(desk: Desk, running: Shell) -> None:
    say(desk, running, sample("home", "zh_CN"))
    running.display.press(*running.centre("clock"))
    assert desk.hears(Pressed) == Pressed("staff")
    running.display.release()


def test_a_press_is_drawn_where_it_is_and_the_rest_of_the_window_stays(desk: Desk, running: Shell) -> None:
    say(desk, running, replace(sample("refused", "zh_CN"), prompt_id="pressed"))
    before = running.still()
    box = running.box("return")
    area = {key: box[key] for key in ("x", "y", "width", "height")}
    plain = running.display.pixels(**area)
    running.display.press(*running.centre("return"))
    running.until_pixels(lambda pixels: pixels != plain, **area)
    pressed = running.still()
    clock = running.box("clock")
    assert _outside(pressed, box, clock) == _outside(before, box, clock)
    running.display.release()
    desk.hears(Answered)


def _outside(pixels: bytes, *boxes: dict[str, Any]) -> bytes:
    """The picture without these targets and two pixels around them; the clock's minute changes when it likes."""
    rows = [bytearray(pixels[y * WIDTH * 4 : (y + 1) * WIDTH * 4]) for y in range(HEIGHT)]
    for box in boxes:
        left, right = 4 * max(0, box["x"] - 2), 4 * min(WIDTH, box["x"] + box["width"] + 2)
        for y in range(max(0, box["y"] - 2), min(HEIGHT, box["y"] + box["height"] + 2)):
            rows[y][left:right] = bytes(right - left)
    return b"".join(rows)


def test_the_countdown_is_shown_and_taken_away(desk: Desk, running: Shell) -> None:
    say(desk, running, sample("done", "zh_CN"))
    desk.say(Countdown(24))
    running.wait(lambda seen: any(one["key"] == "still_here" for one in seen["targets"]), "the question")
    running.tap("still_here")
    assert desk.hears(Pressed) == Pressed("still_here")
    desk.say(Countdown(None))
    running.wait(
        lambda seen: not any(one["key"] == "still_here" for one in seen["targets"]), "the question is gone"
    )


def test_a_desk_that_dies_and_comes_back_finds_the_question_drawn_again(folder: Path, running: Shell) -> None:
    with Desk(folder / "run" / "shell.sock") as first:
        say(first, running, sample("confirm", "zh_CN"))
        clock = running.box("clock")
        shown = _outside(running.still(), clock)
    running.until_pixels(lambda pixels: _outside(pixels, clock) != shown)
    with Desk(folder / "run" / "shell.sock") as second:
        second.say(sample("confirm", "zh_CN"))
        running.until_pixels(lambda pixels: _outside(pixels, clock) == shown)
        running.tap("borrow")
        assert second.hears(Answered) == Answered("confirm", Chosen("borrow"))


def test_a_shell_that_was_killed_draws_the_same_picture_again(desk: Desk, running: Shell) -> None:
    say(desk, running, replace(sample("done", "en"), prompt_id="killed"))
    clock = running.box("clock")
    shown = _outside(running.still(), clock)
    running.stop(signal.SIGKILL)
    running.start()
    desk.connected.clear()
    say(desk, running, replace(sample("done", "en"), prompt_id="killed"))
    running.until_pixels(lambda pixels: _outside(pixels, clock) == shown)


def test_it_ends_in_order_when_told_to(desk: Desk, running: Shell) -> None:
    say(desk, running, sample("attract", "zh_CN"))
    assert running.stop() == 0

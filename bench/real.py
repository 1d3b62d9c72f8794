"""The real thing for the measurements that need one: the demo's house, all processes, on a virtual screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.eye import Eye, like
from kiosk.cli.demo_house import build
from kiosk.cli.run import command
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.cli.x11 import Display
from kiosk.link.settings import Settings

WIDTH, HEIGHT = 1080, 1920

BARE = Path(__file__).with_name("bare_window.py")

AMBER = (0xFC, 0xE9, 0xC8)
"""The ground of "call staff": on every screen of a visit, and not on the attract screen (look.md)."""

CALL = [(x, 1822) for x in (770, 778, 990, 998)]
"""Places on that button beside its words."""

LANGUAGE = (424, 1822)
BACK = (115, 1822)


class Kiosk:
    """A running kiosk."""

    def __init__(self, settings: Settings, screen: VirtualScreen) -> None:
        self.settings = settings
        self.display = Display(screen.name)
        self.eye = Eye(self.display)
        self.began = time.perf_counter()
        self._log = (settings.data / "bench.log").open("a")
        self.process = subprocess.Popen(
            command("run", settings), env={**os.environ, "DISPLAY": screen.name}, stderr=self._log,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """In order."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.display.close()
        self._log.close()

    def pids(self) -> dict[str, int]:
        """By room, from the watcher's own list."""
        lines = (self.settings.run / "processes").read_text().splitlines()
        return {line.split()[0]: int(line.split()[1]) for line in lines}

    def ready(self) -> bool:
        """Whether every process has said so."""
        try:
            return (
                "watcher" in (text := (self.settings.run / "processes").read_text())
                and " 0 ready" in text.split("\n")[0]
            )
        except OSError:
            return False

    def in_a_visit(self) -> bool:
        """Whether the bar of a visit is on the screen."""
        return sum(like(self.eye.colour(x, y), AMBER) for x, y in CALL) >= 2

    def wake(self) -> None:
        """From the attract screen to the home screen."""
        while not self.in_a_visit():
            self.display.tap(WIDTH // 2, HEIGHT // 2)
            self.eye.still(0.15)


@contextmanager
def virtual() -> Iterator[VirtualScreen]:
    """The screen that everything is measured on."""
    with VirtualScreen(WIDTH, HEIGHT) as screen:
        yield screen


@contextmanager
def kiosk(screen: VirtualScreen) -> Iterator[Kiosk]:
    """A new house, started, and ready."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        running = Kiosk(build(Path(folder), width=WIDTH, height=HEIGHT), screen)
        try:
            running.eye.until(running.ready, 60)
            yield running
        finally:
            running.stop()


class Bare(subprocess.Popen[bytes]):
    """The bare window's process. `began`: when it was started (`time.perf_counter`)."""

    def __init__(self, screen: VirtualScreen) -> None:
        self.began = time.perf_counter()
        super().__init__(
            [sys.executable, str(BARE), f"{WIDTH}x{HEIGHT}"],
            env={**os.environ, "DISPLAY": screen.name},
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def bare(screen: VirtualScreen) -> Iterator[tuple[Bare, Display]]:
    """The bare window, started now."""
    with Display(screen.name) as display:
        process = Bare(screen)
        try:
            yield process, display
        finally:
            process.kill()
            process.wait()

"""A screen that is not there: Xvfb, for a demo without a display, for the tour and for the bench."""

from __future__ import annotations

import os
import secrets
import select
import shutil
import signal
import subprocess
from typing import Self

from kiosk.cli.child import die_with_parent

START_SECONDS = 30.0
ATTEMPTS = 5


class NoVirtualScreen(Exception):
    """Xvfb is not installed, or did not start; the message says what to do."""


class VirtualScreen:
    """An Xvfb of this size, on a display of its own. `name` is for `$DISPLAY`. Use as a context manager.

    The display's number is chosen here and not by Xvfb: two that start at once can choose the same one, and
    the first to end then takes the other's socket away.
    """

    def __init__(self, width: int, height: int) -> None:
        """Raises `NoVirtualScreen`."""
        program = shutil.which("Xvfb")
        if program is None:
            raise NoVirtualScreen("there is no display and no Xvfb; apt-get install xvfb")
        for _ in range(ATTEMPTS):
            self.name = f":{1000 + secrets.randbelow(20_000)}"
            self._process = _start([program, self.name, "-screen", "0", f"{width}x{height}x24"])
            if self._process.poll() is None:
                return
        raise NoVirtualScreen(f"Xvfb did not start; try it by hand: Xvfb {self.name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take it away."""
        self._process.terminate()
        self._process.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start an X server and wait until it serves, or has ended."""
    read, write = os.pipe()
    try:
        process = subprocess.Popen(
            [*command, "-displayfd", str(write), "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_us,  # noqa: PLW1509 - nothing is imported between fork and exec
            start_new_session=True,  # Ctrl-C is for the watcher first
        )
    finally:
        os.close(write)
    try:
        if not _said_its_number(read):
            process.kill()
            process.wait()
    finally:
        os.close(read)
    return process


def _said_its_number(read: int) -> bool:
    """Wait for the whole line: a server that cannot write its end gives up at once."""
    heard = b""
    while not heard.endswith(b"\n"):
        ready, _, _ = select.select([read], [], [], START_SECONDS)
        data = os.read(read, 16) if ready else b""
        if not data:
            return False
        heard += data
    return True


def _die_with_us() -> None:
    die_with_parent(signal.SIGTERM)

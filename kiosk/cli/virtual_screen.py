"""A screen that is not there: Xvfb, for a demo without a display, for the tour and for the bench."""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
from typing import Self

from kiosk.cli.child import PR_SET_PDEATHSIG

START_SECONDS = 30.0


class NoVirtualScreen(Exception):
    """Xvfb is not installed, or did not start; the message says what to do."""


class VirtualScreen:
    """An Xvfb of this size on a display number that it chose itself. `name` is for `$DISPLAY`. Use as a
    context manager."""

    def __init__(self, width: int, height: int) -> None:
        """Raises `NoVirtualScreen`."""
        program = shutil.which("Xvfb")
        if program is None:
            raise NoVirtualScreen("there is no display and no Xvfb; apt-get install xvfb")
        read, write = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    program,
                    "-displayfd",
                    str(write),
                    "-screen",
                    "0",
                    f"{width}x{height}x24",
                    "-nolisten",
                    "tcp",
                    "-noreset",
                ],
                pass_fds=[write],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=_die_with_us,  # noqa: PLW1509 - one thread, and nothing is imported between fork and exec
                start_new_session=True,  # Ctrl-C is for the watcher first
            )
        finally:
            os.close(write)
        try:
            self.name = f":{self._number(read)}"
        except NoVirtualScreen:
            self.close()
            raise
        finally:
            os.close(read)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take it away."""
        self._process.terminate()
        self._process.wait()

    def _number(self, read: int) -> int:
        ready, _, _ = select.select([read], [], [], START_SECONDS)
        number = os.read(read, 16).strip() if ready else b""
        if not number.isdigit():
            raise NoVirtualScreen("Xvfb did not start; try it by hand: Xvfb -displayfd 1")
        return int(number)


_libc = ctypes.CDLL(None)


def _die_with_us() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

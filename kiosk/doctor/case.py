"""What the doctor looks at: the settings, what the running desk tells, and this machine. A test can hold all of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from kiosk.link.health import DeskTold
from kiosk.link.settings import Settings

COMMAND_SECONDS = 3.0


class StoreSaid(msgspec.Struct, frozen=True):
    """One line of `kiosk check`."""

    code: str
    text: str
    severity: str = "wrong"


@dataclass(frozen=True)
class Machine:
    """This computer, as far as it can be read as files below `root`, and one command of a Raspberry Pi's."""

    root: Path = Path("/")

    def path(self, place: str) -> Path:
        """A place like `sys/class/thermal`."""
        return self.root / place

    def text(self, place: str | Path) -> str:
        """A file's text without the white space around it; empty when it cannot be read."""
        try:
            return (self.root / place).read_text(errors="replace").strip("\0 \n\t")
        except OSError:
            return ""

    def throttled(self) -> str:
        """What the board says of its supply, as hexadecimal digits; empty where nobody can tell."""
        if self.root != Path("/"):
            return ""
        if (program := shutil.which("vcgencmd")) is None:
            return ""
        try:
            said = subprocess.run(
                [program, "get_throttled"],
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return said.stdout.strip().partition("=")[2]


@dataclass(frozen=True)
class Case:
    """One examination's matter."""

    settings: Settings
    now_ms: int
    clock_trusted: bool
    desk: DeskTold | None = None
    """What the running desk tells; None when none could be asked."""
    desk_away: str = ""
    """Why not."""
    desk_runs: bool = False
    """Whether one runs all the same."""
    inside: bool = False
    """The desk itself examines: its sandbox shows no device and no other process's files."""
    machine: Machine = field(default_factory=Machine)
    database: Callable[[], Sequence[StoreSaid]] | None = None
    """Runs `kiosk check`. None: this examination does not look into the database. Raises `OSError`."""
    euid: int = field(default_factory=os.geteuid)

"""Where this box keeps what: the settings to be written, the folders beside them, and where devices are looked for.

In `/etc` the layout is that of a box (`deploy/raspberry/`); anywhere else everything is beside the settings file, as in a demo.
"""

from __future__ import annotations

import pwd
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.drivers.printer.lan import RAW_PORT
from kiosk.link.settings_checks import SOCKET_PATH_LIMIT

USERS = {"desk": "kiosk-desk", "shell": "kiosk-shell", "devices": "kiosk-devices"}
PROVISIONAL = "setup.toml"
"""What the shell reads meanwhile, in the runtime folder."""

WORLD_SETTINGS = "world.toml"
"""In a demo: what is plugged in, for the emulated world."""

STICKS = (Path("/run/kiosk-usb"), Path("/media"), Path("/run/media"), Path("/mnt"))


class TooDeep(Exception):
    """The settings are to be in a folder whose path leaves no room for sockets below it."""


@dataclass(frozen=True)
class Places:
    """Where to look for what is plugged in."""

    serial: tuple[str, ...] = ("/dev/serial/by-id/*", "/dev/serial0", "/dev/ttyAMA*")
    """Serial devices by their stable names, and this computer's own UARTs; one that has two names is asked by the first."""
    i2c: tuple[str, ...] = ("/dev/i2c-1",)
    """The bus at the header's pins. The others are a display's."""
    kernel: Path = Path("/proc/cmdline")
    """Which UART is the system's console, where a login waits."""
    keyboards: tuple[str, ...] = ("/dev/input/by-id/*-event-kbd",)
    printers: tuple[str, ...] = ("/dev/usb/lp*",)
    config: Path = Path("/boot/firmware/config.txt")
    """Which pins are coils."""
    sticks: tuple[Path, ...] = STICKS
    lan: tuple[str, ...] = ()
    """Where printers on the network are looked for; empty is this box's own subnets."""
    raw_port: int = RAW_PORT
    emulated: bool = False
    """The wires end in the world."""

    @classmethod
    def of_world(cls, run: Path) -> Places:
        """What the emulated world has plugged into a runtime folder; a USB stick there is a folder `usb`."""
        return cls(
            serial=(f"{run}/*.tty",), keyboards=(f"{run}/*.kbd",), printers=(), config=run / "config.txt",
            sticks=(run / "usb",), i2c=(f"{run}/i2c*",), kernel=run / "cmdline.txt", emulated=True,
        )  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """One box."""

    path: Path
    """The settings to be written."""
    data: str
    run: str
    places: Places = field(default_factory=Places)
    users: bool = False
    """The three users of a box exist."""
    fullscreen: bool = True

    @property
    def folder(self) -> Path:
        """Where the settings will be, and the draft until then."""
        return self.path.parent

    @property
    def data_folder(self) -> Path:
        return self.folder / self.data

    @property
    def run_folder(self) -> Path:
        return self.folder / self.run

    @property
    def provisional(self) -> Path:
        """The settings of the shell meanwhile."""
        return self.run_folder / PROVISIONAL


def layout_of(path: Path, *, world: bool = False) -> Layout:
    """The layout for a settings file; `world`: what is plugged in is the emulated world. Raises `TooDeep`."""
    path = path.absolute()
    if path.is_relative_to("/etc"):
        return Layout(path, "/var/lib/kiosk", "/run/kiosk", users=_all_users(USERS.values()))
    run = path.parent / "run"
    if len(str(run / "devices.sock").encode()) > SOCKET_PATH_LIMIT:
        raise TooDeep(f"{run} is too long a path for the sockets in it; choose a shorter one for {path.name}")
    places = Places.of_world(run) if world else Places()
    return Layout(path, "data", "run", places, fullscreen=False)


def _all_users(names: Iterable[str]) -> bool:
    try:
        return all(pwd.getpwnam(name) for name in names)
    except KeyError:
        return False

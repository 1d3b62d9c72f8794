"""Which devices the settings name, and where each should stand in the file system."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from kiosk.link.messages import DeviceClass
from kiosk.link.settings import Settings

MOVING_NAME = re.compile(r"/dev/(ttyACM|ttyUSB|ttyS|ttyAMA|usb/lp|hidraw|input/event)(?P<number>\d+)")
SOLDERED = ("ttyS", "ttyAMA")
"""These are on the board: their numbers stay."""


class Wired(NamedTuple):
    """One device of the settings. `node` is None where it has no place in the file system."""

    name: str
    device_class: DeviceClass
    node: Path | None


def wired(settings: Settings) -> list[Wired]:
    """Every device, in the order of the settings."""
    found: list[Wired] = [
        Wired(
            each.name,
            "stripe_reader" if each.reads == "stripes" else "scanner",
            _place(settings.run, each.port),
        )
        for each in settings.scanners
    ]
    for printer in settings.printers:
        beside = settings.run if printer.driver == "serial" else settings.data
        node = _place(beside, printer.path)
        slips = printer.driver == "file" and node is not None and not node.is_relative_to("/dev")
        found.append(Wired(printer.name, "printer", None if slips else node))
    found += [Wired(each.name, "encoder", _place(settings.run, each.port)) for each in settings.encoders]
    found += [Wired(each.name, "lockers", _place(settings.run, each.port)) for each in settings.banks]
    return found


def moves(node: Path) -> bool:
    """Whether this name belongs to whatever was plugged in first."""
    found = MOVING_NAME.fullmatch(str(node))
    return found is not None and found[1] not in SOLDERED


def _place(beside: Path, path: str) -> Path | None:
    return beside / path if path else None

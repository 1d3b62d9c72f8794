"""What has been answered so far: kept beside the settings after every step, so that a power cut costs one answer.

No code and no PIN is ever in it. It is removed when `kiosk.toml` is written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import msgspec

from kiosk.link.settings import Rotation
from kiosk.link.settings_devices import Bank, Encoder, Printer, Scanner

NAME = "setup-draft.json"


class Draft(msgspec.Struct, kw_only=True):
    """The answers. Devices are kept as the settings will have them."""

    language: Literal["zh_CN", "en"] = "zh_CN"
    width: int = 1080
    height: int = 1920
    rotation: Rotation = 0
    ppi: float = 0.0
    """0: not known yet."""
    touch_seen: bool = False
    clock_seen: str = ""
    """The boot in which somebody has looked at the time."""
    devices_seen: bool = False
    scanners: tuple[Scanner, ...] = ()
    printers: tuple[Printer, ...] = ()
    encoders: tuple[Encoder, ...] = ()
    banks: tuple[Bank, ...] = ()
    walls_seen: bool = False
    pack: dict[str, Any] = {}
    """Sections of `kiosk.toml` from the site's pack."""
    battery_clock: bool = False


def load(folder: Path) -> Draft:
    """The draft in this folder; a new one where there is none, or none that can be read."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Draft)
    except (OSError, msgspec.DecodeError):
        return Draft()


def save(folder: Path, draft: Draft) -> None:
    """Keep it, whole or not at all. Raises `OSError`."""
    replace_file(folder / NAME, msgspec.json.encode(draft), mode=0o600)


def forget(folder: Path) -> None:
    """It has become settings."""
    (folder / NAME).unlink(missing_ok=True)


def replace_file(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file so that it is whole, or as it was, whenever the power goes. Raises `OSError`."""
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

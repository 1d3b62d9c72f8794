"""The small kiosk that a journey runs on: its settings, and a folder for its store, on disk or in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import tomlkit

from kiosk.link.settings import Settings, parse

NOON_MS = 1_795_320_000_000
"""Sunday 2026-11-22 12:00 in Shanghai."""

MEMORY = Path("/dev/shm")  # noqa: S108 - only ever a new folder of our own in it
"""Where Linux keeps files in memory. SQLite's own `:memory:` is one connection, and the desk has two."""

Keeping = Literal["disk", "memory"]


def settings_for(folder: Path, *, doors: int = 6, racks: int = 0, extra: str = "") -> Settings:
    """Settings of a small box: one scanner, one printer, one bank of `doors` single compartments and `racks`
    racks of five. `extra` is further TOML, after the last compartment."""
    compartments = "".join(
        f"[[bank.compartment]]\nnumber = {number}\ncoil = {number}\nsensor = {number + 100}\n"
        f"row = {(number - 1) // 6}\ncolumn = {(number - 1) % 6}\n"
        + ('kind = "rack"\ncapacity = 5\n' if number > doors else "")
        for number in range(1, doors + racks + 1)
    )
    text = (
        '[site]\nname = "星河广场"\nname_en = "Galaxy Plaza"\n'
        f'[paths]\ndata = "{folder}/data"\nrun = "{folder}/run"\n'
        '[[scanner]]\nname = "scanner"\nport = "/dev/null"\n'
        '[[printer]]\nname = "printer"\ndriver = "file"\npath = "slips"\n'
        f'[[bank]]\nname = "wall"\ndriver = "world"\nfactory = "world"\n{compartments}{extra}'
    )
    return parse(text, folder / "kiosk.toml")


def plugin_tables(settings: Mapping[str, Mapping[str, Any]]) -> str:
    """`{"smiles": {"thanks_seconds": 5}}` as the site would write it into `kiosk.toml`."""
    return "\n" + tomlkit.dumps({"plugins": {name: dict(table) for name, table in settings.items()}})


@contextmanager
def kept_in(keeping: Keeping, disk: Path) -> Iterator[Path]:
    """A folder for a kiosk's files: `disk` itself, or one in memory that is gone afterwards. A computer without such a
    place (macOS) uses the disk: slower, and otherwise the same."""
    if keeping == "disk" or not MEMORY.is_dir():
        yield disk
        return
    folder = Path(tempfile.mkdtemp(prefix="kiosk-journey-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

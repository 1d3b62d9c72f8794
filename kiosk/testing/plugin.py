"""The pytest plugin: `pytest_plugins = ["kiosk.testing.plugin"]` gives the fixture `kiosk`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.link.settings import Settings, parse
from kiosk.testing.journey import Journey

NOON_MS = 1_795_320_000_000
"""Sunday 2026-11-22 12:00 in Shanghai."""


def settings_for(folder: Path, *, doors: int = 6, racks: int = 0, extra: str = "") -> Settings:
    """Settings of a small box: one scanner, one printer, one bank of `doors` single compartments and `racks`
    racks of five."""
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


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    """A running desk with every installed plugin, six doors, and a person in front of it."""
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS))
    journey.start()
    try:
        yield journey
    finally:
        journey.stop()
        journey.close()

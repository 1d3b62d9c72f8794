"""A case in a test's hands: settings in a folder of its own, a machine of files, a desk that tells what it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.doctor.case import Case, Machine
from kiosk.link.health import DeskTold, DeviceStatistics, PluginTold
from kiosk.link.settings import parse

NOW_MS = 1_795_000_000_000
"""In November 2026."""

SETTINGS = """
[paths]
data = "data"
run = "run"

[[scanner]]
name = "scanner"
port = "scanner.tty"

[[printer]]
name = "printer"
host = "10.0.0.9"
"""


def device(name: str = "scanner", **changes: Any) -> DeviceStatistics:
    """A device that works, but for what a test changes."""
    well = DeviceStatistics(
        name, "scanner", "front", "online", path="/dev/x", found="yes", opens=1, attempts=1
    )
    return msgspec.structs.replace(well, **changes)


def told(*devices: DeviceStatistics, **changes: Any) -> DeskTold:
    """A desk where everything is well, but for what a test changes."""
    well = DeskTold(
        build="1",
        kiosk="0190-kiosk",
        clock_trusted=True,
        safe_mode="",
        screens=("front",),
        plugins=(PluginTold("lending", "1", "active"),),
        devices=devices,
    )
    return msgspec.structs.replace(well, **changes)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A computer without anything on it."""
    root = tmp_path / "machine"
    root.mkdir()
    return Machine(root)


@pytest.fixture
def put(machine: Machine) -> Callable[[str, str], None]:
    """Puts a file on that computer."""

    def write(place: str, text: str) -> None:
        path = machine.path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return write


@pytest.fixture
def case(tmp_path: Path, machine: Machine) -> Case:
    """A kiosk that does not run, with its folders."""
    box = tmp_path / "box"
    for name in ("data", "run"):
        (box / name).mkdir(mode=0o750, parents=True)
    (box / "kiosk.toml").write_text(SETTINGS)
    (box / "kiosk.toml").chmod(0o640)
    return Case(
        settings=parse(SETTINGS, box / "kiosk.toml"), now_ms=NOW_MS, clock_trusted=True, machine=machine
    )


@pytest.fixture
def running(case: Case) -> Callable[..., Case]:
    """The same kiosk, running, with what its desk tells."""
    return lambda *devices, **changes: replace(case, desk=told(*devices, **changes), desk_runs=True)

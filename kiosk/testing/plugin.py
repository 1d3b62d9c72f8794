"""The pytest plugin: `pip install zhanggui[testing]`, and a plugin's tests have these fixtures.

    kiosk        a running desk with every installed plugin, six doors, and a person in front of it
    make_kiosk   the same with another wall, other settings, only some plugins, a store in memory
    crash_walk   a journey that ends at each of its points: the power goes, or the person leaves
    full_disk_walk   a journey with a disk that is full at each of its commits

No marker and no configuration: what a test needs stands in the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.testing.box import NOON_MS, settings_for
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import CrashWalk, FullDiskWalk, MakeKiosk

__all__ = ["NOON_MS", "crash_walk", "full_disk_walk", "kiosk", "make_kiosk", "settings_for"]


@pytest.fixture
def make_kiosk(tmp_path: Path) -> Iterator[MakeKiosk]:
    """Makes running kiosks; they are stopped after the test (`MakeKiosk.__call__` says what can be asked for)."""
    make = MakeKiosk(tmp_path)
    yield make
    make.close()


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    """A running desk with every installed plugin, six doors, and a person in front of it."""
    return make_kiosk()


@pytest.fixture
def crash_walk(tmp_path: Path) -> CrashWalk:
    """Plays a journey that ends at each of its points (`CrashWalk.__call__` says what is held against each)."""
    return CrashWalk(tmp_path)


@pytest.fixture
def full_disk_walk(tmp_path: Path) -> FullDiskWalk:
    """Plays a journey with a disk that is full at each of its commits (`FullDiskWalk.__call__` says what is held)."""
    return FullDiskWalk(tmp_path)

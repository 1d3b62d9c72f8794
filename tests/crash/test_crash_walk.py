"""The power goes before and after every commit and every message of every lending journey; everything is accounted for."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.store.transaction import Transaction
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.people import add_member
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.crash.scripts import CARD, OTHER_CARD, SCRIPTS, account

UMBRELLAS = 4

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "1"))
"""1 visits every point; `make test` may take every n-th, beginning where the journey's name says."""


@pytest.fixture
def folders() -> Iterator[Callable[[], Path]]:
    """A new folder for each run, in memory where there is such a place: hundreds of stores are made and thrown away."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="kiosk-crash-", dir=memory if memory.is_dir() else None))
    numbers = itertools.count()
    yield lambda: base / str(next(numbers))
    shutil.rmtree(base)


def prepare(tx: Transaction) -> None:
    """Two members, and an umbrella behind each of the first doors."""
    add_member(tx, CARD)
    add_member(tx, OTHER_CARD)
    for number, place in enumerate(tx.places("umbrella")[:UMBRELLAS], start=1):
        tx.add_item(f"U-{number:04d}", "umbrella", label="blue", label_zh="蓝色", place_id=place.id)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_power_cut_at_any_point_loses_nothing_and_does_nothing_twice(
    name: str, folders: Callable[[], Path]
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = Journey(settings_for(folders()), ManualClock(NOON_MS))
        kiosk.start(prepare)
        for number in range(1, UMBRELLAS + 1):
            kiosk.world.world.contents[number] = [f"U-{number:04d}"]
        kiosk.cut_at(points)
        try:
            SCRIPTS[name](kiosk)
        except PowerCut:
            kiosk.restart()
            kiosk.world.spring_all_open()
        try:
            kiosk.until(
                lambda: not kiosk.read(lambda tx: tx.open_operations() or tx.reservations()), "settlement"
            )
            account(kiosk)
        finally:
            kiosk.stop()
            kiosk.close()

    points, failures = crash_walk(run, every=EVERY, first=1 + sum(map(ord, name)) % EVERY)
    assert points > 20
    assert not failures, "\n".join(f"{number} ({where}): {problem}" for number, where, problem in failures)

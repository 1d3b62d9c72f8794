"""The power goes before and after every commit and every message of every lending journey; all is accounted for."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.crash.account import account
from tests.crash.scripts import SCRIPTS, UNTOLD
from tests.journeys.lending.steps import QUICK, STAFF_NUMBER, STAFF_PIN, people, umbrellas

KEPT = {number: [f"U-{number:04d}"] for number in (1, 2, 3)} | {7: ["U-0071", "U-0072", "U-0073"]}

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "4"))
"""`make test` cuts at every fourth point of each journey, beginning where its name says; `make crash` at all."""


@pytest.fixture
def folders() -> Iterator[Callable[[], Path]]:
    """A new folder for each run, in memory where there is such a place: hundreds of stores are made and thrown away."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="kiosk-crash-", dir=memory if memory.is_dir() else None))
    numbers = itertools.count()
    yield lambda: base / str(next(numbers))
    shutil.rmtree(base)


def prepare(tx: Transaction) -> None:
    """The members, and an umbrella behind each of the first doors."""
    people(tx)
    umbrellas(tx, KEPT)


def played(kiosk: Journey, name: str, points: CrashPoints) -> None:
    """The journey until the power goes; then a new desk, and the world goes on."""
    kiosk.start(prepare)
    add_staff(kiosk.store, STAFF_NUMBER, "李姐", STAFF_PIN, policy=QUICK)
    for number, tags in KEPT.items():
        kiosk.world.world.contents[number] = list(tags)
    kiosk.cut_at(points)
    try:
        SCRIPTS[name](kiosk)
    except PowerCut:
        kiosk.restart()
        kiosk.world.spring_all_open()


def nothing_open(kiosk: Journey) -> bool:
    """Everything that was under way has been settled."""
    return not kiosk.read(lambda tx: tx.open_operations() or tx.reservations())


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_power_cut_at_any_point_loses_nothing_and_does_nothing_twice(
    name: str, folders: Callable[[], Path]
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = Journey(settings_for(folders(), racks=1), ManualClock(NOON_MS))
        try:
            played(kiosk, name, points)
            kiosk.until(lambda: nothing_open(kiosk), "settlement")
            account(kiosk, untold=UNTOLD.get(name, frozenset()))
        finally:
            kiosk.stop()
            kiosk.close()

    points, failures = crash_walk(run, every=EVERY, first=1 + sum(map(ord, name)) % EVERY)
    assert points > 20
    assert not failures, "\n".join(f"{number} ({where}): {problem}" for number, where, problem in failures)


def test_the_walk_finds_what_settles_nothing(
    folders: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk itself is held: with a settlement that forgets the loan, cuts after the pulse leave things unaccounted."""
    from kiosk.core.service import Settlement
    from kiosk.plugins.lending import settle

    monkeypatch.setattr(settle, "settle", lambda _tx, _reservation, _facts: Settlement("forgotten"))

    def run(points: CrashPoints) -> None:
        kiosk = Journey(settings_for(folders(), racks=1), ManualClock(NOON_MS))
        try:
            played(kiosk, "borrowed", points)
            kiosk.until(lambda: nothing_open(kiosk), "settlement")
            account(kiosk)
        finally:
            kiosk.stop()
            kiosk.close()

    _points, failures = crash_walk(run)
    assert failures

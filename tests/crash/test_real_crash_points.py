"""Real processes, really killed: the desk and the devices die at each point of a visit, and everything is accounted for.

For each point: a box with one room that will kill itself there (`room.py`), a person who wants something, the room started
again as the watcher would, the person finishing or leaving. Then the desk is stopped, `kiosk check` must be clean, and the
account of the world against the books must balance (`audit.py`).

`make test` takes every k-th point, `make crash` all. One alone: `KIOSK_CRASH_POINT=17 pytest … -k desk-borrow`.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.cli.tour_house import _in_the_past
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import Settings
from tests.crash.audit import Books, audit, promises
from tests.crash.box import Box
from tests.crash.house import build_house, cards
from tests.crash.person import Errand, Person

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "16"))
ONLY = int(os.environ.get("KIOSK_CRASH_POINT", "0"))

CARD = cards(1)[0]


def singles(folder: Path) -> Settings:
    """Two umbrellas behind doors of their own, and an empty door."""
    return build_house(folder, doors=3, stock={1: ("U-0101",), 2: ("U-0201",)})


def only_a_rack(folder: Path) -> Settings:
    """Everything behind one door."""
    return build_house(folder, doors=0, rack=4, stock={1: ("U-0101", "U-0102", "U-0103")})


def one_is_out(folder: Path) -> Settings:
    """The first umbrella is on loan, and in the member's hands."""
    settings = singles(folder)
    _in_the_past(settings, CARD, days=0)
    file = TruthFile(world_folder(settings) / "truth.json")
    truth = file.load(settings)
    truth.holding = [truth.compartment(1).items.pop()]
    truth.compartment(1).pulse_count = 1
    file.save(truth)
    return settings


JOURNEYS: dict[str, tuple[Callable[[Path], Settings], Errand]] = {
    "borrow": (singles, Errand("borrow", CARD)),
    "return": (one_is_out, Errand("return", CARD, tag="U-0101")),
    "borrow_from_rack": (only_a_rack, Errand("borrow", CARD, scans_tag=True)),
}


@pytest.fixture
def folders() -> Iterator[Callable[[], Path]]:
    """A new folder for each box, in memory where there is such a place, with a path short enough for sockets."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="kiosk-kill-", dir=memory if memory.is_dir() else None))
    numbers = itertools.count()
    yield lambda: base / str(next(numbers))
    shutil.rmtree(base)


def visit(folder: Path, room: str, journey: str, kill_at: int) -> list[str]:
    """One visit with a death; returns the points that were passed. Raises `AssertionError` with what is not accounted for."""
    build, plan = JOURNEYS[journey]
    settings = build(folder)
    errand = Errand(plan.purpose, plan.card, tag=plan.tag, scans_tag=plan.scans_tag)
    points = folder / "points.txt"
    deadly = [sys.executable, "-m", "tests.crash.room", room, "--settings", str(settings.path)]
    since_ms = time.time_ns() // 1_000_000
    with Box(settings) as box:
        box.start(**{room: [*deadly, "--kill-at", str(kill_at), "--points", str(points)]})
        hands = box.hands()
        with Person(settings, hands, meanwhile=box.revive) as person:
            person.go(errand)
        box.settle(meanwhile=box.revive)
        for each in ("desk", "devices"):
            stop_for_good(box, each)
        problems = box.check()
        with box.books() as store:
            books = Books(store)
        holders = {errand.tag: CARD} if errand.tag in hands.truth().holding else {}
        problems += audit(books, hands.truth(), holders)
        problems += promises(books, CARD, errand.tag, errand.told, since_ms)
        assert not problems, "\n".join([*problems, f"{errand}", *person.shown, box.tail()])
    return points.read_text().splitlines()


def stop_for_good(box: Box, name: str) -> None:
    """Stop a room, also when its death is due while it stops: then it comes back once more, settles, and stops."""
    if box.rooms[name].stop() != 0:
        box.start(name)
        if name == "desk":
            box.settle()
        box.stop(name)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("journey", JOURNEYS)
@pytest.mark.parametrize("room", ["desk", "devices"])
def test_a_room_killed_at_any_point_loses_nothing_and_pulses_nothing_twice(
    room: str, journey: str, folders: Callable[[], Path]
) -> None:
    whole = visit(folders(), room, journey, 0)
    assert len(whole) > 20
    first = 1 + sum(map(ord, room + journey)) % EVERY
    failures = []
    for number in (ONLY,) if ONLY else range(first, len(whole) + 1, EVERY):
        began = time.monotonic()
        try:
            passed = visit(folders(), room, journey, number)
        except AssertionError as problem:
            failures.append(f"point {number}, about {whole[number - 1]!r}: {problem}")
        else:
            where = passed[number - 1] if number <= len(passed) else "not reached"
            print(f"{room} {journey} {number}/{len(whole)}: {where} ({time.monotonic() - began:.1f} s)")
    assert not failures, "\n\n".join(failures)

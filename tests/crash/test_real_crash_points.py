"""Real processes, really killed: the desk and the devices die at each point of a visit, and everything is accounted for.

For each point: a box with one room that will kill itself there (`room.py`), a person who wants something, the room started
again as the watcher would, the person finishing or leaving. Then the desk is stopped, `kiosk check` must be clean, and the
account of the world against the books must balance (`audit.py`).

`make test` takes one point of each kind of visit, `make crash` (`KIOSK_CRASH_EVERY=1`) all. One alone:
`KIOSK_CRASH_POINT=17 pytest … -k desk-borrow`.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
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

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "0"))
"""Every so many of the points of a visit are deaths; 0: one in its middle."""
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


def visit(folder: Path, room: str, journey: str, *kill_at: int | str) -> list[list[str]]:
    """One visit with a death at a point of the room's first life, perhaps another one in the next life, and so on.

    Returns the points that each of those lives passed. Raises `AssertionError` with what is not accounted for.
    """
    build, plan = JOURNEYS[journey]
    settings = build(folder)
    errand = Errand(plan.purpose, plan.card, tag=plan.tag, scans_tag=plan.scans_tag)
    points = [folder / f"points-{life}.txt" for life, _ in enumerate(kill_at)]
    since_ms = time.time_ns() // 1_000_000
    with Box(settings) as box:
        for number, path in zip(kill_at, points, strict=True):
            path.touch()
            box.doom(room, number, path)
        box.start()
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
    return [path.read_text().splitlines() for path in points]


def stop_for_good(box: Box, name: str) -> None:
    """Stop a room, also when its death is due while it stops: then it comes back once more, settles, and stops."""
    while box.rooms[name].stop() != 0:
        assert box.rooms[name].process.returncode == -signal.SIGKILL, box.tail(name)  # type: ignore[union-attr]
        box.start(name)
        box.settle(meanwhile=box.revive)


def walk(
    room: str,
    journey: str,
    lives: Sequence[tuple[int | str, ...]],
    folders: Callable[[], Path],
    *,
    reached: bool = False,
) -> None:
    """Play each of these series of deaths; fails with all that went wrong. `reached`: every death must have come."""
    failures = []
    for kill_at in lives:
        began = time.monotonic()
        try:
            passed = visit(folders(), room, journey, *kill_at)
        except AssertionError as problem:
            failures.append(f"{room} {journey} {kill_at}: {problem}")
            continue
        where = [
            life[-1] if len(life) == at or life[-1] == at else "not reached"
            for life, at in zip(passed, kill_at, strict=True)
        ]
        if reached and "not reached" in where:
            failures.append(f"{room} {journey} {kill_at}: the visit has {len(passed[-1])} points only")
        print(f"{room} {journey} {kill_at}: {where} ({time.monotonic() - began:.1f} s)")
    assert not failures, "\n\n".join(failures)


def test_a_room_that_was_revived_only_just_stops_in_order(folders: Callable[[], Path]) -> None:
    with Box(singles(folders())) as box:
        box.start()
        for room in ("devices", "desk"):
            box.kill(room)
            box.revive(room)
            box.stop(room)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("journey", JOURNEYS)
@pytest.mark.parametrize("room", ["desk", "devices"])
def test_a_room_killed_at_any_point_loses_nothing_and_pulses_nothing_twice(
    room: str, journey: str, folders: Callable[[], Path]
) -> None:
    if ONLY or not EVERY:
        walk(room, journey, [(ONLY or MIDDLE[room] + sum(map(ord, journey)) % 7,)], folders, reached=True)
        return
    (whole,) = visit(folders(), room, journey, 0)
    assert len(whole) > MIDDLE[room]
    walk(room, journey, [(number,) for number in range(1, len(whole) + 1, EVERY)], folders)


MIDDLE = {"desk": 46, "devices": 22}
"""The number of a point at which the visit is under way."""


WORST: dict[str, tuple[str, ...]] = {
    "desk": ("after sending OpenDoor to devices", "received OperationEnded from devices"),
    "devices": ("after the log: door begun", "after a pulse"),
}
"""Where the books and the world may differ most."""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("journey", ["borrow", "return"])
@pytest.mark.parametrize("room", ["desk", "devices"])
def test_a_room_killed_again_while_it_settles_what_its_first_death_left(
    room: str, journey: str, folders: Callable[[], Path]
) -> None:
    lives: list[tuple[str, int]] = []
    # One of the two with each kind of visit where not every point is taken.
    names = WORST[room] if EVERY else [WORST[room][journey == "return"]]
    for name in names:
        some = 1 + sum(map(ord, room + journey + name)) % 40
        points = (
            range(some, some + 1) if EVERY != 1 else range(1, lived_again(folders(), room, journey, name) + 1)
        )
        lives += [(name, again) for again in points]
    walk(room, journey, lives, folders)


def lived_again(folder: Path, room: str, journey: str, name: str) -> int:
    """How many points the life after this death passes."""
    first, second = visit(folder, room, journey, name, 0)
    assert first[-1] == name
    return len(second)

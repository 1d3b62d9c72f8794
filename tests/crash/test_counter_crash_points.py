"""Real processes, really killed while staff take money for a card or make a new one: with the printer in the middle of a slip,
and with the encoder in the middle of a write.

For each point: a box with one room that will kill itself there (`room.py`), staff who want something, the room started again as
the watcher would. Then money and stock are what the screen said, to the last fen; no slip comes twice; and what is on the
stripe of each blank is what the books say, or the blank is void. `make test` takes the worst point, `make crash` all.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.drivers.world.cards import NewCard
from tests.crash.audit import Books, audit
from tests.crash.box import Box
from tests.crash.clerk import Act, Clerk
from tests.crash.house import build_house, cards, hold_the_counter
from tests.crash.money import issued, stack, topped_up
from tests.crash.test_real_crash_points import stop_for_good
from tests.crash.unplugging import paper

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "0"))
"""Every so many of the points of a visit are deaths; 0: the worst one."""
ONLY = int(os.environ.get("KIOSK_CRASH_POINT", "0"))

CARD = cards(1)[0]
BLANKS = 4

WORST: dict[tuple[str, Act], str] = {
    ("desk", "topup"): "after sending PrintSlip to devices",
    ("desk", "issue"): "received OperationEnded from devices",
    ("devices", "topup"): "after the log: print begun",
    ("devices", "issue"): "before the log: card done",
}
"""Where the paper, or the stripe, and the books may differ most."""

TAKEN = WORST if EVERY or ONLY else [("desk", "topup"), ("devices", "issue")]
"""Each act once, and each room, where not every point is taken."""


@pytest.fixture
def folders() -> Iterator[Callable[[], Path]]:
    """A new folder for each box, in memory where there is such a place, with a path short enough for sockets."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="kiosk-till-", dir=memory if memory.is_dir() else None))
    numbers = itertools.count()
    yield lambda: base / str(next(numbers))
    shutil.rmtree(base)


def visit(folder: Path, room: str, act: Act, kill_at: int | str) -> list[str]:
    """One visit with a death at a point of the room's first life. Returns the points that this life passed; raises
    `AssertionError` with what is not accounted for."""
    settings = build_house(folder, doors=1, stock={1: ("U-0101",)})
    hold_the_counter(settings)
    blanks = stack(settings, BLANKS)
    points = folder / "points.txt"
    points.touch()
    with Box(settings) as box:
        box.doom(room, kill_at, points)
        box.start()
        hands = box.hands()
        for number in blanks:
            hands.new_card(NewCard(number))
        with Clerk(settings, hands, meanwhile=box.revive) as clerk:
            clerk.go(act, *((CARD,) if act == "topup" else blanks))
        box.settle(meanwhile=box.revive)
        for each in ("desk", "devices"):
            stop_for_good(box, each)
        problems = box.check()
        with box.books() as store:
            problems += audit(Books(store), hands.truth(), {})
            problems += paper(store, hands.slips())
        if act == "topup":
            problems += topped_up(settings, CARD, said=clerk.said_done, maybe=True)
        else:
            known = {one.name: one for one in hands.truth().cards if one.name in blanks}
            problems += issued(settings, known, said=clerk.said_done)
        assert not problems, "\n".join([*problems, *clerk.shown, box.tail()])
    return points.read_text().splitlines()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("room", "act"), TAKEN)
def test_a_room_killed_at_any_point_books_once_and_leaves_no_blank_that_may_hold_anything(
    room: str, act: Act, folders: Callable[[], Path]
) -> None:
    lives: list[int | str] = [ONLY or WORST[room, act]]
    if EVERY and not ONLY:
        lives = [*range(1, len(visit(folders(), room, act, 0)) + 1, EVERY)]
    failures = []
    for kill_at in lives:
        began = time.monotonic()
        try:
            passed = visit(folders(), room, act, kill_at)
        except AssertionError as problem:
            failures.append(f"{room} {act} {kill_at}: {problem}")
            continue
        reached = kill_at in (passed[-1], len(passed))
        if not reached and not EVERY:
            failures.append(f"{room} {act}: {kill_at!r} is not among {passed}")
        print(f"{room} {act} {kill_at}: {passed[-1]} ({time.monotonic() - began:.1f} s)")
    assert not failures, "\n\n".join(failures)

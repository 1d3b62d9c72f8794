"""The houses that are walked: the demo's own, which every service is furnished in, and what can be wrong with it.

Time stands at Sunday 22 November 2026, 12:00 in Shanghai, so that the same sources give the same pictures.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import msgspec

from kiosk.cli import demo_cards, demo_house
from kiosk.core.clock import ManualClock
from kiosk.core.members.importer import import_members
from kiosk.core.staff import StaffPolicy, add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.walk.explorer import Explorer, Graph, Known, Node

House = Callable[[Path, Graph], contextlib.AbstractContextManager[Explorer]]
Weather = Callable[[Explorer], None]


class Walked(NamedTuple):
    """How many moves were made, and what never ended or was raised."""

    moves: int
    stuck: list[str]


CARDS = tuple(member[0] for member in demo_house.MEMBERS)
STAFF = (("2001", "908172", "manager", "李姐"), ("3002", "417295", "supervisor", "王班长"))
"""Number, PIN, role and name of two who may do everything between them, and approve what the other asks."""
QUICK = StaffPolicy(time_cost=1, memory_kib=64, parallelism=1)
DAY = 86_400

_ITEMS = "SELECT tag, kind, place_id IS NOT NULL FROM items ORDER BY kind, tag"


@contextlib.contextmanager
def demo(folder: Path, graph: Graph) -> Iterator[Explorer]:
    """The demo's house in one process, with a staff account that is quick to sign in to."""
    clock = ManualClock(NOON_MS)
    with patch.object(demo_house, "SystemClock", lambda: clock):
        settings = demo_house.build(folder)
    kiosk = Journey(settings, clock)
    kiosk.start()
    try:
        for number, pin, role, name in STAFF:
            add_staff(kiosk.store, number, name, pin, role=role, policy=QUICK)
        _bring_balances(kiosk)
        _agree_with_the_books(kiosk)
        yield _explorer(kiosk, graph)
    finally:
        kiosk.stop()
        kiosk.close()


@contextlib.contextmanager
def bare(folder: Path, graph: Graph) -> Iterator[Explorer]:
    """A box that was unpacked a minute ago: nothing in it, no member, no staff."""
    kiosk = Journey(settings_for(folder), ManualClock(NOON_MS))
    kiosk.start()
    try:
        yield _explorer(kiosk, graph)
    finally:
        kiosk.stop()
        kiosk.close()


def _explorer(kiosk: Journey, graph: Graph) -> Explorer:
    for position in kiosk.desk.positions.values():
        position.site = msgspec.structs.replace(position.site, staff_policy=QUICK)
    return Explorer(kiosk, known_of(kiosk), graph)


def known_of(kiosk: Journey) -> Known:
    """What a person can hold before the scanner here, and what they can type."""
    codes = {"card": CARDS[0], "another card": CARDS[1], "no code of ours": "NOT-OURS-1"}
    for tag, kind, at_home in kiosk.read(lambda tx: tx._run(_ITEMS).fetchall()):
        codes.setdefault(f"tag of {kind} {'at home' if at_home else 'out'}", tag)
    (number, pin, *_), (other, other_pin, *_) = STAFF
    digits = {"staff number": number, "staff PIN": pin, "second number": other, "second PIN": other_pin}
    digits["phone"] = demo_house.MEMBERS[0][2]
    digits["member PIN"] = demo_cards.MEMBER_PIN
    return Known(codes, digits)


def _bring_balances(kiosk: Journey) -> None:
    """Somebody of staff has brought the paper books' balances of one member."""
    card, name, *_rest = demo_house.MEMBERS[4]
    file = Path(kiosk.settings.data) / "books.csv"
    file.write_text(f"会员卡号,姓名,积分,储值本金\n{card},{name},500,88.80\n")
    first = kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = ?", (STAFF[0][0],)))
    import_members(kiosk.store, file, actor=f"staff:{first[0]}")


def _agree_with_the_books(kiosk: Journey) -> None:
    """Behind each door is what the books say."""

    def look(tx: Transaction) -> dict[int, list[str]]:
        return {place.number: [item.tag for item in tx.items_at(place.id)] for place in tx.places()}

    for number, tags in kiosk.read(look).items():
        if number in kiosk.world.world.contents:
            kiosk.world.world.contents[number] = tags


# ---------------------------------------------------------------------- what can be wrong


def as_it_should_be(explorer: Explorer) -> None:
    """Nothing is."""


def some_days_later(explorer: Explorer) -> None:
    """One umbrella was lent twice and nothing came back for five days."""
    for name in ("card", "card", "another card"):
        _borrow(explorer, name)
    explorer.kiosk.clock.move(5 * DAY)
    explorer.settle()


def doors_that_stay_shut(explorer: Explorer) -> None:
    """No door opens."""
    for number in explorer.kiosk.world.world.doors:
        explorer.kiosk.world.fault(number, "stuck")


def no_paper(explorer: Explorer) -> None:
    """The printer is gone."""
    explorer.kiosk.world.without_printer()
    explorer.settle()


def everything_out(explorer: Explorer) -> None:
    """Nothing is left to lend."""

    def empty(tx: Transaction) -> None:
        for tag, _kind, _home in tx._run(_ITEMS).fetchall():
            item = tx.item_by_tag(tag)
            if item is not None and item.place_id is not None:
                tx.move(item.id, None, reason="demo")

    explorer.kiosk.write(empty)
    for contents in explorer.kiosk.world.world.contents.values():
        contents.clear()


def everything_full(explorer: Explorer) -> None:
    """One thing is out, and every place is taken."""
    _borrow(explorer, "card")

    def fill(tx: Transaction) -> None:
        for place in tx.places():
            for number in range(place.free if place.holds else 0):
                tx.add_item(
                    f"X-9{place.number:02d}{number:02d}", place.holds[0], place_id=place.id, reason="demo"
                )

    explorer.kiosk.write(fill)


def _borrow(explorer: Explorer, card: str) -> None:
    moves = ("press:start", "key:lending.umbrella", f"scan:{card}", "door:take and close", "key:done")
    for move in moves:
        node = explorer.look()
        wanted = "press:start" if node.name == "attract" else move
        if wanted in explorer.possible(node) or move.startswith("key:lending"):
            explorer.do(move)
    for _step in range(4):
        if explorer.node().name != "attract":
            explorer.do("press:end")


WEATHERS: tuple[Callable[[Explorer], None], ...] = (
    as_it_should_be,
    some_days_later,
    doors_that_stay_shut,
    no_paper,
    everything_out,
    everything_full,
)


def walk(
    make: House,
    weather: Weather,
    graph: Graph,
    *,
    rounds: int = 4,
    most: int = 6000,
    staff_first: bool = False,
) -> Walked:
    """Walk everything in one kind of house: a visit may use it up (its doors wait for staff), so that a new one is made when
    nothing new is found, with what has been done kept in mind."""
    tries: Counter[tuple[Node, str]] = Counter()
    moves = 0
    stuck: list[str] = []
    for _round in range(rounds):
        with (
            tempfile.TemporaryDirectory(prefix="kiosk-walk-") as folder,
            make(Path(folder), graph) as explorer,
        ):
            explorer.tries = tries
            explorer.staff_first = staff_first
            weather(explorer)
            before = len(tries)
            explorer.explore(most - moves)
            moves += explorer.moves
            stuck += explorer.stuck
            states = explorer.kiosk.desk.host.states.values()
            stuck += [
                f"{each.id} raised {len(each.strikes)} times; {each.reason}"
                for each in states
                if each.strikes
            ]
        if len(tries) == before or moves >= most:
            break
    return Walked(moves, stuck)


ALL: tuple[tuple[House, Weather], ...] = (*((demo, weather) for weather in WEATHERS), (bare, as_it_should_be))

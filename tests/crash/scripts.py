"""The lending journeys as scripts, and the account that is taken after each: books against world.

A script plays one customer. It holds in the dark too: when the power is cut, `Journey` raises `PowerCut` out of whatever verb
is running, and the walk goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.store.transaction import Transaction
from kiosk.plugins.lending.models import CaseRow, LoanRow
from kiosk.testing.journey import Journey

CARD = "6901234567892"
OTHER_CARD = "6901234567908"


def borrow(kiosk: Journey) -> int:
    """Tile, card, door, umbrella, done; returns the door's number."""
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    return door


def borrowed_and_done(kiosk: Journey) -> None:
    """The whole happy visit."""
    borrow(kiosk)
    kiosk.choose("done")
    kiosk.expect_attract()


def borrowed_and_returned(kiosk: Journey) -> None:
    """Borrow, and bring it back by its tag, scanned at the attract screen."""
    borrowed_and_done(kiosk)
    kiosk.scan(kiosk.world.world.hands[-1])
    kiosk.expect("号")
    door = kiosk.world.opened()
    kiosk.until(lambda: kiosk.world.world.doors[door] == "open", "an open door")
    kiosk.expect("放")
    kiosk.world.put(door)
    kiosk.world.close(door)
    kiosk.expect("谢谢")
    kiosk.choose("done")
    kiosk.expect_attract()


def walked_away_from_the_open_door(kiosk: Journey) -> None:
    """Takes the umbrella and leaves the door open behind them."""
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.wait(200)
    kiosk.expect_attract()
    kiosk.world.close(door)


def changed_their_mind(kiosk: Journey) -> None:
    """The door is open; they press 不借了 and close it."""
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.choose("changed_mind")
    kiosk.expect("关")
    kiosk.world.close(door)
    kiosk.expect("没有")
    kiosk.press("home")
    kiosk.wait(200)
    kiosk.expect_attract()


def door_stuck_then_the_next(kiosk: Journey) -> None:
    """The first door does not open; the next one is offered by itself."""
    kiosk.world.fault(1, "stuck")
    borrowed_and_done(kiosk)


def home_pressed_during_the_pulse(kiosk: Journey) -> None:
    """They leave while the coil is being pulsed, and the outcome comes afterwards."""
    kiosk.world.fault(1, "slow")
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    kiosk.until(lambda: kiosk.world.pulses, "a pulse")
    kiosk.press("home")
    kiosk.expect("请稍候")
    kiosk.world.spring_open(1)
    kiosk.world.close(1)
    kiosk.wait(200)
    kiosk.expect_attract()


SCRIPTS: dict[str, Callable[[Journey], None]] = {
    script.__name__: script
    for script in (
        borrowed_and_done,
        borrowed_and_returned,
        walked_away_from_the_open_door,
        changed_their_mind,
        door_stuck_then_the_next,
        home_pressed_during_the_pulse,
    )
}


def account(kiosk: Journey) -> None:
    """Books against world: every item, every loan, every door, every pulse."""
    books = kiosk.read(_books)
    where, loans, asked, held, operations = books
    world = kiosk.world.world
    for tag in world.hands:
        assert (where[tag] is None and tag in loans) or tag in asked, (
            f"{tag} is in somebody's hands, unknown to the books"
        )
    for number, tags in world.contents.items():
        for tag in tags:
            assert where[tag] == number or tag in asked, (
                f"{tag} is behind door {number}, the books say {where[tag]}"
            )
    assert held == [], "a reservation is still held"
    assert operations == [], "an operation has no outcome"
    assert all(times == 1 for times in world.pulses.values()), "a second pulse"
    assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []


def _books(
    tx: Transaction,
) -> tuple[dict[str, int | None], set[str], set[str], list[str], list[str]]:
    numbers = {place.id: place.number for place in tx.places()}
    items = {item.id: item for item in tx.items("umbrella")}
    where = {item.tag: numbers[item.place_id] if item.place_id else None for item in items.values()}
    loans = {
        items[loan.item_id].tag
        for loan in LoanRow.select().where(LoanRow.state.in_(("lent", "unverified", "returning_unverified")))
    }
    asked = {
        items[item_id].tag
        for case in CaseRow.select().where(CaseRow.resolved_ms.is_null())
        for item_id in _items_of(case)
    }
    held = [reservation.id for reservation in tx.reservations()]
    return where, loans, asked, held, [operation.id for operation in tx.open_operations()]


def _items_of(case: CaseRow) -> list[str]:
    found = [case.item_id] if case.item_id else []
    if case.loan_id:
        loan = LoanRow.get_or_none(LoanRow.id == case.loan_id)
        found += [loan.item_id] if loan is not None else []
    return found

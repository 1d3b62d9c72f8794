"""A counter is held by one person, counted blind, and left with everything counted; a difference takes a second person."""

from __future__ import annotations

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.ledger import Account, Line, drawer, pieces, principal, stock
from kiosk.core.records import Context
from kiosk.core.shifts import CounterRules, Shift
from kiosk.core.staff import add_staff
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.testing.people import QUICK

CASH = drawer("desk", "cash")
CARDS = stock("desk", "gold_card")
SUPPLIER = Account("supplier", "desk", pieces("gold_card"))
SOLD = Account("sold", "desk", pieces("gold_card"))


@pytest.fixture
def people(store: Store) -> list[str]:
    return [
        add_staff(store, number, f"员工{number}", "80264713", policy=QUICK).id
        for number in ("1001", "1002", "1003")
    ]


@pytest.fixture
def shift(store: Store, people: list[str]) -> Shift:
    return store.write_now(lambda tx: tx.open_shift("early", people[0]))


def as_staff(staff_id: str) -> Context:
    return Context(actor=f"staff:{staff_id}", position="front")


def sell(store: Store, staff_id: str, paid: int = 100_000) -> str:
    """A card sold with money on it."""
    lines = [Line(CASH, principal("member-1"), paid), Line(SOLD, CARDS, 1)]
    return str(store.write_now(lambda tx: tx.enter("cards.sold", lines), context=as_staff(staff_id)).id)


def stock_up(store: Store, staff_id: str, number: int = 10) -> None:
    store.write_now(
        lambda tx: tx.enter("cards.stocked", [Line(CARDS, SUPPLIER, number)]), context=as_staff(staff_id)
    )


def count(store: Store, shift: Shift, account: Account, counted: int, staff_id: str):
    return store.write_now(lambda tx: tx.count(shift, "closing", account, counted, staff_id))


def test_money_and_stock_are_moved_by_staff_only_while_somebody_holds_the_counter(store, people):
    with pytest.raises(errors.NoShift):
        stock_up(store, people[0])

    shift = store.write_now(lambda tx: tx.open_shift("early", people[0]))
    stock_up(store, people[0])
    entry = sell(store, people[0])

    assert store.read_now(lambda tx: tx.entry(entry)).shift_id == shift.id
    assert store.read_now(lambda tx: tx.entry(entry)).counter == "desk"


def test_neither_is_a_sale_undone_without_a_shift(store, shift, people):
    stock_up(store, people[0])
    entry = sell(store, people[0])
    count(store, shift, CASH, 100_000, people[0])
    count(store, shift, CARDS, 9, people[0])
    store.write_now(lambda tx: tx.leave_shift(shift, people[0]))

    with pytest.raises(errors.NoShift):
        store.write_now(lambda tx: tx.reverse(entry, reason="mistake"), context=as_staff(people[0]))


def test_a_counter_is_held_once(store, shift, people):
    with pytest.raises(errors.ShiftOpen):
        store.write_now(lambda tx: tx.open_shift("late", people[1]))
    with pytest.raises(ValueError, match="none of the shifts"):
        store.write_now(lambda tx: tx.open_shift("night", people[1]))


def test_what_agrees_is_over_with_one_person(store, shift, people):
    stock_up(store, people[0])
    sell(store, people[0])
    count(store, shift, CASH, 100_000, people[0])
    count(store, shift, CARDS, 9, people[0])

    left = store.write_now(lambda tx: tx.leave_shift(shift, people[0]))

    assert left.state == "closed"
    assert store.write_now(lambda tx: tx.open_shift("late", people[1])).name == "late"
    assert [one.name for one in store.read_now(lambda tx: tx.shifts_of_day(tx.business_day))] == [
        "early",
        "late",
    ]


def test_a_shift_is_not_left_with_something_uncounted(store, shift, people):
    stock_up(store, people[0])
    count(store, shift, CASH, 0, people[0])

    with pytest.raises(errors.NotCounted, match="1 not counted"):
        store.write_now(lambda tx: tx.leave_shift(shift, people[0]))

    assert store.read_now(lambda tx: tx.to_count()) == [CASH, CARDS]
    assert store.read_now(lambda tx: tx.shift()).state == "open"


def test_a_difference_takes_a_reason_and_another_person_and_stands_in_the_books(store, shift, people):
    stock_up(store, people[0])
    sell(store, people[0])
    count(store, shift, CASH, 99_500, people[0])
    count(store, shift, CARDS, 10, people[0])
    left = store.write_now(lambda tx: tx.leave_shift(shift, people[0]))
    assert left.state == "left"
    reasons = {CASH: "wrong_change", CARDS: "not_handed_out"}

    with pytest.raises(errors.ShiftOpen):
        store.write_now(lambda tx: tx.open_shift("late", people[1]))
    with pytest.raises(errors.ConstraintBroken):
        store.write_now(lambda tx: tx.settle_shift(left, people[0], reasons))
    with pytest.raises(ValueError, match="its reason"):
        store.write_now(lambda tx: tx.settle_shift(left, people[1], {CASH: "wrong_change"}))
    entries = store.write_now(lambda tx: tx.settle_shift(left, people[1], reasons))

    assert [(entry.reason, entry.data["expected"], entry.data["counted"]) for entry in entries] == [
        ("wrong_change", 100_000, 99_500),
        ("not_handed_out", 9, 10),
    ]
    assert store.read_now(lambda tx: (tx.balance(CASH), tx.balance(CARDS))) == (99_500, 10)
    with pytest.raises(errors.ShiftOver):
        store.write_now(lambda tx: tx.settle_shift(left, people[2], reasons))
    assert store.write_now(lambda tx: tx.open_shift("late", people[1])).opened_by == people[1]
    assert not check(store)


def test_what_is_counted_early_stands_against_its_own_moment(store, shift, people, clock: ManualClock):
    stock_up(store, people[0])
    count(store, shift, CARDS, 10, people[0])
    clock.move(600)
    sell(store, people[0])
    count(store, shift, CASH, 100_000, people[0])

    assert store.write_now(lambda tx: tx.leave_shift(shift, people[0])).state == "closed"


def test_counting_again_replaces_the_count_before(store, shift, people):
    stock_up(store, people[0])
    assert count(store, shift, CARDS, 7, people[0]).difference == -3
    assert count(store, shift, CARDS, 10, people[0]).difference == 0
    count(store, shift, CASH, 0, people[0])

    assert [one.counted for one in store.read_now(lambda tx: tx.counts(shift, "closing"))] == [10, 0]
    assert store.write_now(lambda tx: tx.leave_shift(shift, people[0])).state == "closed"


def test_two_people_who_leave_one_shift_leave_it_once(store, shift, people):
    count(store, shift, CASH, 0, people[0])
    store.write_now(lambda tx: tx.leave_shift(shift, people[0]))

    with pytest.raises(errors.ShiftOver):
        store.write_now(lambda tx: tx.leave_shift(shift, people[1]))


def test_nobody_takes_over_from_a_plugin(store, shift, people):
    plugin = Context(actor="customer", plugin="cards")
    for act in (
        lambda tx: tx.open_shift("late", people[1]),
        lambda tx: tx.count(shift, "closing", CASH, 1, people[0]),
        lambda tx: tx.leave_shift(shift, people[0]),
        lambda tx: tx.settle_shift(shift, people[1], {}),
    ):
        with pytest.raises(errors.NotAllowed):
            store.write_now(act, context=plugin)


def test_the_counter_is_the_sites(store, people):
    store.counter = CounterRules("4f", ("cash",), ("day",))

    shift = store.write_now(lambda tx: tx.open_shift("day", people[0]))

    assert (shift.counter, shift.name) == ("4f", "day")
    assert store.read_now(lambda tx: tx.to_count()) == [drawer("4f", "cash")]

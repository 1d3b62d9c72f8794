"""Numbered pieces: each number exists once, lies at one counter, and the ledger counts as many as there are numbers."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Line, stock
from kiosk.core.products import (
    MOST_IN_A_RANGE,
    WrongRange,
    normal_serial,
    room_from,
    runs_of,
    serial_range,
    serial_run,
)
from kiosk.core.records import Context
from kiosk.core.shifts import CounterRules
from kiosk.core.staff import add_staff
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.serials import supplied
from kiosk.testing.people import QUICK

GOLD = "cards_gold"
NUMBERS = serial_range("8001000", "8001004")


def receive(store: Store, numbers: list[str] = NUMBERS) -> None:
    store.write_now(lambda tx: tx.receive(GOLD, len(numbers), numbers))


def sell(store: Store, *numbers: str) -> None:
    def sold(tx):
        tx.enter("cards.sold", [tx.take_serials(GOLD, numbers, why="sold")])

    store.write_now(sold)


def lying(store: Store) -> tuple[int, list[str]]:
    return store.read_now(lambda tx: (tx.balance(stock("desk", GOLD)), tx.serials_lying(GOLD)))


def test_what_comes_in_lies_at_the_counter_by_its_numbers(store):
    receive(store)

    assert lying(store) == (5, NUMBERS)
    assert check(store) == []


def test_a_number_is_received_once(store):
    receive(store)
    with pytest.raises(errors.SerialKnown) as known:
        receive(store, serial_range("8001003", "8001008"))

    assert known.value.serial == "8001003"
    assert lying(store) == (5, NUMBERS)  # nothing of the second carton


def test_a_piece_is_given_out_once(store):
    receive(store)
    sell(store, "8001002")
    with pytest.raises(errors.NotInStock):
        sell(store, "8001001", "8001002")

    assert lying(store) == (4, ["8001000", "8001001", "8001003", "8001004"])
    assert store.read_now(lambda tx: tx.serial("8001002")).state == "out"
    assert check(store) == []


def test_a_piece_of_another_counter_is_not_taken(store):
    receive(store)
    store.counter = CounterRules(name="lounge")
    with pytest.raises(errors.NotInStock):
        sell(store, "8001002")

    assert lying(store) == (5, [])  # of the desk; none of the lounge
    store.counter = CounterRules(name="desk")
    assert lying(store) == (5, NUMBERS)


def test_what_was_given_out_by_mistake_lies_here_again(store):
    receive(store)
    sell(store, "8001002")
    store.write_now(
        lambda tx: tx.enter("cards.unsold", [tx.put_back_serials(GOLD, ["8001002"], why="mistake")])
    )

    assert lying(store) == (5, NUMBERS)
    assert check(store) == []


def test_a_spoiled_piece_leaves_the_stock_and_never_comes_back(store):
    receive(store)
    store.write_now(
        lambda tx: tx.enter("cards.spoiled", [tx.spoil_serial(GOLD, "8001000", why="half_written")])
    )
    with pytest.raises(errors.NotInStock):
        sell(store, "8001000")

    found = store.read_now(lambda tx: tx.serial("8001000"))
    assert (found.state, found.why) == ("void", "half_written")
    assert lying(store)[0] == 4
    assert check(store) == []


def test_a_piece_that_a_customer_has_is_made_void_and_not_given_out_again(store):
    receive(store)
    sell(store, "8001000")
    store.write_now(lambda tx: tx.void_serial("8001000", why="replaced"))
    with pytest.raises(errors.NotInStock):
        store.write_now(lambda tx: tx.void_serial("8001000", why="replaced"))

    assert lying(store)[0] == 4
    assert check(store) == []


def test_a_number_that_moves_without_the_ledger_is_found(store):
    receive(store)
    store.write_now(lambda tx: tx.take_serials(GOLD, ["8001000"], why="sold"))

    assert [one.code for one in check(store)] == ["ledger.serials"]


def test_pieces_that_move_without_a_number_are_found(store):
    receive(store)
    store.write_now(lambda tx: tx.enter("cards.sold", [Line(supplied(GOLD), stock("desk", GOLD), 1)]))

    assert [one.code for one in check(store)] == ["ledger.serials"]


def test_what_a_count_found_to_differ_has_no_number_and_is_nothing_wrong(store):
    """Whoever counts a stack says how many, not which: the shift's difference stands in the ledger and no number moves."""
    receive(store)
    one, two = (add_staff(store, name, name, "80264713", policy=QUICK).id for name in ("1001", "1002"))

    def count(tx):
        shift = tx.open_shift("early", one)
        for account in tx.to_count():
            tx.count(shift, "closing", account, max(tx.balance(account) - 1, 0), one)
        return tx.leave_shift(shift, one)

    left = store.write_now(count)
    store.write_now(lambda tx: tx.settle_shift(left, two, {stock("desk", GOLD): "unknown"}))
    assert lying(store) == (4, NUMBERS)
    assert check(store) == []

    store.write_now(lambda tx: tx.enter("x.lost", [Line(supplied(GOLD), stock("desk", GOLD), 1)]))
    assert [one.code for one in check(store)] == ["ledger.serials"]


def test_three_thousand_are_sold_at_once_or_not_at_all(store):
    carton = serial_range("600000", "602999")
    receive(store, carton)
    sell(store, "602998")
    with pytest.raises(errors.NotInStock):
        sell(store, *carton)
    assert lying(store)[0] == 2_999

    sell(store, *carton[:2_998])
    assert lying(store) == (1, ["602999"])


def test_a_plugin_needs_the_permission_to_move_them(store):
    receive(store)
    with pytest.raises(errors.NotAllowed):
        store.write_now(
            lambda tx: tx.take_serials(GOLD, ["8001000"], why="sold"), context=Context(plugin="wild")
        )
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.receive(GOLD, 1, ["8001009"]), context=Context(plugin="wild"))


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("8001", "8003", ["8001", "8002", "8003"]),
        ("GC-0099", "gc-0101", ["GC-0099", "GC-0100", "GC-0101"]),
        (" 80 01 ", "8001", ["8001"]),
    ],
)
def test_a_range_is_every_number_from_the_first_to_the_last(first, last, numbers):
    assert serial_range(first, last) == numbers


def test_a_run_is_so_many_from_the_first_on_and_ends_where_the_digits_do():
    assert serial_run("GC-0099", 3) == ["GC-0099", "GC-0100", "GC-0101"]
    assert (room_from("9990"), len(serial_run("9990", 10))) == (10, 10)
    for first, count in (("9990", 11), ("9990", 0), ("GC-", 1)):
        with pytest.raises(WrongRange):
            serial_run(first, count)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("8003", "8001"),
        ("8001", "80010"),
        ("GC-01", "GD-02"),
        ("", "8001"),
        ("8001", "80 0é"),
        ("100000", str(100_000 + MOST_IN_A_RANGE)),
        ("A0-1", "A1-1"),
    ],
)
def test_what_is_no_range_is_refused(first, last):
    with pytest.raises(WrongRange):
        serial_range(first, last)


def test_runs_are_the_fewest_that_hold_all_numbers():
    assert runs_of(["8003", "8001", "8002", "8009", "GC-1"]) == [
        ("8001", "8003"),
        ("8009", "8009"),
        ("GC-1", "GC-1"),
    ]
    assert runs_of([]) == []


def test_what_cannot_be_a_serial_number_is_none():
    assert [normal_serial(text) for text in ("８００１", "80", "800-", "a" * 50 + "1", "80_01")] == [""] * 5

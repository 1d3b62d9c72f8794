"""Stock from one counter to another: out of one pair of hands, on the way, into the other; never in both, never in none."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import stock
from kiosk.core.products import serial_range
from kiosk.core.shifts import CounterRules
from kiosk.core.staff import add_staff
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.shipping import on_the_way
from kiosk.testing.people import QUICK
from tests.store.conftest import OTHER_KIOSK
from tests.store.test_two_kiosks import at_once

GOLD, BOX = "cards_gold", "counter_box"
NUMBERS = serial_range("8001000", "8001004")


@pytest.fixture
def counters(store: Store):
    """Somebody holds the desk and somebody the west counter; five cards and ten boxes lie at the desk."""
    for counter, number in (("west", "1002"), ("desk", "1001")):
        at(store, counter)
        holder = add_staff(store, number, number, "80264713", policy=QUICK).id
        store.write_now(lambda tx, who=holder: tx.open_shift("early", who))
    store.write_now(lambda tx: (tx.receive(GOLD, 5, NUMBERS), tx.receive(BOX, 10)))
    yield store
    assert check(store) == []


def at(store: Store, counter: str) -> None:
    """The desk that uses this store stands at this counter now."""
    store.counter = CounterRules(counter, ("cash",), ("early", "late"))


def held(store: Store, product: str) -> dict[str, int]:
    places = ("desk", "west", on_the_way("west"))
    return store.read_now(lambda tx: {one: tx.balance(stock(one, product)) for one in places})


def send(store: Store, product: str = BOX, count: int = 4, serials: tuple[str, ...] = ()):
    return store.write_now(lambda tx: tx.send(product, count, "west", serials))


def test_what_was_sent_is_on_the_way_until_the_other_side_has_it(counters):
    one = send(counters)
    assert held(counters, BOX) == {"desk": 6, "west": 0, "way/west": 4}

    at(counters, "west")
    assert counters.read_now(lambda tx: tx.shipments()) == [one]
    counters.write_now(lambda tx: tx.accept(one.id))
    assert held(counters, BOX) == {"desk": 6, "west": 4, "way/west": 0}
    assert counters.read_now(lambda tx: tx.shipments()) == []


def test_numbered_pieces_go_with_their_numbers_and_nobody_gives_them_out_on_the_way(counters):
    one = send(counters, GOLD, 2, ("8001000", "8001001"))
    for counter in ("desk", "west"):
        at(counters, counter)
        with pytest.raises(errors.NotInStock):
            counters.write_now(
                lambda tx: tx.enter("cards.sold", [tx.take_serials(GOLD, ["8001000"], why="sold")])
            )
    assert check(counters) == []

    counters.write_now(lambda tx: tx.accept(one.id))
    assert counters.read_now(lambda tx: tx.serials_lying(GOLD)) == ["8001000", "8001001"]


def test_what_is_not_all_there_goes_back_as_a_whole_with_the_reason(counters):
    one = send(counters, GOLD, 2, ("8001000", "8001001"))
    at(counters, "west")
    counters.write_now(lambda tx: tx.send_back(one.id, "fewer"))

    assert held(counters, GOLD) == {"desk": 5, "west": 0, "way/west": 0}
    at(counters, "desk")
    assert counters.read_now(lambda tx: tx.serials_lying(GOLD)) == NUMBERS
    assert counters.read_now(lambda tx: tx.entered(f"shipment:{one.id}")).reason == "fewer"


def test_a_shipment_ends_once_and_at_the_counter_it_was_sent_to(counters):
    one = send(counters)
    with pytest.raises(errors.ShipmentOver):
        counters.write_now(lambda tx: tx.accept(one.id))  # the sender's own desk
    at(counters, "west")
    counters.write_now(lambda tx: tx.accept(one.id))
    for again in (lambda tx: tx.accept(one.id), lambda tx: tx.send_back(one.id, "fewer")):
        with pytest.raises(errors.ShipmentOver):
            counters.write_now(again)
    assert held(counters, BOX)["west"] == 4


def test_more_than_there_is_or_what_lies_elsewhere_does_not_leave(counters):
    with pytest.raises(errors.Overdrawn):
        send(counters, count=11)
    with pytest.raises(errors.NotInStock):
        send(counters, GOLD, 3, tuple(serial_range("8001003", "8001005")))
    with pytest.raises(errors.NotInStock):
        send(counters, GOLD, 1, ("9001000",))
    assert held(counters, BOX)["desk"] == 10
    assert counters.read_now(lambda tx: tx.shipments()) == []


def test_counters_are_known_by_who_has_held_them_of_late(counters, clock):
    assert counters.read_now(lambda tx: tx.other_counters()) == ["west"]
    clock.move(200 * 86_400)
    assert counters.read_now(lambda tx: tx.other_counters()) == []


@pytest.mark.postgres
def test_of_two_desks_at_one_counter_one_takes_it_over_and_the_other_is_told(postgres_store, clock):
    store = postgres_store
    other = Store.open(store.dialect.database.database, clock, kiosk_id=OTHER_KIOSK)
    try:
        for counter, number in (("desk", "1001"), ("west", "1002")):
            at(store, counter)
            holder = add_staff(store, number, number, "80264713", policy=QUICK).id
            store.write_now(lambda tx, who=holder: tx.open_shift("early", who))
        at(store, "desk")
        store.write_now(lambda tx: tx.receive(BOX, 10))
        one = send(store)
        at(store, "west")
        at(other, "west")

        def told(desk: Store, act):
            def call():
                try:
                    return desk.write_now(act)
                except errors.ShipmentOver as faster:
                    return faster

            return call

        said = at_once(
            told(store, lambda tx: tx.accept(one.id)), told(other, lambda tx: tx.send_back(one.id, "fewer"))
        )
        assert sum(isinstance(each, errors.ShipmentOver) for each in said) == 1
        assert sum(held(store, BOX).values()) == 10
        assert held(store, BOX)["way/west"] == 0
        assert check(store) == []
    finally:
        other.close()

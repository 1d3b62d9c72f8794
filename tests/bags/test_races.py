"""Several want the last compartments in the same instant, on both databases: each gets one of its own, the rest are told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.core.store.errors import AlreadyHeld
from kiosk.plugins.bags import codes, collecting, staff_writes, storing
from kiosk.plugins.bags.records import Opening, Storing
from kiosk.plugins.bags.storing import NoRoom
from kiosk.plugins.bags.sweep import overdue, taken_out_today
from tests.bags.conftest import SHANGHAI, Books, open_books

CUSTOMERS, COMPARTMENTS = 6, 2
PATIENCE = 30


def test_each_compartment_is_given_to_one_of_them(url: str) -> None:
    first = open_books(url)
    for number in range(1, COMPARTMENTS + 1):
        first.add_place(number)
    all_books = [first, *(open_books(url) for _each in range(CUSTOMERS - 1))]
    for each in all_books:
        each.places = first.places
    gate = threading.Barrier(CUSTOMERS)

    def want(books: Books) -> Storing | NoRoom:
        gate.wait(PATIENCE)
        while True:
            try:
                return books.write(storing.begin, "bag", books.shut(), books.limits, SHANGHAI)
            except AlreadyHeld:
                continue  # as the flow does: look again

    try:
        with ThreadPoolExecutor(CUSTOMERS) as pool:
            answers = list(pool.map(want, all_books))
        got = [one for one in answers if isinstance(one, Storing)]
        assert len(got) == len({one.place.id for one in got}) == COMPARTMENTS
        assert len({one.deposit.ticket for one in got}) == COMPARTMENTS
        assert {one.why for one in answers if isinstance(one, NoRoom)} == {"busy"}
        assert first.findings() == []
    finally:
        for each in all_books:
            each.store.close()


def test_a_ticket_number_that_another_kiosk_has_just_drawn_is_drawn_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = open_books(url)
    try:
        books.add_place(1)
        books.add_place(2)
        numbers = iter((412, 412, 530))
        monkeypatch.setattr(storing, "new_ticket", lambda: next(numbers))
        tickets = [books.begin().deposit.ticket for _each in range(2)]
    finally:
        books.store.close()

    assert tickets == [412, 530]


def test_one_that_is_never_free_is_somebody_quicker_and_no_fault(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = open_books(url)
    try:
        books.add_place(1)
        books.add_place(2)
        monkeypatch.setattr(storing, "new_ticket", lambda: 412)
        books.begin()
        with pytest.raises(AlreadyHeld):
            books.begin()
        assert len(books.all()) == 1
    finally:
        books.store.close()


def test_a_whole_day_on_this_database(url: str) -> None:
    """Every write once, so that no statement is of one database only."""
    books = open_books(url)
    try:
        books.add_place(1)
        one = books.store_bag()
        books.write(storing.finish, one.deposit.id, one.reservation_id)
        assert books.write(codes.typed, "999999999", books.limits)
        opening = books.write(collecting.begin_opening, one.deposit.id, books.limits, keep=False)
        books.write(collecting.unsure, one.deposit.id, opening.reservation_id, "taken")
        assert books.write(staff_writes.answer, one.deposit.id, "inside", "S1")
        books.write(staff_writes.block, one.deposit.id, "S1", blocked=True)
        books.clock.jump(11 * 3600)
        assert len(books.read(overdue, books.clock.now_ms())) == 1
        assert books.write(staff_writes.take_out, one.deposit.id, "box:red", "S1")
        assert len(books.read(taken_out_today)) == 1
        assert books.write(staff_writes.hand_over, one.deposit.id, "", "S1", "desk_ticket")
        assert books.findings() == []
    finally:
        books.store.close()


@pytest.mark.postgres
def test_a_bag_behind_another_kiosks_door_is_told_where_and_opens_nothing_here(server) -> None:
    """Two kiosks on one database: the ticket is known at both, the door is at one."""
    url = server.new_database()
    here, there = open_books(url), open_books(url, "01900000-0000-7000-8000-000000000002")
    try:
        here.add_place(1)
        there.add_place(1)
        begun = there.store_bag()
        there.write(storing.finish, begun.deposit.id, begun.reservation_id)

        assert here.write(collecting.begin_opening, begun.deposit.id, here.limits, keep=False) == "elsewhere"
        opening = there.write(collecting.begin_opening, begun.deposit.id, there.limits, keep=False)
        assert isinstance(opening, Opening)
        assert here.read(overdue, here.clock.now_ms() + 86_400_000) == []
    finally:
        here.store.close()
        there.store.close()

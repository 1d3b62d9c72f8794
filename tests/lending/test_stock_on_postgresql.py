"""Stock on PostgreSQL, where two kiosks share one book: races end with one winner, and a report reads beside both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.reports import Span
from kiosk.core.store import errors
from kiosk.core.store.database import Store
from kiosk.plugins.lending import count, loans_report, stock, stock_writes, transfer
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.stock_writes import NotPossible
from kiosk.plugins.lending.writes import Refused, begin
from tests.lending.conftest import FOLDER, KIOSK, NOON_MS, SHANGHAI, Books
from tests.store.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres

OTHER = "01900000-0000-7000-8000-000000000002"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def two(server) -> Iterator[tuple[Books, Books, str]]:
    """Two kiosks on one database, each with a place; an umbrella in the first one's."""
    url = server.new_database()
    made = []
    for kiosk in (KIOSK, OTHER):
        clock = ManualClock(NOON_MS)
        store = Store.open(url, clock, kiosk_id=kiosk)
        store.migrate("lending", FOLDER / "migrations")
        books = Books(store, clock)
        books.add_place(1, rack=5)
        made.append(books)
    made[0].add_member("ming", "8800 1234 3307")
    made[0].add_umbrella("U-0001", 1)
    yield made[0], made[1], url
    for books in made:
        books.store.close()


def both(first, second) -> list[str]:
    """Two acts at once; what became of each."""
    ended: list[str] = []

    def run(act) -> None:
        try:
            act()
            ended.append("done")
        except (NotPossible, errors.StoreError) as refused:
            ended.append(type(refused).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_out_at_one_kiosk_and_in_at_the_other(two):
    here, there, _url = two
    item = here.items["U-0001"]
    sent = here.write(transfer.begin_transfer, item, "Other kiosk", "s1")
    here.write(transfer.left, sent, "s1")
    assert there.read(stock.whereabouts, "umbrella") == {item: "transit"}
    there.write(transfer.arrive, item, there.places[1], "s2", there.limits)
    assert here.read(lambda tx: tx.item(item)).place_id == there.places[1]
    assert here.read(stock.whereabouts, "umbrella") == {item: "place"}
    assert here.findings() == there.findings() == []


def test_two_who_book_the_same_item_in_at_once_make_one_arrival(two):
    here, there, _url = two
    item = here.items["U-0001"]
    sent = here.write(transfer.begin_transfer, item, "Other kiosk", "s1")
    here.write(transfer.left, sent, "s1")
    ended = both(
        lambda: here.write(transfer.arrive, item, here.places[1], "s1", here.limits),
        lambda: there.write(transfer.arrive, item, there.places[1], "s2", there.limits),
    )
    assert ended.count("done") == 1, ended
    levels = [books.place(1).level for books in (here, there)]
    assert sorted(levels) == [0, 1]
    assert here.findings() == []


def test_two_who_send_the_same_item_at_once_make_one_transfer(two):
    here, there, _url = two
    item = here.items["U-0001"]
    ended = both(
        lambda: here.write(transfer.begin_transfer, item, "Workshop", "s1"),
        lambda: there.write(transfer.begin_transfer, item, "Store room", "s2"),
    )
    assert ended.count("done") == 1, ended


def test_a_correction_needs_another_person_in_the_database_too(two):
    here, _there, _url = two
    one = here.write(count.counted, here.places[1], 0, "s1")
    asked = here.write(count.explain, one.id, [here.items["U-0001"]], (), "Not found", "s1")
    with pytest.raises(count.SamePerson):
        here.write(count.correct, asked.id, "s1", here.limits)
    with pytest.raises(errors.ConstraintBroken):
        here.write(
            lambda tx: (
                count.CountRow.update(state="corrected", decided_by="s1")
                .where(count.CountRow.id == one.id)
                .execute()
            )
        )
    assert here.write(count.correct, asked.id, "s2", here.limits) == "corrected"
    assert here.read(stock.whereabouts, "umbrella") == {here.items["U-0001"]: "lost"}


def test_the_report_reads_and_cannot_write(two):
    here, _there, url = two
    here.borrow()
    here.write(stock_writes.take_in, "U-0002", "umbrella", "s1")
    reader = Store.open_to_read(url, ManualClock(NOON_MS), kiosk_id=KIOSK)
    try:
        reader.migrate("lending", FOLDER / "migrations")
        span = Span.of(date(2026, 11, 22), date(2026, 11, 22), reader.day)
        places, days, held = reader.read_now(loans_report.loans, span, {})
        assert [row[2:] for row in places.rows] == [(1, 0, 1, 0, 0, 0)]
        assert days.rows == (("2026-11-22", 1, 0, 0, 0),)
        assert held.rows[0][1:5] == (1, 1, 0, 2)
        with pytest.raises(errors.ReadOnly):
            reader.read_now(lambda tx: tx.journal("desk.started"))
    finally:
        reader.close()


def lent_at_once(one: Books, other: Books, members: tuple[str, str]) -> list[str]:
    """Two customers at two kiosks in the same moment; what each was told, or what broke."""
    gate = threading.Barrier(2)

    def borrow(books: Books, member: str) -> str:
        gate.wait(30)
        try:
            ended = books.write(begin, UMBRELLA, member, books.shut(), Limits(limit=1), SHANGHAI)
        except errors.ConstraintBroken:
            return "ConstraintBroken"
        return type(ended).__name__

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(borrow, (one, other), members))


def test_one_member_at_two_kiosks_gets_one_and_the_other_kiosk_then_says_why(two):
    here, there, _url = two
    there.add_umbrella("U-0002", 1)
    told = lent_at_once(here, there, ("ming", "ming"))
    assert told in (["ConstraintBroken", "Opening"], ["Opening", "Refused"])

    loser = next(books for books in (here, there) if books.held() == [])
    again = loser.write(begin, UMBRELLA, "ming", loser.shut(), Limits(limit=1), SHANGHAI)
    assert again == Refused("limit")
    assert len(here.loans()) == 1
    assert here.findings() == there.findings() == []


def test_two_kiosks_whose_journals_stand_at_the_same_number_both_lend(two):
    here, there, _url = two
    there.add_umbrella("U-0002", 1)
    there.add_member("hong", "8800 1234 4412")
    heads = [books.write(lambda tx: tx.journal("lending.trial")) for books in (here, there)]
    for _each in range(abs(heads[0] - heads[1])):
        (here if heads[0] < heads[1] else there).write(lambda tx: tx.journal("lending.trial"))

    assert lent_at_once(here, there, ("ming", "hong")) == ["Opening", "Opening"]
    first, second = (loan.number for loan in here.loans())
    assert first != second
    assert sorted(number.count("-") for number in (first, second)) == [1, 2]

"""The same books on PostgreSQL: the migration, the ready-made statements, the promises that the database keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.personal import Personal
from kiosk.core.service import Facts
from kiosk.core.store.database import Store
from kiosk.core.store.errors import ConstraintBroken, StoreError
from kiosk.plugins.lending import rows
from kiosk.plugins.lending.answers import gather_lost, resolve
from kiosk.plugins.lending.borrowers import Borrower, borrower_by_id, give_deposit_back, wipe
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.models import DepositRow
from kiosk.plugins.lending.open_row import lend_from_row
from kiosk.plugins.lending.settle import settle
from kiosk.plugins.lending.staff_writes import begin_unlock, end_unlock, mark_dry
from kiosk.plugins.lending.writes import Handed, Refused, begin, finish, lend, unverify
from tests.lending.conftest import FOLDER, KIOSK, NOON_MS, SHANGHAI, Books
from tests.store.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def books(server) -> Iterator[Books]:
    clock = ManualClock(NOON_MS)
    store = Store.open(server.new_database(), clock, kiosk_id=KIOSK)
    store.migrate("lending", FOLDER / "migrations")
    books = Books(store, clock)
    books.add_member("ming", "8800 1234 3307")
    books.add_member("hong", "8800 1234 4412")
    for number in (1, 2, 3, 4):
        books.add_place(number)
    books.add_umbrella("U-0001", 1)
    books.add_umbrella("U-0002", 2)
    yield books
    store.close()


def test_lent_and_returned_and_dried(books):
    loan = books.borrow()
    books.bring_back(loan)

    assert books.loan(loan.id).state == "returned"
    assert books.where("U-0001") == 1
    assert books.write(mark_dry, books.places[1], "S1") == 1
    assert books.findings() == []


def test_the_limit_holds_and_the_books_stay_clean(books):
    books.borrow()
    books.borrow()

    assert books.write(
        begin, UMBRELLA, "ming", books.shut(), books.limits, ZoneInfo("Asia/Shanghai")
    ) == Refused("limit")


def test_settled_resolved_unlocked_and_gathered(books):
    opening = books.begin()
    books.end_operation(opening.operation_id, "uncertain")
    books.write(lambda tx: settle(tx, tx.reservation(opening.reservation_id), Facts("uncertain")))
    assert [case.kind for case in books.cases()] == ["uncertain"]
    assert books.write(resolve, books.cases()[0].id, "inside", "S1", books.limits)

    begun = books.write(begin_unlock, books.places[4], "Repair", "S1")
    books.write(end_unlock, begun.unlock_id, begun.reservation_id, opened=True)
    books.borrow("hong")
    books.clock.jump(11 * 86400)
    books.write(gather_lost, books.limits)
    assert [case.reason for case in books.cases()] == ["overdue"]


def test_times_of_the_year_2100_fit(books):
    books.clock.jump(74 * 365 * 86400)

    assert books.borrow().due_ms > 2**41


def test_one_umbrella_is_lent_once_whatever_python_thinks(books):
    opening = books.begin()
    books.write(lend, opening.loan.id)
    books.write(unverify, opening.loan.id, opening.reservation_id, reason="nothing_there")
    other = books.borrow("hong")

    with pytest.raises(ConstraintBroken):
        books.write(lambda tx: rows.change_loan(opening.loan.id, state="lent", item_id=other.item_id))


def borrower(books) -> Borrower:
    return Borrower(books.read(lambda tx: tx.new_id()), Personal(""), Personal("13812345678"))


def test_lent_without_a_card_given_back_and_forgotten(books):
    handed = Handed(borrower(books), 5000, "S1")
    opening = books.write(begin, UMBRELLA, "", books.shut(), books.limits, SHANGHAI, handed=handed)
    books.end_operation(opening.operation_id, "done")
    books.write(lend, opening.loan.id)
    books.write(finish, opening.loan.id, opening.reservation_id)
    assert not books.write(wipe, handed.borrower.id)
    books.bring_back(books.loan(opening.loan.id))

    assert books.write(give_deposit_back, handed.borrower.id, "S1") == 5000
    assert books.write(give_deposit_back, handed.borrower.id, "S1") == 0
    assert books.write(wipe, handed.borrower.id)
    assert books.read(lambda _tx: borrower_by_id(handed.borrower.id)).phone == Personal("")
    assert books.findings() == []
    with pytest.raises(StoreError):
        books.write(lambda _tx: DepositRow.delete().execute())


def test_two_screens_at_one_tag_of_the_row_lend_it_once(books):
    row = books.prepare(
        lambda tx: tx.put_place("Row", 1, kind="rack", capacity=3, holds=("umbrella",), lock=False)
    ).id
    item = books.prepare(lambda tx: tx.add_item("U-0101", "umbrella", place_id=row)).id
    other = Store.open(books.store.dialect.database.database, books.clock, kiosk_id=KIOSK)
    gate = threading.Barrier(2)

    def take(store: Store, member: str):
        gate.wait(30)
        return store.write_now(
            lend_from_row, UMBRELLA, member, item, books.limits, SHANGHAI, context=books.context
        )

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(take, (books.store, other), ("ming", "hong")))
    other.close()

    assert sorted(type(one).__name__ for one in got) == ["Loan", "NoneType"]
    assert books.where("U-0101") is None
    assert books.held() == []
    assert books.findings() == []

"""`kiosk check` finds what nobody may do to lending's tables, and says nothing about what people really do."""

from __future__ import annotations

import pytest

from kiosk.plugins.lending.answers import resolve
from kiosk.plugins.lending.returns import found
from kiosk.plugins.lending.writes import report_lost


def tamper(books, sql: str, *values: str) -> None:
    """As somebody with the database's file at hand."""
    books.prepare(lambda tx: tx._run(sql, values))


@pytest.mark.parametrize("state", ["lent", "returned"])
def test_a_loan_without_its_item(books, state):
    loan = books.borrow()
    if state == "returned":
        books.bring_back(loan)
    assert books.findings() == []
    tamper(books, "UPDATE lending_loan SET item_id = 'nothing' WHERE id = ?", loan.id)

    assert "lending.no_item" in books.findings()


def test_a_loan_without_its_member(books):
    loan = books.borrow()
    tamper(books, "UPDATE lending_loan SET member_id = 'nobody' WHERE id = ?", loan.id)

    assert books.findings() == ["lending.no_member"]


@pytest.mark.parametrize(
    "deed",
    ["DELETE FROM lending_loan WHERE id = ?", "UPDATE lending_loan SET state = 'returned' WHERE id = ?"],
)
def test_an_umbrella_out_for_which_no_loan_answers(books, deed):
    loan = books.borrow()
    books.borrow("hong")
    assert books.findings() == []
    tamper(books, deed, loan.id)

    assert books.findings() == ["lending.out_unlent"]


def test_an_umbrella_that_was_never_put_anywhere_is_nobodys_loss(books):
    books.add_umbrella("U-0003", None)

    assert books.findings() == []


def test_an_umbrella_in_the_hands_of_staff_is_well_and_so_is_its_way_back(books):
    loan = books.borrow()
    books.write(report_lost, loan.id)
    books.write(resolve, books.cases()[0].id, "found", "S1", books.limits)
    assert books.where("U-0001") is None
    assert books.findings() == []

    receiving = books.begin_return("U-0001")
    books.write(found, receiving.item.id, receiving.place.id, receiving.reservation_id)
    assert books.findings() == []
    books.write(resolve, books.cases()[0].id, "inside", "S1", books.limits)
    assert books.findings() == []

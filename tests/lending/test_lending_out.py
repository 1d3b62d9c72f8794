"""Lending out, write by write: what stands in the books after each step, and after repeating it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from kiosk.core.store.errors import ConstraintBroken
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.models import LoanRow
from kiosk.plugins.lending.reading import standing
from kiosk.plugins.lending.records import Standing
from kiosk.plugins.lending.writes import (
    Refused,
    begin,
    confirm_taken,
    finish,
    lend,
    report_lost,
    unverify,
    void,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_before_the_pulse_nothing_is_lent_and_the_place_is_held(books):
    opening = books.begin()

    assert opening.loan.state == "opening"
    assert books.where("U-0001") == 1
    assert books.held() == [f"place:{books.places[1]}"]
    assert books.read(lambda tx: tx.operation(opening.operation_id)).purpose == "lending.borrow"
    assert books.findings() == []


def test_the_loan_begins_when_the_door_has_been_seen_open(books):
    opening = books.begin()
    books.write(lend, opening.loan.id)

    loan = books.loan(opening.loan.id)
    assert loan.state == "lent"
    assert loan.borrowed_ms == books.clock.now_ms()
    assert loan.confirmed
    assert books.where("U-0001") is None
    assert books.events()[-1] == "lending.borrowed"
    assert books.findings() == []


def test_each_step_may_be_repeated(books):
    opening = books.begin()
    for _ in range(2):
        books.write(lend, opening.loan.id)
    for _ in range(2):
        books.write(finish, opening.loan.id, opening.reservation_id)
        books.write(void, opening.loan.id, opening.reservation_id, reason="late", broken=True)

    assert books.loan(opening.loan.id).state == "lent"
    assert books.events().count("lending.borrowed") == 1
    assert books.held() == []
    assert books.place(1).in_service
    assert books.findings() == []


def test_a_door_that_did_not_open_voids_the_loan_and_goes_out_of_service(books):
    opening = books.begin()
    books.write(void, opening.loan.id, opening.reservation_id, reason="did_not_open", broken=True)

    assert books.loan(opening.loan.id).state == "void"
    assert books.where("U-0001") == 1
    assert not books.place(1).in_service
    assert books.place(1).service_reason == "did_not_open"
    assert [(case.kind, case.reason) for case in books.cases()] == [("door", "did_not_open")]
    assert books.held() == []
    assert books.begin().place.number == 2


def test_a_pulse_that_never_left_costs_the_door_nothing(books):
    opening = books.begin()
    books.write(void, opening.loan.id, opening.reservation_id, reason="not_pulsed", broken=False)

    assert books.place(1).in_service
    assert books.cases() == []


@pytest.mark.parametrize("reason", ["nothing_there", "changed_mind", "said_not_open"])
def test_what_nobody_knows_is_put_back_in_the_books_and_before_staff(books, reason):
    opening = books.begin()
    books.write(lend, opening.loan.id)
    for _ in range(2):
        books.write(unverify, opening.loan.id, opening.reservation_id, reason=reason)

    assert books.loan(opening.loan.id).state == "unverified"
    assert books.where("U-0001") == 1
    assert [(case.kind, case.reason) for case in books.cases()] == [("not_taken", reason)]
    assert books.begin().place.number == 2, "not offered until staff have looked"
    assert books.findings() == []


def test_an_unverified_loan_is_not_counted_as_out_but_a_third_one_waits(books):
    books.add_umbrella("U-0003", 3)
    for _ in range(2):
        opening = books.begin()
        books.write(lend, opening.loan.id)
        books.write(unverify, opening.loan.id, opening.reservation_id, reason="nothing_there")

    assert books.read(standing, "ming", "umbrella")[0] == Standing(active=True, unverified=2)
    assert books.write(begin, UMBRELLA, "ming", books.shut(), books.limits, SHANGHAI) == Refused("checking")


def test_a_second_umbrella_is_lent_and_a_third_is_not(books):
    books.add_umbrella("U-0003", 3)
    books.borrow()
    books.borrow()

    assert books.write(begin, UMBRELLA, "ming", books.shut(), books.limits, SHANGHAI) == Refused("limit")
    assert books.borrow("hong").state == "lent"


def test_an_opening_counts_so_that_two_positions_do_not_both_lend_the_last_one(books):
    books.add_umbrella("U-0003", 3)
    books.begin()
    books.begin()

    assert books.write(begin, UMBRELLA, "ming", books.shut(), books.limits, SHANGHAI) == Refused("limit")


def test_overdue_loans_stop_new_ones_until_they_are_back(books):
    loan = books.borrow()
    books.clock.jump(4 * 86400)

    assert books.write(begin, UMBRELLA, "ming", books.shut(), books.limits, SHANGHAI) == Refused("overdue")
    books.bring_back(loan)
    assert books.begin().loan.state == "opening"


def test_an_unknown_and_a_blocked_member_are_refused(books):
    books.add_member("bao", "8800 0000 0001", status="blocked")

    assert books.write(begin, UMBRELLA, "bao", books.shut(), books.limits, SHANGHAI) == Refused("blocked")
    assert books.write(begin, UMBRELLA, "nobody", books.shut(), books.limits, SHANGHAI) == Refused("blocked")
    assert books.held() == []


def test_none_left_is_said_without_writing_anything(books):
    books.borrow()
    books.borrow("hong")
    before = books.events()

    assert books.write(begin, UMBRELLA, "ming", books.shut(), books.limits, SHANGHAI) == Refused("none")
    assert books.events() == before


def test_a_door_whose_sensor_says_open_is_not_used(books):
    doors = books.shut() | {books.places[1]: "left_open"}
    opening = books.write(begin, UMBRELLA, "ming", doors, books.limits, SHANGHAI)

    assert opening.place.number == 2


def test_the_database_itself_refuses_a_second_loan_of_one_umbrella(books):
    loan = books.borrow()

    def again(tx):
        row = LoanRow.get(LoanRow.id == loan.id)
        data = dict(row.__data__, id="other", number="other", code="other", member_id="hong", slot=7)
        LoanRow.create(**data)

    with pytest.raises(ConstraintBroken):
        books.write(again)


def test_the_database_itself_refuses_a_second_loan_in_one_slot(books):
    loan = books.borrow()

    def again(tx):
        row = LoanRow.get(LoanRow.id == loan.id)
        data = dict(row.__data__, id="other", number="other", code="other", item_id=books.items["U-0002"])
        LoanRow.create(**data)

    with pytest.raises(ConstraintBroken):
        books.write(again)


def test_numbers_name_the_day_and_codes_cannot_be_guessed(books):
    one, other = books.borrow(), books.borrow("hong")

    assert one.number.startswith("20261122-")
    assert one.number != other.number
    assert len(one.code) == 16
    assert one.code != other.code


def test_at_a_rack_the_tag_confirms_the_presumed_umbrella(rack):
    loan = rack.borrow()
    assert not loan.confirmed

    rack.write(confirm_taken, loan.id, loan.item_id)

    assert rack.loan(loan.id).confirmed
    assert rack.place(9).level == 2


def test_at_a_rack_another_tag_lends_that_one_and_puts_the_presumed_one_back(rack):
    loan = rack.borrow()
    presumed = rack.tag(loan.item_id)
    other = next(tag for tag in rack.items if tag != presumed)

    rack.write(confirm_taken, loan.id, rack.items[other])

    assert rack.loan(loan.id).item_id == rack.items[other]
    assert rack.where(other) is None
    assert rack.where(presumed) == 9
    assert rack.events()[-1] == "lending.swapped"
    assert rack.findings() == []


def test_a_tag_from_somewhere_else_is_not_believed(rack):
    rack.add_umbrella("U-0500", 1)
    loan = rack.borrow()

    rack.write(confirm_taken, loan.id, rack.items["U-0500"])

    assert rack.loan(loan.id) == loan


def test_a_rack_with_one_doubtful_umbrella_goes_on_lending_the_others(rack):
    opening = rack.begin()
    rack.write(lend, opening.loan.id)
    rack.write(unverify, opening.loan.id, opening.reservation_id, reason="nothing_there")

    following = rack.begin()
    assert following.place.number == 9
    assert following.item.id != opening.item.id


def test_a_rack_left_open_is_closed_to_everybody(rack):
    opening = rack.begin()
    rack.write(lend, opening.loan.id)
    rack.write(finish, opening.loan.id, opening.reservation_id, left_open=True)

    assert rack.write(begin, UMBRELLA, "hong", rack.shut(), rack.limits, SHANGHAI) == Refused("none")


def test_reported_lost_is_asked_once_and_the_loan_stands(books):
    loan = books.borrow()
    for _ in range(2):
        books.write(report_lost, loan.id)

    assert [(case.kind, case.reason) for case in books.cases()] == [("lost", "reported")]
    assert books.loan(loan.id).state == "lent"

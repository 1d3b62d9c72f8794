"""How a reservation ends whose visit is over, at every stage that the flow may have reached, with every outcome."""

from __future__ import annotations

import pytest

from kiosk.core.service import Facts
from kiosk.plugins.lending.returns import check_tag, finish_return, mismatch, unseen
from kiosk.plugins.lending.settle import settle
from kiosk.plugins.lending.staff_writes import begin_unlock
from kiosk.plugins.lending.writes import finish, lend, set_state, unverify, void


def settled(books, reservation_id: str, facts: Facts):
    """As the host does it: ask, then release; twice, because a crash may come between."""

    def once(tx):
        reservation = tx.reservation(reservation_id)
        settlement = settle(tx, reservation, facts)
        tx.release(reservation_id, settlement.how)
        return settlement

    first = books.write(once)
    loans, cases, events = books.loans(), books.cases(), books.events()
    books.write(once)
    assert (books.loans(), books.cases()) == (loans, cases), "settling twice changes something"
    assert [event for event in books.events()[len(events) :] if event.startswith("lending.borrowed")] == []
    assert books.findings() == []
    return first


def nothing(books, opening):
    """The flow had come no further than the pulse."""


def after_lend(books, opening):
    books.write(lend, opening.loan.id)


def after_changed_mind(books, opening):
    books.write(lend, opening.loan.id)
    books.write(unverify, opening.loan.id, None, reason="changed_mind")


def after_no_answer(books, opening):
    books.write(unverify, opening.loan.id, None, reason="uncertain")


DONE_OPEN = Facts("done", "", "open")
DONE_SHUT = Facts("done", "", "locked")
STUCK = Facts("failed", "stuck", "stuck")
AWAY = Facts("failed", "devices away", "unknown")
LOST = Facts("uncertain", "", "unknown")
LOST_OPEN = Facts("uncertain", "", "open")


@pytest.mark.parametrize(
    ("stage", "facts", "state", "cases", "in_service"),
    [
        (nothing, AWAY, "void", [], True),
        (nothing, STUCK, "void", ["door"], False),
        (nothing, DONE_SHUT, "lent", ["not_taken"], True),
        (nothing, DONE_OPEN, "lent", ["not_taken", "left_open"], True),
        (nothing, LOST, "unverified", ["uncertain"], True),
        (nothing, LOST_OPEN, "lent", ["not_taken", "left_open"], True),
        (after_lend, DONE_SHUT, "lent", ["not_taken"], True),
        (after_lend, DONE_OPEN, "lent", ["left_open"], True),
        (after_lend, Facts("done", "", "unknown"), "lent", ["left_open"], True),
        (after_changed_mind, DONE_SHUT, "unverified", ["not_taken"], True),
        (after_changed_mind, DONE_OPEN, "unverified", ["not_taken", "left_open"], True),
        (after_no_answer, AWAY, "void", [], True),
        (after_no_answer, STUCK, "void", ["door"], False),
        (after_no_answer, DONE_SHUT, "unverified", ["uncertain"], True),
        (after_no_answer, LOST, "unverified", ["uncertain"], True),
    ],
)
def test_borrowing_ends_by_what_is_known_of_the_door(books, stage, facts, state, cases, in_service):
    opening = books.begin()
    books.end_operation(opening.operation_id, facts.outcome, facts.reason)
    stage(books, opening)

    settlement = settled(books, opening.reservation_id, facts)

    assert books.loan(opening.loan.id).state == state
    assert settlement.how == state
    assert [case.kind for case in books.cases()] == cases
    assert books.place(1).in_service is in_service
    assert books.where("U-0001") == (None if state == "lent" else 1)
    assert books.held() == []


def test_what_the_flow_had_finished_is_left_as_it_is(books):
    opening = books.begin()
    books.write(lend, opening.loan.id)
    books.write(finish, opening.loan.id, opening.reservation_id)

    settled(books, opening.reservation_id, DONE_SHUT)

    assert books.loan(opening.loan.id).state == "lent"
    assert books.cases() == []


def test_a_loan_voided_by_the_flow_stays_void(books):
    opening = books.begin()
    books.write(void, opening.loan.id, None, reason="did_not_open", broken=True)

    settled(books, opening.reservation_id, STUCK)

    assert books.loan(opening.loan.id).state == "void"
    assert len(books.cases()) == 1


@pytest.mark.parametrize("facts", [DONE_OPEN, DONE_SHUT, AWAY, STUCK, LOST])
def test_the_customer_is_told_what_became_of_it(books, facts):
    opening = books.begin()
    books.end_operation(opening.operation_id, facts.outcome, facts.reason)

    settlement = settled(books, opening.reservation_id, facts)

    assert settlement.notice is not None
    assert settlement.notice.title


@pytest.mark.parametrize(
    ("facts", "state", "cases", "in_service"),
    [
        (AWAY, "lent", [], True),
        (STUCK, "lent", ["door"], False),
        (DONE_SHUT, "returning_unverified", ["returning"], True),
        (DONE_OPEN, "returning_unverified", ["returning", "left_open"], True),
        (LOST, "returning_unverified", ["returning", "left_open"], True),
    ],
)
def test_a_return_that_was_left_is_never_overdue_once_the_door_was_opened(
    books, facts, state, cases, in_service
):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.end_operation(receiving.operation_id, facts.outcome, facts.reason)

    settled(books, receiving.reservation_id, facts)

    assert books.loan(loan.id).state == state
    assert [case.kind for case in books.cases()] == cases
    assert books.place(receiving.place.number).in_service is in_service
    assert books.where("U-0001") is None
    assert books.held() == []


@pytest.mark.parametrize("before", ["returning_unverified", "missing", "lost"])
def test_a_second_try_to_bring_it_back_that_was_left_is_looked_into_as_well(books, before):
    loan = books.borrow()
    first = books.begin_return("U-0001", loan.id)
    books.write(unseen, loan.id, first.place.id, first.reservation_id, left_open=False)
    books.prepare(lambda tx: set_state(loan.id, before))
    second = books.begin_return("U-0001", loan.id)
    books.end_operation(second.operation_id, "done")

    settled(books, second.reservation_id, DONE_OPEN)

    assert second.place.id != first.place.id
    assert books.loan(loan.id).state == "returning_unverified"
    assert [(case.kind, case.place_id) for case in books.cases()] == [
        ("returning", first.place.id),
        ("returning", second.place.id),
        ("left_open", second.place.id),
    ]
    assert books.findings() == []


@pytest.mark.parametrize(("facts", "cases"), [(DONE_OPEN, ["left_open"]), (DONE_SHUT, [])])
def test_a_first_try_whose_door_opened_late_is_only_closed_when_it_was_brought_back_elsewhere(
    books, facts, cases
):
    loan = books.borrow()
    first = books.begin_return("U-0001", loan.id)
    second = books.begin_return("U-0001", loan.id)
    books.write(finish_return, loan.id, second.place.id, second.reservation_id, books.limits)
    books.end_operation(first.operation_id, "done")

    settled(books, first.reservation_id, facts)

    assert books.loan(loan.id).state == "returned"
    assert books.where("U-0001") == second.place.number
    assert [(case.kind, case.place_id) for case in books.cases()] == [
        (kind, first.place.id) for kind in cases
    ]


@pytest.mark.parametrize("step", ["finish", "unseen", "mismatch"])
def test_a_return_that_the_flow_had_ended_is_left_as_it_is(books, step):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    if step == "finish":
        books.write(finish_return, loan.id, receiving.place.id, None, books.limits)
    elif step == "unseen":
        books.write(unseen, loan.id, receiving.place.id, None, left_open=False)
    else:
        books.write(mismatch, loan.id, books.items["U-0002"], receiving.place.id, None)
    before = books.loan(loan.id), books.cases()

    settled(books, receiving.reservation_id, DONE_SHUT)

    assert (books.loan(loan.id), books.cases()) == before


def test_another_tag_scanned_before_everything_went_dark_is_still_before_staff(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.write(check_tag, loan.id, books.items["U-0002"], receiving.place.id)

    settled(books, receiving.reservation_id, DONE_SHUT)

    assert [case.kind for case in books.cases()] == ["mismatch", "returning"]
    assert books.loan(loan.id).state == "returning_unverified"


def test_a_found_umbrella_that_was_left_is_staffs(books):
    books.add_umbrella("U-0777", None)
    receiving = books.begin_return("U-0777")

    settled(books, receiving.reservation_id, DONE_SHUT)

    assert [case.kind for case in books.cases()] == ["found"]


@pytest.mark.parametrize(
    ("facts", "event"),
    [(DONE_OPEN, "lending.unlocked"), (STUCK, "lending.unlock_failed"), (LOST_OPEN, "lending.unlocked")],
)
def test_an_unlocking_cut_short_is_still_on_record(books, facts, event):
    begun = books.write(begin_unlock, books.places[1], "Repair", "S1")

    def once(tx):
        return settle(tx, tx.reservation(begun.reservation_id), facts)

    books.write(once)

    assert books.events()[-1] == event


def test_somebody_elses_reservation_is_not_ours(books):
    held = books.prepare(lambda tx: tx.hold("cards.encode", "card:1"))

    assert books.read(lambda tx: settle(tx, held, Facts())) is None

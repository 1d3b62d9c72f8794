"""Bringing back, write by write: own ones, found ones, swapped ones, and what was not seen to its end."""

from __future__ import annotations

from kiosk.plugins.lending.reading import standing
from kiosk.plugins.lending.returns import (
    NoRoom,
    abandon_return,
    begin_return,
    check_tag,
    finish_return,
    found,
    mismatch,
    unseen,
    whose,
)
from kiosk.plugins.lending.rules import is_overdue
from kiosk.plugins.lending.writes import lend, unverify


def test_a_returned_umbrella_is_in_its_place_and_dries(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    assert books.loan(loan.id).state == "lent", "nothing is returned before the door was shut on it"

    for _ in range(2):
        books.write(finish_return, loan.id, receiving.place.id, receiving.reservation_id, books.limits)

    assert books.loan(loan.id).state == "returned"
    assert books.where("U-0001") == receiving.place.number
    assert books.events().count("lending.returned") == 1
    assert books.held() == []
    assert books.findings() == []
    assert books.begin("hong").item.tag == "U-0002", "the other one is dry"


def test_after_its_rest_it_is_lent_again(books):
    books.bring_back(books.borrow())
    books.clock.jump(240 * 60)

    tags = {books.begin("hong").item.tag, books.begin("ming").item.tag}
    assert tags == {"U-0001", "U-0002"}


def test_an_overdue_one_that_is_back_no_longer_blocks(books):
    loan = books.borrow()
    books.clock.jump(5 * 86400)
    assert is_overdue(loan.due_ms, books.clock.now_ms())

    books.bring_back(loan)

    assert books.read(standing, "ming", "umbrella")[0].overdue == 0


def test_no_place_free_and_somebody_at_the_last_one_are_different(books):
    loan = books.borrow()
    books.add_umbrella("U-0003", 3)
    books.add_umbrella("U-0004", 4)
    books.begin_return("U-0001", loan.id)
    assert books.write(begin_return, books.items["U-0001"], loan.id, books.shut()) == NoRoom("busy")

    assert books.write(begin_return, books.items["U-0001"], loan.id, {}) == NoRoom("away")

    books.add_umbrella("U-0005", 1)
    assert books.write(begin_return, books.items["U-0001"], loan.id, books.shut()) == NoRoom("full")


def test_a_return_not_seen_to_its_end_is_not_overdue_and_staff_are_asked(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    for _ in range(2):
        books.write(unseen, loan.id, receiving.place.id, receiving.reservation_id, left_open=True)
    books.clock.jump(9 * 86400)

    assert books.loan(loan.id).state == "returning_unverified"
    assert sorted(case.kind for case in books.cases()) == ["left_open", "returning"]
    assert books.read(standing, "ming", "umbrella")[0].overdue == 0
    assert books.read(standing, "ming", "umbrella")[0].out == 0
    assert books.findings() == []


def test_bringing_back_what_was_said_not_taken_tells_that_it_was(books):
    opening = books.begin()
    books.write(lend, opening.loan.id)
    books.write(unverify, opening.loan.id, opening.reservation_id, reason="nothing_there")

    claimed = books.read(lambda tx: whose(tx, tx.item_by_tag("U-0001")))
    assert claimed is not None
    receiving = books.begin_return("U-0001", claimed.id)
    books.write(finish_return, claimed.id, receiving.place.id, receiving.reservation_id, books.limits)

    assert books.loan(claimed.id).state == "returned"
    assert books.cases() == []
    assert books.resolutions() == ["came_back"]
    assert books.where("U-0001") == receiving.place.number != 1


def test_another_tag_is_never_swapped_silently(books):
    mine, theirs = books.borrow("ming"), books.borrow("hong")
    receiving = books.begin_return("U-0001", mine.id)
    books.write(mismatch, mine.id, theirs.item_id, receiving.place.id, receiving.reservation_id)

    assert books.loan(mine.id).state == "returning_unverified"
    assert books.loan(theirs.id) == theirs
    assert books.where("U-0002") is None
    assert [(case.kind, case.loan_id, case.item_id) for case in books.cases()] == [
        ("mismatch", mine.id, theirs.item_id)
    ]
    assert books.findings() == []


def test_another_tag_is_on_record_at_once_and_the_right_one_takes_it_back(books):
    mine, theirs = books.borrow("ming"), books.borrow("hong")
    receiving = books.begin_return("U-0001", mine.id)
    for _ in range(2):
        assert not books.write(check_tag, mine.id, theirs.item_id, receiving.place.id)
    assert [case.kind for case in books.cases()] == ["mismatch"]
    assert books.loan(mine.id) == mine

    assert books.write(check_tag, mine.id, mine.item_id, receiving.place.id)
    assert books.cases() == []


def test_at_a_rack_the_tag_at_the_open_door_puts_the_books_right(rack):
    loan = rack.borrow()
    other = next(tag for tag, item in rack.items.items() if item != loan.item_id)
    receiving = rack.begin_return(rack.tag(loan.item_id), loan.id)

    assert rack.write(check_tag, loan.id, rack.items[other], receiving.place.id)
    assert rack.loan(loan.id).item_id == rack.items[other]
    assert rack.where(other) is None


def test_an_umbrella_that_nobody_has_on_loan_is_taken_in_for_staff(books):
    books.add_umbrella("U-0777", None)
    assert books.read(lambda tx: whose(tx, tx.item_by_tag("U-0777"))) is None

    receiving = books.begin_return("U-0777")
    books.write(found, books.items["U-0777"], receiving.place.id, receiving.reservation_id)

    assert [case.kind for case in books.cases()] == ["found"]
    assert books.where("U-0777") is None, "not booked in before somebody has seen it"
    assert books.begin_return("U-0777").place.number != receiving.place.number


def test_a_return_that_was_not_made_changes_nothing(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.write(abandon_return, receiving.place.id, receiving.reservation_id, reason="kept", broken=False)

    assert books.loan(loan.id) == loan
    assert books.cases() == []
    assert books.held() == []


def test_a_door_that_does_not_open_for_a_return_goes_out_of_service(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.write(
        abandon_return, receiving.place.id, receiving.reservation_id, reason="did_not_open", broken=True
    )

    assert not books.place(receiving.place.number).in_service
    again = books.begin_return("U-0001", loan.id)
    assert again.place.number != receiving.place.number


def test_the_tag_of_one_believed_in_the_rack_ends_the_one_loan_that_was_only_presumed(rack):
    loan = rack.borrow()
    presumed = rack.tag(loan.item_id)
    other = next(tag for tag in rack.items if tag != presumed)
    claimed = rack.read(lambda tx: whose(tx, tx.item_by_tag(other)))
    assert claimed is not None
    assert claimed.id == loan.id

    receiving = rack.begin_return(other, loan.id)
    rack.write(finish_return, loan.id, receiving.place.id, receiving.reservation_id, rack.limits)

    assert rack.loan(loan.id).state == "returned"
    assert rack.where(presumed) == 9
    assert rack.where(other) == 1
    assert "lending.swapped" in rack.events()
    assert rack.findings() == []


def test_with_two_presumed_loans_nothing_is_guessed(rack):
    taken = {rack.borrow("ming").item_id, rack.borrow("hong").item_id}
    third = next(tag for tag, item in rack.items.items() if item not in taken)

    assert rack.read(lambda tx: whose(tx, tx.item_by_tag(third))) is None


def test_a_rack_takes_umbrellas_back_up_to_its_capacity(rack):
    loans = [rack.borrow("ming"), rack.borrow("hong")]
    rack.add_umbrella("U-0001", 1)

    for loan in loans:
        rack.bring_back(loan)

    assert rack.place(9).level == 3
    assert rack.findings() == []

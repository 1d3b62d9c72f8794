"""What staff do to doors and open questions: every answer to every kind of question, and its place on the record."""

from __future__ import annotations

import json

import pytest

from kiosk.core.service import Facts
from kiosk.plugins.lending.answers import gather_lost, resolve
from kiosk.plugins.lending.reading import spots, standing
from kiosk.plugins.lending.returns import abandon_return, found, mismatch, unseen
from kiosk.plugins.lending.rules import lendable
from kiosk.plugins.lending.settle import settle
from kiosk.plugins.lending.staff_writes import begin_unlock, end_unlock, mark_dry, reason_key, set_service
from kiosk.plugins.lending.words_staff import RESOLUTION_WORDS, RESOLUTIONS, resolutions, unlock_reason
from kiosk.plugins.lending.writes import lend, report_lost, unverify, void


def answer(books, kind: str, resolution: str) -> bool:
    one = next(case for case in books.cases() if case.kind == kind)
    done = books.write(resolve, one.id, resolution, "S1", books.limits)
    assert not books.write(resolve, one.id, resolution, "S2", books.limits), "answered twice"
    assert books.findings() == []
    return done


@pytest.fixture
def not_taken(books):
    opening = books.begin()
    books.write(lend, opening.loan.id)
    books.write(unverify, opening.loan.id, opening.reservation_id, reason="nothing_there")
    return opening.loan.id


def test_it_is_inside_so_nothing_was_lent(books, not_taken):
    assert answer(books, "not_taken", "inside")

    assert books.loan(not_taken).state == "void"
    assert books.where("U-0001") == 1
    assert books.cases() == []
    assert books.begin("hong").item.tag == "U-0001"


def test_it_is_not_inside_so_it_is_missing_and_charged_to_nobody(books, not_taken):
    answer(books, "not_taken", "not_inside")

    assert books.loan(not_taken).state == "missing"
    assert books.where("U-0001") is None
    assert books.read(standing, "ming", "umbrella")[0].out == 0
    assert [(case.kind, case.reason) for case in books.cases()] == [("lost", "missing")]


@pytest.mark.parametrize(("resolution", "state"), [("found", "returned"), ("gone", "lost")])
def test_a_missing_umbrella_is_found_or_given_up(books, not_taken, resolution, state):
    answer(books, "not_taken", "not_inside")
    answer(books, "lost", resolution)

    assert books.loan(not_taken).state == state
    assert books.cases() == []


@pytest.mark.parametrize(
    ("resolution", "state", "number"), [("inside", "void", 1), ("not_inside", "lent", None)]
)
def test_a_customer_who_left_before_the_door_opened(books, resolution, state, number):
    opening = books.begin()
    books.end_operation(opening.operation_id, "done")
    books.write(lambda tx: settle(tx, tx.reservation(opening.reservation_id), Facts("done", "", "locked")))
    books.prepare(lambda tx: tx.release(opening.reservation_id, "lent"))

    answer(books, "not_taken", resolution)

    assert books.loan(opening.loan.id).state == state
    assert books.where("U-0001") == number
    assert books.cases() == []


@pytest.mark.parametrize(
    ("door", "kind"), [("locked", "not_taken"), ("open", "left_open")], ids=["shut", "open"]
)
def test_a_visit_that_was_cut_off_at_the_open_door_with_the_umbrella_still_inside(books, door, kind):
    opening = books.begin()
    books.end_operation(opening.operation_id, "done")
    books.write(lend, opening.loan.id)
    books.write(lambda tx: settle(tx, tx.reservation(opening.reservation_id), Facts("done", "", door)))
    books.prepare(lambda tx: tx.release(opening.reservation_id, "lent"))

    answer(books, kind, "inside")

    assert books.loan(opening.loan.id).state == "void"
    assert books.where("U-0001") == 1
    assert books.cases() == []
    assert books.findings() == []


@pytest.fixture
def returning(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.write(unseen, loan.id, receiving.place.id, receiving.reservation_id, left_open=True)
    return loan.id, receiving.place.number


def test_a_doubtful_return_that_is_inside_is_returned_and_the_open_door_needs_no_second_answer(
    books, returning
):
    loan_id, number = returning
    answer(books, "returning", "inside")

    assert books.loan(loan_id).state == "returned"
    assert books.where("U-0001") == number
    assert books.cases() == []


@pytest.mark.parametrize("inside", ["first", "second", "neither"])
def test_two_doors_to_look_into_for_one_return_are_two_questions(books, inside):
    loan = books.borrow()
    places = {}
    for name in ("first", "second"):
        receiving = books.begin_return("U-0001", loan.id)
        books.write(unseen, loan.id, receiving.place.id, receiving.reservation_id, left_open=False)
        places[name] = receiving.place.number

    for name in places:
        if books.cases():
            answer(books, "returning", "inside" if name == inside else "not_inside")

    assert books.loan(loan.id).state == ("lent" if inside == "neither" else "returned")
    assert books.where("U-0001") == places.get(inside)
    assert books.cases() == []


def test_a_door_left_open_on_what_was_brought_back_needs_one_answer(books, returning):
    loan_id, number = returning
    answer(books, "left_open", "inside")

    assert books.loan(loan_id).state == "returned"
    assert books.where("U-0001") == number
    assert books.cases() == []


def test_a_door_left_open_by_nobody_s_loan_is_only_closed(books):
    loan = books.borrow()
    receiving = books.begin_return("U-0001", loan.id)
    books.write(
        abandon_return,
        receiving.place.id,
        receiving.reservation_id,
        reason="kept",
        broken=False,
        left_open=True,
    )

    assert [resolutions(case) for case in books.cases()] == [("closed",)]


def test_a_doubtful_return_that_is_not_inside_is_still_lent(books, returning):
    loan_id, _number = returning
    answer(books, "returning", "not_inside")
    answer(books, "left_open", "closed")

    assert books.loan(loan_id).state == "lent"
    assert books.read(standing, "ming", "umbrella")[0].out == 1
    assert books.cases() == []


def test_a_loan_that_is_reinstated_finds_a_slot_beside_those_taken_meanwhile(books, returning):
    loan_id, _number = returning
    answer(books, "left_open", "closed")
    books.borrow()

    answer(books, "returning", "not_inside")

    assert books.loan(loan_id).state == "lent"
    assert books.read(standing, "ming", "umbrella")[0].out == 2


def test_two_umbrellas_that_changed_hands_are_swapped_when_staff_have_seen_it(books):
    mine, theirs = books.borrow("ming"), books.borrow("hong")
    receiving = books.begin_return("U-0001", mine.id)
    books.write(mismatch, mine.id, theirs.item_id, receiving.place.id, receiving.reservation_id)

    answer(books, "mismatch", "inside")

    assert books.loan(mine.id).state == "returned"
    assert books.where("U-0002") == receiving.place.number
    assert books.loan(theirs.id).state == "lent"
    assert books.loan(theirs.id).item_id == books.items["U-0001"]
    assert books.where("U-0001") is None
    assert books.events().count("lending.swapped") == 2


def test_a_swap_that_staff_do_not_find_leaves_both_loans(books):
    mine, theirs = books.borrow("ming"), books.borrow("hong")
    receiving = books.begin_return("U-0001", mine.id)
    books.write(mismatch, mine.id, theirs.item_id, receiving.place.id, receiving.reservation_id)

    answer(books, "mismatch", "not_inside")

    assert books.loan(mine.id).state == "lent"
    assert books.loan(theirs.id) == theirs


def test_the_other_umbrella_was_believed_in_a_place_so_staff_look_there_too(books):
    mine = books.borrow("ming")
    receiving = books.begin_return("U-0001", mine.id)
    books.write(mismatch, mine.id, books.items["U-0002"], receiving.place.id, receiving.reservation_id)

    answer(books, "mismatch", "inside")

    assert books.where("U-0002") == receiving.place.number
    assert [(case.kind, case.item_id, case.place_id) for case in books.cases()] == [
        ("found", books.items["U-0001"], books.places[2])
    ]
    answer(books, "found", "inside")
    assert books.where("U-0001") == 2


def test_a_swap_with_one_from_nowhere_leaves_the_lent_one_to_be_looked_for(books):
    books.add_umbrella("U-0777", None)
    mine = books.borrow("ming")
    receiving = books.begin_return("U-0001", mine.id)
    books.write(mismatch, mine.id, books.items["U-0777"], receiving.place.id, receiving.reservation_id)

    answer(books, "mismatch", "inside")

    assert books.loan(mine.id).state == "returned"
    assert [(case.kind, case.item_id) for case in books.cases()] == [("lost", books.items["U-0001"])]
    answer(books, "lost", "gone")


@pytest.mark.parametrize(("resolution", "number"), [("inside", 3), ("not_inside", None)])
def test_a_found_umbrella_is_booked_in_when_it_was_seen(books, resolution, number):
    books.add_umbrella("U-0777", None)
    receiving = books.begin_return("U-0777")
    books.write(found, books.items["U-0777"], receiving.place.id, receiving.reservation_id)

    answer(books, "found", resolution)

    assert books.where("U-0777") == number


def test_a_door_that_works_again_is_back_in_service(books):
    opening = books.begin()
    books.write(void, opening.loan.id, opening.reservation_id, reason="did_not_open", broken=True)

    answer(books, "door", "works")

    assert books.place(1).in_service
    assert books.begin().place.number == 1


def test_putting_a_door_back_in_service_on_the_wall_answers_its_question(books):
    opening = books.begin()
    books.write(void, opening.loan.id, opening.reservation_id, reason="did_not_open", broken=True)

    books.write(set_service, books.places[1], "S1", in_service=True)
    books.write(set_service, books.places[1], "S1", in_service=True)

    assert books.cases() == []
    assert books.events().count("lending.place_in_service") == 1


def test_out_of_service_by_hand_is_journaled(books):
    books.write(set_service, books.places[1], "S1", in_service=False)

    assert books.place(1).service_reason == "by_staff"
    assert books.begin().place.number == 2
    assert "lending.place_out_of_service" in books.events()


def test_marked_dry_is_lent_at_once(books):
    books.bring_back(books.borrow())
    assert books.write(mark_dry, books.places[1], "S1") == 1
    assert books.write(mark_dry, books.places[1], "S1") == 0

    assert {books.begin().item.tag, books.begin("hong").item.tag} == {"U-0001", "U-0002"}
    assert books.events().count("lending.marked_dry") == 1


def test_who_unlocked_and_why_is_on_record_before_the_pulse(books):
    begun = books.write(begin_unlock, books.places[1], "Customer needs help", "S1")

    entry = books.read(lambda tx: tx.journal_entries())[-1]
    assert entry.event == "lending.unlock_begun"
    assert '"staff":"S1"' in entry.data
    assert '"reason":"customer_needs_help"' in entry.data
    assert begun.operation.purpose == "lending.unlock"

    books.write(end_unlock, begun.unlock_id, begun.reservation_id, opened=True)
    assert books.events()[-1] == "lending.unlocked"
    assert books.held() == []


def test_staff_can_unlock_a_door_that_a_customer_stands_at(books):
    opening = books.begin()
    begun = books.write(begin_unlock, opening.place.id, "Repair", "S1")

    assert begun.reservation_id is None
    books.write(end_unlock, begun.unlock_id, None, opened=False)
    assert books.events()[-1] == "lending.unlock_failed"
    assert books.held() == [f"place:{opening.place.id}"]


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("Repair", "repair"),
        ("Customer needs help", "customer_needs_help"),
        ("help=顾客求助", "help"),
        ("lost_key=丢了钥匙 = 没带", "lost_key"),
    ],
)
def test_an_owners_own_reason_has_a_key_that_the_journal_takes(reason, key):
    assert reason_key(reason) == key


def test_reasons_without_a_key_never_share_a_code_and_each_fits_the_journal(books):
    reasons = [
        "顾客求助", "清洁", "检修", "VIP 顾客", "VIP 员工", "清洁=打扫", "Help=x", "13800000000", "", "r" * 50, "r" * 51,
    ]  # fmt: skip
    codes = [reason_key(reason) for reason in reasons]

    assert len(set(codes)) == len(reasons)
    assert codes == [reason_key(reason) for reason in reasons]
    for code in codes:
        books.write(lambda tx, code=code: tx.journal("lending.unlocked", reason=code))


def test_an_owners_chinese_reasons_are_told_apart_on_record(books):
    for reason in ("清洁", "clean=检修"):
        begun = books.write(begin_unlock, books.places[1], reason, "S1")
        books.write(end_unlock, begun.unlock_id, begun.reservation_id, opened=True)
    entries = books.read(lambda tx: tx.journal_entries())
    told = [json.loads(entry.data)["reason"] for entry in entries if entry.event == "lending.unlocked"]

    assert told == [reason_key("清洁"), "clean"]
    assert told[0].startswith("text_")


def test_a_reason_is_shown_without_its_key():
    assert str(unlock_reason("clean=清洁").id) == "清洁"
    assert str(unlock_reason("Repair").id) == "Repair"


@pytest.mark.parametrize("how", ["found_at_a_door", "found_again"])
def test_a_found_umbrella_rests_like_any_that_is_brought_back(books, how):
    if how == "found_again":
        loan = books.borrow()
        books.write(report_lost, loan.id)
        answer(books, "lost", "found")
        tag = books.tag(loan.item_id)
    else:
        tag = "U-0003"
        books.add_umbrella(tag, None)
    receiving = books.begin_return(tag)
    books.write(found, receiving.item.id, receiving.place.id, receiving.reservation_id)
    books.clock.jump(3600)
    answer(books, "found", "inside")

    def dry() -> list[str]:
        now = books.read(lambda tx: spots(tx, books.shut(), "umbrella"))
        at = books.read(lambda tx: tx.now_ms)
        return [lodged.item.tag for spot in now for lodged in lendable(spot, at)]

    assert books.where(tag) == receiving.place.number
    assert tag not in dry()
    books.clock.jump(books.limits.rest_ms / 1000 - 3600)
    assert tag in dry()


def test_long_overdue_loans_are_gathered_once(books):
    books.borrow()
    books.clock.jump(3 * 86400 + 6 * 86400)
    books.write(gather_lost, books.limits)
    assert books.cases() == []
    books.clock.jump(2 * 86400)
    for _ in range(2):
        books.write(gather_lost, books.limits)

    assert [(case.kind, case.reason) for case in books.cases()] == [("lost", "overdue")]


def test_a_lost_umbrella_that_turns_up_is_simply_brought_back(books):
    loan = books.borrow()
    books.write(report_lost, loan.id)
    answer(books, "lost", "gone")
    assert books.read(standing, "ming", "umbrella")[0].out == 0

    books.bring_back(loan)

    assert books.loan(loan.id).state == "returned"
    assert books.findings() == []


def test_every_question_can_be_answered_and_every_answer_has_words():
    for kind, offered in RESOLUTIONS.items():
        assert offered, kind
        assert all(resolution in RESOLUTION_WORDS for resolution in offered)

"""Strollers in the books: settled at every stage like umbrellas, said in their own words, at rest until staff have looked."""

from __future__ import annotations

import pytest

from kiosk.core.api import Facts
from kiosk.plugins.lending.answers import resolve
from kiosk.plugins.lending.cleaning_writes import cleaning_list, inspect, mark_clean, newest, to_clean
from kiosk.plugins.lending.kinds import STROLLER, UMBRELLA, UNTIL_MARKED, kind_of
from kiosk.plugins.lending.limits import HOUR_MS, Limits
from kiosk.plugins.lending.returns import found
from kiosk.plugins.lending.rows import dry_times
from kiosk.plugins.lending.settle import settle
from kiosk.plugins.lending.staff_writes import mark_dry
from kiosk.plugins.lending.stock_writes import damage, find_again, keep_at_desk, lose, mend, put_in, retire
from kiosk.plugins.lending.wave import hand_in
from kiosk.plugins.lending.writes import Refused, begin, lend, report_lost, unverify
from tests.lending.conftest import SHANGHAI
from tests.lending.test_words import say

TODAY = Limits(limit=1, days=0, same_day=True, back_before_ms=HOUR_MS // 2, least_ms=HOUR_MS // 2)


@pytest.fixture
def strollers(empty_books):
    """Bays 1 and 2, a stroller in the first; an umbrella behind door 3."""
    books = empty_books
    for number in (1, 2):
        books.places[number] = books.prepare(
            lambda tx, number=number: tx.put_place("wall", number, column=number, holds=("stroller",))
        ).id
    books.add_place(3)
    books.add_umbrella("U-0003", 3)
    books.items["S-0001"] = books.prepare(
        lambda tx: tx.add_item("S-0001", "stroller", place_id=books.places[1])
    ).id
    books.kind, books.limits = STROLLER, TODAY
    return books


def nothing(books, opening):
    """The flow had come no further than the pulse."""


def after_lend(books, opening):
    books.write(lend, opening.loan.id)


def after_changed_mind(books, opening):
    books.write(lend, opening.loan.id)
    books.write(unverify, opening.loan.id, None, reason="changed_mind")


@pytest.mark.parametrize(
    ("stage", "facts", "state", "said"),
    [
        (nothing, Facts("failed", "stuck", "stuck"), "void", "没有借出童车"),
        (nothing, Facts("failed", "devices away", "unknown"), "void", "没有借出童车"),
        (nothing, Facts("done", "", "locked"), "lent", "童车已借出"),
        (nothing, Facts("uncertain", "", "unknown"), "unverified", "没有借出童车"),
        (after_lend, Facts("done", "", "open"), "lent", "童车已借出"),
        (after_changed_mind, Facts("done", "", "locked"), "unverified", ""),
    ],
)
def test_settled_at_every_stage_in_a_strollers_own_words(strollers, stage, facts, state, said):
    opening = strollers.begin(terms="text_0")
    strollers.end_operation(opening.operation_id, facts.outcome, facts.reason)
    stage(strollers, opening)

    def once(tx):
        reservation = tx.reservation(opening.reservation_id)
        settlement = settle(tx, reservation, facts)
        tx.release(reservation.id, settlement.how)
        return settlement

    settlement = strollers.write(once)
    strollers.write(once)

    assert strollers.loan(opening.loan.id).state == state
    assert strollers.loan(opening.loan.id).terms == "text_0"
    notice = settlement.notice
    assert (say("zh_CN")(notice.title) if notice is not None else "") == said
    assert strollers.findings() == []


def test_a_return_that_was_left_says_so_in_a_strollers_words(strollers):
    loan = strollers.borrow()
    receiving = strollers.begin_return("S-0001", loan.id)
    strollers.end_operation(receiving.operation_id, "failed", "devices away")
    settlement = strollers.write(
        lambda tx: settle(tx, tx.reservation(receiving.reservation_id), Facts("failed", "devices away"))
    )

    assert "童车" in say("zh_CN")(settlement.notice.subtitle)


def test_it_rests_until_staff_mark_it_whatever_the_clock_says(strollers):
    strollers.bring_back(strollers.borrow())
    strollers.clock.jump(365 * 86_400)

    assert strollers.read(lambda _tx: dry_times())[strollers.items["S-0001"]] == UNTIL_MARKED
    assert strollers.write(mark_dry, strollers.places[1], "S1") == 0
    assert strollers.write(begin, STROLLER, "hong", strollers.shut(), TODAY, SHANGHAI) in (
        Refused("resting"),
        Refused("closing"),
    )
    assert strollers.write(mark_clean, strollers.items["S-0001"], "S1")
    assert not strollers.write(mark_clean, strollers.items["S-0001"], "S1")
    assert strollers.read(lambda _tx: to_clean()) == {}


def test_one_that_was_found_rests_as_well_whoever_answers(strollers):
    books = strollers
    books.prepare(lambda tx: tx.move(books.items["S-0001"], None, reason="gone astray"))
    books.write(found, books.items["S-0001"], books.places[2], None)
    books.write(resolve, books.cases()[0].id, "inside", "S1", Limits())

    assert [one.item.tag for one in books.read(cleaning_list)] == ["S-0001"]


def test_the_newest_word_since_it_came_back_is_the_one_that_counts(strollers):
    item = strollers.items["S-0001"]
    loan = strollers.borrow()
    strollers.bring_back(loan)
    strollers.write(inspect, item, ("brake",), loan_id=loan.id)
    assert strollers.read(lambda _tx: newest(item)).faults == ("brake",)
    strollers.clock.jump(60)
    strollers.write(inspect, item, (), staff_id="S1")

    said = strollers.read(lambda _tx: newest(item))
    assert (said.faults, said.by_staff) == ((), True)


def test_an_umbrella_has_no_brake(strollers):
    with pytest.raises(ValueError, match="has no"):
        strollers.write(inspect, strollers.items["U-0003"], ("brake",))


@pytest.mark.parametrize(
    ("hours", "why"), [(0, None), (9, None), (9.01, "closing"), (9.9, "closing"), (10.5, "closing")]
)
def test_what_would_be_due_at_once_is_not_lent(strollers, hours, why):
    strollers.clock.jump(int(hours * 3600))  # noon at first; closing time is ten in the evening
    result = strollers.write(begin, STROLLER, "ming", strollers.shut(), TODAY, SHANGHAI)

    assert (result.why if isinstance(result, Refused) else None) == why


def test_one_stroller_and_umbrellas_besides(strollers):
    strollers.borrow()

    assert strollers.write(begin, STROLLER, "ming", strollers.shut(), TODAY, SHANGHAI) == Refused("limit")
    opening = strollers.write(begin, UMBRELLA, "ming", strollers.shut(), Limits(), SHANGHAI)
    assert opening.loan.kind == "umbrella"


def test_what_lending_does_not_lend_has_no_kind():
    with pytest.raises(LookupError):
        kind_of("suitcase")


# ------------------------------------------------------------------ through staff's hands, and at rest all the same


def left_beside_the_lockers(books, loan) -> None:
    books.write(hand_in, loan.item_id, loan.id, scanned=True)
    (question,) = books.cases()
    books.write(resolve, question.id, "found", "S1", TODAY)


def kept_at_the_desk(books, loan) -> None:
    books.write(keep_at_desk, loan.item_id, loan.id, "S1", TODAY)


def damaged_and_mended(books, loan) -> None:
    books.write(damage, loan.item_id, "broken_frame = Broken frame", "S1")
    books.write(mend, loan.item_id, "S1")


def lost_and_found_again(books, loan) -> None:
    books.write(lose, loan.item_id, "S1")
    books.write(find_again, loan.item_id, "S1")


def lost_and_found_by_the_question(books, loan) -> None:
    books.write(report_lost, loan.id)
    (question,) = books.cases()
    books.write(resolve, question.id, "found", "S1", TODAY)


@pytest.mark.parametrize(
    "back",
    [
        left_beside_the_lockers,
        kept_at_the_desk,
        damaged_and_mended,
        lost_and_found_again,
        lost_and_found_by_the_question,
    ],
)
def test_however_it_came_back_it_rests_until_somebody_has_cleaned_it(strollers, back):
    loan = strollers.borrow()
    back(strollers, loan)
    assert [(one.item.tag, one.place) for one in strollers.read(cleaning_list)] == [("S-0001", None)]
    strollers.write(put_in, loan.item_id, strollers.places[2], "S1", TODAY)

    refused = strollers.write(begin, STROLLER, "hong", strollers.shut(), TODAY, SHANGHAI)
    assert isinstance(refused, Refused)
    assert refused.why == "resting"
    strollers.write(mark_clean, loan.item_id, "S1")
    assert strollers.begin("hong").item.tag == "S-0001"
    assert strollers.findings() == []


def test_what_nobody_had_on_loan_and_was_left_beside_the_lockers_is_out_of_its_place(strollers):
    item_id = strollers.items["S-0001"]
    strollers.write(hand_in, item_id, None, scanned=True)
    (question,) = strollers.cases()
    strollers.write(resolve, question.id, "found", "S1", TODAY)

    assert strollers.where("S-0001") is None
    assert list(strollers.read(lambda tx: to_clean())) == [item_id]


def test_what_left_the_stock_waits_for_no_cleaner(strollers):
    loan = strollers.borrow()
    kept_at_the_desk(strollers, loan)
    strollers.write(retire, loan.item_id, "worn_out = Worn out", "S1")

    assert strollers.read(cleaning_list) == []

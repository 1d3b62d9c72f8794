"""Walking away at each step, and what the next person finds."""

from __future__ import annotations

import pytest

from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow,
    cases,
    leave,
    show_card,
    states,
    to_open_door,
    to_return_door,
    where,
)

AWAY = 200
"""Seconds after which nobody can still be there."""


def walk_away(kiosk) -> None:
    kiosk.wait(AWAY)
    kiosk.expect_attract()


def test_before_the_card_nothing_happened(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    walk_away(kiosk)

    assert states(kiosk) == []


def test_from_the_open_door_the_loan_stands_and_the_door_is_flagged(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    leave(kiosk)

    assert states(kiosk) == ["lent"]
    assert cases(kiosk) == [("left_open", "borrowing")]
    assert where(kiosk, "U-0001") is None


def test_idle_at_the_open_door_comes_to_the_same(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    walk_away(kiosk)

    assert states(kiosk) == ["lent"]
    assert cases(kiosk) == [("left_open", "borrowing")]
    kiosk.world.close(door)


def test_after_the_door_was_closed_nothing_is_open(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    walk_away(kiosk)

    assert states(kiosk) == ["lent"]
    assert cases(kiosk) == []


def test_after_never_mind_with_the_door_still_open(kiosk):
    to_open_door(kiosk)
    kiosk.choose("changed_mind")
    kiosk.expect("请把伞放回")
    leave(kiosk)

    assert states(kiosk) == ["unverified"]
    assert sorted(cases(kiosk)) == [("left_open", "borrowing"), ("not_taken", "changed_mind")]


def test_during_the_pulse_the_outcome_is_waited_for_and_told(kiosk):
    kiosk.world.fault(1, "slow")
    show_card(kiosk)
    kiosk.expect("正在开 1 号门")
    kiosk.press("home")
    kiosk.world.spring_open(1)
    notice = kiosk.expect("雨伞已借出")

    assert notice.outcome == "information"
    leave(kiosk)
    assert states(kiosk) == ["lent"]
    kiosk.world.close(1)


@pytest.mark.parametrize("still_there", [True, False])
def test_an_outcome_for_which_nobody_waited_any_longer_is_settled_though_the_visit_goes_on(
    kiosk, still_there
):
    kiosk.world.fault(1, "slow")
    show_card(kiosk)
    kiosk.expect("正在开 1 号门")
    kiosk.press("home")
    kiosk.wait(10)
    kiosk.expect("您好")
    if not still_there:
        leave(kiosk)
    kiosk.world.spring_open(1)
    kiosk.until(lambda: states(kiosk) == ["lent"], "the loan")

    assert kiosk.read(lambda tx: tx.reservations()) == []
    kiosk.world.close(1)


def test_no_answer_for_too_long_is_uncertain_and_the_next_door_opens(kiosk):
    kiosk.world.fault(1, "slow")
    show_card(kiosk)
    kiosk.expect("正在开 1 号门")
    kiosk.wait(16)
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.world.spring_open(1)
    kiosk.choose("done")
    leave(kiosk)

    assert states(kiosk) == ["unverified", "lent"]
    assert ("uncertain", "uncertain") in cases(kiosk)


@pytest.mark.parametrize("closed", [True, False])
def test_from_a_return_with_the_door_opened_nothing_becomes_overdue(kiosk, closed):
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    leave(kiosk)
    if closed:
        kiosk.world.close(door)

    assert states(kiosk) == ["returning_unverified"]
    assert cases(kiosk)[0] == ("returning", "unseen")
    kiosk.clock.jump(9 * 86400)
    kiosk.scan(CARD)
    kiosk.expect("请选择借或还")


def test_from_a_return_before_the_door_opened_the_loan_stands(kiosk):
    tag = borrow(kiosk)
    kiosk.world.fault(1, "stuck")
    kiosk.world.fault(4, "stuck")
    kiosk.scan(tag)
    kiosk.expect("柜门没有打开")
    walk_away(kiosk)

    assert states(kiosk) == ["lent"]


def test_the_next_person_finds_nothing_of_the_last(kiosk):
    to_open_door(kiosk)
    kiosk.world.take(1)
    leave(kiosk)
    show_card(kiosk, OTHER_CARD)
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    done = kiosk.expect("借好了")

    assert "3307" not in str(done)
    kiosk.choose("done")
    kiosk.world.close(1)

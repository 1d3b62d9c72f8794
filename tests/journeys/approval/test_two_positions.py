"""Approvals at two positions, and with the power going wherever it may."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from kiosk.link.prompts import Entered, Table
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey, JourneyStuck
from kiosk.testing.second_screen import SecondScreen
from tests.journeys.approval.steps import (
    BESIDE,
    PEOPLE,
    approve,
    ask,
    at_staff,
    books,
    later,
    open_request,
    sign_in,
    state,
    told,
    waiting,
)


def test_what_is_asked_at_one_position_appears_in_the_open_list_of_another_and_is_answered_there(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "2")
    staff.choose("core.waiting")
    staff.expect("待批准")
    assert isinstance(staff.prompt, Table)
    assert staff.prompt.rows == ()
    later(kiosk)
    staff.until(
        lambda: isinstance(staff.prompt, Table) and staff.prompt.rows, "the request to appear by itself"
    )
    assert isinstance(staff.prompt, Table)
    staff.choose(staff.prompt.rows[0].key)
    staff.choose("approve")
    staff.expect("已批准")
    assert books(kiosk) == [11]
    approved = told(kiosk, "approval.approved")
    assert approved["position"] == "staff"


def test_two_positions_with_the_same_request_open_act_once_and_the_slower_is_told(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    later(kiosk)
    at_staff(staff, "2")
    open_request(staff)
    sign_in(kiosk, "4")
    open_request(kiosk)
    staff.choose("approve")
    staff.expect("已批准")
    kiosk.choose("refuse")
    kiosk.expect("已有人处理")
    assert (state(kiosk), books(kiosk)) == ("approved", [11])
    assert kiosk.events().count("trial.corrected") == 1


@pytest.mark.parametrize("stage", ["review", "number", "pin"])
def test_a_second_screen_that_is_killed_within_an_approval_comes_back_to_the_same_question(
    start: Callable[..., Journey], stage: str
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "1")
    ask(staff)
    if stage != "review":
        staff.choose("here")
    if stage == "pin":
        staff.until(lambda: getattr(staff.prompt, "stage", "") == "number", "the approver's number")
        staff._answer(Entered("2"))
    staff.until(lambda: getattr(staff.prompt, "stage", "") == stage, stage)
    kiosk._tasks[-1].cancel()  # its shell dies
    again = SecondScreen(kiosk, "staff")
    assert getattr(again.prompt, "stage", "") == stage
    if stage == "pin":
        again._answer(Entered(PEOPLE["2"][0]))
    else:
        approve(again, "2")
    again.expect("更正好了")
    assert kiosk.events().count("approval.used") == 1
    assert books(kiosk) == [11]


def test_a_desk_that_ends_within_an_approval_at_the_second_screen_leaves_nothing_of_it(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "1")
    ask(staff)
    staff.choose("here")
    staff.until(lambda: getattr(staff.prompt, "stage", "") == "number", "the approver's number")
    staff._answer(Entered("2"))
    staff.until(lambda: getattr(staff.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk.cut_now()
    kiosk.restart()
    staff = SecondScreen(kiosk, "staff")
    staff.expect("请输入工号")
    assert not [event for event in kiosk.events() if event.startswith("approval.")]
    assert books(kiosk) == []
    assert kiosk.check() == []


@pytest.mark.slow
def test_wherever_the_power_goes_what_waits_is_answered_and_done_or_neither(
    start: Callable[..., Journey],
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = start()
        later(kiosk)
        waiting(kiosk, "2")
        kiosk.cut_at(points)
        with contextlib.suppress(PowerCut, JourneyStuck):
            kiosk.choose("approve")
            kiosk.expect("已批准")
            kiosk.choose("done")
            kiosk.expect("待批准")
        kiosk.restart()
        kiosk.expect_attract()
        done = state(kiosk) == "approved"
        assert books(kiosk) == ([11] if done else [])
        assert (
            kiosk.events().count("trial.corrected") == kiosk.events().count("approval.approved") == int(done)
        )
        assert kiosk.check() == []

    count, failures = crash_walk(run)
    assert count > 3
    assert failures == []


@pytest.mark.slow
def test_wherever_the_power_goes_an_approval_given_at_the_screen_is_used_once_or_never(
    start: Callable[..., Journey],
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = start()
        sign_in(kiosk)
        ask(kiosk)
        kiosk.cut_at(points)
        with contextlib.suppress(PowerCut, JourneyStuck):
            approve(kiosk, "2")
            kiosk.expect("更正好了")
            kiosk.choose("done")
            kiosk.expect("请选择工作")
        kiosk.restart()
        kiosk.expect_attract()
        used = kiosk.events().count("approval.used")
        assert books(kiosk) == [11] * used
        assert kiosk.events().count("trial.corrected") == used <= 1
        assert kiosk.check() == []

    count, failures = crash_walk(run, every=2)
    assert count > 6
    assert failures == []

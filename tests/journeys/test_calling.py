"""A call for staff: it outlives the visit and the desk, and ends when staff have been here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Menu
from kiosk.testing.box import NOON_MS, settings_for
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK

NUMBER, PIN = "1024", "908172"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS))
    journey.start()
    add_staff(journey.store, NUMBER, "李姐", PIN, policy=QUICK)
    yield journey
    journey.stop()
    journey.close()


def call_of(kiosk: Journey) -> str:
    assert kiosk.screen is not None
    return kiosk.screen.bar.call


def ring(kiosk: Journey) -> None:
    kiosk.press("call")
    kiosk.until(lambda: call_of(kiosk) == "ringing", "the ring")
    kiosk.until(lambda: "call.raised" in kiosk.events(), "its record")


def ring_and_leave(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.expect("您好")
    ring(kiosk)
    kiosk.press("end")
    kiosk.expect_attract()


def sign_in(kiosk: Journey) -> Menu:
    kiosk.press("staff")
    kiosk.expect("请输入工号")
    kiosk.type(NUMBER)
    kiosk.expect("请输入密码")
    kiosk.type(PIN)
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return menu


def row_of(kiosk: Journey) -> str:
    """The call's line in the staff menu, which is the first."""
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return menu.choices[0].key


def recorded(kiosk: Journey, event: str) -> dict[str, object]:
    (entry,) = [one for one in kiosk.read(lambda tx: tx.journal_entries()) if one.event == event]
    return {"actor": entry.actor, **json.loads(entry.data)}


def test_a_call_outlives_the_visit_and_is_shown_to_the_next_person(kiosk: Journey) -> None:
    ring_and_leave(kiosk)
    assert call_of(kiosk) == "ringing"
    kiosk.touch()
    kiosk.expect("您好")
    assert call_of(kiosk) == "ringing"
    kiosk.press("call")
    kiosk.expect("已呼叫")
    assert kiosk.events().count("call.raised") == 1


def test_the_staff_menu_says_when_somebody_called_and_from_which_service(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.until(lambda: kiosk.title not in ("", "您好，请选择服务"), "the service")
    ring(kiosk)
    kiosk.press("end")
    kiosk.expect_attract()
    kiosk.clock.move(5 * 60)
    row = sign_in(kiosk).choices[0]
    assert (row.title, row.note) == ("有客人呼叫", "12:00 · 爱心雨伞")
    kiosk.choose(row.key)
    question = kiosk.expect("有客人呼叫")
    assert isinstance(question, Confirm)
    assert [fact.value for fact in question.facts] == ["12:00", "爱心雨伞", "5 分钟"]
    assert recorded(kiosk, "call.raised")["service"] == "lending.umbrella"


def test_signing_in_answers_the_call_and_records_who_and_how_late(kiosk: Journey) -> None:
    ring_and_leave(kiosk)
    kiosk.clock.move(90)
    sign_in(kiosk)
    answered = recorded(kiosk, "call.answered")
    (signed_in,) = [
        one for one in kiosk.read(lambda tx: tx.journal_entries()) if one.event == "staff.signed_in"
    ]
    assert answered["actor"] == f"staff:{json.loads(signed_in.data)['staff']}"
    assert answered["waited_s"] == 90
    kiosk.press("lock")
    kiosk.expect_attract()
    assert call_of(kiosk) == "ready"


def test_a_failed_sign_in_leaves_the_call_standing(kiosk: Journey) -> None:
    ring_and_leave(kiosk)
    kiosk.press("staff")
    kiosk.expect("请输入工号")
    kiosk.type(NUMBER)
    kiosk.expect("请输入密码")
    kiosk.type("111222")
    kiosk.expect("请输入工号")
    kiosk.back()
    kiosk.expect_attract()
    assert call_of(kiosk) == "ringing"


def test_customers_see_that_staff_are_coming_only_when_staff_have_said_so(kiosk: Journey) -> None:
    ring_and_leave(kiosk)
    sign_in(kiosk)
    kiosk.choose(row_of(kiosk))
    kiosk.choose("coming")
    kiosk.expect("请选择工作")
    assert "coming" not in {screen.bar.call for screen in kiosk.shown if not screen.bar.staff}
    kiosk.press("lock")
    kiosk.expect_attract()
    assert call_of(kiosk) == "coming"
    sign_in(kiosk)
    kiosk.press("lock")
    kiosk.expect_attract()
    assert call_of(kiosk) == "ready"


def test_a_call_that_is_dealt_with_leaves_the_staff_menu(kiosk: Journey) -> None:
    ring_and_leave(kiosk)
    sign_in(kiosk)
    kiosk.choose(row_of(kiosk))
    kiosk.choose("over")
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    assert not [choice for choice in menu.choices if choice.key.startswith("call.")]
    assert kiosk.events().count("call.ended") == 1


@pytest.mark.parametrize("state", ["ringing", "coming", "ready"])
def test_a_call_is_what_it_was_after_a_power_cut(kiosk: Journey, state: str) -> None:
    ring_and_leave(kiosk)
    if state != "ringing":
        sign_in(kiosk)
        kiosk.choose(row_of(kiosk))
        kiosk.choose("coming" if state == "coming" else "over")
        kiosk.expect("请选择工作")
    kiosk.cut_now()
    kiosk.restart()
    kiosk.expect_attract()
    kiosk.until(lambda: call_of(kiosk) == state, f"a call that is {state}")
    kiosk.touch()
    kiosk.expect("您好")
    assert call_of(kiosk) == state

"""Staff at the customer's screen: the first account, signing in, being locked out, and being locked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.lending.steps import QUICK

NUMBER, PIN = "1024", "908172"

Start = Callable[[str], Journey]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    """A kiosk without any account."""
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS))
    journey.start()
    yield journey
    journey.stop()
    journey.close()


@pytest.fixture
def staffed(kiosk: Journey) -> Journey:
    """A kiosk with one account."""
    add_staff(kiosk.store, NUMBER, "李姐", PIN, policy=QUICK)
    return kiosk


def sign_in(kiosk: Journey, pin: str = PIN) -> None:
    kiosk.expect("请输入工号")
    kiosk.type(NUMBER)
    kiosk.expect("请输入密码")
    kiosk.type(pin)


def test_the_first_account_is_made_with_a_code_that_the_kiosk_prints(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.expect("还没有员工账号")
    kiosk.choose("print")
    kiosk.expect("请输入开通码")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")
    code = next(str(block.value) for block in kiosk.world.slips[0].blocks if hasattr(block, "value"))
    kiosk.type(code)
    kiosk.expect("设定您的工号")
    kiosk.type(NUMBER)
    kiosk.expect("设定密码")
    kiosk.type(PIN)
    kiosk.expect("再输入一次密码")
    kiosk.type(PIN)
    kiosk.expect("请选择工作")
    assert kiosk.screen is not None
    assert kiosk.screen.bar.staff


def test_a_wrong_code_makes_no_account(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.choose("print")
    kiosk.expect("请输入开通码")
    kiosk.type("00000000")
    kiosk.expect("设定您的工号")
    kiosk.type(NUMBER)
    kiosk.expect("设定密码")
    kiosk.type(PIN)
    kiosk.expect("再输入一次密码")
    kiosk.type(PIN)
    kiosk.expect("请重新打印")


def test_two_different_pins_are_asked_for_again(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.choose("print")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")
    kiosk.type(next(str(block.value) for block in kiosk.world.slips[0].blocks if hasattr(block, "value")))
    kiosk.expect("设定您的工号")
    kiosk.type(NUMBER)
    kiosk.expect("设定密码")
    kiosk.type(PIN)
    kiosk.expect("再输入一次密码")
    kiosk.type("908173")
    kiosk.expect("两次输入不一致")


def test_signing_in_opens_the_staff_menu_and_locking_closes_it(staffed: Journey) -> None:
    staffed.press("staff")
    sign_in(staffed)
    staffed.expect("请选择工作")
    staffed.press("lock")
    staffed.expect_attract()
    assert staffed.screen is not None
    assert not staffed.screen.bar.staff


def test_staff_mode_locks_itself_after_three_minutes(staffed: Journey) -> None:
    staffed.press("staff")
    sign_in(staffed)
    staffed.expect("请选择工作")
    staffed.wait(175)
    staffed.expect("请选择工作")
    staffed.wait(40)
    staffed.expect_attract()


def test_a_wrong_pin_is_asked_for_again_and_the_fifth_locks_the_account(staffed: Journey) -> None:
    staffed.press("staff")
    for _ in range(4):
        sign_in(staffed, "111222")
        staffed.expect("工号或密码不对")
    sign_in(staffed, "111222")
    staffed.expect("请 15 分钟后再试")
    sign_in(staffed)
    staffed.expect("分钟后再试")


def test_from_home_the_long_press_opens_staff_mode_too(staffed: Journey) -> None:
    staffed.touch()
    staffed.expect("您好")
    staffed.press("staff")
    staffed.expect("请输入工号")
    staffed.back()
    staffed.expect_attract()


def test_calling_staff_rings_is_recorded_and_staff_who_sign_in_are_coming(staffed: Journey) -> None:
    staffed.touch()
    staffed.expect("您好")
    staffed.press("call")
    staffed.until(lambda: staffed.screen and staffed.screen.bar.call == "ringing", "the ring")
    staffed.press("call")
    staffed.press("staff")
    sign_in(staffed)
    staffed.expect("请选择工作")
    assert staffed.events().count("call.raised") == 1

"""A house that wants a PIN: set on first use with staff beside, asked for by its rule, and never without one."""

from __future__ import annotations

import pytest

from kiosk.core.staff import add_staff, has_staff
from kiosk.link.messages import Pressed
from kiosk.link.prompts import Entered, Menu
from tests.journeys.lending.steps import (
    CARD,
    QUICK,
    STAFF_NUMBER,
    STAFF_PIN,
    borrow,
    show_card,
    states,
    to_open_door,
)

PIN = "718293"
ALWAYS = 'umbrella_pin = "always"'


def stage(kiosk, name: str) -> None:
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == name, f"the approval's {name}")


def staff_vouch(kiosk, number: str = STAFF_NUMBER, pin: str = STAFF_PIN) -> None:
    """Staff look at the card, and sign for it inside the prompt."""
    if not kiosk.read(has_staff):
        add_staff(kiosk.store, STAFF_NUMBER, "李姐", STAFF_PIN, policy=QUICK)
    stage(kiosk, "review")
    kiosk.choose("here")
    stage(kiosk, "number")
    kiosk._answer(Entered(number))
    stage(kiosk, "pin")
    kiosk._answer(Entered(pin))


def set_first(kiosk) -> None:
    """From the card to a PIN that was set, with the door opening."""
    show_card(kiosk)
    kiosk.expect("请先设会员密码")
    kiosk.choose("here")
    staff_vouch(kiosk)
    kiosk.expect("设")
    kiosk.type(PIN)
    kiosk.until(lambda: "再" in kiosk.title, "the same again")
    kiosk.type(PIN)


def finish(kiosk) -> None:
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()


@pytest.fixture
def strict(make_kiosk):
    return make_kiosk(settings=ALWAYS)


def test_by_default_nobody_is_asked(kiosk):
    to_open_door(kiosk)

    assert not any("密码" in str(getattr(screen.prompt, "title", "")) for screen in kiosk.shown)


def test_set_on_first_use_with_staff_beside_and_asked_for_from_then_on(strict):
    set_first(strict)
    finish(strict)
    assert states(strict) == ["lent"]
    assert "members.pin_set" in strict.events()

    strict.touch()
    strict.choose("lending.umbrella")
    strict.expect("会员卡")
    strict.scan(CARD)
    strict.choose("borrow")
    strict.expect("请输入会员密码")
    strict.type(PIN)
    strict.expect("号门已打开")


def test_whoever_is_not_vouched_for_gets_no_door(strict):
    show_card(strict)
    strict.expect("请先设会员密码")
    strict.choose("call")
    strict.expect("已呼叫工作人员")
    strict.until(lambda: "call.raised" in strict.events(), "the ring")
    strict.back()
    strict.until(lambda: isinstance(strict.prompt, Menu), "the home screen")

    assert strict.world.pulses == {}
    assert states(strict) == []


def test_a_wrong_one_opens_nothing_and_locks_in_the_end(strict):
    set_first(strict)
    finish(strict)
    strict.scan(CARD)
    strict.choose("borrow")
    strict.expect("请输入会员密码")
    for left in (4, 3, 2, 1):
        strict.type("111222")
        strict.expect(f"还可试 {left} 次")
    strict.type("111222")
    strict.expect("卡没有问题")
    strict.choose("done")
    strict.until(lambda: isinstance(strict.prompt, Menu), "the home screen")

    assert len(strict.world.pulses) == 1


def test_a_forgotten_one_is_set_anew_with_staff(strict):
    set_first(strict)
    finish(strict)
    strict.scan(CARD)
    strict.choose("borrow")
    strict.expect("请输入会员密码")
    strict.choose("forgotten")
    strict.expect("请先设会员密码")
    strict.choose("here")
    staff_vouch(strict)
    strict.expect("设")
    strict.type("192837")
    strict.until(lambda: "再" in strict.title, "the same again")
    strict.type("192837")
    strict.expect("号门已打开")


def test_above_so_many_loans_only(make_kiosk):
    kiosk = make_kiosk(settings='umbrella_pin = "above"\npin_above = 0')
    borrow(kiosk)
    kiosk.scan(CARD)
    kiosk.choose("borrow")
    kiosk.expect("请先设会员密码")


def test_a_return_never_asks_for_one(strict):
    set_first(strict)
    finish(strict)
    strict.scan(CARD)
    strict.choose("return")
    strict.expect("请放入")


def test_walking_away_from_it_leaves_nothing(strict):
    show_card(strict)
    strict.expect("请先设会员密码")
    strict._send(Pressed("end"))
    strict.expect_attract()

    assert states(strict) == []

"""Staff at the customer's screen: the first account, signing in, being locked out, and being locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.session.conversation import keys_of
from kiosk.core.staff import add_staff, has_staff
from kiosk.link.prompts import Menu, Notice
from kiosk.testing.box import NOON_MS, settings_for
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK

NUMBER, PIN = "1024", "908172"

Start = Callable[[str], Journey]


@pytest.fixture
def staffed(kiosk: Journey) -> Journey:
    """A kiosk with one account."""
    add_staff(kiosk.store, NUMBER, "李姐", PIN, policy=QUICK)
    return kiosk


def sign_in(kiosk: Journey, pin: str = PIN, number: str = NUMBER) -> None:
    kiosk.expect("请输入工号")
    kiosk.type(number)
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


def give(kiosk: Journey, code: str) -> None:
    kiosk.expect("请输入开通码")
    kiosk.type(code)
    kiosk.expect("设定您的工号")
    kiosk.type(NUMBER)
    kiosk.expect("设定密码")
    kiosk.type(PIN)
    kiosk.expect("再输入一次密码")
    kiosk.type(PIN)


def printed_codes(kiosk: Journey) -> list[str]:
    return [
        str(block.value) for slip in kiosk.world.slips for block in slip.blocks if hasattr(block, "value")
    ]


def test_after_a_wrong_code_a_new_one_can_be_printed_there_and_then(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.choose("print")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")
    wrong = "00000000" if printed_codes(kiosk) != ["00000000"] else "00000001"
    give(kiosk, wrong)
    kiosk.expect("请重新打印")
    assert not kiosk.read(has_staff)
    kiosk.choose("print")
    kiosk.until(lambda: len(kiosk.world.slips) == 2, "another slip")
    give(kiosk, printed_codes(kiosk)[1])
    kiosk.expect("请选择工作")


def test_back_from_the_code_leads_to_printing_it_again(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.choose("have")
    kiosk.expect("请输入开通码")
    kiosk.back()
    kiosk.expect("还没有员工账号")
    kiosk.choose("print")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")


def test_without_a_printer_nothing_is_offered_to_print_until_it_is_there(kiosk: Journey) -> None:
    kiosk.world.without_printer()
    kiosk.press("staff")
    notice = kiosk.expect("打印机没有连上")
    assert keys_of(notice) == {"have"}
    assert isinstance(notice, Notice)
    assert [fact.value for fact in notice.facts] == ["kiosk staff first-code"]
    kiosk.world.world.printer = "online"
    kiosk._run(kiosk.world.world.tell_all())
    kiosk.choose("print")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")


def test_a_code_that_was_not_printed_leads_back_to_the_printer(
    kiosk: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk.desk.equipment, "find", lambda _position, _kind: None)
    monkeypatch.setattr(kiosk.desk.equipment, "ready", lambda _position, _kinds: True)
    kiosk.press("staff")
    kiosk.choose("print")
    notice = kiosk.expect("没有打印出来")
    assert keys_of(notice) == {"print", "have"}


def test_the_first_code_stands_on_paper_only(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.choose("print")
    kiosk.until(lambda: kiosk.world.slips, "the code's slip")
    kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "its outcome")
    (code,) = printed_codes(kiosk)
    kiosk.stop()
    kept = b"".join(file.read_bytes() for file in kiosk.settings.data.rglob("*") if file.is_file())
    assert b"core.first_code" in kept
    assert code.encode() not in kept
    kiosk.start()


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


def test_staff_mode_locks_itself_after_three_minutes_countdown_included(staffed: Journey) -> None:
    staffed.press("staff")
    sign_in(staffed)
    staffed.expect("请选择工作")
    staffed.wait(175)
    staffed.expect("请选择工作")
    assert staffed.countdown == 5
    staffed.wait(6)
    staffed.expect_attract()


def test_a_lock_that_is_shorter_than_the_countdown_still_holds(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    hasty = msgspec.structs.replace(
        settings, staff=msgspec.structs.replace(settings.staff, auto_lock_seconds=20)
    )
    kiosk = Journey(hasty, ManualClock(NOON_MS))
    kiosk.start()
    add_staff(kiosk.store, NUMBER, "李姐", PIN, policy=QUICK)
    try:
        kiosk.press("staff")
        sign_in(kiosk)
        kiosk.expect("请选择工作")
        assert kiosk.screen is not None
        assert kiosk.screen.header.status == "工号 1024 · 20 秒无操作后锁定"
        kiosk.wait(18)
        kiosk.expect("请选择工作")
        kiosk.wait(3)
        kiosk.expect_attract()
    finally:
        kiosk.stop()
        kiosk.close()


def test_the_header_says_who_has_signed_in_and_when_it_locks_also_in_a_service(staffed: Journey) -> None:
    staffed.press("staff")
    staffed.expect("请输入工号")
    assert staffed.screen is not None
    assert staffed.screen.header.status == ""
    sign_in(staffed)
    staffed.expect("请选择工作")
    assert staffed.screen.header.status == "工号 1024 · 3 分钟无操作后锁定"
    staffed.choose("lending.waiting")
    staffed.until(lambda: staffed.title != "请选择工作", "the service")
    assert staffed.screen.header.status == "工号 1024 · 3 分钟无操作后锁定"


def test_the_staff_menu_says_what_waits_and_why_a_line_is_greyed(staffed: Journey) -> None:
    staffed.press("staff")
    sign_in(staffed)

    def lines() -> dict[str, tuple[object, bool]]:
        menu = staffed.expect("请选择工作")
        assert isinstance(menu, Menu)
        return {choice.key: (choice.note, choice.enabled) for choice in menu.choices}

    before = lines()
    assert before["lending.waiting"] == ("没有待处理的事", True)
    needy = [service.id for _, service in staffed.desk.host.services("staff") if "lockers" in service.devices]
    assert all(before[key][1] for key in needy)
    assert needy
    staffed.world.world.lockers = "offline"
    staffed._run(staffed.world.world.tell_all())
    staffed.until(lambda: not any(lines()[key][1] for key in needy), "the lines to be greyed")
    assert {lines()[key][0] for key in needy} == {"暂停：设备检修中"}


@pytest.mark.parametrize("number", [NUMBER, "777"], ids=["an account", "nobody"])
def test_a_wrong_pin_says_how_many_tries_are_left_and_the_fifth_locks(staffed: Journey, number: str) -> None:
    staffed.press("staff")
    for left in (4, 3, 2, 1):
        sign_in(staffed, "111222", number)
        staffed.expect(f"工号或密码不对，还可以试 {left} 次")
    sign_in(staffed, "111222", number)
    staffed.expect("请 15 分钟后再试")
    sign_in(staffed, PIN, number)
    staffed.expect("分钟后再试")


def test_a_pin_from_before_the_minimum_was_raised_still_opens(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    stricter = msgspec.structs.replace(settings, staff=msgspec.structs.replace(settings.staff, pin_minimum=8))
    kiosk = Journey(stricter, ManualClock(NOON_MS))
    kiosk.start()
    add_staff(kiosk.store, NUMBER, "李姐", "9081", policy=msgspec.structs.replace(QUICK, pin_minimum=4))
    try:
        kiosk.press("staff")
        sign_in(kiosk, "9081")
        kiosk.expect("请选择工作")
    finally:
        kiosk.stop()
        kiosk.close()


def test_from_home_the_long_press_opens_staff_mode_too(staffed: Journey) -> None:
    staffed.touch()
    staffed.expect("您好")
    staffed.press("staff")
    staffed.expect("请输入工号")
    staffed.back()
    staffed.expect_attract()

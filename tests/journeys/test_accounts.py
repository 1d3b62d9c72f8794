"""Staff accounts at the screen: what gives needs two people, what takes away needs one, and somebody is always left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Entered, Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.people import add_member
from kiosk.testing.plugin import NOON_MS, settings_for
from kiosk.testing.second_screen import SecondScreen
from tests.journeys.lending.steps import QUICK

PEOPLE = {"1": ("908172", "manager"), "2": ("271909", "supervisor"), "3": ("573914", "attendant")}


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    journey = Journey(settings_for(tmp_path, extra='[[position]]\nname = "staff"\n'), ManualClock(NOON_MS))
    journey.start()
    for number, (pin, role) in PEOPLE.items():
        add_staff(journey.store, number, f"员工{number}", pin, role=role, policy=QUICK)
    yield journey
    journey.stop()
    journey.close()


def sign_in(kiosk: Journey, number: str = "1", pin: str = "") -> None:
    kiosk.expect("请输入工号")
    kiosk.type(number)
    kiosk.expect("请输入密码")
    kiosk.type(pin or PEOPLE[number][0])
    kiosk.expect("请选择工作")


def account_of(kiosk: Journey, number: str) -> None:
    kiosk.choose("core.accounts")
    table = kiosk.expect("员工账号")
    assert isinstance(table, Table)
    kiosk.choose(next(row.key for row in table.rows if row.cells[0] == number))
    kiosk.expect(f"账号 {number}")


def approve(kiosk: Journey, number: str, pin: str = "") -> None:
    kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the approver's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk._answer(Entered(pin or PEOPLE[number][0]))


def roles(kiosk: Journey) -> dict[str, tuple[str, int]]:
    rows = kiosk.read(lambda tx: tx._all("SELECT number, role, active FROM staff"))
    return {row[0]: (row[1], row[2]) for row in rows}


def test_a_role_is_changed_with_a_second_person_and_whose_it_is_signs_in_anew(kiosk: Journey) -> None:
    staff = SecondScreen(kiosk, "staff")
    sign_in(staff, "3")
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "3")
    kiosk.choose("role")
    kiosk.expect("请选择角色")
    kiosk.choose("shift_lead")
    kiosk.expect("更改角色")
    approve(kiosk, "2")
    kiosk.expect("已经生效")
    assert roles(kiosk)["3"] == ("shift_lead", 1)
    staff.expect("请输入工号")
    assert kiosk.events().count("approval.used") == 1
    assert kiosk.check() == []


def test_nobody_approves_the_change_of_their_own_account(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "2")
    kiosk.choose("role")
    kiosk.choose("manager")
    kiosk.expect("已经生效")  # nobody else may approve: it is done alone, and on record
    assert "staff.alone" in kiosk.events()
    add_staff(kiosk.store, "4", "员工4", "640275", role="supervisor", policy=QUICK)
    kiosk.choose("done")
    kiosk.expect("员工账号")
    kiosk.back()
    account_of(kiosk, "4")
    kiosk.choose("role")
    kiosk.choose("manager")
    approve(kiosk, "4", "640275")
    kiosk.expect("这是您本人的账户")
    assert roles(kiosk)["4"] == ("supervisor", 1)


def test_a_new_account_is_made_and_signs_in(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk)
    kiosk.choose("core.accounts")
    kiosk.choose("new")
    kiosk.expect("新工号")
    kiosk.type("88")
    kiosk.choose("auditor")
    kiosk.expect("设定密码")
    kiosk.type("660193")
    kiosk.expect("再输入一次")
    kiosk.type("660193")
    kiosk.expect("新建此账号")
    approve(kiosk, "2")
    kiosk.expect("已经生效")
    kiosk.press("lock")
    kiosk.expect_attract()
    kiosk.press("staff")
    sign_in(kiosk, "88", "660193")
    menu = kiosk.prompt
    assert isinstance(menu, Menu)
    keys = {choice.key for choice in menu.choices}
    assert "core.acts" in keys
    assert "core.accounts" not in keys


def test_a_number_that_is_taken_makes_nothing(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk)
    kiosk.choose("core.accounts")
    kiosk.choose("new")
    kiosk.type("3")
    kiosk.expect("工号已被使用")


def test_an_account_is_closed_at_once_and_its_visit_ends(kiosk: Journey) -> None:
    staff = SecondScreen(kiosk, "staff")
    sign_in(staff, "3")
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "3")
    kiosk.choose("close")
    kiosk.expect("已经生效")
    staff.expect("请输入工号")
    staff.type("3")
    staff.expect("请输入密码")
    staff.type(PEOPLE["3"][0])
    staff.expect("工号或密码不对")


def test_somebody_is_always_left_who_may_look_after_accounts(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "2")
    kiosk.choose("close")
    kiosk.expect("已经生效")
    kiosk.choose("done")
    kiosk.expect("员工账号")
    kiosk.back()
    account_of(kiosk, "1")
    kiosk.choose("close")
    kiosk.expect("不能停用最后一人")
    assert roles(kiosk)["1"] == ("manager", 1)


def test_a_badge_is_given_with_a_second_person_and_void_when_lost(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "3")
    kiosk.choose("badge")
    kiosk.expect("请扫描新工牌")
    kiosk.scan("BADGE-0003")
    kiosk.expect("发放此工牌")
    approve(kiosk, "2")
    kiosk.expect("已经生效")
    kiosk.choose("done")
    kiosk.expect("员工账号")
    kiosk.back()
    account_of(kiosk, "3")
    kiosk.choose("lost")
    kiosk.expect("已经生效")
    assert kiosk.events().count("staff.badge_revoked") == 1


def test_a_members_card_is_nobodys_badge(kiosk: Journey) -> None:
    kiosk.write(add_member, "80000001")
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "3")
    kiosk.choose("badge")
    kiosk.expect("请扫描新工牌")
    kiosk.scan("80000001")
    approve(kiosk, "2")
    kiosk.expect("这是会员卡")


def test_staff_who_are_linked_to_their_member_account_cannot_serve_it(kiosk: Journey) -> None:
    member = kiosk.write(add_member, "80000001")
    kiosk.press("staff")
    sign_in(kiosk)
    account_of(kiosk, "3")
    kiosk.choose("link")
    kiosk.expect("本人会员卡")
    kiosk.scan("80000001")
    approve(kiosk, "2")
    kiosk.expect("已经生效")
    (row,) = kiosk.read(lambda tx: tx._all("SELECT member_id FROM staff WHERE number = '3'"))
    assert row[0] == member


def test_an_attendant_is_not_offered_the_accounts(kiosk: Journey) -> None:
    kiosk.press("staff")
    sign_in(kiosk, "3")
    menu = kiosk.prompt
    assert isinstance(menu, Menu)
    assert not {choice.key for choice in menu.choices} & {"core.accounts", "core.acts", "core.waiting"}

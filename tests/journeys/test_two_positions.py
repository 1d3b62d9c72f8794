"""The attendant's screen beside the customers': both live on one desk, and neither is in the other's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.core.staff.badges import give_badge, revoke_badges
from kiosk.link.prompts import Keypad, Menu, Notice
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from kiosk.testing.second_screen import SecondScreen
from tests.journeys.conftest import Install
from tests.journeys.lending.steps import QUICK

STAFF = '[[position]]\nname = "staff"\n[[scanner]]\nname = "scanner-staff"\nport = "/dev/zero"\nposition = "staff"\n'

PLUGIN = """
from kiosk.core.api import *

async def main(visit):
    await visit.ask(PresentCard("请出示会员卡"), accepts=(Scans(),))
    await visit.ask(Notice("information", "好了", f"{visit.position} {visit.staff.number if visit.staff else '-'}"))

async def slip(visit):
    operation = await visit.write(lambda tx: tx.intend_print(Slip("trial.slip", (Line("白纸"),)), purpose="test"))
    ended = await visit.ask(Progress("打印中"), accepts=(Operations(operation.id),))
    await visit.ask(Notice("information", "打印完", f"{ended.outcome} {ended.reason}"))

@hookimpl
def kiosk_services():
    return [
        Service("trial.main", "办理", main),
        Service("trial.staff", "员工办理", main, audience="staff"),
        Service("trial.slip", "打印", slip, audience="staff"),
    ]
"""

PIN = "908172"


@pytest.fixture
def desk(tmp_path: Path, install: Install) -> Iterator[Callable[[str], Journey]]:
    """A desk with a customers' screen, and whatever else is asked for."""
    made: list[Journey] = []

    def start(extra: str = STAFF) -> Journey:
        plugin = install("trial", ["trial.main", "trial.staff", "trial.slip"], PLUGIN)
        journey = Journey(settings_for(tmp_path / "box", extra=extra), ManualClock(NOON_MS), plugins=[plugin])
        journey.start()
        made.append(journey)
        add_staff(journey.store, "7", "梅", PIN, role="supervisor", policy=QUICK)
        return journey

    yield start
    for journey in made:
        journey.stop()
        journey.close()


def sign_in(screen: Journey) -> None:
    screen.expect("请输入工号")
    screen.type("7")
    screen.expect("请输入密码")
    screen.type(PIN)
    screen.expect("请选择工作")


def test_a_staff_position_begins_with_signing_in_and_its_menu_is_the_staffs(
    desk: Callable[..., Journey],
) -> None:
    staff = SecondScreen(desk(), "staff")
    assert isinstance(staff.expect("请输入工号"), Keypad)
    assert staff.screen is not None
    assert (staff.screen.bar.back, staff.screen.bar.call, staff.screen.bar.staff) == (False, "none", False)
    sign_in(staff)
    menu = staff.prompt
    assert isinstance(menu, Menu)
    assert "trial.staff" in {choice.key for choice in menu.choices}
    assert "trial.main" not in {choice.key for choice in menu.choices}
    assert staff.screen.bar.staff, "one touch signs out"
    staff.press("lock")
    staff.expect("请输入工号")
    assert staff.screen.header.title == "员工"


def test_what_customers_see_does_not_change_because_staff_work_beside_them(
    desk: Callable[..., Journey],
) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("请出示会员卡")
    shown = len(kiosk.shown)
    sign_in(staff)
    staff.choose("core.rights")
    staff.expect("权限一览")
    staff.back()
    staff.choose("trial.staff")
    staff.expect("请出示会员卡")
    staff.press("language")
    staff.press("comfort")
    staff.press("lock")
    staff.expect("请输入工号")
    kiosk.wait(1)
    assert len(kiosk.shown) == shown
    assert kiosk.screen is not None
    assert (kiosk.screen.language, kiosk.screen.comfort, kiosk.screen.bar.staff) == ("zh_CN", False, False)


def test_each_position_hears_its_own_scanner(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    sign_in(staff)
    staff.choose("trial.staff")
    staff.expect("请出示会员卡")
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("请出示会员卡")
    kiosk.scan("12345678")
    assert kiosk.expect("好了").subtitle == "front -"
    staff.expect("请出示会员卡")
    staff.scan("87654321")
    assert staff.expect("好了").subtitle == "staff 7"


def test_a_session_belongs_to_its_position(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    kiosk.touch()
    kiosk.expect("您好")
    sign_in(staff)
    sessions = kiosk.read(lambda tx: tx.open_sessions())
    assert sorted(session.position for session in sessions) == ["front", "staff"]
    staff.press("lock")
    staff.expect("请输入工号")
    assert [session.position for session in kiosk.read(lambda tx: tx.open_sessions())] == ["front"]
    kiosk.press("end")
    kiosk.expect_attract()
    assert kiosk.check() == []


def test_staff_who_walk_away_are_signed_out_and_the_customer_stays(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    sign_in(staff)
    kiosk.touch()
    for _ in range(5):
        kiosk.wait(38)
        kiosk.touched()
    staff.expect("请输入工号")
    kiosk.expect("您好")


def test_half_a_number_that_was_left_there_is_forgotten(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    staff.expect("请输入工号")
    assert staff.screen is not None
    before = staff.screen.prompt_id
    kiosk.wait(61)
    staff.until(lambda: staff.screen is not None and staff.screen.prompt_id != before, "a new question")
    assert staff.countdown is None, "nobody is asked whether they are still there where nobody is"
    sign_in(staff)


def test_without_any_account_the_staff_position_says_where_the_first_is_made_and_sees_it_made(
    tmp_path: Path,
) -> None:
    kiosk = Journey(settings_for(tmp_path, extra=STAFF), ManualClock(NOON_MS))
    kiosk.start()
    staff = SecondScreen(kiosk, "staff")
    assert isinstance(staff.expect("还没有员工账号"), Notice)
    add_staff(kiosk.store, "7", "梅", PIN, policy=QUICK)
    sign_in(staff)
    kiosk.stop()
    kiosk.close()


def test_a_slip_asked_for_at_a_position_without_a_printer_is_not_printed_at_another(
    desk: Callable[..., Journey],
) -> None:
    kiosk = desk()
    staff = SecondScreen(kiosk, "staff")
    sign_in(staff)
    staff.choose("trial.slip")
    assert staff.expect("打印完").subtitle == "failed no printer"
    assert kiosk.world.slips == []


def test_a_restart_leaves_both_positions_as_they_begin(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    sign_in(SecondScreen(kiosk, "staff"))
    kiosk.restart()
    kiosk.expect_attract()
    SecondScreen(kiosk, "staff").expect("请输入工号")
    assert kiosk.read(lambda tx: tx.open_sessions()) == []


def staff_id(kiosk: Journey) -> str:
    return str(kiosk.read(lambda tx: tx._one("SELECT id FROM staff"))[0])


@pytest.mark.parametrize(
    ("alone", "asks"),
    [("", True), ('badge_alone = ["attendant"]\n', True), ('badge_alone = ["supervisor"]\n', False)],
)
def test_a_badge_signs_in_with_the_pin_or_alone_as_the_site_has_it(
    desk: Callable[..., Journey], alone: str, asks: bool
) -> None:
    kiosk = desk(STAFF + "[staff]\n" + alone)
    kiosk.write(give_badge, staff_id(kiosk), "BADGE-0007", kiosk.desk._badge_key)
    staff = SecondScreen(kiosk, "staff")
    staff.expect("请输入工号")
    staff.scan("BADGE-0007")
    if asks:
        staff.expect("请输入密码")
        staff.type(PIN)
    staff.expect("请选择工作")


def test_a_code_that_is_nobodys_badge_signs_nobody_in(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    kiosk.write(give_badge, staff_id(kiosk), "BADGE-0007", kiosk.desk._badge_key)
    staff = SecondScreen(kiosk, "staff")
    for code in ("BADGE-9999", "badge-0007", "x", "' OR 1=1 --", "BADGE-0007\u0000"):
        assert staff.screen is not None
        before = staff.screen.prompt_id
        staff.scan(code)
        staff.until(lambda before=before: staff.screen.prompt_id != before, "the next question")
        staff.expect("此工牌在这里无效")
    sign_in(staff)


def test_a_badge_that_was_lost_opens_nothing(desk: Callable[..., Journey]) -> None:
    kiosk = desk(STAFF + '[staff]\nbadge_alone = ["supervisor"]\n')
    kiosk.write(give_badge, staff_id(kiosk), "BADGE-0007", kiosk.desk._badge_key)
    kiosk.write(revoke_badges, staff_id(kiosk), "lost")
    staff = SecondScreen(kiosk, "staff")
    staff.expect("请输入工号")
    staff.scan("BADGE-0007")
    staff.expect("此工牌在这里无效")
    assert "staff.badge_revoked" in kiosk.events()


def test_a_locked_account_is_not_opened_by_its_badge(desk: Callable[..., Journey]) -> None:
    kiosk = desk(STAFF + '[staff]\nbadge_alone = ["supervisor"]\n')
    kiosk.write(give_badge, staff_id(kiosk), "BADGE-0007", kiosk.desk._badge_key)
    staff = SecondScreen(kiosk, "staff")
    for _ in range(5):
        staff.expect("请输入工号")
        staff.type("7")
        staff.expect("请输入密码")
        staff.type("111999")
    staff.expect("输错次数过多")
    staff.scan("BADGE-0007")
    staff.expect("输错次数过多")
    assert "staff.signed_in" not in kiosk.events()


def test_a_badges_code_stands_nowhere(desk: Callable[..., Journey]) -> None:
    kiosk = desk()
    kiosk.write(give_badge, staff_id(kiosk), "BADGE-0007", kiosk.desk._badge_key)
    kept = b"".join(file.read_bytes() for file in kiosk.settings.data.rglob("*") if file.is_file())
    assert b"BADGE-0007" not in kept
    key = kiosk.settings.data / "badge.key"
    assert key.stat().st_mode & 0o777 == 0o600

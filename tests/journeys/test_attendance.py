"""Closing time, staff who are away, and the log of calls: as customers and staff meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.session.absence_page import next_time
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.lending.steps import QUICK

NUMBER, PIN = "1024", "908172"
HOUR_MS = 3_600_000
CLOSING_MS = NOON_MS + 10 * HOUR_MS


def start(folder: Path, at_ms: int, extra: str = "") -> Journey:
    journey = Journey(settings_for(folder, extra=extra), ManualClock(at_ms))
    journey.start()
    add_staff(journey.store, NUMBER, "李姐", PIN, policy=QUICK)
    add_staff(journey.store, "2048", "老王", PIN, policy=QUICK)
    return journey


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    journey = start(tmp_path, NOON_MS)
    yield journey
    journey.stop()
    journey.close()


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Journey]:
    """A minute before closing time."""
    journey = start(tmp_path, CLOSING_MS - 60_000)
    yield journey
    journey.stop()
    journey.close()


def sign_in(kiosk: Journey, number: str = NUMBER) -> Menu:
    kiosk.press("staff")
    kiosk.expect("请输入工号")
    kiosk.type(number)
    kiosk.expect("请输入密码")
    kiosk.type(PIN)
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return menu


def tile(kiosk: Journey, service: str = "lending.umbrella") -> Any:
    menu = kiosk.prompt
    assert isinstance(menu, Menu)
    return next(choice for choice in menu.choices if choice.key == service)


def told(kiosk: Journey, event: str) -> list[dict[str, Any]]:
    entries = kiosk.read(lambda tx: tx.journal_entries())
    return [json.loads(entry.data) for entry in entries if entry.event == event]


# ------------------------------------------------------------------------------------------------ closing time


def test_at_closing_time_the_attract_screen_says_when_it_opens_and_what_goes_on(late: Journey) -> None:
    late.expect_attract()
    assert late.screen is not None
    assert late.screen.greeting == ""
    late.wait(90)
    late.until(lambda: late.screen is not None and late.screen.greeting, "closing time")
    assert late.screen.greeting == "已过营业时间\n明天 10:00 开门"
    assert [line.text for line in late.screen.told] == ["现在仍可归还"]
    late.touch()
    late.expect("已过营业时间")
    assert tile(late).enabled  # returning goes on


def test_a_visit_that_began_before_closing_time_is_finished(late: Journey) -> None:
    late.touch()
    late.expect("您好")
    late.clock.move(80)
    late.touched()
    late.choose("lending.umbrella")
    late.until(lambda: late.title and "您好" not in late.title, "the service")
    assert late.desk.positions["front"].calendar.lends
    late.press("end")
    late.expect_attract()
    late.touch()
    late.expect("已过营业时间")
    assert not late.desk.positions["front"].calendar.lends


def test_after_the_grace_a_site_that_serves_nothing_says_so_on_every_tile(tmp_path: Path) -> None:
    kiosk = start(tmp_path, CLOSING_MS + HOUR_MS, '[closing]\nafter = "nothing"\n')
    kiosk.touch()
    kiosk.expect("已过营业时间")
    assert (tile(kiosk).enabled, tile(kiosk).note) == (False, "明天 10:00 开门")
    kiosk.press("call")  # a human is within reach at any time
    kiosk.expect("已呼叫工作人员")
    kiosk.stop()
    kiosk.close()


def test_a_clock_that_jumps_over_closing_time_cuts_nobody_off(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.clock.jump(11 * 3600)
    kiosk.wait(16)
    assert kiosk.title == "您好，请选择服务"
    kiosk.press("end")
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.greeting, "closing time")
    kiosk.clock.jump(-11 * 3600)
    kiosk.wait(16)
    kiosk.until(lambda: kiosk.screen is not None and not kiosk.screen.greeting, "opening hours")


def test_staff_open_early_and_it_is_on_record(tmp_path: Path) -> None:
    kiosk = start(tmp_path, NOON_MS - 3 * HOUR_MS)
    kiosk.expect_attract()
    assert kiosk.screen is not None
    assert kiosk.screen.greeting.endswith("10:00 开门")
    sign_in(kiosk)
    kiosk.choose("core.hours")
    kiosk.choose("open")
    page = kiosk.expect("今日营业时间")
    kiosk.until(lambda: "usual" in {action.key for action in kiosk.prompt.actions}, "the change")
    page = kiosk.prompt
    assert isinstance(page, Confirm)
    assert str(page.facts[0].value).startswith("营业至")
    kiosk.press("lock")
    kiosk.expect_attract()
    assert kiosk.screen.greeting == ""
    assert told(kiosk, "hours.changed")[0]["open"] == 1
    kiosk.restart()
    kiosk.expect_attract()
    assert kiosk.screen is not None
    assert kiosk.screen.greeting == ""
    kiosk.stop()
    kiosk.close()


@pytest.mark.parametrize(
    ("early", "until_ms"), [(180, NOON_MS - 2 * HOUR_MS), (0, NOON_MS - HOUR_MS * 3 // 2)]
)
def test_how_long_open_now_holds_is_the_sites(tmp_path: Path, early: int, until_ms: int) -> None:
    hours = f"[closing]\nstay_open_minutes = 90\nopen_early_minutes = {early}\n"
    kiosk = start(tmp_path, NOON_MS - 3 * HOUR_MS, hours)  # an hour before opening
    sign_in(kiosk)
    kiosk.choose("core.hours")
    kiosk.choose("open")
    kiosk.until(lambda: told(kiosk, "hours.changed"), "the change")
    change = kiosk.store.hours.change
    assert change is not None
    assert change.until_ms == until_ms
    kiosk.stop()
    kiosk.close()


def test_staff_close_for_a_while_and_take_it_back(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("core.hours")
    kiosk.choose("close")
    kiosk.choose("usual")
    kiosk.until(lambda: "close" in {action.key for action in kiosk.prompt.actions}, "the usual hours")
    assert kiosk.events()[-1] == "hours.usual"


def test_a_box_that_does_not_know_the_time_serves_and_tells_staff(tmp_path: Path) -> None:
    kiosk = Journey(settings_for(tmp_path), ManualClock(NOON_MS - 9 * HOUR_MS, trusted=False))
    kiosk.start()
    add_staff(kiosk.store, NUMBER, "李姐", PIN, policy=QUICK)
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.press("end")
    kiosk.expect_attract()
    menu = sign_in(kiosk)
    assert next(choice.note for choice in menu.choices if choice.key == "core.hours") == "时间未知"
    kiosk.choose("core.hours")
    kiosk.expect("时钟尚未校准")
    kiosk.stop()
    kiosk.close()


# ------------------------------------------------------------------------------------------------ away from the desk


def leave_desk(kiosk: Journey, key: str = "10") -> None:
    sign_in(kiosk)
    kiosk.choose("core.absence")
    kiosk.choose(key)


def test_customers_read_until_when_staff_are_away_also_when_they_ring(kiosk: Journey) -> None:
    leave_desk(kiosk)
    kiosk.choose("meal")
    kiosk.expect("工作人员 12:10 回来")
    kiosk.choose("lock")
    kiosk.expect_attract()
    assert kiosk.screen is not None
    assert [line.text for line in kiosk.screen.told] == ["工作人员 12:10 回来。"]
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.press("call")
    kiosk.expect("工作人员 12:10 回来")
    begun = told(kiosk, "absence.begun")[0]
    assert begun["reason"] == "meal"
    assert begun["staff"]


def test_an_absence_that_is_over_says_a_moment_longer_and_signing_in_ends_it(kiosk: Journey) -> None:
    leave_desk(kiosk, "5")
    kiosk.choose("break")
    kiosk.choose("lock")
    kiosk.expect_attract()
    kiosk.clock.jump(6 * 60)
    kiosk.wait(16)
    kiosk.until(lambda: "请再稍等" in str(kiosk.screen.told), "a moment longer")  # type: ignore[union-attr]
    kiosk.cut_now()
    kiosk.restart()
    kiosk.expect_attract()
    kiosk.until(lambda: "请再稍等" in str(kiosk.screen.told), "the same after a power cut")  # type: ignore[union-attr]
    sign_in(kiosk)
    kiosk.press("lock")
    kiosk.expect_attract()
    kiosk.until(lambda: kiosk.screen is not None and not kiosk.screen.told, "nothing told")
    assert told(kiosk, "absence.ended")[0]["late_s"] > 0


def test_somebody_else_ends_it_with_one_touch(kiosk: Journey) -> None:
    leave_desk(kiosk)
    kiosk.choose("customer")
    kiosk.choose("lock")
    kiosk.expect_attract()
    menu = sign_in(kiosk, "2048")
    assert next(choice.note for choice in menu.choices if choice.key == "core.absence") == "离台至 12:10"
    kiosk.choose("core.absence")
    kiosk.press("back")  # who only looked has not ended it
    kiosk.expect("请选择工作")
    assert kiosk.desk.reception.attendance.absence is not None
    kiosk.choose("core.absence")
    kiosk.choose("is_back")
    kiosk.expect("请选择工作")
    kiosk.until(lambda: kiosk.desk.reception.attendance.absence is None, "the end of the absence")


def test_a_time_may_be_typed_and_one_beyond_four_hours_is_asked_for_again(kiosk: Journey) -> None:
    leave_desk(kiosk, "time")
    for wrong in ("2561", "2000"):
        kiosk.type(wrong)
        kiosk.expect("4 小时以内")
    kiosk.type("1345")
    kiosk.choose("errand")
    kiosk.expect("工作人员 13:45 回来")


def test_a_typed_time_after_midnight_is_tomorrows() -> None:
    zone, longest = settings_zone(), timedelta(hours=4)
    late = NOON_MS + 11 * HOUR_MS  # 23:00
    assert next_time("0030", late, zone, longest) == NOON_MS + 12 * HOUR_MS + HOUR_MS // 2
    assert next_time("2300", late, zone, longest) is None


def test_a_site_has_its_own_minutes_reasons_and_longest_absence(tmp_path: Path) -> None:
    own = (
        'away_minutes = [7]\naway_longest_hours = 1\naway_reasons = ["meal", "nursery=去母婴室", "去仓库"]\n'
    )
    kiosk = start(tmp_path, NOON_MS, f"[calls]\n{own}")
    leave_desk(kiosk, "time")
    kiosk.type("1301")
    kiosk.expect("1 小时以内")
    kiosk.back()
    menu = kiosk.expect("多久后回来")
    assert isinstance(menu, Menu)
    assert [choice.key for choice in menu.choices] == ["7", "time"]
    kiosk.choose("7")
    menu = kiosk.expect("离开的原因")
    assert isinstance(menu, Menu)
    assert [choice.title for choice in menu.choices] == ["用餐", "去母婴室", "去仓库"]
    kiosk.choose("nursery")
    kiosk.choose("lock")
    kiosk.expect_attract()
    assert told(kiosk, "absence.begun")[0]["reason"] == "nursery"
    sign_in(kiosk, "2048")
    kiosk.choose("core.absence")
    page = kiosk.expect("有人离台")
    assert isinstance(page, Confirm)
    assert page.facts[-1].value == "去母婴室"
    kiosk.stop()
    kiosk.close()


def settings_zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")


# ------------------------------------------------------------------------------------------------ the log


def test_the_log_says_who_answered_after_how_long_and_the_days_median(kiosk: Journey) -> None:
    for seconds in (10, 50, 30):
        kiosk.touch()
        kiosk.expect("您好")
        kiosk.press("call")
        kiosk.expect("已呼叫工作人员")
        kiosk.press("end")
        kiosk.expect_attract()
        kiosk.clock.move(seconds)
        sign_in(kiosk)
        kiosk.press("lock")
        kiosk.expect_attract()
    sign_in(kiosk)
    kiosk.choose("core.calls")
    table = kiosk.expect("呼叫记录")
    assert isinstance(table, Table)
    assert [row.cells[2:] for row in table.rows] == [
        ("30 秒", "工号 1024"), ("50 秒", "工号 1024"), ("10 秒", "工号 1024"),
    ]  # fmt: skip
    assert "30 秒" in str(table.subtitle)
    kiosk.choose(table.rows[0].key)
    kiosk.until(lambda: getattr(kiosk.prompt, "detail", None) is not None, "its story")

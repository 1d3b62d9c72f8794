"""When the site is open: weekdays, holidays, closings after midnight, hours that a clock skips, clocks that nobody set."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.attendance import HoursChange
from kiosk.core.calendar import OpeningHours
from kiosk.core.clock import ManualClock
from kiosk.core.session.site import english_names
from kiosk.link.settings import parse
from kiosk.link.texts import NAMES, Message

SHANGHAI = ZoneInfo("Asia/Shanghai")


def hours(text: str = "", zone: str = "Asia/Shanghai") -> OpeningHours:
    site = f'[site]\nzone = "{zone}"\n'
    return OpeningHours.of(parse(site + text, Path("kiosk.toml")))


def ms(text: str, zone: str = "Asia/Shanghai") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def local(at_ms: int | None, zone: str = "Asia/Shanghai") -> str:
    return (
        "" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone)).strftime("%m-%d %H:%M")
    )


FRIDAY_LATE = '[[site.hours]]\ndays = ["fri"]\nopens = "10:00"\ncloses = "01:30"\n'
MONDAYS_OFF = '[[site.hours]]\ndays = ["mon"]\nclosed = true\n'
FESTIVAL = (
    '[[site.special_day]]\ndate = 2027-02-05\nopens = "10:00"\ncloses = "17:00"\nname = "除夕"\nname_en = "New Year\'s Eve"\n'
    '[[site.special_day]]\ndate = 2027-02-06\ndays = 3\nclosed = true\nname = "春节"\n'
)


@pytest.mark.parametrize(
    ("settings", "at", "phase", "closes", "following"),
    [
        ("", "2026-11-22 09:59", "closed", "", "11-22 10:00"),
        ("", "2026-11-22 10:00", "open", "11-22 22:00", "11-23 10:00"),
        ("", "2026-11-22 20:59", "open", "11-22 22:00", "11-23 10:00"),
        ("", "2026-11-22 21:00", "last_loans", "11-22 22:00", "11-23 10:00"),
        ("", "2026-11-22 22:00", "closing", "", "11-23 10:00"),
        ("", "2026-11-22 22:29", "closing", "", "11-23 10:00"),
        ("", "2026-11-22 22:30", "closed", "", "11-23 10:00"),
        (FRIDAY_LATE, "2026-11-28 01:29", "last_loans", "11-28 01:30", "11-28 10:00"),
        (FRIDAY_LATE, "2026-11-28 01:30", "closing", "", "11-28 10:00"),
        (FRIDAY_LATE, "2026-11-27 23:59", "open", "11-28 01:30", "11-28 10:00"),
        (MONDAYS_OFF, "2026-11-23 12:00", "closed", "", "11-24 10:00"),
        (FESTIVAL, "2027-02-05 16:30", "last_loans", "02-05 17:00", "02-09 10:00"),
        (FESTIVAL, "2027-02-05 17:00", "closing", "", "02-09 10:00"),
        (FESTIVAL, "2027-02-07 12:00", "closed", "", "02-09 10:00"),
        ('opens = "00:00"\ncloses = "24:00"\n', "2026-11-22 23:59", "open", "", ""),
        ('opens = "08:00"\ncloses = "24:00"\n', "2026-11-22 23:30", "last_loans", "11-23 00:00", "11-23 08:00"),
    ],
)  # fmt: skip
def test_what_holds_at_a_moment(settings: str, at: str, phase: str, closes: str, following: str) -> None:
    calendar = hours(settings).at(ms(at))
    assert (calendar.phase, local(calendar.closes_ms), local(calendar.opens_next_ms)) == (
        phase,
        closes,
        following,
    )
    assert calendar.open_now == (phase in ("open", "last_loans"))
    assert calendar.same_day_loans == (phase == "open")


def test_a_special_day_has_its_name_and_its_own_hours() -> None:
    calendar = hours(FESTIVAL).at(ms("2027-02-05 12:00"))
    assert calendar.name == Message(NAMES, "除夕")
    assert english_names(parse(FESTIVAL))["除夕"] == "New Year's Eve"
    opening = calendar.opening_on(date(2027, 2, 5))
    assert opening is not None
    assert (local(opening.opens_ms), local(opening.closes_ms)) == ("02-05 10:00", "02-05 17:00")
    assert calendar.opening_on(date(2027, 2, 6)) is None


def test_sixty_closed_days_in_a_row_still_end() -> None:
    calendar = hours("[[site.special_day]]\ndate = 2027-01-01\ndays = 60\nclosed = true\n").at(
        ms("2027-01-01 12:00")
    )
    assert local(calendar.opens_next_ms) == "03-02 10:00"


def test_a_site_that_is_never_open_has_no_next_opening() -> None:
    every = '[[site.hours]]\ndays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\nclosed = true\n'
    calendar = hours(every).at(ms("2027-01-01 12:00"))
    assert (calendar.phase, calendar.opens_next_ms) == ("closed", None)


@pytest.mark.parametrize(
    ("day", "length"),
    [("2026-03-29", 11), ("2026-10-25", 13), ("2026-06-01", 12)],
    ids=["spring", "autumn", "summer"],
)
def test_a_day_on_which_the_clock_is_changed_opens_and_closes_by_the_wall_clock(
    day: str, length: int
) -> None:
    # 00:00 to 12:00 in Berlin: an hour is skipped in spring and comes twice in autumn.
    berlin = hours('opens = "00:00"\ncloses = "12:00"\n', "Europe/Berlin")
    opening = berlin.opening_on(date.fromisoformat(day))
    assert opening is not None
    assert (opening.closes_ms - opening.opens_ms) / 3_600_000 == length
    calendar = berlin.at(ms(f"{day} 11:00", "Europe/Berlin"))
    assert local(calendar.closes_ms, "Europe/Berlin").endswith("12:00")


def test_a_closing_time_in_the_hour_that_is_skipped_is_still_a_time() -> None:
    berlin = hours('opens = "18:00"\ncloses = "02:30"\n', "Europe/Berlin")
    opening = berlin.opening_on(date(2026, 3, 28))
    assert opening is not None
    assert opening.closes_ms == int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp() * 1000)


def test_an_unknown_time_is_not_closed() -> None:
    clock = ManualClock(ms("2026-11-22 03:00"), trusted=False)
    calendar = hours().now(clock)
    assert not calendar.known
    assert calendar.open_now
    assert calendar.same_day_loans
    assert (calendar.closes_ms, calendar.opens_next_ms) == (None, None)


def test_a_clock_that_was_set_once_is_known_until_the_machine_starts_again() -> None:
    rules, clock = hours(), ManualClock(ms("2026-11-22 03:00"))
    assert rules.now(clock).phase == "closed"
    clock.trusted = False  # the network went away
    assert rules.now(clock).phase == "closed"


def test_a_clock_with_a_battery_is_believed_unless_it_shows_a_time_before_the_project() -> None:
    rules = hours("battery_clock = true\n")
    assert rules.now(ManualClock(ms("2026-11-22 03:00"), trusted=False)).phase == "closed"
    assert not rules.now(ManualClock(ms("2010-01-01 03:00"), trusted=False)).known


def test_staff_open_early_and_the_hours_go_on_from_there() -> None:
    rules = hours()
    rules.change = HoursChange("", open=True, from_ms=ms("2026-11-22 09:00"), until_ms=ms("2026-11-22 10:00"))
    calendar = rules.at(ms("2026-11-22 09:30"))
    assert (calendar.phase, local(calendar.closes_ms)) == ("open", "11-22 22:00")


def test_staff_stay_open_for_half_an_hour_and_the_grace_comes_after_it() -> None:
    rules = hours()
    rules.change = HoursChange("", open=True, from_ms=ms("2026-11-22 22:05"), until_ms=ms("2026-11-22 22:35"))
    assert rules.at(ms("2026-11-22 22:10")).open_now
    assert rules.at(ms("2026-11-22 22:40")).phase == "closing"
    assert rules.at(ms("2026-11-22 23:10")).phase == "closed"


def test_staff_close_for_a_while_and_the_hours_come_back_by_themselves() -> None:
    rules = hours()
    rules.change = HoursChange(
        "", open=False, from_ms=ms("2026-11-22 12:00"), until_ms=ms("2026-11-22 14:00")
    )
    calendar = rules.at(ms("2026-11-22 13:00"))
    assert (calendar.phase, local(calendar.opens_next_ms)) == ("closed", "11-22 14:00")
    assert rules.at(ms("2026-11-22 14:00")).open_now


def test_a_clock_that_jumps_over_closing_time_is_simply_somewhere_else() -> None:
    rules, clock = hours(), ManualClock(ms("2026-11-22 21:59"))
    assert rules.now(clock).open_now
    clock.jump(3600)
    assert rules.now(clock).phase == "closed"
    clock.jump(-2 * 3600)
    assert rules.now(clock).open_now


def test_the_business_day_is_not_the_calendar_day() -> None:
    assert hours(FRIDAY_LATE).at(ms("2026-11-28 01:00")).business_day == 20261127

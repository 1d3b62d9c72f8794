"""The due time, on the site's clock, wherever the site is."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import kiosk.plugins.lending as lending
from kiosk.core.calendar import OpeningHours, Span
from kiosk.core.host.manifest import SettingError, read_manifest
from kiosk.plugins.lending.kinds import STROLLER
from kiosk.plugins.lending.limits import MINUTE_MS, Limits

FOLDER = Path(lending.__file__).parent


def at(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "borrowed", "days", "hour", "due"),
    [
        ("Asia/Shanghai", "2026-11-22T14:08", 3, "22:00", "2026-11-25T22:00"),
        ("Asia/Shanghai", "2026-11-22T23:30", 3, "22:00", "2026-11-25T22:00"),
        ("Asia/Shanghai", "2026-12-30T10:00", 3, "22:00", "2027-01-02T22:00"),
        ("Asia/Shanghai", "2026-11-22T14:08", 0, "22:00", "2026-11-22T22:00"),
        ("Asia/Shanghai", "2026-11-22T22:30", 0, "22:00", "2026-11-23T22:00"),  # never late from the start
        ("Asia/Shanghai", "2026-11-22T22:00", 0, "22:00", "2026-11-23T22:00"),
        ("Asia/Shanghai", "2026-11-22T14:08", 1, "09:30", "2026-11-23T09:30"),
        ("Europe/Berlin", "2026-10-23T12:00", 3, "22:00", "2026-10-26T22:00"),  # over the end of summer time
        ("Europe/Berlin", "2026-03-27T12:00", 3, "22:00", "2026-03-30T22:00"),  # and over its beginning
        ("America/New_York", "2026-10-30T12:00", 2, "21:00", "2026-11-01T21:00"),
    ],
)
def test_due_days_later_at_the_due_hour(zone: str, borrowed: str, days: int, hour: str, due: str) -> None:
    limits = Limits(days=days, due_hour=hour)

    assert limits.due_ms(at(borrowed, zone), ZoneInfo(zone)) == at(due, zone)


SHANGHAI = "Asia/Shanghai"
SHUT, SHORT = Span(None), Span((time(10), time(18)))
HOURS = OpeningHours(
    SHANGHAI,
    [Span((time(10), time(22)))] * 7,
    {date(2026, 11, 25): SHUT, date(2026, 11, 26): SHUT, date(2026, 11, 27): SHORT},
    last_loans_minutes=60,
)
TO_MIDNIGHT = OpeningHours(SHANGHAI, [Span((time(10), time(1)))] * 7)


@pytest.mark.parametrize(
    ("days", "borrowed", "due"),
    [
        (1, "2026-11-22T14:08", "2026-11-23T22:00"),
        (3, "2026-11-22T14:08", "2026-11-27T18:00"),  # two closed days are passed, and that day closes early
        (4, "2026-11-22T14:08", "2026-11-27T18:00"),
        (0, "2026-11-27T11:00", "2026-11-27T18:00"),
    ],
)
def test_nothing_is_due_while_the_house_is_closed(days: int, borrowed: str, due: str) -> None:
    now_ms = at(borrowed, SHANGHAI)

    assert Limits(days=days).due_ms(now_ms, ZoneInfo(SHANGHAI), HOURS.at(now_ms)) == at(due, SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "borrowed", "due"),
    [
        (HOURS, "2026-11-22T14:08", "2026-11-22T21:30"),
        (HOURS, "2026-11-27T14:08", "2026-11-27T17:30"),
        (TO_MIDNIGHT, "2026-11-22T23:50", "2026-11-23T00:30"),
        (None, "2026-11-22T14:08", "2026-11-22T21:30"),  # without a calendar the due hour is closing time
    ],
)
def test_what_goes_back_the_same_day_is_due_before_closing(hours, borrowed: str, due: str) -> None:
    now_ms = at(borrowed, SHANGHAI)
    limits = Limits(same_day=True, days=0, back_before_ms=30 * MINUTE_MS)
    calendar = hours.at(now_ms) if hours is not None else None

    assert limits.due_ms(now_ms, ZoneInfo(SHANGHAI), calendar) == at(due, SHANGHAI)


def test_strollers_have_limits_of_their_own() -> None:
    limits = Limits.of(read_manifest(FOLDER / "plugin.toml").values({}), STROLLER)

    assert (limits.limit, limits.days, limits.same_day, limits.renewals) == (1, 0, True, 0)
    assert limits.back_before_ms == limits.least_ms == 30 * MINUTE_MS


def test_the_manifest_gives_every_limit_and_its_defaults_are_the_rules_own() -> None:
    values = read_manifest(FOLDER / "plugin.toml").values({})
    limits = Limits.of(values)

    assert limits == Limits(unlock_reasons=limits.unlock_reasons, surnames=limits.surnames)
    assert len(limits.unlock_reasons) == 5


@pytest.mark.parametrize("hour", ["25:00", "22", "22:60", "9:30", "22:00:00", "closing", ""])
def test_an_hour_that_is_none_is_refused_and_said_so(hour: str) -> None:
    with pytest.raises(SettingError, match=r"due_hour is .*must be like '22:00'"):
        read_manifest(FOLDER / "plugin.toml").values({"due_hour": hour})


def test_a_list_without_a_reason_is_refused_because_no_door_could_be_unlocked() -> None:
    with pytest.raises(SettingError, match=r"unlock_reasons has 0 texts, but the least is 1"):
        read_manifest(FOLDER / "plugin.toml").values({"unlock_reasons": []})


def test_every_setting_says_where_it_comes_from_and_what_it_is_in_both_languages() -> None:
    settings = tomllib.loads((FOLDER / "plugin.toml").read_text(encoding="utf-8"))["settings"]

    for key, setting in settings.items():
        assert setting["source"], key
        assert setting["title"], key
        assert setting["title_zh"], key
        if setting["type"] == "integer":
            assert setting["minimum"] <= setting["default"] <= setting["maximum"], key


def test_no_setting_and_no_column_could_hold_an_identity_document() -> None:
    from kiosk.plugins.lending import models

    words = (FOLDER / "plugin.toml").read_text(encoding="utf-8").lower()
    keys = tomllib.loads(words)["settings"].keys()
    columns = {
        field.name
        for row in (
            models.LoanRow,
            models.RestRow,
            models.CaseRow,
            models.UnlockRow,
            models.BorrowerRow,
            models.DepositRow,
            models.InspectionRow,
        )
        for field in row._meta.sorted_fields
    }
    for name in (*keys, *columns):
        assert not any(part in name for part in ("identity", "passport", "document", "id_card", "sfz"))

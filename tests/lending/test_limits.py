"""The due time, on the site's clock, wherever the site is."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import kiosk.plugins.lending as lending
from kiosk.core.host.manifest import SettingError, read_manifest
from kiosk.plugins.lending.limits import Limits

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


def test_the_manifest_gives_every_limit_and_its_defaults_are_the_rules_own() -> None:
    values = read_manifest(FOLDER / "plugin.toml").values({})
    limits = Limits.of(values)

    assert limits == Limits(unlock_reasons=limits.unlock_reasons)
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
        for row in (models.LoanRow, models.RestRow, models.CaseRow, models.UnlockRow)
        for field in row._meta.sorted_fields
    }
    for name in (*keys, *columns):
        assert not any(part in name for part in ("identity", "passport", "document", "id_card", "sfz"))

"""When a backup is due, and when staff are told: by the clock of the site, and whatever that clock does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.link.backups import BackupTold, is_due, last_due, read_told, trouble, write_told
from kiosk.link.settings import Settings, parse

ZONE = ZoneInfo("Asia/Shanghai")
SETTINGS = parse('[backup]\nfolder = "/mnt/backup"\nat = "03:30"\n')


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}:00").replace(tzinfo=ZONE).timestamp() * 1000)


def told(tried: str, good: str = "", outcome: str = "done") -> BackupTold:
    return BackupTold(tried_ms=at(tried), outcome=outcome, good_ms=at(good) if good else 0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "due"),
    [("30 03:29", "29 03:30"), ("30 03:30", "30 03:30"), ("30 23:00", "30 03:30"), ("30 00:10", "29 03:30")],
)
def test_the_newest_moment_at_which_one_was_to_be_made(now: str, due: str) -> None:
    assert last_due(SETTINGS, at(now)) == at(due)


@pytest.mark.parametrize(
    ("before", "now", "due"),
    [
        (None, "30 12:00", True),
        (told("30 03:31", "30 03:31"), "30 23:00", False),
        (told("29 03:31", "29 03:31"), "30 03:29", False),
        (told("29 03:31", "29 03:31"), "30 03:30", True),
        (told("30 03:31", "29 03:31", "full"), "30 04:00", False),
        (told("30 03:31", "29 03:31", "full"), "30 04:31", True),
        (told("30 03:31", "30 03:31"), "29 12:00", True),  # the clock was wrong then
    ],
)
def test_one_is_due_once_a_night_again_an_hour_after_a_failure_and_never_waits_for_a_clock_that_was_wrong(
    before: BackupTold | None, now: str, due: bool
) -> None:
    assert is_due(SETTINGS, before, at(now)) is due
    assert not is_due(parse(""), before, at(now))


@pytest.mark.parametrize(
    ("before", "now", "since", "found"),
    [
        (told("30 03:31", "30 03:31"), "30 12:00", "01 00:00", None),
        (told("30 03:31", "29 03:31", "full"), "30 03:32", "01 00:00", "full"),
        (told("30 03:31", "29 03:31", "doubtful"), "30 03:32", "01 00:00", "doubtful"),
        (told("29 03:31", "29 03:31"), "30 05:00", "01 00:00", None),
        (told("29 03:31", "29 03:31"), "30 05:31", "01 00:00", "overdue"),
        (told("29 03:31", "29 03:31"), "30 09:30", "30 09:00", None),  # it was off at night: its timer comes
        (told("29 03:31", "29 03:31"), "30 11:30", "30 09:00", "overdue"),
        (None, "30 04:00", "30 02:00", None),
        (None, "30 06:00", "30 02:00", "overdue"),
    ],
)
def test_staff_are_told_of_what_failed_at_once_and_of_what_is_missing_after_a_while(
    before: BackupTold | None, now: str, since: str, found: str | None
) -> None:
    assert trouble(SETTINGS, before, at(now), at(since)) == found
    assert trouble(parse(""), before, at(now), at(since)) is None


def test_the_note_is_read_as_it_was_written_and_what_is_no_note_is_none(tmp_path: Path) -> None:
    assert read_told(tmp_path) is None
    write_told(tmp_path, told("30 03:31", "30 03:31"))
    assert read_told(tmp_path) == told("30 03:31", "30 03:31")
    (tmp_path / "backup.json").write_text('{"tried_ms": "x"')
    assert read_told(tmp_path) is None
    assert isinstance(SETTINGS, Settings)

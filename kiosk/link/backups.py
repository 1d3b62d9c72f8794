"""What became of the last backup, as `kiosk backup` leaves it in the data folder, and whether one is due.

A file, because three rooms read it that share no database: the desk, which tells staff; the doctor; and the next `kiosk
backup`. It is written whole or not at all. Left out: the copying itself (`kiosk.core.backup`).
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from kiosk.link.settings import Settings

Outcome: TypeAlias = Literal[
    "done", "doubtful", "no_folder", "same_medium", "full", "refused", "damaged", "failed"
]
"""`doubtful`: made and kept, and `kiosk check` finds something wrong in it. What follows it in the list made no backup."""

Trouble: TypeAlias = Literal[
    "doubtful", "no_folder", "same_medium", "full", "refused", "damaged", "failed", "overdue"
]

NOTE = "backup.json"

HOUR_MS = 3_600_000
GRACE_MS = 2 * HOUR_MS
"""How long after its time, and after the box was switched on, a backup may still be on its way."""

AGAIN_MS = HOUR_MS
"""One that failed is tried again after so long."""


class BackupTold(msgspec.Struct, frozen=True, kw_only=True):
    """The last try, and the last backup without any finding (`good_ms` 0: there was none yet). Times are UTC milliseconds."""

    tried_ms: int
    outcome: Outcome
    words: str = ""
    name: str = ""
    findings: int = 0
    good_ms: int = 0
    good_name: str = ""


def read_told(data: Path) -> BackupTold | None:
    """What the data folder says of the last try; None when there was none, or it cannot be read."""
    try:
        return msgspec.json.decode((data / NOTE).read_bytes(), type=BackupTold)
    except (OSError, msgspec.DecodeError):
        return None


def write_told(data: Path, told: BackupTold) -> None:
    """Leave word of a try. Raises OSError."""
    draft = data / f".{NOTE}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(told))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(data / NOTE)


def backup_folder(settings: Settings) -> Path | None:
    """Where backups go; None where none are made."""
    folder = settings.backup.folder
    return settings.path.absolute().parent / folder if folder else None


def last_due(settings: Settings, now_ms: int) -> int:
    """The newest moment at which a backup was to be made."""
    hour, minute = (int(part) for part in settings.backup.at.split(":"))
    now = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(settings.site.zone))
    due = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if due > now:
        due = (due - timedelta(days=1)).replace(hour=hour, minute=minute)
    return int(due.timestamp() * 1000)


def is_due(settings: Settings, told: BackupTold | None, now_ms: int) -> bool:
    """Whether one is to be made now. A note out of the future (the clock was wrong) is no reason to wait for it."""
    if not settings.backup.folder:
        return False
    if told is None:
        return True
    due = last_due(settings, now_ms)
    if due <= told.good_ms <= now_ms:
        return False
    return not (due <= told.tried_ms <= now_ms) or now_ms - told.tried_ms >= AGAIN_MS


def trouble(settings: Settings, told: BackupTold | None, now_ms: int, since_ms: int = 0) -> Trouble | None:
    """What staff have to know: the last try failed, or there was none since it was due. `since_ms`: since when the box has
    been on, for one that was off at that hour has had no time yet. None where all is well, or no backup is asked for."""
    if not settings.backup.folder:
        return None
    if told is not None and told.outcome != "done":
        return told.outcome
    due = last_due(settings, now_ms)
    made = told.good_ms if told is not None and told.good_ms <= now_ms else 0
    return "overdue" if made < due and now_ms > max(due, since_ms) + GRACE_MS else None

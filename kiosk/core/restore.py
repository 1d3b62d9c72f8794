"""Putting a backup in the store's place: refused unless it is whole, ours, and of a release that we know.

The file itself is only ever read. A copy of it beside the store is brought up to date, told that it was restored, and
looked at by `kiosk check`; then one rename puts it in the place of the old store, which is kept beside it. Until that
rename the old store is where it was; whatever is cut before, the next try begins anew.

What was under way when the backup was made (a door, a slip, a card) has been decided by the world since, and nobody here
knows how: it ends as uncertain, and so comes before staff like after any power cut. What has happened since the backup is
not in it; that it is missing is a row of the store, shown to staff until somebody has seen to it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.backup import DOUBTFUL, sum_of, sums_beside
from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.check import Finding
from kiosk.core.store.database import Store
from kiosk.core.store.held import Held
from kiosk.core.store.restores import mark_restored
from kiosk.core.store.sqlite_copy import CopyFacts, facts_of, fold, folder_to_the_medium, to_the_medium
from kiosk.link.settings import Settings

WORKSHOP = "restoring"
"""The folder below the data folder in which the copy is made ready."""

ASIDE = "kiosk.db.before-"


class RestoreRefused(Exception):
    """Nothing was changed; the text says why, and what would help."""


class Restored(msgspec.Struct, frozen=True):
    """What was done. `lost` are the journal's rows that the old store had beyond the backup; None: it could not be read."""

    backup: CopyFacts
    kept: Path | None
    lost: int | None
    uncertain: int


Ready = Callable[[Settings], Iterator[tuple[Store, Callable[[], Sequence[Finding]]]]]
"""Opens the store of some settings with its plugins, and can check both."""


def restore(settings: Settings, file: Path, now_ms: int, ready: Ready, *, doubtful: bool = False) -> Restored:
    """Put a backup in the store's place. Raises RestoreRefused. `doubtful`: also one in which something is wrong."""
    if settings.store.url:
        raise RestoreRefused(
            "this kiosk's store is a PostgreSQL server's: whoever runs it restores the dump there (docs/operations.md)"
        )
    try:
        alone = Held.alone(settings.data)
    except errors.StoreBusy:
        raise RestoreRefused(
            "the store is open: stop the kiosk first (systemctl stop kiosk.target), and whatever else uses it"
        ) from None
    try:
        facts = _look_at(file)
        database = settings.data / "kiosk.db"
        here = _facts_here(database)
        if here is not None and here.kiosk_id != facts.kiosk_id:
            raise RestoreRefused(
                f"the backup is of kiosk {facts.kiosk_id}, and this is {here.kiosk_id}; to make this box into that one,"
                f" move {database} away first"
            )
        lost = max(here.seq - facts.seq, 0) if here is not None else None
        workshop = _workshop(settings.data)
        uncertain = _make_ready(settings, file, facts, lost, workshop, ready, doubtful=doubtful)
        kept = _put_in_place(workshop / "kiosk.db", database, settings, now_ms)
        shutil.rmtree(workshop)
    finally:
        alone.release()
    return Restored(facts, kept, lost, uncertain)


def _look_at(file: Path) -> CopyFacts:
    """Whether it can be a backup at all, before anything is copied."""
    if not file.is_file():
        raise RestoreRefused(f"there is no file {file}")
    if file.suffix == ".pgdump":
        raise RestoreRefused(
            "this is a dump of a PostgreSQL store: pg_restore reads it, on a server (docs/operations.md)"
        )
    if file.with_name(file.name + "-wal").exists():
        raise RestoreRefused(
            f"{file} is no backup but a store that was in use: what stands beside it in {file.name}-wal belongs to it"
        )
    _hold_against_its_sum(file)
    try:
        return facts_of(file)
    except errors.Unknown as problem:
        raise RestoreRefused(f"{file} is no backup of a kiosk: {problem}") from None
    except errors.StoreBroken as problem:
        raise RestoreRefused(f"{file} is damaged, or no backup: {problem}") from None


def _hold_against_its_sum(file: Path) -> None:
    try:
        told = sums_beside(file).read_text().split()
    except OSError:
        return  # it was copied without it; what `kiosk check` finds decides
    if not told or sum_of(file) != told[0]:
        raise RestoreRefused(
            f"{file} is damaged: it is not what was written (its sum is not that of {file.name}.sha256)"
        )


def _facts_here(database: Path) -> CopyFacts | None:
    """Of the store that stands here, with everything that it has; None where there is none, or it cannot be read."""
    if not database.exists():
        return None
    try:
        facts_of(database)  # of what is no database at all, SQLite would throw the WAL away
        fold(database)
        return facts_of(database)
    except errors.StoreError:
        return None


def _workshop(data: Path) -> Path:
    workshop = data / WORKSHOP
    if workshop.exists():
        shutil.rmtree(workshop)  # of a try that was cut off
    workshop.mkdir(mode=0o700)
    return workshop


def _make_ready(
    settings: Settings,
    file: Path,
    facts: CopyFacts,
    lost: int | None,
    workshop: Path,
    ready: Ready,
    *,
    doubtful: bool,
) -> int:
    copy = workshop / "kiosk.db"
    with (
        os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target,
        file.open("rb") as source,
    ):
        shutil.copyfileobj(source, target, 1024 * 1024)
    beside = msgspec.structs.replace(settings, data=workshop)
    try:
        with contextmanager(ready)(beside) as (store, check):
            uncertain = store.write_now(mark_restored, facts, lost, context=Context(actor="system"))
            wrong = [finding for finding in check() if finding.severity == "wrong"]
    except errors.HistoryNewer as problem:
        raise RestoreRefused(f"{file} is of a newer release: {problem}") from None
    except errors.StoreError as problem:
        raise RestoreRefused(f"{file} is damaged, or cannot be brought up to date: {problem}") from None
    if wrong and not doubtful:
        told = "\n".join(f"  {finding.code}: {finding.text}" for finding in wrong[:10])
        hint = "" if DOUBTFUL.fullmatch(file.name) is None else " It was made so, as its name says."
        raise RestoreRefused(
            f"kiosk check finds {len(wrong)} things wrong in {file}:\n{told}\nAn older backup may be well.{hint}"
            " With --doubtful it is restored all the same."
        )
    fold(copy)
    to_the_medium(copy)
    return uncertain


def _put_in_place(copy: Path, database: Path, settings: Settings, now_ms: int) -> Path | None:
    """One rename. The old store is given a second name before, so that at no moment there is none in its place."""
    kept = None
    if database.exists():
        at = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(settings.site.zone))
        kept = database.with_name(f"{ASIDE}{at:%Y%m%d-%H%M%S}")
        for ending in ("", "-wal"):
            _second_name(database.with_name(database.name + ending), kept.with_name(kept.name + ending))
        folder_to_the_medium(database.parent)
    # A WAL that could not be folded in (the old file is damaged) must not be taken for the new file's.
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    copy.replace(database)
    folder_to_the_medium(database.parent)
    return kept


def _second_name(place: Path, name: Path) -> None:
    if not place.exists():
        return
    name.unlink(missing_ok=True)
    try:
        os.link(place, name)
    except OSError:
        shutil.copy2(place, name)  # a file system without links
        to_the_medium(name)

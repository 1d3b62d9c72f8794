"""A backup of the store onto another medium, while the desk serves: copied, checked, and only then given its name.

What bears the name of a backup is whole: it was copied out of one snapshot, is on its medium, was read back from there, and
`kiosk check` has looked at it. Everything before has a name that is no backup's, and is swept away by the next one. A copy
in which the check finds something wrong is kept beside the clean ones under a name of its own: it is as good as the store
is, and does not push a better one out.

It runs in a process of its own (a systemd timer's on a box), never in the desk: the check takes minutes and memory, and a
medium that hangs must not hold the desk up. Left out: the settings and keys beside the store; PostgreSQL's dump
(`postgres_dump`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.core.store import errors
from kiosk.core.store.check import Finding
from kiosk.core.store.held import Held
from kiosk.core.store.sqlite_copy import copy_running, folder_to_the_medium, to_the_medium
from kiosk.link.backups import BackupTold, Outcome, backup_folder
from kiosk.link.settings import Settings

REST_SECONDS = 0.01
"""After each megabyte: a card that is slow belongs to the desk first."""

SPARE_BYTES = 8 * 1024 * 1024
"""What has to be free beside the copy itself."""

CHUNK = 1024 * 1024
PARTIAL = ".kiosk-backup.partial"
"""The folder beside the backups in which one is made."""

NAME = re.compile(r"kiosk-\d{8}-\d{6}(?:-\d+)?\.(?:db|pgdump)")
DOUBTFUL = re.compile(r"kiosk-\d{8}-\d{6}(?:-\d+)?\.doubtful\.db")
SUMS = ".sha256"

Check = Callable[[Path, int], Sequence[Finding]]
"""Looks at a copy as it was at a moment, and says what is wrong with it."""


class BackupFailed(Exception):
    """No backup was made. `outcome` is the cause, the text what was seen."""

    def __init__(self, outcome: Outcome, words: str) -> None:
        super().__init__(words)
        self.outcome: Outcome = outcome


class AnotherRuns(Exception):
    """Another process makes a backup into this folder at this moment."""


def make_backup(settings: Settings, now_ms: int, check: Check) -> tuple[Path, int]:
    """Make one; returns the file, and how many things `kiosk check` finds wrong in it. Raises BackupFailed, AnotherRuns."""
    folder = _ready_folder(settings)
    try:
        alone = Held.alone(folder)
    except errors.StoreBusy:
        raise AnotherRuns(f"another backup into {folder} is being made") from None
    except OSError as problem:
        raise BackupFailed("refused", f"{folder}: {problem.strerror}") from problem
    try:
        return _made(settings, folder, now_ms, check)
    finally:
        alone.release()


def _made(settings: Settings, folder: Path, now_ms: int, check: Check) -> tuple[Path, int]:
    try:
        _sweep(folder)
        if settings.store.url:
            from kiosk.core.store.postgres_dump import dump

            partial, wrong, ending = _empty(folder), 0, ".pgdump"
            dump(settings.store.url, partial)
        else:
            partial, wrong = _copy_of(settings.data / "kiosk.db", folder, now_ms, check)
            ending = ".doubtful.db" if wrong else ".db"
        done = _named(partial, folder, _stem(settings, now_ms), ending)
        _prune(folder, settings.backup.keep, done)
    except errors.StoreFull as problem:
        raise BackupFailed("full", f"{folder}: {problem}") from problem
    except errors.StoreBroken as problem:
        raise BackupFailed("damaged", str(problem)) from problem
    except (errors.StoreError, OSError) as problem:
        # SQLite says of a medium that is full, gone or read-only the same as of one that broke: the kernel is asked.
        raise BackupFailed(_outcome(problem, folder), f"{folder}: {problem}") from problem
    finally:
        _sweep_quietly(folder)
    return done, wrong


def note_of(before: BackupTold | None, now_ms: int, made: tuple[Path, int] | BackupFailed) -> BackupTold:
    """What is left in the data folder of one try."""
    good_ms, good_name = (before.good_ms, before.good_name) if before is not None else (0, "")
    if isinstance(made, BackupFailed):
        return BackupTold(
            tried_ms=now_ms, outcome=made.outcome, words=str(made)[:400], good_ms=good_ms, good_name=good_name
        )
    file, wrong = made
    if wrong:
        return BackupTold(
            tried_ms=now_ms, outcome="doubtful", name=file.name, findings=wrong, good_ms=good_ms, good_name=good_name
        )  # fmt: skip
    return BackupTold(tried_ms=now_ms, outcome="done", name=file.name, good_ms=now_ms, good_name=file.name)


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, the doubtful ones too, the newest first."""
    named = (each for each in folder.iterdir() if NAME.fullmatch(each.name) or DOUBTFUL.fullmatch(each.name))
    return sorted(named, key=lambda each: each.name, reverse=True)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, read from its medium."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sums_beside(path: Path) -> Path:
    """Where a backup's sum stands, in the form of sha256sum(1)."""
    return path.with_name(path.name + SUMS)


def _ready_folder(settings: Settings) -> Path:
    folder = backup_folder(settings)
    if folder is None:
        raise BackupFailed("no_folder", "[backup] folder is empty in kiosk.toml: say where backups go")
    try:
        if not folder.is_dir():
            raise BackupFailed("no_folder", f"{folder} is not there: is its medium plugged in and mounted?")
        here = settings.data.stat().st_dev
        if settings.backup.another_medium and not settings.store.url and folder.stat().st_dev == here:
            words = f"{folder} is on the same medium as the store itself: what is meant to be mounted there is not"
            raise BackupFailed("same_medium", words)
    except OSError as problem:
        raise BackupFailed("no_folder", f"{folder}: {problem.strerror}") from problem
    return folder


def _copy_of(source: Path, folder: Path, now_ms: int, check: Check) -> tuple[Path, int]:
    wanted = source.stat().st_size + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise errors.StoreFull(f"{free // 1_000_000} MB are free, {wanted // 1_000_000} MB are needed")
    partial = _empty(folder)
    copy_running(source, partial, lambda: time.sleep(REST_SECONDS))
    to_the_medium(partial)
    findings = [finding for finding in check(partial, now_ms) if finding.severity == "wrong"]
    for finding in findings:
        if finding.code in ("store.damaged", "store.unusable"):
            raise errors.StoreBroken(f"{finding.code}: {finding.text}")
    return partial, len(findings)


def _empty(folder: Path) -> Path:
    partial = folder / PARTIAL / "kiosk.db"
    partial.parent.mkdir(mode=0o700)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # names and numbers are in it
    return partial


def _named(partial: Path, folder: Path, stem: str, ending: str) -> Path:
    """Give a copy its name, its sum first: whoever sees the name finds both."""
    done = next(
        place
        for number in range(1, 1000)
        if not (place := folder / f"{stem}{f'-{number}' if number > 1 else ''}{ending}").exists()
    )
    to_the_medium(partial)
    beside, draft = sums_beside(done), sums_beside(partial)
    with draft.open("w") as file:
        file.write(f"{sum_of(partial)}  {done.name}\n")
    to_the_medium(draft)
    draft.replace(beside)
    partial.rename(done)
    folder_to_the_medium(folder)
    return done


def _stem(settings: Settings, now_ms: int) -> str:
    at = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(settings.site.zone))
    return at.strftime("kiosk-%Y%m%d-%H%M%S")


def _prune(folder: Path, keep: int, done: Path) -> None:
    """Keep so many of either kind, and never less than the one that was just made: its clock may have been wrong."""
    for shape in (NAME, DOUBTFUL):
        ours = [each for each in backups_in(folder) if shape.fullmatch(each.name)]
        for old in ours[keep:]:
            if old != done:
                old.unlink()
                sums_beside(old).unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what an earlier try has left, and sums of backups that are gone. Raises OSError where it may not."""
    if (folder / PARTIAL).exists():
        shutil.rmtree(folder / PARTIAL)
    for sums in folder.glob(f"kiosk-*{SUMS}"):
        if not sums.with_name(sums.name.removesuffix(SUMS)).exists():
            sums.unlink()


def _sweep_quietly(folder: Path) -> None:
    try:
        _sweep(folder)
    except OSError:
        return  # the medium is gone, and what lies on it is no backup's name


def _outcome(problem: Exception, folder: Path) -> Outcome:
    if not folder.is_dir():
        return "no_folder"
    try:
        if shutil.disk_usage(folder).free < SPARE_BYTES:
            return "full"
    except OSError:
        return "no_folder"
    return "refused" if isinstance(problem, PermissionError) or not os.access(folder, os.W_OK) else "failed"

"""The disk under the data: room, a canary written and read back, and what the file system itself has counted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from kiosk.doctor import backups, identities
from kiosk.doctor.case import Case, Machine
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

LOW_MB = 500
"""Below this somebody should make room: logs, slips and the database grow by some megabytes a day."""

OUT_MB = 50
"""Below this the next large report or update fails."""

CANARY_BYTES = 64 * 1024


class StorageFinding(Finding, frozen=True, kw_only=True):
    """About a folder of ours."""

    part: ClassVar[Part] = "storage"
    folder: str


class StorageWell(StorageFinding, frozen=True, kw_only=True):
    """Room, and what is written is read back."""

    id: ClassVar[str] = "storage.well"
    severity: ClassVar[Severity] = "well"
    free_mb: int

    def words(self) -> Text:
        return _("{folder}: {free_mb} MB free; what is written is read back.", **self.facts)


class FolderMissing(StorageFinding, frozen=True, kw_only=True):
    """It is not there."""

    id: ClassVar[str] = "storage.missing"

    def words(self) -> Text:
        return _("{folder} does not exist.", folder=self.folder)

    def advice(self) -> Text:
        return _(
            "Is its disk mounted? Is data under [paths] in kiosk.toml right? The first start makes the folder."
        )


class RoomLow(StorageFinding, frozen=True, kw_only=True):
    """It will be full."""

    id: ClassVar[str] = "storage.low"
    severity: ClassVar[Severity] = "warning"
    free_mb: int

    def words(self) -> Text:
        return _("{folder}: only {free_mb} MB are free.", **self.facts)

    def advice(self) -> Text:
        return _(
            "Make room: journalctl --vacuum-size=100M; remove old slips and backups. Never kiosk.db itself."
        )


class RoomOut(StorageFinding, frozen=True, kw_only=True):
    """It is full."""

    id: ClassVar[str] = "storage.out"
    free_mb: int

    def words(self) -> Text:
        return _("{folder}: full ({free_mb} MB free). Nothing can be lent or returned.", **self.facts)

    def advice(self) -> Text:
        return _(
            "Make room: journalctl --vacuum-size=100M; remove old slips and backups. Never kiosk.db itself."
        )


class CanaryDied(StorageFinding, frozen=True, kw_only=True):
    """What was written could not be written, or came back otherwise."""

    id: ClassVar[str] = "storage.canary"
    why: str

    def words(self) -> Text:
        return _("{folder}: a file written there did not come back right ({why}).", **self.facts)

    def advice(self) -> Text:
        return _(
            "The card or disk is dying or read-only: dmesg tells. Copy the data away now, then change the card."
        )


class CanaryRefused(StorageFinding, frozen=True, kw_only=True):
    """This user may not write there."""

    id: ClassVar[str] = "storage.not_ours"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("{folder}: this user may not write there; the disk was not tried.", folder=self.folder)

    def advice(self) -> Text:
        return _("Run the doctor as root.")


class DiskErrors(StorageFinding, frozen=True, kw_only=True):
    """ext4 has counted errors."""

    id: ClassVar[str] = "storage.errors"
    disk: str
    errors: int

    def words(self) -> Text:
        return _("{folder}: the file system on {disk} has counted {errors} errors.", **self.facts)

    def advice(self) -> Text:
        return _("Copy the data away now. Then fsck at the next start, and change the card or disk.")


class ErrorsUnknown(StorageFinding, frozen=True, kw_only=True):
    """No ext4, or it cannot be looked at."""

    id: ClassVar[str] = "storage.errors_unknown"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _(
            "{folder}: this file system keeps no count of errors that could be read.", folder=self.folder
        )


def look(case: Case) -> Iterator[Finding]:
    """The data folder's disk, and the copies on another."""
    folder = case.settings.data
    if not folder.is_dir():
        yield FolderMissing(folder=str(folder))
        return
    state = os.statvfs(folder)
    free = state.f_bavail * state.f_frsize // 1_000_000
    bad = False
    for trouble in (_room(folder, free), _canary(folder)):
        if trouble is not None:
            bad = True
            yield trouble
    if not bad:
        yield StorageWell(folder=str(folder), free_mb=free)
    yield from _errors(folder, case.machine)
    yield from backups.look(case)
    yield from identities.look(case)


def _room(folder: Path, free: int) -> Finding | None:
    if free < OUT_MB:
        return RoomOut(folder=str(folder), free_mb=free)
    return RoomLow(folder=str(folder), free_mb=free) if free < LOW_MB else None


def _canary(folder: Path) -> Finding | None:
    """Write, have it go to the disk, have the kernel forget it, read it back."""
    song = secrets.token_bytes(CANARY_BYTES)
    place = folder / f".doctor-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except PermissionError:
        return CanaryRefused(folder=str(folder))
    except OSError as fault:
        return CanaryDied(folder=str(folder), why=fault.strerror or str(fault))
    try:
        with os.fdopen(file, "r+b", buffering=0) as opened:
            written = opened.write(song)
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            opened.seek(0)
            heard = opened.read(CANARY_BYTES)
        if written != len(song) or heard != song:
            return CanaryDied(folder=str(folder), why="other bytes")
    except OSError as fault:
        return CanaryDied(folder=str(folder), why=fault.strerror or str(fault))
    finally:
        place.unlink(missing_ok=True)
    return None


def _errors(folder: Path, machine: Machine) -> Iterator[Finding]:
    disk = _disk(folder, machine)
    said = machine.text(f"sys/fs/ext4/{disk}/errors_count") if disk else ""
    if not said.isdecimal():
        yield ErrorsUnknown(folder=str(folder))
    elif int(said):
        yield DiskErrors(folder=str(folder), disk=disk, errors=int(said))


def _disk(folder: Path, machine: Machine) -> str:
    """The name of the device that a folder is on, as /sys/fs calls it."""
    number = folder.stat().st_dev
    wanted = f"{os.major(number)}:{os.minor(number)}"
    for line in machine.text("proc/self/mountinfo").splitlines():
        words = line.split(" ")
        if len(words) > 2 and words[2] == wanted and " - " in line:
            return line.partition(" - ")[2].split(" ")[1].rpartition("/")[2]
    return ""

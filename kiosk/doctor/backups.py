"""The backups of the store, as the doctor finds them: what became of the last try, and when the last good one was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.backups import Trouble, read_told, trouble
from kiosk.link.texts import Text


class BackupFinding(Finding, frozen=True, kw_only=True):
    """About the nightly copies."""

    part: ClassVar[Part] = "storage"


class BackupsNotAsked(BackupFinding, frozen=True, kw_only=True):
    """`[backup] folder` is empty."""

    id: ClassVar[str] = "backup.none"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("No backup of the database is made.")

    def advice(self) -> Text:
        return _("Name a folder on another medium under [backup] in kiosk.toml.")


class BackupWell(BackupFinding, frozen=True, kw_only=True):
    """There is one of the last night."""

    id: ClassVar[str] = "backup.well"
    severity: ClassVar[Severity] = "well"
    name: str
    at: str

    def words(self) -> Text:
        return _("The last backup, {name}, was made {at} and checked.", **self.facts)


class BackupNotYet(BackupFinding, frozen=True, kw_only=True):
    """Its hour has not come yet."""

    id: ClassVar[str] = "backup.not_yet"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("No backup has been made yet; the next is due tonight.")


class BackupTrouble(BackupFinding, frozen=True, kw_only=True):
    """What there is no good backup of the last night for. `good` is when the last one was made, `detail` what was seen."""

    severity: ClassVar[Severity] = "warning"
    good: str
    detail: str = ""

    def what(self) -> Text:
        """The cause, as a sentence."""
        raise NotImplementedError

    def words(self) -> Text:
        if self.detail:
            return _("{what} The last good backup: {good}. ({detail})", what=self.what(), **self.facts)
        return _("{what} The last good backup: {good}.", what=self.what(), good=self.good)


class BackupDoubtful(BackupTrouble, frozen=True, kw_only=True):
    """A copy that is as wrong as the store itself."""

    id: ClassVar[str] = "backup.doubtful"

    def what(self) -> Text:
        return _("kiosk check finds something wrong in the last backup.")

    def advice(self) -> Text:
        return _("Run kiosk check: what it says of the copy, it says of the database too.")


class BackupMediumAway(BackupTrouble, frozen=True, kw_only=True):
    """Not plugged in, not mounted, or on the same disk after all."""

    id: ClassVar[str] = "backup.no_medium"

    def what(self) -> Text:
        return _("The medium for backups is not there.")

    def advice(self) -> Text:
        return _("Is it plugged in, and mounted where [backup] in kiosk.toml says? Then: kiosk backup.")


class BackupMediumFull(BackupTrouble, frozen=True, kw_only=True):
    """No room for one more."""

    id: ClassVar[str] = "backup.full"

    def what(self) -> Text:
        return _("The medium for backups is full.")

    def advice(self) -> Text:
        return _("Change the medium, or keep fewer (keep under [backup]); there has to be room for one more.")


class BackupMediumRefuses(BackupTrouble, frozen=True, kw_only=True):
    """Write-protected, or somebody else's."""

    id: ClassVar[str] = "backup.refused"

    def what(self) -> Text:
        return _("The medium for backups cannot be written.")

    def advice(self) -> Text:
        return _("Is it write-protected? Does its folder belong to the desk's user?")


class BackupDamaged(BackupTrouble, frozen=True, kw_only=True):
    """What was read back is no whole database: one of two disks is dying."""

    id: ClassVar[str] = "backup.damaged"
    severity: ClassVar[Severity] = "wrong"

    def what(self) -> Text:
        return _("The copy is damaged.")

    def advice(self) -> Text:
        return _("One of the two disks is dying: dmesg tells which. Make a backup on another medium now.")


class BackupFailed(BackupTrouble, frozen=True, kw_only=True):
    """Whatever else went wrong."""

    id: ClassVar[str] = "backup.failed"

    def what(self) -> Text:
        return _("The last backup failed.")

    def advice(self) -> Text:
        return _("Run kiosk backup as the desk's user, and read what it says.")


class BackupOverdue(BackupTrouble, frozen=True, kw_only=True):
    """Nobody has made one."""

    id: ClassVar[str] = "backup.overdue"

    def what(self) -> Text:
        return _("No backup was made when one was due.")

    def advice(self) -> Text:
        return _("systemctl status kiosk-backup.timer tells whether it runs; kiosk backup makes one now.")


CAUSES: dict[Trouble, type[BackupTrouble]] = {
    "doubtful": BackupDoubtful,
    "no_folder": BackupMediumAway,
    "same_medium": BackupMediumAway,
    "full": BackupMediumFull,
    "refused": BackupMediumRefuses,
    "damaged": BackupDamaged,
    "failed": BackupFailed,
    "overdue": BackupOverdue,
}


def look(case: Case) -> Iterator[Finding]:
    """What the data folder says of the backups."""
    settings = case.settings
    if not settings.backup.folder:
        yield BackupsNotAsked()
        return
    told = read_told(settings.data)
    why = trouble(settings, told, case.now_ms)
    if why is not None:
        good = _at(told.good_ms, case) if told is not None and told.good_ms else "-"
        yield CAUSES[why](good=good, detail=told.words if told is not None else "")
    elif told is None:
        yield BackupNotYet()
    else:
        yield BackupWell(name=told.good_name, at=_at(told.good_ms, case))


def _at(at_ms: int, case: Case) -> str:
    zone = ZoneInfo(case.settings.site.zone)
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")

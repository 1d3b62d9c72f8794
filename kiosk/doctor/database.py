"""The store, by `kiosk check`: the doctor repeats what that finds and looks for nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

MOST = 20
"""Lines that are repeated; `kiosk check` has them all."""


class DatabaseFinding(Finding, frozen=True, kw_only=True):
    """About the store."""

    part: ClassVar[Part] = "database"


class DatabaseWell(DatabaseFinding, frozen=True, kw_only=True):
    """Nothing was found."""

    id: ClassVar[str] = "database.well"
    severity: ClassVar[Severity] = "well"

    def words(self) -> Text:
        return _("kiosk check has looked at everything and found nothing wrong.")


class DatabaseWrong(DatabaseFinding, frozen=True, kw_only=True):
    """A line of `kiosk check` that makes it fail."""

    id: ClassVar[str] = "database.wrong"
    code: str
    text: str

    def words(self) -> Text:
        return _("kiosk check: {code}: {text}", code=self.code, text=self.text)

    def advice(self) -> Text:
        return _(
            "Stop the kiosk, copy the data folder as it is, and send a support archive (kiosk doctor --bundle)."
        )


class DatabaseDoubt(DatabaseFinding, frozen=True, kw_only=True):
    """A line of `kiosk check` that is worth a look."""

    id: ClassVar[str] = "database.doubt"
    severity: ClassVar[Severity] = "warning"
    code: str
    text: str

    def words(self) -> Text:
        return _("kiosk check: {code}: {text}", code=self.code, text=self.text)

    def advice(self) -> Text:
        return _("Look at it in the next days; nothing is lost.")


class DatabaseUnread(DatabaseFinding, frozen=True, kw_only=True):
    """`kiosk check` could not be run."""

    id: ClassVar[str] = "database.unread"
    severity: ClassVar[Severity] = "warning"
    why: str

    def words(self) -> Text:
        return _("kiosk check could not be run: {why}.", why=self.why)

    def advice(self) -> Text:
        return _("Run the doctor as root, or kiosk check as the desk's user.")


class DatabaseNotYet(DatabaseFinding, frozen=True, kw_only=True):
    """The kiosk was never started."""

    id: ClassVar[str] = "database.not_yet"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("There is no database yet; the first start makes it.")


class DatabaseNotLookedAt(DatabaseFinding, frozen=True, kw_only=True):
    """The screen's examination must not hold up whoever is being served."""

    id: ClassVar[str] = "database.not_looked_at"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("Looked at only by kiosk doctor at the command line: it takes a while.")


def look(case: Case) -> Iterator[Finding]:
    """What `kiosk check` says."""
    if case.database is None:
        yield DatabaseNotLookedAt()
        return
    if not case.settings.store.url and not case.inside and _is_missing(case):
        yield DatabaseNotYet()
        return
    try:
        said = case.database()
    except OSError as fault:
        yield DatabaseUnread(why=str(fault))
        return
    for each in said[:MOST]:
        kind = DatabaseWrong if each.severity == "wrong" else DatabaseDoubt
        yield kind(code=each.code, text=each.text)
    if not said:
        yield DatabaseWell()


def _is_missing(case: Case) -> bool:
    try:
        return not (case.settings.data / "kiosk.db").exists()
    except PermissionError:
        return False

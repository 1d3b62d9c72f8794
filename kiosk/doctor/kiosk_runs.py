"""Whether the kiosk runs, and in which state: the first line of every examination."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text


class KioskRuns(Finding, frozen=True, kw_only=True):
    """The desk answered."""

    id: ClassVar[str] = "kiosk.runs"
    part: ClassVar[Part] = "kiosk"
    severity: ClassVar[Severity] = "well"
    build: str

    def words(self) -> Text:
        return _("The kiosk runs, build {build}.", build=self.build)


class KioskStopped(Finding, frozen=True, kw_only=True):
    """There is no socket."""

    id: ClassVar[str] = "kiosk.stopped"
    part: ClassVar[Part] = "kiosk"
    severity: ClassVar[Severity] = "warning"
    socket: str

    def words(self) -> Text:
        return _("The kiosk does not run: nobody listens at {socket}.", socket=self.socket)

    def advice(self) -> Text:
        return _("Start it: systemctl start kiosk.target. Its last words: journalctl -u 'kiosk-*' -n 50.")


class KioskSilent(Finding, frozen=True, kw_only=True):
    """Somebody listens and does not answer us."""

    id: ClassVar[str] = "kiosk.silent"
    part: ClassVar[Part] = "kiosk"
    severity: ClassVar[Severity] = "warning"
    why: str

    def words(self) -> Text:
        return _("The desk could not be asked: {why}.", why=self.why)

    def advice(self) -> Text:
        return _(
            "Run the doctor as root or as the desk's user, from the build that is installed; "
            "if the desk hangs, systemctl restart kiosk-desk."
        )


class SafeMode(Finding, frozen=True, kw_only=True):
    """The desk holds plugins back."""

    id: ClassVar[str] = "kiosk.safe_mode"
    part: ClassVar[Part] = "kiosk"
    severity: ClassVar[Severity] = "warning"
    level: str

    def words(self) -> Text:
        return _("The desk is in safe mode: some plugins are held back.")

    def advice(self) -> Text:
        return _("At the screen: staff, Plugins. Look at what failed, then leave safe mode there.")


def look(case: Case) -> Iterator[Finding]:
    """Whether it runs."""
    if case.desk is None:
        if case.desk_runs:
            yield KioskSilent(why=case.desk_away)
        else:
            yield KioskStopped(socket=str(case.settings.shell_socket))
        return
    yield KioskRuns(build=case.desk.build)
    if case.desk.safe_mode:
        yield SafeMode(level=case.desk.safe_mode)

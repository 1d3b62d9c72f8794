"""Who may read and write what: a folder that everybody may read gives members away."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

SECRETS = ("badge.key",)
"""Files in the data folder that nobody else may read."""


class RightsFinding(Finding, frozen=True, kw_only=True):
    """About a file or folder of ours."""

    part: ClassVar[Part] = "rights"


class RightsWell(RightsFinding, frozen=True, kw_only=True):
    """As they should be."""

    id: ClassVar[str] = "rights.well"
    severity: ClassVar[Severity] = "well"

    def words(self) -> Text:
        return _("Settings, data and sockets are closed to strangers.")


class OpenToAll(RightsFinding, frozen=True, kw_only=True):
    """Any user of this computer may read (or change) it."""

    id: ClassVar[str] = "rights.open"
    severity: ClassVar[Severity] = "warning"
    path: str
    mode: str

    def words(self) -> Text:
        return _("{path}: open to every user of this computer ({mode}).", **self.facts)

    def advice(self) -> Text:
        return _("Close it: chmod o-rwx {path}", path=self.path)


class NoRunFolder(RightsFinding, frozen=True, kw_only=True):
    """The sockets have no place."""

    id: ClassVar[str] = "rights.no_run_folder"
    severity: ClassVar[Severity] = "warning"
    path: str

    def words(self) -> Text:
        return _("{path}, where the sockets belong, does not exist.", path=self.path)

    def advice(self) -> Text:
        return _("systemd-tmpfiles --create, with deploy/raspberry/tmpfiles.conf installed.")


def look(case: Case) -> Iterator[Finding]:
    """The data folder, its secrets, the settings, the sockets' folder."""
    settings, bad = case.settings, False
    wanted = [(settings.data, 0o007), (settings.path, 0o002), (settings.run, 0o002)]
    wanted += [(settings.data / name, 0o077) for name in SECRETS]
    for path, forbidden in wanted:
        mode = _mode(path)
        if mode is not None and mode & forbidden:
            bad = True
            yield OpenToAll(path=str(path), mode=f"{mode:04o}")
    if case.desk is None and not settings.run.is_dir():
        bad = True
        yield NoRunFolder(path=str(settings.run))
    if not bad:
        yield RightsWell()


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None

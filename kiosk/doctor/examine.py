"""The whole examination: every part in its order. A part that fails is itself a finding, and keeps no other from being told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import ClassVar

from kiosk.doctor import clock, database, devices, kiosk_runs, plugins, power, rights, screen, storage
from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part
from kiosk.doctor.words import _
from kiosk.link.texts import Text

log = logging.getLogger("kiosk.doctor")

LOOKS: dict[Part, Callable[[Case], Iterator[Finding]]] = {
    "kiosk": kiosk_runs.look,
    "devices": devices.look,
    "storage": storage.look,
    "power": power.look,
    "clock": clock.look,
    "database": database.look,
    "plugins": plugins.look,
    "screen": screen.look,
    "rights": rights.look,
}


class LookFailed(Finding, frozen=True, kw_only=True):
    """A mistake of the doctor's own."""

    id: ClassVar[str] = "doctor.failed"
    part: ClassVar[Part] = "kiosk"
    about: str
    why: str

    def words(self) -> Text:
        return _("The doctor could not look at this part: {about} ({why}).", about=self.about, why=self.why)

    def advice(self) -> Text:
        return _("Send a support archive (kiosk doctor --bundle).")


def examine(case: Case) -> list[Finding]:
    """Everything that was found, in the order of the parts."""
    findings: list[Finding] = []
    for part, look in LOOKS.items():
        try:
            findings += look(case)
        except Exception as fault:
            log.exception("the doctor's look at %s failed", part)
            findings.append(LookFailed(about=part, why=f"{type(fault).__name__}: {fault}"))
    return findings

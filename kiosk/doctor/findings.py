"""What a finding is: one class for each cause, facts as fields, and from them the words and what to try."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from kiosk.doctor.words import _
from kiosk.link.texts import Text

Severity: TypeAlias = Literal["well", "note", "warning", "wrong"]
"""`note`: could not be looked at, or is good to know. `warning`: it works, and somebody should come. `wrong`: it does not."""

Part: TypeAlias = Literal[
    "kiosk", "devices", "storage", "power", "clock", "database", "plugins", "screen", "rights"
]

PARTS: dict[Part, Text] = {
    "kiosk": _("Kiosk"),
    "devices": _("Devices"),
    "storage": _("Storage"),
    "power": _("Power and temperature"),
    "clock": _("Clock"),
    "database": _("Database"),
    "plugins": _("Plugins"),
    "screen": _("Screen and fonts"),
    "rights": _("Permissions"),
}
"""The parts of an examination, in the order in which they are told."""

SEVERITIES: dict[Severity, Text] = {
    "wrong": _("Broken"),
    "warning": _("Needs a look"),
    "note": _("To know"),
    "well": _("Well"),
}
"""The worst first."""

EXIT: dict[Severity, int] = {"well": 0, "note": 0, "warning": 1, "wrong": 3}
"""`kiosk doctor`'s exit status by the worst finding; 2 stays "asked wrongly", as everywhere."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was found. Its fields are the facts; a subclass says what they mean."""

    id: ClassVar[str]
    part: ClassVar[Part]
    severity: ClassVar[Severity] = "wrong"
    short: ClassVar[Text] = ""
    """For a table's cell, where the severity alone would say too little."""

    @property
    def subject(self) -> str:
        """Which one, where there are several: a device's name, a folder, a plugin."""
        return next((str(value) for value in self.facts.values()), "")

    @property
    def facts(self) -> dict[str, Any]:
        """The fields, as plain data."""
        return {name: getattr(self, name) for name in self.__struct_fields__}

    def words(self) -> Text:
        """What is the case, in one or two sentences."""
        raise NotImplementedError

    def advice(self) -> Text:
        """What to try now; empty where there is nothing to do."""
        return ""


def worst(findings: Iterable[Finding]) -> Severity:
    """The worst severity; of nothing at all it is `well`."""
    order = list(SEVERITIES)
    return min((each.severity for each in findings), key=order.index, default="well")

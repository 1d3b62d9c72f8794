"""Whether the box knows what time it is: deadlines, opening hours and the journal are written by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

FIRST_MS = 1_767_225_600_000
"""2026 began. This release is younger: a clock that says less was never set."""


class ClockFinding(Finding, frozen=True, kw_only=True):
    """About the clock; `now` as people at the site would read it."""

    part: ClassVar[Part] = "clock"
    now: str


class ClockWell(ClockFinding, frozen=True, kw_only=True):
    """Set, and known to be."""

    id: ClassVar[str] = "clock.well"
    severity: ClassVar[Severity] = "well"

    def words(self) -> Text:
        return _("It is {now}, and the clock is synchronised.", now=self.now)


class ClockUntrusted(ClockFinding, frozen=True, kw_only=True):
    """It may be right; nobody has set it since the start."""

    id: ClassVar[str] = "clock.untrusted"
    severity: ClassVar[Severity] = "warning"

    def words(self) -> Text:
        return _("The clock says {now}; nobody has set it since the last start.", now=self.now)

    def advice(self) -> Text:
        return _(
            "Compare it with your watch. With a network: timedatectl set-ntp true. Without one: fit a battery clock, then "
            "set battery_clock = true under [site] in kiosk.toml."
        )


class ClockNeverSet(ClockFinding, frozen=True, kw_only=True):
    """It is before this release."""

    id: ClassVar[str] = "clock.never_set"

    def words(self) -> Text:
        return _("The clock says {now}, which cannot be.", now=self.now)

    def advice(self) -> Text:
        return _("Set it: timedatectl set-time 'YYYY-MM-DD HH:MM'; then start the kiosk again.")


def look(case: Case) -> Iterator[Finding]:
    """One line."""
    now = datetime.fromtimestamp(case.now_ms / 1000, ZoneInfo(case.settings.site.zone)).strftime(
        "%Y-%m-%d %H:%M"
    )
    if case.now_ms < FIRST_MS:
        yield ClockNeverSet(now=now)
    elif case.clock_trusted or case.settings.site.battery_clock:
        yield ClockWell(now=now)
    else:
        yield ClockUntrusted(now=now)

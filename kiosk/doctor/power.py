"""Supply and temperature, where the board tells: a Raspberry Pi does, a PC tells its temperature only, a container nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.doctor.case import Case, Machine
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

WARM, HOT = 75, 85
"""Degrees: a Pi slows down from 80 and stops itself at 85."""

WEAK_NOW, WEAK_BEFORE = 1 << 0, 1 << 16
"""Bits of the figure. The others say that the board is slowed down, for this cause or for heat, which has lines of its own."""

GET_THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
"""The same figure as `vcgencmd get_throttled`, for users who may not open /dev/vcio."""


class PowerFinding(Finding, frozen=True, kw_only=True):
    """About the board."""

    part: ClassVar[Part] = "power"


class PowerWell(PowerFinding, frozen=True, kw_only=True):
    """The board has had enough power since it started."""

    id: ClassVar[str] = "power.well"
    severity: ClassVar[Severity] = "well"

    def words(self) -> Text:
        return _("The supply is strong enough.")


class PowerWeak(PowerFinding, frozen=True, kw_only=True):
    """Under-voltage at this moment."""

    id: ClassVar[str] = "power.weak"
    flags: str

    def words(self) -> Text:
        return _("The supply is too weak right now: devices drop out and the card may be damaged.")

    def advice(self) -> Text:
        return _("Use the board's own power supply, a short thick cable, and a powered hub for the printer.")


class PowerWasWeak(PowerFinding, frozen=True, kw_only=True):
    """Under-voltage since the start."""

    id: ClassVar[str] = "power.was_weak"
    severity: ClassVar[Severity] = "warning"
    flags: str

    def words(self) -> Text:
        return _("The supply has been too weak since the last start.")

    def advice(self) -> Text:
        return _("Use the board's own power supply, a short thick cable, and a powered hub for the printer.")


class PowerUnknown(PowerFinding, frozen=True, kw_only=True):
    """Nobody can tell."""

    id: ClassVar[str] = "power.unknown"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("This board does not tell how strong its supply is.")


class TemperatureWell(PowerFinding, frozen=True, kw_only=True):
    """Cool enough."""

    id: ClassVar[str] = "temperature.well"
    severity: ClassVar[Severity] = "well"
    degrees: int

    def words(self) -> Text:
        return _("{degrees} °C.", degrees=self.degrees)


class TemperatureWarm(PowerFinding, frozen=True, kw_only=True):
    """It will soon be slowed down, or was."""

    id: ClassVar[str] = "temperature.warm"
    severity: ClassVar[Severity] = "warning"
    degrees: int

    def words(self) -> Text:
        return _("{degrees} °C: warm. The board slows itself down at about 80.", degrees=self.degrees)

    def advice(self) -> Text:
        return _("Clear the air holes of the cabinet, look at the fan, keep the sun off.")


class TemperatureHot(PowerFinding, frozen=True, kw_only=True):
    """It may stop itself."""

    id: ClassVar[str] = "temperature.hot"
    degrees: int

    def words(self) -> Text:
        return _("{degrees} °C: too hot.", degrees=self.degrees)

    def advice(self) -> Text:
        return _("Clear the air holes of the cabinet, look at the fan, keep the sun off.")


class TemperatureUnknown(PowerFinding, frozen=True, kw_only=True):
    """No sensor."""

    id: ClassVar[str] = "temperature.unknown"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("This board does not tell its temperature.")


def look(case: Case) -> Iterator[Finding]:
    """Both."""
    yield _power(case.machine)
    yield _temperature(case.machine)


def _power(machine: Machine) -> Finding:
    said = machine.text(GET_THROTTLED) or machine.throttled()
    try:
        flags = int(said, 16)
    except ValueError:
        return PowerUnknown()
    if flags & WEAK_NOW:
        return PowerWeak(flags=f"{flags:#x}")
    return PowerWasWeak(flags=f"{flags:#x}") if flags & WEAK_BEFORE else PowerWell()


def _temperature(machine: Machine) -> Finding:
    zones = machine.path("sys/class/thermal").glob("thermal_zone*/temp")
    said = [machine.text(zone.relative_to(machine.root)) for zone in zones]
    degrees = [int(each) // 1000 for each in said if each.lstrip("-").isdecimal()]
    real = [each for each in degrees if 0 < each < 150]  # a zone that is off tells nonsense
    if not real:
        return TemperatureUnknown()
    hottest = max(real)
    if hottest >= HOT:
        return TemperatureHot(degrees=hottest)
    return TemperatureWarm(degrees=hottest) if hottest >= WARM else TemperatureWell(degrees=hottest)

"""The messages about how things are: what `kiosk doctor` asks the desk, what the desk asks the devices, and the answers.

Questions change nothing, and nothing on the way to a customer waits for one.
"""

from __future__ import annotations

from typing import Literal

import msgspec

DeviceClass = Literal["scanner", "stripe_reader", "printer", "lockers", "encoder", "lights"]
DeviceStatus = Literal[
    "online",
    "offline",
    "power_off",
    "no_device",
    "hardware_error",
    "user_error",
    "busy",
    "starting",
    "unknown",
]
"""XFS4IoT's device status values (those that apply), with `unknown` for a device that does not answer: unknown
is not "ok"."""


class AskStatistics(msgspec.Struct, frozen=True, tag="ask_statistics"):
    """How is every device, and what was counted of it? Answered by `Statistics`."""


class CheckHealth(msgspec.Struct, frozen=True, tag="check_health"):
    """UnifiedPOS's CheckHealth: `internal` touches nothing outside the box, `external` asks the device, `interactive` needs a
    person at it. Answered by `HealthChecked` with the same `request`, when the device's own thread comes to it."""

    request: str
    device: str
    level: Literal["internal", "external", "interactive"] = "external"


class AskDesk(msgspec.Struct, frozen=True, tag="ask_desk"):
    """`kiosk doctor`: how is everything that only the running kiosk knows? Answered by `DeskTold`. Changes nothing."""


class PluginTold(msgspec.Struct, frozen=True):
    """One plugin; `reason` in words for a technician."""

    id: str
    version: str
    state: Literal["active", "quarantined", "disabled", "held"]
    reason: str = ""


class Tested(msgspec.Struct, frozen=True):
    """How a device's last self-test at the screen ended, and when."""

    device: str
    test: Literal["read", "scan", "print", "door"]
    outcome: Literal["passed", "failed", "stopped"]
    at_ms: int


class DeviceStatistics(msgspec.Struct, frozen=True):
    """What is known of one device, for a technician. `path`: the wire it is on; `found`: whether that is there, where it can
    be looked at. Counted since `since_ms`, when the device process began: `opens` that succeeded of `attempts`, `errors` (a
    fault that stays is one), `reconnects` after a loss."""

    device: str
    device_class: DeviceClass
    position: str
    status: DeviceStatus
    paper: Literal["", "unknown", "full", "low", "out", "jammed"] = ""
    fault: str = ""
    path: str = ""
    found: Literal["yes", "no", "unknown"] = "unknown"
    model: str = ""
    opens: int = 0
    attempts: int = 0
    errors: int = 0
    reconnects: int = 0
    last_fault: str = ""
    last_fault_ms: int = 0
    since_ms: int = 0


class Statistics(msgspec.Struct, frozen=True, tag="statistics"):
    """Every device that the settings name, in their order."""

    devices: tuple[DeviceStatistics, ...]


class DeskTold(msgspec.Struct, frozen=True, tag="desk_told"):
    """The answer to `AskDesk`. `devices` is None while the device process is away or does not answer; `screens` are the
    positions with a shell; `tests` the last self-test of each device."""

    build: str
    kiosk: str
    clock_trusted: bool
    safe_mode: str
    screens: tuple[str, ...]
    plugins: tuple[PluginTold, ...]
    devices: tuple[DeviceStatistics, ...] | None
    tests: tuple[Tested, ...] = ()


class HealthChecked(msgspec.Struct, frozen=True, tag="health_checked"):
    """How a device is, in words for a technician."""

    request: str
    device: str
    ok: bool
    words: str

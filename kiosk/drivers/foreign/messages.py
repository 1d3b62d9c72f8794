"""Between the device process and one foreign driver's: frames of the link's own over a pair of sockets.

What a driver says names no device: it is the one that it was started for, whatever it believes.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import msgspec

from kiosk.link.health import DeviceStatus
from kiosk.link.lights import SetLights

WORDS = 500
Words: TypeAlias = Annotated[str, msgspec.Meta(max_length=WORDS)]


class Start(msgspec.Struct, frozen=True, tag="start"):
    """The first message: be this device, with these settings. `driver` is `module:Class`, `folder` the runtime folder."""

    driver: str
    device: str
    position: str
    settings: dict[str, Any]
    folder: str


class Enabled(msgspec.Struct, frozen=True, tag="enabled"):
    """The device is claimed and works. `model`: what it said that it is."""

    model: Words = ""


class Alive(msgspec.Struct, frozen=True, tag="alive"):
    """One more turn has come to its end."""


class Says(msgspec.Struct, frozen=True, tag="says"):
    """The device's status has changed."""

    status: DeviceStatus
    fault: Words = ""


class Lost(msgspec.Struct, frozen=True, tag="lost"):
    """The last message: the device is lost or was never there, and why."""

    status: DeviceStatus
    fault: Words


ToDriver: TypeAlias = Start | SetLights
FromDriver: TypeAlias = Enabled | Alive | Says | Lost

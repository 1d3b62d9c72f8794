"""Signal lights: what a tower on the desk shows, as one message that holds all of it.

As small as a tower truly needs. UnifiedPOS's Lights class has a number, a colour, two blink times and an alarm for each call;
XFS4IoT's has positions, colours and four flash rates. Taken over: the colours and the rates by name. Left out: positions (a
tower has one lamp of a colour), brightness, sound. It is a state and no act: the newest one is the truth, sending it twice does
no harm, and nothing about it is recorded.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Colour: TypeAlias = Literal["red", "yellow", "green", "blue", "white"]
Flash: TypeAlias = Literal["continuous", "slow", "medium", "quick"]
"""XFS4IoT's flash rates; half a period of each is in kiosk/drivers/lights.py."""


class SetLights(msgspec.Struct, frozen=True, tag="set_lights"):
    """Show these lamps, each steady or flashing; those that are not named are dark."""

    device: str
    lights: dict[Colour, Flash] = {}

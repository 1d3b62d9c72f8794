"""What a plugin hands to the host: services, availability, claims on scans, settlements. Plain data."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kiosk.link.messages import DeviceClass
from kiosk.link.prompts import Notice, Tone
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

Audience = Literal["customer", "staff"]


class Service(msgspec.Struct, frozen=True):
    """One thing a person can do here; a tile on the home screen, or a line of the staff menu.

    `verb` is its name in comfort mode ("borrow, return an umbrella"). `devices` are the classes that it cannot
    do without: while none of a class is online, the tile is greyed and says so. `order` places the tile, small
    first. `right` is what staff must hold to be offered it: one of the plugin's own (`lending.count`) or of the desk's;
    "" is `desk.serve`. `group`: staff's lines of a plugin that bear the same one stand together under one line of the menu.
    """

    id: str
    title: Text
    flow: Callable[[Visit], Coroutine[Any, Any, None]]
    verb: Text = ""
    icon: str = "concierge"
    tone: Tone = "primary"
    audience: Audience = "customer"
    devices: tuple[DeviceClass, ...] = ()
    order: int = 100
    when_closed: Literal["refuse", "serve"] = "refuse"
    """Once the site is closed: the tile is greyed and says when it opens, or it goes on serving what brings back and
    collects (the flow asks `visit.calendar.lends` before it lends)."""
    right: str = ""
    group: Text = ""
    members: Literal["any", "local"] = "any"
    """`local`: it changes what only the local ledger keeps (balances, cards, points), and is offered nowhere where members are
    a remote system's."""


class Availability(msgspec.Struct, frozen=True):
    """What stands under a tile's name now ("12 to lend"), whether it can be pressed, and whether it is `offered` at all:
    a service that this kiosk has nothing for takes no room on the screen."""

    note: Text = ""
    enabled: bool = True
    offered: bool = True


class Claim(msgspec.Struct, frozen=True):
    """ "This scan is mine": start `service_id` with `argument` in `Visit.argument`."""

    service_id: str
    argument: str


class Facts(msgspec.Struct, frozen=True):
    """What is known of the world when a reservation is settled.

    `outcome` is that of the reservation's operation (empty when it has none); `door` the state of the place's
    door as the sensor tells it, `unknown` when it cannot be read.
    """

    outcome: Literal["", "done", "failed", "uncertain"] = ""
    reason: str = ""
    door: Literal["unknown", "locked", "pulsing", "open", "left_open", "stuck", "forced"] = "unknown"


class Decided(msgspec.Struct, frozen=True):
    """What a plugin made of a decision. `outdated`: what was approved is not what stands in the store any more, and nothing
    was done. `told` is one sentence for whoever answered."""

    told: Text = ""
    outdated: bool = False


class Settlement(msgspec.Struct, frozen=True):
    """How a reservation was settled: the word for the record, and what the customer is told if still there."""

    how: str
    notice: Notice | None = None

"""Pulled out and pushed in, as both scanners' files tell it: the device is back by its stable name though its number moved.

Left out: what takes the old number meanwhile, which differs between a keyboard and a serial port.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from kiosk.link.messages import DeviceChanged
from lab.guest.aids import Events, until


class Pluggable(Protocol):
    """A gadget with a plug and a stable name."""

    @property
    def by_id(self) -> Path:
        """Its stable name."""

    def plug(self) -> None:
        """Push it in."""

    def unplug(self) -> None:
        """Pull it out."""


class Replug(NamedTuple):
    """What came of it: the status that was told, after how long, and which device file it was and is."""

    status: str
    noticed: float
    before: str
    now: str
    back: float

    def __str__(self) -> str:
        return (
            f"{self.status} {self.noticed * 1000:.0f} ms after the plug; {self.before} became {self.now}, "
            f"by-id stayed; back after {self.back:.1f} s"
        )


def replug(gadget: Pluggable, events: Events, *, meanwhile: Callable[[], None] = lambda: None) -> Replug:
    """Pull it out, do something meanwhile, push it in, and wait until its driver has it again."""
    before = gadget.by_id.resolve()
    after = len(events.all)
    began = time.monotonic()
    gadget.unplug()
    gone = events.wait(lambda event: isinstance(event, DeviceChanged), after=after)
    noticed = time.monotonic() - began
    until(lambda: not gadget.by_id.is_symlink(), 20, "the stable name stayed")
    meanwhile()
    gadget.plug()
    began = time.monotonic()
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online", after=after)
    back = time.monotonic() - began
    now = gadget.by_id.resolve()
    assert gone.status in {"offline", "no_device"}
    assert before != now
    return Replug(gone.status, noticed, before.name, now.name, back)

"""What every emulated device on a plug has in common: it can be unplugged, and things can be wrong with it.

Left out: what a fault does, which each device knows itself, and printers at a network address, which have no plug.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol


class Faulty(Protocol):
    """The part of a device's truth that is about faults: the value of each that it has now."""

    faults: dict[str, int]


class Plugged(ABC):
    """One device at one port of the runtime folder. Lives on the world's asyncio loop."""

    truth: Faulty
    pulled: ClassVar[str]
    """The fault that is its plug being out."""

    @abstractmethod
    def plug(self) -> None:
        """The port appears. Does nothing when it is there."""

    @abstractmethod
    def unplug(self) -> None:
        """The port disappears under whoever has it open. Does nothing when it is gone."""

    def appear(self) -> None:
        """Be there, or not, as its faults say."""
        if self.pulled in self.truth.faults:
            self.unplug()
        else:
            self.plug()

    def fault(self, kind: str, value: int, *, on: bool) -> None:
        """Break or mend something."""
        if on:
            self.truth.faults[kind] = value
        else:
            self.truth.faults.pop(kind, None)
        self.appear()

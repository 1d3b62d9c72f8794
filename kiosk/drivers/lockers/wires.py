"""The seam between a bank and what is behind it: pins of this computer (`lines.py`) or lock boards at a serial port."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeAlias


class Wires(Protocol):
    """All doors of one bank, claimed together."""

    def look(self, watched: Collection[int]) -> Mapping[int, bool]:
        """Read switches, those in `watched` for certain unless nobody answers; which doors are open. Raises a `DeviceError`."""

    def look_again_after(self, *, moving: bool) -> float:
        """Seconds until the next `look`; `moving`: a door may be about to change."""

    def pulse(self, compartment: int, seconds: float) -> None:
        """Release one lock once; returns at once, and it ends by itself. Raises a `DeviceError`."""

    def release(self) -> None:
        """Everything low and given back; goes on past what is gone."""


Changed: TypeAlias = Callable[[int, bool], None]
"""`changed(compartment, is_open)`, from any thread: a switch has moved."""

Connect: TypeAlias = "Callable[[Changed, Callable[[], None]], Wires]"
"""`connect(changed, lost)` claims a bank's wires; `lost()` may be called from any thread when they have gone.
Raises a `DeviceError`."""

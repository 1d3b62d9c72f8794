"""Which faults there are, by what can have them: for whoever offers them all, as the bench does.

Read from the types that the world's protocol is made of, so that a fault that is added there is offered by itself.
"""

from __future__ import annotations

from typing import get_args

from kiosk.drivers.world import cards
from kiosk.drivers.world import messages as said

FAMILIES: dict[str, tuple[str, ...]] = {
    "door": get_args(said.DoorFault),
    "boards": get_args(said.BoardFault),
    "expanders": get_args(said.ExpanderFault),
    "scanner": get_args(said.ScannerFault),
    "encoder": get_args(cards.EncoderFault),
    "printer": get_args(said.PrinterFault),
}
"""A test holds the whole of it equal to what `SetFault` takes."""

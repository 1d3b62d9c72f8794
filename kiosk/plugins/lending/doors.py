"""Waiting at a door: until it has been seen open, and until it is shut again. Borrowing and returning share these.

Sensors are read by the device process; what arrives here are its words. A door event may come before or after the outcome of
the pulse, and an old one may still be on its way, so the loops ask again, with the same prompt, until what they wait for is so.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import (
    BACK,
    Board,
    Chosen,
    DoorMoved,
    Doors,
    OperationFinished,
    Operations,
    Progress,
    Scan,
    Scans,
    TimedOut,
    Visit,
)

from .reading import place_ids
from .settle import DID_NOT_MOVE, OPEN

OPENING_SECONDS = 15
"""Longest wait for the outcome of a pulse; the bank itself gives up after three seconds. Later the outcome is settled."""

Seen = Literal["open", "did_not_open", "not_pulsed", "uncertain", "no_answer"]
"""`not_pulsed`: the command never reached a coil. `no_answer`: no outcome yet; the reservation stays for `settle`."""


async def doors_now(visit: Visit) -> dict[str, str]:
    """Every door's state as last read, for the rules inside a write."""
    return {place_id: visit.door(place_id) for place_id in await visit.read(place_ids)}


async def until_open(visit: Visit, screen: Progress, place_id: str, operation_id: str) -> Seen:
    """Wait until the door has been seen open, or will not be."""
    accepts = (Operations(operation_id), Doors(place_id))
    outcome = await visit.ask(screen, accepts=accepts, within=OPENING_SECONDS, back=False)
    while True:
        match outcome:
            case OperationFinished(outcome="done"):
                return "open"
            case OperationFinished(outcome="failed", reason=reason):
                return "did_not_open" if reason in DID_NOT_MOVE else "not_pulsed"
            case OperationFinished():
                return "open" if visit.door(place_id) in OPEN else "uncertain"
            case DoorMoved(state=state) if state in OPEN:
                return "open"
            case TimedOut():
                return "open" if visit.door(place_id) in OPEN else "no_answer"
        outcome = await visit.ask(screen, accepts=accepts, within=OPENING_SECONDS, back=False, update=True)


async def until_shut(
    visit: Visit, screen: Board, place_id: str, *, within: float, scans: bool = False, update: bool = False
) -> Literal["shut", "left_open"] | Chosen | Scan:
    """Wait until the door is shut; or it stays open too long, a button is pressed, a tag is scanned."""
    accepts = (Doors(place_id), Scans()) if scans else (Doors(place_id),)
    while True:
        match await visit.ask(screen, accepts=accepts, within=within, back=False, update=update):
            case DoorMoved(state="locked"):
                return "shut"
            case DoorMoved(state="left_open") | TimedOut():
                return "left_open"
            case Chosen() as chosen if chosen != BACK:
                return chosen
            case Scan() as scan:
                return scan
        update = True

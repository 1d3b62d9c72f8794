"""Waiting at a door: until it has been seen open, and until it is shut again.

Sensors are read by the device process; what arrives here are its words. A door event may come before or after the outcome of
the pulse, and an old one may still be on its way, so the loops ask again, with the same prompt, until what they wait for is so.
`seen_in` reads the same from the facts of a settlement, so that a flow and its settlement never differ about what was seen.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.outcomes import BACK, DoorMoved, Doors, OperationFinished, Operations, Scan, Scans, TimedOut
from kiosk.core.service import Facts
from kiosk.core.store.transaction import Transaction
from kiosk.core.visit import Visit
from kiosk.link.prompts import Board, Chosen, Progress

OPENING_SECONDS = 15
"""Longest wait for the outcome of a pulse; the bank itself gives up after three seconds. Later the outcome is settled."""

SHUT = "locked"
"""The only door state in which a door is offered: an unknown door is not "ok" (design, wall 4)."""

OPEN_STATES = frozenset({"open", "left_open", "forced"})
"""Door states that a sensor shows only when the door is not shut."""

DID_NOT_MOVE = frozenset({"stuck", "the door did not open"})
"""The devices' words for a door that was pulsed and not seen open. Every other failure was never a pulse, and says nothing
about the door: it stays in service."""

Seen = Literal["open", "did_not_open", "not_pulsed", "uncertain", "no_answer"]
"""`not_pulsed`: the command never reached a coil. `no_answer`: no outcome yet; the reservation stays for `kiosk_settle`."""


async def doors_now(visit: Visit) -> dict[str, str]:
    """Every door's state as last read, for the rules inside a write."""
    return {place_id: visit.door(place_id) for place_id in await visit.read(_place_ids)}


def _place_ids(tx: Transaction) -> list[str]:
    return [place.id for place in tx.places()]


def seen_in(facts: Facts) -> Seen:
    """What is known of a pulse when its reservation is settled; never `no_answer`, since settling waits for the outcome."""
    if facts.outcome == "done":
        return "open"
    if facts.outcome == "uncertain":
        return "open" if facts.door in OPEN_STATES else "uncertain"
    return "did_not_open" if facts.reason in DID_NOT_MOVE else "not_pulsed"


async def until_open(visit: Visit, screen: Progress, place_id: str, operation_id: str) -> Seen:
    """Wait until the door has been seen open, or will not be."""
    accepts = (Operations(operation_id), Doors(place_id))
    outcome = await visit.ask(screen, accepts=accepts, within=OPENING_SECONDS, back=False)
    while True:
        match outcome:
            case OperationFinished(outcome=ended, reason=reason):
                return seen_in(Facts(outcome=ended, reason=reason, door=visit.door(place_id)))
            case DoorMoved(state=state) if state in OPEN_STATES:
                return "open"
            case TimedOut():
                return "open" if visit.door(place_id) in OPEN_STATES else "no_answer"
        outcome = await visit.ask(screen, accepts=accepts, within=OPENING_SECONDS, back=False, update=True)


async def until_shut(
    visit: Visit, screen: Board, place_id: str, *, within: float, scans: bool = False, update: bool = False
) -> Literal["shut", "left_open"] | Chosen | Scan:
    """Wait until the door is shut; or it stays open too long (`within` seconds), a button is pressed, a tag is scanned."""
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

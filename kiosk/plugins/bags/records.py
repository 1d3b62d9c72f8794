"""What the flows and rules of bag storage pass around: frozen plain data, never models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import PlaceRecord

State = Literal["opening", "void", "stored", "collected", "removed"]
"""`opening`: a ticket and a compartment are promised, its door has not been seen open. `void`: nothing was stored.
`stored`: the door has been seen open for it, and nobody has taken it out since. `collected`: it was handed out, by
its ticket or by staff. `removed`: staff took it out at the end of the day; it waits where lost property is kept."""

BEHIND_A_DOOR: tuple[State, ...] = ("opening", "stored")
"""States in which a compartment and a ticket number are taken."""

HERE: tuple[State, ...] = (*BEHIND_A_DOOR, "removed")
"""States in which the mall has the bag, or may have: its code still says something."""

Question = Literal["", "put_in", "taken", "left_open", "uncertain"]
"""What staff have to look at, because a sensor cannot tell: was a bag put in at all, was it taken out, the door was
left open with it inside, the devices died around the pulse. The ticket stays good meanwhile."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """One bag. `ticket` is the short number on its paper; times in UTC ms; `look` is what staff wrote down ("suitcase:red")."""

    id: str
    number: str
    ticket: int
    kind: str
    place_id: str
    item_id: str
    state: State
    question: Question
    opened_ms: int
    until_ms: int
    stored_ms: int | None
    openings: int
    counted: str
    blocked: bool
    look: str
    removed_ms: int | None
    ended_ms: int | None


@dataclass(frozen=True, slots=True)
class Secret:
    """A ticket's two keys, known to the flow that made them and to the paper: digits to type, and what the QR code says."""

    digits: str
    scan: str

    def __repr__(self) -> str:
        return "Secret(<masked>)"


@dataclass(frozen=True, slots=True)
class Storing:
    """A compartment is held for a new bag: what was written before its door is opened."""

    deposit: Deposit
    place: PlaceRecord
    reservation_id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Opening:
    """A door is being opened: what was written before the pulse. `keep`: the bag stays stored."""

    operation_id: str
    reservation_id: str
    place: PlaceRecord
    deposit: Deposit
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One compartment for bags as the rules see it; `door` is the sensor's word."""

    place: PlaceRecord
    door: str

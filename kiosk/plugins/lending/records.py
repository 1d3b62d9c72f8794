"""What the flows and rules of lending pass around: frozen plain data, never models.

`Loan` and `Case` are copies of rows. A `Spot` is one door as the rules see it: the place, its door as last read, the items
that the books believe inside, and whether somebody has to look at it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Item, PlaceRecord

LoanState = Literal[
    "opening", "void", "lent", "unverified", "returning_unverified", "returned", "missing", "lost"
]
"""`opening`: the pulse is intended, the door has not been seen open. `void`: it never was, nothing was lent. `lent`: it was.
`unverified`: whether the item was taken is for staff to see (nothing is due meanwhile); the books keep it in its place.
`returning_unverified`: a door was opened to bring it back, the end was not seen; not overdue. `missing`: neither in its
place nor with the member, as staff found. `lost`: given up. `void` and `returned` are final; what is lost may turn up."""

OPEN_STATES: tuple[LoanState, ...] = ("opening", "lent")
"""States in which an item is promised to one member: held unique by the database."""

CaseKind = Literal[
    "not_taken",
    "uncertain",
    "returning",
    "mismatch",
    "found",
    "left_open",
    "door",
    "lost",
    "transit",
    "count",
    "taken",
    "handed_in",
]
"""What staff have to look at, by what the sensors could not tell (see `cases.py`)."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One attempt to lend one item from one place; a second door tried is a second loan. Times in UTC ms.

    `member_id` is "" for what staff lent without a card (`borrower_id` says to whom). `renewed` counts renewals; `terms` is the
    version of the safety rules that were accepted for it.
    """

    id: str
    number: str
    code: str
    kind: str
    member_id: str
    item_id: str
    place_id: str
    state: LoanState
    confirmed: bool
    slot: int
    opened_ms: int
    due_ms: int
    borrowed_ms: int | None = None
    returned_ms: int | None = None
    returned_place_id: str | None = None
    borrower_id: str = ""
    renewed: int = 0
    terms: str = ""

    @property
    def by_member(self) -> bool:
        """Whether a member's card stands for it; else staff lent it to somebody whom `borrowers` knows."""
        return self.member_id != ""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that waits for staff. `reason` is a word for the record ("changed_mind")."""

    id: str
    kind: CaseKind
    reason: str
    opened_ms: int
    loan_id: str | None = None
    item_id: str | None = None
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Lodged:
    """An item believed in a place. `dry_ms`: when it is dry (0: always was); `checked`: not offered until staff have looked."""

    item: Item
    dry_ms: int = 0
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as the rules see it. `door` is the sensor's word; `checked`: the whole place waits for staff."""

    place: PlaceRecord
    door: str
    items: tuple[Lodged, ...] = ()
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What matters about a member who wants to borrow: counts of this kind's loans."""

    active: bool
    out: int = 0
    overdue: int = 0
    unverified: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """A door is being opened for a customer: what was written before the pulse."""

    operation_id: str
    reservation_id: str
    place: PlaceRecord
    item: Item
    loan: Loan


@dataclass(frozen=True, slots=True)
class Receiving:
    """A door is being opened for something brought back; without a loan, nobody has it on loan."""

    operation_id: str
    reservation_id: str
    place: PlaceRecord
    item: Item
    loan: Loan | None

"""What the store hands out: plain, frozen data. No peewee model and no connection ever leaves the store.

Times are integer UTC milliseconds, ids are UUIDv7 text; "no such thing" in a text field is "" and in a number
None.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.core.personal import Personal
from kiosk.link.cards import Coercivity, TrackNumber, Tracks
from kiosk.link.prompts import Fact
from kiosk.link.slips import Slip
from kiosk.link.texts import NAMES, Message, Text

OperationKind = Literal["open_door", "print_slip", "encode_card", "erase_card", "read_card"]
OperationState = Literal["intended", "done", "failed", "uncertain"]
PlaceKind = Literal["single", "rack"]


class Context(msgspec.Struct, frozen=True):
    """On whose behalf a transaction runs; goes into its journal rows, reservations and operations.

    `actor` is "customer", "staff:<id>" or "system"; `plugin` is "" for the host's own code, and otherwise
    limits what SQL of its own the transaction may use to the plugin's tables.
    """

    actor: str = "system"
    position: str = ""
    session_id: str = ""
    plugin: str = ""


class CardWork(msgspec.Struct, frozen=True):
    """What is to be done to a card. Goes with the operation from the commit to the encoder, and is kept nowhere."""

    tracks: Tracks = Tracks()
    erased: tuple[TrackNumber, ...] = ()
    coercivity: Literal["", Coercivity] = ""


class CardMatter(msgspec.Struct, frozen=True):
    """Something about a card that waits for staff: a member's stripe is to be written anew (`reencode`), an operation may
    have changed a card and nobody has seen the result (`unknown`), or has failed with half of it on the card (`spoiled`)."""

    id: str
    kind: Literal["reencode", "unknown", "spoiled"]
    member_id: str
    operation_id: str
    position: str
    opened_ms: int


class Operation(msgspec.Struct, frozen=True):
    """A durable intention that touches the world. `done`, `failed` and `uncertain` are final."""

    id: str
    kind: OperationKind
    purpose: str
    state: OperationState
    reason: str = ""
    place_id: str = ""
    bank: str = ""
    number: int = 0
    slip: Slip | None = None
    card: CardWork | None = None
    session_id: str = ""
    plugin: str = ""
    position: str = ""
    intended_ms: int = 0
    ended_ms: int | None = None


class Reservation(msgspec.Struct, frozen=True):
    """A durable hold on one thing, its `subject`: "place:<id>", "item:<id>", "member:<id>" or a plugin's own
    "<plugin>:<key>".
    """

    id: str
    kind: str
    subject: str
    data: dict[str, str | int]
    held_ms: int
    until_ms: int | None = None
    operation_id: str = ""
    session_id: str = ""
    plugin: str = ""
    position: str = ""
    released_ms: int | None = None
    how: str = ""

    @property
    def held(self) -> bool:
        """Whether it still holds its subject."""
        return self.released_ms is None


class PlaceRecord(msgspec.Struct, frozen=True):
    """A compartment (`single`) or a rack behind one door. `level` counts the items in it, `held` is a
    reservation on it.
    """

    id: str
    bank: str
    number: int
    row: int
    column: int
    kind: PlaceKind
    capacity: int
    holds: tuple[str, ...]
    in_service: bool
    level: int
    held: bool
    service_reason: str = ""
    lock: bool = True
    """False for a row without doors: nothing is wired, and no door can be opened."""

    @property
    def bank_name(self) -> Text:
        """Where the bank is, in the reader's language; `bank` is what the store and the wires know it by."""
        return Message(NAMES, self.bank)

    @property
    def free(self) -> int:
        """How many more items fit."""
        return self.capacity - self.level


class Item(msgspec.Struct, frozen=True):
    """One thing with a tag. `place_id` None: in somebody's hands."""

    id: str
    tag: str
    kind: str
    label: str = ""
    label_zh: str = ""
    description: str = ""
    place_id: str | None = None


class Member(msgspec.Struct, frozen=True):
    """A member as services see one: no phone number, no birthday, and of the card only its tail."""

    id: str
    card_tail: str
    name: Personal
    status: str
    tier: str
    language: str


class StaffIdentity(msgspec.Struct, frozen=True):
    """Who signed in. `member_id` is their own member account, where the desk was told of one (A1, A11)."""

    id: str
    number: str
    name: str
    role: str
    member_id: str = ""


ApprovalState = Literal["open", "given", "used", "approved", "refused", "outdated", "expired", "withdrawn"]


class Approved(msgspec.Struct, frozen=True):
    """A second person's yes, for one act of this visit: `Transaction.use_approval` uses it up."""

    id: str
    by: StaffIdentity
    asked_by: str
    right: str
    reason: str


class ApprovalRequest(msgspec.Struct, frozen=True):
    """What waits for an approval, and what has become of it. `right` is what whoever answers must hold."""

    id: str
    plugin: str
    kind: str
    subject: str
    version: str
    right: str
    reason: str
    title: Text
    facts: tuple[Fact, ...]
    data: dict[str, str | int]
    not_by: tuple[str, ...]
    state: ApprovalState
    asked_by: str
    asked_ms: int
    position: str
    session_id: str
    expires_ms: int
    decided_by: str = ""
    decided_ms: int | None = None


class StaffRules(msgspec.Struct, frozen=True):
    """What the settings say of staff that the store itself holds people to."""

    approval_ms: int = 24 * 3_600_000
    """How long a request for an approval stays open."""
    own_account: Literal["refuse", "flag"] = "refuse"
    """What happens when staff serve their own member account (A1)."""


class StaffRecord(msgspec.Struct, frozen=True):
    """A staff account, without its secret."""

    id: str
    number: str
    name: str
    role: str
    active: bool
    locked_until_ms: int
    made_ms: int
    member_id: str = ""


class Session(msgspec.Struct, frozen=True):
    """One visit, as far as it is kept: where and when, never who."""

    id: str
    position: str
    begun_ms: int
    ended_ms: int | None = None
    how: str = ""


class JournalEntry(msgspec.Struct, frozen=True):
    """One row of the journal. `data` is the canonical JSON text that was hashed."""

    seq: int
    at_ms: int
    boot_id: str
    clock_trusted: bool
    business_day: int
    event: str
    actor: str
    position: str
    session_id: str
    data: str
    previous_hash: bytes
    hash: bytes


class PluginRecord(msgspec.Struct, frozen=True):
    """What is known of a plugin across restarts."""

    id: str
    version: str
    state: str
    reason: str
    strikes: int
    changed_ms: int

"""All that a plugin may import from the host; the promise of stability covers these names and no others.

`import-linter` holds the built-in plugins to this module, so that what they use a stranger can use too.
"""

from __future__ import annotations

from kiosk.core.calendar import Calendar, Opening
from kiosk.core.card_work import CardEnd, until_carded
from kiosk.core.hookspecs import hookimpl
from kiosk.core.ledger import (
    FEN,
    NO_END,
    POINT,
    Account,
    Entry,
    Lot,
    LotLeft,
    Share,
    Transfer,
    bonus,
    drawer,
    pieces,
    points,
    points_owed,
    principal,
    stock,
)
from kiosk.core.ledger import Line as LedgerLine
from kiosk.core.lockers.doors import (
    DID_NOT_MOVE,
    OPEN_STATES,
    SHUT,
    Seen,
    doors_now,
    seen_in,
    until_open,
    until_shut,
)
from kiosk.core.lockers.holding import take_place
from kiosk.core.lockers.words import (
    close_the_door,
    door_map,
    door_name,
    opening_door,
    place_name,
    several_banks,
    where_is,
)
from kiosk.core.moments import clock, day, local, moment, stamp, when
from kiosk.core.outcomes import (
    BACK,
    Cards,
    CardSeen,
    CardWanted,
    Changed,
    Changes,
    DoorMoved,
    Doors,
    KnownCode,
    OperationFinished,
    Operations,
    Outcome,
    Scan,
    Scans,
    TimedOut,
)
from kiosk.core.personal import Personal, identity_number, mask_phone, tail
from kiosk.core.reasons import reason_key, split_reason
from kiosk.core.records import (
    ApprovalRequest,
    Approved,
    CardMatter,
    Item,
    JournalEntry,
    Member,
    Operation,
    PlaceRecord,
    Reservation,
    StaffIdentity,
)
from kiosk.core.reports import Cell, Report, Sheet, Span
from kiosk.core.rules import RuleKind, RuleVersion
from kiosk.core.service import Availability, Claim, Decided, Facts, Service, Settlement
from kiosk.core.service_slip import service_slip, signature
from kiosk.core.store.check import Finding
from kiosk.core.store.errors import (
    AlreadyAsked,
    AlreadyEntered,
    AlreadyHeld,
    ApprovalUsed,
    ConstraintBroken,
    MonthClosed,
    NotAllowed,
    Overdrawn,
    OwnAccount,
    PlaceFull,
    Reversed,
    StoreFull,
)
from kiosk.core.store.models import PluginModel
from kiosk.core.store.transaction import Transaction
from kiosk.core.store.walls import append_only
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.cards import Tracks
from kiosk.link.prompts import (
    Action,
    Board,
    Chip,
    Choice,
    Chosen,
    Confirm,
    Detail,
    Entered,
    Fact,
    Keypad,
    Menu,
    Notice,
    Place,
    PresentCard,
    Progress,
    Prompt,
    Row,
    Steps,
    Table,
)
from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip
from kiosk.link.texts import Message, Text

__all__ = [
    "BACK", "DID_NOT_MOVE", "FEN", "NO_END", "OPEN_STATES", "POINT", "SHUT", "Account", "Action", "AlreadyAsked",
    "AlreadyEntered", "AlreadyHeld", "ApprovalRequest", "ApprovalUsed", "Approved", "Availability", "Board", "Calendar",
    "CardEnd", "CardMatter", "CardSeen", "CardWanted", "Cards", "Cell", "Changed", "Changes", "Chip", "Choice", "Chosen",
    "Claim", "Code", "Confirm", "ConstraintBroken", "Decided", "Detail", "DoorMoved", "Doors", "Entered", "Entry", "Fact",
    "Facts", "Finding", "Frame", "Item", "JournalEntry", "Keypad", "KnownCode", "LedgerLine", "Line", "Lot", "LotLeft",
    "Member", "Menu", "Message", "MonthClosed", "NotAllowed", "Notice", "Opening", "Operation", "OperationFinished",
    "Operations", "Outcome", "Overdrawn", "OwnAccount", "Pair", "Personal", "Place", "PlaceFull", "PlaceRecord",
    "PluginModel", "PresentCard", "Progress", "Prompt", "Report", "Reservation", "Reversed", "Row", "Rule", "RuleKind",
    "RuleVersion", "Scan", "Scans",
    "Seen", "Service", "Settlement", "Share", "Sheet", "Slip", "Span", "StaffIdentity", "Steps", "StoreFull", "Table",
    "Text", "Texts", "TimedOut", "Tracks", "Transaction", "Transfer", "Visit", "append_only", "bonus", "clock",
    "close_the_door", "day", "door_map", "door_name", "doors_now", "drawer", "hookimpl", "identity_number", "local",
    "mask_phone", "moment", "opening_door", "pieces", "place_name", "points", "points_owed", "principal", "reason_key",
    "seen_in", "service_slip", "several_banks", "signature", "split_reason", "stamp", "stock", "tail", "take_place",
    "until_carded", "until_open", "until_shut", "when", "where_is",
]  # fmt: skip

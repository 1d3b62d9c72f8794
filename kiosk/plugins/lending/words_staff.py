"""What staff read: questions, resolutions, deeds, and the journal's events in words."""

from __future__ import annotations

from kiosk.core.api import Message, Text

from .answers import Resolution
from .records import Case, CaseKind
from .wall_rules import Deed
from .words import _, split_reason

REASONS: dict[tuple[CaseKind, str], Text] = {
    ("not_taken", "nothing_there"): _("Customer got nothing"),
    ("not_taken", "changed_mind"): _("Customer changed their mind"),
    ("not_taken", "said_not_open"): _("Customer says it did not open: is it still inside?"),
    ("not_taken", "left_early"): _("Customer left before the door opened"),
    ("not_taken", "cut_off"): _("Visit cut off at the open door"),
    ("uncertain", "uncertain"): _("Devices lost during opening"),
    ("returning", "unseen"): _("Return not seen to its end"),
    ("mismatch", "other_tag"): _("Another one was put in"),
    ("found", "not_on_loan"): _("Brought back, was not on loan"),
    ("found", "swapped"): _("Perhaps here after a swap"),
    ("left_open", "borrowing"): _("Door left open after borrowing"),
    ("left_open", "returning"): _("Door left open after a return"),
    ("door", "did_not_open"): _("Pulsed, the door did not move"),
    ("door", "said_not_open"): _("Customer says it did not open: check the door"),
    ("door", "uncertain"): _("Devices lost during opening: check the door"),
    ("found", "stowed"): _("Staff put it in, end not seen"),
    ("taken", "unseen"): _("Staff took it out, end not seen"),
    ("transit", "late"): _("On its way for too long"),
    ("count", "differs"): _("Count differs from the book"),
    ("handed_in", "scanned"): _("Left beside the lockers, tag scanned"),
    ("handed_in", "not_scanned"): _("Left beside the lockers, not scanned"),
    ("lost", "overdue"): _("Long overdue"),
    ("lost", "reported"): _("Reported lost by the customer"),
    ("lost", "missing"): _("Not in its locker"),
    ("lost", "swapped"): _("Not seen since a swap"),
}

RESOLUTIONS: dict[CaseKind, tuple[Resolution, ...]] = {
    "not_taken": ("inside", "not_inside"),
    "uncertain": ("inside", "not_inside"),
    "returning": ("inside", "not_inside"),
    "mismatch": ("inside", "not_inside"),
    "found": ("inside", "not_inside"),
    "left_open": ("closed", "inside"),
    "door": ("works",),
    "lost": ("found", "gone"),
    "taken": ("inside", "not_inside"),
    "transit": ("found", "gone"),
    "count": ("approved", "refused"),
    "handed_in": ("found", "not_here"),
}
"""What a person can have found, by question; the likeliest first."""


def resolutions(one: Case) -> tuple[Resolution, ...]:
    """What a person can have found there: nothing is missed inside where no loan is asked about."""
    offered = RESOLUTIONS[one.kind]
    return tuple(
        each for each in offered if each != "inside" or one.kind != "left_open" or one.loan_id is not None
    )


RESOLUTION_WORDS: dict[Resolution, Text] = {
    "inside": _("It is inside"),
    "not_inside": _("It is not inside"),
    "found": _("Found"),
    "gone": _("Give up as lost"),
    "closed": _("Closed now"),
    "works": _("Door works again"),
    "approved": _("Approve the correction"),
    "refused": _("Count again"),
    "not_here": _("It is not here"),
}

DEED_WORDS: dict[Deed, Text] = {
    "unlock": _("Unlock (with reason)"),
    "resolve": _("Settle the question"),
    "off": _("Take out of service"),
    "on": _("Back in service"),
    "dry": _("It is dry"),
    "items": _("What is inside"),
    "log": _("Record"),
}

EVENTS: dict[str, Text] = {
    "lending.reserved": _("Opening for a customer"),
    "lending.borrowed": _("Borrowed"),
    "lending.voided": _("Nothing was lent"),
    "lending.unverified": _("Taken or not: to be checked"),
    "lending.missing": _("Not in its locker"),
    "lending.swapped": _("Swapped in the books"),
    "lending.return_begun": _("Opening for a return"),
    "lending.return_abandoned": _("Nothing was returned"),
    "lending.return_unverified": _("Returned or not: to be checked"),
    "lending.returned": _("Returned"),
    "lending.handed_in": _("Left beside the lockers"),
    "lending.kept_at_desk": _("Kept at the desk"),
    "lending.mismatch": _("Another one was put in"),
    "lending.found": _("Brought back, was not on loan"),
    "lending.case_opened": _("Question opened"),
    "lending.case_closed": _("Question settled"),
    "lending.unlock_begun": _("Unlocking by staff"),
    "lending.unlocked": _("Unlocked by staff"),
    "lending.unlock_failed": _("Unlocking failed"),
    "lending.marked_dry": _("Marked dry"),
    "lending.deposit_taken": _("Deposit taken"),
    "lending.deposit_returned": _("Deposit given back"),
    "lending.borrower_wiped": _("Borrower forgotten"),
    "lending.revealed": _("Number shown"),
    "lending.renewed": _("Kept longer"),
    "lending.marked_clean": _("Cleaned and looked at"),
    "lending.inspected": _("Looked at by staff"),
    "lending.condition_told": _("Customer told its condition"),
    "lending.stock_in": _("New in stock"),
    "lending.stock_out": _("Left the stock"),
    "lending.damaged": _("Damaged"),
    "lending.mended": _("Mended"),
    "lending.lost": _("Given up as lost"),
    "lending.found_again": _("Found again"),
    "lending.put_in": _("Put in by staff"),
    "lending.taken_out": _("Taken out by staff"),
    "lending.staff_door_begun": _("Opening for staff"),
    "lending.transfer_begun": _("Transfer begun"),
    "lending.transfer_out": _("Sent to another place"),
    "lending.transfer_in": _("Arrived from another place"),
    "lending.transfer_void": _("Transfer given up"),
    "lending.transfer_missed": _("Did not arrive"),
    "lending.counted": _("Counted"),
    "lending.count_explained": _("Difference explained"),
    "lending.count_refused": _("Explanation refused"),
    "lending.count_outdated": _("Count outdated"),
    "lending.corrected": _("Book corrected"),
    "lending.reminded": _("Reminded"),
    "lending.place_in_service": _("Back in service"),
    "lending.place_out_of_service": _("Taken out of service"),
}


DESK_REASONS = (
    _("Broken frame"), _("Torn"), _("Dirty"), _("Parts missing"), _("Does not lock"),
    _("Worn out"), _("Beyond repair"), _("Expired"), _("Given away"),
    _("Not found"), _("Put into another locker"), _("Returned without scanning"), _("Book was wrong before"),
    _("Other kiosk"), _("Workshop"), _("Store room"),
)  # fmt: skip
"""The reasons and places that `plugin.toml` comes with; an owner's own are said as they are written."""


def case_line(one: Case) -> Text:
    """A question in one line."""
    return REASONS.get((one.kind, one.reason), _("To be checked"))


def unlock_reason(reason: str) -> Message:
    """A reason without its key, in the reader's language where the catalogue has it."""
    return _(split_reason(reason)[1])


def event_words(event: str) -> Text:
    """A journal event in words; one of somebody else's is shown by its name."""
    return EVENTS.get(event, event)


ACTORS: dict[str, Text] = {"customer": _("Customer"), "staff": _("Staff"), "system": _("By itself")}

"""The paper: borrowed, returned, unlocked. A direction is look 11; how it is laid out is the printer's business.

On it: the one fact that matters in a frame, the code that returns the loan, the end of the card number and no more of the
member. Not on it: any clause that the law calls void ("the mall's interpretation is final"). A returned slip shows no member
at all, because anybody may have brought it back.
"""

from __future__ import annotations

from kiosk.core.api import (
    Code,
    Fact,
    Frame,
    Item,
    Line,
    Pair,
    PlaceRecord,
    Slip,
    StaffIdentity,
    Text,
    Visit,
    service_slip,
    signature,
)

from .borrowers import Borrower
from .kinds import kind_of
from .records import Loan
from .scans import SLIP
from .words import _, item_name, moment, place_name, stamp, yuan


def borrowed(
    visit: Visit, loan: Loan, item: Item, place: PlaceRecord, holder: Fact, deposit_fen: int
) -> Slip:
    """What was lent, until when, and the code for bringing it back."""
    kind = kind_of(loan.kind)
    return service_slip(
        visit,
        "lending.borrowed",
        kind.words.slip_lent,
        Pair(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of),
        Pair(_("Borrowed"), stamp(loan.borrowed_ms or visit.now_ms, visit.zone)),
        Pair(_("Locker"), door(place)),
        Pair(holder.label, holder.value),
        Frame(_("Please return it by"), moment(loan.due_ms, visit.zone)),
        Line(kind.words.slip_advice),
        Line(_("Deposit: {deposit}.", deposit=yuan(deposit_fen))),
        *((Line(_("It is given back in full when this is back.")),) if deposit_fen else ()),
        Code(f"{SLIP}{loan.code}", _("Scan this to return it")),
        number=loan.number,
    )


def deposit_returned(
    visit: Visit, borrower: Borrower, fen: int, number: str, item: Item | None, staff: StaffIdentity
) -> Slip:
    """The deposit is settled: for what, by whom; a place to sign for it. Without an item nothing had been lent."""
    return service_slip(
        visit,
        "lending.deposit",
        _("Deposit given back"),
        Pair(_("Borrower"), borrower.shown),
        *((Pair(kind_of(item.kind).words.one, item_name(item)),) if item is not None else ()),
        Frame(_("Given back in full"), yuan(fen)),
        Pair(_("When"), stamp(visit.now_ms, visit.zone)),
        Pair(_("Staff"), staff.number),
        *signature(_("Signature")),
        number=number,
    )


def renewed(visit: Visit, loan: Loan, item: Item, due_ms: int) -> Slip:
    """The new time, and the same code."""
    kind = kind_of(loan.kind)
    return service_slip(
        visit,
        "lending.renewed",
        kind.words.slip_renewed,
        Pair(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of),
        Pair(_("Noted"), stamp(visit.now_ms, visit.zone)),
        Frame(_("Please return it by"), moment(due_ms, visit.zone)),
        Line(kind.words.slip_advice),
        Code(f"{SLIP}{loan.code}", _("Scan this to return it")),
        number=loan.number,
    )


def returned(visit: Visit, loan: Loan, item: Item, place: PlaceRecord | None) -> Slip:
    """Proof that it is back; without a place, in staff's hands."""
    kind = kind_of(item.kind)
    return service_slip(
        visit,
        "lending.returned",
        kind.words.slip_returned,
        Pair(kind.words.one, item_name(item)),
        Pair(_("Locker"), door(place)) if place is not None else Pair(_("Where"), _("service desk")),
        Frame(_("Returned"), stamp(visit.now_ms, visit.zone)),
        Line(_("Thank you. Fee: {fee}.", fee=yuan(0))),
        Code(f"{SLIP}{loan.code}", _("Code of this loan")),
        number=loan.number,
    )


def unlocked(visit: Visit, place: PlaceRecord, reason: Text, staff: StaffIdentity, number: str) -> Slip:
    """Who opened which door, when and why; for the file."""
    return service_slip(
        visit,
        "lending.unlocked",
        _("Lockers · unlock slip"),
        Pair(_("Locker"), door(place)),
        Pair(_("Staff"), staff.number),
        Frame(_("Unlocked"), stamp(visit.now_ms, visit.zone)),
        Pair(_("Reason"), reason),
        *signature(_("Signature")),
        number=number,
        customer=False,
    )


def door(place: PlaceRecord) -> Text:
    """1F East 17 · 1F 东门 17 号."""
    return place_name(place, several=True)

"""Bringing back, as steps of one write each.

    begin_return     the place held, the pulse intended; the loan stands as it was
    finish_return    the door is shut again: the item is in that place and dries, the loan is over
    unseen           a door was opened for it and the end was not seen: not overdue any more, staff decide
    mismatch         another item than the lent one was put in: never swapped silently, staff decide
    found            an item that nobody has on loan was brought: staff take it in

Anyone may bring anything back, by tag or by slip; whose loan it was is not told. Safe to repeat, like all steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.core.api import Item, Operation, Slip, Transaction

from . import rows
from .cases import close_cases_of, ids, open_case, shut_after_all
from .kind import UNTIL_MARKED
from .kinds import kind_of
from .limits import Limits
from .reading import item_by_id, loan_by_id, loan_of_item, open_cases, spots, unconfirmed_from
from .records import Loan, LoanState, Receiving
from .rules import NoRoomReason, choose_to_return, no_room_because
from .stock_rows import turned_up
from .writes import end_hold, put_out_of_service, set_state

RETURN = "lending.return"
"""The kind of the reservation that a returning visit holds on its place."""

STILL_OUT: tuple[LoanState, ...] = ("lent", "unverified", "returning_unverified", "missing", "lost")
"""States in which the item may turn up; an `opening` one is still behind its door."""


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Nothing was written."""

    why: NoRoomReason


def whose(tx: Transaction, item: Item) -> Loan | None:
    """The loan that an item in somebody's hands ends, as far as the books can tell; None: nobody has it on loan.

    An item believed in a rack, while exactly one loan from that rack was never confirmed by a tag, is that loan's.
    """
    loan = loan_of_item(item.id, *STILL_OUT)
    if loan is not None:
        return loan
    if item.place_id is None or tx.place(item.place_id).kind != "rack":
        return None
    guesses = unconfirmed_from(item.place_id)
    return guesses[0] if len(guesses) == 1 else None


def begin_return(
    tx: Transaction,
    item_id: str,
    loan_id: str | None,
    doors: Mapping[str, str],
    avoid: frozenset[str] = frozenset(),
    *,
    by_staff: bool = False,
) -> Receiving | NoRoom:
    """Choose a free place and intend its pulse. A rack's presumed item is put right here, where the tag has told.

    `by_staff`: an attendant takes it back, and is the one who is told how it ended.
    """
    item = item_by_id(tx, item_id)
    now = spots(tx, doors, item.kind)
    spot = choose_to_return(now, avoid=avoid)
    if spot is None:
        return NoRoom(no_room_because(now))
    loan = loan_by_id(loan_id) if loan_id is not None else None
    if loan is not None and loan.item_id != item_id:
        put_right(tx, loan.id, item_id)
    place = spot.place
    if not place.lock:  # nothing to open and nothing to wait for: it is all in the write that ends the return
        return Receiving("", "", place, item, loan_by_id(loan_id) if loan_id is not None else None)
    operation = tx.intend_door(place.id, purpose=RETURN)
    data: dict[str, str | int] = {"item": item_id, "loan": loan_id or ""}
    if by_staff:
        data["staff"] = 1
    reservation = tx.hold(RETURN, f"place:{place.id}", data=data, operation=operation)
    tx.journal(
        "lending.return_begun", **ids(item=item_id, loan=loan_id, place=place.id, operation=operation.id)
    )
    return Receiving(
        operation.id, reservation.id, place, item, loan_by_id(loan_id) if loan_id is not None else None
    )


def put_right(tx: Transaction, loan_id: str, item_id: str) -> None:
    """The presumed item never left its rack; the one in the customer's hands did."""
    loan = loan_by_id(loan_id)
    tx.move(item_id, None, reason="taken instead")
    tx.move(loan.item_id, loan.place_id, reason="another one was taken")
    set_state(loan_id, loan.state, item_id=item_id, confirmed=1)
    tx.journal("lending.swapped", loan=loan_id, item=item_id, instead_of=loan.item_id, place=loan.place_id)


def finish_return(
    tx: Transaction,
    loan_id: str,
    place_id: str,
    reservation_id: str | None,
    limits: Limits,
    slip: Slip | None = None,
) -> Operation | None:
    """It is in the place and rests there. With a slip, its printing is intended in the same write."""
    loan = loan_by_id(loan_id)
    if loan.state in STILL_OUT:
        if item_by_id(tx, loan.item_id).place_id != place_id:
            tx.move(loan.item_id, place_id, reason="returned")
        set_state(loan_id, "returned", returned_ms=tx.now_ms, returned_place_id=place_id)
        turned_up(loan.item_id)
        rest(tx, loan.item_id, limits)
        tx.journal(
            "lending.returned",
            **ids(
                loan=loan_id,
                item=loan.item_id,
                place=place_id,
                member=loan.member_id or None,
                borrower=loan.borrower_id or None,
            ),
        )
        close_cases_of(
            tx,
            loan_id,
            "came_back",
            kinds=("not_taken", "uncertain", "returning", "mismatch", "lost", "handed_in"),
        )
        shut_after_all(tx, loan_id, place_id)
    end_hold(tx, reservation_id, "returned")
    return tx.intend_print(slip, purpose="lending.returned") if slip is not None else None


def rest(tx: Transaction, item_id: str, limits: Limits, *, since_ms: int | None = None) -> None:
    """The item rests, from now on or since it was put in: until it is dry, or until staff have cleaned it."""
    since = tx.now_ms if since_ms is None else since_ms
    by_clock = kind_of(item_by_id(tx, item_id).kind).rests == "dry"
    rows.put_to_rest(item_id, since, since + limits.rest_ms if by_clock else UNTIL_MARKED)


def rest_until_cleaned(tx: Transaction, item_id: str) -> None:
    """In staff's hands, after somebody had it: what is cleaned after each loan is cleaned after this one too."""
    if kind_of(item_by_id(tx, item_id).kind).rests == "cleaned":
        rows.put_to_rest(item_id, tx.now_ms, UNTIL_MARKED)


def unseen(
    tx: Transaction, loan_id: str, place_id: str, reservation_id: str | None, *, left_open: bool
) -> None:
    """The door was opened for a return, and nobody saw it end: nothing is overdue, staff look into the place.

    Also when the loan was in doubt before: whoever tries again at another door may have put it in there, or at the first one.
    """
    loan = loan_by_id(loan_id)
    asked = {one.kind for one in open_cases(loan_id=loan_id, place_id=place_id)} & {"returning", "mismatch"}
    if loan.state in STILL_OUT and not (asked and loan.state == "returning_unverified"):
        if item_by_id(tx, loan.item_id).place_id is not None:
            tx.move(loan.item_id, None, reason="it was out after all")
        set_state(loan_id, "returning_unverified")
        tx.journal("lending.return_unverified", loan=loan_id, item=loan.item_id, place=place_id)
        close_cases_of(tx, loan_id, "came_back", kinds=("not_taken", "uncertain"))
        open_case(tx, "returning", "unseen", loan_id=loan_id, item_id=loan.item_id, place_id=place_id)
    if left_open:  # also when it has been put in elsewhere meanwhile: the door stands open all the same
        open_case(tx, "left_open", "returning", loan_id=loan_id, place_id=place_id)
    end_hold(tx, reservation_id, "unverified")


def mismatch(tx: Transaction, loan_id: str, item_id: str, place_id: str, reservation_id: str | None) -> None:
    """The scanned tag is not the lent item's: the loan is not overdue, the swap is for staff."""
    loan = loan_by_id(loan_id)
    if loan.state in STILL_OUT:
        set_state(loan_id, "returning_unverified")
        tx.journal("lending.mismatch", loan=loan_id, item=item_id, instead_of=loan.item_id, place=place_id)
        open_case(tx, "mismatch", "other_tag", loan_id=loan_id, item_id=item_id, place_id=place_id)
    end_hold(tx, reservation_id, "mismatch")


def check_tag(tx: Transaction, loan_id: str, item_id: str, place_id: str) -> bool:
    """A tag was scanned at the open door: whether it is the lent item's, a rack's presumed one put right by it.

    Another one's is on record at once, before anything else can happen to the visit; the right one after it takes that back.
    """
    if item_id != loan_by_id(loan_id).item_id:
        claimed = whose(tx, item_by_id(tx, item_id))
        if claimed is None or claimed.id != loan_id:
            open_case(tx, "mismatch", "other_tag", loan_id=loan_id, item_id=item_id, place_id=place_id)
            return False
        put_right(tx, loan_id, item_id)
    close_cases_of(tx, loan_id, "right_tag", kinds=("mismatch",))
    return True


def found(tx: Transaction, item_id: str, place_id: str, reservation_id: str | None) -> None:
    """Nobody had it on loan: the books are put right by staff, who see it."""
    tx.journal("lending.found", item=item_id, place=place_id)
    open_case(tx, "found", "not_on_loan", item_id=item_id, place_id=place_id)
    end_hold(tx, reservation_id, "found")


def abandon_return(
    tx: Transaction,
    place_id: str,
    reservation_id: str | None,
    *,
    reason: str,
    broken: bool,
    left_open: bool = False,
) -> None:
    """Nothing was put in: the loan stands as it was. `broken`: the door did not open and is put out of service."""
    if broken:
        put_out_of_service(tx, place_id, reason)
    if left_open:
        open_case(tx, "left_open", "returning", place_id=place_id)
    tx.journal("lending.return_abandoned", place=place_id, reason=reason)
    end_hold(tx, reservation_id, "abandoned")

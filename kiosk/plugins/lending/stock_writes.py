"""Stock in and out, damaged, mended, lost and found: each a write of its own, journaled with who and why.

What each does to the stock, the loan and the customer:

    take_in      a new item, in staff's hands; `expires_day` for what has one
    retire       out of the stock for good; only from staff's hands, so that nothing is retired that nobody has looked at
    damage       not lent until mended. On loan: the loan ends here and now, its borrower is free; the remark names the loan.
                 In its place: its last borrower's loan is named; nobody is charged by the kiosk (that is for people to say)
    mend         may be lent again
    lose         given up. On loan: the loan is lost, its slot is free again. In a place: it was not there
    find_again   in staff's hands; a loan that was lost or missing is returned, whoever brought it
    keep_at_desk taken back while no place takes it: its loan ends, and it is in staff's hands
    put_in       into a place, by staff's own hands; a loan that is still open on it ends there
"""

from __future__ import annotations

from kiosk.core.api import Item, Operation, Slip, Transaction, reason_key

from . import rows
from .cases import close_cases_of, ids
from .limits import Limits
from .reading import item_by_id, loan_by_id, loan_of_item
from .records import Loan
from .returns import STILL_OUT, finish_return, put_right, rest, rest_until_cleaned
from .stock import enter, remark, where_is
from .stock_rows import set_stock, stock_of, turned_up
from .writes import set_state


class NotPossible(Exception):
    """What was asked does not go with where the item is now: somebody else was quicker. The screen is read again."""


def take_in(
    tx: Transaction, tag: str, kind: str, staff_id: str, *, label: str = "", expires_day: int = 0
) -> Item:
    """A new item with its tag. Raises NotPossible where the tag is known."""
    if tx.item_by_tag(tag) is not None:
        raise NotPossible(f"the tag {tag} is in use")
    item = tx.add_item(tag, kind, label=label)
    set_stock(item.id, expires_day=expires_day, hands=staff_id)
    enter(tx, item.id, "in", "new", staff_id)
    tx.journal("lending.stock_in", **ids(item=item.id, staff=staff_id, expires=expires_day or None))
    return item


def retire(tx: Transaction, item_id: str, reason: str, staff_id: str) -> None:
    """Out of the stock for good, for a reason of the settings."""
    item = _where(tx, item_id, "desk", "lost")
    set_stock(item.id, out_ms=tx.now_ms, aside="", hands="")
    rows.end_rest(item.id)  # nobody has to clean it any more
    enter(tx, item.id, "out", reason_key(reason), staff_id)
    key = reason_key(reason)
    tx.journal_act("lending.stock_out", key, item=item.id, staff=staff_id, reason=key)


def damage(tx: Transaction, item_id: str, note: str, staff_id: str) -> None:
    """Damaged: not lent until it is mended."""
    item = _where(tx, item_id, "place", "desk", "lent", "lost", "transit")
    loan = loan_of_item(item_id, "lent", "returning_unverified", "missing", "lost", "returned")
    if loan is not None and loan.state in STILL_OUT and item.place_id is None:
        back_at_desk(tx, loan, staff_id)
    set_stock(item_id, aside="damaged")
    found = ids(loan=loan.id if loan is not None else None, place=item.place_id)
    remark(
        tx, item_id, "damaged", staff_id,
        note=reason_key(note), place_id=item.place_id or "", loan_id=loan.id if loan is not None else "",
    )  # fmt: skip
    tx.journal("lending.damaged", item=item_id, staff=staff_id, reason=reason_key(note), **found)


def mend(tx: Transaction, item_id: str, staff_id: str) -> None:
    """Sound again."""
    if stock_of(item_id).aside != "damaged":
        return
    item = item_by_id(tx, item_id)
    set_stock(item_id, aside="")
    remark(tx, item_id, "mended", staff_id, place_id=item.place_id or "")
    tx.journal("lending.mended", **ids(item=item_id, staff=staff_id, place=item.place_id))


def lose(tx: Transaction, item_id: str, staff_id: str, *, reason: str = "not_there") -> None:
    """Given up as lost, by a person, whatever the books had believed. `reason` is a key."""
    item = _where(tx, item_id, "place", "desk", "lent", "transit", "lost")
    loan = loan_of_item(item_id, "lent", "returning_unverified", "missing", "unverified")
    place_id = item.place_id or (loan.place_id if loan is not None else "")
    if item.place_id is not None:
        tx.move(item_id, None, reason=f"lost: {reason}")
    if loan is not None:
        set_state(loan.id, "lost")
        close_cases_of(
            tx,
            loan.id,
            "gone",
            kinds=("lost", "not_taken", "uncertain", "returning", "mismatch", "handed_in"),
        )
    set_stock(item_id, aside="lost", hands="")
    rows.end_rest(item_id)  # begins anew when it is found
    remark(tx, item_id, "lost", staff_id, note=reason, place_id=place_id, loan_id=loan.id if loan else "")
    found = ids(
        loan=loan.id if loan else None,
        member=loan.member_id or None if loan else None,
        place=place_id or None,
    )
    tx.journal_act("lending.lost", reason, item=item_id, staff=staff_id, reason=reason, **found)


def find_again(tx: Transaction, item_id: str, staff_id: str) -> None:
    """What was lost is in staff's hands: from the wall, from the list, or by its tag."""
    item = _where(tx, item_id, "lost")
    loan = loan_of_item(item_id, "missing", "lost")
    if loan is not None:
        back_at_desk(tx, loan, staff_id)
    turned_up(item_id, staff_id)
    rest_until_cleaned(tx, item_id)  # nobody knows where it has been
    remark(tx, item_id, "found", staff_id, loan_id=loan.id if loan is not None else "")
    tx.journal("lending.found_again", **ids(item=item.id, staff=staff_id, loan=loan.id if loan else None))


def put_in(tx: Transaction, item_id: str, place_id: str, staff_id: str, limits: Limits) -> None:
    """Into a place by staff's hands. Raises PlaceFull; NotPossible when it is in a place already or left the stock."""
    item = _where(tx, item_id, "desk", "lent", "transit", "lost")
    loan = loan_of_item(item_id, *STILL_OUT)
    if loan is not None:
        finish_return(tx, loan.id, place_id, None, limits)
    if item_by_id(tx, item_id).place_id is None:
        tx.move(item_id, place_id, reason="put in by staff")
    turned_up(item_id)
    tx.journal("lending.put_in", item=item.id, place=place_id, staff=staff_id)


def take_out(tx: Transaction, item_id: str, place_id: str, staff_id: str, why: str) -> None:
    """Out of its place into staff's hands; does nothing where it has left already."""
    if item_by_id(tx, item_id).place_id != place_id:
        return
    tx.move(item_id, None, reason=f"taken out by staff: {why}")
    turned_up(item_id, staff_id)
    tx.journal("lending.taken_out", item=item_id, place=place_id, staff=staff_id, reason=why)


def keep_at_desk(
    tx: Transaction,
    item_id: str,
    loan_id: str | None,
    staff_id: str,
    limits: Limits,
    *,
    slip: Slip | None = None,
) -> Operation | None:
    """Staff take it back, and no place takes it: the loan is over all the same. With a slip, its printing is intended."""
    loan = loan_by_id(loan_id) if loan_id is not None else None
    if loan is not None and loan.item_id != item_id:
        put_right(tx, loan.id, item_id)
        loan = loan_by_id(loan.id)
    elif item_by_id(tx, item_id).place_id is not None:
        tx.move(item_id, None, reason="kept at the desk")
    if loan is not None and loan.state in STILL_OUT:
        back_at_desk(tx, loan, staff_id)
    else:
        turned_up(item_id, staff_id)
    rest(tx, item_id, limits)
    tx.journal("lending.kept_at_desk", **ids(item=item_id, loan=loan_id, staff=staff_id))
    return tx.intend_print(slip, purpose="lending.returned") if slip is not None else None


def back_at_desk(tx: Transaction, loan: Loan, staff_id: str) -> None:
    """A loan ends at the desk: its item is in staff's hands, and its borrower free. What is cleaned after each loan rests."""
    set_state(loan.id, "returned", returned_ms=tx.now_ms)
    turned_up(loan.item_id, staff_id)
    rest_until_cleaned(tx, loan.item_id)
    close_cases_of(
        tx,
        loan.id,
        "came_back",
        kinds=("not_taken", "uncertain", "returning", "mismatch", "lost", "handed_in"),
    )
    tx.journal(
        "lending.returned",
        **ids(
            loan=loan.id,
            item=loan.item_id,
            member=loan.member_id or None,
            borrower=loan.borrower_id or None,
        ),
    )


def _where(tx: Transaction, item_id: str, *allowed: str) -> Item:
    item = item_by_id(tx, item_id)
    now = where_is(item)
    if now not in allowed:
        raise NotPossible(f"item {item_id} is {now}")
    return item

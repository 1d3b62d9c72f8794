"""How a reservation ends when its visit is over: after a cancel, a time-out, a crash and a power cut alike.

The same steps as the flows take, chosen by what is known of the world: the pulse's final outcome and the door as read.
Idempotent at every stage: whatever the flow has already written is left as it is. The caller releases the reservation.

    borrowing   pulse failed → void · door was open → the loan stands (a door still open is flagged; and where the
                customer had gone before it opened, or was cut off before it was shut, staff look whether anything was taken)
                pulse uncertain → open now: the loan stands; otherwise unverified, for staff
    returning   pulse failed → nothing happened · otherwise: door was opened, not overdue, staff look into the place
"""

from __future__ import annotations

from kiosk.core.api import (
    DID_NOT_MOVE,
    OPEN_STATES,
    SHUT,
    Facts,
    Notice,
    Reservation,
    Settlement,
    Text,
    Transaction,
)

from .cases import close_cases_of, open_case
from .kinds import Kind, kind_of
from .reading import item_by_id, loan_by_id
from .records import Loan
from .returns import RETURN, abandon_return, found, unseen
from .staff_door import STAFF_DOOR, settle_door
from .staff_writes import UNLOCK, end_unlock
from .words import _
from .writes import BORROW, lend, put_out_of_service, set_state, unverify, void


def settle(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement | None:
    """Bring one reservation to its end; None for a kind that is not lending's."""
    if reservation.kind == BORROW:
        return _borrowing(tx, str(reservation.data["loan"]), facts, held=reservation.held)
    if reservation.kind == RETURN:
        return _returning(tx, reservation, facts)
    if reservation.kind == UNLOCK:
        return _unlocking(tx, reservation, facts)
    if reservation.kind == STAFF_DOOR:
        return settle_door(tx, reservation, facts)
    return None


def _borrowing(tx: Transaction, loan_id: str, facts: Facts, *, held: bool) -> Settlement:
    loan = loan_by_id(loan_id)
    if facts.outcome in ("", "failed"):
        if loan.state == "unverified":
            # The customer did not wait for the outcome; now it is known that the door never moved.
            set_state(loan_id, "void")
            tx.journal("lending.voided", loan=loan_id, item=loan.item_id, reason="not_opened")
            close_cases_of(tx, loan_id, "did_not_open", kinds=("uncertain", "not_taken"))
        broken = facts.reason in DID_NOT_MOVE
        if broken:
            put_out_of_service(tx, loan.place_id, "did_not_open", loan_id=loan_id)
        void(tx, loan_id, None, reason="not_opened", broken=False)
        return Settlement("void", _nothing_lent(loan))
    if loan.state == "opening" and facts.outcome == "uncertain" and facts.door not in OPEN_STATES:
        unverify(tx, loan_id, None, reason="uncertain")
        return Settlement("unverified", _nothing_lent(loan))
    if loan.state == "opening":
        # The loan stands, but nobody was there to be shown the open door: staff look whether it was taken at all.
        loan = lend(tx, loan_id)
        open_case(
            tx, "not_taken", "left_early", loan_id=loan_id, item_id=loan.item_id, place_id=loan.place_id
        )
    elif loan.state == "lent" and facts.door == SHUT and held:
        # The visit was cut off at the open door, and nobody saw what it was shut on: perhaps they had changed their mind.
        open_case(tx, "not_taken", "cut_off", loan_id=loan_id, item_id=loan.item_id, place_id=loan.place_id)
    # A lent thing's door was open for certain, so an unknown one is not taken to be shut.
    if facts.door in OPEN_STATES or (loan.state == "lent" and facts.door != SHUT):
        open_case(tx, "left_open", "borrowing", loan_id=loan_id, place_id=loan.place_id)
    if loan.state != "lent":
        return Settlement(loan.state)
    return Settlement("lent", _lent(loan))


def _returning(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement:
    place_id = reservation.subject.removeprefix("place:")
    loan_id, item_id = str(reservation.data["loan"]), str(reservation.data["item"])
    kind, by_staff = kind_of(item_by_id(tx, item_id).kind), bool(reservation.data.get("staff"))
    if facts.outcome in ("", "failed"):
        broken = facts.reason in DID_NOT_MOVE
        reason = "did_not_open" if broken else "not_pulsed"
        abandon_return(tx, place_id, None, reason=reason, broken=broken)
        return Settlement("abandoned", _not_back(kind, by_staff=by_staff))
    if not loan_id:
        found(tx, item_id, place_id, None)
        return Settlement("found")
    unseen(tx, loan_id, place_id, None, left_open=facts.door != SHUT)
    return Settlement(loan_by_id(loan_id).state, _will_be_checked(kind, by_staff=by_staff))


def _nothing_lent(loan: Loan) -> Notice:
    kind = kind_of(loan.kind)
    mine = _("Nothing is in your name. You can start again.")
    theirs = _("Nothing is on record against them. You can start again.")
    return _told(kind, kind.words.none_lent, mine if loan.by_member else theirs)


def _lent(loan: Loan) -> Notice:
    kind = kind_of(loan.kind)
    text: Text = _("It is in your name. Return it with your card. Please close the door.")
    if not loan.by_member:  # the attendant reads it; no name, for after a restart anybody does
        text = _("It is on record as lent. Hand it over, and close the door.")
    return _told(kind, kind.words.lent, text)


def _not_back(kind: Kind, *, by_staff: bool) -> Notice:
    text = _("The loan goes on. You can start again.") if by_staff else kind.words.still_in_name
    return _told(kind, _("Not returned yet"), text)


def _will_be_checked(kind: Kind, *, by_staff: bool) -> Notice:
    text = _("Staff will check the door. Nothing becomes overdue meanwhile.")
    if by_staff:
        text = _("Settle it under “Waiting for you”. Nothing becomes overdue meanwhile.")
    return _told(kind, _("Return noted"), text)


def _told(kind: Kind, title: Text, text: Text) -> Notice:
    return Notice("information", title, text, icon=kind.icon)


def _unlocking(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement:
    opened = facts.outcome == "done" or (facts.outcome == "uncertain" and facts.door in OPEN_STATES)
    end_unlock(tx, str(reservation.data["unlock"]), None, opened=opened)
    return Settlement("unlocked" if opened else "failed")

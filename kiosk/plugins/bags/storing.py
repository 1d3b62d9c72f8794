"""Storing, as steps of one write each. The flow calls them one after the other; `settle` calls the same ones.

    begin          a ticket, its compartment held; no door is opened yet, so that the code can be read first
    open_door      the pulse is intended                                          → it goes out after the commit
    stored         the door was seen open: from here on the ticket stands for what is behind it
    finish         the door is shut again, or was left open: the compartment is let go, the ticket's printing intended
    next_door      the door did not open, or something was in it: another one, under the same ticket and code
    void           nothing was stored

Each is safe to repeat and does nothing when the deposit is past it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import AlreadyHeld, Operation, Slip, Transaction, take_place

from .codes import digest, new_secret, new_ticket, scan_digest
from .limits import Limits
from .models import DepositRow
from .reading import bag_places, deposit, spots
from .records import BEHIND_A_DOOR, Deposit, Opening, Question, Secret, Storing
from .rules import choose, count_free

STORE = "bags.store"
"""The kind of the reservation that a storing visit holds on its compartment."""

TICKETS_TRIED = 5  # allow constant: more tries than kiosks that share a store
"""Ticket numbers drawn until one is free: another kiosk may draw the same at the same time."""


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Nothing was written. `busy`: somebody stands at the last free door; `full`: there is none; `late`: not today any more."""

    why: Literal["busy", "full", "late"]


def begin(
    tx: Transaction, kind: str, doors: Mapping[str, str], limits: Limits, zone: ZoneInfo
) -> Storing | NoRoom:
    """Choose a compartment and hold it under a new ticket; raises AlreadyHeld when another kiosk was quicker to it."""
    until_ms = limits.until_ms(tx.calendar, tx.now_ms, zone)
    if until_ms is None:
        return NoRoom("late")
    place = choose(spots(tx, doors), kind)
    if place is None:
        return NoRoom("busy" if count_free(bag_places(tx), kind) else "full")
    deposit_id = tx.new_id()
    held = take_place(tx, STORE, place, data={"deposit": deposit_id})
    seq = tx.journal("bags.begun", deposit=deposit_id, place=place.id, kind=kind)
    secret = _give_ticket(tx, deposit_id, tx.paper_number(seq), kind, place.id, until_ms)
    return Storing(deposit(deposit_id), place, held.id, secret)


def _give_ticket(
    tx: Transaction, deposit_id: str, number: str, kind: str, place_id: str, until_ms: int
) -> Secret:
    """The deposit's row with a ticket number that no bag behind a door has."""
    for _each in range(TICKETS_TRIED):
        ticket = new_ticket()
        secret = new_secret(ticket)
        DepositRow.insert(
            id=deposit_id, number=number, ticket=ticket, code_digest=digest(deposit_id, secret.digits),
            scan_digest=scan_digest(secret.scan), kind=kind, place_id=place_id, state="opening", opened_ms=tx.now_ms,
            until_ms=until_ms,
        ).on_conflict_ignore().execute()  # fmt: skip
        if DepositRow.get_or_none(DepositRow.id == deposit_id) is not None:
            return secret
    raise AlreadyHeld(f"place:{place_id}")


def open_door(tx: Transaction, deposit_id: str, reservation_id: str) -> Opening:
    """The code has been read: the pulse of the held compartment's door is intended."""
    one = deposit(deposit_id)
    operation = tx.intend_door(one.place_id, purpose=STORE)
    tx.attach(reservation_id, operation)
    tx.journal("bags.opening", deposit=deposit_id, place=one.place_id, operation=operation.id)
    return Opening(operation.id, reservation_id, tx.place(one.place_id), one)


def stored(tx: Transaction, deposit_id: str, *, question: Question = "") -> Deposit:
    """The door has been seen open: the compartment is the ticket's until somebody takes out what is in it."""
    one = deposit(deposit_id)
    if one.state != "opening":
        return one
    item_id = one.item_id
    if item_id:
        tx.move(item_id, one.place_id, reason="stored at another door")
    else:
        item_id = tx.add_item(f"B-{one.number}", one.kind, place_id=one.place_id, reason="stored").id
    change(deposit_id, state="stored", item_id=item_id, stored_ms=tx.now_ms, question=question)
    tx.journal("bags.stored", deposit=deposit_id, place=one.place_id)
    if question:
        tx.journal("bags.question", deposit=deposit_id, place=one.place_id, question=question)
    return deposit(deposit_id)


def finish(
    tx: Transaction,
    deposit_id: str,
    reservation_id: str,
    *,
    left_open: bool = False,
    slip: Slip | None = None,
) -> Operation | None:
    """The customer is done at the door. The slip's words go to the printer and are kept nowhere: the code is on it."""
    if left_open:
        ask_staff(tx, deposit_id, "left_open")
    end_hold(tx, reservation_id, "stored")
    return tx.intend_print(slip, purpose="bags.ticket", secret=True) if slip is not None else None


def next_door(
    tx: Transaction,
    deposit_id: str,
    reservation_id: str | None,
    doors: Mapping[str, str],
    avoid: frozenset[str],
    *,
    reason: str,
    out_of_service: bool,
) -> Opening | None:
    """Another door for the same ticket, its pulse intended; None when there is none, and then nothing is stored.

    Without a reservation the first door's outcome is not known yet: its hold stays, and `settle` ends it.
    """
    one = deposit(deposit_id)
    if out_of_service:
        close_place(tx, one.place_id, reason)
    place = choose(spots(tx, doors), one.kind, avoid=avoid)
    if place is None:
        void(tx, deposit_id, reservation_id, reason=reason)
        return None
    leave(tx, one, reason)
    end_hold(tx, reservation_id, reason)
    operation = tx.intend_door(place.id, purpose=STORE)
    held = take_place(tx, STORE, place, data={"deposit": deposit_id}, operation=operation)
    change(deposit_id, state="opening", place_id=place.id, question="")
    tx.journal("bags.opening", deposit=deposit_id, place=place.id, operation=operation.id)
    return Opening(operation.id, held.id, place, deposit(deposit_id))


def void(tx: Transaction, deposit_id: str, reservation_id: str | None, *, reason: str) -> None:
    """Nothing was stored, or all of it was taken out again: the ticket is worth nothing."""
    one = deposit(deposit_id)
    if one.state in BEHIND_A_DOOR:
        leave(tx, one, reason)
        change(deposit_id, state="void", question="", ended_ms=tx.now_ms)
        tx.journal("bags.voided", deposit=deposit_id, place=one.place_id, reason=reason)
    end_hold(tx, reservation_id, "void")


def leave(tx: Transaction, one: Deposit, reason: str) -> None:
    """What the books had in the compartment is not in it."""
    if one.state == "stored":
        tx.move(one.item_id, None, reason=reason)


def ask_staff(tx: Transaction, deposit_id: str, question: Question) -> None:
    """Something that the sensors cannot tell is put before staff; a question that waits already is not asked again."""
    one = deposit(deposit_id)
    if one.state == "stored" and not one.question:
        change(deposit_id, question=question)
        tx.journal("bags.question", deposit=deposit_id, place=one.place_id, question=question)


def shut_after_all(tx: Transaction, deposit_id: str) -> None:
    """A door that stood open was closed before anybody had to come."""
    one = deposit(deposit_id)
    if one.question == "left_open":
        change(deposit_id, question="")
        tx.journal("bags.shut_after_all", deposit=deposit_id, place=one.place_id)


def close_place(tx: Transaction, place_id: str, reason: str) -> None:
    """A door that is not to be opened for customers until staff have looked at it."""
    if tx.place(place_id).in_service:
        tx.set_place_service(place_id, False, reason)
        tx.journal("bags.place_out_of_service", place=place_id, reason=reason)


def change(deposit_id: str, **changes: str | int | None) -> None:
    """The one place where a deposit's row is changed."""
    DepositRow.update(**changes).where(DepositRow.id == deposit_id).execute()


def end_hold(tx: Transaction, reservation_id: str | None, how: str) -> None:
    """Let the place go, if it is still held; None while `settle` runs, whose caller releases."""
    if reservation_id is None:
        return
    reservation = tx.reservation(reservation_id)
    if reservation is not None and reservation.held:
        tx.release(reservation_id, how)

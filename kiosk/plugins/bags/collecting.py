"""Collecting, and opening in between, as steps of one write each.

    begin_opening   the place held, the pulse intended; the bag stays stored until the door has been shut on an empty
                    compartment opened          the door was seen open: an opening in between is counted, once
                    collected       the door is shut again and the customer has taken everything: the ticket is over
                    unsure          the end was not seen: the bag counts as stored, staff look, and the ticket stays
                    good reopen          "something is still inside", said before anybody else could be given the
                    compartment

Each is safe to repeat and does nothing when the deposit is past it.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import AlreadyHeld, Transaction

from .limits import Limits
from .reading import deposit
from .records import Deposit, Opening, Question
from .storing import ask_staff, change, end_hold

COLLECT = "bags.collect"
"""The kind of the reservation that a collecting visit holds on its compartment."""

Hindrance = Literal["collected", "void", "removed", "blocked", "elsewhere", "busy", "broken"]
"""Why a ticket opens no door: the bag was handed out; nothing was stored; staff took it out; it was reported lost;
the door is at another kiosk; somebody is at it; it is out of order."""


def hindrance(tx: Transaction, one: Deposit) -> Hindrance | None:
    """The first reason against opening; None when there is none."""
    if one.state in ("collected", "void"):
        return "collected" if one.state == "collected" else "void"
    if one.blocked:
        return "blocked"
    if one.state == "removed":
        return "removed"
    if one.state == "opening":
        return "busy"
    if all(place.id != one.place_id for place in tx.places()):
        return "elsewhere"
    place = tx.place(one.place_id)
    if not place.in_service:
        return "broken"
    return "busy" if place.held else None


def begin_opening(tx: Transaction, deposit_id: str, limits: Limits, *, keep: bool) -> Opening | Hindrance:
    """Hold the compartment and intend the pulse. With `keep` the bag stays: only so often, and else it is a collection."""
    one = deposit(deposit_id)
    against = hindrance(tx, one)
    if against is not None:
        return against
    keep = keep and one.openings < limits.openings_between
    operation = tx.intend_door(one.place_id, purpose=COLLECT)
    data: dict[str, str | int] = {"deposit": deposit_id, "keep": int(keep)}
    held = tx.hold(COLLECT, f"place:{one.place_id}", data=data, operation=operation)
    event = "bags.opening_between" if keep else "bags.collecting"
    tx.journal(event, deposit=deposit_id, place=one.place_id, operation=operation.id)
    return Opening(operation.id, held.id, tx.place(one.place_id), one, keep)


def opened(tx: Transaction, deposit_id: str, reservation_id: str) -> None:
    """An opening in between has been seen; the same one is not counted twice."""
    one = deposit(deposit_id)
    if one.state == "stored" and one.counted != reservation_id:
        change(deposit_id, openings=one.openings + 1, counted=reservation_id)
        tx.journal("bags.opened_between", deposit=deposit_id, place=one.place_id)


def kept(tx: Transaction, deposit_id: str, reservation_id: str, *, left_open: bool) -> None:
    """An opening in between is over; the bag is where it was."""
    opened(tx, deposit_id, reservation_id)
    if left_open:
        ask_staff(tx, deposit_id, "left_open")
    end_hold(tx, reservation_id, "kept")


def collected(tx: Transaction, deposit_id: str, reservation_id: str | None, *, how: str = "ticket") -> None:
    """It is handed out: the compartment is free again."""
    one = deposit(deposit_id)
    if one.state == "stored":
        tx.move(one.item_id, None, reason="collected")
    if one.state in ("stored", "removed"):
        change(deposit_id, state="collected", question="", ended_ms=tx.now_ms)
        tx.journal("bags.collected", deposit=deposit_id, place=one.place_id, how=how)
    end_hold(tx, reservation_id, "collected")


def unsure(tx: Transaction, deposit_id: str, reservation_id: str | None, question: Question) -> None:
    """Nobody saw how it ended: the bag counts as stored, so that nobody else is given the compartment."""
    ask_staff(tx, deposit_id, question)
    end_hold(tx, reservation_id, "unsure")


def reopen(tx: Transaction, deposit_id: str, limits: Limits) -> Opening | Hindrance:
    """Something was left inside: as it was before, and the door opens once more, unless the compartment has a new customer."""
    one = deposit(deposit_id)
    place = tx.place(one.place_id)
    if one.state != "collected" or place.held or place.level or not place.in_service:
        return "collected"
    change(deposit_id, state="stored", ended_ms=None)
    tx.move(one.item_id, one.place_id, reason="something was left inside")
    tx.journal("bags.reopened", deposit=deposit_id, place=one.place_id)
    begun = begin_opening(tx, deposit_id, limits, keep=False)
    if not isinstance(begun, Opening):
        raise AlreadyHeld(f"place:{place.id}")
    return begun

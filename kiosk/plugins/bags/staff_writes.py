"""What staff do: open a door with a reason, say what they found, take out what was not collected, hand it over.

Each is a write of its own, journaled with who and why. Of the owner nothing is written down: what a bag looks like is enough to
tell it from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import AlreadyHeld, Operation, Slip, Transaction

from .collecting import collected
from .reading import deposit, inside
from .storing import ask_staff, change, end_hold, void

UNLOCK = "bags.unlock"
"""The kind of the reservation while staff open a door, and the purpose of its pulse."""

SWEEP, LOST_TICKET = "sweep", "lost_ticket"
"""Reasons with which a door is opened to take the bag out: until somebody has said what became of it, that is a question."""

Answer = Literal["inside", "empty"]
"""What staff saw behind the door."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A door that staff are opening; `data` is what its end is journaled with."""

    operation_id: str
    reservation_id: str | None
    data: Mapping[str, str | int]


def begin_unlock(tx: Transaction, place_id: str, reason: str, staff_id: str) -> Unlocking:
    """Intend the pulse, with who and why (a key) on record before it goes out.

    A place that a customer holds can be opened too: whoever is stuck before a door is helped first.
    """
    operation = tx.intend_door(place_id, purpose=UNLOCK)
    data: dict[str, str | int] = {"place": place_id, "reason": reason, "staff": staff_id}
    held = inside(place_id)
    if held is not None:
        data["deposit"] = held.id
    try:
        reservation_id = tx.hold(UNLOCK, f"place:{place_id}", data=data, operation=operation).id
    except AlreadyHeld:
        reservation_id = None
    tx.journal("bags.unlock_begun", **data, operation=operation.id)
    return Unlocking(operation.id, reservation_id, data)


def end_unlock(
    tx: Transaction, data: Mapping[str, str | int], reservation_id: str | None = None, *, opened: bool
) -> None:
    """The outcome is known: journaled as `bags.unlocked` only when the door was seen open."""
    if opened:
        tx.journal_act("bags.unlocked", str(data["reason"]), **data)
    else:
        tx.journal("bags.unlock_failed", **data)
    if opened and data["reason"] in (SWEEP, LOST_TICKET) and "deposit" in data:
        ask_staff(tx, str(data["deposit"]), "taken")
    end_hold(tx, reservation_id, "unlocked" if opened else "failed")


def answer(tx: Transaction, deposit_id: str, found: Answer, staff_id: str) -> bool:
    """A person has looked. False when the question was settled before, or the bag is gone."""
    one = deposit(deposit_id)
    if one.state != "stored" or not one.question:
        return False
    tx.journal("bags.answered", deposit=deposit_id, question=one.question, found=found, staff=staff_id)
    if found == "inside":
        change(deposit_id, question="")
    elif one.question == "put_in":
        void(tx, deposit_id, None, reason="seen_empty")
    else:
        collected(tx, deposit_id, None, how="seen_empty")
    return True


def take_out(tx: Transaction, deposit_id: str, look: str, staff_id: str) -> bool:
    """Not collected: it leaves its compartment for where lost property is kept. False when it is not stored any more.

    `bags.moved_to_lost` is the event by which whoever keeps the register of lost property learns of it: the item, what it looks
    like (two keys, `look.py`), where it was, who took it out.
    """
    one = deposit(deposit_id)
    if one.state != "stored":
        return False
    tx.move(one.item_id, None, reason="not collected")
    change(
        deposit_id, state="removed", question="", look=look, removed_ms=tx.now_ms, removed_day=tx.business_day,
        staff_id=staff_id,
    )  # fmt: skip
    tx.journal(
        "bags.moved_to_lost",
        deposit=deposit_id, item=one.item_id, kind=one.kind, place=one.place_id, look=look, staff=staff_id,
    )  # fmt: skip
    return True


def found_empty(tx: Transaction, deposit_id: str, staff_id: str) -> bool:
    """At the end of the day there was nothing behind the door: the ticket is over, and it is on record who saw that."""
    one = deposit(deposit_id)
    if one.state != "stored":
        return False
    tx.journal("bags.found_empty", deposit=deposit_id, place=one.place_id, staff=staff_id)
    collected(tx, deposit_id, None, how="found_empty")
    return True


def hand_over(tx: Transaction, deposit_id: str, look: str, staff_id: str, how: str) -> bool:
    """Staff give it to whoever showed its ticket, or told what it looks like. False when it is gone already."""
    one = deposit(deposit_id)
    if one.state not in ("stored", "removed"):
        return False
    ids = {
        "deposit": deposit_id,
        "place": one.place_id,
        "look": look or one.look,
        "staff": staff_id,
        "how": how,
    }
    if how == LOST_TICKET:
        tx.journal_act("bags.handed_over", how, **ids)
    else:
        tx.journal("bags.handed_over", **ids)
    change(deposit_id, look=look or one.look, staff_id=staff_id)
    collected(tx, deposit_id, None, how=how)
    return True


def not_theirs(tx: Transaction, deposit_id: str, look: str, staff_id: str) -> None:
    """What they described is not what lies there: it stays, and that somebody tried is on record."""
    one = deposit(deposit_id)
    if one.question == "taken":
        change(deposit_id, question="")  # it was seen inside
    tx.journal("bags.not_theirs", deposit=deposit_id, place=one.place_id, look=look, staff=staff_id)


def block(tx: Transaction, deposit_id: str, staff_id: str, *, blocked: bool) -> None:
    """A ticket that was reported lost opens nothing any more, until staff say so."""
    if deposit(deposit_id).blocked == blocked:
        return
    change(deposit_id, blocked=int(blocked))
    tx.journal(
        "bags.ticket_blocked" if blocked else "bags.ticket_unblocked", deposit=deposit_id, staff=staff_id
    )


def set_service(tx: Transaction, place_id: str, staff_id: str, *, in_service: bool) -> None:
    """Out of service by hand, or back in."""
    if tx.place(place_id).in_service == in_service:
        return
    tx.set_place_service(place_id, in_service, "" if in_service else "by_staff")
    event = "bags.place_in_service" if in_service else "bags.place_out_of_service"
    tx.journal(event, place=place_id, staff=staff_id)


def print_register(tx: Transaction, slip: Slip) -> Operation:
    """F34, 当天不取寄存物登记, on paper."""
    tx.journal("bags.register_printed")
    return tx.intend_print(slip, purpose="bags.register")

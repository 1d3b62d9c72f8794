"""The card at the encoder as the store knows it, from the first try to its end: held, so that a power cut or a visit that is
left ends as the conversation would have ended.

A blank of which nobody knows what is on it is void: none lies in stock that could be sold as it is. A member's own card is
theirs; it stands on the staff's list under their name ("Cards to see to"). What was written, read back and is the same is
good, whatever the tries before have left on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import NotInStock, Operation, Reservation, Transaction

from .tracks import tracks

KIND = "cards.stripe"

Ending = Literal["written", "later", "void", "stopped", "left"]
"""`left`: whoever was at it has gone, or the power went."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """The card that is to be written: a blank of the stock (`product`), or a member's own."""

    number: str
    product: str = ""
    member_id: str = ""


def begin(tx: Transaction, card: AtHand, before: Reservation | None) -> tuple[Operation, Reservation]:
    """Intend to write it, once more after `before`. Raises AlreadyHeld while it is at another encoder, or its last writing has
    not ended yet."""
    tries = ""
    if before is not None:
        tries = " ".join(_tries(before))
        tx.release(before.id, "again")
    operation = tx.intend_card(tracks(card.number), purpose=KIND)
    data = {"number": card.number, "product": card.product, "member": card.member_id, "before": tries}
    return operation, tx.hold(KIND, f"card:{card.number}", data=data, operation=operation)


def in_doubt(tx: Transaction, held: Reservation) -> bool:
    """Whether it may hold half of it, or anything: a try is on the staff's list, or has not ended."""
    tries = _tries(held)
    return bool(_listed(tx, tries)) or any(tx.operation(one).state == "intended" for one in tries)


def end(tx: Transaction, held: Reservation, how: Ending) -> bool:
    """The end of it. Returns whether the card is no good as it is: a blank is void then, a member's is on the list."""
    product, member_id = str(held.data["product"]), str(held.data["member"])
    doubt = how != "written" and in_doubt(tx, held)
    void = bool(product) and (doubt or how == "void")
    if void and how != "left" and not _held_counter(tx):
        return True  # stock is moved by whoever holds the counter: it stays held, and is void when this visit is over
    if not tx.release(held.id, how):
        return doubt
    if void:
        spoil(tx, product, str(held.data["number"]))
    if doubt and member_id:
        tx.request_reencode(member_id)
    if how != "left" or member_id:  # nobody was told to destroy a blank that was left: the list tells them
        for operation in _listed(tx, _tries(held)):
            tx.card_is_settled(operation, "made" if how == "written" else "destroyed" if void else "later")
    return doubt or void


def spoil(tx: Transaction, product: str, blank: str) -> None:
    """The blank is void: it leaves the stock by its number. Nothing happens to one that is gone already."""
    try:
        line = tx.spoil_serial(product, blank, why="half_written")
    except NotInStock:
        return
    tx.enter("cards.spoiled", [line], subject=product, reason="half_written")


def _held_counter(tx: Transaction) -> bool:
    shift = tx.shift()
    return shift is not None and shift.state == "open"


def _tries(held: Reservation) -> list[str]:
    return [*str(held.data["before"]).split(), held.operation_id]


def _listed(tx: Transaction, tries: list[str]) -> list[str]:
    return [one.operation_id for one in tx.card_matters() if one.operation_id in tries]

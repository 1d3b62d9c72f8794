"""Moving stock between places by two acts: out at one, in at the other, and on the way between them. Each step is one write.

    begin_transfer   intended: from a place its door is opened first ("leaving"), from staff's hands it is on its way at once
    left             it was taken out: in transit, behind no door and in nobody's stock but the transit's own
    stays            it was not taken after all
    arrive           in at the other side, by an act of its own, at whatever kiosk of the site
    missed           it did not arrive, as a person decided: lost
    gather_late      what has been on its way too long is put before staff, once

The two sides may be two kiosks on one database: who is second to book one item in finds it arrived already.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import Item, Transaction, reason_key

from .cases import close_cases_of_item, ids, open_case
from .limits import Limits
from .reading import item_by_id
from .stock import where_is
from .stock_models import TransferRow
from .stock_rows import turned_up
from .stock_writes import NotPossible, lose, put_in, take_out

OPEN = ("leaving", "transit")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One item on its way. `from_place` is "" when it left from staff's hands."""

    id: str
    item: Item
    from_place: str
    destination: str
    state: str
    begun_ms: int


def begin_transfer(tx: Transaction, item_id: str, destination: str, staff_id: str) -> str:
    """Intend it; returns its id. `destination` as the settings write it. Raises NotPossible where it is in other hands or on
    its way already."""
    item = item_by_id(tx, item_id)
    now = where_is(item)
    if now not in ("place", "desk") or open_transfer(item_id) is not None:
        raise NotPossible(f"item {item_id} is {now}")
    transfer_id = tx.new_id()
    TransferRow.create(
        id=transfer_id, item_id=item_id, from_place=item.place_id or "", destination=destination,
        state="leaving" if item.place_id else "transit", begun_ms=tx.now_ms,
        out_by="" if item.place_id else staff_id, out_ms=None if item.place_id else tx.now_ms,
    )  # fmt: skip
    if not item.place_id:
        turned_up(item_id)
    to = reason_key(destination)
    tx.journal(
        "lending.transfer_begun",
        **ids(transfer=transfer_id, item=item_id, place=item.place_id, to=to, staff=staff_id),
    )
    return transfer_id


def left(tx: Transaction, transfer_id: str, staff_id: str) -> bool:
    """Taken out of its place: on its way. False when it had left, or stayed, before."""
    row = TransferRow.get(TransferRow.id == transfer_id)
    if not _turn(transfer_id, "leaving", state="transit", out_ms=tx.now_ms, out_by=staff_id):
        return False
    take_out(tx, row.item_id, row.from_place, staff_id, "transfer")
    turned_up(row.item_id)
    tx.journal(
        "lending.transfer_out", transfer=transfer_id, item=row.item_id, place=row.from_place, staff=staff_id
    )
    return True


def stays(tx: Transaction, transfer_id: str, reason: str) -> None:
    """Its door did not open, or it was not taken: it is where it was."""
    row = TransferRow.get(TransferRow.id == transfer_id)
    if _turn(transfer_id, "leaving", state="void"):
        tx.journal(
            "lending.transfer_void",
            transfer=transfer_id,
            item=row.item_id,
            place=row.from_place,
            reason=reason,
        )


def arrive(tx: Transaction, item_id: str, place_id: str | None, staff_id: str, limits: Limits) -> None:
    """In at the other side: into a place, or (None) into staff's hands there. Raises NotPossible when somebody was quicker."""
    found = open_transfer(item_id)
    if found is None or not _turn(
        found.id, "transit", state="arrived", in_ms=tx.now_ms, in_by=staff_id, in_place=place_id or ""
    ):
        raise NotPossible(f"item {item_id} is not on its way")
    tx.journal("lending.transfer_in", **ids(transfer=found.id, item=item_id, place=place_id, staff=staff_id))
    close_cases_of_item(tx, item_id, "found", kinds=("transit",))
    if place_id is None:
        turned_up(item_id, staff_id)
    else:
        put_in(tx, item_id, place_id, staff_id, limits)


def missed(tx: Transaction, item_id: str, staff_id: str) -> None:
    """It did not arrive: given up as lost, by a person."""
    found = open_transfer(item_id)
    if found is None or not _turn(found.id, "transit", state="missed", in_ms=tx.now_ms, in_by=staff_id):
        return
    tx.journal("lending.transfer_missed", transfer=found.id, item=item_id, staff=staff_id)
    lose(tx, item_id, staff_id, reason="not_arrived")


def open_transfer(item_id: str) -> TransferRow | None:
    """The transfer that has an item now."""
    row: TransferRow | None = TransferRow.get_or_none(
        (TransferRow.item_id == item_id) & TransferRow.state.in_(OPEN)
    )
    return row


def in_transit(tx: Transaction) -> list[Transfer]:
    """What is on its way, the longest first."""
    query = (
        TransferRow.select()
        .where(TransferRow.state == "transit")
        .order_by(TransferRow.begun_ms, TransferRow.id)
    )
    return [
        Transfer(
            row.id, item_by_id(tx, row.item_id), row.from_place, row.destination, row.state, row.begun_ms
        )
        for row in query
    ]


def gather_late(tx: Transaction, late_ms: int) -> None:
    """What has not arrived within `late_ms` is put before staff; the question is opened once."""
    for one in in_transit(tx):
        if tx.now_ms - one.begun_ms >= late_ms:
            open_case(tx, "transit", "late", item_id=one.item.id)


def _turn(transfer_id: str, from_state: str, **changes: str | int | None) -> bool:
    """One step on, unless somebody else has taken it: the database decides between two kiosks."""
    query = TransferRow.update(**changes).where(
        (TransferRow.id == transfer_id) & (TransferRow.state == from_state)
    )
    return bool(query.execute())

"""Visits to the wall: umbrellas borrowed and brought back, bags stored and collected; each door opens at the first pulse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.core.store.transaction import Transaction
from kiosk.plugins.bags import collecting, storing
from kiosk.plugins.bags.limits import Limits as BagLimits
from kiosk.plugins.bags.models import DepositRow
from kiosk.plugins.bags.records import Opening as BagOpening
from kiosk.plugins.bags.records import Storing
from kiosk.plugins.lending import returns, rows, writes
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.records import Opening, Receiving
from kiosk.plugins.lending.umbrellas import UMBRELLA

if TYPE_CHECKING:
    from tests.year.visits import Guest

LENDING, BAGS = "lending", "bags"
BAG_LIMITS = BagLimits(collect_by="22:30")


def borrowed(guest: Guest) -> None:
    """The loan begins when the door is seen open."""
    member = guest.member()
    if member is None:
        return
    limits, zone = Limits(), guest.mall.store.day.zone
    doors = guest.mall.read(_doors)
    begun = guest.customer(
        lambda tx: writes.begin(tx, UMBRELLA, member.id, doors, limits, zone, calendar=tx.calendar),
        plugin=LENDING,
    )
    if not isinstance(begun, Opening):
        return
    _opened(guest, begun.operation_id)

    def taken(tx: Transaction) -> None:
        writes.lend(tx, begun.loan.id)
        writes.finish(tx, begun.loan.id, begun.reservation_id)

    guest.customer(taken, plugin=LENDING)


def brought_back(guest: Guest) -> None:
    """The one that is out the longest."""
    out = guest.mall.read(lambda _tx: rows.loans("state = 'lent' ORDER BY due_ms LIMIT 1"), plugin=LENDING)
    if not out:
        return
    loan, doors = out[0], guest.mall.read(_doors)
    begun = guest.customer(returns.begin_return, loan.item_id, loan.id, doors, plugin=LENDING)
    if not isinstance(begun, Receiving):
        return
    _opened(guest, begun.operation_id)
    guest.customer(
        returns.finish_return, loan.id, begun.place.id, begun.reservation_id, Limits(), plugin=LENDING
    )


def bag_stored(guest: Guest) -> None:
    """A ticket for a compartment."""
    zone, doors = guest.mall.store.day.zone, guest.mall.read(_doors)
    begun = guest.customer(
        storing.begin, guest.dice.choice(("bag", "large_bag")), doors, BAG_LIMITS, zone, plugin=BAGS
    )
    if not isinstance(begun, Storing):
        return
    deposit = begun.deposit
    opening = guest.customer(storing.open_door, deposit.id, begun.reservation_id, plugin=BAGS)
    _opened(guest, opening.operation_id)

    def put(tx: Transaction) -> None:
        storing.stored(tx, deposit.id)
        storing.finish(tx, deposit.id, begun.reservation_id)

    guest.customer(put, plugin=BAGS)


def bag_collected(guest: Guest) -> None:
    """The oldest that is behind a door."""

    def oldest(_tx: Transaction) -> Any:
        query = DepositRow.select(DepositRow.id).where(DepositRow.state == "stored")
        return query.order_by(DepositRow.opened_ms).first()

    one = guest.mall.read(oldest, plugin=BAGS)
    if one is None:
        return
    begun = guest.customer(
        lambda tx: collecting.begin_opening(tx, one.id, BAG_LIMITS, keep=False), plugin=BAGS
    )
    if isinstance(begun, BagOpening):
        _opened(guest, begun.operation_id)
        guest.customer(collecting.collected, one.id, begun.reservation_id, plugin=BAGS)


def _opened(guest: Guest, operation_id: str) -> None:
    """The lock answers, and the door is seen open."""
    guest.mall.write(lambda tx: tx.end_operation(operation_id, "done"))


def _doors(tx: Transaction) -> dict[str, str]:
    return {place.id: "locked" for place in tx.places()}

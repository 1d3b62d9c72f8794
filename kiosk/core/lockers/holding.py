"""Taking a compartment for a visit, so that it is still what it was when it was chosen."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.records import Operation, PlaceRecord, Reservation
from kiosk.core.store.errors import AlreadyHeld
from kiosk.core.store.transaction import Transaction


def take_place(
    tx: Transaction,
    kind: str,
    chosen: PlaceRecord,
    *,
    data: Mapping[str, str | int],
    operation: Operation | None = None,
) -> Reservation:
    """Hold a place as it was chosen; raises AlreadyHeld when somebody was quicker.

    The hold alone does not say so: between the look and the hold another kiosk on the same PostgreSQL may have held the place,
    put something in and let it go. So it is looked at once more under the hold, when nobody else can use it.
    """
    reservation = tx.hold(kind, f"place:{chosen.id}", data=data, operation=operation)
    now = tx.place(chosen.id)
    if (now.level, now.in_service) != (chosen.level, chosen.in_service):
        tx.release(reservation.id, "not as it was chosen")
        raise AlreadyHeld(f"place:{chosen.id}")
    return reservation

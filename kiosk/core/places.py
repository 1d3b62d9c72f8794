"""Keeps the store's places in line with the banks of `kiosk.toml`: a compartment is a place, and keeps its id
for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Bank


def declare_places(tx: Transaction, banks: Sequence[Bank]) -> Mapping[str, tuple[str, int]]:
    """Make or adjust a place for every compartment; returns (bank, number) by place id.

    A compartment that is no longer in the settings keeps its place and whatever the books say is in it: that is
    for staff to move, not for a settings file to lose.
    """
    known = {(place.bank, place.number): place for place in tx.places()}
    for bank in banks:
        for compartment in bank.compartments:
            wanted = (
                compartment.row,
                compartment.column,
                compartment.kind,
                compartment.capacity,
                compartment.holds,
            )
            place = known.get((bank.name, compartment.number))
            if place is not None and wanted == (
                place.row,
                place.column,
                place.kind,
                place.capacity,
                place.holds,
            ):
                continue
            tx.put_place(
                bank.name,
                compartment.number,
                row=compartment.row,
                column=compartment.column,
                kind=compartment.kind,
                capacity=compartment.capacity,
                holds=compartment.holds,
            )
    return {place.id: (place.bank, place.number) for place in tx.places()}

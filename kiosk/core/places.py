"""Keeps the store's places in line with `kiosk.toml`: a compartment of a bank is a place, a row without doors is one that holds
many; each keeps its id for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.core.store.transaction import Transaction
from kiosk.link.settings_devices import Bank, Row


def declare_places(
    tx: Transaction, banks: Sequence[Bank], rows: Sequence[Row] = ()
) -> Mapping[str, tuple[str, int]]:
    """Make or adjust a place for every compartment and every row; returns (bank, number) by place id.

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
    for row in rows:
        there = known.get((row.name, 1))
        if there is None or (there.capacity, there.holds, there.lock) != (row.capacity, row.holds, False):
            tx.put_place(row.name, 1, kind="rack", capacity=row.capacity, holds=row.holds, lock=False)
    return {place.id: (place.bank, place.number) for place in tx.places()}

"""What `kiosk check` asks about this plugin's tables: no bag without its compartment, nothing in a compartment
without a ticket."""

from __future__ import annotations

from kiosk.core.api import Finding, Transaction

from .reading import deposits
from .rules import KINDS
from .storing import STORE


def check(tx: Transaction) -> list[Finding]:
    """Every finding; an empty list is all well."""
    found: list[Finding] = []
    here = {place.id for place in tx.places()}
    held = {str(one.data.get("deposit", "")) for one in tx.reservations() if one.kind == STORE}
    stored = [one for one in deposits("stored") if one.place_id in here]
    for one in stored:
        item = tx.item(one.item_id)
        if item is None or item.place_id != one.place_id:
            found.append(Finding("bags.not_inside", f"bag {one.number} is stored, but not in its place"))
    found += [
        Finding("bags.opening", f"bag {one.number} is opening, and nobody holds its place")
        for one in deposits("opening")
        if one.place_id in here and one.id not in held
    ]
    known = {one.item_id for one in stored}
    found += [
        Finding("bags.no_ticket", f"{item.tag} is in a place, and no ticket stands for it")
        for kind in KINDS
        for item in tx.items(kind)
        if item.place_id in here and item.id not in known
    ]
    return found

"""Are the opening balances of the cut-over in the ledger, each once? Held against the rows that the imports brought."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.store.part import Part
from kiosk.core.store.statements import run
from kiosk.core.store.trouble import Trouble

_MISSING = (
    "SELECT o.id FROM opening_entries o WHERE o.entered <> '' AND NOT EXISTS (SELECT 1 FROM ledger_entries e"
    " JOIN ledger_transfers t ON t.entry = e.number JOIN ledger_accounts a ON a.number = t.credit"
    " WHERE e.id = o.entered AND a.owner = o.member_id AND a.book = o.kind AND t.amount = o.amount) ORDER BY o.id"
)
_TOO_MUCH = (
    "SELECT e.id FROM ledger_entries e WHERE substr(e.once, 1, 8) = 'opening:'"
    " AND NOT EXISTS (SELECT 1 FROM opening_entries o WHERE o.entered <> '' AND o.entered = e.id) ORDER BY e.number"
)


def opening_troubles(tx: Part) -> Iterator[Trouble]:
    """What says it was entered and was not, and what was entered of which no row says so."""
    for (row,) in run(tx, _MISSING):
        yield Trouble("opening.missing", f"opening entry {row} says it is in the ledger, and is not")
    for (entry,) in run(tx, _TOO_MUCH):
        yield Trouble("opening.too_much", f"entry {entry} is an opening balance that no import has brought")

"""What entries of the ledger are called, for staff: the desk's own here, a service's by its own word (`kiosk_entry_words`)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

REVERSED = ".reversed"
"""How the ledger calls what undoes an entry."""

OWN: Mapping[str, Text] = {
    "members.opened": _("Brought forward"),
    "shift.cash_in": _("Change put in"),
    "shift.cash_out": _("Takings handed in"),
    "shift.settled": _("Settled with finance"),
    "shift.difference": _("Difference"),
    "stock.received": _("Goods received"),
    "stock.sent": _("Sent to another counter"),
    "stock.accepted": _("Taken over from another counter"),
    "stock.sent_back": _("Sent back by another counter"),
    "stock.written_off": _("Written off"),
}


def said(kind: str, words: Mapping[str, Text]) -> Text:
    """A kind in words; of one that undoes another, that it does."""
    if kind.endswith(REVERSED):
        return _("{what}, taken back", what=said(kind.removesuffix(REVERSED), words))
    return words.get(kind) or OWN.get(kind) or kind

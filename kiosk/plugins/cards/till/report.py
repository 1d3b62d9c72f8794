"""`kiosk report till`: which files came, what they came to, and what did not match and why, for whoever looks into it.

Of a card only the end of its number is in it; the line of the file has the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Money, Report, Sheet, Span, Text, Transaction, date_of
from kiosk.plugins.cards.words import _

from .models import TillFileRow, UnmatchedRow

WHY: Mapping[str, Text] = {
    "unknown_card": _("No such card"),
    "blocked": _("The card was blocked"),
    "closed": _("The card is closed"),
    "overdrawn": _("Not enough on the card"),
    "no_rule": _("No rule approved for that day"),
    "differs": _("The same receipt with other amounts"),
    "no_original": _("The sale it takes back is not known"),
    "several_originals": _("Several sales with that number: give its day"),
    "refund_too_large": _("More than is left of the sale"),
    "not_booked": _("The sale's payment was not booked"),
}


def report(_settings: Mapping[str, Any]) -> Report:
    """For `kiosk_reports`."""
    return Report("till", _("Tills: files, and what did not match"), till)


def till(_tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    """The two tables."""
    first, last = span.days[0], span.days[-1]
    within = TillFileRow.business_day.between(first, last)
    files = list(TillFileRow.select().where(within).order_by(TillFileRow.id))
    found = UnmatchedRow.found_day.between(first, last)
    rows = list(UnmatchedRow.select().where(found).order_by(UnmatchedRow.found_day, UnmatchedRow.line))
    names = {
        one.id: one.name
        for one in TillFileRow.select().where(TillFileRow.id.in_([row.file_id for row in rows]))
    }
    return (
        Sheet(
            _("Files"),
            (_("Day"), _("File"), _("Booked"), _("Known already"), _("Not matched")),
            tuple(
                (date_of(one.business_day), one.name, one.booked, one.known, one.unmatched) for one in files
            ),
        ),
        Sheet(
            _("Not matched"),
            (_("Day"), _("File"), _("Line"), _("Receipt"), _("Amount"), _("Card"), _("Why"), _("Now")),
            tuple(
                (
                    date_of(row.found_day),
                    names.get(row.file_id, ""),
                    row.line,
                    f"{row.merchant} {row.terminal} {row.receipt}".strip(),
                    Money(row.amount),
                    row.tail,
                    WHY.get(row.code, row.words or row.code),
                    _("Booked since") if row.settled_ms else _("Not booked yet"),
                )
                for row in rows
            ),
            note=_("Put right what is wrong (a card, a rule, the line), and import the same file again."),
        ),
    )

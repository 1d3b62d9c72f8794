"""Blank forms for a day on which the box is down: written by hand, and keyed in later under the number of each line.

The number is out of the day and the line, 1130-07: under it a line is entered once (a day has one of each form). Columns
are those that the screen asks for later, so that nobody has to guess what to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.counter_words import TENDERS
from kiosk.core.reports import Cell, Report, Sheet, Span
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

LINES = 26
"""Of one register, which is a page; each begins where the one before ends, so that no two lines of a day have one number."""

LINE, LONG_LINE = "________", "________________"


def report() -> Report:
    """For `kiosk report blank`."""
    return Report("blank", _("Blank forms for paper"), forms)


def forms(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    """One of each for every day."""
    return [sheet for day in span.days for sheet in _of_day(tx, day)]


def _of_day(tx: Transaction, day: int) -> list[Sheet]:
    return [
        _form(
            day,
            0,
            _("Top-ups"),
            (_("Time"), _("Card number"), _("Amount"), _("Paid by"), _("Written by")),
            _("Keyed in later: staff menu, From paper. The customer gets a copy."),
        ),
        _form(
            day,
            1,
            _("Cards sold"),
            (_("Time"), _("First number"), _("Last number"), _("Amount"), _("Paid by"), _("Written by")),
            _(
                "Keyed in later: From paper. From ¥10,000 at once on: look at the buyer's document and record it."
            ),
        ),
        _form(
            day,
            2,
            _("Lent"),
            (_("Time"), _("Tag"), _("Card or phone"), _("Door"), _("Back at"), _("Written by")),
            _("An identity document is never kept."),
        ),
        _hand_over(tx, day),
    ]


LONG: tuple[Text, ...] = (_("Card number"), _("First number"), _("Last number"), _("Card or phone"))
"""Where a long number is written."""


def _form(day: int, register: int, title: Text, columns: tuple[Text, ...], note: Text) -> Sheet:
    number = f"{day // 100 % 100:02d}{day % 100:02d}"
    blanks = tuple(LONG_LINE if column in LONG else LINE for column in columns)
    first = register * LINES + 1
    rows = tuple((f"{number}-{line:02d}", *blanks) for line in range(first, first + LINES))
    return Sheet(_titled(day, title), (_("Form no."), *columns), rows, note=note)


def _hand_over(tx: Transaction, day: int) -> Sheet:
    rules = tx.site_counter()
    kept: list[Text] = [TENDERS.get(tender, tender) for tender in rules.tenders]
    kept += [_("Cards and tickets in stock"), _("Left to do")]
    rows: tuple[tuple[Cell, ...], ...] = tuple((words, LINE, LINE, LINE) for words in kept)
    return Sheet(
        _titled(day, _("Hand-over")),
        (_("Item"), _("Should be"), _("You counted"), _("Difference")),
        rows,
        note=_("Handed over by: ________  Taken over by: ________"),
    )


def _titled(day: int, title: Text) -> Text:
    return _("{day} {title}", day=f"{day // 10_000}-{day // 100 % 100:02d}-{day % 100:02d}", title=title)

"""`kiosk report late`: what staff entered later than it happened, with who wrote it on paper and why it came late.

By the day on which it was entered, for that is the day whose money it is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kiosk.core.moments import stamp
from kiosk.core.reports import Cell, Money, Report, Sheet, Span
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts

_ = Texts("core")

_LATE = (
    "SELECT e.number, e.happened_ms, e.at_ms, e.kind, e.actor, e.reason, e.data,"
    " (SELECT sum(t.amount) FROM ledger_transfers t JOIN ledger_accounts a ON a.number = t.debit"
    " WHERE t.entry = e.number AND a.book = 'drawer') FROM ledger_entries e WHERE e.business_day = ?"
    " AND e.happened_ms < e.at_ms AND substr(e.actor, 1, 6) = 'staff:' AND e.reverses IS NULL ORDER BY e.number"
)
_NUMBER = "SELECT number FROM staff WHERE id = ?"


def report() -> Report:
    """For `kiosk report`, and at the screen."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        rows: list[tuple[Cell, ...]] = []
        for day in span.days:
            for _number, happened, at, kind, actor, reason, data, fen in run(tx, _LATE, (day,)).fetchall():
                told = msgspec.json.decode(data)
                by = run(tx, _NUMBER, (actor.removeprefix("staff:"),)).fetchone()
                rows.append(
                    (
                        stamp(happened, tx.zone),
                        stamp(at, tx.zone),
                        kind,
                        Money(fen or 0),
                        str(told.get("paper", "")),
                        str(told.get("written_by", "")),
                        by[0] if by else "",
                        reason,
                    )
                )
        columns = (
            _("Happened"),
            _("Entered"),
            _("Kind"),
            _("Amount"),
            _("Paper"),
            _("Written by"),
            _("Entered by"),
            _("Why"),
        )
        return [Sheet(_("Entered late"), columns, tuple(rows))]

    return Report("late", _("Entered late, from paper"), make, at_desk=True)

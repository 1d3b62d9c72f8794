"""F09 晚班款项报表: the money of each shift, by what it was for and how it was paid, and the cash that was counted.

The five lines are the manual's own (000 §8): 充值, 售卖购物卡, 会员卡补办, 礼品包装, 积分兑换; one that no service has served
yet says 0.00. Which entries belong to which line is said by the services (`kiosk_money_lines`); what belongs to none stands
below them, so that the foot is all the money of the shift. A reversal counts against its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.counter_words import SHIFTS, TENDERS
from kiosk.core.forms import words
from kiosk.core.forms.people import made_by
from kiosk.core.ledger import drawer
from kiosk.core.moments import date_of
from kiosk.core.reports import Behind, Cell, Money, Report, Sheet, Span
from kiosk.core.shifts import MOVED, CounterRules, Shift
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

LINES: Mapping[str, Text] = {
    "topup": _("Top-ups"),
    "cards": _("Shopping cards sold"),
    "reissue": _("Member cards replaced"),
    "wrapping": _("Gift wrapping"),
    "points": _("Points redeemed"),
}
"""The manual's lines, in its order."""

OTHER = "other"
OF_THE_DESK = MOVED
"""What stands with the cash."""


def report(line_of: Mapping[str, str]) -> Report:
    """`line_of`: an entry's kind, and the line that it belongs to."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        return [
            sheet
            for day in span.days
            for shift in tx.shifts_of_day(day)
            for sheet in (_money(tx, shift, line_of), _cash(tx, shift))
        ]

    return Report("f09", _("F09 Money of the shifts"), make, at_desk=True)


def taken(tx: Transaction, shift: Shift, line_of: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """What a shift took (fen), by line and tender."""
    sums: dict[tuple[str, str], int] = {}
    for kind, tender, fen in tx.money_of(shift):
        plain = kind.removesuffix(".reversed")
        if plain not in OF_THE_DESK:
            key = (line_of.get(plain, OTHER), tender)
            sums[key] = sums.get(key, 0) + fen
    return sums


def by_line(
    tx: Transaction, sums: Mapping[tuple[str, str], int]
) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...], tuple[Cell, ...]]:
    """Columns, rows and foot of money by line and tender."""
    rules: CounterRules = tx.site_counter()
    tenders = [*rules.tenders, *sorted({tender for _line, tender in sums} - set(rules.tenders))]
    lines = [*LINES, *([OTHER] if any(line == OTHER for line, _tender in sums) else [])]

    def row(line: str) -> tuple[Cell, ...]:
        paid = [sums.get((line, tender), 0) for tender in tenders]
        return (LINES.get(line, _("Other")), *(Money(fen) for fen in paid), Money(sum(paid)))

    by_tender = [sum(sums.get((line, tender), 0) for line in lines) for tender in tenders]
    return (
        (_("Item"), *(TENDERS.get(tender, tender) for tender in tenders), _("Total")),
        tuple(row(line) for line in lines),
        (_("Total"), *(Money(fen) for fen in by_tender), Money(sum(by_tender))),
    )


def _money(tx: Transaction, shift: Shift, line_of: Mapping[str, str]) -> Sheet:
    columns, rows, total = by_line(tx, taken(tx, shift, line_of))
    return Sheet(
        title=_("{day} {shift}", day=date_of(shift.business_day), shift=SHIFTS[shift.name]),
        columns=columns,
        rows=rows,
        total=total,
        head=(words.of_day(shift.business_day), made_by(tx, shift)),
    )


def _cash(tx: Transaction, shift: Shift) -> Sheet:
    moved = {
        kind: fen for kind, tender, fen in tx.money_of(shift) if tender == "cash" and kind in OF_THE_DESK
    }
    counts = [one for one in tx.counts(shift, "closing") if one.account.owner.endswith("/cash")]
    rows: list[tuple[Cell, ...]] = [
        (_("Change put in"), Money(moved.get("shift.cash_in", 0))),
        (_("Takings handed in"), Money(-moved.get("shift.cash_out", 0))),
    ]
    for one in counts:
        rows += [
            (_("Booked"), Money(one.expected)),
            (_("You counted"), Money(one.counted)),
            (_("Difference"), Money(one.difference)),
        ]
    cash = Behind(drawer(shift.counter, "cash"), shift.id)
    return Sheet(
        title=_("Cash"),
        columns=(_("Item"), _("Amount")),
        rows=tuple(rows),
        note="" if counts else _("Not counted yet: the shift is open."),
        signed=(words.LEFT_BY, words.TAKEN_BY),
        behind=(cash,) * len(rows),
    )

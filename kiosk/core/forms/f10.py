"""F10 每月1号对账单: what was sold last month, held against finance's books on the 1st, and signed by both (manual 000 §21).

The four lines are the manual's own: 购物卡, 积分兑换, 会员卡, 洗车票; which entries belong to which is said by the services.
Whatever is in none of them stands below, so that the foot is all the money of the month: that of all its F09 together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.counter_words import SHIFTS
from kiosk.core.forms import f09, words
from kiosk.core.forms.f06 import Products
from kiosk.core.forms.people import number
from kiosk.core.ledger import Account
from kiosk.core.moments import date_of, stamp
from kiosk.core.reports import Behind, Cell, Field, Money, Report, Sheet, Span
from kiosk.core.session.shift_words import Names, counted_thing
from kiosk.core.shifts import is_money
from kiosk.core.store.tallies import Sum
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

LINES: Mapping[str, Text] = {
    "shopping_cards": _("Shopping cards"),
    "points": _("Points redeemed"),
    "member_cards": _("Member cards"),
    "car_wash": _("Car-wash tickets"),
}
"""The manual's lines, in its order."""

OF_F09 = {"cards": "shopping_cards", "points": "points", "reissue": "member_cards"}
"""Where a kind stands that only F09 knows."""

DIFFERENCE = "shift.difference"


class Lines:
    """To which line of F09 and F10 each kind of entry belongs."""

    def __init__(self, money: Mapping[str, str], month: Mapping[str, str]) -> None:
        self.money = money
        self._month = month

    def of(self, kind: str) -> str:
        """The line of F10."""
        return self._month.get(kind) or OF_F09.get(self.money.get(kind, ""), f09.OTHER)


def report(lines: Lines, products: Products) -> Report:
    """One month after the other."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        months = sorted({day // 100 for day in span.days})
        return [sheet for month in months for sheet in sheets(tx, month, lines, products(tx))]

    return Report("f10", _("F10 Reconciliation of the month"), make, whole="months", at_desk=True)


def sheets(tx: Transaction, month: int, lines: Lines, names: Names) -> list[Sheet]:
    """The lines, all money by tender, and the differences."""
    sums = tx.sums_of_days(*days_of(month))
    return [_lines(tx, month, sums, lines), _money(tx, sums, lines), *_differences(tx, sums, names)]


def days_of(month: int) -> tuple[int, int]:
    """Between which business days a month (yyyymm) lies; no month has more than 31."""
    return month * 100 + 1, month * 100 + 31


def money(sums: Sequence[Sum]) -> int:
    """All the money that a month's sums took (fen)."""
    return sum(one.net for one in sums if _earned(one))


def _earned(one: Sum) -> bool:
    return one.book == "drawer" and one.plain_kind not in f09.OF_THE_DESK


def _lines(tx: Transaction, month: int, sums: Sequence[Sum], lines: Lines) -> Sheet:
    times: dict[str, int] = {}
    for kind, count in tx.times_of_days(*days_of(month)).items():
        plain = kind.removesuffix(".reversed")
        line = lines.of(plain)
        times[line] = times.get(line, 0) + (count if plain == kind else -count)
    rows: list[tuple[Cell, ...]] = []
    totals = [0, 0, 0]
    for line in (*LINES, f09.OTHER):
        mine = [one for one in sums if lines.of(one.plain_kind) == line]
        told = (
            -sum(one.net for one in mine if one.book == "stock" and one.plain_kind != DIFFERENCE),
            sum(one.net for one in mine if one.book == "points"),
            money(mine),
        )
        if line == f09.OTHER:
            rows.append((_("Other"), "", "", "", Money(told[2])))
        else:
            rows.append((LINES[line], times.get(line, 0), told[0], told[1], Money(told[2])))
        totals = [one + other for one, other in zip(totals, told, strict=True)]
    return Sheet(
        title=_("Month {month}", month=f"{month // 100}-{month % 100:02d}"),
        columns=(_("Item"), _("Times"), _("Pieces out"), _("Points spent"), _("Amount")),
        rows=tuple(rows),
        total=(_("Total"), "", "", "", Money(totals[2])),
        head=_closed(tx, month),
        signed=(words.SHIFT_LEAD, words.FINANCE),
    )


def _closed(tx: Transaction, month: int) -> tuple[Field, ...]:
    closed = tx.closed_month(month)
    if closed is None:
        return (Field(words.CLOSED, _("not yet")),)
    both = f"{number(tx, closed.closed_by)}, {number(tx, closed.second_by)}"
    return (Field(words.CLOSED, stamp(closed.closed_ms, tx.zone)), Field(words.BY_NUMBER, both))


def _money(tx: Transaction, sums: Sequence[Sum], lines: Lines) -> Sheet:
    paid: dict[tuple[str, str], int] = {}
    for one in sums:
        if _earned(one):
            key = (lines.money.get(one.plain_kind, f09.OTHER), one.owner.rsplit("/", 1)[-1])
            paid[key] = paid.get(key, 0) + one.net
    columns, rows, total = f09.by_line(tx, paid)
    return Sheet(title=_("All money, as it was paid"), columns=columns, rows=rows, total=total)


def _differences(tx: Transaction, sums: Sequence[Sum], names: Names) -> list[Sheet]:
    """Every difference of a shift in the month; behind each are the movements of that shift."""
    rows: list[tuple[Cell, ...]] = []
    behind: list[Behind | None] = []
    for one in sums:
        if one.kind != DIFFERENCE or one.book not in ("drawer", "stock"):
            continue
        account = Account(one.book, one.owner, one.unit, "debit")
        shift = tx.shift_by_id(one.shift_id)
        when = (
            _("{day} {shift}", day=date_of(shift.business_day), shift=SHIFTS[shift.name])
            if shift is not None
            else "–"
        )
        rows.append((when, counted_thing(account, names), Money(one.net) if is_money(account) else one.net))
        behind.append(Behind(account, one.shift_id))
    if not rows:
        return []
    return [
        Sheet(
            title=_("Differences"),
            columns=(_("Shift"), _("What"), _("Difference")),
            rows=tuple(rows),
            behind=tuple(behind),
        )
    ]

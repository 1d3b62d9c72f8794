"""F11 每周盘点表: what was counted of each product in a week beside the books, why it differed, who counted and who saw it.

The manual asks for it every week (000: 每周一次购物卡、积兑卡库存盘点) and gives no columns; these are what a count has to
say. Cards are counted blind at the end of every shift, so the newest count of the week stands here, of every product at the
counter; one that nobody has counted says so, and has room for a hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.forms import words
from kiosk.core.forms.f06 import Products
from kiosk.core.forms.people import number
from kiosk.core.ledger import Account, stock
from kiosk.core.moments import date_of
from kiosk.core.reports import Behind, Cell, Field, Report, Sheet, Span
from kiosk.core.session.shift_words import REASONS
from kiosk.core.shifts import Count, Shift
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")


def report(products: Products) -> Report:
    """Week by week, Monday to Sunday."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        weeks = [span.days[first : first + 7] for first in range(0, len(span.days), 7)]
        return [_week(tx, week, products) for week in weeks]

    return Report("f11", _("F11 Weekly count"), make, whole="weeks", at_desk=True)


def _week(tx: Transaction, days: Sequence[int], products: Products) -> Sheet:
    counter = tx.site_counter().name
    newest: dict[Account, tuple[Shift, Count]] = {}
    for day in days:
        for shift in tx.shifts_of_day(day):
            newest |= {one.account: (shift, one) for one in tx.counts(shift, "closing")}
    rows: list[tuple[Cell, ...]] = []
    behind: list[Behind | None] = []
    for product in products(tx).values():
        account = stock(counter, product.id)
        found = newest.get(account)
        if found is None:
            booked = tx.held_before(account, _next(days[-1]))
            rows.append((product.name, booked, "", "", _("not counted"), "", "", ""))
            behind.append(Behind(account, first_day=days[0], last_day=days[-1]))
            continue
        shift, count = found
        why = _reason(tx, shift, account) if count.difference else ""
        rows.append(
            (
                product.name,
                count.expected,
                count.counted,
                count.difference,
                why,
                number(tx, count.counted_by),
                number(tx, shift.second_by),
                date_of(shift.business_day),
            )
        )
        behind.append(Behind(account, shift.id))
    return Sheet(
        title=_("{first} to {last}", first=date_of(days[0]), last=date_of(days[-1])),
        columns=(
            _("Product"),
            _("Booked"),
            _("You counted"),
            words.DIFFERENCE,
            _("Reason"),
            words.COUNTED_BY,
            words.WITNESS,
            _("Day"),
        ),
        rows=tuple(rows),
        head=(Field(_("Counter"), counter),),
        note="" if rows else _("Nothing is counted by the piece here."),
        signed=(words.COUNTED_BY, words.WITNESS),
        behind=tuple(behind),
        brief=(0, 1, 2, 3),
    )


def _next(day: int) -> int:
    """A bound after a day; whether there is such a day does not matter to a comparison."""
    return day + 1


def _reason(tx: Transaction, shift: Shift, account: Account) -> Text:
    """Why it differed, as it was entered; while nobody has seen it, that it waits."""
    for entry in tx.entries_of(shift.id, limit=100):
        if entry.kind == "shift.difference" and any(
            account in (line.debit, line.credit) for line in tx.transfers_of(entry)
        ):
            return REASONS.get(entry.reason, entry.reason)
    return _("waits for a second person")

"""F14 每月物料申报统计: what each product had, took in and used in a month, and what is to be ordered.

The manual asks for it every month, and for a word beforehand where something runs out (000: 每月客服中心物料的申报统计,
§13). To order is as much as was used in the month, or twice what new ones are ordered at where that is more, less what is
left; and only of what has come down to where new ones are ordered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.forms import words
from kiosk.core.forms.f06 import Products
from kiosk.core.forms.f10 import days_of
from kiosk.core.ledger import stock
from kiosk.core.products import CAME_IN
from kiosk.core.reports import Behind, Cell, Field, Report, Sheet, Span
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts

_ = Texts("core")


def report(products: Products) -> Report:
    """Month by month."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        return [_month(tx, month, products) for month in sorted({day // 100 for day in span.days})]

    return Report("f14", _("F14 Supplies of the month"), make, whole="months", at_desk=True)


def _month(tx: Transaction, month: int, products: Products) -> Sheet:
    counter, (first, last) = tx.site_counter().name, days_of(month)
    sums = [one for one in tx.sums_of_days(first, last) if (one.book, one.owner) == ("stock", counter)]
    rows: list[tuple[Cell, ...]] = []
    behind: list[Behind | None] = []
    for product in products(tx).values():
        account = stock(counter, product.id)
        mine = [one for one in sums if one.unit == account.unit]
        came = sum(one.net for one in mine if one.plain_kind in CAME_IN)
        before = tx.held_before(account, first)
        left = before + sum(one.net for one in mine)
        used = before + came - left
        rows.append(
            (
                product.name, before, came, used, left, product.reorder_at,
                to_order(left, used, product.reorder_at),
            )
        )  # fmt: skip
        behind.append(Behind(account, first_day=first, last_day=last))
    return Sheet(
        title=f"{month // 100}-{month % 100:02d}",
        columns=(
            _("Product"), _("Before"), _("In"), _("Used"), _("Left"), _("Ordered at"), _("To order"),
        ),
        rows=tuple(rows),
        head=(Field(_("Counter"), counter),),
        note="" if rows else _("Nothing is counted by the piece here."),
        signed=(words.MADE_BY, words.SHIFT_LEAD),
        behind=tuple(behind),
        brief=(0, 3, 4, 6),
    )  # fmt: skip


def to_order(left: int, used: int, reorder_at: int) -> int:
    """Pieces to order; nothing while there are more left than new ones are ordered at."""
    return max(max(used, 2 * reorder_at) - left, 0) if left <= reorder_at else 0

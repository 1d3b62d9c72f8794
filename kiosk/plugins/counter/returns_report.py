"""退换货登记表, for `kiosk report returns`: what was brought back on each day, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Cell, Money, Report, Sheet, Span, Transaction

from .models import ReturnRow
from .return_screens import TAKEN_OFF, WHATS, shop
from .returned import Goods, goods_of
from .words import _, date_of, named

REPORT_ID = "returns"


def report() -> Report:
    """The register."""
    return Report(REPORT_ID, _("Register of returns and exchanges"), _make)


def _make(tx: Transaction, span: Span, settings: Mapping[str, Any]) -> Sequence[Sheet]:
    rows = (
        ReturnRow.select()
        .where(ReturnRow.business_day.between(span.days[0], span.days[-1]))
        .order_by(ReturnRow.business_day, ReturnRow.at_ms)
    )
    found = [goods_of(tx, row) for row in rows]
    columns = (
        _("Number"), _("Day"), _("For"), _("Shop"), _("Till"), _("Receipt"), _("Sold on"), _("Amount"),
        _("Goods"), _("Pieces"), _("Reason"), _("What became of it"),
    )  # fmt: skip
    return [
        Sheet(
            title=_("Register of returns and exchanges"),
            columns=columns,
            rows=tuple(_row(one, settings) for one in found),
            total=(
                _("Total"), "", "", "", "", "", "", Money(sum(one.receipt.amount for one in found)), "",
                sum(one.pieces for one in found), "", "",
            ),
        )
    ]  # fmt: skip


def _row(one: Goods, settings: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        one.number,
        date_of(one.day),
        WHATS[one.what],
        shop(one),
        one.receipt.terminal,
        one.receipt.receipt,
        date_of(one.receipt.day) if one.receipt.day else "",
        Money(one.receipt.amount),
        named(one.goods, list(settings["goods"])),
        one.pieces,
        named(one.reason, list(settings["reasons"])),
        _became(one),
    )


def _became(one: Goods) -> Cell:
    if one.voided_ms is not None:
        return TAKEN_OFF.get(one.voided_why, one.voided_why)
    if one.refunded_day:
        return _("refunded on {day}", day=date_of(one.refunded_day))
    return _("Collected") if one.collected_ms is not None else _("waits")

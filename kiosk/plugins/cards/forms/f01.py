"""F01 每日售卡销售统计报表, as the manual has it (000): 积兑卡 by their face, 洗车卡, and the blanks of every tier, a column
each.

Its foot is money: 充值返利 and 积分返利 are what was given on top, 充值开卡额 what was paid in with new cards, 充值金额
what was topped up, and 台账总额 all that the day's shifts took, which is the feet of its F09 together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Field, Money, Report, Sheet, Span, Transaction
from kiosk.plugins.cards.elsewhere.sending import KIND as TOPPED_UP_THERE
from kiosk.plugins.cards.elsewhere.sending import SENT_BOOK
from kiosk.plugins.cards.issue.issuing import OPENED
from kiosk.plugins.cards.rebate.rebating import KIND as REBATED
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.plugins.cards.rules.wares import CARWASH, FEN_A_YUAN, WARES, exchange_card
from kiosk.plugins.cards.topup.topping_up import KIND as TOPPED_UP
from kiosk.plugins.cards.words import _

from .of_stock import Column, sheet

ON_TOP = (TOPPED_UP, OPENED)


def report() -> Report:
    """A sheet for each day."""
    return Report("f01", _("F01 Cards sold and given"), _make, at_desk=True)


def _make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    return [sheet(tx, day, _("Name (exchange cards)"), columns(tx), foot(tx, day)) for day in span.days]


def columns(tx: Transaction) -> list[Column]:
    """In the manual's order, as the rules of today name them."""
    tiers, wares = tx.rule(TIERS), tx.rule(WARES)
    found = [
        Column(exchange_card(face), _("{yuan} yuan", yuan=face // FEN_A_YUAN))
        for face in (wares[0].exchange if wares is not None else ())
    ]
    if wares is not None and wares[0].carwash:
        found.append(Column(CARWASH, _("Car-wash card")))
    return [
        *found,
        *(Column(one.product, one.title) for one in (tiers[0].tiers if tiers is not None else ())),
    ]


def foot(tx: Transaction, day: int) -> list[Field]:
    """The money of the day, at this counter."""
    counter = tx.site_counter().name
    sums = [one for one in tx.sums_of_days(day, day) if one.counter == counter]

    def credited(book: str, *kinds: str) -> int:
        return -sum(one.net for one in sums if one.book == book and one.plain_kind in kinds)

    on_top, for_points = credited("bonus", *ON_TOP), credited("bonus", REBATED)
    ledger = sum(tx.money_taken(shift) for shift in tx.shifts_of_day(day))
    return [
        Field(_("Bonus on top-ups"), Money(on_top)),
        Field(_("Bonus for points"), Money(for_points)),
        Field(_("Sum"), Money(on_top + for_points)),
        Field(_("Paid in with new cards"), Money(credited("principal", OPENED))),
        Field(_("Top-ups"), Money(credited("principal", TOPPED_UP) + credited(SENT_BOOK, TOPPED_UP_THERE))),
        Field(_("All money of the ledger"), Money(ledger)),
    ]

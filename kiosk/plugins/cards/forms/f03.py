"""F03 每周新增会员统计表, as the manual has it (000): new cards of a week by tier and route, and the cards themselves.

A member is told by the end of their card number alone: name, phone and address, which the manual's list has, are no
figures, and a report is handed around (domain.md F03, 3.2). Cards that were replaced are no new members.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Cell, Money, Report, Sheet, Span, Text, Transaction, date_of, tail
from kiosk.plugins.cards.issue.models import GivenRow
from kiosk.plugins.cards.rules.tiers import ROUTES, TIERS, Tier
from kiosk.plugins.cards.words import _

REPLACED = "replaced"


def report() -> Report:
    """Week by week."""
    return Report("f03", _("F03 New members of the week"), _make, whole="weeks", at_desk=True)


def _make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    rule = tx.rule(TIERS)
    tiers = {one.key: one for one in (rule[0].tiers if rule is not None else ())}
    found = list(
        GivenRow.select()
        .where(
            (GivenRow.business_day >= span.days[0])
            & (GivenRow.business_day <= span.days[-1])
            & (GivenRow.how != REPLACED)
        )
        .order_by(GivenRow.business_day, GivenRow.id)
    )
    return [_by_route(tiers, found), _cards(tx, tiers, found)]


def _named(tiers: Mapping[str, Tier], key: str) -> Text:
    return tiers[key].title if key in tiers else key


def _route(key: str) -> Text:
    return next((title for route, title in ROUTES.items() if route == key), key)


def _by_route(tiers: Mapping[str, Tier], found: Sequence[GivenRow]) -> Sheet:
    """卡种名称 │ 开卡类别 │ 开卡数量; a tier that is not offered any more stands there as long as it was given."""
    wanted: list[tuple[str, str]] = [(key, route) for key, tier in tiers.items() for route in tier.routes]
    wanted += sorted({(one.tier, one.route) for one in found} - set(wanted))
    rows: list[tuple[Cell, ...]] = [
        (
            _named(tiers, key),
            _route(route),
            sum(1 for one in found if (one.tier, one.route) == (key, route)),
        )
        for key, route in wanted
    ]
    return Sheet(
        title=_("By tier and route"),
        columns=(_("Tier"), _("Route"), _("Cards given")),
        rows=tuple(rows),
        total=(_("Sum"), "", len(found)),
        signed=(_("Books kept by"),),
    )


def _brand(tx: Transaction, key: str) -> Text:
    """Where it was spent; the key of a shop that the directory never had."""
    brand = tx.brand(key) if key else None
    return brand.name if brand is not None else key


def _cards(tx: Transaction, tiers: Mapping[str, Tier], found: Sequence[GivenRow]) -> Sheet:
    return Sheet(
        title=_("The cards"),
        columns=(
            _("Day"), _("Tier"), _("Route"), _("Paid in for it"), _("Spent before"), _("Brand"), _("Card ends in"),
        ),
        rows=tuple(
            (
                date_of(one.business_day), _named(tiers, one.tier), _route(one.route), Money(one.paid),
                Money(one.spent), _brand(tx, one.brand), tail(one.number),
            )
            for one in found
        ),
        note="" if found else _("No card was given in this week."),
    )  # fmt: skip

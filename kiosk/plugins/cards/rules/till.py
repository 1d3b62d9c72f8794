"""What the tills' files are booked by, as dated rules: what a purchase earns, and what of a card is spent first.

The rule of the day of the sale holds, not that of the day on which the file came. Points are rounded down for each receipt
(domain.md 3.6). A card that was paid with gives its principal first, or both kinds in proportion: a refund when the card is
cancelled counts what was spent of either (法释〔2025〕4号, arts 18, 19), so which of the two it is, is for the house's terms to
say.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kiosk.core.api import NO_END, RuleKind
from kiosk.plugins.cards.words import _

PERCENT = 100  # allow constant: what a percentage is of


class TierRate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """More (or less) for a tier: a percentage of what everybody gets."""

    tier: Annotated[str, Meta(min_length=1, max_length=20)]
    percent: Annotated[int, Meta(ge=0, le=1000)]


class Earning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point for so many fen. `valid_days` after the sale they end (0: never; `year_end`: with the next calendar year).
    `daily_most`: points that one member gets for the sales of one day (0: no limit)."""

    fen_per_point: Annotated[int, Meta(ge=1, le=10_000_000)]
    valid_days: Annotated[int, Meta(ge=0, le=3660)] = 0
    year_end: bool = False
    daily_most: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    tiers: tuple[TierRate, ...] = ()


class Spending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`principal_first`, or `share`: bonus and principal in the proportion in which they are on the card. `grace_days`: until
    when bonus that has ended meanwhile comes back after a refund."""

    order: Literal["principal_first", "share"] = "principal_first"
    grace_days: Annotated[int, Meta(ge=0, le=366)] = (
        30  # allow constant: a rule of the site, of which this is the default
    )


def points_of(rule: Earning, tier: Collection[str], fen: int) -> int:
    """Points for an amount, rounded down. `tier`: whatever the member's is called."""
    percent = next((one.percent for one in rule.tiers if one.tier in tier), PERCENT)
    return fen * percent // (rule.fen_per_point * PERCENT)


def last_day(rule: Earning, day: int) -> int:
    """Until when the points of a sale on this day count."""
    if rule.year_end:
        return (day // 10_000 + 1) * 10_000 + 1231  # allow constant: 31 December
    return days_after(day, rule.valid_days) if rule.valid_days else NO_END


def split(rule: Spending, paid: int, principal: int, bonus: int) -> tuple[int, int]:
    """How much of a payment is taken from principal and from bonus, which together are enough for it."""
    if rule.order == "principal_first":
        first = min(paid, principal)
        return first, paid - first
    given = min(paid * bonus // (principal + bonus), bonus)
    return (paid - given, given) if paid - given <= principal else (principal, paid - principal)


def days_after(day: int, count: int) -> int:
    """A business day so many days later, yyyymmdd."""
    first = datetime(day // 10_000, day // 100 % 100, day % 100, tzinfo=UTC)
    return int((first + timedelta(days=count)).strftime("%Y%m%d"))


def _wrong(rule: Earning) -> str:
    if rule.year_end and rule.valid_days:
        return "points end after so many days, or with the next year: not both"
    if len({one.tier for one in rule.tiers}) != len(rule.tiers):
        return "one tier stands in it twice"
    return ""


EARNING: RuleKind[Earning] = RuleKind("cards.points_earned", _("Points earned at the tills"), Earning, _wrong)
SPENDING: RuleKind[Spending] = RuleKind("cards.spending", _("Cards used at the tills"), Spending)

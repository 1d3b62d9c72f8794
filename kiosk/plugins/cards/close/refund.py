"""退卡计算: what of the money on a card is paid back. Plain functions, in fen and exact.

Top-up by top-up, because each was given its own bonus and has its own seven days (法释〔2025〕4号; domain.md 3.1):

- arts 15 and 18, the mall's cause: what was used counts at what it really cost the customer, that is in the ratio of what was
  paid to what was put on the card: 1,000 and a bonus of 200, 600 used: 1,000 - 600 × 1,000/1,200 = 500.
- arts 15, 19 and 20, the customer's cause: what was used counts at its undiscounted price; nothing is ever asked back.
- art. 14, within the cooling-off days of a top-up: what was paid less what was used, with no discount taken back; never less
  than the cause alone would give.

Bonus is never paid out, and lapses. What is deducted is rounded down to the fen: a fraction is the customer's.

Left out: interest (arts 16 and 17), which begins when a contract has ended and the money is not paid; and which cause it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Cause = Literal["customer", "operator"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

Formula = Literal["customer", "operator", "cooling_off"]


@dataclass(frozen=True, slots=True)
class TopUp:
    """One top-up: what was paid and given with it, and what of both is left. `day` is the business day, yyyymmdd; 0 for
    what was brought forward from other books."""

    source: str
    day: int
    paid: int
    given: int
    paid_left: int
    given_left: int

    @property
    def used(self) -> int:
        """What was spent of it, from principal and bonus together: by which of the two a till took it makes no difference."""
        return self.paid + self.given - self.paid_left - self.given_left

    @property
    def left(self) -> int:
        """What is on the card of it."""
        return self.paid_left + self.given_left


@dataclass(frozen=True, slots=True)
class Share:
    """What one top-up comes to: by which formula, what is deducted for what was used, and what is paid back."""

    top_up: TopUp
    formula: Formula
    deducted: int
    back: int


@dataclass(frozen=True, slots=True)
class Refund:
    """A whole card. `discounts` is what was deducted besides for discounts that the customer had (art. 19)."""

    cause: Cause
    shares: tuple[Share, ...]
    discounts: int
    total: int

    @property
    def paid(self) -> int:
        """All that was paid in, of the top-ups of which something is left."""
        return sum(share.top_up.paid for share in self.shares)

    @property
    def given(self) -> int:
        """All that was given on top of them."""
        return sum(share.top_up.given for share in self.shares)

    @property
    def used(self) -> int:
        """All that was spent of them."""
        return sum(share.top_up.used for share in self.shares)

    @property
    def given_left(self) -> int:
        """Bonus that lapses."""
        return sum(share.top_up.given_left for share in self.shares)


def refund(
    top_ups: Sequence[TopUp], cause: Cause, *, today: int, cooling_off_days: int, discounts: int = 0
) -> Refund:
    """What is paid back for these top-ups. `discounts`: how much less than its undiscounted price the customer paid for what
    was bought with the card; it counts for the customer's cause alone, and only where no cooling-off runs."""
    shares = tuple(share(one, cause, today=today, cooling_off_days=cooling_off_days) for one in top_ups)
    open_to_it = sum(one.back for one in shares if one.formula == "customer")
    taken = min(discounts, open_to_it)
    return Refund(cause, shares, taken, sum(one.back for one in shares) - taken)


def share(one: TopUp, cause: Cause, *, today: int, cooling_off_days: int) -> Share:
    """What one top-up comes to."""
    formula: Formula = cause
    deducted = _in_ratio(one) if cause == "operator" else min(one.used, one.paid)
    if cause == "customer" and cools_off(one.day, today, cooling_off_days):
        formula = "cooling_off"
    return Share(one, formula, deducted, one.paid - deducted)


def cools_off(day: int, today: int, days: int) -> bool:
    """Whether a top-up of a business day can still be taken back without a reason: its own day is day nought."""
    return bool(day) and 0 <= (_date(today) - _date(day)).days <= days


def _in_ratio(one: TopUp) -> int:
    """What was used, at what it really cost: rounded down, so that a fraction of a fen is the customer's."""
    return one.used * one.paid // (one.paid + one.given) if one.paid else 0


def _date(business_day: int) -> date:
    return date(business_day // 10_000, business_day // 100 % 100, business_day % 100)

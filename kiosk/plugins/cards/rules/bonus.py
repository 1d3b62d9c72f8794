"""充值返利: what is given on top of a top-up, as a dated rule. It depends on the amount alone, and is rounded down.

The bonus is money of its own kind: spent here, never paid out (法释〔2025〕4号, art. 15; domain.md 1.4).
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.api import RuleKind
from kiosk.plugins.cards.words import _

HUNDREDTHS = 10_000  # allow constant: a rate is in hundredths of a percent


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this much paid at once (fen) on, so much is given: hundredths of a percent of what was paid (500 is 5 %)."""

    paid_from: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    rate: Annotated[int, Meta(ge=0, le=10_000)]


class BonusRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps by rising amount; `valid_days` after which what was given ends (0: never)."""

    steps: tuple[Step, ...] = ()
    valid_days: Annotated[int, Meta(ge=0, le=3660)] = 0


def bonus_of(rule: BonusRule, paid: int) -> int:
    """Fen that are given on top of fen that are paid."""
    rate = max((step.rate for step in rule.steps if paid >= step.paid_from), default=0)
    return paid * rate // HUNDREDTHS


def _wrong(rule: BonusRule) -> str:
    if any(one.paid_from >= other.paid_from for one, other in zip(rule.steps, rule.steps[1:], strict=False)):
        return "steps go up from one amount to the next"
    if any(one.rate > other.rate for one, other in zip(rule.steps, rule.steps[1:], strict=False)):
        return "who pays more is not given a lower rate"
    return ""


BONUS: RuleKind[BonusRule] = RuleKind("cards.bonus", _("Bonus on top-ups"), BonusRule, _wrong)

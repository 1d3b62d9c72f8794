"""积分返利: so many points become so much bonus, as a dated rule.

Points are no money (domain.md 3.6): what they become is bonus, spent here and never paid out. Whole steps only, so that nothing
is rounded.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.api import RuleKind
from kiosk.plugins.cards.words import _


class PointsRebate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For every `points` there are `fen` of bonus, which end after `valid_days` (0: never)."""

    points: Annotated[int, Meta(ge=1, le=10_000_000)]
    fen: Annotated[int, Meta(ge=1, le=10_000_000)]
    valid_days: Annotated[int, Meta(ge=0, le=3660)] = 0


REBATE: RuleKind[PointsRebate] = RuleKind("cards.points_rebate", _("Bonus for points"), PointsRebate)

"""How staff are called, and what customers read meanwhile: the part of `kiosk.toml` about calls and absences.

The three safety texts are the site's own to review (who leads the way out, which number is dialled); a Chinese text without an
English one serves both.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

PositionName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}\Z")]
Minutes = Annotated[int, Meta(ge=1, le=240)]
Reason = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Chinese = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
English = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*\Z")]


class Calls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls for staff, and notices of absence."""

    first: tuple[PositionName, ...] = ()
    escalate_seconds: Annotated[int, Meta(ge=5, le=300)] = 15
    again_seconds: Annotated[int, Meta(ge=0, le=900)] = 120
    phone: Annotated[str, Meta(max_length=20, pattern=r"^[0-9 +*#-]*\Z")] = ""
    fire: Chinese = "请立即从最近的安全出口离开，不要乘坐电梯，不要返回取物"
    fire_en: English = "Leave by the nearest exit now. Do not use the lifts. Do not go back for anything"
    injury: Chinese = "请留在伤者身边，不要移动伤者。情况紧急请拨打 120"
    injury_en: English = "Stay with the person and do not move them. In an emergency dial 120"
    lost_child: Chinese = "请留在这里不要走开，想一想孩子的衣着和最后在哪里"
    lost_child_en: English = "Please stay here. Think of what the child wears and where you saw them last"
    away_minutes: Annotated[tuple[Minutes, ...], Meta(max_length=6)] = (5, 10, 15, 30)
    away_longest_hours: Annotated[int, Meta(ge=1, le=12)] = 4
    away_reasons: Annotated[tuple[Reason, ...], Meta(min_length=1, max_length=8)] = (
        "customer",
        "errand",
        "meal",
        "break",
    )

"""What the desk asks at the encoder, and what it shows staff of cards, made by its own functions."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from kiosk.core import card_work
from kiosk.core.outcomes import CardWanted, Scans
from kiosk.core.records import CardMatter
from kiosk.core.session import card_asked, cards_page, readers
from kiosk.link.prompts import PresentCard

VISIT = cast(
    "Any",
    SimpleNamespace(now_ms=1_795_320_000_000, zone=ZoneInfo("Asia/Shanghai"), may=lambda _right: True),
)


def wanted(swipe: Any, why: Any = "", way: Any = "right", attempt: int = 1) -> Any:
    return card_work.swipe_it(CardWanted("o", swipe, attempt, 3, 30, why, way))


def unread(prompt: PresentCard) -> Any:
    """A question for a card where nothing reads."""
    position = SimpleNamespace(
        name="front", equipment=SimpleNamespace(ready=lambda _position, _wanted: False)
    )
    question = SimpleNamespace(prompt=prompt, accepts=(Scans(),))
    return readers.as_it_can_be_answered(cast("Any", position), cast("Any", question))


def asked() -> Iterator[tuple[str, Any]]:
    yield "card-ready", card_work.getting_ready()
    yield "card-finishing", card_work.finishing()
    yield "card-write", wanted("write")
    yield "card-write-again", wanted("write", "bad_swipe", attempt=2)
    yield "card-erase", wanted("erase", way="down")
    yield "card-check", wanted("check")
    yield "card-check-again", wanted("check", "unreadable", attempt=2)
    yield "card-check-bank", wanted("check", "payment_card", "down", 2)
    yield "card-read", wanted("read")
    yield "card-unread", unread(PresentCard("请出示会员卡", "请对准扫描窗", ("手机屏幕请调亮",)))
    yield "card-number", card_asked._keypad()
    matters = [
        (CardMatter(f"m{n}", cast("Any", kind), "m", "o", "front", VISIT.now_ms - n * 9_000_000), tail)
        for n, (kind, tail) in enumerate([("unknown", ""), ("reencode", "3307"), ("spoiled", "")] * 4)
    ]
    yield "cards", cards_page._table(matters, VISIT)
    yield "cards-reencode", cards_page._about(matters[1], VISIT)
    yield "cards-spoiled", cards_page._about(matters[2], VISIT)
    yield "cards-unknown", cards_page._about(matters[0], VISIT)

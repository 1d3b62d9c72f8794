"""What a code already is in this house, for a flow that is about to give it a meaning of its own.

A tag that is also somebody's card, a badge or another service's ticket would be two things at one scan, and whoever asks
first at the home screen would win. Whose card it is, or which service's ticket, is not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.outcomes import KnownCode, Scan
from kiosk.core.session import home
from kiosk.core.session.remote_member import became_known
from kiosk.core.staff.badges import whose_badge
from kiosk.core.store.transaction import Transaction

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk


async def known_code(position: PositionDesk, text: str) -> KnownCode:
    """A member's card, an item's tag, a badge, or what some service claims at the home screen; "" for none of them."""
    text = text.strip()
    if not text:
        return ""
    known = await position.store.read(_on_record, text, position.badge_key.hash(text))
    if not known and await became_known(position, text):
        return "member_card"
    if known:
        return known
    return "ticket" if await home.claim(position, Scan(text)) is not None else ""


def _on_record(tx: Transaction, text: str, badge_hash: str) -> KnownCode:
    if tx.member_by_card(text) is not None:
        return "member_card"
    if tx.item_by_tag(text) is not None:
        return "tag"
    return "badge" if whose_badge(tx, badge_hash) is not None else ""

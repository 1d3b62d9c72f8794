"""What a scan is to lending: a member card, an item's tag, or the code of a loan's slip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.core.api import Claim, Item, MemberSystemAway, Scan, Transaction, Visit

from .kinds import UMBRELLA, Kind, kind_of, lends
from .reading import item_by_id, loan_by_code, loans_of
from .records import Loan
from .returns import STILL_OUT, whose

SLIP = "ZG1:"
"""Before the code of a loan on its slip; a later format gets another number."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """At most one of member and item; a loan is the one that the item (or the slip) would end."""

    member_id: str = ""
    item: Item | None = None
    loan: Loan | None = None
    over: Kind | None = None
    """A slip whose loan, of this kind, is over already."""
    away: bool = False
    """It may be a card, and nobody answers who knows."""

    @property
    def anything(self) -> bool:
        """Whether it was anything to us at all."""
        return bool(self.member_id) or self.item is not None or self.over is not None


def is_slip(text: str) -> bool:
    """Whether a scan is the code of a slip of ours, known or not."""
    return text.upper().startswith(SLIP)


def recognise(tx: Transaction, text: str) -> Recognised:
    """What this text stands for; nothing at all is an answer too. Runs in a read function."""
    text = text.strip()
    if not text:
        return Recognised()
    if is_slip(text):
        return _slip(tx, text[len(SLIP) :].upper())
    item = tx.item_by_tag(text)
    if item is not None:
        return Recognised(item=item, loan=whose(tx, item)) if lends(item.kind) else Recognised()
    member = tx.member_by_card(text)
    return Recognised(member_id=member.id) if member is not None else Recognised()


async def look_up(visit: Visit, scan: Scan) -> Recognised | None:
    """What a scan stands for, with members asked for wherever they are kept; None for one that was refused.

    Where the member system does not answer, who has been here before is known as they were then: an umbrella is no money.
    """
    if scan.refused:
        return None
    seen = await visit.read(recognise, scan.text)
    if seen.item is not None or seen.over is not None or visit.member_system is None:
        return seen
    try:
        member = await visit.member_by_card(scan.text)
    except MemberSystemAway:
        return replace(seen, away=not seen.member_id)
    return Recognised(member_id=member.id) if member is not None else Recognised()


def _slip(tx: Transaction, code: str) -> Recognised:
    loan = loan_by_code(code)
    if loan is None:
        return Recognised()
    if loan.state not in STILL_OUT:
        return Recognised(over=kind_of(loan.kind))
    return Recognised(item=item_by_id(tx, loan.item_id), loan=loan)


def claim(tx: Transaction, scan: Scan) -> Claim | None:
    """A scan at the home screen: tags and slips start the return, a card the member's own page."""
    if scan.refused:
        return None
    seen = recognise(tx, scan.text)
    if seen.item is not None:
        service = kind_of(seen.item.kind).service
        return Claim(service, f"item:{seen.item.id}:{seen.loan.id if seen.loan else ''}")
    if seen.over is not None:
        return Claim(seen.over.service, "over:")
    if seen.member_id:
        return Claim(kind_at_hand(seen.member_id).service, f"member:{seen.member_id}")
    return None


def kind_at_hand(member_id: str) -> Kind:
    """Under whose colours a member's own page is shown: what they have out and must bring back first, else the umbrella's."""
    out = loans_of(member_id, "lent")
    return kind_of(out[0].kind) if out else UMBRELLA

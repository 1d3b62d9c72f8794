"""积分返利: a member turns points into bonus on their own page, with the PIN; staff do it for whoever shows the card."""

from __future__ import annotations

from kiosk.core.api import BACK, Chosen, Member, Overdrawn, OwnAccount, Visit
from kiosk.plugins.cards.whose import whose_card
from kiosk.plugins.cards.words import _

from . import screens
from .rebating import Offer, OfferChanged, offer, rebate


async def rebate_desk(visit: Visit) -> None:
    """For staff: one card after the other, until they go back."""
    while True:
        found = await whose_card(visit, _("Whose points?"), _("The customer's card, or their phone and PIN."))
        if isinstance(found, str):
            return
        member, _by_pin = found
        await redeem(visit, member, by="staff")


async def own_rebate(visit: Visit, member_id: str) -> None:
    """For a member, who proves with the PIN that they are one: points are worth something."""
    one = await visit.read(offer, member_id)
    if one is not None and await visit.member_pin(member_id):
        await redeem(visit, one.member, by="member")


async def redeem(visit: Visit, member: Member, *, by: str) -> None:
    """From the number of points to the bonus, or why not."""
    one = await visit.read(offer, member.id)
    why = "own" if by == "staff" and await visit.own_account(member.id) else _against(one)
    if one is None or why:
        await visit.ask(screens.refused(why or "changed", one), back=False)
        return
    chosen = await visit.ask(screens.how_many(one))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return
    times = int(chosen.key)
    if await visit.ask(screens.review(one, times)) != Chosen("go"):
        return
    try:
        await visit.write(rebate, one, times, by)
    except (OfferChanged, Overdrawn):  # another desk was faster
        await visit.ask(screens.refused("changed"), back=False)
    except OwnAccount:
        await visit.ask(screens.refused("own"), back=False)
    else:
        await visit.ask(screens.done(one, times), back=False)


def _against(one: Offer | None) -> str:
    """Why nothing can be redeemed; "" when something can."""
    if one is None or not one.version:
        return "no_rule"
    if one.member.status != "active":
        return "status"
    if one.owed:
        return "owed"
    return "" if one.most else "too_few"

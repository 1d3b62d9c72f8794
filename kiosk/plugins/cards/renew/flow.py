"""换取, 补办 and 加磁, for staff: whose card, what for, and the card at the encoder.

Who has no card is found by the phone on file, and staff look at a document. A card that was reported lost is replaced; one that
was frozen for another reason is not, before whoever froze it has thawed it.
"""

from __future__ import annotations

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    Member,
    Operation,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
)
from kiosk.plugins.cards.entering import entered
from kiosk.plugins.cards.issue.blank import take_blank, write_blank
from kiosk.plugins.cards.issue.issuing import why_not
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.rules.tiers import Tier
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.stripe.held import AtHand
from kiosk.plugins.cards.stripe.writing import Stripe, write_stripe
from kiosk.plugins.cards.words import _

from . import screens
from .renewing import WHYS, Holder, Replacement, all_tiers, holder_of, replace_card, rewritten
from .slip import renew_slip


async def renew(visit: Visit) -> None:
    """One card after the other, until staff go back."""
    while True:
        member_id = await _whose(visit)
        if not member_id:
            return
        why = await serve(visit, member_id)
        if why:
            await visit.ask(screens.refused(why), back=False)


async def _whose(visit: Visit) -> str:
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.their_card(error), accepts=(Scans(),), update=bool(error))
        if outcome == Chosen("phone"):
            member_id = await _by_phone(visit)
            if member_id:
                return member_id
            continue
        if not isinstance(outcome, Scan):
            return ""
        member = await visit.read(_by_card, outcome.text) if not outcome.refused else None
        if member is not None:
            return member.id
        error = scan_error(outcome)


def _by_card(tx: Transaction, text: str) -> Member | None:
    return tx.member_by_card(text)


async def _by_phone(visit: Visit) -> str:
    error: Text = ""
    while True:
        typed = await visit.ask(screens.phone(error), update=bool(error))
        if not isinstance(typed, Entered):
            return ""
        known = await visit.read(_by_their_phone, typed.text)
        if known:
            chosen = await visit.ask(screens.which_card(known))
            return chosen.key if isinstance(chosen, Chosen) and chosen != BACK else ""
        error = _("There is no card with this phone number")


def _by_their_phone(tx: Transaction, phone: str) -> list[Member]:
    try:
        return tx.members_with_phone(phone)
    except ValueError:
        return []


async def serve(visit: Visit, member_id: str) -> str:
    """One card; why nothing was done, where that is to be said."""
    holder = await visit.read(holder_of, member_id)
    if holder is None or holder.member.status == "closed":
        return "closed"
    if await visit.own_account(member_id):
        return "own"
    if holder.member.status == "blocked" and not holder.lost:
        return "frozen"
    stripes = bool(visit.settings["write_stripes"])
    match await visit.ask(screens.what_for(holder, stripes=stripes)):
        case Chosen("stripe"):
            return await _rewrite(visit, holder)
        case Chosen("lost" | "broken" | "exchanged" as why):
            return await _replace(visit, holder, why)
    return ""


async def _rewrite(visit: Visit, holder: Holder) -> str:
    number = await visit.read(lambda tx: tx.card_number(holder.member.id))
    if await visit.ask(screens.same_card(holder)) != Chosen("write"):
        return ""
    stripe = await write_stripe(visit, AtHand(number, member_id=holder.member.id))
    staff = visit.staff
    if stripe.how == "held":
        return "held"
    if stripe.how == "stopped" or staff is None:
        return "not_written"
    await visit.write(rewritten, holder.member.id, stripe, staff.id)
    await visit.ask(screens.rewritten(holder, later=stripe.how == "later"), back=False)
    return ""


async def _replace(visit: Visit, holder: Holder, why: str) -> str:
    reason: str = await visit.read(why_not)
    if reason:
        return reason
    agreed = await _agree(visit, holder, why)
    if agreed is None:
        return ""
    while True:
        blank = await take_blank(visit, agreed.tier)
        if not blank:
            return ""
        if await visit.ask(screens.review(agreed, blank)) != Chosen("write"):
            return ""
        stripe = await write_blank(visit, agreed.tier, blank)
        if stripe.why_not:
            return stripe.why_not
        if stripe.how != "void":
            return await _give(visit, agreed, blank, stripe)


async def _agree(visit: Visit, holder: Holder, why: str) -> Replacement | None:
    tier = holder.tier or await _tier(visit)
    if tier is None:
        return None
    agreed = Replacement(holder, tier, next(one for one in WHYS if one == why))
    if not agreed.fee:
        return agreed
    tenders = await visit.read(lambda tx: tx.site_counter().tenders)
    chosen = await visit.ask(screens.how_paid(agreed, tenders))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return None
    return Replacement(holder, tier, agreed.why, chosen.key)


async def _tier(visit: Visit) -> Tier | None:
    tiers = await visit.read(all_tiers)
    chosen = await visit.ask(screens.which_tier(tiers))
    return next((one for one in tiers if chosen == Chosen(one.key)), None)


async def _give(visit: Visit, agreed: Replacement, blank: str, stripe: Stripe) -> str:
    staff = visit.staff
    if staff is None:
        return ""

    def make(tx: Transaction) -> Operation:
        entry = replace_card(tx, agreed, blank, stripe, staff.id)
        number = tx.paper_number(tx.journal("cards.renew_slip", entry=entry.id))
        return tx.intend_print(renew_slip(visit, agreed, blank, number), purpose="cards.renew")

    printing = await entered(visit, make)
    if isinstance(printing, str):
        return printing
    await last_word(visit, screens.done(agreed, later=stripe.how == "later"), printing)
    return ""

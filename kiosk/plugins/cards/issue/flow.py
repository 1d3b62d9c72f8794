"""办卡, for staff: who it is for, which tier by which route, what is paid, and the blank at the encoder.

Whoever has a card of this house already is not given a second one without a word: an upgrade keeps balances and history. The
money is entered when the card is written and compared; until then nothing has happened but a blank with its own number on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.core.api import (
    BACK,
    Buyer,
    Chosen,
    Entered,
    Member,
    Operation,
    Text,
    Transaction,
    Visit,
    ask_brand,
    buyer_identity,
)
from kiosk.plugins.cards.entering import entered
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.stripe.writing import Stripe
from kiosk.plugins.cards.topup.topping_up import Quote
from kiosk.plugins.cards.words import _

from . import screens
from .blank import take_blank, write_blank
from .issuing import Applicant, Wanted, give, money_of, tiers_of, why_not
from .slip import issue_slip


async def issue(visit: Visit) -> None:
    """One card; why nothing was done is said."""
    reason: str = await visit.read(why_not)
    if not reason:
        applicant = await _applicant(visit)
        reason = await issue_to(visit, applicant) if applicant is not None else ""
    if reason:
        await visit.ask(screens.refused(reason), back=False)


async def issue_to(visit: Visit, applicant: Applicant) -> str:
    """The same for somebody who is known already (an application that waits). Returns why nothing was done, "" else."""
    wanted = await _agree(visit, applicant)
    if isinstance(wanted, str):
        return wanted
    buyer = await _buyer(visit, wanted)
    while buyer is not None:
        blank = await take_blank(visit, wanted.tier)
        if not blank:
            return ""
        if await visit.ask(screens.review(wanted, blank)) != Chosen("write"):
            return ""
        stripe = await write_blank(visit, wanted.tier, blank)
        if stripe.why_not:
            return stripe.why_not
        if stripe.how != "void":
            return await _give(visit, wanted, blank, stripe, buyer)
    return ""


async def _buyer(visit: Visit, wanted: Wanted) -> Buyer | None:
    """Who pays in on a card with a name is known, whatever the amount (art. 16); a card that costs nothing asks for nothing."""
    if wanted.money is None:
        return Buyer(visit, "cards.issue")
    member = wanted.applicant.member
    known = member.id if member is not None else ""
    return await buyer_identity(visit, purpose="cards.issue", member_id=known, phone=wanted.applicant.phone)


# ---------------------------------------------------------------------------------------------------- who it is for


async def _applicant(visit: Visit) -> Applicant | None:
    phone, known, error = "", None, _nothing()
    while known is None:
        typed = await visit.ask(screens.phone(error), update=bool(error))
        if not isinstance(typed, Entered):
            return None
        phone, error = typed.text, _("That is no phone number")
        known = await visit.read(_known, phone)
    return await person(visit, Applicant(phone=phone, language=visit.language), known)


async def person(
    visit: Visit, applicant: Applicant, known: Sequence[Member], salutation: str = ""
) -> Applicant | None:
    """Whose card of that number it is to be, and what a new member is called (`salutation`, where they have said it)."""
    if known:
        chosen = await visit.ask(screens.has_a_card(known))
        member = next((one for one in known if chosen == Chosen(one.id)), None)
        if member is not None:
            return replace(applicant, member=member)
        if chosen != Chosen("new"):
            return None
    if salutation not in screens.SALUTATIONS:
        called = await visit.ask(screens.called())
        if not isinstance(called, Chosen) or called == BACK:
            return None
        salutation = called.key
    return replace(applicant, name=screens.SALUTATIONS[salutation])


def _known(tx: Transaction, phone: str) -> list[Member] | None:
    """Who has this phone; None for what is no phone number."""
    try:
        return [one for one in tx.members_with_phone(phone) if one.status == "active"]
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------- what is agreed


async def _agree(visit: Visit, applicant: Applicant) -> Wanted | str:
    rule = await visit.read(tiers_of)
    if rule is None:
        return "not_set_up"
    if applicant.member is not None and await visit.own_account(applicant.member.id):
        return "own"
    tiers, version = rule
    offered = screens.offers(tiers, applicant)
    if not offered:
        return "no_tier"
    chosen = await visit.ask(screens.which(offered))
    at = next((one for one in offered if chosen == Chosen(screens.key_of(*one))), None)
    if at is None:
        return ""
    wanted = await _earned(visit, Wanted(applicant, *at, version))
    if isinstance(wanted, str) or not wanted.due:
        return wanted
    return await _paid(visit, wanted)


async def _earned(visit: Visit, wanted: Wanted) -> Wanted | str:
    """What the route asks for: money that is paid in, or money that was spent."""
    tier, error = wanted.tier, _nothing()
    least = screens.least(tier, wanted.route)
    if wanted.route == "prepaid" and not least:
        return wanted
    while True:
        typed = await visit.ask(screens.how_much(tier, wanted.route, error), update=bool(error))
        if not isinstance(typed, Entered):
            return ""
        fen = int(typed.text)
        if fen < least:
            error = screens.at_least(least)
            continue
        if wanted.route != "prepaid":
            brand = await ask_brand(visit, _("Where was it bought?"), unlisted=True)
            return replace(wanted, spent=fen, brand=brand.key) if brand is not None else ""
        money: Quote = await visit.read(money_of, wanted.applicant, fen)
        if money.refused == "over_the_limit":
            error = _("At most {amount} fits on this card", amount=screens.yuan(money.most))
            continue
        return money.refused or replace(wanted, money=money)


def _nothing() -> Text:
    return ""


async def _paid(visit: Visit, wanted: Wanted) -> Wanted | str:
    tenders = await visit.read(lambda tx: tx.site_counter().tenders)
    chosen = await visit.ask(screens.how_paid(wanted, tenders))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return ""
    return replace(wanted, tender=chosen.key)


# ---------------------------------------------------------------------------------------------------- the card


async def _give(visit: Visit, wanted: Wanted, blank: str, stripe: Stripe, buyer: Buyer) -> str:
    staff = visit.staff
    if staff is None:
        return ""

    def make(tx: Transaction) -> Operation:
        member = give(tx, wanted, blank, stripe, staff.id, lambda id_: buyer.keep(tx, id_))
        number = tx.paper_number(tx.journal("cards.issue_slip", member=member.id))
        return tx.intend_print(issue_slip(visit, wanted, blank, number), purpose="cards.issue")

    printing = await entered(visit, make)
    if isinstance(printing, str):
        return printing
    await last_word(visit, screens.done(wanted, later=stripe.how == "later"), printing)
    return ""

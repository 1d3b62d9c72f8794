"""The customer's paper of a new card: which, by what, and what was paid."""

from __future__ import annotations

from kiosk.core.api import TENDERS, Line, Pair, Rule, Slip, Visit, service_slip, stamp, tail
from kiosk.plugins.cards.rules.tiers import ROUTES
from kiosk.plugins.cards.words import _, card_tail, yuan

from .issuing import Wanted


def issue_slip(visit: Visit, wanted: Wanted, blank: str, number: str) -> Slip:
    """The end of the card's number, and no name."""
    money = wanted.money
    paid = (
        (
            Pair(_("Paid in"), yuan(money.paid)),
            Pair(_("Bonus"), yuan(money.bonus)),
            Pair(_("On the card now"), yuan(money.after)),
        )
        if money is not None
        else ()
    )
    fee = (Pair(_("For the card"), yuan(wanted.tier.fee)),) if wanted.tier.fee else ()
    tender = (Pair(_("Paid by"), TENDERS[wanted.tender]),) if wanted.due else ()
    law = (
        (
            Line(_("Principal can be paid back at the service desk."), size="small"),
            Line(_("Bonus was given on top, and is not paid out."), size="small"),
        )
        if money is not None
        else ()
    )
    return service_slip(
        visit,
        "cards.issue",
        _("Member card · new card"),
        Pair(_("Card"), card_tail(tail(blank))),
        Pair(wanted.tier.title, ROUTES[wanted.route]),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        *((Rule(), *paid, *fee, *tender) if paid or fee else ()),
        *((Rule(), *law) if law else ()),
        number=number,
    )

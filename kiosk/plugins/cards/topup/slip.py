"""The customer's paper of a top-up: what was paid and how, what was given on top, and what there is now."""

from __future__ import annotations

from kiosk.core.api import TENDERS, Line, Pair, Rule, Slip, Visit, service_slip, stamp
from kiosk.plugins.cards.words import _, card_tail, yuan

from .topping_up import Quote, Standing


def topup_slip(visit: Visit, one: Standing, shown: Quote, tender: str, number: str) -> Slip:
    """The end of the card's number, and no name."""
    return service_slip(
        visit,
        "cards.topup",
        _("Member card · top-up"),
        Pair(_("Card"), card_tail(one.member.card_tail)),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        Pair(_("Paid in"), yuan(shown.paid)),
        Pair(_("Paid by"), TENDERS[tender]),
        Pair(_("Bonus"), yuan(shown.bonus)),
        Rule(),
        Pair(_("On the card now"), yuan(shown.after)),
        Line(_("Principal can be paid back at the service desk."), size="small"),
        Line(_("Bonus was given on top, and is not paid out."), size="small"),
        number=number,
    )

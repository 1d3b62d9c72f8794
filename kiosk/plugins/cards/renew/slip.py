"""The customer's paper of a replaced card: the old one's end, the new one's, and what was paid."""

from __future__ import annotations

from kiosk.core.api import TENDERS, Line, Pair, Rule, Slip, Visit, service_slip, stamp, tail
from kiosk.plugins.cards.words import _, card_tail, yuan

from .renewing import WHYS, Replacement


def renew_slip(visit: Visit, agreed: Replacement, blank: str, number: str) -> Slip:
    """No whole number, and no name."""
    paid = (
        (Pair(_("For the card"), yuan(agreed.fee)), Pair(_("Paid by"), TENDERS[agreed.tender]))
        if agreed.fee
        else (Pair(_("For the card"), _("free of charge")),)
    )
    return service_slip(
        visit,
        "cards.renew",
        _("Member card · replaced"),
        Pair(_("Old card"), card_tail(agreed.holder.member.card_tail)),
        Pair(_("New card"), card_tail(tail(blank))),
        Pair(agreed.tier.title, WHYS[agreed.why]),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        *paid,
        Rule(),
        Line(_("The old card is void. Balances, points and PIN are the same."), size="small"),
        number=number,
    )

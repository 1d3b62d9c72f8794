"""The papers of an exchange card, for the customer, and of a car wash ticket, which the customer signs (A3)."""

from __future__ import annotations

from kiosk.core.api import Line, Pair, Rule, Slip, Visit, service_slip, signature, stamp, tail
from kiosk.plugins.cards.sell.selling import Card
from kiosk.plugins.cards.words import _, card_tail, yuan

from .giving import Entitled, price_of


def exchange_slip(visit: Visit, shown: Entitled, card: Card, number: str) -> Slip:
    """Points that went, and what the card is worth."""
    return service_slip(
        visit,
        "cards.exchange",
        _("Exchange card · for points"),
        Pair(_("Card"), card_tail(shown.member.card_tail)),
        Pair(_("Exchange card"), card_tail(tail(card.number))),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        Pair(_("Worth"), yuan(card.face_fen)),
        Pair(_("Points"), f"-{price_of(card, shown):,}"),
        Pair(_("Points left"), f"{shown.points - price_of(card, shown):,}"),
        Rule(),
        Line(_("These cards carry no name: keep them like money."), size="small"),
        number=number,
    )


def wash_slip(visit: Visit, shown: Entitled, number: str) -> Slip:
    """For the mall's own file: who got one, signed."""
    return service_slip(
        visit,
        "cards.carwash",
        _("Car wash ticket · handed out"),
        Pair(_("Card"), card_tail(shown.member.card_tail)),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Pair(_("Left this month"), str(shown.washes - 1)),
        *signature(_("Received by")),
        number=number,
        customer=False,
    )

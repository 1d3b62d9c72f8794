"""The customer's paper of shopping cards: which numbers, what each is worth, and until when at the least."""

from __future__ import annotations

from kiosk.core.api import TENDERS, Line, Pair, Rule, Slip, Text, Visit, service_slip, stamp
from kiosk.plugins.cards.words import _, yuan

from .selling import Basket, Terms, runs


def sell_slip(visit: Visit, basket: Basket, shown: Terms, tender: str, number: str) -> Slip:
    """Cards without a name: whoever has the paper can say which numbers they were."""
    return service_slip(
        visit,
        "cards.sell",
        _("Shopping cards · sold"),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        *(
            Pair(_numbers(first, last), _("{count} × {amount}", count=count, amount=yuan(face)))
            for _product, face, first, last, count in runs(basket)
        ),
        Rule(),
        Pair(_("Cards"), f"{len(basket):,}"),
        Pair(_("Paid"), yuan(shown.fen)),
        Pair(_("Paid by"), TENDERS[tender]),
        Rule(),
        Line(_("These cards carry no name: keep them like money."), size="small"),
        Line(_("Goods that are returned are paid back onto a card."), size="small"),
        number=number,
    )


def _numbers(first: str, last: str) -> Text:
    return first if first == last else _("{first} to {last}", first=first, last=last)

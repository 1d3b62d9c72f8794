"""积兑卡 and 洗车票, for staff: whose points or tier, the card or the ticket, and a slip that the customer signs.

Points are worth something and a stripe can be copied, so the member's PIN is asked for before they leave (domain.md 3.11).
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    Entry,
    Operation,
    Scan,
    Scans,
    Slip,
    Text,
    Transaction,
    Visit,
)
from kiosk.plugins.cards.entering import entered
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.sell.selling import Card, why_not
from kiosk.plugins.cards.whose import whose_card
from kiosk.plugins.cards.words import _

from . import screens
from .giving import Entitled, entitled, exchange, exchange_card, price_of, wash
from .slip import exchange_slip, wash_slip


async def give(visit: Visit) -> None:
    """One customer after the other, until staff go back."""
    reason: str = await visit.read(why_not)
    if reason:
        await visit.ask(screens.refused(reason), back=False)
        return
    while True:
        found = await whose_card(
            visit, _("Whose points or tickets?"), _("The customer's card, or their phone and PIN.")
        )
        if isinstance(found, str):
            return
        member, by_pin = found
        why = await _serve(visit, member.id, by_pin=by_pin)
        if why:
            await visit.ask(screens.refused(why), back=False)


async def _serve(visit: Visit, member_id: str, *, by_pin: bool) -> str:
    """One member; why nothing was given, where that is to be said."""
    shown = await visit.read(entitled, member_id)
    if shown is None:
        return "not_set_up"
    if shown.member.status != "active":
        return "status"
    if await visit.own_account(member_id):
        return "own"
    match await visit.ask(screens.what(shown)):
        case Chosen("card"):
            if shown.owed:
                return "owed"
            return await _exchange(visit, shown) if by_pin or await visit.member_pin(member_id) else ""
        case Chosen("wash"):
            return await _wash(visit, shown)
    return ""


async def _exchange(visit: Visit, shown: Entitled) -> str:
    card = await _card(visit, shown)
    if card is None:
        return ""
    if await visit.ask(screens.review(shown, card)) != Chosen("give"):
        return ""
    return await _give(
        visit,
        lambda tx: exchange(tx, shown, card),
        lambda number: exchange_slip(visit, shown, card, number),
        screens.exchanged(shown, card),
    )


async def _card(visit: Visit, shown: Entitled) -> Card | None:
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.which_card(shown, error), accepts=(Scans(),), update=bool(error))
        if outcome == Chosen("type"):
            outcome = await visit.ask(screens.type_number())
            if outcome == BACK:
                continue
        if not isinstance(outcome, Scan | Entered):
            return None
        if isinstance(outcome, Scan) and outcome.refused:
            error = scan_error(outcome)
            continue
        card: Card | None = await visit.read(exchange_card, outcome.text)
        if card is None:
            error = _("This is no exchange card of this counter")
        elif price_of(card, shown) > shown.points:
            error = screens.too_dear(shown, card)
        else:
            return card


async def _wash(visit: Visit, shown: Entitled) -> str:
    if not shown.washes:
        return "no_wash"
    if not shown.tickets:
        return "no_ticket"
    if await visit.ask(screens.one_ticket(shown)) != Chosen("give"):
        return ""
    return await _give(
        visit,
        lambda tx: wash(tx, shown),
        lambda number: wash_slip(visit, shown, number),
        screens.washed(shown),
    )


async def _give(
    visit: Visit,
    act: Callable[[Transaction], Entry],
    slip: Callable[[str], Slip],
    done: screens.Notice,
) -> str:
    def make(tx: Transaction) -> Operation:
        entry = act(tx)
        number = tx.paper_number(tx.journal("cards.give_slip", entry=entry.id))
        return tx.intend_print(slip(number), purpose="cards.give")

    printing = await entered(visit, make)
    if isinstance(printing, str):
        return printing
    await last_word(visit, done, printing)
    return ""

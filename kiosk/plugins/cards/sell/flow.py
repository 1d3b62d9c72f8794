"""购物卡售卖, for staff: scan each card, or a run of them, then how it is paid; all are activated at once, with one slip.

A card that is not in stock here says so and is not in the basket. Who buys is asked where the law makes a difference, and from
the law's amount on the buyer is known. A sale of today is undone as a whole, by two, while none of its cards was used.
"""

from __future__ import annotations

from kiosk.core.api import (
    BACK,
    Approved,
    Chosen,
    Entered,
    Fact,
    NoShift,
    Operation,
    Overdrawn,
    Reversed,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    WrongRange,
    buyer_identity,
)
from kiosk.core.api import Buyer as Known
from kiosk.plugins.cards.entering import entered
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.topup.topping_up import QuoteChanged
from kiosk.plugins.cards.words import _, yuan

from . import screens
from .selling import Basket, Buyer, Card, Terms, card_of, run_of, sale_of, sell, terms, undo_sale, why_not
from .slip import sell_slip


async def sell_cards(visit: Visit) -> None:
    """One sale after the other, until staff go back."""
    reason: str = await visit.read(why_not)
    if reason:
        await visit.ask(screens.refused(reason), back=False)
        return
    while True:
        basket = await _basket(visit)
        if basket is None:
            return
        why = await _pay(visit, basket)
        if why:
            await visit.ask(screens.refused(why), back=False)


# ---------------------------------------------------------------------------------------------------- the basket


async def _basket(visit: Visit) -> Basket | None:
    """The cards; None when staff go back."""
    basket: Basket = ()
    error, update = _nothing(), False
    while True:
        outcome = await visit.ask(screens.scan_them(basket, error), accepts=(Scans(),), update=update)
        error, update = _nothing(), True
        match outcome:
            case Scan():
                if outcome.refused:
                    error = scan_error(outcome)
                    continue
                basket, error = await _with(visit, basket, outcome.text)
            case Chosen("type"):
                typed = await visit.ask(screens.type_number())
                update = False
                if isinstance(typed, Entered):
                    basket, error = await _with(visit, basket, typed.text)
            case Chosen("run") if basket:
                basket, error = await _run(visit, basket)
                update = False
            case Chosen("look") if basket:
                basket = await _look(visit, basket)
                update = False
            case Chosen("pay") if basket:
                return basket
            case Chosen("undo"):
                await _undo(visit)
                update = False
            case _:
                return None


def _nothing() -> Text:
    return ""


async def _with(visit: Visit, basket: Basket, text: str) -> tuple[Basket, Text]:
    card: Card | None = await visit.read(card_of, text)
    if card is None:
        return basket, _("This card is not for sale here")
    if card in basket:
        return basket, _("This card is in the list already")
    return (*basket, card), ""


async def _run(visit: Visit, basket: Basket) -> tuple[Basket, Text]:
    """More cards from the last one on: how many there are with it."""
    first = basket[-1]
    typed = await visit.ask(screens.how_many(first))
    if not isinstance(typed, Entered) or not int(typed.text):
        return basket, ""
    try:
        cards = await visit.read(run_of, first, int(typed.text))
    except WrongRange:
        cards = None
    if cards is None:
        return basket, _("Not all of these are in stock here; nothing was added")
    known = set(basket)
    return (*basket, *(card for card in cards if card not in known)), ""


async def _look(visit: Visit, basket: Basket) -> Basket:
    """The runs; one that is pressed is taken out."""
    while basket:
        outcome = await visit.ask(screens.contents(basket))
        if not isinstance(outcome, Chosen) or outcome == BACK:
            break
        basket = tuple(card for card in basket if not screens.in_run(card, outcome.key))
    return basket


# ---------------------------------------------------------------------------------------------------- paying


async def _pay(visit: Visit, basket: Basket) -> str:
    """Why nothing was sold; "" when it was, or staff went back."""
    shown = await visit.read(terms, basket)
    if shown is None:
        return "not_set_up"
    if shown.too_high:
        return "too_high"
    buyer = await _buyer(visit, shown)
    if buyer is None:
        return ""
    tenders = await visit.read(lambda tx: tx.site_counter().tenders)
    chosen = await visit.ask(screens.how_paid(shown, buyer, tenders))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return ""
    known = Known(visit, "cards.sell")
    if shown.needs_identity:
        record = await buyer_identity(visit, purpose="cards.sell")
        if record is None:
            return ""
        known = record
    if await visit.ask(screens.review(basket, shown, chosen.key)) != Chosen("sell"):
        return ""
    return await _sell(visit, basket, shown, buyer, chosen.key, known)


async def _buyer(visit: Visit, shown: Terms) -> Buyer | None:
    if not shown.unit_matters:
        return "person"
    match await visit.ask(screens.who_buys(shown)):
        case Chosen("person"):
            return "person"
        case Chosen("unit"):
            return "unit"
    return None


async def _sell(visit: Visit, basket: Basket, shown: Terms, buyer: Buyer, tender: str, known: Known) -> str:
    staff = visit.staff
    if staff is None:
        return ""

    def make(tx: Transaction) -> Operation:
        identity = known.keep(tx) if shown.needs_identity else ""
        sale = sell(tx, basket, shown, buyer, tender, staff.id, identity=identity)
        number = tx.paper_number(tx.journal("cards.sale_slip", sale=sale.id))
        return tx.intend_print(sell_slip(visit, basket, shown, tender, number), purpose="cards.sell")

    printing = await entered(visit, make)
    if isinstance(printing, str):
        return printing
    await last_word(visit, screens.done(basket, shown), printing)
    return ""


# ---------------------------------------------------------------------------------------------------- undoing


async def _undo(visit: Visit) -> None:
    why = await _undo_one(visit)
    if why:
        await visit.ask(screens.refused(why), back=False)


async def _undo_one(visit: Visit) -> str:
    outcome = await visit.ask(screens.one_of_the_sale(), accepts=(Scans(),))
    if outcome == Chosen("type"):
        outcome = await visit.ask(screens.type_number())
    if not isinstance(outcome, Scan | Entered):
        return ""
    sale = await visit.read(sale_of, outcome.text)
    if sale is None:
        return "no_sale"
    chosen = await visit.ask(screens.why_undone(sale))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return ""
    approved = await visit.approval(
        "cards.undo",
        _("Take this sale back?"),
        (Fact(_("Cards"), f"{sale.cards:,}"), Fact(_("Paid"), yuan(sale.fen))),
        reason=chosen.key,
    )
    if not isinstance(approved, Approved):
        return ""
    try:
        await visit.write(undo_sale, sale.id, approved, chosen.key)
    except Overdrawn:
        return "used"
    except (QuoteChanged, Reversed):
        return "undone_before"
    except NoShift:
        return "no_shift"
    await visit.ask(screens.undone(sale), back=False)
    return ""

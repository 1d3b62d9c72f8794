"""Shopping cards that were sold on paper: the first number and the last of the line, and how it was paid.

They carry their value from the moment at which they are entered, and the line of the form is the sale's own id: so it is
entered once, and taken back as any sale of the day is. A card that lies elsewhere, or was sold meanwhile, is refused with
nothing entered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.core.api import (
    BACK,
    Buyer,
    Chosen,
    Entered,
    Keypad,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    WrongRange,
    buyer_identity,
    normal_serial,
    serial_range,
)
from kiosk.plugins.cards.sell import screens as selling_screens
from kiosk.plugins.cards.sell.models import SaleRow
from kiosk.plugins.cards.sell.selling import Basket, Late, card_of, run_of, sell, terms
from kiosk.plugins.cards.sell.selling import Buyer as Kind
from kiosk.plugins.cards.sell.selling import why_not as why_none
from kiosk.plugins.cards.words import _

from . import screens
from .line import Paper
from .read import Sold
from .writer import who_wrote_it
from .writing import written

MOST = 9_999  # allow constant: cards of one line


async def enter_sale(visit: Visit, line: Paper) -> str | None:
    """Why it was not entered, "" when it was; None when staff went back."""
    if why := await visit.read(why_none):
        return str(why)
    basket = await _basket(visit)
    if basket is None:
        return None
    sold = await _read(visit, line, basket)
    if not isinstance(sold, Sold):
        return sold
    if await visit.ask(screens.review_sold(sold, visit.zone)) != Chosen("enter"):
        return None
    return await written(visit, line, lambda tx: _sell(tx, sold))


async def _read(visit: Visit, line: Paper, basket: Basket) -> Sold | str | None:
    shown = await visit.read(terms, basket, line.day)
    if shown is None or shown.too_high:
        return "too_high" if shown is not None else "not_set_up"
    kind = await visit.ask(selling_screens.who_buys(shown)) if shown.unit_matters else Chosen("person")
    if not isinstance(kind, Chosen) or kind == BACK:
        return None
    who: Kind = "unit" if kind.key == "unit" else "person"
    tenders = await visit.read(lambda tx: tx.site_counter().tenders)
    paid_by = await visit.ask(selling_screens.how_paid(shown, who, tenders))
    if not isinstance(paid_by, Chosen) or paid_by == BACK:
        return None
    buyer = (
        await buyer_identity(visit, purpose="cards.sell")
        if shown.needs_identity
        else Buyer(visit, "cards.sell")
    )
    told = await who_wrote_it(visit) if buyer is not None else None
    if buyer is None or told is None or visit.staff is None:
        return None
    return Sold(line, basket, shown, who, paid_by.key, visit.staff.id, buyer, *told)


def _sell(tx: Transaction, sold: Sold) -> SaleRow:
    line = sold.line
    told = {"paper": line.number, "written_by": sold.writer}
    late = Late(line.key(tx.site_counter().name), line.day, line.at_ms, sold.reason, told)
    identity = sold.buyer.keep(tx) if sold.shown.needs_identity else ""
    return sell(
        tx, sold.basket, sold.shown, sold.kind, sold.tender, sold.staff_id, identity=identity, late=late
    )


# ---------------------------------------------------------------------------------------------------- which cards


async def _basket(visit: Visit) -> Basket | None:
    """The cards of a line; None when staff went back."""
    error: Text = ""
    while True:
        first = await _number(visit, screens.first_number, error)
        if first is None:
            return None
        last = await _number(visit, partial(screens.last_number, first))
        if last is None:
            error = ""
            continue
        basket = await visit.read(_between, first, last)
        if basket:
            return basket
        error = _("Not all of these are in stock here")


async def _number(visit: Visit, prompt: Callable[[Text], Keypad], error: Text = "") -> str | None:
    """A number as it was written, or scanned off the card; None when staff went back."""
    while True:
        outcome = await visit.ask(prompt(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Entered | Scan):
            return None
        number = normal_serial(outcome.text)
        if number:
            return number
        error = _("That is no card number")


def _between(tx: Transaction, first: str, last: str) -> Basket:
    """Every card from the first to the last; none when one of them does not lie here, or they are no run."""
    try:
        count = len(serial_range(first, last))
    except WrongRange:
        return ()
    card = card_of(tx, first)
    if card is None or count > MOST:
        return ()
    return run_of(tx, card, count) or ()

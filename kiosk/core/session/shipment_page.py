"""Stock from one counter to another, for staff: sent by one side, and taken over or sent back by the other (domain.md A8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.products import Product
from kiosk.core.session import shipment_screens as screens
from kiosk.core.session.stock_number import ask_how_many, ask_number
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen

_ = Texts("core")


async def send(visit: Visit, product: Product) -> None:
    """Pieces of one product leave this counter."""
    counters = await visit.read(Transaction.other_counters)
    chosen = await visit.ask(screens.to_which(counters))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return
    to = chosen.key.removeprefix("to:")
    first = await ask_number(visit, screens.first_number) if product.numbered else ""
    if product.numbered and not first:
        return
    found = await ask_how_many(visit, partial(screens.how_many, product, first), first)
    if found is None:
        return
    count, numbers = found
    once = await visit.read(lambda tx: f"stock.sent:{tx.new_id()}")
    if await visit.ask(screens.review(product, count, numbers, to)) == Chosen("send"):
        await _do(visit, lambda tx: tx.send(product.id, count, to, numbers, once=once))


async def under_way(visit: Visit, names: screens.Names) -> None:
    """What is on the way here and from here; one that comes here is answered."""
    update = False
    while True:
        shipments = await visit.read(Transaction.shipments)
        here = (await visit.read(lambda tx: tx.site_counter())).name
        page = screens.under_way(shipments, names, here, visit.zone)
        outcome = await visit.ask(page, accepts=(Changes("ledger"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        one = next((one for one in shipments if outcome == Chosen(one.id)), None)
        if one is None:
            return
        if one.to_counter != here:
            continue
        match await visit.ask(screens.one(one, names, visit.zone)):
            case Chosen("accept"):
                await _do(visit, Transaction.accept, one.id)
            case Chosen("send_back"):
                why = await visit.ask(screens.why_back(one, names))
                if isinstance(why, Chosen) and why != BACK:
                    await _do(visit, Transaction.send_back, one.id, why.key)


async def _do(visit: Visit, act: Callable[..., object], *arguments: str) -> None:
    """Write it, or say why it was not written."""
    try:
        await visit.write(act, *arguments)
    except errors.NoShift:
        why = "no_shift"
    except (errors.NotInStock, errors.Overdrawn):
        why = "not_here"
    except (errors.ShipmentOver, errors.AlreadyEntered):
        why = "over"
    else:
        return
    await visit.ask(screens.refused(why), back=False)

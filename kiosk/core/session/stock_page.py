"""Stock at the counter, for staff: what there is of each product, what comes in, and what is damaged or missing.

Comes in (进): numbered pieces by the first number and how many, so that the last one is compared with the carton; others by how
many. What is written off takes a reason and a second person. What is sold or given out is the services' business, and counting
is the shift's (`shift_page`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from kiosk.core.host.products import products_of
from kiosk.core.ledger import Line, stock
from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.products import Product
from kiosk.core.records import Approved
from kiosk.core.service import Availability
from kiosk.core.session import shipment_page
from kiosk.core.session import stock_screens as screens
from kiosk.core.session.stock_number import ask_how_many, ask_number
from kiosk.core.store import errors
from kiosk.core.store.serials import spoiled
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Entered

if TYPE_CHECKING:
    from kiosk.core.host.host import Host
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")


async def stock_page(visit: Visit) -> None:
    """The list, then one product at a time."""
    host, update = cast("LiveVisit", visit).desk.host, False
    while True:
        held, coming = await visit.read(_held, host), await visit.read(_coming)
        outcome = await visit.ask(screens.table(held, coming), accepts=(Changes("ledger"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        if outcome == Chosen("under_way"):
            await shipment_page.under_way(visit, {product.id: product.name for product, _number in held})
            continue
        chosen = next((one for one in held if outcome == Chosen(one[0].id)), None)
        if chosen is None:
            return
        why = await _one(visit, *chosen)
        if why:
            await visit.ask(screens.refused(why), back=False)


def note(tx: Transaction, position: PositionDesk) -> Availability:
    """How many are running out; no line at all where nothing is counted by the piece."""
    held = _held(tx, position.host)
    if not held:
        return Availability(offered=False)
    coming = sum(1 for one in tx.shipments() if one.to_counter == tx.site_counter().name)
    if coming:
        return Availability(_.plural("{count} pack on the way here", "{count} packs on the way here", coming))
    few = sum(1 for product, number in held if screens.running_out(product, number))
    return Availability(_.plural("{count} running out", "{count} running out", few) if few else "")


def _held(tx: Transaction, host: Host) -> list[tuple[Product, int]]:
    counter = tx.site_counter().name
    return [(product, tx.balance(stock(counter, product.id))) for product in products_of(host, tx).values()]


def _coming(tx: Transaction) -> int | None:
    """How many shipments are under way from here or to here; None where there is no other counter."""
    shipments = tx.shipments()
    return len(shipments) if shipments or tx.other_counters() else None


async def _one(visit: Visit, product: Product, number: int) -> str:
    """One product; why nothing was done, where that is to be said."""
    others = await visit.read(Transaction.other_counters)
    about = screens.about(product, number, may_receive=visit.may("stock.receive"), may_send=bool(others))
    match await visit.ask(about):
        case Chosen("received"):
            return await _comes_in(visit, product)
        case Chosen("write_off"):
            return await _write_off(visit, product)
        case Chosen("send"):
            await shipment_page.send(visit, product)
    return ""


# ---------------------------------------------------------------------------------------------------- what comes in


async def _comes_in(visit: Visit, product: Product) -> str:
    first = await ask_number(visit, screens.first_number) if product.numbered else ""
    if product.numbered and not first:
        return ""
    found = await ask_how_many(visit, partial(screens.how_many, product, first), first)
    return await _receive(visit, product, *found) if found is not None else ""


async def _receive(visit: Visit, product: Product, count: int, numbers: list[str]) -> str:
    once = await visit.read(lambda tx: f"stock.received:{tx.new_id()}")
    answer = await visit.ask(screens.compare(product, count, numbers))
    if answer != Chosen("enter"):
        return ""
    try:
        await visit.write(lambda tx: tx.receive(product.id, count, numbers, once=once))
    except errors.SerialKnown:
        return "known"
    except errors.NoShift:
        return "no_shift"
    return ""


# ---------------------------------------------------------------------------------------------------- what is no good


async def _write_off(visit: Visit, product: Product) -> str:
    number, count = "", 1
    if product.numbered:
        number = await ask_number(visit, screens.damaged_number)
        if not number:
            return ""
    else:
        typed = await visit.ask(screens.how_many_damaged(product))
        if not isinstance(typed, Entered) or not int(typed.text):
            return ""
        count = int(typed.text)
    why = await visit.ask(screens.why_damaged(product))
    if not isinstance(why, Chosen) or why == BACK:
        return ""
    approved = await visit.approval(
        "stock.second", _("Write it off?"), screens.written_off(product, count, number), reason=why.key
    )
    if not isinstance(approved, Approved):
        return ""

    def write_off(tx: Transaction) -> None:
        tx.use_approval(approved)
        line = (
            tx.spoil_serial(product.id, number, why=why.key)
            if number
            else Line(spoiled(product.id), stock(tx.site_counter().name, product.id), count)
        )
        tx.enter("stock.written_off", [line], subject=product.id, reason=why.key)

    try:
        await visit.write(write_off)
    except errors.NotInStock:
        return "not_here"
    except errors.Overdrawn:
        return "not_that_many"
    except errors.NoShift:
        return "no_shift"
    return ""

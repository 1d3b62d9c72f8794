"""退换货登记, for staff: what waits at the desk, goods that come in, and the department that fetches them.

    the list      what lies here, the oldest first; a label's code finds its goods
    registering   the receipt (scanned, typed, or none), the shop, the goods, why; a label and the customer's slip
    handing over  everything of one shop at once, or one thing; the department signs on paper

Goods need no open shift: they are no stock of the counter's. What is not collected stands in what the next shift reads first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.core.api import (
    BACK,
    Brand,
    Chosen,
    Entered,
    Menu,
    Scan,
    Scans,
    Slip,
    StaffIdentity,
    Text,
    Transaction,
    Visit,
    ask_brand,
)

from . import return_screens as screens
from . import return_slips as slips
from .receipts import Receipt, from_code, may_be_of
from .returned import (
    AlreadySeen,
    Goods,
    Wanted,
    What,
    by_id,
    by_label,
    collect,
    register,
    registered_before,
    take_off,
    waiting,
)
from .words import _
from .wrapping import ask_number

Lists = Mapping[str, list[str]]


async def returns(visit: Visit) -> None:
    """The list, until staff go back."""
    error: Text = ""
    lists = {"goods": list(visit.settings["goods"]), "reasons": list(visit.settings["reasons"])}
    while (staff := visit.staff) is not None:
        found = await visit.read(waiting)
        screen = screens.table(found, lists, visit.now_ms, visit.zone, error)
        outcome = await visit.ask(screen, accepts=(Scans(),), update=bool(error))
        error, one = "", None
        match outcome:
            case Scan():
                one = await visit.read(by_label, outcome.text) if not outcome.refused else None
                error = screens.no_label(outcome) if one is None else ""
            case Chosen("register"):
                await _register(visit, staff, lists)
            case Chosen("collect"):
                await _collect(visit, staff, lists, found)
            case Chosen(key) if key.startswith("row"):
                chosen = next((each for index, each in enumerate(found) if key == f"row{index}"), None)
                one = await visit.read(by_id, chosen.id) if chosen is not None else None
            case _:
                return
        if one is not None:
            await _about(visit, staff, lists, one)


# ------------------------------------------------------------------------------------------------ registering


async def _register(visit: Visit, staff: StaffIdentity, lists: Lists) -> None:
    what = await visit.ask(screens.which())
    if what not in (Chosen("return"), Chosen("exchange")):
        return
    receipt = await _receipt(visit)
    if receipt is None:
        return
    brand = await _brand(visit, receipt)
    if brand is None:
        return
    goods = await _key(visit, screens.which_goods(lists["goods"]))
    pieces = await ask_number(visit, _("How many pieces?")) if goods else 0
    reason = await _key(visit, screens.which_reason(lists["reasons"])) if pieces else ""
    if not reason:
        return
    named: What = "return" if what == Chosen("return") else "exchange"
    wanted = Wanted(named, replace(receipt, merchant=brand.key), brand, goods, pieces, reason)
    before = await visit.read(registered_before, wanted.receipt)
    if await visit.ask(screens.review(wanted, before, lists, visit.zone)) != Chosen("register"):
        return

    def make(tx: Transaction) -> Goods:
        one = register(tx, wanted, staff.id)
        tx.intend_print(slips.label(visit, one, lists), purpose="counter.label")
        tx.intend_print(slips.customers_slip(visit, one, lists), purpose="counter.return")
        return one

    await visit.ask(screens.registered(await visit.write(make)), back=False)


async def _key(visit: Visit, menu: Menu) -> str:
    chosen = await visit.ask(menu)
    return chosen.key if isinstance(chosen, Chosen) and chosen != BACK else ""


async def _receipt(visit: Visit) -> Receipt | None:
    """What the till's paper says; None when they went back."""
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.show_receipt(error), accepts=(Scans(),), update=bool(error))
        error = ""
        match outcome:
            case Scan():
                read, error = await _scanned(visit, outcome)
            case Chosen("type"):
                read = Receipt()
            case Chosen("none"):
                return Receipt(none=True)
            case _:
                return None
        whole = await _completed(visit, read) if read is not None else None
        if whole is not None:
            return whole


async def _scanned(visit: Visit, scan: Scan) -> tuple[Receipt | None, Text]:
    if scan.refused:
        return None, screens.not_a_receipt("")
    known = await visit.known_code(scan.text)
    read = from_code(str(visit.settings["receipt_code"]), scan.text) if not known else None
    return read, screens.not_a_receipt(known) if read is None else ""


async def _completed(visit: Visit, read: Receipt) -> Receipt | None:
    """What the code did not say is typed."""
    if not read.terminal:
        typed = await visit.ask(screens.terminal())
        if not isinstance(typed, Entered):
            return None
        read = replace(read, terminal=typed.text)
    if not read.receipt:
        typed = await visit.ask(screens.number())
        if not isinstance(typed, Entered):
            return None
        read = replace(read, receipt=typed.text)
    if not may_be_of(read.day, visit.calendar.business_day):
        day = await _day(visit)
        if not day:
            return None
        read = replace(read, day=day)
    if not read.amount:
        fen = await _amount(visit)
        if not fen:
            return None
        read = replace(read, amount=fen)
    return read


async def _day(visit: Visit) -> int:
    today = visit.calendar.business_day
    chosen = await visit.ask(screens.which_day(today))
    if not isinstance(chosen, Chosen) or chosen == BACK:
        return 0
    if chosen.key != "earlier":
        return int(chosen.key)
    error: Text = ""
    while True:
        typed = await visit.ask(screens.type_day(error), update=bool(error))
        if not isinstance(typed, Entered):
            return 0
        if may_be_of(int(typed.text), today):
            return int(typed.text)
        error = _("There is no such day, or it is too long ago")


async def _amount(visit: Visit) -> int:
    error: Text = ""
    while True:
        typed = await visit.ask(screens.amount(error), update=bool(error))
        if not isinstance(typed, Entered):
            return 0
        if int(typed.text):
            return int(typed.text)
        error = _("Type more than nothing")


async def _brand(visit: Visit, receipt: Receipt) -> Brand | None:
    known = await visit.read(lambda tx: tx.brand(receipt.merchant)) if receipt.merchant else None
    if known is not None:
        return known
    return await ask_brand(visit, _("Which shop is it from?"), unlisted=True)


# ------------------------------------------------------------------------------------------------ what lies here


async def _about(visit: Visit, staff: StaffIdentity, lists: Lists, one: Goods) -> None:
    outcome = await visit.ask(screens.about(one, lists, visit.now_ms, visit.zone))
    if not one.waits:
        return
    match outcome:
        case Chosen("collect"):
            await _hand_over(visit, staff, lists, [one])
        case Chosen("label"):
            await visit.write(_label_again, one, slips.label(visit, one, lists))
            await visit.ask(screens.printed(), back=False)
        case Chosen("off"):
            why = await _key(visit, screens.why_off())
            if why and await _written(visit, lambda tx: take_off(tx, one.id, staff.id, why)):
                await visit.ask(screens.taken_off(), back=False)


def _label_again(tx: Transaction, one: Goods, paper: Slip) -> None:
    tx.journal("counter.label_again", goods=one.id)
    tx.intend_print(paper, purpose="counter.label")


async def _collect(visit: Visit, staff: StaffIdentity, lists: Lists, found: list[Goods]) -> None:
    """One department takes everything of theirs."""
    groups: dict[str, list[Goods]] = {}
    for one in found:
        groups.setdefault(one.merchant, []).append(one)
    some = list(groups.values())
    if len(some) > 1:
        chosen = await visit.ask(screens.whose(some))
        some = [each for index, each in enumerate(some) if chosen == Chosen(f"shop{index}")]
    if some:
        await _hand_over(visit, staff, lists, some[0])


async def _hand_over(visit: Visit, staff: StaffIdentity, lists: Lists, some: list[Goods]) -> None:
    if await visit.ask(screens.hand_over(some, lists)) != Chosen("hand"):
        return

    def make(tx: Transaction) -> None:
        number = collect(tx, some, staff.id)
        tx.intend_print(slips.collection(visit, some, staff, lists, number), purpose="counter.collected")

    if await _written(visit, make):
        await visit.ask(screens.handed_over(some), back=False)


async def _written(visit: Visit, act: Callable[[Transaction], None]) -> bool:
    """Whether it was done; else somebody else was faster, and that is said."""
    try:
        await visit.write(act)
    except AlreadySeen:
        await visit.ask(screens.somebody_was_faster(), back=False)
        return False
    return True

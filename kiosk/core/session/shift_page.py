"""The shift at the counter, for staff: take it over, count whenever there is a moment, and leave it.

Counting is one question for each thing, goes on where it was interrupted, and is blind: what the books have is shown when
everything was counted. A difference takes a reason and a second person: whoever is at hand signs in inside the question, or
whoever takes over next looks first. Nothing here is undone: each count and each difference is a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.counter_words import SHIFTS
from kiosk.core.host.products import products_of
from kiosk.core.ledger import Account, Entry, Line, drawer, safe
from kiosk.core.moments import date_of, when
from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.records import StaffIdentity
from kiosk.core.service import Availability
from kiosk.core.session import shift_screens as screens
from kiosk.core.session.home import availabilities
from kiosk.core.session.reports_page import print_forms
from kiosk.core.session.shift_slip import shift_slip
from kiosk.core.session.shift_words import Names
from kiosk.core.shifts import Count, Shift
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Entered, Fact

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

THIS = "core.shift"


async def shift_page(visit: Visit) -> None:
    """As the counter is: free, held, or left with a difference."""
    desk = cast("LiveVisit", visit).desk
    while desk.staff is not None:
        shift = await visit.read(Transaction.shift)
        try:
            if shift is None:
                again = await _take_over(visit, desk, desk.staff)
            elif shift.state == "left":
                again = await _second(visit, desk.staff, shift)
            else:
                again = await _hold(visit, desk.staff, shift)
        except (errors.NoShift, errors.ShiftOpen, errors.ShiftOver):
            again = await visit.ask(screens.already_held()) != BACK
        if not again:
            return


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """Who holds the counter; in whose name nothing can be moved."""
    shift = tx.shift()
    if shift is None:
        return Availability(_("Nobody holds the counter"))
    if shift.state == "left":
        return Availability(_("A difference waits for a second person"))
    number = _number_of(tx, shift.opened_by)
    if shift.business_day < tx.business_day:
        return Availability(
            _("Open since {day}, number {number}", day=date_of(shift.business_day), number=number)
        )
    return Availability(_("{shift}, number {number}", shift=SHIFTS[shift.name], number=number))


def _number_of(tx: Transaction, staff_id: str) -> str:
    record = tx.staff(staff_id)
    return record.number if record is not None else "–"


async def _names(visit: Visit) -> Names:
    host = cast("LiveVisit", visit).desk.host
    return await visit.read(lambda tx: products_of(host, tx))


# ---------------------------------------------------------------------------------------------------- taking over


async def _take_over(visit: Visit, desk: PositionDesk, staff: StaffIdentity) -> bool:
    names = await visit.read(_next_shifts)
    outcome = await visit.ask(screens.take_over(names, await _left_to_do(desk)))
    if not isinstance(outcome, Chosen) or not outcome.key.startswith("open:"):
        return False
    shift = await visit.write(Transaction.open_shift, outcome.key.removeprefix("open:"), staff.id)
    await _count_cash(visit, staff, shift)
    return True


def _next_shifts(tx: Transaction) -> list[str]:
    """The shift that comes now first, then the others: the day's next, and on another day its first."""
    names = list(tx.site_counter().shifts)
    had = [one.name for one in tx.shifts_of_day(tx.business_day)]
    coming = next((name for name in names if name not in had), names[-1])
    return [coming, *(name for name in names if name != coming)]


async def _left_to_do(desk: PositionDesk) -> list[Fact]:
    """What every staff service says under its line, where there is something to say."""
    offered = desk.host.staff_services(desk.staff.role) if desk.staff is not None else []
    found = await availabilities(desk, offered)
    return [
        Fact(service.title, available.note)
        for (_plugin, service), available in zip(offered, found, strict=True)
        if available.offered and available.note and service.id != THIS
    ]


async def _count_cash(visit: Visit, staff: StaffIdentity, shift: Shift) -> None:
    """The cash as it was taken over; a float that was handed out is entered, anything else shows in the closing count."""
    cash = drawer(shift.counter, "cash")
    while True:
        outcome = await visit.ask(screens.how_many(cash, 1, 1, {}))
        if not isinstance(outcome, Entered):
            return
        count = await visit.write(Transaction.count, shift, "opening", cash, int(outcome.text), staff.id)
        if not count.difference:
            return
        answer = await visit.ask(screens.float_differs(count))
        if answer == Chosen("float"):
            await visit.write(_cash, "in", cash, count.difference)
        if answer in (Chosen("float"), Chosen("keep")):
            return


# ---------------------------------------------------------------------------------------------------- holding


async def _hold(visit: Visit, staff: StaffIdentity, shift: Shift) -> bool:
    since, update = when(shift.opened_ms, visit.now_ms, visit.zone), False
    while True:
        wanted, done, who, late = await visit.read(_standing, shift)
        screen = screens.holding(shift, who, since, len(done), len(wanted), late=late)
        outcome = await visit.ask(screen, accepts=(Changes("ledger"),), update=update)
        update = isinstance(outcome, Changed)
        if not update:
            break
    match outcome:
        case Chosen("count"):
            await _count(visit, staff, shift, [one for one in wanted if one not in done], len(wanted))
        case Chosen("review"):
            await _leave(visit, staff, shift)
        case Chosen("cash"):
            await _move_cash(visit, shift)
        case _:
            return False
    return True


def _standing(tx: Transaction, shift: Shift) -> tuple[list[Account], set[Account], str, bool]:
    """What is to be counted, what has been, whose shift it is, and whether it should be over."""
    wanted = tx.to_count()
    done = {one.account for one in tx.counts(shift, "closing")} & set(wanted)
    return wanted, done, _number_of(tx, shift.opened_by), shift.business_day < tx.business_day


async def _count(
    visit: Visit, staff: StaffIdentity, shift: Shift, missing: list[Account], total: int
) -> None:
    """One question after the other; "back" ends it, and what was counted is kept."""
    for account in missing:
        at = total - len(missing) + 1 + missing.index(account)
        if not await _count_one(visit, staff, shift, account, at, total):
            return


async def _count_one(
    visit: Visit, staff: StaffIdentity, shift: Shift, account: Account, at: int, of: int
) -> bool:
    outcome = await visit.ask(screens.how_many(account, at, of, await _names(visit)))
    if not isinstance(outcome, Entered):
        return False
    await visit.write(Transaction.count, shift, "closing", account, int(outcome.text), staff.id)
    return True


async def _move_cash(visit: Visit, shift: Shift) -> None:
    chosen = await visit.ask(screens.cash_moves())
    if chosen not in (Chosen("in"), Chosen("out")) or not isinstance(chosen, Chosen):
        return
    typed = await visit.ask(screens.how_much(chosen.key))
    if not isinstance(typed, Entered) or not int(typed.text):
        return
    try:
        await visit.write(_cash, chosen.key, drawer(shift.counter, "cash"), int(typed.text))
    except errors.Overdrawn:
        await visit.ask(screens.not_that_much())


def _cash(tx: Transaction, way: str, cash: Account, fen: int) -> Entry:
    line = Line(cash, safe(), fen) if way == "in" else Line(safe(), cash, fen)
    return tx.enter(f"shift.cash_{way}", [line])


# ---------------------------------------------------------------------------------------------------- leaving


async def _leave(visit: Visit, staff: StaffIdentity, shift: Shift) -> None:
    names = await _names(visit)
    while True:
        counts = await visit.read(Transaction.counts, shift, "closing")
        outcome = await visit.ask(screens.review(counts, names))
        if outcome == Chosen("leave"):
            break
        if not isinstance(outcome, Chosen) or not outcome.key.isdecimal():
            return
        await _count_one(visit, staff, shift, counts[int(outcome.key)].account, 1, 1)

    def leave(tx: Transaction) -> Shift:
        return _with_its_slip(tx, tx.leave_shift(shift, staff.id), visit, names)

    try:
        left = await visit.write(leave)
    except errors.NotCounted:  # something came in meanwhile that nobody has counted
        return
    if left.state == "left":
        left = await _with_a_second(visit, left)
    await _goodbye(visit, left)


def _with_its_slip(tx: Transaction, shift: Shift, visit: Visit, names: Names) -> Shift:
    """A shift that is closed has its slip with it, in one transaction: none is left without it, whatever comes between."""
    if shift.state == "closed" and visit.ready("printer"):
        tx.intend_print(shift_slip(tx, shift, visit, names), purpose="core.shift")
    return shift


async def _with_a_second(visit: Visit, shift: Shift) -> Shift:
    """Reasons, and whoever is at hand; without them the next person looks first."""
    wrong, names = await visit.read(Transaction.differences, shift), await _names(visit)
    reasons = await _reasons(visit, wrong)
    if reasons is None:
        return shift
    approved = await visit.approval(
        "shift.second",
        _("The counts do not agree"),
        screens.differences(wrong, names),
        reason="shift_difference",
    )
    if approved is None or approved == "later":
        return shift

    def settle(tx: Transaction) -> Shift:
        tx.use_approval(approved)
        tx.settle_shift(shift, approved.by.id, reasons)
        return _with_its_slip(tx, tx.shift_by_id(shift.id) or shift, visit, names)

    return await visit.write(settle)


async def _reasons(visit: Visit, wrong: list[Count]) -> dict[Account, str] | None:
    reasons, names = {}, await _names(visit)
    for one in wrong:
        outcome = await visit.ask(screens.why(one, names))
        if not isinstance(outcome, Chosen) or outcome == BACK:
            return None
        reasons[one.account] = outcome.key
    return reasons


async def _second(visit: Visit, staff: StaffIdentity, shift: Shift) -> bool:
    """The last shift was left with a difference; until it is settled nobody takes over."""
    if staff.id == shift.left_by:
        settled = await _with_a_second(visit, shift)
        await _goodbye(visit, settled)
        return False
    wrong = await visit.read(Transaction.differences, shift)
    who = await visit.read(_number_of, shift.left_by)
    if await visit.ask(screens.second_here(wrong, who, await _names(visit))) != Chosen("agree"):
        return False
    reasons = await _reasons(visit, wrong)
    if reasons is None:
        return False
    await visit.write(Transaction.settle_shift, shift, staff.id, reasons)
    return True


async def _goodbye(visit: Visit, shift: Shift) -> None:
    if shift.state != "closed":
        await visit.ask(screens.waits_for_another())
        return
    forms = visit.ready("printer") and visit.may("reports.read")
    if await visit.ask(screens.over(shift, forms=forms)) == Chosen("forms"):
        await print_forms(visit, shift.business_day)

"""Bringing back one known item: to a free place, and to the slip. `bring_back` finds out which item it is.

choose a free place and intend its pulse      (one write)
wait until the door has been seen open        did not open → out of service, next place
put it in, close the door                     another tag scanned, not returning, left open: each has its own ending
done, with the slip                           (one write)
was everything in order?                      (where the kind has parts that a child's safety hangs on)
"""

from __future__ import annotations

from kiosk.core.api import (
    SHUT,
    AlreadyHeld,
    Chosen,
    DoorMoved,
    Doors,
    Item,
    Notice,
    Operation,
    OperationFinished,
    Operations,
    PlaceFull,
    PlaceRecord,
    Scan,
    Slip,
    Text,
    Transaction,
    Visit,
)

from . import attendant, slips, wave
from . import return_screens as screens
from .borrowers import borrower_by_id, deposit_held, holder_of
from .condition import ask_condition
from .deposits import settle_deposit
from .doors import NOBODY_KNOWS, doors_now, until_open, until_shut
from .ending import End
from .kinds import kind_of
from .limits import Limits
from .open_row import put_into_row
from .reading import item_by_id, loan_by_id
from .records import Loan, Receiving
from .returns import (
    NoRoom,
    abandon_return,
    begin_return,
    check_tag,
    finish_return,
    found,
    mismatch,
    unseen,
)
from .rules import NoRoomReason
from .scans import recognise
from .screens import close_it
from .stock_writes import keep_at_desk
from .words import _, door_name


async def give_back(visit: Visit, item: Item, loan: Loan | None) -> End:
    """One item into a free place; without a loan it is taken in for staff to look at."""
    kind = kind_of(item.kind)
    limits = Limits.of(visit.settings, kind)
    tried: set[str] = set()
    unsure: set[str] = set()
    last: PlaceRecord | None = None
    while True:
        try:
            receiving = await visit.write(
                begin_return,
                item.id,
                loan.id if loan else None,
                await doors_now(visit),
                frozenset(tried),
                by_staff=visit.staff is not None,
            )
        except AlreadyHeld:
            continue
        if isinstance(receiving, NoRoom):
            if visit.staff is not None:
                end = await _at_the_desk(
                    visit, item, loan, attendant.no_room(kind, receiving.why, limits), limits
                )
            else:
                end = await _no_room(visit, item, loan, receiving.why, limits, unsure=bool(unsure))
            if end is not None:
                return end
            continue
        if not receiving.place.lock:
            return await _into_the_row(visit, receiving, limits)
        end = await _one_door(visit, receiving, last, limits, unsure)
        if end is not None:
            return end
        last = receiving.place
        tried.add(last.id)
        if len(tried) >= limits.door_attempts:
            if visit.staff is not None:
                return await _at_the_desk(visit, item, loan, attendant.no_door_for_it(kind), limits) or "home"
            visit.call_staff()
            await visit.ask(screens.no_door_opened(unsure=bool(unsure)), back=False)
            return "done"


async def _no_room(
    visit: Visit, item: Item, loan: Loan | None, why: NoRoomReason, limits: Limits, *, unsure: bool
) -> End | None:
    """Where else to bring it; near closing time it may stay here. None: look again."""
    if why == "full":
        if wave.is_on(visit.calendar, visit.now_ms, limits.wave_minutes):
            return await wave.no_room(visit, item, loan, limits)
        visit.call_staff()
    if why == "away":
        visit.call_staff()
        screen = screens.lockers_away(unsure=unsure)
    else:
        screen = screens.no_room(kind_of(item.kind), why, limits)
    again = await visit.ask(screen) == Chosen("again")
    return None if again else "home"


async def _at_the_desk(
    visit: Visit, item: Item, loan: Loan | None, screen: Notice, limits: Limits
) -> End | None:
    """No place takes what staff take back, so the desk may: it is back all the same. None: look again."""
    outcome = await visit.ask(screen)
    staff = visit.staff
    if outcome != Chosen("here") or staff is None:
        return None if outcome == Chosen("again") else "home"
    slip: Slip | None = None
    if loan is not None and visit.ready("printer"):
        slip = slips.returned(visit, loan, item, None)
    printing = await visit.write(
        keep_at_desk, item.id, loan.id if loan else None, staff.id, limits, slip=slip
    )
    if loan is None:
        await visit.ask(attendant.kept_here(item), back=False)
        return "done"
    await ask_condition(visit, item, loan)
    return await _last_word(visit, loan, item, _("service desk"), printing)


async def _into_the_row(visit: Visit, receiving: Receiving, limits: Limits) -> End:
    """No door has room: it is chained to the others, and their word for it is taken until staff look."""
    if not await put_into_row(visit, receiving):
        await visit.ask(_kept(visit, receiving.item), back=False)
        return "done"
    if receiving.loan is None:
        await visit.write(found, receiving.item.id, receiving.place.id, None)
        await visit.ask(_not_on_loan(visit), back=False)
        return "done"
    return await _done(visit, receiving.loan.id, receiving, limits)


async def _one_door(
    visit: Visit, receiving: Receiving, last: PlaceRecord | None, limits: Limits, unsure: set[str]
) -> End | None:
    """One attempt; None: another place is tried. `unsure`: those that may have opened without anybody knowing."""
    place, held = receiving.place, receiving.reservation_id
    screen = screens.opening(kind_of(receiving.item.kind), place, instead_of=last)
    seen = await until_open(visit, screen, place.id, receiving.operation_id)
    if seen in NOBODY_KNOWS:
        unsure.add(place.id)
    if seen == "no_answer":
        return None  # the reservation stays; `settle` ends it when the devices have told
    if seen == "uncertain":
        await _may_be_in_there(visit, receiving)
        return None
    if seen != "open":
        broken = seen != "not_pulsed"
        await visit.write(abandon_return, place.id, held, reason=seen, broken=broken)
        return None
    how, scanned = await _at_the_door(visit, receiving, limits)
    if how == "not_open":
        await visit.write(abandon_return, place.id, held, reason="said_not_open", broken=True)
        return None
    if how == "keep":
        return await _keep(visit, receiving, limits)
    if receiving.loan is None:
        await visit.write(found, receiving.item.id, place.id, held)
        await visit.ask(_not_on_loan(visit), back=False)
        return "done"
    if scanned is not None:
        await visit.write(mismatch, receiving.loan.id, scanned.id, place.id, held)
        text = _("{tag} is in. Staff will match it with your loan; nothing becomes overdue.", tag=scanned.tag)
        theirs = _(
            "{tag} is in. Settle it under “Waiting for you”; nothing becomes overdue.", tag=scanned.tag
        )
        await visit.ask(_noted(visit, text, theirs), back=False)
        return "done"
    if how == "left_open" and not await _shut_later(visit, receiving, receiving.loan.id):
        return "done"
    return await _done(visit, receiving.loan.id, receiving, limits)


async def _may_be_in_there(visit: Visit, receiving: Receiving) -> None:
    """The devices were lost around the pulse: the door may stand open before the customer, who is told to put it in."""
    place, held, loan = receiving.place, receiving.reservation_id, receiving.loan
    if loan is None:
        await visit.write(found, receiving.item.id, place.id, held)
    else:
        await visit.write(unseen, loan.id, place.id, held, left_open=visit.door(place.id) != SHUT)


async def _at_the_door(visit: Visit, receiving: Receiving, limits: Limits) -> tuple[str, Item | None]:
    """The open door until it is shut; with the item of a tag that is not the lent one's."""
    place, kind = receiving.place, kind_of(receiving.item.kind)
    places = await visit.read(_places)
    note: Text = ""
    other: Item | None = None
    update = False
    while True:
        told = screens.put_it_in if visit.staff is None else attendant.put_it_in
        how = await until_shut(
            visit, told(kind, places, place, note=note), place.id,
            within=limits.close_within, scans=receiving.loan is not None, update=update,
        )  # fmt: skip
        update = True
        if isinstance(how, Scan):
            seen = await visit.read(recognise, how.text) if not how.refused else None
            if seen is not None and seen.item is not None and receiving.loan is not None:
                tag = seen.item
                same = await visit.write(check_tag, receiving.loan.id, tag.id, place.id)
                other = None if same else tag
                said = screens.other_tag if visit.staff is None else attendant.other_tag
                note = "" if same else said(tag, receiving.item)
            continue
        if isinstance(how, Chosen):
            return how.key, other
        if how == "left_open":
            return await _remind(visit, places, place, limits), other
        return how, other


async def _remind(visit: Visit, places: list[PlaceRecord], place: PlaceRecord, limits: Limits) -> str:
    how = await until_shut(visit, close_it(places, place), place.id, within=limits.reminded_within)
    return "shut" if how == "shut" else "left_open"


async def _keep(visit: Visit, receiving: Receiving, limits: Limits) -> End:
    """They keep it: close the door, the loan stands."""
    places = await visit.read(_places)
    shut = await _remind(visit, places, receiving.place, limits) == "shut"
    await visit.write(
        abandon_return,
        receiving.place.id,
        receiving.reservation_id,
        reason="kept",
        broken=False,
        left_open=not shut,
    )
    await visit.ask(_kept(visit, receiving.item), back=False)
    return "done"


async def _shut_later(visit: Visit, receiving: Receiving, loan_id: str) -> bool:
    """The door is still open: for staff, unless it is shut while the last word is on the screen."""
    place = receiving.place
    await visit.write(unseen, loan_id, place.id, receiving.reservation_id, left_open=True)
    text = _("Staff will close the door and check. Nothing becomes overdue.")
    update = False
    while True:
        outcome = await visit.ask(
            _noted(visit, text, attendant.LEFT_OPEN), accepts=(Doors(place.id),), back=False, update=update
        )
        update = True
        if not isinstance(outcome, DoorMoved):
            return False
        if outcome.state == "locked":
            return True


async def _done(visit: Visit, loan_id: str, receiving: Receiving, limits: Limits) -> End:
    place = receiving.place
    loan, item = await visit.read(_loan_and_item, loan_id)
    slip = slips.returned(visit, loan, item, place) if visit.ready("printer") else None
    try:
        printing = await visit.write(finish_return, loan.id, place.id, receiving.reservation_id, limits, slip)
    except PlaceFull:
        # Meanwhile staff have put something else into it, by the book: they look what is inside.
        await visit.write(unseen, loan.id, place.id, receiving.reservation_id, left_open=False)
        text = _("Staff will look into the locker. Nothing becomes overdue.")
        await visit.ask(_noted(visit, text, attendant.NO_ROOM_BY_THE_BOOK), back=False)
        return "done"
    await ask_condition(visit, item, loan)
    return await _last_word(visit, loan, item, door_name(place), printing)


async def _last_word(visit: Visit, loan: Loan, item: Item, where: Text, printing: Operation | None) -> End:
    """The money that was held for it, and the last screen, which follows the printer."""
    now = visit.now_ms
    accepts = (Operations(printing.id),) if printing is not None else ()
    borrower = await visit.read(lambda _tx: borrower_by_id(loan.borrower_id))
    if borrower is not None:
        await settle_deposit(visit, borrower)
    deposit = await visit.read(lambda _tx: deposit_held(loan.borrower_id))
    holder = await visit.read(holder_of, loan)

    def told(*, slip: bool) -> Notice:
        if visit.staff is None:
            return screens.returned(item, where, now, visit.zone, slip=slip, deposit_fen=deposit)
        return attendant.taken_back(item, where, holder, now, visit.zone, slip=slip, deposit_fen=deposit)

    outcome = await visit.ask(told(slip=printing is not None), accepts=accepts, back=False)
    while isinstance(outcome, OperationFinished):
        outcome = await visit.ask(told(slip=outcome.outcome == "done"), back=False, update=True)
    return "done"


def _noted(visit: Visit, text: Text, theirs: Text) -> Notice:
    """Taken in, not yet booked: as the customer is told, and as staff are (`theirs`)."""
    return screens.being_checked(text) if visit.staff is None else attendant.noted(theirs)


def _not_on_loan(visit: Visit) -> Notice:
    text = _("It was not on loan in our books; staff will check it.")
    return _noted(visit, text, attendant.NOT_ON_LOAN)


def _kept(visit: Visit, item: Item) -> Notice:
    return (screens.kept if visit.staff is None else attendant.kept)(kind_of(item.kind))


def _loan_and_item(tx: Transaction, loan_id: str) -> tuple[Loan, Item]:
    loan = loan_by_id(loan_id)
    return loan, item_by_id(tx, loan.item_id)


def _places(tx: Transaction) -> list[PlaceRecord]:
    return tx.places()  # whatever they hold: the picture is the wall as it stands there

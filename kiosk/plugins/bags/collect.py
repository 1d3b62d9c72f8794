"""Collecting: ticket or code, an open door, an empty compartment.

find the bag                     ticket scanned, or its nine digits typed (wrong ones are counted)
take it, or only have a look     one touch opens the door
pulse, wait until seen open      did not open → out of service, staff are rung; the bag is safe inside
take everything, door shut       the ticket is over; "something is still inside" opens it once more
have a look, door shut           the bag stays stored, the opening is counted
"""

from __future__ import annotations

from kiosk.core.api import (
    AlreadyHeld,
    Chosen,
    DoorMoved,
    Doors,
    Entered,
    PlaceRecord,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    until_open,
    until_shut,
)

from . import collect_screens as screens
from .codes import Locked, Wrong, is_ticket, locked, scanned, typed
from .collecting import (
    Hindrance,
    begin_opening,
    collected,
    hindrance,
    kept,
    opened,
    reopen,
    unsure,
)
from .ending import End
from .limits import Limits
from .reading import all_places, deposit
from .records import Deposit, Opening
from .screens import close_it
from .screens import opening as opening_screen
from .storing import close_place, end_hold, shut_after_all
from .words import _


async def collect(visit: Visit) -> End | None:
    """Which bag is it? None: they went back."""
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.show_ticket(error), accepts=(Scans(),), update=bool(error))
        if isinstance(outcome, Scan):
            one = await visit.read(find, outcome) if not outcome.refused else None
            if one is not None:
                return await with_ticket(visit, one.id)
            error = scan_error(outcome)
            continue
        error = ""
        match outcome:
            case Chosen("code"):
                found = await _by_code(visit)
                if isinstance(found, Deposit):
                    return await with_ticket(visit, found.id)
                if found == "home":
                    return "home"
            case Chosen("neither"):
                if await visit.ask(screens.neither()) == Chosen("home"):
                    return "home"
            case _:
                return None


def find(tx: Transaction, scan: Scan) -> Deposit | None:  # noqa: ARG001  run as a read function
    """The deposit of a scanned ticket."""
    return scanned(scan.text)


def scan_error(scan: Scan) -> Text:
    """What was wrong with a scan, in words under the picture."""
    if scan.refused:
        return _("Not read. Please scan once more")
    if is_ticket(scan.text):
        return _("This ticket is not known here")
    return _("That is no bag ticket")


async def _by_code(visit: Visit) -> Deposit | End | None:
    limits = Limits.of(visit.settings)
    answer: Wrong | Locked | None = await visit.read(locked, limits)
    while True:
        if isinstance(answer, Locked):
            return "home" if await visit.ask(screens.too_many(answer)) == Chosen("home") else None
        error = screens.wrong_code(answer) if isinstance(answer, Wrong) else ""
        outcome = await visit.ask(screens.type_code(error))
        if not isinstance(outcome, Entered):
            return None
        found = await visit.write(typed, outcome.text, limits)
        if isinstance(found, Deposit):
            return found
        answer = found


async def unknown(visit: Visit) -> End:
    """A ticket of ours that no row knows."""
    await visit.ask(screens.unknown_ticket())
    return "home"


async def with_ticket(visit: Visit, deposit_id: str) -> End:
    """A known ticket: what can be done with it now?"""
    limits = Limits.of(visit.settings)
    while True:
        one, place, against = await visit.read(_state, deposit_id)
        if against is None:
            outcome = await visit.ask(screens.confirm(one, place, visit.now_ms, visit.zone, limits))
            if outcome not in (Chosen("take"), Chosen("look")):
                return "home"
            begun = await _begin(visit, deposit_id, limits, keep=outcome == Chosen("look"))
            if isinstance(begun, Opening):
                return await _open(visit, begun, limits)
            against = begun
        if against in ("broken", "blocked"):
            visit.call_staff()
        notice = screens.refusal(against, one, place, visit.now_ms, visit.zone, limits)
        if await visit.ask(notice, back=False) != Chosen("again"):
            return "home" if against == "busy" else "done"


def _state(tx: Transaction, deposit_id: str) -> tuple[Deposit, PlaceRecord, Hindrance | None]:
    one = deposit(deposit_id)
    return one, tx.place(one.place_id), hindrance(tx, one)


async def _begin(visit: Visit, deposit_id: str, limits: Limits, *, keep: bool) -> Opening | Hindrance:
    try:
        return await visit.write(begin_opening, deposit_id, limits, keep=keep)
    except AlreadyHeld:
        return "busy"


async def _open(visit: Visit, opening: Opening, limits: Limits) -> End:
    """The pulse, the open door, and how it ends; again, when something was left inside."""
    while True:
        again = await _one_opening(visit, opening, limits)
        if again is None:
            return "done"
        opening = again


async def _one_opening(visit: Visit, opening: Opening, limits: Limits) -> Opening | None:
    place, held = opening.place, opening.reservation_id
    seen = await until_open(visit, opening_screen(place), place.id, opening.operation_id)
    if seen != "open":
        if (
            seen != "no_answer"
        ):  # without an outcome the reservation stays; `settle` ends it when the devices have told
            await visit.write(not_opened, opening.deposit.id, place.id, held, seen)
        await _sorry(visit, place)
        return None
    places = await visit.read(all_places)
    how, keep = await _at_the_door(visit, opening, places, limits)
    if how == "not_open":
        await visit.write(not_opened, opening.deposit.id, place.id, held, "said_not_open")
        await _sorry(visit, place)
        return None
    if how == "left_open" and not await _shut_later(visit, opening, keep=keep):
        return None
    if keep:
        await visit.write(kept, opening.deposit.id, held, left_open=False)
        one = await visit.read(_deposit, opening.deposit.id)
        left = max(0, limits.openings_between - one.openings)
        await visit.ask(screens.kept(place, left), back=False)
        return None
    await visit.write(collected, opening.deposit.id, held)
    if await visit.ask(screens.collected(), back=False) != Chosen("again"):
        return None
    return await _again(visit, opening, limits)


def not_opened(tx: Transaction, deposit_id: str, place_id: str, reservation_id: str, why: str) -> None:
    """The bag is where it was; a door that did not move, or is said not to have, is staff's."""
    if why in ("did_not_open", "said_not_open"):
        close_place(tx, place_id, why)
    if why in ("uncertain", "said_not_open"):
        unsure(tx, deposit_id, None, "uncertain")
    end_hold(tx, reservation_id, "not_opened")


async def _sorry(visit: Visit, place: PlaceRecord) -> None:
    visit.call_staff()
    await visit.ask(screens.did_not_open(place), back=False)


async def _at_the_door(
    visit: Visit, opening: Opening, places: list[PlaceRecord], limits: Limits
) -> tuple[str, bool]:
    """The open door until it is shut: how, and whether the bag stays."""
    keep, update = opening.keep, False
    place = opening.place
    may_keep = opening.deposit.openings < limits.openings_between
    while True:
        screen = screens.at_the_door(places, place, keep=keep, may_keep=may_keep)
        how = await until_shut(visit, screen, place.id, within=limits.close_within, update=update)
        update = True
        match how:
            case Chosen("keep"):
                keep = True
            case Chosen("take"):
                keep = False
            case Chosen(key=key):
                return key, keep
            case "shut":
                return "shut", keep
            case _:
                reminded = await until_shut(
                    visit, close_it(places, place), place.id, within=limits.reminded_within
                )
                return "shut" if reminded == "shut" else "left_open", keep


async def _shut_later(visit: Visit, opening: Opening, *, keep: bool) -> bool:
    """Still open: for staff, unless it is shut while the last word is on the screen."""
    place, one = opening.place, opening.deposit
    visit.call_staff()
    await visit.write(unsure, one.id, None, "left_open")
    update = False
    while True:
        outcome = await visit.ask(
            screens.left_open(place), accepts=(Doors(place.id),), back=False, update=update
        )
        update = True
        if not isinstance(outcome, DoorMoved):
            await visit.write(_leave_it_open, opening, keep=keep)
            return False
        if outcome.state == "locked":
            await visit.write(_shut, one.id)
            return True


def _leave_it_open(tx: Transaction, opening: Opening, *, keep: bool) -> None:
    if keep:
        opened(tx, opening.deposit.id, opening.reservation_id)
    end_hold(tx, opening.reservation_id, "left_open")


def _shut(tx: Transaction, deposit_id: str) -> None:
    shut_after_all(tx, deposit_id)


def _deposit(tx: Transaction, deposit_id: str) -> Deposit:  # noqa: ARG001  run as a read function
    return deposit(deposit_id)


async def _again(visit: Visit, opening: Opening, limits: Limits) -> Opening | None:
    try:
        begun = await visit.write(reopen, opening.deposit.id, limits)
    except AlreadyHeld:
        begun = "busy"
    if isinstance(begun, Opening):
        return begun
    await _sorry(visit, opening.place)
    return None  # the next customer has the compartment: staff open it

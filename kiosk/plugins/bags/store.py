"""Storing, once the rules are agreed to (`bag`): the code, an open door, the ticket.

hold a compartment, make the ticket   (one write; no door is opened yet)
the code is shown and agreed to       from here on the customer does not depend on paper
pulse, wait until seen open           did not open → out of service, another door under the same code, at most `door_attempts`
bag in, door shut                     said not open, something in it, not wanted, left open: each has its own ending
done, with the ticket printing        (one write)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.api import (
    AlreadyHeld,
    Chosen,
    DoorMoved,
    Doors,
    Operation,
    OperationFinished,
    Operations,
    PlaceRecord,
    Seen,
    Transaction,
    Visit,
    doors_now,
    until_open,
    until_shut,
)

from . import screens, slips
from .collect_screens import left_open
from .ending import End
from .limits import Limits
from .reading import all_places, bag_places
from .records import Opening, Storing
from .rules import count_free
from .rules import sizes as sizes_of
from .storing import NoRoom, begin, finish, next_door, open_door, shut_after_all, stored, void


@dataclass
class Course:
    """What this visit has tried: memory of the flow only, nothing depends on it after a crash."""

    storing: Storing
    limits: Limits
    tried: set[str] = field(default_factory=set)
    last: PlaceRecord | None = None


async def store(visit: Visit, kind: str) -> End | Literal["collect"]:
    """One bag of a size into one compartment."""
    limits = Limits.of(visit.settings)
    while True:
        begun = await _begin(visit, kind, limits)
        if isinstance(begun, Storing):
            return await _with_code(visit, Course(begun, limits))
        again = await no_room(visit, begun.why)
        if again != "again":
            return again


async def no_room(visit: Visit, why: str) -> Literal["again", "collect", "home"]:
    """No compartment, or too late: what do they want instead?"""
    match await visit.ask(screens.no_room(why)):
        case Chosen("again"):
            return "again"
        case Chosen("collect"):
            return "collect"
        case _:
            return "home"


def free_by_size(tx: Transaction) -> list[tuple[str, int]]:
    """The sizes that the banks have, each with how many are free."""
    places = bag_places(tx)
    return [(kind, count_free(places, kind)) for kind in sizes_of(places)]


async def _begin(visit: Visit, kind: str, limits: Limits) -> Storing | NoRoom:
    while True:
        try:
            return await visit.write(begin, kind, await doors_now(visit), limits, visit.zone)
        except AlreadyHeld:
            continue  # somebody was quicker to this door; look again


async def _with_code(visit: Visit, course: Course) -> End:
    """The code is read before any door opens; then one door after the other, until one is."""
    one, place, digits = course.storing.deposit, course.storing.place, course.storing.secret.digits
    outcome = await visit.ask(screens.your_code(place, digits, one.until_ms, visit.now_ms, visit.zone))
    if outcome != Chosen("open"):
        await visit.write(void, one.id, course.storing.reservation_id, reason="not_wanted")
        return "home"
    opening: Opening | None = await visit.write(open_door, one.id, course.storing.reservation_id)
    while opening is not None:
        end = await _one_door(visit, opening, course)
        if not isinstance(end, Opening):
            return end or await _give_up(visit)
        course.last, opening = opening.place, end
    return await _give_up(visit)


async def _give_up(visit: Visit) -> End:
    visit.call_staff()
    await visit.ask(screens.nothing_stored(staff=True), back=False)
    return "done"


async def _one_door(visit: Visit, opening: Opening, course: Course) -> End | Opening | None:
    """One attempt; the next door's opening when this one cannot be used, None when there is no other."""
    place, one = opening.place, opening.deposit
    screen = screens.opening(place, instead_of=course.last)
    seen = await until_open(visit, screen, place.id, opening.operation_id)
    if seen != "open":
        return await _next(visit, opening, course, seen)
    await visit.write(stored, one.id)
    places = await visit.read(all_places)
    how = await _at_the_door(visit, opening, course, places)
    if how in ("not_open", "occupied"):
        reason = "said_not_open" if how == "not_open" else "not_empty"
        return await _next(visit, opening, course, reason)
    if how == "stop":
        return await _take_it_back(visit, opening, places, course.limits)
    return await _done(visit, opening, course, left_open=how == "left_open")


async def _next(visit: Visit, opening: Opening, course: Course, why: Seen | str) -> Opening | None:
    """Another door, unless enough have been tried. One that does not answer keeps its hold until the devices have told."""
    course.tried.add(opening.place.id)
    held = None if why == "no_answer" else opening.reservation_id
    enough = len(course.tried) >= course.limits.door_attempts
    while True:
        avoid = frozenset(course.tried)
        doors = {} if enough else await doors_now(visit)
        try:
            return await visit.write(
                next_door,
                opening.deposit.id,
                held,
                doors,
                avoid,
                reason=why,
                out_of_service=why != "not_pulsed",
            )
        except AlreadyHeld:
            continue


async def _at_the_door(visit: Visit, opening: Opening, course: Course, places: list[PlaceRecord]) -> str:
    """The open door, until it is shut: `shut`, `left_open`, or what was pressed."""
    screen = screens.put_it_in(places, opening.place, course.storing.secret.digits)
    how = await until_shut(visit, screen, opening.place.id, within=course.limits.close_within)
    if isinstance(how, Chosen):
        return how.key
    if how == "shut":
        return "shut"
    screen = screens.close_it(places, opening.place)
    reminded = await until_shut(visit, screen, opening.place.id, within=course.limits.reminded_within)
    return "shut" if reminded == "shut" else "left_open"


async def _take_it_back(visit: Visit, opening: Opening, places: list[PlaceRecord], limits: Limits) -> End:
    """They do not want to store after all. Shut, it is theirs to say that nothing is inside; open, staff look."""
    how = await until_shut(
        visit, screens.take_it_back(places, opening.place), opening.place.id, within=limits.close_within
    )
    if how == "shut":
        await visit.write(void, opening.deposit.id, opening.reservation_id, reason="not_wanted")
        await visit.ask(screens.nothing_stored(), back=False)
    else:
        visit.call_staff()
        await visit.write(finish, opening.deposit.id, opening.reservation_id, left_open=True)
        await visit.ask(left_open(opening.place), back=False)
    return "done"


async def _done(visit: Visit, opening: Opening, course: Course, *, left_open: bool) -> End:
    if left_open:
        visit.call_staff()  # a bag behind an open door is anybody's
    slip = (
        slips.ticket(visit, course.storing, opening.place, course.limits) if visit.ready("printer") else None
    )
    printing = await visit.write(
        finish, opening.deposit.id, opening.reservation_id, left_open=left_open, slip=slip
    )
    await _show_done(visit, opening, course, printing, left_open=left_open)
    return "done"


async def _show_done(
    visit: Visit, opening: Opening, course: Course, printing: Operation | None, *, left_open: bool
) -> None:
    """The last screen, which follows what the printer and the door still do."""
    ticket, update = printing is not None, False
    while True:
        accepts: tuple[Operations | Doors, ...] = (Operations(printing.id),) if printing is not None else ()
        if left_open:
            accepts = (*accepts, Doors(opening.place.id))
        notice = screens.stored(
            opening.place, course.storing.secret.digits, opening.deposit.until_ms, visit.now_ms, visit.zone,
            ticket=ticket, door_open=left_open,
        )  # fmt: skip
        outcome = await visit.ask(notice, accepts=accepts, back=False, update=update)
        update = True
        match outcome:
            case OperationFinished(outcome=printed):
                printing, ticket = None, printed == "done"
            case DoorMoved(state="locked"):
                await visit.write(shut_after_all, opening.deposit.id)
                left_open = False
            case DoorMoved():
                continue
            case _:
                return

"""存包柜, for staff: every compartment for bags, what waits first. Press one to open it with a reason, say what was
found, hand a bag to somebody whose ticket is lost, or block that ticket. A ticket scanned here finds its bag, also
one taken out since.

Who owns a bag is nowhere: a person without a ticket says what it looks like before the door is opened, and staff compare.
"""

from __future__ import annotations

from kiosk.core.api import (
    Changed,
    Changes,
    Chosen,
    DoorMoved,
    Doors,
    Scan,
    Scans,
    Transaction,
    Visit,
    doors_now,
    reason_key,
    several_banks,
)

from . import staff_screens as screens
from .codes import scanned
from .limits import Limits
from .reading import bag_places, deposits, inside
from .records import Deposit
from .staff_screens import Compartment, ordered
from .staff_writes import LOST_TICKET, answer, block, hand_over, not_theirs, set_service
from .unlock import ask_look, ask_reason, unlock


async def doors(visit: Visit) -> None:
    """The staff service."""
    update = False
    while True:
        rows, removed = await visit.read(compartments, await doors_now(visit))
        table = screens.table(rows, removed, visit.now_ms, visit.zone)
        outcome = await visit.ask(table, accepts=(Doors(), Scans(), Changes("bags")), update=update)
        update = isinstance(outcome, DoorMoved | Changed)
        if update:
            continue
        if isinstance(outcome, Scan):
            await _ticket(visit, await visit.read(_scanned, outcome.text))
        elif outcome == Chosen("removed"):
            await _taken_out(visit)
        elif isinstance(outcome, Chosen) and any(one.place.id == outcome.key for one in rows):
            await _door(visit, outcome.key)
        else:
            visit.home()
            return


def compartments(tx: Transaction, doors: dict[str, str]) -> tuple[list[Compartment], int]:
    """Every compartment with what is in it, what waits first; and how many bags were taken out and not fetched."""
    rows = [Compartment(place, doors.get(place.id, "unknown"), inside(place.id)) for place in bag_places(tx)]
    return ordered(rows), len(deposits("removed"))


def _scanned(tx: Transaction, text: str) -> Deposit | None:  # noqa: ARG001  run as a read function
    return scanned(text)


async def _ticket(visit: Visit, one: Deposit | None) -> None:
    """A ticket in somebody's hand: its bag behind a door, or taken out."""
    if one is None or one.state not in ("stored", "removed"):
        await visit.ask(screens.no_bag())
    elif one.state == "removed":
        await _hand_over(visit, one)
    else:
        await _door(visit, one.place_id)


async def _taken_out(visit: Visit) -> None:
    removed = await visit.read(_removed)
    outcome = await visit.ask(screens.taken_out(removed, visit.now_ms, visit.zone))
    picked = [one for one in removed if outcome == Chosen(one.id)]
    if picked:
        await _hand_over(visit, picked[0])


def _removed(tx: Transaction) -> list[Deposit]:  # noqa: ARG001  run as a read function
    return deposits("removed")


async def _hand_over(visit: Visit, one: Deposit) -> None:
    """It was taken out: whoever comes for it shows the ticket, or says what it looks like."""
    outcome = await visit.ask(screens.hand_over(one, visit.now_ms, visit.zone))
    if outcome in (Chosen("ticket"), Chosen("described")) and visit.staff is not None:
        how = "desk_ticket" if outcome == Chosen("ticket") else "desk_described"
        await visit.write(hand_over, one.id, "", visit.staff.id, how)


async def _door(visit: Visit, place_id: str) -> None:
    """One compartment: what is in it, and what can be done."""
    update = False
    while True:
        one, several = await visit.read(_compartment, place_id, visit.door(place_id))
        screen = screens.compartment(one, visit.now_ms, visit.zone, several=several)
        outcome = await visit.ask(screen, accepts=(Doors(place_id), Changes("bags")), update=update)
        update = isinstance(outcome, DoorMoved | Changed)
        if update:
            continue
        if not isinstance(outcome, Chosen) or not await _deed(visit, one, outcome.key):
            return


async def _deed(visit: Visit, one: Compartment, key: str) -> bool:
    """One deed at a compartment; False: nothing more is to be done here."""
    staff, held = visit.staff, one.deposit
    if staff is None:
        return False  # locked meanwhile: nothing is done in nobody's name
    if key == "open":
        reason = await ask_reason(visit, one.place, Limits.of(visit.settings).unlock_reasons)
        if reason is not None:
            await unlock(visit, one.place, reason_key(reason))
    elif key in ("off", "on"):
        await visit.write(set_service, one.place.id, staff.id, in_service=key == "on")
    elif held is None:
        return False
    elif key == "lost":
        await _lost_ticket(visit, one, held)
    elif key in ("block", "unblock"):
        await visit.write(block, held.id, staff.id, blocked=key == "block")
    elif key in ("inside", "empty"):
        await visit.write(answer, held.id, "inside" if key == "inside" else "empty", staff.id)
    else:
        return False
    return True


def _compartment(tx: Transaction, place_id: str, door: str) -> tuple[Compartment, bool]:
    return Compartment(tx.place(place_id), door, inside(place_id)), several_banks(bag_places(tx))


async def _lost_ticket(visit: Visit, at: Compartment, one: Deposit) -> None:
    """They say what it looks like; only then is the door opened, and staff compare."""
    look = await ask_look(visit, screens.DESCRIBE)
    if look is None or not await unlock(visit, at.place, LOST_TICKET):
        return
    outcome = await visit.ask(screens.compare(at.place, one, look))
    staff = visit.staff
    if staff is None:
        return
    if outcome == Chosen("theirs"):
        await visit.write(hand_over, one.id, look, staff.id, LOST_TICKET)
    elif outcome == Chosen("not_theirs"):
        await visit.write(not_theirs, one.id, look, staff.id)

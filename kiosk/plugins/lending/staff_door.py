"""Staff at a door with one item: putting it in, or taking it out. Intention, pulse, outcome, as at a customer's door.

begin_door   the place held, the pulse intended, with who and why
end_door     it is in (or out): the books follow in the same write as the hold ends; or nothing was moved
settle_door  the visit ended at the open door: whether it went in or out is put before staff (`cases`)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import (
    Action,
    AlreadyHeld,
    Board,
    Chosen,
    Confirm,
    Facts,
    Item,
    Notice,
    PlaceFull,
    PlaceRecord,
    Reservation,
    Settlement,
    Text,
    Transaction,
    Visit,
    door_map,
    door_name,
    opening_door,
    seen_in,
    take_place,
    until_open,
    until_shut,
    where_is,
)

from .cases import open_case
from .kinds import kind_of
from .limits import Limits
from .screens import DONE
from .stock_writes import NotPossible, put_in, take_out
from .transfer import arrive, left, open_transfer, stays
from .words import _, item_name
from .writes import end_hold

STAFF_DOOR = "lending.staff_door"
"""The kind of the reservation while staff stand at a door with an item, and the purpose of its pulse."""

Way = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A door that is opening for an item."""

    operation_id: str
    reservation_id: str
    place: PlaceRecord
    item: Item
    way: Way


def begin_door(tx: Transaction, way: Way, item: Item, place_id: str, staff_id: str) -> AtDoor:
    """Intend the pulse. Raises AlreadyHeld where somebody stands there, PlaceFull where it has no room."""
    place = tx.place(place_id)
    if way == "in" and not place.free:
        raise PlaceFull(place_id)
    operation = tx.intend_door(place_id, purpose=STAFF_DOOR)
    held = take_place(tx, STAFF_DOOR, place, data={"item": item.id, "way": way}, operation=operation)
    tx.journal("lending.staff_door_begun", item=item.id, place=place_id, staff=staff_id, way=way)
    return AtDoor(operation.id, held.id, place, item, way)


def end_door(
    tx: Transaction, at: AtDoor, staff_id: str, limits: Limits, *, moved: bool, why: str = ""
) -> None:
    """The door is shut again and the item moved; or it was not, and `why` says so."""
    _moved(tx, at.way, at.item, at.place.id, staff_id, limits, moved=moved, why=why)
    end_hold(tx, at.reservation_id, "moved" if moved else why)


def settle_door(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement:
    """The end of a visit at the door; the books are as they were, and a person looks where the door was opened."""
    place_id = reservation.subject.removeprefix("place:")
    item_id, way = str(reservation.data["item"]), reservation.data["way"]
    seen = seen_in(facts)
    if seen in ("did_not_open", "not_pulsed"):
        transfer = open_transfer(item_id)
        if transfer is not None and way == "out":
            stays(tx, transfer.id, seen)
        return Settlement("not_opened")
    if way == "in":
        open_case(tx, "found", "stowed", item_id=item_id, place_id=place_id)
    else:
        open_case(tx, "taken", "unseen", item_id=item_id, place_id=place_id)
    return Settlement("to_be_checked")


async def at_door(visit: Visit, way: Way, item: Item, place: PlaceRecord) -> bool:
    """Open, wait until it is shut, write what happened. Whether the item moved; every other ending has its screen here."""
    staff = visit.staff
    if staff is None:
        return False
    limits = Limits.of(visit.settings, kind_of(item.kind))
    if not place.lock:
        return await _no_door(visit, way, item, place, staff.id, limits)
    try:
        at = await visit.write(begin_door, way, item, place.id, staff.id)
    except (AlreadyHeld, PlaceFull, NotPossible):
        await visit.ask(_not_now(_("Somebody is at {door}", door=door_name(place))))
        return False
    seen = await until_open(visit, opening_door(place), place.id, at.operation_id)
    if seen == "no_answer":
        return False  # the reservation stays; `settle_door` ends it when the devices have told
    if seen != "open":
        await visit.write(end_door, at, staff.id, limits, moved=False, why=seen)
        await visit.ask(_not_now(_("{door} did not open", door=door_name(place))))
        return False
    places = await visit.read(_bank, place.bank)
    how = await until_shut(
        visit, screen_at(at, places), place.id, within=limits.close_within + limits.reminded_within
    )
    moved = not isinstance(how, Chosen)
    await visit.write(end_door, at, staff.id, limits, moved=moved, why="" if moved else "not_moved")
    return moved


async def _no_door(
    visit: Visit, way: Way, item: Item, place: PlaceRecord, staff_id: str, limits: Limits
) -> bool:
    """A row without doors: nothing to open and nothing to wait for, so a person says that it is done."""
    screen = Confirm(
        title=_put_or_take(way, item),
        subtitle=_("{item}, {door}.", item=item_name(item), door=door_name(place)),
        actions=(Action("moved", _("Done"), primary=True), Action("not_moved", _("Not now"))),
        icon="check_circle",
    )
    moved = await visit.ask(screen) == Chosen("moved")
    try:
        await visit.write(_moved, way, item, place.id, staff_id, limits, moved=moved)
    except (PlaceFull, NotPossible):
        await visit.ask(_not_now(_("No room in {door}", door=door_name(place))))
        return False
    return moved


def _moved(
    tx: Transaction,
    way: Way,
    item: Item,
    place_id: str,
    staff_id: str,
    limits: Limits,
    *,
    moved: bool,
    why: str = "",
) -> None:
    """The books follow what a person did, or did not do."""
    transfer = open_transfer(item.id)
    if moved and way == "in" and transfer is not None:
        arrive(tx, item.id, place_id, staff_id, limits)
    elif moved and way == "in":
        put_in(tx, item.id, place_id, staff_id, limits)
    elif moved and transfer is not None:
        left(tx, transfer.id, staff_id)
    elif moved:
        take_out(tx, item.id, place_id, staff_id, "by_staff")
    elif way == "out" and transfer is not None:
        stays(tx, transfer.id, why or "not_moved")


def _bank(tx: Transaction, bank: str) -> list[PlaceRecord]:
    return [place for place in tx.places() if place.bank == bank]


def _put_or_take(way: Way, item: Item) -> Text:
    return _("Put {tag} in", tag=item.tag) if way == "in" else _("Take {tag} out", tag=item.tag)


def screen_at(at: AtDoor, places: list[PlaceRecord]) -> Board:
    """The open door: put it in, or take it out."""
    none: Text = _("I keep it") if at.way == "in" else _("It is not there")
    return Board(
        title=_put_or_take(at.way, at.item),
        subtitle=_("{item}, {door}. Then close the door.", item=item_name(at.item), door=door_name(at.place)),
        places=door_map(places, at.place),
        here=where_is(at.place),
        actions=(Action("not_moved", none),),
    )


def _not_now(title: Text) -> Notice:
    return Notice(
        "refused",
        title,
        _("Nothing has changed in the books. Try another door."),
        actions=(DONE,),
        icon="lock",
    )

"""Doors that opened without a command, for staff: which, when, how each stands now, and that somebody has looked.

There only while there is one. What was behind the door is its service's own business, on its own pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.lockers.words import place_name, several_banks
from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes, DoorMoved, Doors
from kiosk.core.records import PlaceRecord
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Row, Table
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")


async def doors_page(visit: Visit) -> None:
    """The list, then one door at a time; back to the menu when the last has been looked at."""
    desk = cast("LiveVisit", visit).desk
    update = False
    while desk.reception.forced.since:
        places = await visit.read(lambda tx: tx.places())
        moving = tuple(Doors(place_id) for place_id in desk.reception.forced.since)
        outcome = await visit.ask(_table(desk, places), accepts=(Changes("door"), *moving), update=update)
        update = isinstance(outcome, Changed | DoorMoved)
        if update:
            continue
        place = next((one for one in places if outcome == Chosen(one.id)), None)
        if place is None:
            return
        about = _about(desk, place, several=several_banks(places), may=visit.may("desk.serve"))
        if await visit.ask(about) == Chosen("looked"):
            await desk.reception.forced.looked_at(place.id, desk.as_staff())


def note(_tx: Transaction, position: PositionDesk) -> Availability:
    """How many; no line at all while there is none."""
    number = len(position.reception.forced.since)
    if not number:
        return Availability(offered=False)
    return Availability(_.plural("{count} to look at", "{count} to look at", number))


def _table(desk: PositionDesk, places: list[PlaceRecord]) -> Table:
    since, now_ms, several = desk.reception.forced.since, desk.clock.now_ms(), several_banks(places)
    return Table(
        _("Doors forced open"),
        (_("Door"), _("When"), _("Now")),
        tuple(
            Row(
                one.id,
                (place_name(one, several=several), when(since[one.id], now_ms, desk.zone), _now(desk, one)),
                alert=desk.door(one.id) != "locked",
            )
            for one in places
            if one.id in since
        ),
        subtitle=_("They opened without a command."),
        widths=(4, 3, 3),
    )


def _now(desk: PositionDesk, place: PlaceRecord) -> Text:
    match desk.door(place.id):
        case "locked":
            return _("Shut")
        case "unknown":
            return _("Not known")
        case _:
            return _("Open")


def _about(desk: PositionDesk, place: PlaceRecord, *, several: bool, may: bool) -> Confirm:
    shut = desk.door(place.id) == "locked"
    at_ms = desk.reception.forced.since.get(place.id, 0)
    return Confirm(
        place_name(place, several=several),
        _("Look what is in it, and whether the lock still holds."),
        (
            Fact(_("Opened by force"), when(at_ms, desk.clock.now_ms(), desk.zone)),
            Fact(_("Now"), _now(desk, place), alert=not shut),
        ),
        (Action("looked", _("I have looked"), icon="check", primary=True),) if may else (),
        icon="lock_open",
        tone="rose",
    )

"""The screens of storing, as pure functions from facts to prompts. Titles hold at most twelve Chinese characters."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Board,
    Confirm,
    Fact,
    Notice,
    PlaceRecord,
    Progress,
    Steps,
    Text,
    clock,
    close_the_door,
    door_map,
    local,
    moment,
    opening_door,
    where_is,
)

from .limits import Limits
from .rules import BAG, LARGE
from .words import _, code_words, door_name, kept_at

STEPS = 3

DONE = Action("done", _("Done"), icon="done_all", primary=True)
COLLECT = Action("collect", _("Collect a bag"), icon="confirmation_number")
HOME = Action("home", _("Back to start"), icon="home")

SIZES: dict[str, Text] = {BAG: _("Small"), LARGE: _("Large")}


def until_words(until_ms: int, now_ms: int, zone: ZoneInfo) -> Text:
    """Until 22:00 today; of another day, with the day."""
    if local(until_ms, zone).date() == local(now_ms, zone).date():
        return _("until {time} today", time=clock(until_ms, zone))
    return _("by {moment}", moment=moment(until_ms, zone))


def rules(
    sizes: Sequence[tuple[str, int]],
    until_ms: int,
    now_ms: int,
    zone: ZoneInfo,
    limits: Limits,
    note: Text = "",
) -> Confirm:
    """Price, until when, what may not be stored, what happens afterwards: before anything is done; and the way to a bag that is
    stored already. `sizes` with how many are free; `note`: what was wrong with a scan."""
    several = len(sizes) > 1
    store = [
        Action(
            kind,
            _("{size} ({count} free)", size=SIZES[kind], count=free) if several else _("Agree and store"),
            icon="luggage",
            primary=position == 0,
        )
        for position, (kind, free) in enumerate(each for each in sizes if each[1])
    ]
    return Confirm(
        title=_("Store a bag here"),
        subtitle=note or _("To collect, simply scan your ticket"),
        facts=(
            Fact(_("Price"), _("Free of charge")),
            Fact(_("Collect"), until_words(until_ms, now_ms, zone)),
            Fact(_("Afterwards"), _("Staff take it out; ask at: {place}", place=kept_at(limits))),
            Fact(_("Keep with you"), _("Money, papers, phones, valuables")),
            Fact(_("Not allowed"), _("Animals, fresh food, anything that burns")),
        ),
        actions=(*store, COLLECT),
        icon="luggage",
        tone="plum",
        steps=Steps(1, STEPS),
    )


def your_code(place: PlaceRecord, digits: str, until_ms: int, now_ms: int, zone: ZoneInfo) -> Confirm:
    """The code, before any door opens: it stands on paper too, but a customer never depends on paper."""
    return Confirm(
        title=_("Code {code}", code=code_words(digits)),
        subtitle=_("Remember it or take a photo. It opens the door without a ticket, too."),
        facts=(Fact(_("Door"), where_is(place)), Fact(_("Collect"), until_words(until_ms, now_ms, zone))),
        actions=(
            Action("open", _("Open door {number}", number=place.number), icon="lock_open", primary=True),
            Action("stop", _("Do not store")),
        ),
        icon="password",
        tone="plum",
        steps=Steps(2, STEPS),
    )


def opening(place: PlaceRecord, *, instead_of: PlaceRecord | None = None) -> Progress:
    """The pulse is on its way."""
    return opening_door(place, instead_of=instead_of, steps=Steps(2, STEPS))


def put_it_in(places: Sequence[PlaceRecord], place: PlaceRecord, digits: str) -> Board:
    """The door is open: bag in, door shut; and what can be wrong with a door or a compartment."""
    return Board(
        title=_("Door {number} is open", number=place.number),
        subtitle=_("Put the bag in, close the door. Code {code}", code=code_words(digits)),
        places=door_map(places, place),
        here=where_is(place),
        actions=(
            Action("not_open", _("It did not open")),
            Action("occupied", _("Something is in it")),
            Action("stop", _("Do not store")),
        ),
        steps=Steps(2, STEPS),
    )


def close_it(places: Sequence[PlaceRecord], place: PlaceRecord, *, why: Text = "") -> Board:
    """A door that stands open: the one thing that is asked now."""
    return close_the_door(places, place, why=why, steps=Steps(2, STEPS))


def take_it_back(places: Sequence[PlaceRecord], place: PlaceRecord) -> Board:
    """They do not want to store after all."""
    return close_it(places, place, why=_("Take everything out, then close the door"))


def stored(
    place: PlaceRecord,
    digits: str,
    until_ms: int,
    now_ms: int,
    zone: ZoneInfo,
    *,
    ticket: bool,
    door_open: bool = False,
) -> Notice:
    """What opens it again, where, until when."""
    subtitle = (
        _("Your ticket is printing, please take it")
        if ticket
        else _("No ticket was printed: please keep the code")
    )
    if door_open:
        subtitle = _("{door} is still open. Staff are called.", door=door_name(place))
    return Notice(
        outcome="waiting" if door_open else "done",
        title=_("Bag stored"),
        subtitle=subtitle,
        facts=(
            Fact(_("Code"), code_words(digits)),
            Fact(_("Door"), where_is(place)),
            Fact(_("Collect"), until_words(until_ms, now_ms, zone), alert=True),
        ),
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="door_open" if door_open else "check_circle",
    )


def nothing_stored(*, staff: bool = False) -> Notice:
    """The ticket is worth nothing; whether they asked for that or no door opened."""
    if staff:
        return Notice(
            outcome="refused",
            title=_("Sorry, the doors do not open"),
            subtitle=_("Nothing is stored, keep your bag. Staff are called."),
            actions=(DONE,),
            icon="support_agent",
        )
    return Notice(
        outcome="information",
        title=_("Nothing was stored"),
        subtitle=_("The code is worth nothing any more."),
        actions=(DONE,),
        icon="luggage",
    )


def no_room(why: str) -> Notice:
    """No compartment now, or not today any more."""
    if why == "busy":
        return Notice(
            outcome="waiting",
            title=_("One moment, please"),
            subtitle=_("Somebody is at the last free door. Please try again shortly."),
            actions=(Action("again", _("Try again"), primary=True), HOME),
            icon="hourglass_top",
        )
    late = why == "late"
    return Notice(
        outcome="refused",
        title=_("No more bags today") if late else _("All compartments are taken"),
        subtitle=_("Collecting works as always.")
        if late
        else _("Please come back a little later, or ask staff."),
        actions=(Action("collect", _("Collect a bag"), primary=True), HOME),
        icon="luggage",
    )

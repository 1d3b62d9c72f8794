"""The screens of collecting, and those that say why a ticket opens no door. Each says first whether the bag is safe."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Board,
    Confirm,
    Fact,
    Keypad,
    Notice,
    PlaceRecord,
    PresentCard,
    Steps,
    Text,
    door_map,
    when,
    where_is,
)

from .codes import DIGITS, Locked, Wrong
from .collecting import Hindrance
from .limits import Limits
from .records import Deposit
from .screens import DONE, HOME, STEPS
from .words import _, door_name, kept_at, place_name

KEEP = Action("keep", _("Leave the bag stored"))


def show_ticket(error: Text = "") -> PresentCard:
    """The paper, or the code that stands on it."""
    return PresentCard(
        title=_("Scan your ticket"),
        subtitle=_("Hold its code to the window"),
        subject="slip",
        actions=(
            Action("code", _("Type the code"), icon="dialpad"),
            Action("neither", _("No ticket, no code")),
        ),
        steps=Steps(1, STEPS),
        error=error,
    )


def type_code(error: Text = "") -> Keypad:
    """Nine digits, in three groups on paper and screen."""
    return Keypad(
        title=_("Type the nine digits"),
        subtitle=_("They were on the screen, and are on the ticket"),
        minimum=DIGITS,
        maximum=DIGITS,
        steps=Steps(1, STEPS),
        error=error,
    )


def wrong_code(wrong: Wrong) -> Text:
    """Under the keypad."""
    return _.plural("Not right, {count} try left", "Not right, {count} tries left", max(0, wrong.tries_left))


def too_many(locked: Locked) -> Notice:
    """Typing is locked: for everybody here, or for one ticket."""
    return Notice(
        outcome="refused",
        title=_("Too many wrong codes"),
        subtitle=_.plural(
            "Your bag is safe. Scan the ticket, call staff, or try in {count} minute.",
            "Your bag is safe. Scan the ticket, call staff, or try in {count} minutes.",
            locked.minutes,
        ),
        actions=(Action("scan", _("Scan the ticket"), primary=True), HOME),
        icon="password",
    )


def neither() -> Notice:
    """No paper, no code: a person has to look."""
    return Notice(
        outcome="information",
        title=_("We will find it with you"),
        subtitle=_("Call staff and describe the bag. They open the door with you."),
        actions=(Action("again", _("I have the ticket"), primary=True), HOME),
        icon="support_agent",
    )


def confirm(one: Deposit, place: PlaceRecord, now_ms: int, zone: ZoneInfo, limits: Limits) -> Confirm:
    """A known ticket: take it, or only have a look; one of them opens the door."""
    actions = [Action("take", _("Take it out"), icon="lock_open", primary=True)]
    if one.openings < limits.openings_between:
        actions.append(Action("look", _("Just open it")))
    return Confirm(
        title=_("Your bag is here"),
        subtitle=_("Take all of it, or open for a moment")
        if len(actions) > 1
        else _("This opening ends the ticket"),
        facts=(
            Fact(_("Stored"), when(one.stored_ms or one.opened_ms, now_ms, zone)),
            Fact(_("Door"), where_is(place)),
        ),
        actions=tuple(actions),
        icon="luggage",
        tone="plum",
        steps=Steps(1, STEPS),
    )


def at_the_door(places: Sequence[PlaceRecord], place: PlaceRecord, *, keep: bool, may_keep: bool) -> Board:
    """The door is open, for good or for a moment."""
    subtitle = (
        _("Take what you need, close the door. Your ticket stays good")
        if keep
        else _("Take everything out, then close the door")
    )
    actions = [Action("not_open", _("It did not open"))]
    if keep:
        actions.append(Action("take", _("I take everything out")))
    elif may_keep:
        actions.append(KEEP)
    return Board(
        title=_("Door {number} is open", number=place.number),
        subtitle=subtitle,
        places=door_map(places, place),
        here=where_is(place),
        actions=tuple(actions),
        steps=Steps(2, STEPS),
    )


def collected() -> Notice:
    """Over; and the one thing that is often thought of too late."""
    return Notice(
        outcome="done",
        title=_("Thank you, all yours"),
        subtitle=_("The ticket has ended. Goodbye."),
        actions=(DONE, Action("again", _("Something is still inside"))),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def kept(place: PlaceRecord, left: int) -> Notice:
    """It stays where it is."""
    return Notice(
        outcome="done",
        title=_("Your bag is still stored"),
        subtitle=_.plural(
            "In {door}. The ticket opens it {count} more time in between.",
            "In {door}. The ticket opens it {count} more times in between.",
            left,
            door=door_name(place),
        )
        if left
        else _("In {door}. The next opening is for collecting.", door=door_name(place)),
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def left_open(place: PlaceRecord) -> Notice:
    """They went on with the door open."""
    return Notice(
        outcome="waiting",
        title=_("{door} is still open", door=door_name(place)),
        subtitle=_("Please close it. Staff are called and will look inside."),
        actions=(DONE,),
        icon="door_open",
    )


def did_not_open(place: PlaceRecord) -> Notice:
    """The bag is behind a door that does not move."""
    return Notice(
        outcome="refused",
        title=_("{door} does not open", door=door_name(place)),
        subtitle=_("Your bag is safe inside. Staff are called and open it for you."),
        actions=(DONE,),
        icon="support_agent",
    )


def refusal(
    why: Hindrance, one: Deposit, place: PlaceRecord, now_ms: int, zone: ZoneInfo, limits: Limits
) -> Notice:
    """Why this ticket opens nothing now."""
    match why:
        case "removed":
            return Notice(
                outcome="information",
                title=_("We keep your bag safe"),
                subtitle=_("Please show this ticket at: {place}", place=kept_at(limits)),
                facts=(
                    Fact(_("Taken out"), when(one.removed_ms or now_ms, now_ms, zone)),
                    Fact(_("Ticket"), str(one.ticket)),
                ),
                actions=(DONE,),
                icon="luggage",
            )
        case "collected":
            return Notice(
                outcome="information",
                title=_("Already collected"),
                subtitle=_("If that was not you, please call staff at once."),
                facts=(Fact(_("Collected"), when(one.ended_ms or now_ms, now_ms, zone)),),
                actions=(DONE,),
                icon="luggage",
            )
        case "void":
            return Notice(
                outcome="information",
                title=_("Nothing is stored on it"),
                subtitle=_("With this ticket nothing was stored. Ask staff if in doubt."),
                actions=(DONE,),
                icon="luggage",
            )
        case "blocked":
            return Notice(
                outcome="refused",
                title=_("This ticket is blocked"),
                subtitle=_("It was reported lost. The bag is safe; please call staff."),
                actions=(DONE,),
                icon="block",
            )
        case "elsewhere":
            return Notice(
                outcome="information",
                title=_("Your bag is elsewhere"),
                subtitle=_("It is safe. Please go to: {place}", place=place_name(place, several=True)),
                actions=(DONE,),
                icon="luggage",
            )
        case "broken":
            return did_not_open(place)
        case "busy":
            return Notice(
                outcome="waiting",
                title=_("One moment, please"),
                subtitle=_("Somebody is at this door just now. Your bag is safe."),
                actions=(Action("again", _("Try again"), primary=True), HOME),
                icon="hourglass_top",
            )


def unknown_ticket() -> Notice:
    """A ticket of ours that nobody knows here."""
    return Notice(
        outcome="information",
        title=_("This ticket is not known"),
        subtitle=_("Perhaps it is from another day or house. Staff can help."),
        actions=(DONE,),
        icon="luggage",
    )

"""The screens of borrowing, as pure functions from facts to prompts; `refusals.py` has those that say no.

Titles hold at most twelve Chinese characters. The drawings 03 to 05 of the look are the direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Board,
    Fact,
    Item,
    Notice,
    PlaceRecord,
    PresentCard,
    Progress,
    Steps,
    Text,
    close_the_door,
    door_map,
    opening_door,
    where_is,
)

from .kinds import Kind, kind_of
from .records import Loan
from .words import _, door_name, item_name, moment

STEPS = 3

DONE = Action("done", _("Done"), icon="done_all", primary=True)
HOME = Action("home", _("Back to start"), icon="home")


def present_card(kind: Kind, error: Text = "", *, swipes: bool = False) -> PresentCard:
    """Who are you? Scanned, or swiped where there is a reader; a tag or a slip shown here leads to the return."""
    scan = _("Hold its barcode to the window")
    return PresentCard(
        title=_("Show your member card"),
        subtitle=_("Swipe it, or hold the barcode to the window") if swipes else scan,
        hints=(_("Code on a phone: turn the screen up bright"),),
        subject="card",
        actions=(
            Action("return", kind.words.return_one, icon=kind.icon),
            Action("no_card", _("No member card"), icon="person_off"),
        ),
        steps=Steps(1, STEPS),
        error=error,
        may_type=True,
    )


def no_card() -> Notice:
    """The way out for people without a card: staff lend to anybody, and one press rings for them."""
    return Notice(
        outcome="information",
        title=_("Borrowing without a card"),
        subtitle=_("Staff lend to you: a phone number is enough. Returning needs no card."),
        icon="person_off",
        actions=(
            Action("call", _("Call staff"), icon="support_agent", primary=True),
            Action("again", _("I have a card")),
            HOME,
        ),
    )


def called() -> Notice:
    """It rings; whoever waits knows that it does."""
    return Notice(
        outcome="waiting",
        title=_("Staff are called"),
        subtitle=_("Please wait here. They lend it to you at once."),
        actions=(HOME,),
        icon="support_agent",
    )


def opening(place: PlaceRecord, *, instead_of: PlaceRecord | None = None) -> Progress:
    """The pulse is on its way."""
    return opening_door(place, instead_of=instead_of, steps=Steps(2, STEPS))


def take_it(
    kind: Kind,
    places: Sequence[PlaceRecord],
    place: PlaceRecord,
    *,
    scanned: Item | None = None,
    error: Text = "",
) -> Board:
    """The door is open: take it, close the door. At a rack, the tag of the one taken is asked for."""
    subtitle = kind.words.take if place.kind == "single" else kind.words.take_from_rack
    if scanned is not None:
        subtitle = _("{tag} is noted. Please close the door", tag=scanned.tag)
    return Board(
        title=_("Door {number} is open", number=place.number),
        subtitle=error or subtitle,
        places=door_map(places, place),
        here=where_is(place),
        actions=(
            Action("not_open", _("It did not open")),
            Action("changed_mind", _("Never mind")),
        ),
        steps=Steps(2, STEPS),
    )


def close_it(places: Sequence[PlaceRecord], place: PlaceRecord, *, why: Text = "") -> Board:
    """A door that stands open: the one thing that is asked now."""
    return close_the_door(places, place, why=why, steps=Steps(2, STEPS))


def put_back(kind: Kind, places: Sequence[PlaceRecord], place: PlaceRecord) -> Board:
    """They changed their mind with the door open."""
    return close_it(places, place, why=kind.words.put_back)


def borrowed(
    loan: Loan, item: Item, holder: Fact, zone: ZoneInfo, *, slip: bool, door_open: PlaceRecord | None = None
) -> Notice:
    """What, until when, where, as whom; and a word for those who found nothing."""
    without = _("No slip printed; your card is enough to return")
    subtitle = _("Your slip is printing, please take it") if slip else without
    if door_open is not None:
        subtitle = _("{door} was not seen shut; staff will look", door=door_name(door_open))
    kind = kind_of(loan.kind)
    return Notice(
        outcome="done",
        title=_("It is yours, take care"),
        subtitle=subtitle,
        facts=(
            Fact(_("Return"), _("by {moment}", moment=moment(loan.due_ms, zone))),
            Fact(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of),
            Fact(_("Where"), kind.words.any_place),
            holder,
        ),
        actions=(DONE, Action("nothing_there", kind.words.got_none)),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def nothing_lent(kind: Kind, *, another: bool, reason: Text = "") -> Notice:
    """Nothing stands against their name; perhaps another door."""
    actions = (Action("another", _("Open another door"), primary=True), HOME) if another else (DONE,)
    return Notice(
        outcome="information",
        title=kind.words.none_lent,
        subtitle=reason or _("Nothing is in your name. Staff will look into the locker."),
        actions=actions,
        icon=kind.icon,
    )

"""The screens of lending and taking back as an attendant reads them, who serves somebody without being them.

Nothing here says "you" for the borrower: who it is (masked), what is handed over, until when, what money is held, and what the
attendant does next. What is the same for both readers (a door to be closed, the row) stays in `screens` and `return_screens`.
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
    Row,
    Steps,
    Table,
    Text,
    Visit,
    clock,
    door_map,
    where_is,
)

from . import refusals
from .borrowers import Line
from .kinds import Kind, kind_of
from .limits import Limits
from .records import Loan
from .rules import is_overdue
from .screens import DONE, STEPS
from .words import _, door_name, item_name, moment, when, yuan

LIST = Action("home", _("Back to the list"), icon="keyboard_return")
AGAIN = Action("again", _("Try again"))
KEEP_HERE = Action("here", _("Keep it at the desk"), icon="concierge", primary=True)

NOT_ON_LOAN = _("It was not on loan in our books. Settle it under “Waiting for you”.")
AWAY = _("The lockers do not answer")
LEFT_OPEN = _("The door is still open: close it, then settle it under “Waiting for you”.")

NO_ROOM_BY_THE_BOOK = _("By the book that place is full. Settle it under “Waiting for you”.")

# ------------------------------------------------------------------ lending


def take_it_out(
    places: Sequence[PlaceRecord], place: PlaceRecord, *, scanned: Item | None = None, error: Text = ""
) -> Board:
    """The door is open for the attendant, who takes it out; at a rack, the tag of the one taken is asked for."""
    subtitle: Text = _("Take it out, then close the door")
    if place.kind != "single":
        subtitle = _("Take one out, scan its tag, then close the door")
    if scanned is not None:
        subtitle = _("{tag} is noted. Please close the door", tag=scanned.tag)
    return Board(
        title=_("Door {number} is open", number=place.number),
        subtitle=error or subtitle,
        places=door_map(places, place),
        here=where_is(place),
        actions=(Action("not_open", _("It did not open")), Action("changed_mind", _("Do not lend it"))),
        steps=Steps(2, STEPS),
    )


def lent(
    loan: Loan,
    item: Item,
    holder: Fact,
    zone: ZoneInfo,
    *,
    slip: bool,
    deposit_fen: int,
    door_open: PlaceRecord | None = None,
) -> Notice:
    """It is out of its door: who gets it, until when, and what was paid for it."""
    subtitle: Text = (
        _("And the slip, which is printing") if slip else _("No slip was printed; its tag is enough")
    )
    if door_open is not None:
        subtitle = _("{door} is still open: close it", door=door_name(door_open))
    kind = kind_of(loan.kind)
    return Notice(
        outcome="done",
        title=_("Lent: hand it over"),
        subtitle=subtitle,
        facts=(
            holder,
            Fact(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of),
            Fact(_("Due"), _("by {moment}", moment=moment(loan.due_ms, zone))),
            Fact(_("Deposit held"), yuan(deposit_fen) if deposit_fen else _("none")),
        ),
        actions=(DONE, Action("nothing_there", _("There was none inside"))),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def nothing_lent(kind: Kind, *, another: bool, reason: Text = "") -> Notice:
    """Nothing stands against them; perhaps another door."""
    subtitle = reason or _(
        "Nothing is on record against them. Look into the locker, under “Waiting for you”."
    )
    return Notice(
        outcome="information",
        title=kind.words.none_lent,
        subtitle=subtitle,
        actions=(Action("another", _("Open another door"), primary=True), LIST) if another else (DONE,),
        icon=kind.icon,
    )


def none_to_lend(kind: Kind, why: str) -> Notice:
    """Somebody at the last door, all at rest, or none."""
    said: dict[str, Text] = {
        "busy": _("Somebody is at the last door, or it stands open."),
        "away": _("Look at their line and power. What may have opened is under “Waiting for you”."),
        "resting": _("“It is dry”, on the locker wall, ends that at once."),
        "cleaning": _("Mark one under “To be cleaned”, and it can be lent."),
        "none": _("All are out, or behind doors out of service."),
    }
    key = "cleaning" if why == "resting" and kind.rests == "cleaned" else why
    resting = why == "resting"
    return Notice(
        outcome="waiting" if why == "busy" else "refused",
        title=AWAY if why == "away" else kind.words.resting if resting else kind.words.none_left,
        subtitle=said[key],
        actions=(Action("again", _("Try again"), primary=True), LIST),
        icon="hourglass_top" if why == "busy" else kind.icon,
    )


def closing(kind: Kind, limits: Limits, visit: Visit) -> Notice:
    """Not lent any more today: by when it would have to be back, or when the house opens again."""
    told = refusals.closing(kind, limits, visit)
    return Notice(
        outcome="refused",
        title=told.title,
        subtitle=_("The house is about to close, or closed."),
        facts=told.facts,
        actions=(DONE,),
        icon=told.icon,
    )


def no_door_opened() -> Notice:
    """As many doors tried as are tried at once."""
    return Notice(
        outcome="refused",
        title=_("The doors do not open"),
        subtitle=_("Nothing was lent. They are out of service now, see “Waiting for you”."),
        actions=(DONE,),
        icon="error",
    )


# ------------------------------------------------------------------ taking back


def scan_what_comes(error: Text = "") -> PresentCard:
    """What is taken back? Whatever its kind."""
    return PresentCard(
        title=_("Scan what comes back"),
        subtitle=_("Its tag, their slip or their member card"),
        hints=(_("Hold the code to the window"),),
        subject="tag",
        actions=(Action("no_tag", _("Nothing to scan"), icon="groups"),),
        steps=Steps(1, STEPS),
        error=error,
    )


def who_brings_it(lines: Sequence[Line], zone: ZoneInfo, now_ms: int) -> Table:
    """Everybody without a card who has something, for what has lost its tag and its slip."""
    return Table(
        title=_("Who brings it back?"),
        columns=(_("Borrower"), _("Which"), _("Due")),
        rows=tuple(
            Row(
                key=borrower.id,
                cells=(borrower.shown, item_name(item), when(loan.due_ms, now_ms, zone)),
                alert=is_overdue(loan.due_ms, now_ms),
            )
            for borrower, loan, item, _fen in lines
            if loan is not None and item is not None
        ),
        widths=(3, 3, 3),
        empty=_("Nobody without a card has anything"),
    )


def nothing_out(kind: Kind) -> Notice:
    """A member's card without loans."""
    return Notice(
        outcome="information",
        title=_("Nothing is out on this card"),
        subtitle=_("If they found one, scan its tag."),
        actions=(Action("again", _("Scan a tag"), primary=True), LIST),
        icon=kind.icon,
    )


def put_it_in(kind: Kind, places: Sequence[PlaceRecord], place: PlaceRecord, *, note: Text = "") -> Board:
    """The door is open for it."""
    return Board(
        title=kind.words.put_in(place.number),
        subtitle=note or _("Then close the door"),
        places=door_map(places, place),
        here=where_is(place),
        actions=(Action("not_open", _("It did not open")), Action("keep", _("They keep it"))),
        steps=Steps(2, STEPS),
    )


def other_tag(item: Item, lent_one: Item) -> Text:
    """The tag that was scanned at the open door is not the lent one's."""
    return _(
        "This is {tag}, lent was {lent}. Put it in; it waits under “Waiting for you”",
        tag=item.tag,
        lent=lent_one.tag,
    )


def taken_back(
    item: Item, where: Text, holder: Fact, at_ms: int, zone: ZoneInfo, *, slip: bool, deposit_fen: int = 0
) -> Notice:
    """It is back; whose it was, and the money that is still held."""
    money = (Fact(_("Deposit still held"), yuan(deposit_fen), alert=True),) if deposit_fen else ()
    return Notice(
        outcome="done",
        title=_("Taken back"),
        subtitle=_("A slip for them is printing") if slip else _("No slip is needed"),
        facts=(
            holder,
            Fact(kind_of(item.kind).words.one, item_name(item)),
            Fact(_("Back"), _("{time}, {door}", time=clock(at_ms, zone), door=where)),
            *money,
        ),
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def noted(subtitle: Text) -> Notice:
    """Taken in, and not yet booked: it is on staff's list."""
    return Notice(
        outcome="done",
        title=_("Taken in, to be settled"),
        subtitle=subtitle,
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="fact_check",
    )


def kept_here(item: Item) -> Notice:
    """Nobody had it on loan, and it is at the desk now."""
    return Notice(
        outcome="done",
        title=_("It is at the desk"),
        subtitle=_("It was not on loan in our books. Put it behind a door under “Stock”."),
        facts=(Fact(kind_of(item.kind).words.one, item_name(item)),),
        actions=(DONE,),
        icon="concierge",
    )


def kept(kind: Kind) -> Notice:
    """The loan goes on."""
    return Notice(
        outcome="information",
        title=_("Not taken back"),
        subtitle=_("They keep it; the loan goes on."),
        actions=(DONE,),
        icon=kind.icon,
    )


def no_room(kind: Kind, why: str, limits: Limits) -> Notice:
    """No place takes it: the desk does, and the loan is over all the same."""
    elsewhere = (Fact(_("Also here"), limits.other_places),) if limits.other_places else ()
    return Notice(
        outcome="refused",
        title={"busy": _("Somebody is at the last place"), "away": AWAY}.get(why, kind.words.full),
        subtitle=_("Kept at the desk it is back all the same. Put it behind a door later, under “Stock”."),
        facts=elsewhere,
        actions=(KEEP_HERE, AGAIN, LIST),
        icon=kind.icon,
    )


def no_door_for_it(kind: Kind) -> Notice:
    """As many doors tried as are tried at once; the desk takes it."""
    return Notice(
        outcome="refused",
        title=_("The doors do not open"),
        subtitle=_("Kept at the desk it is back all the same. Put it behind a door later, under “Stock”."),
        actions=(KEEP_HERE, LIST),
        icon=kind.icon,
    )

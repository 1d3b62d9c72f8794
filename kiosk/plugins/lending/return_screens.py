"""The screens of bringing back. Whose loan it was is never on them; anyone may bring anything back."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Board,
    Choice,
    Fact,
    Item,
    Menu,
    Notice,
    PlaceRecord,
    PresentCard,
    Progress,
    Steps,
    Text,
    door_map,
    where_is,
)

from .kinds import Kind, kind_of
from .limits import Limits
from .records import Loan
from .refusals import due_fact
from .rules import is_overdue
from .screens import DONE, HOME, STEPS
from .words import _, clock, item_name, yuan

OPEN_PERHAPS = _("If a door is open: put it in and shut the door, or keep it. Staff are called and check.")
CALLED = _("Staff are called. You may also leave it at the service desk.")


def show_tag(kind: Kind, error: Text = "") -> PresentCard:
    """What is brought back? Its tag, its slip, or the member's card."""
    return PresentCard(
        title=kind.words.scan_tag,
        subtitle=kind.words.where_tag,
        hints=(_("Hold the code to the window"),),
        subject="tag",
        actions=(Action("no_tag", _("No tag, no slip")),),
        steps=Steps(1, STEPS),
        error=error,
    )


def no_tag(kind: Kind) -> Notice:
    """Neither tag nor slip nor card."""
    return Notice(
        outcome="information",
        title=_("We will take it from you"),
        subtitle=_("Please hand it in at the service desk, or call staff."),
        actions=(Action("again", _("Scan again"), primary=True), HOME),
        icon=kind.icon,
    )


def which_one(
    loans: Sequence[tuple[Loan, Item]],
    now_ms: int,
    zone: ZoneInfo,
    limits: Limits,
    *,
    title: Text = "",
) -> Menu:
    """More than one is out; `title` when it is not for returning one."""
    return Menu(
        title=title or _("Which one do you return?"),
        choices=tuple(
            Choice(
                key=loan.id,
                title=item_name(item) if loan.confirmed else kind_of(loan.kind).words.one_of,
                note=due_fact(loan, now_ms, zone, limits).value,
                icon=kind_of(loan.kind).icon,
                tone="rose" if is_overdue(loan.due_ms, now_ms) else kind_of(loan.kind).tone,
            )
            for loan, item in loans
        ),
        steps=Steps(1, STEPS),
    )


def opening(kind: Kind, place: PlaceRecord, *, instead_of: PlaceRecord | None = None) -> Progress:
    """The pulse is on its way."""
    return Progress(
        title=_("Opening door {number}", number=place.number),
        subtitle=kind.words.goes_in
        if instead_of is None
        else _("Door {number} did not open. Here is another one.", number=instead_of.number),
        steps=Steps(2, STEPS),
    )


def put_it_in(kind: Kind, places: Sequence[PlaceRecord], place: PlaceRecord, *, note: Text = "") -> Board:
    """The door is open for it."""
    return Board(
        title=kind.words.put_in(place.number),
        subtitle=note or _("Then close the door"),
        places=door_map(places, place),
        here=where_is(place),
        actions=(Action("not_open", _("It did not open")), Action("keep", _("Not returning yet"))),
        steps=Steps(2, STEPS),
    )


def other_tag(item: Item, lent: Item) -> Text:
    """The tag that was scanned at the open door is not the lent one's."""
    return _(
        "This is {tag}, you borrowed {lent}. Leave it in; staff will sort it out", tag=item.tag, lent=lent.tag
    )


def returned(
    item: Item, where: Text, at_ms: int, zone: ZoneInfo, *, slip: bool, deposit_fen: int = 0
) -> Notice:
    """Thanks, and proof; and where a deposit waits."""
    desk = _("{money}, at the service desk", money=yuan(deposit_fen))
    return Notice(
        outcome="done",
        title=_("Returned, thank you"),
        subtitle=_("Your slip is printing, please take it") if slip else _("All done; no slip is needed"),
        facts=(
            Fact(kind_of(item.kind).words.one, item_name(item)),
            Fact(_("Returned"), _("{time}, {door}", time=clock(at_ms, zone), door=where)),
            *((Fact(_("Deposit"), desk, alert=True),) if deposit_fen else ()),
        ),
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="check_circle",
    )


def being_checked(subtitle: Text) -> Notice:
    """Taken in, and not yet booked: staff look first."""
    return Notice(
        outcome="done",
        title=_("Thank you, noted"),
        subtitle=subtitle,
        actions=(DONE,),
        steps=Steps(STEPS, STEPS),
        icon="fact_check",
    )


def kept(kind: Kind) -> Notice:
    """The loan goes on."""
    return Notice(
        outcome="information",
        title=_("Not returned yet"),
        subtitle=kind.words.in_hands,
        actions=(DONE,),
        icon=kind.icon,
    )


def lockers_away(*, unsure: bool) -> Notice:
    """No door can be read. `unsure`: one was pulsed, and may have opened without anybody knowing."""
    return Notice(
        outcome="refused",
        title=_("The lockers do not answer"),
        subtitle=OPEN_PERHAPS if unsure else CALLED,
        actions=(Action("again", _("Try again")), HOME),
        icon="support_agent",
    )


def no_room(kind: Kind, why: str, limits: Limits) -> Notice:
    """Where else to bring it; nothing becomes worse by bringing it there."""
    if why == "busy":
        return Notice(
            outcome="waiting",
            title=_("One moment, please"),
            subtitle=_("Somebody is at the last free place. Try again when they are done."),
            actions=(Action("again", _("Try again"), primary=True), HOME),
            icon="hourglass_top",
        )
    return Notice(
        outcome="refused",
        title=kind.words.full,
        subtitle=_("Staff are called."),
        facts=(Fact(_("Also here"), limits.other_places or _("service desk")),),
        actions=(Action("again", _("Try again"), primary=True), HOME),
        icon=kind.icon,
    )


def no_door_opened(*, unsure: bool = False) -> Notice:
    """As many doors tried as are tried in one visit. `unsure`: one of them may have opened without anybody knowing."""
    return Notice(
        outcome="refused",
        title=_("Sorry, the doors do not open"),
        subtitle=OPEN_PERHAPS if unsure else CALLED,
        actions=(DONE,),
        icon="support_agent",
    )


def already_back() -> Notice:
    """A slip whose loan is over."""
    return Notice(
        outcome="information",
        title=_("Already returned"),
        subtitle=_("This slip is settled. To return another one, scan its tag."),
        actions=(DONE,),
        icon="check_circle",
    )


def nothing_out(kind: Kind) -> Notice:
    """A card without loans."""
    return Notice(
        outcome="information",
        title=_("You have nothing to return"),
        subtitle=kind.words.found,
        actions=(Action("again", _("Scan a tag"), primary=True), HOME),
        icon=kind.icon,
    )

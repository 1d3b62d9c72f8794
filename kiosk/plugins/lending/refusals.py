"""The screens that say no: why, what is safe, and what to do now. The primary action solves it (look 06)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Fact, Item, Notice, Scan, Text, Visit

from .kinds import Kind, kind_of
from .limits import Limits
from .records import Loan
from .rules import days_over, is_due_soon, is_overdue
from .screens import DONE, HOME
from .words import _, clock, day, item_name, moment

BAD_SWIPES = 2  # allow constant: a third bad swipe tells nothing that the second did not
"""From so many on the desk offers another way than swiping."""

NOTHING_LENT = _("Nothing was lent. Staff are called and will help you.")
OPEN_PERHAPS = _("If a door is open: take it or leave it, and shut the door. Staff are called and check.")

RETURN_NOW = Action("return", _("Return it now"), icon="keyboard_return", primary=True)


def away() -> Text:
    """Members are known elsewhere, and nobody answers there."""
    return _("Cards cannot be looked up now. Please ask staff")


def scan_error(scan: Scan, *, tag: bool = False) -> Text:
    """What was wrong with a scan, in words under the picture; `tag`: an item's tag was asked for, not a card."""
    if scan.refused == "payment_code":
        if tag:
            return _("That is a payment code. Please scan the tag")
        return _("A payment code. Show your member card")
    if scan.refused == "payment_card":
        return _("A bank card. Show your member card")
    if scan.refused == "bad_swipe":
        again = scan.bad_swipes < BAD_SWIPES
        return _("Not read. Swipe again, or scan it") if again else _("Not read. Scan it, or type its number")
    if scan.typed:
        return _("No card has this number")
    if scan.refused:
        return _("Not read. Please scan once more")
    return _("Not known. Show your member card")


def due_fact(loan: Loan, now_ms: int, zone: ZoneInfo, limits: Limits) -> Fact:
    """When it is due, in the warning ink when it is late or soon will be."""
    if is_overdue(loan.due_ms, now_ms):
        over = _.plural(
            "{day}, {count} day over",
            "{day}, {count} days over",
            days_over(loan.due_ms, now_ms, zone),
            day=day(loan.due_ms, zone),
        )
        return Fact(_("Due"), over, alert=True)
    due = _("by {moment}", moment=moment(loan.due_ms, zone))
    return Fact(_("Due"), due, alert=is_due_soon(loan.due_ms, now_ms, limits))


def still_out(
    loans: list[tuple[Loan, Item]], why: str, now_ms: int, zone: ZoneInfo, limits: Limits
) -> Notice:
    """Overdue, or as many as one may have: the way on is to return one."""
    loan, item = loans[0]
    kind = kind_of(loan.kind)
    subtitle = _("After returning it you can borrow again at once.")
    if why == "overdue":
        title = kind.words.overdue
    else:
        title = kind.words.still_out(len(loans))
        subtitle = _.plural(
            "{count} per person at a time. After returning it you can borrow again at once.",
            "{count} per person at a time. After returning one you can borrow again at once.",
            limits.limit,
        )
    return Notice(
        outcome="refused",
        title=title,
        subtitle=subtitle,
        facts=(Fact(kind.words.one, item_name(item)), due_fact(loan, now_ms, zone, limits)),
        actions=(RETURN_NOW, Action("lost", _("I lost it")), HOME),
        icon=kind.icon,
    )


def blocked() -> Notice:
    """The card is known, and not active."""
    return Notice(
        outcome="refused",
        title=_("This card cannot borrow now"),
        subtitle=_("The service desk can put it right. Returning works as always."),
        actions=(DONE,),
        icon="credit_card",
    )


def checking(kind: Kind) -> Notice:
    """Earlier loans wait for staff."""
    return Notice(
        outcome="refused",
        title=_("Your last visit is being checked"),
        subtitle=_("Please call staff; you can borrow right after."),
        actions=(DONE,),
        icon=kind.icon,
    )


def nothing_to_lend(kind: Kind, why: str) -> Notice:
    """Somebody at the door, all at rest, or none."""
    if why == "busy":
        return Notice(
            outcome="waiting",
            title=_("One moment, please"),
            subtitle=kind.words.busy,
            actions=(Action("again", _("Try again"), primary=True), HOME),
            icon="hourglass_top",
        )
    resting = why == "resting"
    return Notice(
        outcome="refused",
        title=kind.words.resting if resting else kind.words.none_left,
        subtitle=_("Please come back a little later. Returning works as always."),
        actions=(
            Action("home", _("Back to start"), icon="home", primary=True),
            Action("return", kind.words.return_one),
        ),
        icon=kind.icon,
    )


def lockers_away(*, unsure: bool) -> Notice:
    """No door can be read. `unsure`: one was pulsed, and may have opened without anybody knowing."""
    return Notice(
        outcome="refused",
        title=_("The lockers do not answer"),
        subtitle=OPEN_PERHAPS if unsure else NOTHING_LENT,
        actions=(Action("again", _("Try again")), HOME),
        icon="support_agent",
    )


def no_door_opened(*, unsure: bool = False) -> Notice:
    """As many doors tried as are tried in one visit. `unsure`: one of them may have opened without anybody knowing."""
    return Notice(
        outcome="refused",
        title=_("Sorry, the doors do not open"),
        subtitle=OPEN_PERHAPS if unsure else NOTHING_LENT,
        actions=(DONE,),
        icon="support_agent",
    )


def lost_noted(kind: Kind) -> Notice:
    """They say it is lost."""
    return Notice(
        outcome="information",
        title=kind.words.lost,
        subtitle=_("Please tell the service desk, or call staff. If it turns up, just return it."),
        actions=(DONE,),
        icon=kind.icon,
    )


def closing(kind: Kind, limits: Limits, visit: Visit) -> Notice:
    """The house is closed, or closes so soon that it would have to be back at once."""
    facts: tuple[Fact, ...] = ()
    if visit.calendar.lends:
        back_by_ms = limits.due_ms(visit.now_ms, visit.zone, visit.calendar)
        facts = (Fact(_("Back by"), clock(back_by_ms, visit.zone), alert=True),)
    elif visit.calendar.opens_next_ms is not None:
        facts = (Fact(_("Open again"), moment(visit.calendar.opens_next_ms, visit.zone)),)
    return Notice(
        outcome="refused",
        title=_("No more loans today"),
        subtitle=_("We are about to close, or closed. Returning works as always."),
        facts=facts,
        actions=(
            Action("home", _("Back to start"), icon="home", primary=True),
            Action("return", kind.words.return_one),
        ),
        icon=kind.icon,
    )

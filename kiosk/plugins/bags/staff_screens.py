"""What staff see of the compartments for bags: never who, always since when and behind which door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    OPEN_STATES,
    Action,
    Confirm,
    Fact,
    Notice,
    PlaceRecord,
    Row,
    Table,
    Text,
    place_name,
    several_banks,
    when,
)

from .look import look_words
from .records import Deposit, Question
from .screens import DONE
from .words import _, door_name

DESCRIBE = _("What do they describe?")


@dataclass(frozen=True, slots=True)
class Compartment:
    """One compartment: its door as the sensor tells it, and the bag that the books believe inside."""

    place: PlaceRecord
    door: str
    deposit: Deposit | None = None


QUESTIONS: dict[Question, Text] = {
    "put_in": _("Was a bag put in?"),
    "taken": _("Was it taken out?"),
    "left_open": _("Left open with a bag inside"),
    "uncertain": _("Devices lost: is a bag inside?"),
}

CLOSED: dict[str, Text] = {
    "did_not_open": _("Pulsed, the door did not move"),
    "said_not_open": _("Customer says it did not open"),
    "not_empty": _("Customer found something inside"),
    "opened_late": _("Opened late, for nobody"),
    "no_answer": _("No answer from the door"),
    "uncertain": _("Devices lost while opening"),
    "by_staff": _("Out of service"),
}
"""Why bag storage takes a compartment out of service; another's reason is said as out of service."""


def urgency(one: Compartment) -> int:
    """What waits for staff first: a forced or open door with a bag, a question, an empty door that is out of order,
    the stored."""
    ajar = one.door in OPEN_STATES and not one.place.held
    if one.deposit is not None and ajar:
        return 0
    if one.deposit is not None and (one.deposit.question or not one.place.in_service):
        return 1
    if ajar or not one.place.in_service:
        return 2  # allow constant: an order, not a limit
    return 3 if one.deposit is not None else 4  # allow constant: an order, not a limit


def ordered(rows: Sequence[Compartment]) -> list[Compartment]:
    """As staff read them: what waits, then the longest stored, then the free ones by number."""
    return sorted(
        rows,
        key=lambda one: (
            urgency(one),
            one.deposit.opened_ms if one.deposit is not None else 0,
            one.place.bank,
            one.place.number,
        ),
    )


def word(one: Compartment) -> Text:
    """What a compartment is, in a few words; the most urgent."""
    if one.door == "forced":
        return _("Forced open, bag inside") if one.deposit is not None else _("Forced open")
    if one.door in OPEN_STATES and not one.place.held:
        return _("Open, bag inside") if one.deposit is not None else _("Open")
    if one.deposit is not None and one.deposit.question:
        return QUESTIONS[one.deposit.question]
    if not one.place.in_service:
        return CLOSED.get(one.place.service_reason, _("Out of service"))
    if one.place.held:
        return _("In use")
    if one.deposit is None:
        return _("Free") if one.place.level == 0 else _("Something else inside")
    return _("Ticket blocked") if one.deposit.blocked else _("Bag inside")


def table(rows: Sequence[Compartment], removed: int, now_ms: int, zone: ZoneInfo) -> Table:
    """The list."""
    several = several_banks(one.place for one in rows)
    return Table(
        title=_("Bag compartments"),
        subtitle=_("Scan a ticket to find its bag"),
        columns=(_("Door"), _("Since"), _("What")),
        rows=tuple(
            Row(
                key=one.place.id,
                cells=(
                    place_name(one.place, several=several),
                    when(one.deposit.stored_ms or one.deposit.opened_ms, now_ms, zone)
                    if one.deposit
                    else "–",
                    word(one),
                ),
                alert=urgency(one) < 3,  # allow constant: see urgency
            )
            for one in rows
        ),
        widths=(3, 2, 5),
        empty=_("No compartment holds bags"),
        actions=(Action("removed", _("Taken out ({count})", count=removed)),) if removed else (),
    )


def compartment(one: Compartment, now_ms: int, zone: ZoneInfo, *, several: bool) -> Confirm:
    """One of them, and what can be done about it; with `several` banks, of which one it is."""
    held = one.deposit
    facts = [Fact(_("Now"), word(one), alert=urgency(one) < 3)]  # allow constant: see urgency
    actions = [Action("open", _("Open the door"), icon="lock_open", primary=not (held and held.question))]
    if held is not None:
        facts += [
            Fact(_("Ticket"), str(held.ticket)),
            Fact(_("Stored"), when(held.stored_ms or held.opened_ms, now_ms, zone)),
            Fact(_("Opened in between"), str(held.openings)),
        ]
        if held.question:
            actions += [
                Action("inside", _("A bag is inside"), primary=True),
                Action("empty", _("It is empty")),
            ]
        else:
            actions += [
                Action("lost", _("Ticket lost: hand over")),
                Action("unblock", _("Unblock ticket"))
                if held.blocked
                else Action("block", _("Block ticket")),
            ]
    if not one.place.in_service:
        actions.append(Action("on", _("Back in service")))
    elif held is None:
        actions.append(Action("off", _("Take out of service")))
    return Confirm(
        title=door_name(one.place),
        subtitle=one.place.bank_name if several else "",
        facts=tuple(facts),
        actions=tuple(actions),
        icon="luggage",
        tone="plum",
    )


def compare(place: PlaceRecord, one: Deposit, look: str) -> Confirm:
    """The door is open: does what lies there look as they said?"""
    return Confirm(
        title=_("Is it as described?"),
        subtitle=_("Hand it over only if it is. Then close the door."),
        facts=(
            Fact(_("Described"), look_words(look)),
            Fact(_("Door"), door_name(place)),
            Fact(_("Ticket"), str(one.ticket)),
        ),
        actions=(
            Action("theirs", _("Yes, handed over"), primary=True),
            Action("not_theirs", _("No, it stays")),
        ),
        icon="luggage",
        tone="plum",
    )


def taken_out(removed: Sequence[Deposit], now_ms: int, zone: ZoneInfo) -> Table:
    """What was not collected and waits where lost property is kept."""
    return Table(
        title=_("Taken out, waiting"),
        columns=(_("Ticket"), _("Taken out"), _("Looks like")),
        rows=tuple(
            Row(one.id, (str(one.ticket), when(one.removed_ms or now_ms, now_ms, zone), look_words(one.look)))
            for one in removed
        ),
        widths=(2, 3, 5),
        empty=_("Nothing is waiting"),
    )


def hand_over(one: Deposit, now_ms: int, zone: ZoneInfo) -> Confirm:
    """One of them is fetched."""
    return Confirm(
        title=_("Hand it over?"),
        subtitle=_("They sign in the register."),
        facts=(
            Fact(_("Ticket"), str(one.ticket)),
            Fact(_("Looks like"), look_words(one.look)),
            Fact(_("Stored"), when(one.stored_ms or one.opened_ms, now_ms, zone)),
            Fact(_("Taken out"), when(one.removed_ms or now_ms, now_ms, zone)),
        ),
        actions=(
            Action("ticket", _("They showed the ticket"), primary=True),
            Action("described", _("They described it")),
        ),
        icon="luggage",
        tone="plum",
    )


def no_bag() -> Notice:
    """A scan that leads to no bag."""
    return Notice(
        outcome="information",
        title=_("No bag on this ticket"),
        subtitle=_("It was collected, or is no ticket of ours."),
        actions=(DONE,),
        icon="luggage",
    )

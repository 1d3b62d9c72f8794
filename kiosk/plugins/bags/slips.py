"""The paper: the customer's ticket, and the register of what was not collected (F34, 当天不取寄存物登记)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import (
    Code,
    Frame,
    Line,
    Pair,
    PlaceRecord,
    Rule,
    Slip,
    StaffIdentity,
    Visit,
    moment,
    place_name,
    service_slip,
    signature,
    stamp,
)

from .limits import Limits
from .look import look_words
from .records import Deposit, Storing
from .words import _, code_words, kept_at


def ticket(visit: Visit, storing: Storing, place: PlaceRecord, limits: Limits) -> Slip:
    """Who holds it may open the door, so it says so, and names nobody."""
    one = storing.deposit
    return service_slip(
        visit,
        "bags.ticket",
        _("Bag storage · ticket"),
        Pair(_("Door"), place_name(place, several=True)),
        Pair(_("Stored"), stamp(visit.now_ms, visit.zone)),
        Frame(_("Please collect by"), moment(one.until_ms, visit.zone)),
        Code(storing.secret.scan, _("Scan this to open the door")),
        Line(_("Or type: {code}", code=code_words(storing.secret.digits)), align="centre", bold=True),
        Line(_("Whoever has this ticket can open the door. If you lose it, tell staff at once.")),
        Line(_("What is not collected today is kept at: {place}", place=kept_at(limits))),
        number=one.number,
    )


def register(
    visit: Visit, rows: Sequence[tuple[Deposit, PlaceRecord]], staff: StaffIdentity, day: str
) -> Slip:
    """What was taken out: number, since when, which door, what it looks like, when, by whom; with room for who fetched it."""
    blocks: list[Line | Pair | Rule | Frame] = [
        Pair(_("Day"), day),
        Pair(_("Kept at"), kept_at(Limits.of(visit.settings))),
        Pair(_("Bags"), str(len(rows))),
    ]
    for one, place in rows:
        blocks += [
            Rule(),
            Pair(_("Ticket {number}", number=one.ticket), place_name(place, several=True)),
            Pair(_("Looks like"), look_words(one.look)),
            Pair(_("Stored"), stamp(one.stored_ms or one.opened_ms, visit.zone)),
            Pair(_("Taken out"), stamp(one.removed_ms or visit.now_ms, visit.zone)),
            *signature(_("Collected by")),
        ]
    blocks += [Rule(), Pair(_("Staff"), staff.number), *signature(_("Signature"))]
    return service_slip(
        visit,
        "bags.register",
        _("Bags not collected · register"),
        *blocks,
        number=f"F34-{day}",
        customer=False,
    )

"""待清洁, for staff: what was brought back and rests until somebody has cleaned it and looked at its parts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Chosen, Confirm, Fact, Menu, Row, Table, Text, Visit

from .cleaning_writes import Inspection, ToClean, cleaning_list, inspect, mark_clean
from .condition import fault_choices
from .ending import End
from .kind import Fault
from .kinds import kind_of
from .strollers import FAULTS, LOOK_AT
from .words import _, item_name, place_name, when


async def cleaning(visit: Visit) -> End:
    """The staff service."""
    while True:
        waiting = await visit.read(cleaning_list)
        outcome = await visit.ask(table(waiting, visit.zone, visit.now_ms))
        picked = [one for one in waiting if outcome == Chosen(one.item.id)]
        if not picked:
            return "home"
        await look_at(visit, picked[0])


def table(waiting: list[ToClean], zone: ZoneInfo, now_ms: int) -> Table:
    """The list; what somebody found wrong stands out."""
    return Table(
        title=_("To be cleaned"),
        columns=(_("Since"), _("Which"), _("Where"), _("Said")),
        rows=tuple(
            Row(
                key=one.item.id,
                cells=(
                    when(one.since_ms, now_ms, zone),
                    one.item.tag,
                    place_name(one.place, several=True) if one.place is not None else _("with staff"),
                    said(one.said),
                ),
                alert=one.said is not None and bool(one.said.faults),
            )
            for one in waiting
        ),
        widths=(2, 2, 3, 3),
        empty=_("Everything is clean"),
    )


def said(inspection: Inspection | None) -> Text:
    """The last word on it, in one line."""
    if inspection is None:
        return _("nothing said")
    if not inspection.faults:
        return _("all well")
    return FAULTS[inspection.faults[0]]


async def look_at(visit: Visit, one: ToClean) -> None:
    """One of them: is it clean and sound?"""
    outcome = await visit.ask(question(one, visit.zone, visit.now_ms))
    staff = visit.staff
    if staff is None:
        return
    if outcome == Chosen("clean"):
        await visit.write(mark_clean, one.item.id, staff.id)
    elif outcome == Chosen("faulty"):
        fault = await which_fault(visit, kind_of(one.item.kind).checked, _("What is wrong with it?"))
        if fault and visit.staff is not None:
            await visit.write(inspect, one.item.id, fault, staff_id=visit.staff.id)


def question(one: ToClean, zone: ZoneInfo, now_ms: int) -> Confirm:
    """What to look at; one button says that all of it is well."""
    kind = kind_of(one.item.kind)
    return Confirm(
        title=_("Clean and sound?"),
        subtitle=_("Unlock its door on the wall, clean it, try each part."),
        facts=(
            Fact(kind.words.one, item_name(one.item)),
            Fact(
                _("Where"),
                place_name(one.place, several=True) if one.place is not None else _("with staff"),
            ),
            Fact(_("Back since"), when(one.since_ms, now_ms, zone)),
            Fact(_("Said"), said(one.said), alert=one.said is not None and bool(one.said.faults)),
            Fact(_("Look at"), LOOK_AT),
        ),
        actions=(
            Action("clean", _("Clean, and all of it works"), icon="cleaning_services", primary=True),
            Action("faulty", _("Something is wrong")),
        ),
        icon="cleaning_services",
        tone="leaf",
    )


async def which_fault(visit: Visit, checked: tuple[Fault, ...], title: Text) -> tuple[Fault, ...]:
    """What is wrong, one thing of them; () when they went back."""
    outcome = await visit.ask(Menu(title=title, choices=fault_choices(checked)))
    return tuple(fault for fault in checked if outcome == Chosen(fault))

"""待处理, for staff: what sensors could not tell, the oldest first. A person looks, and says what they saw."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Chosen,
    Confirm,
    ConstraintBroken,
    Fact,
    Item,
    Notice,
    PlaceFull,
    PlaceRecord,
    Row,
    Table,
    Text,
    Transaction,
    Visit,
)

from .answers import Resolution, gather_lost, resolve
from .count_answer import answer_count
from .desk_limits import DeskLimits
from .ending import End
from .kinds import kind_of
from .limits import Limits
from .reading import item_by_id, loan_by_id, open_cases
from .records import Case
from .transfer import gather_late
from .words import _, door_name, item_name, place_name, several_banks, when
from .words_staff import RESOLUTION_WORDS, RESOLUTIONS, case_line, resolutions

Told = tuple[Case, PlaceRecord | None, Item | None]


async def waiting(visit: Visit) -> End:
    """The staff service."""
    await visit.write(gather_lost, Limits.of(visit.settings))
    await visit.write(gather_late, DeskLimits.of(visit.settings).late_transit_ms)
    while True:
        told = await visit.read(all_cases)
        several = await visit.read(_several_banks)
        outcome = await visit.ask(case_table(told, visit.zone, visit.now_ms, several=several))
        picked = [one for one, *_rest in told if outcome == Chosen(one.id)]
        if not picked:
            return "home"
        await settle_case(visit, picked[0])


def all_cases(tx: Transaction) -> list[Told]:
    """Every open question with the door and the item that it is about."""
    return [tell(tx, one) for one in open_cases()]


def _several_banks(tx: Transaction) -> bool:
    return several_banks(tx.places())


def tell(tx: Transaction, one: Case) -> Told:
    """A question with its door and its item; a loan's own item when the question names none."""
    item_id = one.item_id
    if item_id is None and one.loan_id is not None:
        item_id = loan_by_id(one.loan_id).item_id
    return (
        one,
        tx.place(one.place_id) if one.place_id is not None else None,
        item_by_id(tx, item_id) if item_id is not None else None,
    )


def case_table(told: list[Told], zone: ZoneInfo, now_ms: int, *, several: bool = False) -> Table:
    """The list."""
    return Table(
        title=_("Waiting for you"),
        columns=(_("Since"), _("Door"), _("What")),
        rows=tuple(
            Row(
                key=one.id,
                cells=(
                    when(one.opened_ms, now_ms, zone),
                    place_name(place, several=several) if place is not None else "–",
                    case_line(one),
                ),
            )
            for one, place, _item in told
        ),
        widths=(3, 2, 5),
        empty=_("Nothing is waiting"),
    )


async def settle_case(visit: Visit, one: Case) -> None:
    """One question: what was found?"""
    if one.kind == "count":
        await answer_count(visit, one)
        return
    told = await visit.read(tell, one)
    outcome = await visit.ask(
        case_screen(told, visit.zone, visit.now_ms, several=await visit.read(_several_banks))
    )
    staff = visit.staff
    if staff is None:
        return
    for resolution in resolutions(one):
        if outcome == Chosen(resolution):
            try:
                await visit.write(resolve, one.id, resolution, staff.id, Limits.of(visit.settings))
            except PlaceFull:
                await visit.ask(_no_room(told[1]))
            except (
                ConstraintBroken
            ):  # the member borrowed in this very moment: the question stays, and is answered again
                await visit.ask(_overtaken())


def _overtaken() -> Notice:
    """Another kiosk wrote first; nothing was written here."""
    return Notice(
        "information",
        _("Changed meanwhile"),
        _("Somebody else was quicker."),
        actions=(Action("done", _("Done"), primary=True),),
    )


def _no_room(place: PlaceRecord | None) -> Notice:
    """What was seen does not fit into the book, which has other things there: nothing was written, the question stays."""
    return Notice(
        "refused",
        _("No room in {door}", door=door_name(place)) if place is not None else _("Count again"),
        _("By the book it is full. Count that door first; this stays on the list."),
        actions=(Action("done", _("Done"), primary=True),),
    )


def case_screen(told: Told, zone: ZoneInfo, now_ms: int, *, several: bool = False) -> Confirm:
    """The facts of one question, and what a person can have found."""
    one, place, item = told
    facts = [Fact(_("Since"), when(one.opened_ms, now_ms, zone))]
    if place is not None:
        facts.append(Fact(_("Door"), place_name(place, several=several)))
    if item is not None:
        facts.append(Fact(kind_of(item.kind).words.one, item_name(item)))
    return Confirm(
        title=_("What did you find?"),
        subtitle=_hint(one),
        facts=(*facts, Fact(_("What"), case_line(one))),
        actions=tuple(
            Action(
                resolution, RESOLUTION_WORDS[resolution], primary=position == 0, danger=resolution == "gone"
            )
            for position, resolution in enumerate(resolutions(one))
        ),
        icon="fact_check",
        tone="plum",
    )


HINTS: dict[Resolution, Text] = {
    "inside": _("Unlock the door on the wall and look inside first."),
    "closed": _("Close the door, and look whether something is inside."),
    "works": _("Try the door on the wall first."),
    "approved": _("Look behind the door yourself first."),
    "found": _("What is found is at the desk: put it behind a door under “Stock”."),
}


def _hint(one: Case) -> Text:
    return HINTS[RESOLUTIONS[one.kind][0]]

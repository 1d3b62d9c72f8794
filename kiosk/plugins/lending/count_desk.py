"""盘点, for staff: place after place, counted before the book is shown; a difference is explained, and approved by another."""

from __future__ import annotations

from kiosk.core.api import (
    Action,
    Changed,
    Changes,
    Chosen,
    Confirm,
    Entered,
    Fact,
    Item,
    Keypad,
    Notice,
    PlaceRecord,
    PresentCard,
    Row,
    Scan,
    Scans,
    StaffIdentity,
    Table,
    Text,
    Transaction,
    Visit,
    place_name,
    several_banks,
)

from .count import Count, counted, counts_of_day, explain, unfit
from .count_answer import approve
from .desk_limits import DeskLimits
from .ending import End
from .items_desk import ask_reason
from .kinds import lends
from .screens import DONE
from .stock_writes import NotPossible
from .wall import unlock
from .words import _, item_name

MOST = 4  # allow constant: no rack holds ten thousand
"""Digits of a count."""

STATES: dict[str, Text] = {
    "even": _("as in the book"), "differs": _("differs, not explained"), "open": _("waits for approval"),
    "corrected": _("corrected"), "refused": _("count again"), "outdated": _("count again"),
}  # fmt: skip


async def count_desk(visit: Visit) -> End:
    """The staff service."""
    update = False
    while True:
        places, done = await visit.read(_today)
        outcome = await visit.ask(table(places, done), accepts=(Changes("lending"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        picked = [place for place in places if outcome == Chosen(place.id)]
        if not picked:
            return "home"
        await _count(visit, picked[0], door_words(picked[0], places))


def _today(tx: Transaction) -> tuple[list[PlaceRecord], dict[str, Count]]:
    return tx.places(), counts_of_day(tx.business_day)


def table(places: list[PlaceRecord], done: dict[str, Count]) -> Table:
    """Every place and how far it is today. How many there should be is not on it."""
    return Table(
        title=_("Stock count"),
        subtitle=_("{done} of {all} counted today", done=len(done), all=len(places)),
        columns=(_("Door"), _("Today")),
        rows=tuple(
            Row(
                place.id,
                (
                    place_name(place, several=several_banks(places)),
                    STATES[done[place.id].state] if place.id in done else _("not counted"),
                ),
                alert=place.id in done and done[place.id].state in ("differs", "open", "refused", "outdated"),
            )
            for place in places
        ),
        widths=(3, 3),
        empty=_("There is no place to count"),
    )


async def _count(visit: Visit, place: PlaceRecord, door: Text) -> None:
    """One place: open it, count it, and only then see the book."""
    error: Text = ""
    while True:
        outcome = await visit.ask(how_many(door, error, lock=place.lock), update=bool(error))
        staff = visit.staff
        if staff is None:
            return
        if outcome == Chosen("open"):
            await unlock(visit, place)
            continue
        if not isinstance(outcome, Entered):
            return
        number = int(outcome.text)
        if number > place.capacity:
            error = _.plural("More than {count} does not fit", "More than {count} do not fit", place.capacity)
            continue
        one = await visit.write(counted, place.id, number, staff.id)
        if one.state == "even":
            await _even(visit, place)
            return
        match await visit.ask(difference(door, one), back=False):
            case Chosen(key="again"):
                error = ""
                continue
            case Chosen(key="explain"):
                await _explain(visit, place, door, one, staff)
        return


def door_words(place: PlaceRecord, places: list[PlaceRecord]) -> Text:
    """A door, with its bank where there are several."""
    return place_name(place, several=several_banks(places))


def how_many(door: Text, error: Text = "", *, lock: bool = True) -> Keypad:
    """Blind: nothing on it tells what the book says."""
    return Keypad(
        _("How many are inside?"),
        _("{door}: open it, count, type the number.", door=door),
        maximum=MOST,
        actions=(Action("open", _("Open the door")),) if lock else (),
        error=error,
    )


async def _even(visit: Visit, place: PlaceRecord) -> None:
    """As in the book; what is expired or damaged among it is said, because now the door is open."""
    bad = await visit.read(unfit, place.id)
    await visit.ask(
        Notice(
            "information" if bad else "done",
            _("As in the book"),
            _("Take out: expired or damaged") if bad else _("Nothing to do here"),
            facts=tuple(Fact(_("Take out"), item_name(item), alert=True) for item in bad),
            actions=(DONE,),
            icon="fact_check",
        )
    )


def difference(door: Text, one: Count) -> Confirm:
    """The book, now that the number is on record."""
    return Confirm(
        title=_("It differs"),
        subtitle=door,
        facts=(Fact(_("Counted"), str(one.counted)), Fact(_("Book"), str(one.book), alert=True)),
        actions=(Action("again", _("Count again"), primary=True), Action("explain", _("Explain it"))),
        icon="fact_check",
        tone="rose",
    )


async def _explain(visit: Visit, place: PlaceRecord, door: Text, one: Count, staff: StaffIdentity) -> None:
    """Which items, why, and who approves."""
    items = await visit.read(_inside, place.id)
    found = await (_missing(visit, items, one) if one.counted < one.book else _extra(visit, one))
    if found is None:
        return
    missing, extra = (found, ()) if one.counted < one.book else ((), found)
    limits = DeskLimits.of(visit.settings)
    reason = await ask_reason(visit, _("Why does it differ?"), limits.count_reasons)
    if not reason:
        return
    try:
        asked = await visit.write(explain, one.id, missing, extra, reason, staff.id)
    except (NotPossible, ValueError):
        await visit.ask(
            Notice("refused", _("Count again"), _("The book has moved on meanwhile."), actions=(DONE,))
        )
        return
    await approve(visit, door, asked)


async def _missing(visit: Visit, items: list[Item], one: Count) -> tuple[str, ...] | None:
    """Which are not there, one after the other; none is asked about where all are missing."""
    wanted = one.book - one.counted
    if wanted == len(items):
        return tuple(item.id for item in items)
    gone: list[str] = []
    while len(gone) < wanted:
        left = [item for item in items if item.id not in gone]
        outcome = await visit.ask(which_missing(left, wanted - len(gone)))
        picked = [item.id for item in left if outcome == Chosen(item.id)]
        if not picked:
            return None
        gone += picked
    return tuple(gone)


def which_missing(items: list[Item], more: int) -> Table:
    """What should be inside; which of it is not?"""
    return Table(
        title=_("Which one is missing?"),
        subtitle=_.plural("{count} to name", "{count} to name", more),
        columns=("",),
        rows=tuple(Row(item.id, (item_name(item),)) for item in items),
    )


async def _extra(visit: Visit, one: Count) -> tuple[str, ...] | None:
    """The tags of what is too many; one without a known tag is taken in as new first."""
    wanted = one.counted - one.book
    extra: list[str] = []
    error: Text = ""
    while len(extra) < wanted:
        outcome = await visit.ask(
            PresentCard(
                _("Scan what is too many"), _.plural("{count} to scan", "{count} to scan", wanted - len(extra)),
                subject="tag", error=error,
            ),
            accepts=(Scans(),),
            update=bool(error),
        )  # fmt: skip
        if not isinstance(outcome, Scan):
            return None
        item = (
            await visit.read(_elsewhere, outcome.text.strip(), one.place_id) if not outcome.refused else None
        )
        if item is None or item.id in extra:
            error = _("Not one that is too many here")
            continue
        extra.append(item.id)
        error = ""
    return tuple(extra)


def _inside(tx: Transaction, place_id: str) -> list[Item]:
    return tx.items_at(place_id)


def _elsewhere(tx: Transaction, tag: str, place_id: str) -> Item | None:
    item = tx.item_by_tag(tag)
    if item is None or not lends(item.kind):  # what another service keeps is not for us to put behind a door
        return None
    return item if item.place_id != place_id else None

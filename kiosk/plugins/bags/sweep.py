"""当天不取, for staff, at closing: what was not collected, taken out door by door, and the register on paper (F34).

    the list         everything whose time is over, the longest stored first
    door by door     open (the reason is on record), say what it looks like, take it out, close the door
    the register     printed when all are done, or when staff stop: what was taken out today

What was taken out waits where lost property is kept; its ticket says so from then on. Nothing is lost by stopping in between:
each bag is a write of its own.
"""

from __future__ import annotations

from kiosk.core.api import (
    SHUT,
    Action,
    Chosen,
    Confirm,
    Fact,
    Notice,
    PlaceRecord,
    Row,
    Table,
    Transaction,
    Visit,
    place_name,
    several_banks,
    until_shut,
    when,
)

from . import slips
from .limits import Limits
from .models import DepositRow
from .reading import all_places, bag_places, deposit_of, stored_here
from .records import Deposit
from .screens import DONE, close_it
from .staff_screens import QUESTIONS
from .staff_writes import SWEEP, found_empty, print_register, take_out
from .unlock import ask_look, unlock
from .words import _, door_name, kept_at

Late = tuple[Deposit, PlaceRecord]


async def sweep(visit: Visit) -> None:
    """The staff service."""
    skipped: set[str] = set()
    while True:
        late = await visit.read(overdue, visit.now_ms)
        done = await visit.read(taken_out_today)
        outcome = await visit.ask(the_list(late, len(done), visit))
        if outcome == Chosen("begin"):
            await _door_by_door(visit, skipped)
        elif outcome == Chosen("register"):
            await _print(visit, done)
        elif isinstance(outcome, Chosen) and any(one.id == outcome.key for one, _place in late):
            await _one(visit, next(each for each in late if each[0].id == outcome.key))
        else:
            visit.home()
            return


def overdue(tx: Transaction, now_ms: int) -> list[Late]:
    """What is stored behind this kiosk's doors past its time."""
    return [(one, tx.place(one.place_id)) for one in stored_here(tx) if one.until_ms <= now_ms]


def taken_out_today(tx: Transaction) -> list[Late]:
    """What this business day's register holds, in the order in which it was taken out; also what was fetched since."""
    mine = {place.id: place for place in tx.places()}
    rows = (
        DepositRow.select().where(DepositRow.removed_day == tx.business_day).order_by(DepositRow.removed_ms)
    )
    found = [deposit_of(row) for row in rows]
    return [(one, mine[one.place_id]) for one in found if one.place_id in mine]


def the_list(late: list[Late], done: int, visit: Visit) -> Table:
    """What is to be taken out, and the register of what has been."""
    several = several_banks(place for _one, place in late)
    actions = []
    if late:
        actions.append(Action("begin", _("Take them out"), icon="move_to_inbox", primary=True))
    if done:
        actions.append(Action("register", _("Print register ({count})", count=done), primary=not late))
    return Table(
        title=_("Bags not collected"),
        columns=(_("Door"), _("Ticket"), _("Stored")),
        rows=tuple(
            Row(
                one.id,
                (
                    place_name(place, several=several),
                    str(one.ticket),
                    when(one.stored_ms or one.opened_ms, visit.now_ms, visit.zone),
                ),
                alert=bool(one.question),
            )
            for one, place in late
        ),
        widths=(3, 2, 3),
        empty=_("Nothing is overdue"),
        actions=tuple(actions),
    )


async def _door_by_door(visit: Visit, skipped: set[str]) -> None:
    """One after the other, until all are done or staff stop; the register comes by itself then."""
    taken = 0
    while True:
        left = [each for each in await visit.read(overdue, visit.now_ms) if each[0].id not in skipped]
        if not left:
            break
        how = await _one(visit, left[0])
        if how == "stop":
            break
        if how == "skip":
            skipped.add(left[0][0].id)
        taken += how == "taken"
    if taken:
        await _print(visit, await visit.read(taken_out_today))


async def _one(visit: Visit, late: Late) -> str:
    """One compartment: `taken`, `skip` (also one that does not open), `stop`."""
    one, place = late
    several = several_banks(await visit.read(bag_places))
    outcome = await visit.ask(next_door(one, place, visit, several=several))
    if outcome != Chosen("open"):
        return "skip" if outcome == Chosen("skip") else "stop"
    if not await unlock(visit, place, SWEEP):
        return "skip"
    look = await ask_look(visit, _("What is inside?"), nothing=_("Nothing at all"))
    staff = visit.staff
    if look is None or staff is None:
        return "skip"
    if visit.door(place.id) != SHUT:
        places = await visit.read(all_places)
        limits = Limits.of(visit.settings)
        await until_shut(visit, close_it(places, place), place.id, within=limits.close_within)
    # Not before it is out: until then the compartment is nobody else's.
    if look == "empty":
        await visit.write(found_empty, one.id, staff.id)
    else:
        await visit.write(take_out, one.id, look, staff.id)
    return "taken"


def next_door(one: Deposit, place: PlaceRecord, visit: Visit, *, several: bool) -> Confirm:
    """Which door is next; nothing opens by itself."""
    facts = [
        Fact(_("Ticket"), str(one.ticket)),
        Fact(_("Stored"), when(one.stored_ms or one.opened_ms, visit.now_ms, visit.zone)),
    ]
    if one.question:
        facts.append(Fact(_("To look at"), QUESTIONS[one.question], alert=True))
    return Confirm(
        title=_("Take out: {door}", door=door_name(place)),
        subtitle=place_name(place, several=True) if several else "",
        facts=tuple(facts),
        actions=(
            Action("open", _("Open the door"), icon="lock_open", primary=True),
            Action("skip", _("Skip this one")),
        ),
        icon="move_to_inbox",
        tone="plum",
    )


def _business_day(tx: Transaction) -> str:
    day = str(tx.business_day)
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


async def _print(visit: Visit, done: list[Late]) -> None:
    """The register; without a printer it can be printed later, from the list."""
    staff = visit.staff
    if staff is None or not done:
        return
    ready = visit.ready("printer")
    if ready:
        day = await visit.read(_business_day)
        await visit.write(print_register, slips.register(visit, done, staff, day))
    await visit.ask(
        Notice(
            outcome="done" if ready else "waiting",
            title=_("Register of today"),
            subtitle=_("It is printing. Bags go to: {place}", place=kept_at(Limits.of(visit.settings)))
            if ready
            else _("The printer is away. Print it later from this list."),
            facts=(Fact(_("Bags"), str(len(done))),),
            actions=(DONE,),
            icon="fact_check",
        )
    )

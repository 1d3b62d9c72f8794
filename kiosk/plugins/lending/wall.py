"""柜墙, for staff: the wall is the menu. Press a door to read its story, then do what is likeliest (look 07).

The picture is alive: it is drawn again whenever a door moves or anybody, at whatever position, changes a loan or an item; and
every few seconds besides, for what another kiosk on the same database has done. What is done here is journaled: who, and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.core.api import (
    Action,
    Board,
    Changed,
    Changes,
    Chip,
    Choice,
    Chosen,
    DoorMoved,
    Doors,
    Item,
    Menu,
    Notice,
    Place,
    PlaceRecord,
    Progress,
    TimedOut,
    Visit,
)

from . import slips
from .doors import doors_now, until_open
from .ending import End
from .history import show_history
from .items_desk import what_is_inside
from .kinds import UNTIL_MARKED, lends
from .limits import Limits
from .screens import DONE
from .staff_writes import begin_unlock, end_unlock, mark_dry, set_service
from .waiting import settle_case
from .wall_rules import TONES, Deed, deeds, word
from .wall_view import Seen, WallView, wall_view
from .words import _, place_name, several_banks
from .words_staff import DEED_WORDS, unlock_reason


async def wall(visit: Visit) -> End:
    """The staff service."""
    selected, update = "", False
    refresh = Limits.of(visit.settings).wall_refresh
    while True:
        view = await visit.read(wall_view, await doors_now(visit), selected, visit.zone)
        outcome = await visit.ask(
            board(view, selected), accepts=(Doors(), Changes("lending")), within=refresh, update=update
        )
        update = True
        if isinstance(outcome, DoorMoved | Changed | TimedOut):
            continue
        if not isinstance(outcome, Chosen):
            return "home"
        seen = _find(view, selected)
        if _find(view, outcome.key) is not None:
            selected = outcome.key
        elif seen is None:
            return "home"
        else:
            several = several_banks(one.spot.place for one in view.seen)
            still_open = await _do(visit, seen, outcome.key, several=several)
            if still_open is None:
                return "home"
            update = still_open


def _find(view: WallView, place_id: str) -> Seen | None:
    return next((one for one in view.seen if one.spot.place.id == place_id), None)


def _of_ours(seen: Seen) -> list[Item]:
    """What is behind a door and is lent: other services keep things behind the doors of the same wall."""
    return [lodged.item for lodged in seen.spot.items if lends(lodged.item.kind)]


async def _do(visit: Visit, seen: Seen, deed: str, *, several: bool) -> bool | None:
    """One deed at the selected door. Whether the wall is still the open prompt; None: leave."""
    place, staff = seen.spot.place, visit.staff
    if staff is None:
        return None  # locked meanwhile: nothing is done in nobody's name
    match deed:
        case "unlock":
            await unlock(visit, place, several=several)
        case "resolve":
            await settle_case(visit, seen.cases[0])
        case "items":
            await what_is_inside(visit, _of_ours(seen))
        case "log":
            title = _("Door {number}: record", number=place.number)
            bank = place_name(place, several=True) if several else ""
            await show_history(visit, "place", place.id, title, bank)
        case "off" | "on":
            await visit.write(set_service, place.id, staff.id, in_service=deed == "on")
            return True
        case "dry":
            await visit.write(mark_dry, place.id, staff.id)
            return True
        case _:
            return None
    return False


def board(view: WallView, selected: str) -> Board:
    """The wall with its chips, the selected door's story and what can be done about it."""
    chosen = _find(view, selected)
    offered: tuple[Deed, ...] = ()
    if chosen is not None:
        offered = deeds(
            chosen.state,
            in_service=chosen.spot.place.in_service,
            waiting=bool(chosen.cases),
            resting=0 < chosen.resting_until < UNTIL_MARKED,
            lock=chosen.spot.place.lock,
            inside=bool(_of_ours(chosen)),
        )
    banks = bank_rows(one.spot.place for one in view.seen)
    return Board(
        title=_("Locker wall"),
        places=tuple(
            Place(
                key=one.spot.place.id,
                label=f"{banks[one.spot.place.bank].letter}{one.spot.place.number}",
                row=banks[one.spot.place.bank].first + one.spot.place.row,
                column=one.spot.place.column,
                word=word(one.spot, one.state),
                tone=TONES[one.state],
                lit=one.spot.place.id == selected,
            )
            for one in view.seen
        ),
        mode="wall",
        chips=(
            *(
                Chip(
                    _(
                        "{name} {ready} / {total}",
                        name=one.kind.words.one,
                        ready=one.lendable,
                        total=one.total,
                    ),
                    "primary",
                )
                for one in view.counts
            ),
            Chip(_("Waiting {number}", number=view.waiting), "rose" if view.waiting else "plain"),
            *(
                Chip(_("{letter} · {bank}", letter=one.letter, bank=bank))
                for bank, one in banks.items()
                if one.letter
            ),
        ),
        detail=view.detail,
        actions=tuple(
            Action(deed, DEED_WORDS[deed], primary=position == 0) for position, deed in enumerate(offered)
        ),
    )


@dataclass(frozen=True, slots=True)
class BankRows:
    """Where a bank is on the picture of all walls: its first row, and the letter before its doors' numbers."""

    first: int
    letter: str


def bank_rows(places: Iterable[PlaceRecord]) -> dict[str, BankRows]:
    """The banks one below the other, in the order of their names; lettered where there is more than one.

    Each bank counts its rows and its doors from the beginning, so that two of them would lie on top of each other.
    """
    high: dict[str, int] = {}
    for place in places:
        high[place.bank] = max(high.get(place.bank, 0), place.row + 1)
    made: dict[str, BankRows] = {}
    first = 0
    for position, bank in enumerate(high):
        made[bank] = BankRows(first, chr(ord("A") + position) if len(high) > 1 else "")
        first += high[bank]
    return made


async def unlock(visit: Visit, place: PlaceRecord, *, several: bool = False) -> None:
    """Which reason? Then the pulse, the slip, and the wall again."""
    limits = Limits.of(visit.settings)
    menu = Menu(
        title=_("Unlock door {number}: why?", number=place.number),
        subtitle=place_name(place, several=True) if several else "",
        choices=tuple(
            Choice(key=str(number), title=unlock_reason(reason), icon="lock_open")
            for number, reason in enumerate(limits.unlock_reasons)
        ),
    )
    outcome = await visit.ask(menu)
    staff = visit.staff
    if not isinstance(outcome, Chosen) or not outcome.key.isdigit() or staff is None:
        return
    reason = limits.unlock_reasons[int(outcome.key)]
    begun = await visit.write(begin_unlock, place.id, reason, staff.id)
    screen = Progress(_("Opening door {number}", number=place.number), _("Please wait a moment"))
    seen = await until_open(visit, screen, place.id, begun.operation.id)
    if seen == "no_answer":
        return  # the reservation stays; `settle` writes the outcome when the devices have told
    opened = seen == "open"
    slip = None
    if opened and visit.ready("printer"):
        slip = slips.unlocked(visit, place, unlock_reason(reason), staff, begun.unlock_id[-6:].upper())
    await visit.write(end_unlock, begun.unlock_id, begun.reservation_id, opened=opened, slip=slip)
    if not opened:
        await visit.ask(
            Notice(
                outcome="refused",
                title=_("Door {number} did not open", number=place.number),
                subtitle=_("Use the key, and take the door out of service."),
                actions=(DONE,),
                icon="lock",
            )
        )

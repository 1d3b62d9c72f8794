"""The staff wall as data: every door with its state, and the story of the selected one. Read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.core.api import Detail, PlaceRecord, Text, Transaction

from . import rows
from .kinds import KINDS, UNTIL_MARKED, Kind
from .reading import every_spot, item_by_id, loan_by_id, loans_in, only, open_cases
from .records import Case, Loan, Spot
from .rules import count_lendable
from .wall_rules import WORDS, State, state_of
from .words import _, clock, item_name, moment, place_name, several_banks
from .words_staff import case_line


@dataclass(frozen=True, slots=True)
class Seen:
    """One door on the wall."""

    spot: Spot
    state: State
    cases: tuple[Case, ...]
    lent: Loan | None
    resting_until: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind could be lent now, of all that there are."""

    kind: Kind
    lendable: int
    total: int


@dataclass(frozen=True, slots=True)
class WallView:
    """The whole wall."""

    seen: tuple[Seen, ...]
    counts: tuple[Count, ...]
    waiting: int
    detail: Detail | None


def wall_view(tx: Transaction, doors: Mapping[str, str], selected: str, zone: ZoneInfo) -> WallView:
    """What the wall shows now; `selected` is a place's id, or empty."""
    now = every_spot(tx, doors)
    several = several_banks(spot.place for spot in now)
    cases = open_cases()
    out = {loan.place_id: loan for loan in loans_in("lent")}
    until = rows.dry_times()
    seen = []
    for spot in now:
        mine = tuple(one for one in cases if one.place_id == spot.place.id)
        lent = out.get(spot.place.id)
        rest = max((until.get(lodged.item.id, 0) for lodged in spot.items), default=0)
        state = state_of(spot, tx.now_ms, lent=lent is not None, waiting=bool(mine))
        seen.append(Seen(spot, state, mine, lent, rest if rest > tx.now_ms else 0))
    chosen = next((one for one in seen if one.spot.place.id == selected), None)
    return WallView(
        seen=tuple(seen),
        counts=tuple(
            Count(
                kind, count_lendable([only(spot, kind.id) for spot in now], tx.now_ms), len(tx.items(kind.id))
            )
            for kind in KINDS
            if tx.places(holds=kind.id)
        ),
        waiting=len(cases),
        detail=story(tx, chosen, zone, several=several) if chosen is not None else None,
    )


def story(tx: Transaction, seen: Seen, zone: ZoneInfo, *, several: bool = False) -> Detail:
    """A door in a title, a time and at most three lines."""
    place, state = seen.spot.place, seen.state
    lines: list[Text] = [case_line(one) for one in seen.cases[:2]]
    since = min((one.opened_ms for one in seen.cases), default=0)
    if place.kind == "rack":
        lines.append(_("Holds {level} of {capacity}", level=place.level, capacity=place.capacity))
    elif seen.spot.items:
        name = item_name(seen.spot.items[0].item)
        if seen.resting_until >= UNTIL_MARKED:
            lines.append(_("{item}, to be cleaned first", item=name))
        elif seen.resting_until:
            lines.append(_("{item}, drying until {time}", item=name, time=clock(seen.resting_until, zone)))
        else:
            lines.append(_("{item} is inside", item=name))
    elif seen.lent is not None and seen.lent.borrowed_ms is not None:
        since = since or seen.lent.borrowed_ms
        item = item_name(item_by_id(tx, seen.lent.item_id))
        lines.append(_("{item} is out, due {moment}", item=item, moment=moment(seen.lent.due_ms, zone)))
    if (other := _used_instead(tx, seen)) is not None:
        lines.append(_("That customer went on to {door}", door=place_name(other, several=several)))
    if not lines:
        lines.append(_("Nothing inside"))
    title = place_name(place, several=several)
    if WORDS[state]:
        title = _("{door} · {state}", door=title, state=WORDS[state])
    return Detail(
        title=title, since=_("since {time}", time=clock(since, zone)) if since else "", lines=tuple(lines[:3])
    )


def _used_instead(tx: Transaction, seen: Seen) -> PlaceRecord | None:
    """The door that a customer took when this one failed them."""
    failed = next((one.loan_id for one in seen.cases if one.kind == "door" and one.loan_id), None)
    if failed is None:
        return None
    loan = loan_by_id(failed)
    where = "member_id = ? AND borrower_id = ? AND id > ? AND place_id <> ? ORDER BY id LIMIT 1"
    later = rows.loans(where, loan.member_id, loan.borrower_id, loan.id, loan.place_id)
    return tx.place(later[0].place_id) if later else None

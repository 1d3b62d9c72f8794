"""Who may borrow, from which door, and where a thing may go back: plain functions over plain data.

Nothing here reads a clock, a database or a sensor; everything is handed in, so that each rule is a table of cases in
`tests/lending/test_rules.py`. What the database guards besides (one loan per item, one holder per door) is not repeated here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import SHUT, Calendar

from .limits import Limits
from .records import Lodged, Spot, Standing

Refusal = Literal["blocked", "overdue", "limit", "checking", "closing"]
"""Why a member may not borrow: the card is not active; something is overdue; the limit is reached; staff must look first; it
would be due again too soon, because the house closes."""

Shortage = Literal["busy", "away", "resting", "none"]
"""Why nothing is offered: no door is free (somebody is there, it is open); no door can be read; all are at rest; there is
none."""

NoRoomReason = Literal["busy", "away", "full"]
"""Why no place takes it: somebody is at the last one; no door can be read; there is none."""


def may_borrow(
    standing: Standing, limits: Limits, *, left_ms: int | None = None, calendar: Calendar | None = None
) -> Refusal | None:
    """The first reason against, most useful to the customer first; None when there is none.

    `left_ms`: how long they would have it, and `calendar`: whether the house lends now, where these are known already.
    """
    if not standing.active:
        return "blocked"
    if limits.overdue_blocks and standing.overdue:
        return "overdue"
    if standing.out >= limits.limit:
        return "limit"
    if standing.unverified >= limits.unverified_limit:
        return "checking"
    if calendar is not None and not (calendar.same_day_loans if limits.same_day else calendar.lends):
        return "closing"
    if left_ms is not None and too_late(left_ms, limits):
        return "closing"
    return None


def too_late(left_ms: int, limits: Limits) -> bool:
    """Whether what has to be back the same day would be due too soon to be of any use, or is so already."""
    return limits.same_day and left_ms < limits.least_ms


def wants_pin(limits: Limits, out: int) -> bool:
    """Whether a member's PIN is asked for; `out`: what they have on loan already, of every kind."""
    return limits.pin == "always" or (limits.pin == "above" and out > limits.pin_above)


def usable(spot: Spot) -> bool:
    """A place that may be used by a customer now: in service, free, shut where it has a door, and not waiting for staff."""
    shut = spot.door == SHUT or not spot.place.lock
    return spot.place.in_service and not spot.place.held and shut and not spot.checked


def unread(spot: Spot) -> bool:
    """A place whose door nobody can tell anything about: its bank is away."""
    return spot.place.lock and spot.door == "unknown"


def lendable(spot: Spot, now_ms: int) -> list[Lodged]:
    """The items of a place that may be lent, the longest dry first."""
    ready = [lodged for lodged in spot.items if lodged.dry_ms <= now_ms and not lodged.checked]
    return sorted(ready, key=lambda lodged: (lodged.dry_ms, lodged.item.tag))


def choose_to_lend(
    spots: Sequence[Spot], now_ms: int, *, avoid: frozenset[str] = frozenset()
) -> tuple[Spot, Lodged] | None:
    """The door to open and the item believed behind it: one thing behind one door first, because nobody has to say
    which was taken; then the fuller rack, the longest dry, the lower number.

    `avoid`: places that this visit has tried already.
    """
    offers = [
        (spot.place.kind != "single", -spot.place.level, ready[0].dry_ms, spot.place.number, spot, ready[0])
        for spot in spots
        if usable(spot)
        and spot.place.lock
        and spot.place.id not in avoid
        and (ready := lendable(spot, now_ms))
    ]
    if not offers:
        return None
    *_, spot, lodged = min(offers, key=lambda offer: offer[:4])
    return spot, lodged


def rows_with_something(spots: Sequence[Spot], now_ms: int) -> list[Spot]:
    """Rows without doors from which something can be lent: asked for only when no door has any."""
    return [spot for spot in spots if not spot.place.lock and usable(spot) and lendable(spot, now_ms)]


def count_lendable(spots: Sequence[Spot], now_ms: int) -> int:
    """How many could be lent if everybody at a door had left: what the tile says."""
    return sum(len(lendable(spot, now_ms)) for spot in spots if spot.place.in_service and not spot.checked)


def shortage(spots: Sequence[Spot], now_ms: int, *, avoid: frozenset[str] = frozenset()) -> Shortage:
    """Why `choose_to_lend` found nothing, in the order in which it will pass.

    "busy" is whatever the tile counts and no door gives just now: somebody stands there, or it is open. "away": the lockers do
    not answer, so that nobody can tell when it passes.
    """
    working = [
        spot for spot in spots if spot.place.in_service and not spot.checked and spot.place.id not in avoid
    ]
    lending = [spot for spot in working if lendable(spot, now_ms)]
    if lending:
        return "away" if all(map(unread, lending)) else "busy"
    if any(lodged.dry_ms > now_ms for spot in working for lodged in spot.items):
        return "resting"
    return "none"


def has_room(spot: Spot) -> bool:
    """Whether the books believe that one more fits."""
    return spot.place.level < spot.place.capacity


def choose_to_return(spots: Sequence[Spot], *, avoid: frozenset[str] = frozenset()) -> Spot | None:
    """The door to bring something back to: an empty compartment of its own to rest in, else the rack with most room,
    else a row without doors."""
    free = [spot for spot in spots if usable(spot) and has_room(spot) and spot.place.id not in avoid]
    if not free:
        return None
    return min(
        free,
        key=lambda spot: (
            not spot.place.lock,
            spot.place.kind != "single",
            spot.place.level - spot.place.capacity,
            spot.place.number,
        ),
    )


def can_return(spots: Sequence[Spot]) -> bool:
    """Whether any place in service has room, whoever may be standing at it."""
    return bool(_with_room(spots))


def no_room_because(spots: Sequence[Spot]) -> NoRoomReason:
    """Why `choose_to_return` found nothing."""
    roomy = _with_room(spots)
    if not roomy:
        return "full"
    return "away" if all(map(unread, roomy)) else "busy"


def _with_room(spots: Sequence[Spot]) -> list[Spot]:
    return [spot for spot in spots if spot.place.in_service and not spot.checked and has_room(spot)]


def is_overdue(due_ms: int, now_ms: int) -> bool:
    """From the due minute on."""
    return now_ms >= due_ms


def days_over(due_ms: int, now_ms: int, zone: ZoneInfo) -> int:
    """Calendar days of the site since the due day, as people count them; at least one, from the due minute on."""
    due, now = (datetime.fromtimestamp(at_ms / 1000, zone).date() for at_ms in (due_ms, now_ms))
    return max(1, (now - due).days)


def is_due_soon(due_ms: int, now_ms: int, limits: Limits) -> bool:
    """Within the reminder's hours before the due time."""
    return not is_overdue(due_ms, now_ms) and due_ms - now_ms <= limits.reminder_ms


def is_lost(due_ms: int, now_ms: int, limits: Limits) -> bool:
    """Overdue so long that the loss procedure begins."""
    return now_ms - due_ms >= limits.lost_after_ms

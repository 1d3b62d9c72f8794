"""Which compartment a bag gets: plain functions over plain data. What the database guards besides is not repeated here.

A compartment is for bags only if the bank says so by name (`holds = ["bag"]`): one that takes anything is left to the
others. One shared with umbrellas takes a bag while nothing is in it, and nothing else while a bag is: its level says
so to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.core.api import SHUT, PlaceRecord

from .records import Spot

BAG, LARGE = "bag", "large_bag"
"""The kinds of what is stored, as the banks name them. A large compartment names both, and takes a small bag when it must."""

KINDS = (BAG, LARGE)


def holds_bags(place: PlaceRecord) -> bool:
    """Whether bags are stored there at all; a rack is not: its one door would show everybody's."""
    return place.kind == "single" and any(kind in place.holds for kind in KINDS)


def sizes(places: Iterable[PlaceRecord]) -> tuple[str, ...]:
    """The kinds that there are compartments for: with more than one, the customer is asked."""
    held = {kind for place in places if holds_bags(place) for kind in place.holds}
    return tuple(kind for kind in KINDS if kind in held)


def empty(place: PlaceRecord) -> bool:
    """In service, and nothing inside as far as the books know."""
    return place.in_service and place.level == 0


def choose(spots: Sequence[Spot], kind: str, *, avoid: frozenset[str] = frozenset()) -> PlaceRecord | None:
    """The compartment for a bag of this kind: one for that size alone first, then the lower number. `avoid`: tried already."""
    free = [
        spot.place
        for spot in spots
        if kind in spot.place.holds
        and holds_bags(spot.place)
        and empty(spot.place)
        and not spot.place.held
        and spot.door == SHUT
        and spot.place.id not in avoid
    ]
    return min(free, key=lambda place: (len(place.holds), place.bank, place.number), default=None)


def count_free(places: Iterable[PlaceRecord], kind: str = "") -> int:
    """How many bags (of one kind, or of any) could be stored if everybody at a door had left: what the tile says."""
    return sum(holds_bags(place) and empty(place) and (not kind or kind in place.holds) for place in places)

"""A kiosk with umbrellas: `kiosk` has six compartments, `rack` two and a rack of five. The books are checked after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kiosk.core.store.transaction import Transaction
from kiosk.testing.box import NOON_MS
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.journeys.lending.steps import accounted_for, bay, never_stuck, people, strollers, umbrellas

Maker = Callable[..., Journey]


@pytest.fixture
def make_kiosk(make_kiosk: MakeKiosk) -> Maker:
    """Makes a running kiosk: `doors`, `racks`, `kept` (tags by door), `settings` (lines under [plugins.lending]),
    `bays` and `gates` (strollers by door: one behind each, or three behind one), the time."""
    any_kiosk = make_kiosk

    def make(
        *,
        doors: int = 6,
        racks: int = 0,
        kept: dict[int, list[str]] | None = None,
        settings: str = "",
        bays: dict[int, list[str]] | None = None,
        gates: dict[int, list[str]] | None = None,
        now_ms: int = NOON_MS,
        rows: str = "",
    ) -> Journey:
        kept = {1: ["U-0001"], 2: ["U-0002"], 3: ["U-0003"]} if kept is None else kept
        bays, gates = bays or {}, gates or {}
        extra = "".join(bay(number, rack=number in gates) for number in (*bays, *gates))
        extra += rows
        extra += f"\n[plugins.lending]\n{settings}\n" if settings else ""

        def prepare(tx: Transaction) -> None:
            people(tx)
            umbrellas(tx, kept)
            strollers(tx, {**bays, **gates})

        contents = {**kept, **bays, **gates}
        return any_kiosk(
            doors=doors, racks=racks, prepare=prepare, contents=contents, extra=extra, now_ms=now_ms
        )

    return make


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    """Six compartments; umbrellas in 1, 2 and 3."""
    journey = make_kiosk()
    yield journey
    never_stuck(journey.shown)
    accounted_for(journey)


@pytest.fixture
def rack(make_kiosk: Maker) -> Iterator[Journey]:
    """Compartments 1 and 2, empty; behind door 3 a rack of five with three umbrellas."""
    journey = make_kiosk(doors=2, racks=1, kept={3: ["U-0031", "U-0032", "U-0033"]})
    yield journey
    never_stuck(journey.shown)
    accounted_for(journey)


@pytest.fixture
def nursery(make_kiosk: Maker) -> Iterator[Journey]:
    """Umbrella doors 1 to 3; stroller bays 11 and 12 with one stroller each, 13 empty."""
    journey = make_kiosk(
        doors=3, kept={1: ["U-0001"], 2: ["U-0002"]}, bays={11: ["S-0011"], 12: ["S-0012"], 13: []}
    )
    yield journey
    never_stuck(journey.shown)
    accounted_for(journey)

"""A kiosk with bag storage switched on: door 1 is for umbrellas, 2 and 3 for bags. The books are checked after each journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.clock import ManualClock
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS
from tests.journeys.bags.steps import PLUGINS, bag_settings
from tests.journeys.lending.steps import accounted_for, never_stuck

Maker = Callable[..., Journey]


@pytest.fixture
def make_kiosk(tmp_path: Path) -> Iterator[Maker]:
    """Makes a running kiosk: `holds` (what each bag door holds), `umbrellas` (doors before them), `settings` (lines)."""
    made: list[Journey] = []

    def make(**how: Any) -> Journey:
        settings = bag_settings(tmp_path / str(len(made)), **how)
        journey = Journey(settings, ManualClock(NOON_MS), plugins=PLUGINS)
        journey.start()
        made.append(journey)
        return journey

    yield make
    for journey in made:
        never_stuck(journey.shown)
        accounted_for(journey)
        journey.stop()
        journey.close()


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Journey:
    """Two compartments for bags, doors 2 and 3."""
    return make_kiosk()

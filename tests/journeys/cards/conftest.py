"""A kiosk where members look at their cards, with umbrellas beside. The books are checked after each journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.journeys.cards.steps import PLUGINS, give_pin, people, quick

Maker = Callable[..., Journey]


@pytest.fixture
def make_kiosk(make_kiosk: MakeKiosk) -> Maker:
    """Makes a kiosk with members; the one with balances has a PIN."""
    any_kiosk = make_kiosk

    def make(*, with_pin: bool = True, **how: Any) -> Journey:
        journey = any_kiosk(**{"plugins": PLUGINS, "prepare": people, "store": "memory", **how})
        quick(journey)
        if with_pin:
            give_pin(journey)
        return journey

    return make


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = make_kiosk()
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []

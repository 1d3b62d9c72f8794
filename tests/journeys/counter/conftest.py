"""A counter that is held, with the demo's shops, the sample's rules, and paper and boxes in stock. The books are checked after
each journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.cli import demo_brands
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.journeys.cards.counter import counter

Maker = Callable[..., Journey]


def with_shops(tx: Transaction) -> None:
    tx.put_brands(demo_brands.brands(), whole=True)


def stocked(kiosk: Journey) -> Journey:
    """100 sheets and 3 boxes have come in."""
    kiosk.store.write_now(lambda tx: (tx.receive("counter_paper", 100), tx.receive("counter_box", 3)))
    return kiosk


@pytest.fixture
def make_desk(make_kiosk: MakeKiosk) -> Maker:
    """Makes a counter; `shift`: whether somebody holds it."""

    def make(*, shift: bool = True, **how: Any) -> Journey:
        how = {"plugins": ("cards", "counter"), "store": "memory", "prepare": with_shops, **how}
        return stocked(counter(make_kiosk(**how), shift=shift))

    return make


@pytest.fixture
def kiosk(make_desk: Maker) -> Iterator[Journey]:
    journey = make_desk()
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []

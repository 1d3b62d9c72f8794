"""Stock, levels and reservations against a model of a few dictionaries, in whatever order Hypothesis thinks
of.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kiosk.core.clock import ManualClock
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.testing.ready_store import put_ready_store
from tests.store.conftest import KIOSK

CAPACITIES = {1: ("single", 1), 2: ("rack", 2), 3: ("rack", 3)}


class GaveUp(Exception):
    """A write function changed its mind."""


class StockMachine(RuleBasedStateMachine):
    """What the store does, done to dictionaries beside it."""

    places = Bundle("places")
    items = Bundle("items")
    holds = Bundle("holds")

    def __init__(self, where: str) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.where = where
        if "://" not in where:
            put_ready_store(Path(where))
        self.store = Store.open(where, self.clock, kiosk_id=KIOSK)
        self.tags = itertools.count()
        self.capacity: dict[str, int] = {}
        self.at: dict[str, str | None] = {}
        self.held: dict[str, str] = {}
        self.movements = 0
        self.rows = 0

    @initialize(target=places)
    def make_places(self):
        made = []
        for number, (kind, capacity) in CAPACITIES.items():
            place = self.store.write_now(
                lambda tx, n=number, k=kind, c=capacity: tx.put_place(
                    "A", n, kind=k, capacity=c, holds=["umbrella"]
                )
            )
            self.capacity[place.id] = capacity
            made.append(place.id)
        return multiple(*made)

    def level(self, place):
        return sum(1 for where in self.at.values() if where == place)

    @rule(target=items, place=st.one_of(st.none(), places))
    def add_item(self, place):
        tag = f"U{next(self.tags)}"
        if place is not None and self.level(place) >= self.capacity[place]:
            with pytest.raises(errors.PlaceFull):
                self.store.write_now(lambda tx: tx.add_item(tag, "umbrella", place_id=place))
            return multiple()
        item = self.store.write_now(lambda tx: tx.add_item(tag, "umbrella", place_id=place))
        self.at[item.id] = place
        self.movements += place is not None
        return item.id

    @rule(item=items, place=st.one_of(st.none(), places))
    def move(self, item, place):
        def act(tx):
            seq = tx.move(item, place, reason="test")
            tx.journal("test.moved", movement=seq)

        if self.at[item] == place:
            with pytest.raises(errors.ItemElsewhere):
                self.store.write_now(act)
        elif place is not None and self.level(place) >= self.capacity[place]:
            with pytest.raises(errors.PlaceFull):
                self.store.write_now(act)
        else:
            self.store.write_now(act)
            self.at[item] = place
            self.movements += 1
            self.rows += 1

    @rule(item=items, place=st.one_of(st.none(), places), subject=st.integers(0, 3))
    def begin_and_give_up(self, item, place, subject):
        def act(tx):
            tx.journal("test.begun")
            tx.hold("test", f"gift:give-up-{subject}")
            if self.at[item] != place:
                tx.move(item, place, reason="test")
            raise GaveUp

        with pytest.raises((GaveUp, errors.PlaceFull)):
            self.store.write_now(act)

    @rule(target=holds, subject=st.integers(0, 4))
    def hold(self, subject):
        name = f"gift:{subject}"
        if name in self.held.values():
            with pytest.raises(errors.AlreadyHeld):
                self.store.write_now(lambda tx: tx.hold("test", name))
            return multiple()
        held = self.store.write_now(lambda tx: tx.hold("test", name))
        self.held[held.id] = name
        return held.id

    @rule(hold=consumes(holds))
    def release(self, hold):
        assert self.store.write_now(lambda tx: tx.release(hold, "done")) is True
        assert self.store.write_now(lambda tx: tx.release(hold, "again")) is False
        del self.held[hold]

    @rule(place=places)
    def shrink_or_grow(self, place):
        """The settings say another capacity than before."""
        number = next(p.number for p in self.store.read_now(lambda tx: tx.places()) if p.id == place)
        kind = CAPACITIES[number][0]
        capacity = self.capacity[place] % 3 + 1 if kind == "rack" else 1
        if self.level(place) > capacity:
            with pytest.raises(errors.PlaceFull):
                self.store.write_now(
                    lambda tx: tx.put_place("A", number, kind=kind, capacity=capacity, holds=["umbrella"])
                )
        else:
            self.store.write_now(
                lambda tx: tx.put_place("A", number, kind=kind, capacity=capacity, holds=["umbrella"])
            )
            self.capacity[place] = capacity

    @rule(seconds=st.integers(-100_000, 100_000))
    def the_clock_is_set(self, seconds):
        self.clock.jump(seconds)

    @rule()
    def open_again(self):
        self.store.close()
        self.store = Store.open(self.where, self.clock, kiosk_id=KIOSK)

    @invariant()
    def the_store_says_what_the_model_says(self):
        def look(tx):
            return (
                {place.id: place.level for place in tx.places()},
                {item: found.place_id for item in self.at if (found := tx.item(item))},
                {reservation.id: reservation.subject for reservation in tx.reservations()},
                tx._one("SELECT count(*) FROM movements")[0],
                tx.journal_head()[0],
            )

        levels = {place: self.level(place) for place in self.capacity}
        assert self.store.read_now(look) == (levels, self.at, self.held, self.movements, self.rows)

    def teardown(self):
        try:
            assert check(self.store) == []
        finally:
            self.store.close()


CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def test_stock_on_sqlite_is_what_its_movements_make(tmp_path):
    def machine():
        return StockMachine(str(Path(tempfile.mkdtemp(dir=tmp_path)) / "kiosk.db"))

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=CALM, database=None
        ),
    )


@pytest.mark.postgres
def test_stock_on_postgres_is_what_its_movements_make(postgres, migrated):
    run_state_machine_as_test(
        lambda: StockMachine(postgres.new_database(migrated)),
        settings=settings(
            max_examples=5,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=CALM,
            database=None,
            derandomize=True,
        ),
    )

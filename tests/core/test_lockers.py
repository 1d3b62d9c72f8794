"""What every locker service is told about its door and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.lockers.doors import seen_in
from kiosk.core.lockers.holding import take_place
from kiosk.core.records import Context, PlaceRecord
from kiosk.core.service import Facts
from kiosk.core.store.database import Store
from kiosk.core.store.errors import AlreadyHeld
from kiosk.core.store.transaction import Transaction
from kiosk.testing.ready_store import put_ready_store


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        (Facts("done", "", "locked"), "open"),
        (Facts("done", "", "unknown"), "open"),
        (Facts("uncertain", "", "open"), "open"),
        (Facts("uncertain", "", "unknown"), "uncertain"),
        (Facts("uncertain", "", "locked"), "uncertain"),
        (Facts("failed", "stuck", "stuck"), "did_not_open"),
        (Facts("failed", "devices away", "unknown"), "not_pulsed"),
        (Facts(), "not_pulsed"),
    ],
)
def test_a_settlement_reads_the_pulse_as_a_flow_would(facts: Facts, seen: str) -> None:
    assert seen_in(facts) == seen


def test_a_place_that_changed_since_it_was_chosen_is_not_taken(tmp_path: Path) -> None:
    """As when another kiosk put something in and let go between the look and the hold."""
    put_ready_store(tmp_path / "kiosk.db")
    store = Store.open(tmp_path / "kiosk.db", ManualClock(1_795_320_000_000))

    def put_in_between(tx: Transaction, chosen: PlaceRecord) -> str:
        tx.add_item("T1", "bag", place_id=chosen.id)
        with pytest.raises(AlreadyHeld):
            take_place(tx, "bags.store", chosen, data={})
        assert tx.reservations(subject=f"place:{chosen.id}") == []
        return "refused"

    def as_chosen(tx: Transaction, chosen: PlaceRecord) -> bool:
        return take_place(tx, "bags.store", chosen, data={}).held

    try:
        context = Context(plugin="bags", session_id="s1")
        first, second = (
            store.write_now(lambda tx, number=number: tx.put_place("wall", number), context=Context())
            for number in (1, 2)
        )
        assert store.write_now(as_chosen, first, context=context)
        assert store.write_now(put_in_between, second, context=context) == "refused"
    finally:
        store.close()

"""Two desks of one counter on one PostgreSQL: the last box, goods that are collected, goods that are taken off: one wins, the
other is told, and neither waits for the other for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.core.brands.records import UNLISTED
from kiosk.core.ledger import drawer, stock
from kiosk.core.records import Context
from kiosk.core.rules import proposed
from kiosk.core.staff import add_staff
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.errors import Overdrawn
from kiosk.core.store.transaction import Transaction
from kiosk.plugins import counter
from kiosk.plugins.counter.receipts import Receipt
from kiosk.plugins.counter.returned import AlreadySeen, Wanted, collect, register, take_off, waiting
from kiosk.plugins.counter.wrapping_rule import WRAPPING, Kind
from kiosk.plugins.counter.wrapping_up import Wanted as Agreed
from kiosk.plugins.counter.wrapping_up import standing, wrap
from kiosk.testing.people import QUICK
from tests.store.conftest import KIOSK, OTHER_KIOSK
from tests.store.test_two_kiosks import at_once

pytestmark = pytest.mark.postgres

KIND = Kind("box", "礼盒包装", "Gift box", 1_000, "box")
LIST = {
    "kinds": [{"key": "box", "name": "礼盒包装", "name_en": "Gift box", "price": 1_000, "material": "box"}],
    "materials": [{"key": "box", "name": "礼品盒", "name_en": "Gift boxes"}],
}
SHOES = Wanted("return", Receipt("", "3", "1234", 20261122, 19_900), UNLISTED, "shoes", 1, "size")


@pytest.fixture(params=[KIOSK, OTHER_KIOSK], ids=["one box", "two boxes"])
def two(request, postgres_store, clock):
    """A counter with two desks, on one box or on two; somebody holds it, and one gift box lies there."""
    other = Store.open(postgres_store.dialect.database.database, clock, kiosk_id=request.param)
    for store in (postgres_store, other):
        store.migrate("counter", Path(counter.__file__).parent / "migrations")
    people = [add_staff(postgres_store, number, number, "80264713", policy=QUICK).id for number in ("1", "2")]
    pack = postgres_store.write_now(
        lambda tx: tx.propose_rules([proposed(WRAPPING, 20200101, LIST)], titles=["1"], reason="new_rules"),
        context=Context(f"staff:{people[0]}"),
    )
    version = postgres_store.read_now(lambda tx: tx.open_requests()[0].version)
    postgres_store.write_now(lambda tx: tx.decide_rules(pack, version, people[1], yes=True))
    postgres_store.write_now(lambda tx: (tx.open_shift("early", people[0]), tx.receive("counter_box", 1)))
    yield postgres_store, other
    found = check(postgres_store)
    other.close()
    assert found == []


def told(store: Store, act: Any) -> Any:
    """What a desk is told: also that somebody else was faster."""

    def call() -> Any:
        try:
            return store.write_now(act)
        except AlreadySeen as faster:
            return faster

    return call


def one_of_two(results: list[Any], refusal: type[Exception]) -> None:
    assert sum(isinstance(one, refusal) for one in results) == 1, results
    assert sum(not isinstance(one, Exception) for one in results) == 1, results


def test_the_last_box_is_wrapped_around_one_gift(two):
    version = two[0].read_now(standing).version

    def take(tx: Transaction) -> str:
        return str(wrap(tx, Agreed(KIND, 1, version, "cash"), "staff").id)

    one_of_two(at_once(*(told(store, take) for store in two)), Overdrawn)

    assert two[0].read_now(lambda tx: tx.balance(stock("desk", "counter_box"))) == 0
    assert two[0].read_now(lambda tx: tx.balance(drawer("desk", "cash"))) == 1_000


def test_goods_that_are_collected_and_taken_off_at_once_are_one_of_both(two):
    goods = [two[0].write_now(register, SHOES, "staff") for _each in range(2)]
    both = at_once(
        told(two[0], lambda tx: collect(tx, goods, "staff")),
        told(two[1], lambda tx: take_off(tx, goods[1].id, "staff", "mistake")),
    )
    one_of_two(both, AlreadySeen)

    left = [one.id for one in two[0].read_now(waiting)]
    assert left == ([goods[0].id] if isinstance(both[0], AlreadySeen) else [])

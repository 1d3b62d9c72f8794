"""What forms are made of: what was there before a day, whatever the clock did; and that a day costs what the day has."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.ledger import Account, Line, drawer, pieces, principal, safe, stock
from kiosk.core.reports import Behind
from kiosk.core.store.check import check
from kiosk.core.store.transaction import Transaction

CASH = drawer("desk", "cash")
DAY_MS = 86_400_000
NOON_MS = int(datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp() * 1000)


NUMBERS = itertools.count()


def days(store, *numbers):
    """Business days of the test, by how many days after its first."""
    return [store.day.of(NOON_MS + number * DAY_MS) for number in numbers]


def go(clock, day):
    clock.jump((NOON_MS + day * DAY_MS - clock.now_ms()) / 1000)


def enter_on(store, clock, day, *lines, kind="cards.sold"):
    go(clock, day)
    return store.write_now(lambda tx: tx.enter(kind, lines))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 9)), min_size=1, max_size=25))
def test_what_is_left_is_what_was_there_and_the_day_also_where_the_clock_jumps(store, clock, steps):
    """存 = 前存 + 进 − 销, and the next day begins with it (domain.md section 7, 4)."""
    product = f"cards_gold{next(NUMBERS)}"
    gold, unit = stock("desk", product), pieces(product)
    for day, amount in steps:
        go(clock, day)

        def step(tx: Transaction, amount: int = amount) -> None:
            if amount > 0:
                tx.enter("stock.received", [Line(gold, Account("supplied", "", unit), amount)])
            elif amount < 0 and tx.balance(gold) >= -amount:
                tx.enter("cards.issued", [Line(Account("gone", "", unit), gold, -amount)])

        store.write_now(step)

    def look(tx: Transaction) -> None:
        for day, following in itertools.pairwise(days(store, 0, 1, 2, 3, 4, 5)):
            sums = [one for one in tx.sums_of_days(day, day) if (one.book, one.unit) == ("stock", unit)]
            left = tx.held_before(gold, day) + sum(one.net for one in sums)
            assert left == tx.held_before(gold, following)
        assert tx.held_before(gold, days(store, 5)[0]) == tx.balance(gold)
        assert tx.held_before(gold, days(store, 0)[0]) == 0

    store.read_now(look)


def test_kiosk_check_finds_a_day_that_does_not_add_up(store):
    store.write_now(lambda tx: tx.enter("shift.cash_in", [Line(CASH, safe(), 500)]))
    assert not [one for one in check(store) if one.code == "ledger.days"]
    store.write_now(lambda tx: tx._run("UPDATE ledger_days SET debits = debits + 1"))
    assert [one.code for one in check(store) if one.severity == "wrong"] == ["ledger.days"]


def test_only_what_lies_at_a_counter_is_kept_by_day(sqlite_store):
    sqlite_store.write_now(lambda tx: tx.enter("cards.topped_up", [Line(CASH, principal("m"), 500)]))
    rows = sqlite_store.read_now(lambda tx: tx._all("SELECT debits, credits FROM ledger_days"))
    assert rows == [(500, 0)]


def test_behind_a_figure_are_its_movements_and_no_others(store, clock):
    for number in range(7):
        enter_on(store, clock, number % 3, Line(CASH, principal("m"), 100 + number))
    enter_on(store, clock, 1, Line(safe(), CASH, 50), kind="shift.cash_out")
    enter_on(store, clock, 1, Line(drawer("desk", "wechat"), principal("m"), 9))
    day = days(store, 1)[0]

    def look(tx: Transaction) -> list[int]:
        behind = Behind(CASH, first_day=day, last_day=day)
        whole = [one.amount for one in tx.movements(behind)]
        paged = []
        before = 0
        while page := tx.movements(behind, before=before, limit=1):
            paged += [one.amount for one in page]
            before = page[-1].entry.number
        assert paged == whole
        return whole

    assert store.read_now(look) == [-50, 104, 101]


def test_a_transfer_between_two_drawers_of_one_figure_is_told_with_its_sign(store, clock):
    other = drawer("desk", "wechat")
    enter_on(store, clock, 0, Line(CASH, principal("m"), 100))
    enter_on(store, clock, 0, Line(other, CASH, 40), Line(CASH, other, 10))
    day = days(store, 0)[0]
    found = store.read_now(lambda tx: tx.movements(Behind(CASH, first_day=day, last_day=day)))
    assert [one.amount for one in found] == [-30, 100]


@pytest.mark.slow
def test_a_day_costs_what_the_day_has_and_not_what_was_before(sqlite_store, clock):
    """5,000 entries before it, or fifty: the sums of a day take the same time."""

    def fill(day, count):
        go(clock, day)

        def enter(tx: Transaction) -> None:
            for _number in range(count):
                tx.enter("cards.topped_up", [Line(CASH, principal("m"), 1)])

        sqlite_store.write_now(enter)

    def seconds(day):
        def look(tx: Transaction) -> None:
            tx.sums_of_days(day, day)
            tx.held_before(CASH, day)
            tx.movements(Behind(CASH, first_day=day, last_day=day))

        begun = time.perf_counter()
        for _ in range(20):
            sqlite_store.read_now(look)
        return time.perf_counter() - begun

    fill(0, 50)
    early = seconds(days(sqlite_store, 0)[0])
    for day in range(1, 100):
        fill(day, 50)
    late = seconds(days(sqlite_store, 99)[0])
    assert late < 3 * early

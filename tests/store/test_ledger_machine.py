"""The ledger against a model of a few dictionaries, in whatever order Hypothesis thinks of, clock jumps included."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kiosk.core.clock import ManualClock
from kiosk.core.ledger import NO_END, Account, Line, Lot, bonus, drawer, points, principal
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from tests.store.conftest import KIOSK

PEOPLE = ("a", "b", "c")
CASH = drawer("front", "cash")
HOUSE = Account("house")
EARNED = Account("earned", "", "point")
DAY = 86_400


class LedgerMachine(RuleBasedStateMachine):
    """Paid in, given, spent, moved, reversed; the sums beside it are kept by hand."""

    entries = Bundle("entries")

    def __init__(self, where: str) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.store = Store.open(where, self.clock, kiosk_id=KIOSK)
        self.held: dict[Account, int] = {}
        self.lots: dict[str, list[list[int]]] = {person: [] for person in PEOPLE}
        """Points of each: [last day, day of earning, order, left]."""
        self.done: dict[str, list[tuple[Account, Account, int]]] = {}
        self.undone: set[str] = set()

    def today(self) -> int:
        return int(self.store.read_now(lambda tx: tx.business_day))

    def enter(self, kind: str, *lines: Line, once: str = "") -> str:
        entry = self.store.write_now(lambda tx: tx.enter(kind, lines, once=once))
        moved = [(line.debit, line.credit, line.amount) for line in lines]
        self.count(moved)
        self.done[entry.id] = moved
        return str(entry.id)

    def count(self, moved: list[tuple[Account, Account, int]]) -> None:
        for debit, credit, amount in moved:
            self.held[debit] = self.held.get(debit, 0) + (-amount if debit.side == "credit" else amount)
            self.held[credit] = self.held.get(credit, 0) + (amount if credit.side == "credit" else -amount)

    @rule(target=entries, who=st.sampled_from(PEOPLE), paid=st.integers(1, 500), given=st.integers(0, 100))
    def top_up(self, who, paid, given):
        lines = [Line(CASH, principal(who), paid)]
        if given:
            lines.append(Line(HOUSE, bonus(who), given))
        return self.enter("cards.topped_up", *lines)

    @rule(target=entries, who=st.sampled_from(PEOPLE), amount=st.integers(1, 600))
    def spend(self, who, amount):
        if amount > self.held.get(principal(who), 0):
            with pytest.raises(errors.Overdrawn):
                self.store.write_now(
                    lambda tx: tx.enter("cards.spent", [Line(principal(who), HOUSE, amount)])
                )
            return multiple()
        return self.enter("cards.spent", Line(principal(who), HOUSE, amount))

    @rule(target=entries, one=st.sampled_from(PEOPLE), other=st.sampled_from(PEOPLE))
    def merge(self, one, other):
        amount = self.held.get(principal(one), 0)
        if one == other or not amount:
            return multiple()
        return self.enter("cards.merged", Line(principal(one), principal(other), amount))

    @rule(who=st.sampled_from(PEOPLE), amount=st.integers(1, 50), days=st.integers(0, 40))
    def earn(self, who, amount, days):
        self.clock.move(1)
        last = NO_END if days > 30 else self.today() + days
        self.enter("cards.earned", Line(EARNED, points(who), amount, Lot(last)))
        self.lots[who].append([last, self.today(), len(self.done), amount])

    @rule(who=st.sampled_from(PEOPLE), amount=st.integers(1, 80))
    def redeem(self, who, amount):
        left = sorted(lot for lot in self.lots[who] if lot[0] >= self.today() and lot[3])
        if sum(lot[3] for lot in left) < amount:
            with pytest.raises(errors.Overdrawn):
                self.store.write_now(
                    lambda tx: tx.enter("gifts.redeemed", [Line(points(who), EARNED, amount)])
                )
            return
        self.enter("gifts.redeemed", Line(points(who), EARNED, amount))
        for lot in left:
            used = min(lot[3], amount)
            lot[3] -= used
            amount -= used

    @rule(entry=entries)
    def reverse(self, entry):
        if entry in self.undone:
            with pytest.raises(errors.Reversed):
                self.store.write_now(lambda tx: tx.reverse(entry, reason="mistake"))
            return
        try:
            self.store.write_now(lambda tx: tx.reverse(entry, reason="mistake"))
        except errors.Overdrawn:
            assert any(credit.in_lots for _debit, credit, _amount in self.done[entry])
            return
        self.undone.add(entry)
        self.count([(credit, debit, amount) for debit, credit, amount in self.done[entry]])

    @rule(key=st.integers(0, 3))
    def enter_under_a_key(self, key):
        once = f"till:{key}"
        if self.store.read_now(lambda tx: tx.entered(once)) is not None:
            with pytest.raises(errors.AlreadyEntered):
                self.store.write_now(lambda tx: tx.enter("till.spent", [Line(CASH, HOUSE, 1)], once=once))
            return
        self.enter("till.spent", Line(CASH, HOUSE, 1), once=once)

    @rule(days=st.integers(1, 9))
    def days_go_by(self, days):
        self.clock.move(days * DAY)

    @rule(hours=st.integers(-30, 30))
    def the_clock_jumps(self, hours):
        self.clock.jump(hours * 3600)

    @invariant()
    def every_account_holds_what_was_moved_into_it(self):
        found = self.store.read_now(lambda tx: {account: tx.balance(account) for account in self.held})
        assert found == self.held
        assert all(amount >= 0 for account, amount in found.items() if account.side != "either")
        for who in PEOPLE:
            left = sorted((lot[0], lot[3]) for lot in self.lots[who] if lot[3])
            assert left == sorted(
                (lot.last_day, lot.left)
                for lot in self.store.read_now(lambda tx, who=who: tx.lots(points(who)))
            )

    def teardown(self):
        try:
            assert not check(self.store)
        finally:
            self.store.close()


def test_whatever_is_entered_in_whatever_order_sums_are_kept():
    with tempfile.TemporaryDirectory() as folder:
        places = iter(range(1_000_000))
        run_state_machine_as_test(
            lambda: LedgerMachine(str(Path(folder) / f"{next(places)}.db")),
            settings=settings(
                max_examples=12,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

"""Stock, by a machine that does what staff and customers may do in any order: nothing is lost, nothing is twice.

place + lent + transit + lost + desk = in − out, always; and the machine's own notes say where each item is."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from kiosk.core.clock import ManualClock
from kiosk.core.store.database import Store
from kiosk.plugins.lending import count, stock, stock_writes, transfer
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.stock_writes import NotPossible
from kiosk.plugins.lending.writes import Refused, begin, finish, lend
from kiosk.testing.ready_store import put_ready_store
from tests.lending.conftest import FOLDER, KIOSK, NOON_MS, SHANGHAI, Books

KIND = "umbrella"
DOORS = (1, 2, 3)


class StockMachine(RuleBasedStateMachine):
    items = Bundle("items")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        clock = ManualClock(NOON_MS)
        place = Path(self.folder.name) / "kiosk.db"
        put_ready_store(place, ("lending", FOLDER / "migrations"))
        self.store = Store.open(place, clock, kiosk_id=KIOSK)
        self.store.migrate("lending", FOLDER / "migrations")
        self.books = Books(self.store, clock)
        for number, card in enumerate(("3307", "4412", "5513")):
            self.books.add_member(f"m{number}", f"8800 1234 {card}")
        for number in DOORS:
            self.books.add_place(number, rack=3)
        self.noted: dict[str, str] = {}
        self.taken_in = self.retired = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def tried(self, allowed: bool, function, *arguments) -> bool:
        """Do it; that it was refused exactly where the machine's notes say so is checked here."""
        try:
            self.books.write(function, *arguments)
        except NotPossible:
            assert not allowed, (function.__name__, self.noted)
            return False
        assert allowed, (function.__name__, self.noted)
        return True

    @rule(target=items)
    def new(self) -> str:
        self.taken_in += 1
        item = self.books.write(stock_writes.take_in, f"U-{self.taken_in:04d}", KIND, "s1")
        self.noted[item.id] = "desk"
        return item.id

    @rule(item=items, door=st.sampled_from(DOORS))
    def put_in(self, item: str, door: int) -> None:
        place = self.books.places[door]
        if (
            self.noted[item] == "transit"
            or sum(where == f"place {door}" for where in self.noted.values()) == 3
        ):
            return
        if self.tried(
            self.noted[item] in ("desk", "lost", "lent"),
            stock_writes.put_in,
            item,
            place,
            "s1",
            self.books.limits,
        ):
            self.noted[item] = f"place {door}"

    @rule(item=items)
    def retire(self, item: str) -> None:
        if self.tried(self.noted[item] in ("desk", "lost"), stock_writes.retire, item, "Worn out", "s1"):
            self.noted[item] = "out"
            self.retired += 1

    @rule(item=items)
    def damage(self, item: str) -> None:
        if self.noted[item] in ("transit", "lost"):
            return
        if self.tried(self.noted[item] != "out", stock_writes.damage, item, "Broken frame", "s1"):
            self.noted[item] = "desk" if self.noted[item] == "lent" else self.noted[item]

    @rule(item=items)
    def lose(self, item: str) -> None:
        if self.noted[item] == "transit":
            self.books.write(transfer.missed, item, "s1")
            self.noted[item] = "lost"
        elif self.tried(self.noted[item] != "out", stock_writes.lose, item, "s1"):
            self.noted[item] = "lost"

    @rule(item=items)
    def find(self, item: str) -> None:
        if self.tried(self.noted[item] == "lost", stock_writes.find_again, item, "s1"):
            self.noted[item] = "desk"

    @rule(member=st.sampled_from(("m0", "m1", "m2")))
    def borrow(self, member: str) -> None:
        opening = self.books.write(begin, UMBRELLA, member, self.books.shut(), self.books.limits, SHANGHAI)
        if isinstance(opening, Refused):
            return
        self.books.end_operation(opening.operation_id, "done")

        self.books.write(lend, opening.loan.id)
        self.books.write(finish, opening.loan.id, opening.reservation_id)
        known = self.books.read(lambda tx: stock.stock_of(opening.item.id))
        assert not known.aside, "what is put aside is not lent"
        self.noted[opening.item.id] = "lent"

    @rule(item=items)
    def send(self, item: str) -> None:
        allowed = self.noted[item] == "desk" or self.noted[item].startswith("place")
        if not self.tried(allowed, transfer.begin_transfer, item, "4F VIP", "s1"):
            return
        if self.noted[item] != "desk":
            sent = self.books.read(lambda tx: transfer.open_transfer(item).id)
            self.books.write(transfer.left, sent, "s1")
        self.noted[item] = "transit"

    @rule(item=items)
    def arrive(self, item: str) -> None:
        if self.tried(self.noted[item] == "transit", transfer.arrive, item, None, "s2", self.books.limits):
            self.noted[item] = "desk"

    @rule(door=st.sampled_from(DOORS), gone=st.integers(0, 2), by=st.sampled_from(("s1", "s2")))
    def count(self, door: int, gone: int, by: str) -> None:
        place = self.books.places[door]
        inside = sorted(item for item, where in self.noted.items() if where == f"place {door}")
        missing = inside[:gone]
        one = self.books.write(count.counted, place, len(inside) - len(missing), "s1")
        assert (one.state == "even") == (not missing)
        if not missing:
            return
        self.books.write(count.explain, one.id, missing, (), "Not found", "s1")
        try:
            assert self.books.write(count.correct, one.id, by, self.books.limits) == "corrected"
        except count.SamePerson:
            assert by == "s1"
            return
        assert by == "s2", "who counted has approved it alone"
        self.noted.update(dict.fromkeys(missing, "lost"))

    @rule(item=consumes(items))
    def forget(self, item: str) -> None:
        """It is not looked at again by the machine; it goes on being where it is."""

    @invariant()
    def in_is_out_and_somewhere(self) -> None:
        if not hasattr(self, "noted"):
            return
        found = self.books.read(stock.whereabouts, KIND)
        counted = Counter(found.values())
        there = sum(number for where, number in counted.items() if where != "out")
        assert there == self.taken_in - self.retired
        assert self.books.read(stock.in_and_out, KIND) == (self.taken_in, self.retired)
        levels = self.books.read(lambda tx: sum(place.level for place in tx.places()))
        assert levels == counted["place"]
        assert found == {item: where.split()[0] for item, where in self.noted.items()}
        assert self.books.findings() == []


StockMachine.TestCase.settings = settings(
    max_examples=12, stateful_step_count=24, deadline=None, suppress_health_check=list(HealthCheck)
)
TestStock = StockMachine.TestCase

"""A store with lending's tables, a small wall, some umbrellas and two members; no desk, no screen.

`books` is for the rules that live in transactions: writes, settlements, what staff do. Whole visits are in
`tests/journeys/lending`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

import kiosk.plugins.lending as lending
from kiosk.core.clock import ManualClock
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.lending import checks, rows
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.models import CaseRow
from kiosk.plugins.lending.reading import loan_by_id, open_cases
from kiosk.plugins.lending.records import Case, Loan, Opening, Receiving
from kiosk.plugins.lending.returns import begin_return, finish_return
from kiosk.plugins.lending.writes import begin, finish, lend
from kiosk.testing.ready_store import put_ready_store

T = TypeVar("T")

FOLDER = Path(lending.__file__).parent
NOON_MS = 1_795_320_000_000
"""Sunday 2026-11-22 12:00 in Shanghai."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
KIOSK = "01900000-0000-7000-8000-000000000001"


class Books:
    """Verbs over one store, as one customer's session; `staff` writes are signed by staff S1."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store = store
        self.clock = clock
        self.kind = UMBRELLA
        self.limits = Limits()
        self.context = Context(actor="customer", position="front", session_id="s1", plugin="lending")
        self.places: dict[int, str] = {}
        self.items: dict[str, str] = {}

    def write(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return self.store.write_now(function, *args, context=self.context, **kwargs)

    def read(self, function: Callable[..., T], *args: Any) -> T:
        return self.store.read_now(function, *args)

    def prepare(self, function: Callable[[Transaction], T]) -> T:
        """As the host itself: not limited to the plugin's tables."""
        return self.store.write_now(function, context=Context())

    # ------------------------------------------------------------------ the world

    def shut(self) -> dict[str, str]:
        """Every door locked."""
        return dict.fromkeys(self.places.values(), "locked")

    def add_member(self, name: str, card: str, status: str = "active") -> None:
        self.prepare(
            lambda tx: tx._run(
                "INSERT INTO members (id, card, name, status, made_ms) VALUES (?, ?, ?, ?, ?)",
                (name, card, name, status, tx.now_ms),
            )
        )

    def add_place(self, number: int, *, rack: int = 0) -> None:
        self.places[number] = self.prepare(
            lambda tx: tx.put_place(
                "wall", number, row=(number - 1) // 4, column=(number - 1) % 4,
                kind="rack" if rack else "single", capacity=rack or 1, holds=("umbrella",),
            )
        ).id  # fmt: skip

    def add_umbrella(self, tag: str, number: int | None, label: str = "blue") -> None:
        place = self.places[number] if number is not None else None
        self.items[tag] = self.prepare(
            lambda tx: tx.add_item(tag, "umbrella", label=label, place_id=place)
        ).id

    # ------------------------------------------------------------------ lending, in whole steps

    def begin(self, member: str = "ming", **kwargs: Any) -> Opening:
        opening = self.write(begin, self.kind, member, self.shut(), self.limits, SHANGHAI, **kwargs)
        assert isinstance(opening, Opening), opening
        return opening

    def end_operation(self, operation_id: str, outcome: Any, reason: str = "") -> None:
        self.prepare(lambda tx: tx.end_operation(operation_id, outcome, reason))

    def borrow(self, member: str = "ming") -> Loan:
        opening = self.begin(member)
        self.end_operation(opening.operation_id, "done")
        self.write(lend, opening.loan.id)
        self.write(finish, opening.loan.id, opening.reservation_id)
        return self.loan(opening.loan.id)

    def begin_return(self, tag: str, loan_id: str | None = None, **kwargs: Any) -> Receiving:
        receiving = self.write(begin_return, self.items[tag], loan_id, self.shut(), **kwargs)
        assert isinstance(receiving, Receiving), receiving
        return receiving

    def bring_back(self, one: Loan) -> None:
        receiving = self.begin_return(self.tag(one.item_id), one.id)
        self.end_operation(receiving.operation_id, "done")
        self.write(finish_return, one.id, receiving.place.id, receiving.reservation_id, self.limits)

    # ------------------------------------------------------------------ what the books say

    def loan(self, loan_id: str) -> Loan:
        return self.read(lambda tx: loan_by_id(loan_id))

    def loans(self) -> list[Loan]:
        return self.read(lambda tx: rows.loans("1 = 1 ORDER BY id"))

    def cases(self) -> list[Case]:
        return self.read(lambda tx: open_cases())

    def resolutions(self) -> list[str | None]:
        return self.read(lambda tx: [row.resolution for row in CaseRow.select().order_by(CaseRow.id)])

    def where(self, tag: str) -> int | None:
        """The number of the place in which the books have an umbrella."""
        found = self.read(lambda tx: tx.item_by_tag(tag))
        assert found is not None
        return next((number for number, place in self.places.items() if place == found.place_id), None)

    def tag(self, item_id: str) -> str:
        return next(tag for tag, known in self.items.items() if known == item_id)

    def place(self, number: int) -> Any:
        return self.read(lambda tx: tx.place(self.places[number]))

    def held(self) -> list[str]:
        return self.read(lambda tx: [one.subject for one in tx.reservations()])

    def events(self) -> list[str]:
        return [entry.event for entry in self.read(lambda tx: tx.journal_entries())]

    def findings(self) -> list[str]:
        return [finding.code for finding in self.read(checks.check)]


@pytest.fixture
def empty_books(tmp_path: Path) -> Iterator[Books]:
    clock = ManualClock(NOON_MS)
    put_ready_store(tmp_path / "kiosk.db", ("lending", FOLDER / "migrations"))
    store = Store.open(tmp_path / "kiosk.db", clock, kiosk_id=KIOSK)
    store.migrate("lending", FOLDER / "migrations")
    books = Books(store, clock)
    books.add_member("ming", "8800 1234 3307")
    books.add_member("hong", "8800 1234 4412")
    yield books
    store.close()


@pytest.fixture
def books(empty_books: Books) -> Books:
    """Four compartments: umbrellas in 1 and 2, 3 and 4 empty."""
    for number in (1, 2, 3, 4):
        empty_books.add_place(number)
    empty_books.add_umbrella("U-0001", 1)
    empty_books.add_umbrella("U-0002", 2)
    return empty_books


@pytest.fixture
def rack(empty_books: Books) -> Books:
    """A rack of five behind door 9, with three umbrellas, and one compartment, empty."""
    empty_books.add_place(9, rack=5)
    empty_books.add_place(1)
    for tag in ("U-0091", "U-0092", "U-0093"):
        empty_books.add_umbrella(tag, 9)
    return empty_books

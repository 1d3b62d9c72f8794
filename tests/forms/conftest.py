"""A mall's counter over some days, entered as its services enter it: for the forms that are made of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.demo_rules import PACK
from kiosk.core import reports_made
from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import candidates
from kiosk.core.host.host import Host
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.ledger import POINT, Account, Entry, Line, drawer, pieces, points, principal, stock
from kiosk.core.prepaid_law import PREPAID
from kiosk.core.records import Context
from kiosk.core.reports import Cell, Money, Sheet, Span
from kiosk.core.rules import read_pack
from kiosk.core.session.catalogues import catalogue_folders
from kiosk.core.shifts import Shift
from kiosk.core.staff import add_staff
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Plugins
from kiosk.link.texts import Translator
from kiosk.testing.people import QUICK
from kiosk.testing.ready_store import owners_among, put_ready_store

CASH, WECHAT = drawer("desk", "cash"), drawer("desk", "wechat")
DAY_MS = 86_400_000
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
"""Noon in China."""


@dataclass
class Mall:
    """A store, its plugins and two people; verbs are what happens at the counter."""

    store: Store
    host: Host
    clock: ManualClock
    one: str
    two: str
    shift: Shift | None = field(default=None)

    def write(self, function: Callable[[Transaction], Any], by: str = "") -> Any:
        return self.store.write_now(function, context=Context(f"staff:{by or self.one}"))

    def read(self, function: Callable[[Transaction], Any]) -> Any:
        return self.store.read_now(function)

    @property
    def day(self) -> int:
        return int(self.read(lambda tx: tx.business_day))

    def go(self, day: date, hour: int = 12) -> None:
        at = datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC).timestamp() * 1000
        self.clock.jump((at - self.clock.now_ms()) / 1000)

    def open(self, name: str = "early") -> None:
        self.shift = self.write(lambda tx: tx.open_shift(name, self.one))

    def enter(self, kind: str, *lines: Line, **more: Any) -> Entry:
        return self.write(lambda tx: tx.enter(kind, lines, **more))  # type: ignore[no-any-return]

    def top_up(self, fen: int, tender: Account = CASH) -> Entry:
        return self.enter("cards.topped_up", Line(tender, principal("m"), fen))

    def receive(self, product: str, count: int) -> None:
        """Pieces come in, without their numbers: a form counts and does not look which."""
        line = Line(stock("desk", product), Account("supplied", "", pieces(product)), count)
        self.enter("stock.received", line, subject=product)

    def give(self, product: str, count: int = 1, *lines: Line, kind: str = "cards.sold") -> Entry:
        """Pieces go out, with whatever is paid or given for them."""
        return self.enter(
            kind, Line(Account("gone", "", pieces(product)), stock("desk", product), count), *lines
        )

    def points(self, amount: int) -> Line:
        return Line(points("m"), Account("redeemed", "", POINT), amount)

    def earn(self, amount: int) -> None:
        self.enter("cards.earned", Line(Account("given", "", POINT), points("m"), amount))

    def leave(self, **wrong: int) -> None:
        """Count everything as booked, but for what is named (`cash=-500`), and go."""
        shift = self.shift
        assert shift is not None

        def count(tx: Transaction) -> Shift:
            for account in tx.to_count():
                name = account.owner.rsplit("/", 1)[-1] if account.book == "drawer" else account.unit[6:]
                tx.count(shift, "closing", account, tx.balance(account) + wrong.get(name, 0), self.one)
            return tx.leave_shift(shift, self.one)

        left = self.write(count)
        if left.state == "left":
            reasons = self.read(lambda tx: {one.account: "change" for one in tx.differences(left)})
            self.write(lambda tx: tx.settle_shift(left, self.two, reasons), self.two)
        self.shift = None

    def sheets(self, name: str, since: date, until: date | None = None) -> list[Sheet]:
        one = reports_made.offered(self.host)[name]
        span = Span.whole(since, until or since, one.report.whole, self.store.day)
        made: list[Sheet] = self.read(lambda tx: reports_made.make(tx, self.host, one, span))
        return made

    def say(self, text: Cell) -> str:
        return str(text) if isinstance(text, int | Money) else self._translator.say(text)

    @property
    def _translator(self) -> Translator:
        return Translator("zh_CN", catalogue_folders(self.host))

    def told(self, sheet: Sheet) -> dict[str, dict[str, str]]:
        """A table by the first cell of each row and the name of each column, in Chinese."""
        say, names = self.say, [self.say(name) for name in sheet.columns]
        rows = (*sheet.rows, *((sheet.total,) if sheet.total else ()))
        return {say(row[0]): dict(zip(names[1:], map(say, row[1:]), strict=True)) for row in rows}


@pytest.fixture
def mall(tmp_path: Path) -> Iterator[Mall]:
    """With the sample pack's rules approved."""
    clock = ManualClock(int(NOON.timestamp() * 1000))
    place = tmp_path / "kiosk.db"
    put_ready_store(place, *owners_among(candidates(), Plugins()))
    store = Store.open(place, clock)
    host = Host(clock.now_ms, migrate=lambda plugin, folder: bring_up_to_date(store, plugin, folder))
    host.load(candidates(), {})
    one, two = (
        add_staff(store, number, number, "80264713", role=role, policy=QUICK).id
        for number, role in (("1001", "shift_lead"), ("2001", "finance"))
    )
    kinds = {kind.name: kind for _plugin, found in host.call("kiosk_rules") for kind in found}
    kinds[PREPAID.name] = PREPAID
    rules = read_pack(tomllib.loads(PACK.read_text("utf-8")), kinds)

    def bring(tx: Transaction) -> tuple[str, str]:
        made = tx.propose_rules(rules, titles=[rule.name for rule in rules], reason="new_rules")
        return made, tx.open_requests()[0].version

    pack, version = store.write_now(bring, context=Context(f"staff:{one}"))
    store.write_now(lambda tx: tx.decide_rules(pack, version, two, yes=True))
    yield Mall(store, host, clock, one, two)
    store.close()

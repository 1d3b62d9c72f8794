"""A kiosk with two members and approved rules, and files as a till writes them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.cli.main import main
from kiosk.cli.rules import kinds_of
from kiosk.core.checks import check_desk
from kiosk.core.ledger import Account, Line, Lot, bonus, points, points_owed, principal
from kiosk.core.records import Context
from kiosk.core.rules import read_pack
from kiosk.core.staff import add_staff
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings, load
from kiosk.testing.people import QUICK, add_member

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(ZONE).date()
D19, D20, D21 = (str(TODAY - timedelta(days=before)) for before in (11, 10, 9))
"""Days of sales, long enough ago to be another business day."""

CARD, GOLD = "80010013307", "80010021024"
HEADER = "商户号,收银机号,小票号,日期,时间,金额,会员卡号,付款卡号,卡付金额,原价金额,原小票号,原日期"
EARNED = {"fen_per_point": 100, "year_end": True, "tiers": [{"tier": "金卡", "percent": 150}]}


class Tills:
    """Writes a till's file, imports it, and looks what became of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.file = settings.path.parent / "till.csv"

    def __call__(self, *lines: str, encoding: str = "utf-8", header: str = HEADER, status: int = 0) -> None:
        """Import these lines as one file."""
        self.file.write_bytes("\n".join((header, *lines, "")).encode(encoding))
        assert self.again() == status

    def again(self) -> int:
        """Import the same file once more."""
        return main(["till", "import", str(self.file), "--settings", str(self.settings.path)])

    def read(self, function: Callable[[Transaction], Any]) -> Any:
        with open_kiosk_store(self.settings) as store:
            return store.read_now(function)

    def write(self, function: Callable[[Transaction], Any]) -> Any:
        with open_kiosk_store(self.settings) as store:
            return store.write_now(function, context=Context(actor="system"))

    def holds(self, card: str = CARD) -> tuple[int, int, int, int]:
        """Principal, bonus, points, points owed."""

        def look(tx: Transaction) -> tuple[int, int, int, int]:
            member = tx.member_by_card(card)
            assert member is not None
            of = (principal(member.id), bonus(member.id), points(member.id), points_owed(member.id))
            p, b, q, o = (tx.balance(account) for account in of)
            return p, b, q, o

        return tuple(self.read(look))  # type: ignore[return-value]

    def member(self, card: str = CARD) -> str:
        return str(self.read(lambda tx: tx.member_by_card(card).id))

    def entries(self, card: str = CARD) -> list[Any]:
        member = self.member(card)
        return list(reversed(self.read(lambda tx: tx.entries_of(member, limit=100))))

    def bodies(self) -> list[str]:
        """Kinds of what was booked for the first member, in order."""
        return [entry.kind for entry in self.entries()]

    def unmatched(self, capfdbinary: Any) -> list[list[str]]:
        """What `kiosk report till` says did not match: line, why, and how it stands."""
        return [[row[2], row[6], row[7]] for row in self.reported("未匹配", capfdbinary)]

    def reported(self, table: str, capfdbinary: Any) -> list[list[str]]:
        """A table of `kiosk report till`, up to the next."""
        capfdbinary.readouterr()
        words = [
            "report",
            "till",
            "--from",
            str(TODAY - timedelta(days=2)),
            "--format",
            "csv",
            "--settings",
            str(self.settings.path),
        ]
        assert main([*words, "--to", str(TODAY + timedelta(days=1))]) == 0
        text = capfdbinary.readouterr().out.decode()
        rows = [row or [""] for row in csv.reader(io.StringIO(text))]
        start = next(number for number, row in enumerate(rows) if row[0] == table) + 2
        ends = next((number for number, row in enumerate(rows) if number >= start and row == [""]), len(rows))
        return rows[start:ends]

    def check(self) -> list[str]:
        with open_kiosk_store(self.settings) as store:
            host = load_plugins(self.settings, store)
            return [each.text for each in check_desk(store, host) if each.severity == "wrong"]


def approve(store: Store, settings: Settings, rules: Sequence[dict[str, Any]]) -> None:
    """By the same doors as a real pack, from long ago on."""
    kinds = kinds_of(load_plugins(settings, store))
    found = read_pack({"rule": [{"from": 20200101, **rule} for rule in rules]}, kinds)
    one, two = (each.id for each in store.read_now(all_staff))

    def bring(tx: Transaction) -> None:
        pack = tx.propose_rules(found, titles=[kinds[rule.name].title for rule in found], reason="test")
        request = next(each for each in tx.open_requests() if each.data.get("pack") == pack)
        tx.decide_rules(pack, request.version, two, yes=True)
        tx.decide_request(request, "approved", two)

    store.write_now(bring, context=Context(f"staff:{one}"))


def furnish(tx: Transaction) -> None:
    one, gold = add_member(tx, CARD), add_member(tx, GOLD, name="王芳")
    for member, tier in ((one, "普卡"), (gold, "金卡")):
        run(tx, "UPDATE members SET tier = ? WHERE id = ?", (tier, member))
    for member in (one, gold):
        tx.enter(
            "members.opened",
            (
                Line(Account("opening"), principal(member), 50_000, Lot()),
                Line(Account("opening"), bonus(member), 10_000, Lot()),
            ),
            subject=member,
        )


SETTINGS = '[paths]\ndata = "data"\nrun = "run"\n[plugins]\ndisabled = ["lending", "bags"]\n'


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two kiosks, without rules and with them: made once, and copied for each test."""
    made = []
    for name in ("bare", "ruled"):
        folder = tmp_path_factory.mktemp(name)
        (folder / "kiosk.toml").write_text(SETTINGS)
        settings = load(folder / "kiosk.toml")
        with open_kiosk_store(settings, make=True) as store:
            load_plugins(settings, store)
            for number in ("1", "2"):
                add_staff(store, number, f"员工{number}", f"80264{number}", policy=QUICK)
            store.write_now(furnish)
            if name == "ruled":
                points_rule = {"name": "cards.points_earned", "body": EARNED}
                approve(store, settings, [points_rule, {"name": "cards.spending", "body": {}}])
        made.append(folder)
    return made[0], made[1]


@pytest.fixture
def bare(ready: tuple[Path, Path], tmp_path: Path) -> Tills:
    """Without any rule."""
    shutil.copytree(ready[0], tmp_path / "kiosk")
    return Tills(load(tmp_path / "kiosk" / "kiosk.toml"))


@pytest.fixture
def tills(ready: tuple[Path, Path], tmp_path: Path) -> Tills:
    """With points for each yuan, half as much again for gold, and principal spent first."""
    shutil.copytree(ready[1], tmp_path / "kiosk")
    return Tills(load(tmp_path / "kiosk" / "kiosk.toml"))

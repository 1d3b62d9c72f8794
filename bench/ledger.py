"""Member cards with a million members and ten million lots behind them, against the same desk with a thousand: an enquiry, a
top-up, a day's report; and each beside the bare SQL that it cannot do without.

The history is put there by bare sqlite3 with the ledger's triggers taken off, and its sums are made as they would make them.
That all of it is as the desk's own, is what `kiosk check` says of the small one, which is filled in the same way.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.measure import Line, percentile
from kiosk.cli import demo_rules
from kiosk.cli.backup import check_of
from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.core.forms import f09
from kiosk.core.members.cards import normal_card
from kiosk.core.reports import Span
from kiosk.core.staff import StaffPolicy, add_staff
from kiosk.core.store.database import Store
from kiosk.core.store.journal import link
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings, load
from kiosk.plugins.cards.mine.reading import history, overview
from kiosk.plugins.cards.topup.topping_up import quote, top_up

MEMBERS, LOTS_OF_ONE = 1_000_000, 10
FEW = 1_000
LINES_OF_ONE = 40
"""Transfers of one entry of the history, which is what an entry may have."""

VISITS = 300
WARM = 20
AIM = 1.2
DAY_ENTRIES = 300
"""What is entered on the day whose report is made."""

SETTINGS = """
[paths]
data = "data"
run = "run"
"""
QUICK = StaffPolicy(time_cost=1, memory_kib=64, parallelism=1)
FIRST_MS, DAY = 1_700_000_000_000, 20_231_115
_encode = msgspec.json.Encoder(order="deterministic").encode


def measure(members: int = MEMBERS) -> Iterator[Line]:
    """Six lines. The two stores take turns, so that a busy minute of the machine falls on both."""
    disk = os.environ.get("KIOSK_BENCH_DISK")
    with (
        tempfile.TemporaryDirectory(dir=disk) as small,
        tempfile.TemporaryDirectory(dir=disk) as large,
        _opened(Path(small), FEW) as few,
        _opened(Path(large), members) as many,
    ):
        for house in (few, many):
            for owner in house.owners[:WARM]:
                _enquire(house, owner)
        size = f"{members:,} members, {members * LOTS_OF_ONE:,} lots and transfers against {FEW:,} and {FEW * LOTS_OF_ONE:,}"
        enquiry = _against(_enquire, few, many)
        yield enquiry.line(f"a card's enquiry: {size}")
        top_up = _against(_top_up, few, many)
        yield top_up.line("a top-up, the same")
        report = _against(_report, few, many)
        yield report.line(f"F09 of a day with {DAY_ENTRIES} entries, the same")
        bare = _median(lambda owner: _bare_look(many.bare, owner), many.owners)
        yield Line("an enquiry ÷ its bare SQL", enquiry.many / bare, "", details=f"{bare:.2f} ms bare")
        bare = _median(lambda owner: _bare_write(many.bare, owner), many.owners)
        yield Line(
            "a top-up ÷ bare rows with their commit", top_up.many / bare, "", details=f"{bare:.2f} ms bare"
        )
        bare = _median(lambda _owner: _bare_sums(many.bare, many.day), many.owners)
        yield Line(
            "a day's F09 ÷ the bare sums of its shifts", report.many / bare, "", details=f"{bare:.2f} ms bare"
        )


@dataclass(frozen=True)
class House:
    """One store with its desk's rules in force, the day that is measured, and the same file seen without the desk."""

    store: Store
    day: int
    owners: list[str]
    bare: sqlite3.Connection


@dataclass(frozen=True)
class Both:
    """Median milliseconds of the small store and of the large one."""

    few: float
    many: float

    def line(self, what: str) -> Line:
        """Their ratio, against what it may be."""
        details = f"{self.few:.2f} ms and {self.many:.2f} ms, medians of {VISITS}"
        return Line(what, self.many / self.few, "", AIM, details=details)


@contextmanager
def _opened(folder: Path, members: int) -> Iterator[House]:
    settings = _house(folder, members)
    with (
        _desk(settings) as store,
        closing(sqlite3.connect(settings.data / "kiosk.db", isolation_level=None)) as bare,
    ):
        dice = random.Random(1)
        first = dice.sample(range(FEW), VISITS)
        # Whoever stands at the same place in every thousand has as many entries of their own.
        owners = [f"m{one + FEW * dice.randrange(members // FEW)}" for one in first]
        yield House(store, store.read_now(lambda tx: tx.business_day), owners, bare)


def _against(act: Callable[[House, str], object], few: House, many: House) -> Both:
    taken: tuple[list[float], list[float]] = ([], [])
    for each in range(VISITS):
        for house, times in zip((few, many), taken, strict=True):
            began = time.perf_counter()
            act(house, house.owners[each])
            times.append((time.perf_counter() - began) * 1000)
    return Both(*(percentile(times, 0.5) for times in taken))


def _median(act: Callable[[str], object], owners: list[str]) -> float:
    taken = []
    for owner in owners:
        began = time.perf_counter()
        act(owner)
        taken.append((time.perf_counter() - began) * 1000)
    return percentile(taken, 0.5)


# ---------------------------------------------------------------------------------------------------- what is measured


def _enquire(house: House, owner: str) -> None:
    if house.store.read_now(overview, owner) is None:
        raise RuntimeError(f"{owner} is nobody")
    house.store.read_now(history, owner, 0, 13)


def _top_up(house: House, owner: str) -> None:
    _pay_in(house.store, owner)


def _pay_in(store: Store, owner: str) -> None:
    def act(tx: Transaction) -> None:
        top_up(tx, owner, quote(tx, owner, 1_000), "cash", "seen")

    store.write_now(act)


def _report(house: House, _owner: str) -> None:
    def act(tx: Transaction) -> None:
        span = Span((house.day,), (0, 2**62))
        list(f09.report({"cards.topped_up": "topup"}).make(tx, span, {}))

    house.store.read_now(act)


def _bare_look(bare: sqlite3.Connection, owner: str) -> None:
    """A member's row, their accounts, the lots that are left, and the newest entries."""
    bare.execute("SELECT * FROM members WHERE id = ?", (owner,)).fetchone()
    for number, *_sums in bare.execute(
        "SELECT number, debits, credits FROM ledger_accounts WHERE owner = ?", (owner,)
    ).fetchall():
        bare.execute(
            "SELECT number, amount - used FROM ledger_lots WHERE account = ? AND used < amount ORDER BY last_day",
            (number,),
        ).fetchall()
    bare.execute(
        "SELECT * FROM ledger_entries WHERE subject = ? ORDER BY number DESC LIMIT 13", (owner,)
    ).fetchall()


def _bare_write(bare: sqlite3.Connection, owner: str) -> None:
    """Three rows and their commit, in a table of their own."""
    bare.execute("CREATE TABLE IF NOT EXISTS bench_bare (owner TEXT, what TEXT, amount INTEGER)")
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(
        "INSERT INTO bench_bare VALUES (?, ?, 1000)", [(owner, what) for what in ("entry", "transfer", "lot")]
    )
    bare.execute("COMMIT")


def _bare_sums(bare: sqlite3.Connection, day: int) -> None:
    """What each shift of a day took, by kind of entry and account."""
    for (shift,) in bare.execute("SELECT id FROM shifts WHERE business_day = ?", (day,)).fetchall():
        bare.execute(
            "SELECT e.kind, t.debit, t.credit, sum(t.amount) FROM ledger_entries e"
            " JOIN ledger_transfers t ON t.entry = e.number WHERE e.shift_id = ? GROUP BY e.kind, t.debit, t.credit",
            (shift,),
        ).fetchall()


# ---------------------------------------------------------------------------------------------------- the house


@contextmanager
def _desk(settings: Settings) -> Iterator[Store]:
    with open_kiosk_store(settings) as store:
        load_plugins(settings, store)
        people = [
            add_staff(store, number, "员工", "80264713", role="supervisor", policy=QUICK).id
            for number in ("1001", "1002")
        ]
        demo_rules.furnish(store, settings, "1001", "1002")
        store.write_now(lambda tx: tx.open_shift("early", people[0]))
        for one in range(DAY_ENTRIES):
            _pay_in(store, f"m{one}")
        yield store


def _house(folder: Path, members: int) -> Settings:
    (folder / "kiosk.toml").write_text(SETTINGS)
    settings = load(folder / "kiosk.toml")
    with open_kiosk_store(settings, make=True) as store:
        load_plugins(settings, store)
        kiosk, number = store.kiosk_id, store.kiosk_number
    with closing(sqlite3.connect(settings.data / "kiosk.db", isolation_level=None)) as tool:
        tool.execute("PRAGMA synchronous = off")
        tool.execute("PRAGMA cache_size = -524288")
        with _bare(tool):
            _fill(tool, kiosk, number, members)
        tool.execute("PRAGMA wal_checkpoint(truncate)")
    if members == FEW and (
        wrong := check_of(settings)(settings.data / "kiosk.db", time.time_ns() // 1_000_000)
    ):
        raise RuntimeError(f"kiosk check finds {wrong} things in the store that was made")
    return settings


@contextmanager
def _bare(tool: sqlite3.Connection) -> Iterator[None]:
    """Without triggers and without the indexes that are made anew when everything is there."""
    kept = tool.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        " AND (tbl_name LIKE 'ledger_%' OR tbl_name = 'members')"
    ).fetchall()
    for kind, name, _sql in kept:
        tool.execute(f'DROP {kind} "{name}"')
    yield
    for _kind, _name, sql in sorted(kept):
        tool.execute(sql)


def _fill(tool: sqlite3.Connection, kiosk: str, number: int, members: int) -> None:
    """Everybody has ten lots of points, in transfers of forty an entry."""
    tool.execute("BEGIN")
    lots = members * LOTS_OF_ONE
    total = sum(_amount(one) for one in range(lots))
    account = (
        "INSERT INTO ledger_accounts (number, book, owner, unit, side, in_lots, debits, credits, made_ms)"
        " VALUES (?, ?, ?, 'point', ?, ?, ?, ?, 1)"
    )
    tool.execute(account, (1, "given", "", "either", 0, total, 0))
    tool.executemany(
        account,
        (
            (
                2 + one,
                "points",
                f"m{one}",
                "credit",
                1,
                0,
                sum(_amount(one + members * each) for each in range(LOTS_OF_ONE)),
            )
            for one in range(members)
        ),
    )
    tool.executemany(
        "INSERT INTO members (id, card, name, phone, tier, language, import_id, made_ms)"
        " VALUES (?, ?, '女士', ?, 'gold', 'zh_CN', '', 1)",
        ((f"m{one}", normal_card(f"{90_000_000 + one}"), f"139{one:08d}") for one in range(members)),
    )
    seq, head = tool.execute("SELECT seq, hash FROM journal_heads WHERE kiosk = ?", (number,)).fetchone()
    for entry in range(1, lots // LINES_OF_ONE + 1):
        seq += 1
        first = (entry - 1) * LINES_OF_ONE
        id_, at_ms = f"{entry:08x}-0000-7000-8000-000000000000", FIRST_MS + entry
        ids: dict[str, str | int] = {
            "entry": id_,
            "kind": "bench.earned",
            "reason": "as_usual",
            "subject": f"m{first % members}",
        }
        moved = [(line, 2 + (first + line) % members, _amount(first + line)) for line in range(LINES_OF_ONE)]
        for line, credit, amount in moved:
            ids |= {f"debit{line}": 1, f"credit{line}": credit, f"amount{line}": amount}
        fields = (seq, at_ms, "boot", 1, DAY, "ledger.entered", "system", "", "", _encode(ids).decode())
        linked = link(kiosk, fields, head)
        tool.execute(f"INSERT INTO journal VALUES ({', '.join('?' * 13)})", (number, *fields, head, linked))
        head = linked
        tool.execute(
            "INSERT INTO ledger_entries (number, id, kiosk, journal_seq, kind, plugin, subject, counter, shift_id, at_ms,"
            " happened_ms, business_day, position, actor, session_id, version, reason, data)"
            " VALUES (?, ?, ?, ?, 'bench.earned', '', ?, 'desk', '', ?, ?, ?, '', 'system', '', '', '', '{}')",
            (entry, id_, number, seq, f"m{first % members}", at_ms, at_ms, DAY),
        )
        tool.executemany(
            "INSERT INTO ledger_transfers VALUES (?, ?, 1, ?, ?)",
            [(entry, line, credit, amount) for line, credit, amount in moved],
        )
        tool.executemany(
            "INSERT INTO ledger_lots (account, entry, line, earned_day, last_day, amount, source)"
            " VALUES (?, ?, ?, ?, 99991231, ?, '')",
            [(credit, entry, line, DAY, amount) for line, credit, amount in moved],
        )
    tool.execute("COMMIT")


def _amount(lot: int) -> int:
    return 1 + lot % 97

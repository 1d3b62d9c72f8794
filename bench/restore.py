"""A store of five million rows: copied while it is open, and put back, each against the bare copy of its file.

The rows are what a mall's points come to in some years: an entry with its transfer, its lot, and its row of the journal,
chained as the desk chains them. They are put there by bare sqlite3, in whose place nobody would wait for the desk; that
they are as the desk's own is what `kiosk check` says of them in the end.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from bench.measure import Line
from kiosk.cli.backup import check_of
from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.cli.restore import ready
from kiosk.core import backup
from kiosk.core.restore import restore
from kiosk.core.store.journal import link
from kiosk.link.settings import Settings, load

ROWS = 5_000_000
ROWS_OF_ONE = 4
"""An entry, its transfer, its lot, its row of the journal."""

MEMBERS = 20_000
BATCH = 20_000
MINUTES = 5.0
"""How long it may take until the store is back and `kiosk check` has looked at all of it."""

SETTINGS = """
[paths]
data = "data"
run = "run"
[backup]
folder = "stick"
another_medium = false
"""
FIRST_MS, DAY = 1_700_000_000_000, 20_231_115
_encode = msgspec.json.Encoder(order="deterministic").encode


def measure(rows: int = ROWS) -> Iterator[Line]:
    """Three lines: the copy, the way back, and what of it is the check."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("KIOSK_BENCH_DISK")) as folder:
        settings = house(Path(folder), rows)
        bare = _bare_copy(settings)
        began = time.monotonic()
        file, wrong = backup.make_backup(settings, time.time_ns() // 1_000_000, check_of(settings))
        copied = time.monotonic() - began
        if wrong:
            raise RuntimeError(f"kiosk check finds {wrong} things in the store that was made")
        began, worked = time.monotonic(), time.process_time()
        restore(settings, file, time.time_ns() // 1_000_000, ready)
        back, worked = time.monotonic() - began, time.process_time() - worked
        size = file.stat().st_size / 1_000_000
    details = f"{size:.0f} MB; processor {worked:.0f} s; bare copy with fsync {bare:.1f} s"
    yield Line(
        f"a store of {rows:,} rows put back, `kiosk check` clean", back / 60, "min", MINUTES, details=details
    )
    yield Line("the same ÷ a bare copy of the file", back / bare, "", details=f"{back:.0f} s")
    yield Line(
        "a backup with its `kiosk check` ÷ a bare copy of the file",
        copied / bare,
        "",
        details=f"{copied:.0f} s",
    )


def house(folder: Path, rows: int) -> Settings:
    """A kiosk whose store has so many rows."""
    (folder / "kiosk.toml").write_text(SETTINGS)
    (folder / "stick").mkdir()
    settings = load(folder / "kiosk.toml")
    with open_kiosk_store(settings, make=True) as store:
        load_plugins(settings, store)
        kiosk, number = store.kiosk_id, store.kiosk_number
    with closing(sqlite3.connect(settings.data / "kiosk.db", isolation_level=None)) as tool:
        tool.execute("PRAGMA synchronous = off")
        tool.execute("PRAGMA cache_size = -262144")
        _fill(tool, kiosk, number, rows // ROWS_OF_ONE)
        tool.execute("PRAGMA wal_checkpoint(truncate)")
    return settings


def _fill(tool: sqlite3.Connection, kiosk: str, number: int, entries: int) -> None:
    tool.execute("BEGIN")
    account = "INSERT INTO ledger_accounts (number, book, owner, unit, side, in_lots, made_ms) VALUES (?, ?, ?, ?, ?, ?, 1)"
    tool.execute(account, (1, "given", "", "point", "either", 0))
    tool.executemany(
        account, ((2 + one, "points", f"m{one}", "point", "credit", 1) for one in range(MEMBERS))
    )
    tool.execute("COMMIT")
    seq, head = tool.execute("SELECT seq, hash FROM journal_heads WHERE kiosk = ?", (number,)).fetchone()
    for first in range(0, entries, BATCH):
        journal, made, moved, lots = [], [], [], []
        for one in range(first, min(first + BATCH, entries)):
            seq += 1
            entry, credit, amount = one + 1, 2 + one % MEMBERS, 1 + one % 97
            id_, at_ms = f"{one:08x}-0000-7000-8000-000000000000", FIRST_MS + one
            ids = {"entry": id_, "kind": "bench.earned", "subject": f"m{one % MEMBERS}", "reason": "as_usual"}
            ids |= {"debit0": 1, "credit0": credit, "amount0": amount}  # type: ignore[dict-item]  # ids and numbers
            fields = (seq, at_ms, "boot", 1, DAY, "ledger.entered", "system", "", "", _encode(ids).decode())
            linked = link(kiosk, fields, head)
            journal.append((number, *fields, head, linked))
            head = linked
            made.append((entry, id_, number, seq, f"m{one % MEMBERS}", at_ms, at_ms, DAY))
            moved.append((entry, 1, credit, amount))
            lots.append((credit, entry, DAY, amount))
        tool.execute("BEGIN")
        tool.executemany(f"INSERT INTO journal VALUES ({', '.join('?' * 13)})", journal)
        tool.executemany(
            "INSERT INTO ledger_entries (number, id, kiosk, journal_seq, kind, plugin, subject, counter, shift_id, at_ms,"
            " happened_ms, business_day, position, actor, session_id, version, reason, data)"
            " VALUES (?, ?, ?, ?, 'bench.earned', '', ?, 'desk', '', ?, ?, ?, '', 'system', '', '', '', '{}')",
            made,
        )
        tool.executemany("INSERT INTO ledger_transfers VALUES (?, 0, ?, ?, ?)", moved)
        tool.executemany(
            "INSERT INTO ledger_lots (account, entry, line, earned_day, last_day, amount, source)"
            " VALUES (?, ?, 0, ?, 99991231, ?, '')",
            lots,
        )
        tool.execute("COMMIT")


def _bare_copy(settings: Settings) -> float:
    """Seconds until a copy of the file is on the disk."""
    source, target = settings.data / "kiosk.db", settings.data / "bare"
    began = time.monotonic()
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    taken = time.monotonic() - began
    target.unlink()
    return taken

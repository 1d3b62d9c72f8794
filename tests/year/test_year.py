"""Some days of `make year`, and the proof that its reader would see a single fen."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.year import reader as independent
from tests.year.compare import Compared, Forms, compare_accounts, compare_month
from tests.year.compare_stock import compare_stock
from tests.year.mall import open_mall
from tests.year.plan import BEGINS, Plan
from tests.year.power import Meter, cut_power
from tests.year.reader import Reader

DAYS, VISITS = 2, 60
CASH = "desk/cash"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days, ended twice."""
    folder = tmp_path_factory.mktemp("year")
    words = ["--days", str(DAYS), "--visits", str(VISITS), "--kills", "2", "--in", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.year", *words, "--out", str(folder / "told.json")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def compared(place: Path, journal: Path) -> Compared:
    """The forms of one store, held against the journal of another file."""
    reader, found = Reader(), Compared()
    reader.read(journal)
    mall = open_mall(place)
    try:
        forms = Forms(mall.store, mall.host)
        compare_month(found, forms, reader, BEGINS, Plan(2026, DAYS, VISITS).last_day())
        compare_stock(found, forms, reader, BEGINS, Plan(2026, DAYS, VISITS).last_day())
        compare_accounts(found, mall.store, reader)
    finally:
        mall.store.close()
    return found


def tampered(journal: Path, to: Path) -> Path:
    """A copy in whose journal one entry put one fen more into the drawer."""
    shutil.copy(journal, to)
    database = sqlite3.connect(to)
    try:
        rows = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        )
        for (name,) in rows.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        told = database.execute(
            "SELECT seq, data FROM journal WHERE event LIKE 'ledger.%' ORDER BY seq"
        ).fetchall()
        accounts = [json.loads(data) for _seq, data in told]
        cash = next(one["number"] for one in accounts if one.get("owner") == CASH)
        seq, data = next(
            (seq, one)
            for (seq, _data), one in zip(told, accounts, strict=True)
            if one.get("kind") == "cards.topped_up" and one["debit0"] == cash
        )
        data["amount0"] += 1
        database.execute("UPDATE journal SET data = ? WHERE seq = ?", (json.dumps(data), seq))
        database.commit()
    finally:
        database.close()
    return to


def test_two_days_with_their_ends_agree_to_the_fen_and_nothing_is_lost(lived: Path) -> None:
    told = json.loads((lived / "told.json").read_text("utf-8"))
    assert (told["visits"], told["differences"], told["wrong"]) == (VISITS, [], [])
    assert told["kills"] == 2
    assert told["shifts"] == 2 * DAYS
    assert told["figures"] > 1000
    assert told["months_closed"] == 1
    assert {"cards.sold", "cards.topped_up", "shift.settled"} <= set(told["kinds"])


def test_one_fen_in_a_copy_of_the_journal_is_found_in_every_form(lived: Path, tmp_path: Path) -> None:
    copy = tampered(lived / "kiosk.db", tmp_path / "copy.db")
    found = compared(lived / "kiosk.db", copy)
    assert {text.split()[0] for text in found.differences} >= {"F01", "F06", "F09", "F10", "sums"}
    assert not compared(lived / "kiosk.db", lived / "kiosk.db").differences


def test_the_reader_imports_nothing_of_the_product() -> None:
    source = Path(independent.__file__).read_text("utf-8")
    assert not [
        line for line in source.splitlines() if line.startswith(("import", "from")) and "kiosk" in line
    ]


def test_the_same_number_is_the_same_visit_whoever_asks() -> None:
    one, other = Plan(7, 31, 900), Plan(7, 31, 900)
    asked = [other.visit(number) for number in (900, 1, 450)]
    for found in asked:
        same = one.visit(found.number)
        assert (same.day, same.at_ms, same.kind, same.shift) == (
            found.day,
            found.at_ms,
            found.kind,
            found.shift,
        )
        assert same.dice.random() == found.dice.random()
    assert one.ends[-1] == 900
    times = [one.visit(number).at_ms for number in range(1, 901)]
    assert times == sorted(set(times))


def test_a_life_says_what_was_answered_to_whoever_ends_it() -> None:
    meter = Meter()
    meter.visited(12)
    meter.answered(345)
    meter.clear()
    assert (meter.visit, meter.head, meter.under_way) == (12, 345, None)


@pytest.mark.parametrize("answered", [False, True])
def test_a_power_cut_takes_the_commit_that_nobody_was_told_of_and_no_other(
    tmp_path: Path, answered: bool
) -> None:
    place, cut, meter = tmp_path / "kiosk.db", tmp_path / "cut" / "kiosk.db", Meter()
    cut.parent.mkdir()
    database = sqlite3.connect(place, isolation_level=None)
    probe = meter.probe(place)
    database.execute("PRAGMA journal_mode = wal")
    for sql in ("CREATE TABLE t (n)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"):
        probe("before commit")
        database.execute(sql)
        if answered or not sql.endswith("(2)"):
            probe("after commit")
    for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm"):
        shutil.copy(tmp_path / name, cut.parent / name)
    database.close()

    assert cut_power(cut, meter, random.Random(1)) == ("nothing" if answered else "a part")
    again = sqlite3.connect(cut)
    assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert again.execute("SELECT n FROM t").fetchall() == ([(1,), (2,)] if answered else [(1,)])
    again.close()


def test_a_commit_that_a_checkpoint_has_begun_to_bring_into_the_file_is_on_the_disk(tmp_path: Path) -> None:
    """SQLite syncs the log before it touches the file: a cut that took such a commit would tear a file that no disk tears."""
    place, cut, meter = tmp_path / "kiosk.db", tmp_path / "cut" / "kiosk.db", Meter()
    cut.parent.mkdir()
    store = sqlite3.connect(place, isolation_level=None)
    store.executescript(
        "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE told (what TEXT)"
    )
    store.execute("CREATE INDEX told_what ON told (what)")
    at = meter.probe(place)
    at("before commit")
    store.execute(
        "INSERT INTO told WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT hex(i) FROM n"
    )
    assert store.execute("PRAGMA wal_checkpoint(passive)").fetchone()[1] > 0
    for ending in ("", "-wal", "-shm"):
        shutil.copy(f"{place}{ending}", f"{cut}{ending}")
    store.close()

    assert cut_power(cut, meter, random.Random(1)) == "nothing"
    left = sqlite3.connect(cut)
    assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert left.execute("SELECT count(*) FROM told").fetchone() == (3000,)
    left.close()

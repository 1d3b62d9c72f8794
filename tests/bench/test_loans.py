"""The floor is the same work: what the desk wrote, replayed by bare sqlite3, gives the same tables."""

import asyncio
import json
import sqlite3

import pytest

from bench import loans, run
from bench.floor import replay
from bench.measure import Line

TABLES = ("journal", "movements", "operations", "reservations", "lending_loan")


@pytest.fixture
def small(monkeypatch):
    """A bench that is over in a moment."""
    monkeypatch.setattr(loans, "UMBRELLAS", 2)
    monkeypatch.setattr(loans, "ROUNDS", 1)


def rows(database, table):
    with sqlite3.connect(database) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        found = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() if known else []
    connection.close()
    return found


def test_the_floor_writes_the_same_rows_in_the_same_number_of_commits(small, tmp_path):
    settings = loans.house(tmp_path / "house", members=5)
    snapshot = tmp_path / "before.db"
    recorder = asyncio.run(loans._record(settings, snapshot))
    lending, returning = recorder.stretches
    assert len(lending) >= 2 * 3  # per loan at least: intention, outcome, the loan itself
    assert len(returning) >= 2 * 3
    before = len(rows(snapshot, "journal"))
    seconds = replay(snapshot, recorder.stretches, [True, False])
    assert len(seconds) == 1
    written = {table: rows(snapshot, table) for table in TABLES}
    assert len(written["journal"]) > before
    assert len(written["movements"]) >= 4
    for table in ("movements", "reservations", "lending_loan"):
        assert written[table] == rows(settings.data / "kiosk.db", table), table
    # The outcome of the last slip, and the desk's own stop, come after the last stretch.
    operations = [row[:4] for row in rows(settings.data / "kiosk.db", "operations")]
    assert [row[:4] for row in written["operations"]] == operations


def test_a_loan_is_timed_at_a_desk_in_its_own_process(small, tmp_path):
    settings = loans.house(tmp_path / "house", members=5)
    (lap,) = asyncio.run(loans._lend(settings))
    assert len(lap) == 2
    assert all(0 < seconds < 30 for seconds in lap)


def test_a_part_that_fails_costs_the_others_nothing(tmp_path, monkeypatch, capsys):
    parts = {"broken": lambda: 1 / 0, "fine": lambda: [Line("a figure", 1.0, "×")]}
    monkeypatch.setattr(run, "PARTS", dict.fromkeys(parts, "words"))
    module = type("Module", (), {})
    monkeypatch.setattr(
        run.importlib,
        "import_module",
        lambda name: type(name, (module,), {"measure": staticmethod(parts[name[6:]])}),
    )
    assert run.main(["--out", str(tmp_path / "bench.json")]) == 0
    told = capsys.readouterr().out
    assert "broken could not be measured" in told
    assert "a figure" in told
    assert [line["what"] for line in json.loads((tmp_path / "bench.json").read_text())["lines"]] == [
        "a figure"
    ]


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        run.main(["coffee"])
    assert "there is no part coffee; there are loans" in capsys.readouterr().err

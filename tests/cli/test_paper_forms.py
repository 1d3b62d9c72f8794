"""Blank forms for a day on which the box is down, and the list of what was entered from them later."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.core.ledger import Line, drawer, principal
from kiosk.core.records import Context
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import load
from kiosk.testing.people import QUICK


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shift with one top-up at the screen, and one from paper."""
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "run"\n')
    with open_kiosk_store(load(file), make=True) as store:
        one = add_staff(store, "1001", "小周", "80264713", policy=QUICK).id

        def play(tx: Transaction) -> None:
            tx.open_shift("early", one)
            line = [Line(drawer("desk", "cash"), principal("m"), 5_000)]
            tx.enter("cards.topped_up", line)
            paper = {"paper": "20261129-07", "written_by": "1002"}
            tx.enter("cards.topped_up", line, happened_ms=tx.now_ms - 7_200_000, reason="power", data=paper)

        store.write_now(play, context=Context(f"staff:{one}"))
        day = store.read_now(lambda tx: tx.business_day)
    (tmp_path / "day").write_text(f"{day // 10_000}-{day // 100 % 100:02d}-{day % 100:02d}")
    return file


def sheets(file: Path, capsysbinary: Any, name: str, *words: str) -> list[list[str]]:
    assert main(["report", name, "--format", "csv", *words, "--settings", str(file)]) == 0
    return list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))


def test_every_line_of_a_days_forms_has_a_number_of_its_own(file: Path, capsysbinary: Any) -> None:
    rows = sheets(file, capsysbinary, "blank", "--date", "2026-11-30")
    titles = [row[0] for row in rows if len(row) == 1]
    assert titles == ["2026-11-30 充值", "2026-11-30 售卡登记", "2026-11-30 借用登记", "2026-11-30 交接班"]
    numbers = [row[0] for row in rows if row and row[0].startswith("1130-")]
    assert numbers == [f"1130-{line:02d}" for line in range(1, 79)]
    assert ["现金", "________", "________", "________"] in rows


def test_forms_are_for_today_where_no_day_is_said(file: Path, capsysbinary: Any) -> None:
    rows = sheets(file, capsysbinary, "blank")
    from datetime import datetime
    from zoneinfo import ZoneInfo

    assert rows[0][0].startswith(datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())


def test_what_came_late_is_listed_with_who_wrote_it_and_why(file: Path, capsysbinary: Any) -> None:
    rows = sheets(file, capsysbinary, "late", "--date", (file.parent / "day").read_text())
    (late,) = rows[2:]
    assert late[2:] == ["cards.topped_up", "50.00", "20261129-07", "1002", "1001", "power"]

"""F09 晚班款项报表: read from the ledger, by line and tender, with the foot that is all the money of the shift."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.cli.main import main
from kiosk.core.ledger import Account, Line, drawer, principal, safe
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import load
from kiosk.testing.people import QUICK

CASH, WECHAT = drawer("desk", "cash"), drawer("desk", "wechat")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shift with two top-ups (one undone), a wrapping, change put in, and 5 yuan too little in the drawer."""
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "run"\n')
    with open_kiosk_store(load(file), make=True) as store:
        load_plugins(load(file), store)
        one, two = (add_staff(store, number, number, "80264713", policy=QUICK).id for number in ("1", "2"))

        def play(tx: Transaction) -> None:
            shift = tx.open_shift("early", one)
            tx.enter("shift.cash_in", [Line(CASH, safe(), 20_000)])
            tx.enter("cards.topped_up", [Line(CASH, principal("m"), 100_000)])
            undone = tx.enter("cards.topped_up", [Line(WECHAT, principal("m"), 50_000)])
            tx.enter("cards.topped_up", [Line(WECHAT, principal("m"), 30_000)])
            tx.reverse(undone.id, reason="wrong_card")
            tx.enter("counter.wrapped", [Line(CASH, Account("fees"), 300)])
            tx.enter("trial.sold", [Line(CASH, Account("income"), 200)])
            tx.count(shift, "closing", CASH, 120_000, one)
            tx.count(shift, "closing", WECHAT, 30_000, one)
            left = tx.leave_shift(shift, one)
            tx.settle_shift(left, two, {CASH: "change"})

        store.write_now(play)
        day = store.read_now(lambda tx: tx.business_day)
    (tmp_path / "day").write_text(f"{day // 10_000}-{day // 100 % 100:02d}-{day % 100:02d}")
    return file


def report(file: Path, capsysbinary: Any, *words: str) -> str:
    day = (file.parent / "day").read_text()
    assert main(["report", "F09", "--date", day, *words, "--settings", str(file)]) == 0
    return str(capsysbinary.readouterr().out.decode())


def test_each_line_stands_under_its_tender_and_the_foot_is_all_the_money(
    file: Path, capsysbinary: Any
) -> None:
    told = list(csv.reader(io.StringIO(report(file, capsysbinary, "--format", "csv"))))
    head = told[1]
    rows = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in told[2:9]}

    assert head == ["项目", "现金", "银行卡", "微信支付", "支付宝", "转账", "合计"]
    assert list(rows)[:5] == ["充值", "售卖购物卡", "会员卡补办", "礼品包装", "积分兑换"]
    assert (rows["充值"]["现金"], rows["充值"]["微信支付"], rows["充值"]["合计"]) == (
        "1000.00",
        "300.00",
        "1300.00",
    )
    assert rows["礼品包装"]["现金"] == "3.00"
    assert rows["其他"]["现金"] == "2.00"
    assert rows["合计"]["合计"] == "1305.00"


def test_the_cash_is_told_with_what_was_counted_and_the_difference(file: Path, capsysbinary: Any) -> None:
    text = report(file, capsysbinary)

    assert "F09 晚班款项报表" in text
    for words, amount in (
        ("领入备用金", "200.00"),
        ("账面", "1,205.00"),
        ("清点数", "1,200.00"),
        ("差异", "-5.00"),
    ):
        assert any(words in line and line.rstrip().endswith(amount) for line in text.splitlines()), words
    assert "交班人：________" in text


def test_in_a_workbook_money_is_a_number(file: Path, capsysbinary: Any) -> None:
    out = file.parent / "f09.xlsx"
    report(file, capsysbinary, "--format", "xlsx", "--out", str(out))

    page = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>1300</v>" in page
    assert "<v>1305</v>" in page


def test_it_is_listed_beside_the_services_own_reports(file: Path, capsysbinary: Any) -> None:
    assert main(["report", "--settings", str(file)]) == 0
    assert "f09" in capsysbinary.readouterr().out.decode()


def test_as_a_pdf_it_is_a_file_and_says_where_it_cannot_be_written(file: Path, capsysbinary: Any) -> None:
    out = file.parent / "f09.pdf"
    report(file, capsysbinary, "--format", "pdf", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF-")

    day = (file.parent / "day").read_text()
    words = ("report", "F09", "--date", day, "--format", "pdf", "--settings", str(file))
    assert main([*words]) == 2
    assert "a PDF is a file" in capsysbinary.readouterr().err.decode()
    assert main([*words, "--out", str(file.parent / "nowhere" / "f.pdf")]) == 2
    assert "cannot be written" in capsysbinary.readouterr().err.decode()


def test_a_month_that_is_asked_for_by_one_of_its_days_is_told_whole(file: Path, capsysbinary: Any) -> None:
    day = (file.parent / "day").read_text()
    assert main(["report", "F10", "--date", day, "--settings", str(file)]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert f"{day[:7]}-01 – {day[:7]}" in text
    assert "其他" in text

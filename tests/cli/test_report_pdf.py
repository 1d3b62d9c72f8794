"""A report as a PDF: the form's name, its grid and its fields on every page; nothing that a cell says breaks it."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.cli.report_pdf import Pages, write_pdf
from kiosk.core.reports import Field, Money, Sheet
from kiosk.drivers.printer.fonts import GETA

AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def pdf(path: Path, *sheets: Sheet) -> bytes:
    write_pdf(
        path, "每日售卡销售统计报表", "星河广场  2026-11-22", sheets, at=AT, stamped="据账目生成",
        numbered="第 {page} 页，共 {total} 页",
    )  # fmt: skip
    return path.read_bytes()


def pages(raw: bytes) -> int:
    return raw.count(b"/Type /Page\n") or raw.count(b"/Type /Page ")


def shown(raw: bytes) -> str:
    """What the page streams draw, by the numbers of the glyphs."""
    out = b""
    for piece in raw.split(b"stream\n")[1:]:
        try:
            out += zlib.decompress(piece.split(b"\nendstream")[0])
        except zlib.error:
            continue
    return out.decode("latin-1")


SHEET = Sheet(
    "早班", ("名称", "50元", "金卡"), (("前存", 20, 50), ("销", 1, 2)), total=("存", 19, 48),
    head=(Field("报表日期", "2026-11-22"),), foot=(Field("台账总额", Money(123_456)),), signed=("交班人", "接班人"),
)  # fmt: skip


def test_a_form_is_one_page_with_a_box_for_each_cell(tmp_path):
    raw = pdf(tmp_path / "f.pdf", SHEET)
    assert raw.startswith(b"%PDF-")
    assert pages(raw) == 1
    assert shown(raw).count(" re ") >= 12


def test_the_same_report_is_the_same_file(tmp_path):
    assert pdf(tmp_path / "a.pdf", SHEET) == pdf(tmp_path / "b.pdf", SHEET)


def test_a_long_table_goes_on_under_the_columns_names(tmp_path):
    long = Sheet("明细", ("时间", "项目"), tuple((f"{n:04d}", "充值") for n in range(120)))
    assert pages(pdf(tmp_path / "f.pdf", long)) >= 3


def test_a_cell_higher_than_a_page_goes_on_on_the_next(tmp_path):
    tall = Sheet("明细", ("备注", "数量"), (("品牌" * 2_000, 1),))
    assert pages(pdf(tmp_path / "f.pdf", tall)) >= 2


def test_what_the_font_lacks_is_a_mark_and_no_hole(tmp_path):
    sheets = Pages("题", "日", "时", "页", lying=False)
    said = [sheets.words(text) for text in ("𠮷野家 Café 墨汀 😀", "甲\x1b[2J乙\n丙")]
    sheets.close_fonts()

    assert said == [f"{GETA}野家 Café 墨汀 {GETA}", "甲 [2J乙 丙"]
    pdf(tmp_path / "f.pdf", Sheet("𠮷", ("😀",), (("\x00",),)))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=11))
def test_whatever_cells_say_a_page_is_made(tmp_path, cells):
    raw = pdf(tmp_path / "f.pdf", Sheet("t", tuple("列" * len(cells)), (tuple(cells),)))
    assert raw.rstrip().endswith(b"%%EOF")


def test_where_it_cannot_be_written_is_said(tmp_path):
    with pytest.raises(OSError, match="Is a directory"):
        pdf(tmp_path, SHEET)

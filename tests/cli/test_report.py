"""`kiosk report`: read-only beside a desk, aligned under Chinese, safe in a spreadsheet; and what it refuses."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.cli import report_files, report_text
from kiosk.cli.main import main
from kiosk.core.clock import BusinessDay, ManualClock
from kiosk.core.host.discovery import candidates
from kiosk.core.host.host import Host
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.reports import Sheet, Span
from kiosk.core.store import errors
from kiosk.core.store.database import Store
from kiosk.testing.plugin import NOON_MS, settings_for
from kiosk.testing.ready_store import owners_among, put_ready_store

SHEET = Sheet(
    "借还", ("种类", "位置", "借出", "late"), (("雨伞", "1F East 1 号", 12, 0), ("童车", "服务台", 3, 100)),
    total=("合计", "", 15, 100),
)  # fmt: skip
DAY = Span.of(date(2026, 11, 22), date(2026, 11, 22), BusinessDay())


@pytest.fixture
def site(tmp_path):
    """Settings of a small kiosk whose store has been started once, with one umbrella in it."""
    (tmp_path / "data").mkdir()
    settings = settings_for(tmp_path, doors=2)
    path = tmp_path / "kiosk.toml"
    path.write_text(SETTINGS.format(folder=tmp_path))
    put_ready_store(settings.data / "kiosk.db", *owners_among(candidates(), settings.plugins))
    store = Store.open(settings.data / "kiosk.db", ManualClock(NOON_MS))
    host = Host(lambda: NOON_MS, migrate=lambda plugin, folder: bring_up_to_date(store, plugin, folder))
    host.load(candidates(), {})
    place = store.write_now(lambda tx: tx.put_place("东门", 1, holds=("umbrella",)))
    store.write_now(lambda tx: tx.add_item("U-0001", "umbrella", place_id=place.id))
    store.close()
    return path


SETTINGS = (
    '[site]\nname = "星河广场"\nname_en = "Galaxy Plaza"\n[paths]\ndata = "{folder}/data"\nrun = "{folder}/run"\n'
    '[[bank]]\nname = "东门"\ndriver = "world"\nfactory = "world"\n'
    "[[bank.compartment]]\nnumber = 1\ncoil = 1\nsensor = 101\nrow = 0\ncolumn = 0\n"
)


def report(site, *words: str, capsysbinary) -> tuple[int, str, str]:
    status = main(["report", *words, "--settings", str(site)])
    said = capsysbinary.readouterr()
    return status, said.out.decode(), said.err.decode()


def test_a_day_as_text(site, capsysbinary):
    status, out, _err = report(
        site, "loans", "--date", "2026-11-22", "--width", "48", capsysbinary=capsysbinary
    )
    lines = out.splitlines()
    assert status == 0
    assert lines[0].strip() == "星河广场 · 借还报表"
    assert lines[1].strip() == "2026-11-22"
    assert "2026-11-22     0     0     0     0" in out
    assert max(report_text.width(line) for line in lines) <= 48, "it fits the paper of a slip"
    assert "  前存 1  进 0  销 0  存 1  在位 1  借出 0" in lines


def test_the_reports_are_listed_and_a_wrong_name_says_which_there_are(site, capsysbinary):
    assert "loans" in report(site, capsysbinary=capsysbinary)[1]
    status, _out, err = report(site, "loafs", capsysbinary=capsysbinary)
    assert status == 2
    for name in ("f01", "f02", "f03", "f06", "f09", "f10", "f11", "f14", "loans", "blank", "late"):
        assert name in err.rsplit("there are:", 1)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--date", "2026-11-22", "--to", "2026-11-23"), "not both"),
        (("--from", "2026-11-23", "--to", "2026-11-22"), "the first one first"),
        (("--from", "2020-01-01", "--to", "2026-01-01"), "1 to 366 days"),
        (("--format", "xlsx"), "--out FILE"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(site, capsysbinary, words, said):
    status, _out, err = report(site, "loans", *words, capsysbinary=capsysbinary)
    assert status == 2
    assert said in err


def test_csv_for_excel_begins_with_its_mark_and_is_whole(site, tmp_path):
    out = tmp_path / "loans.csv"
    assert (
        main(
            [
                "report",
                "loans",
                "--date",
                "2026-11-22",
                "--format",
                "csv",
                "--bom",
                "--out",
                str(out),
                "--settings",
                str(site),
            ]
        )
        == 0
    )
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["按种类和位置"]
    assert ["2026-11-22", "0", "0", "0", "0"] in rows


def test_a_workbook_holds_words_as_words_and_numbers_as_numbers(tmp_path):
    path = tmp_path / "r.xlsx"
    report_files.write_workbook(path, [Sheet("=1+1", ("a", "b"), (("=HYPERLINK(1)", 7),)), SHEET])
    with zipfile.ZipFile(path) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page, "a formula"
    assert "=HYPERLINK(1)" in words
    assert "<v>7</v>" in page


@pytest.mark.parametrize("begins", report_files.FORMULA)
def test_no_cell_of_csv_is_a_formula(begins):
    text = report_files.as_csv([Sheet("t", ("a",), ((f"{begins}cmd|' /C calc'!A0",), (f"  {begins}1",)))])
    for row in list(csv.reader(io.StringIO(text, newline="")))[2:]:
        assert row[0].startswith("'"), row


def test_a_negative_number_stays_a_number():
    assert report_files.as_csv([Sheet("t", ("a",), ((-1,),))]).splitlines()[2] == "-1"


def test_columns_stand_under_one_another_in_chinese():
    lines = report_text.as_text("t", "d", [SHEET], width=48).splitlines()
    ends = [report_text.width(line) for line in lines if line.startswith(("雨伞", "童车", "合计", "种类"))]
    assert len(set(ends)) == 1, lines


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine says nothing of a table
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4), st.integers(32, 80))
def test_whatever_a_cell_says_no_line_breaks_the_table(cells, width):
    sheet = Sheet("t", tuple("c" * len(cells)), (tuple(cells),))
    text = report_text.as_text("t", "d", [sheet], width=width)
    assert "\r" not in text
    assert "\x1b" not in text
    for line in text.splitlines():
        assert report_text.width(line) <= width


@given(st.text(alphabet=st.sampled_from("雨伞ab c，"), max_size=40), st.integers(4, 20))
def test_folding_loses_nothing(text, room):
    folded = report_text.fold(text, room)
    assert all(report_text.width(line) <= room for line in folded)
    assert "".join("".join(folded).split()) == "".join(text.split())


def test_blanks_before_a_word_that_just_fits_are_dropped():
    assert report_text.fold("   abcd", 5) == ["abcd"]


def test_it_reads_beside_a_running_desk_and_can_write_nothing(site):
    data = site.parent / "data" / "kiosk.db"
    desk = Store.open(data, ManualClock(NOON_MS))
    reader = Store.open_to_read(data, ManualClock(NOON_MS))
    try:
        desk.write_now(lambda tx: tx.journal("desk.started"))
        assert len(reader.read_now(lambda tx: tx.journal_entries())) == 1
        with pytest.raises(errors.ReadOnly):
            reader.read_now(lambda tx: tx.journal("desk.started"))
        with pytest.raises(errors.StoreClosed):
            reader.write_now(lambda tx: tx.journal("desk.started"))
    finally:
        reader.close()
        desk.close()


def test_what_was_never_started_is_not_made(tmp_path, capsysbinary):
    path = tmp_path / "kiosk.toml"
    path.write_text(SETTINGS.format(folder=tmp_path))
    status, _out, err = report(path, "loans", capsysbinary=capsysbinary)
    assert status == 69
    assert "there is no" in err
    assert not (tmp_path / "data" / "kiosk.db").exists()


def test_days_begin_on_the_sites_clock_also_where_clocks_are_put_forward():
    spring = Span.of(date(2026, 3, 28), date(2026, 3, 30), BusinessDay("Europe/Berlin"))
    hours = [
        (later - sooner) // 3_600_000
        for sooner, later in zip(spring.begins_ms, spring.begins_ms[1:], strict=False)
    ]
    assert hours == [23, 24, 24] or hours == [24, 23, 24]
    day = BusinessDay("Europe/Berlin")
    assert [day.of(at) for at in spring.begins_ms[:-1]] == list(spring.days)
    assert [day.of(at - 1) for at in spring.begins_ms[1:]] == list(spring.days)

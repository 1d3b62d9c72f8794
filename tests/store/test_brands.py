"""The directory of brands: read from a spreadsheet line by line, taken over as often as one likes, and never forgotten."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.core.brands.asking import KEYS, grouped
from kiosk.core.brands.importer import Directory, read_directory, with_letters
from kiosk.core.brands.initials import initials, unknown_in
from kiosk.core.brands.records import OTHERS, Brand, level, storeys
from kiosk.core.members.report import ImportRefused
from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.brands import BrandsPut

HEADER = "商户号,品牌名称,英文名称,楼层,铺位号,业态,拼音首字母,电话,营业时间,指引\n"
TWO = HEADER + (
    "M0001,星巴克,Starbucks,1F,101,餐饮,,0571-88886666,10:00-22:00,东门旁\nM0002,鼕鼕鼓,,b1,B105,餐饮,DDG,,,\n"
)


@pytest.fixture
def read(tmp_path: Path):
    def from_words(words: str | bytes) -> Directory:
        file = tmp_path / "brands.csv"
        file.write_bytes(words if isinstance(words, bytes) else words.encode())
        return read_directory(file)

    return from_words


def test_a_spreadsheets_columns_become_brands(read):
    one, two = read(TWO).brands

    assert (one.key, one.name, one.name_en, one.floor, one.unit) == (
        "M0001",
        "星巴克",
        "Starbucks",
        "1F",
        "101",
    )
    assert (one.phone, one.hours, one.way) == ("0571-88886666", "10:00-22:00", "东门旁")
    assert (two.floor, two.letters, with_letters(one).letters) == ("B1", "DDG", "XBK")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_in_whatever_encoding_a_spreadsheet_writes(read, encoding):
    assert read(TWO.encode(encoding)).brands == read(TWO).brands


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("M 1,甲,,1F,,,,,,", "key"),
        (",甲,,1F,,,,,,", "key"),
        ("M1,,,1F,,,,,,", "name_missing"),
        ("M1,!!!,,1F,,,,,,", "name_missing"),
        ("M1,甲,,楼上,,,,,,", "floor"),
        ("M1,甲,,1F,,,星巴克,,,", "letters"),
        ("M1,甲,,1F,,,,13800001111,,", "mobile"),
        ("M1,甲,,1F,,,,86 138 0000 1111,,", "mobile"),
        ("M1,甲,,1F,,,,问前台,,", "phone"),
        ("M1,=HYPERLINK(1),,1F,,,,,,", "formula"),
        ("M1,甲,,1F,,,,,,概不退换", "unlawful"),
        ("M1,甲\u200b,,1F,,,,,,", "invisible"),
        (f"M1,{'长' * 21},,1F,,,,,,", "long"),
        ("M1,甲,,1F", "columns"),
        ('M1,"甲,,1F,,,,,,', "quotes"),
        ("M0001,甲,,1F,,,,,,", "key_twice"),
    ],
)
def test_a_line_that_is_wrong_is_told_and_costs_no_other(read, line, code):
    told = read(f"{TWO}{line}\nM9,乙,,2F,,,,,,\n")

    assert [fault.code for fault in told.faults] == [code]
    assert [one.key for one in told.brands] == ["M0001", "M0002", "M9"]


@pytest.mark.parametrize(
    "words", ["", "商户号,楼层\nM1,1F\n", b"PK\x03\x04" + bytes(50), "商户号，品牌名称，楼层\n"]
)
def test_what_is_no_directory_at_all_is_refused(read, words):
    with pytest.raises(ImportRefused):
        read(words)


def test_a_name_that_nobody_can_look_up_by_a_letter_is_told(read):
    told = read(HEADER + "M1,鼕鼕鼓,,1F,,,,,,\nM2,鼕鼕鼓,,1F,,,DDG,,,\n")

    assert told.silent == ("鼕鼕鼓",)


# ------------------------------------------------------------------------------------------------ in the store


def test_twice_changes_nothing_and_is_on_record_once(store, read):
    brands = [with_letters(one) for one in read(TWO).brands]

    assert store.write_now(lambda tx: tx.put_brands(brands)) == BrandsPut(2)
    assert store.write_now(lambda tx: tx.put_brands(brands)) == BrandsPut(unchanged=2)
    assert [one.name for one in store.read_now(lambda tx: tx.brands())] == ["鼕鼕鼓", "星巴克"]
    events = store.read_now(lambda tx: [entry.event for entry in tx.journal_entries()])
    assert events.count("brands.imported") == 1


def test_only_a_whole_directory_lets_a_shop_leave_and_what_could_not_be_read_stays(store, read):
    brands = list(read(TWO).brands)
    more = [*brands, Brand("M3", "丙", floor="2F"), Brand("M4", "丁", floor="3F")]
    store.write_now(lambda tx: tx.put_brands(more))
    store.write_now(lambda tx: tx.put_brands(brands))
    assert len(store.read_now(lambda tx: tx.brands())) == 4
    put = store.write_now(lambda tx: tx.put_brands(brands, whole=True, keep={"M4"}))

    assert put == BrandsPut(unchanged=2, gone=1)
    assert {one.key for one in store.read_now(lambda tx: tx.brands())} == {"M0001", "M0002", "M4"}
    assert store.read_now(lambda tx: tx.count_brands()) == 3
    left = store.read_now(lambda tx: tx.brand("M3"))
    assert (left.name, left.gone) == ("丙", True)
    assert store.write_now(lambda tx: tx.put_brands(more)) == BrandsPut(changed=1, unchanged=3)


def test_a_plugin_reads_the_directory_and_does_not_write_it(store):
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.put_brands([]), context=Context("system", plugin="counter"))
    assert store.read_now(lambda tx: tx.brand("nobody")) is None


# ------------------------------------------------------------------------------------------------ letters and floors


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("星巴克", "XBK"),
        ("优衣库 UNIQLO", "YYKU"),
        ("H&M", "HM"),
        ("Élysée Café", "EC"),
        ("McDonald's 麦当劳", "MMDL"),
        ("7-Eleven", "7E"),
        ("", ""),
        ("鼕", ""),
    ],
)
def test_first_letters_without_a_dictionary(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("floor", "high"),
    [
        ("1F", 1),
        ("3", 3),
        ("L2", 2),
        ("B1", -1),
        ("B2F", -2),
        ("地下1层", -1),
        ("-1", -1),
        ("屋顶", 0),
        ("12层", 12),
    ],
)
def test_how_high_a_floor_is(floor, high):
    assert level(floor) == high


@pytest.mark.parametrize(
    ("here", "there", "up"),
    [("1F", "3F", 2), ("1F", "B1", -1), ("B2", "1F", 2), ("2F", "2F", 0), ("1F", "屋顶", None)],
)
def test_there_is_no_floor_between_the_first_one_up_and_the_first_one_down(here, there, up):
    assert storeys(here, there) == up


@given(some.text(max_size=30))
def test_whatever_a_name_is_it_stands_behind_exactly_one_key(name):
    brand = Brand("M1", name, letters=initials(name))
    for language in ("zh_CN", "en"):
        groups = grouped([brand], "letters", language)
        assert len(groups) == 1
        assert next(iter(groups)) in (*KEYS, OTHERS)
    assert unknown_in(name) in (True, False)
    assert unicodedata.is_normalized("NFC", initials(name))

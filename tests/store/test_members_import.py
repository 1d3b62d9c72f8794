"""Importing a member list: good rows always come in, bad ones say where and why, and a second run changes
nothing.
"""

from __future__ import annotations

import pytest

from kiosk.core.members.importer import BATCH, BalancesNeedStaff, brings_balances, import_members
from kiosk.core.members.reading import MAXIMUM_LINE
from kiosk.core.members.report import MAXIMUM_FAULTS, ImportRefused
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.statements import run

HEADER = "会员卡号,姓名,电话,生日,卡种,积分,储值本金"
BEFORE = "880001,张明,13812345678,1988-03-14,金卡,120,50.5"
AFTER = "880099,李秀英,13900000000,09-02,银卡,,"
IDENTITY = "11010519491231002X"

FAULTS = [
    # what is on line 3 of the file, which column is to blame, the code, and what a person reads of the reason
    (",王伟,13700000000,,,,", "会员卡号", "card_missing", "there is no card number"),
    ("88,王伟,13700000000,,,,", "会员卡号", "card", "4 to 32 letters and digits"),
    ("88/0002,王伟,13700000000,,,,", "会员卡号", "card", "4 to 32 letters and digits"),
    (
        "8.80002E+15,王伟,13700000000,,,,",
        "会员卡号",
        "spreadsheet_number",
        "a spreadsheet made a number of it",
    ),
    (
        "8800021234.0,王伟,13700000000,,,,",
        "会员卡号",
        "spreadsheet_number",
        "a spreadsheet made a number of it",
    ),
    (f"{IDENTITY},王伟,13700000000,,,,", "会员卡号", "identity_number", "never kept"),
    ("880001,王伟,13700000000,,,,", "会员卡号", "card_twice", "the same card is in line 2"),
    ("880002,,13700000000,,,,", "姓名", "name_missing", "there is no name"),
    (f"880002,{'王' * 65},,,,,", "姓名", "name_long", "64 characters"),
    ("880002,12345,,,,,", "姓名", "name", "a name has letters"),
    ("880002,王伟12345678901234567890,,,,,", "姓名", "name", "no long number"),
    ('880002,"=HYPERLINK(""http://x"",""y"")",,,,,', "姓名", "formula", "formula"),
    ("880002,@王伟,,,,,", "姓名", "formula", "formula"),
    ("880002,王\u202e伟,,,,,", "姓名", "invisible", "invisible characters"),
    ("880002,王\ufffd\ufffd,,,,,", "姓名", "unreadable", "lost in an earlier conversion"),
    (f"880002,王伟{IDENTITY},,,,,", "姓名", "identity_number", "never kept"),
    ("880002,王伟,电话见表,,,,", "电话", "phone", "no phone number"),
    ("880002,王伟,138123,,,,", "电话", "phone", "no phone number"),
    ("880002,王伟,1.38E+10,,,,", "电话", "spreadsheet_number", "a spreadsheet made a number of it"),
    (f"880002,王伟,{IDENTITY},,,,", "电话", "identity_number", "never kept"),
    ("880002,王伟,,1990-02-30,,,", "生日", "birthday", "no such day"),
    ("880002,王伟,,2090-02-03,,,", "生日", "birthday_year", "cannot be right"),
    ("880002,王伟,,03/05/1990,,,", "生日", "birthday_form", "1990-05-03 or 05-03"),
    ("880002,王伟,,三月五日,,,", "生日", "birthday_form", "1990-05-03 or 05-03"),
    (f"880002,王伟,,,{'金' * 21},,", "卡种", "tier_long", "20 characters"),
    ("880002,王伟,,,,-5,", "积分", "amount_negative", "not negative"),
    ("880002,王伟,,,,1.5,", "积分", "points", "points are whole"),
    ("880002,王伟,,,,,一百", "储值本金", "amount", "no amount"),
    ("880002,王伟,,,,,1.005", "储值本金", "amount_fraction", "two decimals"),
    ("880002,王伟,,,,,99999999999", "储值本金", "amount_large", "cannot be right"),
    ("880002,王伟,13700000000", "", "columns", "it has 3 columns, and the header 7"),
    ("880002,王伟,13700000000,,,,,多,余", "", "columns", "it has 9 columns, and the header 7"),
    ('880002,"王伟,13700000000,,,,', "", "quotes", "not in pairs"),
    ('880002,"王"伟,13700000000,,,,', "", "quotes", "not in pairs"),
    ("880002,王\0伟,,,,,", "", "invisible", "invisible characters"),
    (HEADER, "", "header_again", "the header again"),
    (f"880002,{'x' * MAXIMUM_LINE},,,,,", "", "line_long", "too long"),
]


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "members.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def imported(store, tmp_path, text, encoding="utf-8", actor="staff:s-1"):
    return import_members(store, written(tmp_path, text, encoding), actor=actor)


def members(store):
    sql = "SELECT card, name, phone, birth_month, birth_day, tier FROM members ORDER BY card"
    return store.read_now(lambda tx: run(tx, sql).fetchall())


def openings(store):
    sql = "SELECT kind, amount, state, made_by FROM opening_entries ORDER BY kind"
    return store.read_now(lambda tx: run(tx, sql).fetchall())


def everything(store):
    def read(tx):
        return [
            run(tx, f"SELECT * FROM {table}").fetchall()
            for table in ("members", "opening_entries", "journal")
        ]

    return store.read_now(read)


ZHANG = ("880001", "张明", "13812345678", 3, 14, "金卡")
LI = ("880099", "李秀英", "13900000000", 9, 2, "银卡")


@pytest.mark.parametrize(
    ("row", "column", "code", "words"), FAULTS, ids=[f"{n}-{f[2]}" for n, f in enumerate(FAULTS)]
)
def test_a_bad_row_is_told_by_line_and_reason_and_never_stops_the_good_ones(
    sqlite_store, tmp_path, row, column, code, words
):
    report = imported(sqlite_store, tmp_path, f"{HEADER}\n{BEFORE}\n{row}\n{AFTER}")
    assert [(fault.line, fault.column, fault.code) for fault in report.faults] == [(3, column, code)]
    assert words in str(report.faults[0])
    assert members(sqlite_store) == [ZHANG, LI]
    assert (report.rows, report.added, report.unchanged, report.fault_count) == (3, 2, 0, 1)
    assert IDENTITY not in repr(everything(sqlite_store)) + repr(report), "nothing of it is kept or repeated"


def test_a_line_that_is_torn_is_a_fault_of_its_own_in_either_encoding(sqlite_store, tmp_path):
    for number, encoding in enumerate(("utf-8", "gb18030")):
        lines = [HEADER, BEFORE, "880002,王伟,13700000000,,,,", AFTER]
        raw = [line.encode(encoding).replace(b"88", f"{number}8".encode()) for line in lines]
        raw[2] = raw[2][:8] + b"\xff" + raw[2][8:]
        report = imported(sqlite_store, tmp_path, b"\n".join(raw))
        assert [(fault.line, fault.code) for fault in report.faults] == [(3, "encoding")]
        assert report.added == 2
        assert report.encoding == encoding


FILES = [
    ("", "is empty"),
    ("\n \n,,,\n", "is empty"),
    ("hello, world\n1,2\n", "no column 会员卡号 / card"),
    ("880001,张明,13812345678\n", "no column 会员卡号 / card"),
    ("会员卡号,电话\n880001,13812345678\n", "no column 姓名 / name"),
    ("会员卡号,姓名,卡号\n1,2,3\n", "卡号 is there twice"),
    ("会员卡号，姓名，电话\n", "full-width punctuation"),
    (HEADER.encode("utf-16"), "UTF-16"),
    (b"PK\x03\x04" + bytes(100), "workbook"),
    (b"\xd0\xcf\x11\xe0" + bytes(100), "workbook"),
    (b"x" * (MAXIMUM_LINE + 1) + b"\n", "too long for a list"),
    (b"\xef\xbb\xbf\xff\xfe,\xff", "cannot be read as UTF-8"),
    (bytes(1000), "no column"),
]


@pytest.mark.parametrize(("content", "words"), FILES, ids=range(len(FILES)))
def test_what_is_no_member_list_is_refused_as_a_whole_with_what_to_do(sqlite_store, tmp_path, content, words):
    before = everything(sqlite_store)
    with pytest.raises(ImportRefused, match=words):
        imported(sqlite_store, tmp_path, content)
    assert everything(sqlite_store) == before


def test_a_file_that_cannot_be_opened_is_refused(sqlite_store, tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(ImportRefused, match="cannot be opened"):
            import_members(sqlite_store, path, actor="system")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_line_ends_and_delimiters(sqlite_store, tmp_path, encoding, end, delimiter):
    text = end.join([HEADER, BEFORE, AFTER, ""]).replace(",", delimiter)
    report = imported(sqlite_store, tmp_path, text, encoding)
    assert members(sqlite_store) == [ZHANG, LI]
    assert (report.encoding, report.delimiter) == (encoding, delimiter)


HEADERS = [
    "会员卡号,姓名,电话,生日,卡种,积分,储值本金",
    "卡号,会员姓名,手机号码,出生日期,会员等级,积分余额,期初本金",
    "Card Number,Name,Phone,Birthday,Card Tier,Points,Principal",
    "Card,NAME,Tel,birth date,Type,points,principal",
    "card_no,full_name,Mobile,date-of-birth,TIER,opening_points,opening_principal",
    '"会员卡号*"," 姓 名 ","电话：","生日（月日）","卡种","积分","储值本金（元）"',
    "\ufeff会员卡号,姓名,电话,生日,卡种,积分,储值本金",
    "会员卡号,姓名,电话,生日,卡种,积分,储值本金,,",
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_headers_in_both_languages_as_people_write_them(sqlite_store, tmp_path, header):
    extra = ",," if header.endswith(",,") else ""
    imported(sqlite_store, tmp_path, f"sep=,\n\n{header}\n{BEFORE}{extra}\n")
    assert members(sqlite_store) == [ZHANG]
    assert len(openings(sqlite_store)) == 2


def test_columns_in_any_order_strange_ones_ignored_identity_numbers_never_read(sqlite_store, tmp_path):
    text = f"备注,姓名,身份证号,会员卡号,ID Number\n常客,张明,{IDENTITY},880001,{IDENTITY}\n"
    report = imported(sqlite_store, tmp_path, text)
    assert report.added == 1
    assert report.ignored_columns == ("备注",)
    assert report.identity_columns == ("身份证号", "ID Number")
    assert IDENTITY not in repr(everything(sqlite_store))


VALUES = [
    ("８８０００１,张明,,,", ("880001", "张明", "", None, None, "")),
    ("'00880001,张明,,,", ("00880001", "张明", "", None, None, "")),
    ('"=""00880001""",张明,,,', ("00880001", "张明", "", None, None, "")),
    ("99110105194912310021,张明,,,", ("99110105194912310021", "张明", "", None, None, "")),
    ("vip-88a, 张　明 ,,,", ("VIP-88A", "张 明", "", None, None, "")),
    ("880001,O'Brien-Łuka 😀,,,", ("880001", "O'Brien-Łuka 😀", "", None, None, "")),
    ("880001,张明,138 1234 5678,,", ("880001", "张明", "13812345678", None, None, "")),
    ("880001,张明,+86-138-1234-5678,,", ("880001", "张明", "13812345678", None, None, "")),
    ("880001,张明,8613812345678,,", ("880001", "张明", "13812345678", None, None, "")),
    ("880001,张明,(010)8888-1234,,", ("880001", "张明", "01088881234", None, None, "")),
    ("880001,张明,+44 20 7946 0958,,", ("880001", "张明", "+442079460958", None, None, "")),
    ("880001,张明,,1990/5/3,", ("880001", "张明", "", 5, 3, "")),
    ("880001,张明,,19900503,", ("880001", "张明", "", 5, 3, "")),
    ("880001,张明,,1990年5月3日,", ("880001", "张明", "", 5, 3, "")),
    ("880001,张明,,1990-05-03 00:00:00,", ("880001", "张明", "", 5, 3, "")),
    ("880001,张明,,5月3日,", ("880001", "张明", "", 5, 3, "")),
    ("880001,张明,,02-29,", ("880001", "张明", "", 2, 29, "")),
    ("880001,张明,,1996-02-29,", ("880001", "张明", "", 2, 29, "")),
    ("880001,张明,,,白金卡", ("880001", "张明", "", None, None, "白金卡")),
]


@pytest.mark.parametrize(("row", "stored"), VALUES, ids=range(len(VALUES)))
def test_what_stands_in_a_cell_and_what_is_stored(sqlite_store, tmp_path, row, stored):
    report = imported(sqlite_store, tmp_path, f"会员卡号,姓名,电话,生日,卡种\n{row}\n")
    assert [str(fault) for fault in report.faults] == []
    assert members(sqlite_store) == [stored]


def test_the_year_of_birth_is_not_kept_anywhere(sqlite_store, tmp_path):
    imported(sqlite_store, tmp_path, f"{HEADER}\n{BEFORE}\n")
    assert "1988" not in repr(everything(sqlite_store)[0])


def test_twice_changes_nothing(store, tmp_path):
    text = f"{HEADER}\n{BEFORE}\n,王伟,,,,,\n{AFTER}"
    first = imported(store, tmp_path, text)
    before = everything(store)
    second = imported(store, tmp_path, text)
    assert everything(store) == before, "not even a row in the journal"
    assert (first.added, first.unchanged, first.opening_entries) == (2, 0, 2)
    assert (second.added, second.unchanged, second.opening_entries) == (0, 2, 0)
    assert first.faults == second.faults
    assert check(store) == []


def test_a_row_that_contradicts_what_is_known_changes_nothing(store, tmp_path):
    imported(store, tmp_path, f"{HEADER}\n{BEFORE}\n")
    before = everything(store)
    changes = {
        "姓名": BEFORE.replace("张明", "张敏"),
        "电话": BEFORE.replace("13812345678", "13812345679"),
        "生日": BEFORE.replace("03-14", "03-15"),
        "卡种": BEFORE.replace("金卡", "钻石卡"),
        "积分": BEFORE.replace("120", "1200"),
        "储值本金": BEFORE.replace("50.5", "505"),
    }
    for column, row in changes.items():
        report = imported(store, tmp_path, f"{HEADER}\n{row}\n")
        assert [(fault.line, fault.column) for fault in report.faults] == [(2, column)]
        assert everything(store) == before


def test_a_row_that_says_less_than_is_known_is_no_contradiction(store, tmp_path):
    imported(store, tmp_path, f"{HEADER}\n{BEFORE}\n")
    report = imported(store, tmp_path, "card,name,phone\n880001,张明,\n")
    assert (report.unchanged, report.fault_count) == (1, 0)
    assert members(store) == [ZHANG]


def test_opening_balances_wait_for_a_second_person(store, tmp_path):
    imported(store, tmp_path, f'{HEADER}\n{BEFORE}\n880002,王伟,,,,0,"￥1,234.50"\n880003,陈静,,,,,0\n')
    assert openings(store) == [
        ("points", 120, "awaiting approval", "staff:s-1"),
        ("principal", 5050, "awaiting approval", "staff:s-1"),
        ("principal", 123450, "awaiting approval", "staff:s-1"),
    ]


def test_balances_may_come_in_a_file_of_their_own(store, tmp_path):
    imported(store, tmp_path, "card,name\n880001,张明\n")
    report = imported(store, tmp_path, "card,name,points\n880001,张明,120\n")
    assert (report.added, report.unchanged, report.opening_entries) == (0, 1, 1)


def test_the_journal_says_that_and_how_much_but_not_who(store, tmp_path):
    imported(store, tmp_path, f"{HEADER}\n{BEFORE}\n{AFTER}\n")
    entry = store.read_now(lambda tx: tx.journal_entries())[-1]
    assert (entry.event, entry.actor) == ("members.imported", "staff:s-1")
    assert '"added":2' in entry.data
    for personal in ("880001", "张明", "13812345678"):
        assert personal not in entry.data


def test_many_rows_are_many_small_transactions(store, tmp_path):
    rows = [f"{880000 + number},会员{number}号" for number in range(BATCH * 2 + 1)]
    seen = []
    path = written(tmp_path, "\n".join(["card,name", *rows]))
    report = import_members(store, path, actor="system", progress=seen.append)
    assert report.added == BATCH * 2 + 1
    assert seen == [BATCH, BATCH * 2]
    assert len(store.read_now(lambda tx: tx.journal_entries())) == 3


def test_an_import_that_was_cut_off_goes_on_where_it_was(store, tmp_path):
    rows = [f"{880000 + number},会员{number}号" for number in range(BATCH * 2)]
    path = written(tmp_path, "\n".join(["card,name", *rows]))

    class Cut(Exception):
        pass

    def cut(_done):
        raise Cut

    with pytest.raises(Cut):
        import_members(store, path, actor="system", progress=cut)
    report = import_members(store, path, actor="system")
    assert (report.added, report.unchanged) == (BATCH, BATCH)


def test_a_card_that_comes_back_batches_later_is_found(store, tmp_path):
    rows = [f"{880000 + number},会员{number}号" for number in range(BATCH)]
    report = imported(store, tmp_path, "\n".join(["card,name", *rows, "880000,别人"]))
    assert [(fault.line, fault.code) for fault in report.faults] == [(BATCH + 2, "card_twice")]


@pytest.mark.parametrize("second", ["880000,会员0号,", "880000,别人,", "880000,会员0号,50"])
def test_a_card_that_comes_back_batches_later_is_told_in_every_run(store, tmp_path, second):
    rows = [f"{880000 + number},会员{number}号," for number in range(BATCH + 3)]
    text = "\n".join(["card,name,points", *rows, second])
    first = imported(store, tmp_path, text)
    before = everything(store)
    again = imported(store, tmp_path, text)
    assert [(fault.line, fault.code) for fault in first.faults] == [(BATCH + 5, "card_twice")]
    assert again.faults == first.faults
    assert again.unchanged == first.added == BATCH + 3
    assert everything(store) == before


def test_balances_are_entered_in_somebodys_name_or_not_at_all(store, tmp_path):
    path = written(tmp_path, f"{HEADER}\n{BEFORE}\n")
    before = everything(store)
    with pytest.raises(BalancesNeedStaff):
        import_members(store, path, actor="system")
    assert everything(store) == before
    import_members(store, path, actor="staff:s-1")
    approve = "UPDATE opening_entries SET state = 'approved', decided_ms = 1, decided_by = ?"
    with pytest.raises(errors.ConstraintBroken):
        store.write_now(lambda tx: run(tx, approve, ("staff:s-1",)))
    store.write_now(lambda tx: run(tx, approve, ("staff:s-2",)))


@pytest.mark.parametrize(
    ("row", "brings"),
    [("120,", True), (",0.01", True), (",", False), ("0,0", False), ("-5,many", False)],
)
def test_whether_a_file_brings_balances(tmp_path, row, brings):
    assert brings_balances(written(tmp_path, f"{HEADER}\n880001,张明,,,,{row}\n")) == brings


def test_a_million_wrong_rows_are_counted_and_not_hoarded(sqlite_store, tmp_path):
    report = imported(sqlite_store, tmp_path, "card,name\n" + "1,x\n" * (MAXIMUM_FAULTS + 500))
    assert report.fault_count == MAXIMUM_FAULTS + 500
    assert len(report.faults) == MAXIMUM_FAULTS


def test_a_member_is_found_by_the_card_however_it_is_scanned(store, tmp_path):
    imported(store, tmp_path, "card,name\nvip-880001,张明\n")

    def find(tx):
        return [tx.member_by_card(text) for text in ("VIP-880001", " vip-880001\r", "ｖｉｐ-８８０００１")]

    found = store.read_now(find)
    assert {member.card_tail for member in found} == {"0001"}
    assert str(found[0].name) == "张*"
    assert (
        store.read_now(lambda tx: [tx.member_by_card(text) for text in ("", "x" * 10_000, "'; --", IDENTITY)])
        == [None] * 4
    )

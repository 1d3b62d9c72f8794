"""`kiosk report loans`, as tables: one fixed day with a bit of everything, and what each figure means."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.reports import Span
from kiosk.link.texts import Translator
from kiosk.plugins.lending import loans_report, stock_writes
from tests.lending.conftest import FOLDER

HOUR_S = 3600
DAY = date(2026, 11, 22)
say = Translator("zh_CN", {"lending": FOLDER / "locale", "core": FOLDER.parents[1] / "core" / "locale"}).say


@pytest.fixture
def a_day(books):
    """Noon: two borrow. One brings it back at 14:00; the other's umbrella is lost at 02:00, which is the same day still."""
    first, second = books.borrow("ming"), books.borrow("hong")
    books.clock.jump(2 * HOUR_S)
    books.bring_back(first)
    books.clock.jump(12 * HOUR_S)
    books.write(stock_writes.lose, second.item_id, "s1")
    item = books.write(stock_writes.take_in, "U-0009", "umbrella", "s1")
    books.write(stock_writes.damage, item.id, "Broken frame", "s1")
    books.write(stock_writes.retire, item.id, "Worn out", "s1")
    return books


def made(books, since: date = DAY, until: date = DAY):
    span = Span.of(since, until, books.store.day)
    return [
        ([say(column) for column in sheet.columns], [[words(cell) for cell in row] for row in sheet.rows])
        for sheet in books.read(loans_report.loans, span, {})
    ]


def words(cell):
    return cell if isinstance(cell, int) else say(cell)


def test_what_was_lent_and_brought_back_counts_where_it_happened(a_day):
    (head, rows), _days, _stock = made(a_day)
    assert head == ["种类", "位置", "借出", "归还", "未还", "逾期", "遗失", "损坏"]
    assert rows == [
        ["雨伞", "wall 1 号", 1, 1, 0, 0, 0, 0],
        ["雨伞", "wall 2 号", 1, 0, 0, 0, 1, 0],
        ["雨伞", "服务台", 0, 0, 0, 0, 0, 1],
    ]


def test_the_day_is_the_business_day(a_day):
    _places, (_head, days), _stock = made(a_day, DAY, date(2026, 11, 23))
    assert days == [["2026-11-22", 2, 1, 1, 1], ["2026-11-23", 0, 0, 0, 0]]


def test_before_in_out_after_and_where_it_is(a_day):
    *_others, (head, rows) = made(a_day)
    assert head == ["种类", "前存", "进", "销", "存", "在位", "借出", "在途", "遗失", "在台"]
    assert rows[0] == ["雨伞", 2, 1, 1, 2, 1, 0, 0, 1, 0]


def test_the_next_day_begins_with_what_the_day_before_ended_with(a_day):
    after = made(a_day)[2][1][0][4]
    assert made(a_day, date(2026, 11, 23), date(2026, 11, 23))[2][1][0][1] == after


def test_what_is_out_is_late_past_its_due_time_and_only_then(books):
    books.borrow("ming")
    out, late = 4, 5
    assert made(books)[0][1][0][out : late + 1] == [1, 0]
    later = date(2026, 11, 26)
    assert made(books, later, later)[0][1][0][out : late + 1] == [1, 1]


def test_a_loan_that_ended_since_was_out_on_the_day(books):
    loan = books.borrow("ming")
    books.clock.jump(30 * HOUR_S)
    books.bring_back(loan)
    assert made(books)[0][1] == [["雨伞", "wall 1 号", 1, 0, 1, 0, 0, 0]]


def test_an_empty_day_has_no_rows_and_the_stock(books):
    places, days, stock = made(books, date(2026, 1, 1), date(2026, 1, 1))
    assert places[1] == []
    assert days[1] == [["2026-01-01", 0, 0, 0, 0]]
    assert stock[1][0][:5] == ["雨伞", 2, 0, 0, 2]

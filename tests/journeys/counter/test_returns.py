"""退换货登记: goods and their receipt on record with a label, and collected by the department that signs for them."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.clock import BusinessDay
from kiosk.core.reports import Money, Span
from kiosk.core.till.records import TillCounts, TillLine
from kiosk.link.slips import Code
from kiosk.plugins.counter.models import ReturnRow
from kiosk.plugins.counter.receipts import Receipt, from_code, may_be_of
from kiosk.plugins.counter.returns_report import report
from kiosk.plugins.counter.till import told
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.people import add_member
from tests.journeys.cards.counter import SUPERVISOR, sign_in
from tests.journeys.counter.conftest import with_shops
from tests.journeys.counter.steps import (
    facts,
    goods,
    pick,
    register,
    shop,
    slips,
    to_the_register,
    typed_receipt,
)

CODE = "{merchant}-{terminal}-{receipt}-{day}-{fen}"
CARD = "6901234563307"


def rows(kiosk) -> list[ReturnRow]:
    return kiosk.read(lambda _tx: list(ReturnRow.select().order_by(ReturnRow.at_ms, ReturnRow.number)))


def labels(kiosk) -> list[str]:
    return [
        block.data for slip in kiosk.world.world.slips for block in slip.blocks if isinstance(block, Code)
    ]


def test_goods_are_registered_by_a_typed_receipt_with_a_label_and_a_slip(kiosk):
    to_the_register(kiosk)
    kiosk.choose("register")
    kiosk.choose("return")
    typed_receipt(kiosk)
    shop(kiosk)
    goods(kiosk)
    told = facts(kiosk)
    assert told["品牌"] == "踏歌鞋履"
    assert told["商品"] == "鞋包，1 件"
    assert told["购物小票"] == "收银机 3，小票号 1234，2026-11-22"
    assert told["金额"] == "¥199.00"
    kiosk.choose("register")
    kiosk.expect("已登记")
    kiosk.choose("done")
    table = kiosk.expect("退换货登记")
    assert [str(cell) for cell in table.rows[0].cells][1:] == ["踏歌鞋履", "鞋包，1 件"]

    row = rows(kiosk)[0]
    assert (row.merchant, row.terminal, row.receipt, row.receipt_day, row.amount) == (
        "M0014", "3", "1234", 20261122, 19_900,
    )  # fmt: skip
    kiosk.until(lambda: len(slips(kiosk)) == 2, "label and slip")
    assert labels(kiosk) == [f"ZGR1:{row.number}"]
    assert "2F · 211" in slips(kiosk)[0]
    assert "12315" in slips(kiosk)[1]


def test_a_receipts_code_says_all_of_it_and_the_shop(make_desk):
    kiosk = make_desk(settings={"counter": {"receipt_code": CODE}})
    to_the_register(kiosk)
    kiosk.choose("register")
    kiosk.choose("exchange")
    kiosk.expect("请扫购物小票")
    kiosk.scan("M0014-07-000123-20261120-25800")
    goods(kiosk)
    assert facts(kiosk)["品牌"] == "踏歌鞋履"
    assert facts(kiosk)["类型"] == "换货"
    kiosk.choose("register")
    kiosk.expect("已登记")

    row = rows(kiosk)[0]
    assert (row.what, row.terminal, row.receipt, row.receipt_day, row.amount) == (
        "exchange", "07", "000123", 20261120, 25_800,
    )  # fmt: skip


def test_a_code_that_does_not_fit_is_the_receipts_number_and_the_rest_is_typed(kiosk):
    to_the_register(kiosk)
    kiosk.choose("register")
    kiosk.choose("return")
    kiosk.expect("请扫购物小票")
    kiosk.scan("20261122000123")
    kiosk.expect("收银机号")
    kiosk.type("3")
    kiosk.expect("小票日期")
    kiosk.choose("earlier")
    kiosk.type("20261399")
    kiosk.expect("没有这一天")
    kiosk.type("20261101")
    kiosk.expect("小票金额")
    kiosk.type("0")
    kiosk.expect("请输入大于零的数")
    kiosk.type("1")
    kiosk.expect("是哪家品牌的")


def test_a_member_card_and_a_label_of_ours_are_no_receipt(make_desk):
    def people(tx) -> None:
        with_shops(tx)
        add_member(tx, CARD)

    kiosk = make_desk(prepare=people)
    to_the_register(kiosk)
    kiosk.choose("register")
    kiosk.choose("return")
    kiosk.expect("请扫购物小票")
    kiosk.scan(CARD)
    kiosk.expect("这是会员卡")
    kiosk.scan("收据")
    kiosk.expect("没有读到")
    kiosk.scan("ZGR1:20261122-0001")
    kiosk.expect("没有读到")


def test_without_a_receipt_and_from_no_listed_shop_it_is_registered_and_said(kiosk):
    to_the_register(kiosk)
    kiosk.choose("register")
    kiosk.choose("return")
    kiosk.choose("none")
    kiosk.expect("是哪家品牌的")
    kiosk.choose("unlisted")
    goods(kiosk)
    assert facts(kiosk)["购物小票"] == "无小票"
    assert facts(kiosk)["品牌"] == "不在目录中"
    kiosk.choose("register")
    kiosk.expect("已登记")

    assert (rows(kiosk)[0].merchant, rows(kiosk)[0].receipt) == ("", "")


def test_the_same_receipt_a_second_time_says_so_before_it_is_registered(kiosk):
    to_the_register(kiosk)
    register(kiosk)
    first = rows(kiosk)[0]
    kiosk.choose("register")
    kiosk.choose("return")
    typed_receipt(kiosk)
    shop(kiosk)
    goods(kiosk)

    assert first.number in facts(kiosk)["此小票已登记过"]
    assert kiosk.prompt.facts[0].alert


def test_a_department_collects_all_of_its_goods_and_signs_one_slip(kiosk):
    to_the_register(kiosk)
    register(kiosk, number="1")
    register(kiosk, number="2")
    register(kiosk, "4F", "蜀香火锅", "3")
    kiosk.until(lambda: len(slips(kiosk)) == 6, "labels and slips")
    kiosk.choose("collect")
    kiosk.expect("哪个柜组来领")
    pick(kiosk, "踏歌鞋履")
    kiosk.expect("交给柜组")
    kiosk.choose("hand")
    kiosk.expect("已交柜组")
    kiosk.choose("done")
    table = kiosk.expect("退换货登记")

    assert [str(row.cells[1]) for row in table.rows] == ["蜀香火锅"]
    kiosk.until(lambda: len(slips(kiosk)) == 7, "the slip to sign")
    paper = slips(kiosk)[-1]
    assert "领取人（柜组）" in paper
    assert "______" in paper
    assert len({one.collection for one in rows(kiosk) if one.collection}) == 1


def test_a_label_finds_its_goods_before_and_after_they_are_collected(kiosk):
    to_the_register(kiosk)
    register(kiosk)
    code = f"ZGR1:{rows(kiosk)[0].number}"
    kiosk.scan(code)
    kiosk.expect("退货商品")
    kiosk.choose("collect")
    kiosk.choose("hand")
    kiosk.choose("done")
    kiosk.expect("退换货登记")
    kiosk.scan(code)
    shown = kiosk.expect("退货商品")
    assert "已领走" in facts(kiosk)
    assert shown.actions == ()
    kiosk.back()
    kiosk.scan("ZGR1:NO-SUCH")
    kiosk.expect("这不是退换货标签")


def test_what_was_entered_by_mistake_is_taken_off_with_its_reason_and_stays_on_record(kiosk):
    to_the_register(kiosk)
    register(kiosk)
    kiosk.choose("row0")
    kiosk.choose("off")
    kiosk.expect("为什么撤下")
    kiosk.choose("mistake")
    kiosk.expect("已撤下")
    kiosk.choose("done")
    table = kiosk.expect("退换货登记")

    assert table.rows == ()
    assert rows(kiosk)[0].voided_why == "mistake"
    assert rows(kiosk)[0].voided_by


def test_a_label_is_printed_again(kiosk):
    to_the_register(kiosk)
    register(kiosk)
    kiosk.until(lambda: len(slips(kiosk)) == 2, "label and slip")
    kiosk.choose("row0")
    kiosk.choose("label")
    kiosk.expect("标签已打印")
    kiosk.until(lambda: len(slips(kiosk)) == 3, "the label again")

    assert len(set(labels(kiosk))) == 1


def test_somebody_else_was_faster_and_nothing_is_handed_over_twice(kiosk):
    to_the_register(kiosk)
    register(kiosk)
    kiosk.choose("row0")
    kiosk.choose("collect")
    kiosk.expect("交给柜组")
    kiosk.write(
        lambda tx: ReturnRow.update(voided_ms=tx.now_ms, voided_by="x", voided_why="mistake").execute()
    )
    kiosk.choose("hand")
    kiosk.expect("已被他人处理")

    assert rows(kiosk)[0].collected_ms is None
    assert kiosk.events().count("counter.collected") == 0


def test_the_tills_refund_marks_the_return_once_whatever_file_it_comes_in(kiosk):
    to_the_register(kiosk)
    register(kiosk, number="1234")
    register(kiosk, number="77")
    at_ms = kiosk.clock.now_ms()
    refund = TillLine(1, "M0014", "9", "5001", at_ms, 20261122, -19_900, original="1234")
    others = [
        TillLine(2, "M0014", "9", "1234", at_ms, 20261122, 19_900),
        TillLine(3, "M0001", "9", "5002", at_ms, 20261122, -100, original="77"),
        TillLine(4, "M0014", "9", "5003", at_ms, 20261122, -100, original="77", original_day=20261121),
    ]

    assert kiosk.write(told, [refund, *others]) == TillCounts(booked=1)
    assert kiosk.write(told, [refund]) == TillCounts(known=1)
    assert kiosk.write(told, others) is None
    assert [row.refunded_day for row in rows(kiosk)] == [20261122, 0]
    kiosk.choose("row0")
    kiosk.expect("退货商品")
    assert facts(kiosk)["收银台已退款"] == "2026-11-22"


def test_the_register_is_a_report_with_what_became_of_each(kiosk):
    to_the_register(kiosk)
    register(kiosk, number="1234")
    span = Span.of(date(2026, 11, 22), date(2026, 11, 22), BusinessDay("Asia/Shanghai", "04:00"))
    settings = {"goods": ["shoes=鞋"], "reasons": []}
    (sheet,) = kiosk.read(lambda tx: report().make(tx, span, settings))
    (row,) = sheet.rows

    assert len(row) == len(sheet.columns) == len(sheet.total)
    assert row[4:8] == ("3", "1234", "2026-11-22", Money(19_900))
    assert str(row[10]) == "size", "a reason that the site has no more says its key"


def test_goods_need_no_open_shift_and_what_waits_is_what_the_next_one_reads(make_desk):
    kiosk = make_desk(shift=False)
    to_the_register(kiosk)
    register(kiosk)
    kiosk.leave()
    sign_in(kiosk, SUPERVISOR)
    kiosk.choose("core.shift")
    kiosk.expect("接班")

    assert facts(kiosk)["退换货登记"] == "1 件待领"


def test_wherever_it_ends_goods_are_registered_once_or_not_at_all(make_desk):
    def play(points: CrashPoints) -> None:
        kiosk = make_desk()
        kiosk.cut_at(points)
        try:
            to_the_register(kiosk)
            register(kiosk)
            kiosk.choose("row0")
            kiosk.choose("collect")
            kiosk.choose("hand")
            kiosk.expect("已交柜组")
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        found = rows(kiosk)
        assert len(found) <= 1
        assert kiosk.events().count("counter.returned") == len(found)
        gone = [one for one in found if one.collected_ms is not None]
        assert kiosk.events().count("counter.collected") == len(gone)
        kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the slips to end")
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    points, failures = crash_walk(play, every=29, first=7, leaving=True)
    assert points > 60
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize(
    ("template", "text", "found"),
    [
        ("", "123456", Receipt(receipt="123456")),
        ("", "12 34", None),
        ("", "x" * 41, None),
        (CODE, "M1-2-3-20261122-400", Receipt("M1", "2", "3", 20261122, 400)),
        (CODE, "M1-2-3-20261322-400", None),
        (CODE, "999", Receipt(receipt="999")),
        ("{receipt}/{receipt}", "12/34", Receipt(receipt="12")),
        ("[{terminal}]{receipt}", "[7]12", Receipt(terminal="7", receipt="12")),
    ],
)
def test_a_receipts_code_is_read_as_the_site_says_it(template, text, found):
    assert from_code(template, text) == found


@pytest.mark.parametrize("day", [0, 20261123, 20240101, 20260230, 99999999, 20261301])
def test_a_day_to_come_none_and_one_long_ago_are_no_day_of_a_receipt(day):
    assert not may_be_of(day, 20261122)

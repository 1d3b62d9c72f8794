"""F01, F02, F03, F11 and F14: the manual's columns and rows, and what must hold of them (domain.md section 7, 4 and 7)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.forms.f14 import to_order
from kiosk.core.host.products import products_of
from kiosk.core.ledger import Account, Line, Lot, bonus, pieces, principal, stock
from kiosk.core.reports import Money
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.elsewhere.sending import KIND as TOPPED_UP_THERE
from kiosk.plugins.cards.elsewhere.sending import REACHED, THERE, on_its_way
from kiosk.plugins.cards.forms import f01
from tests.forms.conftest import CASH, WECHAT, Mall

FIRST = date(2026, 11, 23)
"""A Monday."""
INCOME = Account("income")


def day(mall: Mall, number: int = 0, hour: int = 12) -> date:
    when = FIRST + timedelta(days=number)
    mall.go(when, hour)
    return when


def a_day_of_cards(mall: Mall) -> None:
    """Two shifts: cards come in, go out, are taken back, are damaged."""
    day(mall)
    mall.open()
    for product, count in (("cards_gold", 40), ("cards_exchange_50", 20), ("cards_shopping_100", 30)):
        mall.receive(product, count)
    mall.give("cards_gold", 2, Line(CASH, INCOME, 2_000), kind="cards.issued")
    mall.enter(
        "cards.opened", Line(WECHAT, principal("m"), 100_000), Line(Account("given"), bonus("m"), 10_000)
    )
    mall.enter(
        "cards.topped_up", Line(CASH, principal("m"), 50_000), Line(Account("given"), bonus("m"), 2_500)
    )
    mall.give("cards_shopping_100", 10, Line(CASH, INCOME, 100_000))
    mall.leave()
    mall.open("late")
    mall.earn(9_000)
    mall.give("cards_exchange_50", 1, mall.points(5_000), kind="cards.exchanged")
    mall.enter("cards.points_rebate", mall.points(1_000), Line(Account("given"), bonus("m"), 1_000, Lot()))
    taken_back = mall.give("cards_shopping_100", 3, Line(WECHAT, INCOME, 30_000))
    mall.write(lambda tx: tx.reverse(taken_back.id, reason="wrong_card"))
    damaged = Line(Account("spoiled", "", pieces("cards_gold")), stock("desk", "cards_gold"), 1)
    mall.enter("stock.written_off", damaged, reason="damaged")
    mall.leave()


def test_f01_has_the_manuals_columns_and_rows(mall):
    a_day_of_cards(mall)
    (sheet,) = mall.sheets("f01", FIRST)
    assert [mall.say(name) for name in sheet.columns] == [
        "名称(积兑卡)", "50元", "100元", "200元", "500元", "1000元", "洗车卡", "金卡", "钻石卡", "白钻卡",
    ]  # fmt: skip
    told = mall.told(sheet)
    assert list(told) == ["前存", "进", "销(早班)", "销(晚班)", "报损与差异", "存"]
    assert {name: row["金卡"] for name, row in told.items()} == {
        "前存": "0", "进": "40", "销(早班)": "2", "销(晚班)": "0", "报损与差异": "-1", "存": "37",
    }  # fmt: skip
    assert {name: row["50元"] for name, row in told.items()} == {
        "前存": "0", "进": "20", "销(早班)": "0", "销(晚班)": "1", "报损与差异": "0", "存": "19",
    }  # fmt: skip


def test_the_foot_of_f01_is_the_money_of_the_day_and_its_total_ties_to_f09(mall):
    a_day_of_cards(mall)
    (sheet,) = mall.sheets("f01", FIRST)
    foot = {mall.say(one.label): mall.say(one.value) for one in sheet.foot}
    assert foot == {
        "充值返利": "125.00",
        "积分返利": "10.00",
        "合计": "135.00",
        "充值开卡额": "1,000.00",
        "充值金额": "500.00",
        "台账总额": "2,520.00",
    }
    shifts = [one.total[-1] for one in mall.sheets("f09", FIRST) if one.total]
    assert sheet.foot[-1].value == Money(sum(one.fen for one in shifts))
    assert {mall.say(one.label): mall.say(one.value) for one in sheet.head}["做账人"] == "1001"


def test_what_was_paid_in_for_a_card_in_a_remote_member_system_is_a_top_up_and_what_was_given_back_is_none(
    mall,
):
    day(mall)
    mall.open()
    _kept, back = (
        mall.enter(TOPPED_UP_THERE, Line(CASH, on_its_way("m"), fen), subject="m") for fen in (30_000, 20_000)
    )
    mall.enter(REACHED, Line(on_its_way("m"), THERE, 30_000), subject="m", once="order:1")
    mall.write(lambda tx: tx.reverse(back.id, reason="not_on_the_card"))
    mall.leave()
    (f01,) = mall.sheets("f01", FIRST)
    assert {mall.say(one.label): mall.say(one.value) for one in f01.foot}["充值金额"] == "300.00"
    (early, *_others) = [each for each in mall.sheets("f09", FIRST) if each.total]
    assert mall.told(early)["充值"]["合计"] == "300.00"


def test_the_next_day_begins_with_what_was_left(mall):
    """domain.md section 7, statement 4."""
    a_day_of_cards(mall)
    day(mall, 1)
    mall.open()
    mall.give("cards_gold", 5, kind="cards.issued")
    mall.leave()
    one, two = mall.sheets("f01", FIRST, FIRST + timedelta(days=1))
    assert one.total[1:] == two.rows[0][1:]
    assert mall.told(two)["存"]["金卡"] == "32"
    assert mall.sheets("f01", FIRST)[0] == one, "a day that is over is told again as it was"


def test_f02_has_shopping_cards_by_face_and_the_sum_that_was_sold(mall):
    a_day_of_cards(mall)
    (sheet,) = mall.sheets("f02", FIRST)
    assert [mall.say(name) for name in sheet.columns] == [
        "名称", "50元", "100元", "200元", "300元", "500元", "1000元",
    ]  # fmt: skip
    told = mall.told(sheet)
    assert {name: row["100元"] for name, row in told.items()} == {
        "前存": "0", "进": "30", "销(早班)": "10", "销(晚班)": "0", "存": "20",
    }  # fmt: skip
    assert [(mall.say(one.label), mall.say(one.value)) for one in sheet.foot] == [("合计", "1,000.00")]


def test_what_is_fetched_while_nobody_holds_the_counter_has_a_row_of_its_own(mall):
    day(mall)
    mall.open()
    mall.receive("cards_carwash", 9)
    mall.leave()
    line = Line(Account("gone", "", pieces("cards_carwash")), stock("desk", "cards_carwash"), 2)
    mall.store.write_now(lambda tx: tx.enter("cards.carwash", [line]))
    told = mall.told(mall.sheets("f01", FIRST)[0])
    assert (told["销(班外)"]["洗车卡"], told["存"]["洗车卡"]) == ("2", "7")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(["early", "late", ""]), st.integers(-4, 8), st.booleans()
        ),
        min_size=1,
        max_size=15,
    )
)
def test_whatever_happens_what_is_left_is_what_was_there_and_came_less_what_went(mall, steps):
    """存 = 前存 + 进 − 早销 − 晚销, and the next day's 前存 is it, for every column and day."""
    begins = getattr(mall, "begins", 0)
    mall.begins = begins + 10
    product = "cards_gold"
    for number, shift, amount, undone in steps:
        day(mall, begins + number)
        if shift:
            mall.open(shift)
        if amount > 0 and shift:
            mall.receive(product, amount)
        held = mall.read(lambda tx: tx.balance(stock("desk", product)))
        if amount < 0 and held >= -amount:
            gone = Line(Account("gone", "", pieces(product)), stock("desk", product), -amount)
            entry = mall.store.write_now(lambda tx, gone=gone: tx.enter("cards.issued", [gone]))
            if undone:
                mall.store.write_now(lambda tx, entry=entry: tx.reverse(entry.id, reason="typed"))
        if shift:
            mall.leave()
    last = FIRST + timedelta(days=begins + 4)
    sheets = mall.sheets("f01", FIRST + timedelta(days=begins), last)
    for one, two in itertools.pairwise(sheets):
        assert one.total[1:] == two.rows[0][1:]
    for one in sheets:
        for column in range(1, len(one.columns)):
            before, came, *rest = (row[column] for row in one.rows)
            signed = [
                value if "报损" in mall.say(row[0]) else -value
                for value, row in zip(rest, one.rows[2:], strict=True)
            ]
            assert one.total[column] == before + came + sum(signed)
    held = mall.read(lambda tx: tx.balance(stock("desk", product)))
    assert mall.told(sheets[-1])["存"]["金卡"] == str(held)


def test_a_shift_does_not_end_with_cards_uncounted_and_the_count_stands_in_f11(mall):
    """domain.md section 7, statement 6."""
    day(mall)
    mall.open()
    mall.receive("cards_gold", 10)
    mall.leave(cards_gold=-1)
    (sheet,) = mall.sheets("f11", FIRST + timedelta(days=3))
    told = mall.told(sheet)["金卡"]
    assert told == {
        "账面": "10",
        "清点数": "9",
        "差异": "-1",
        "原因": "找零出错",
        "盘点人": "1001",
        "监盘人": "2001",
        "日期": "2026-11-23",
    }
    assert mall.told(sheet)["钻石卡"]["原因"] == "未盘点"
    found = mall.read(lambda tx: tx.movements(sheet.behind[names(mall, sheet).index("金卡")]))
    assert [one.amount for one in found] == [-1, 10]


def names(mall: Mall, sheet) -> list[str]:
    return [mall.say(row[0]) for row in sheet.rows]


def test_a_late_entry_stands_in_the_day_it_was_made_and_a_reversal_in_its_own(mall):
    """domain.md section 7, statement 7: what is over stays; a correction is visible on both days."""
    day(mall)
    mall.open()
    mall.receive("cards_gold", 10)
    entry = mall.give("cards_gold", 2, kind="cards.issued")
    mall.leave()
    before = mall.sheets("f01", FIRST)
    day(mall, 1)
    mall.open()
    mall.write(lambda tx: tx.reverse(entry.id, reason="typed"))
    mall.leave()
    assert mall.sheets("f01", FIRST) == before
    told = mall.told(mall.sheets("f01", FIRST + timedelta(days=1))[0])
    assert (told["前存"]["金卡"], told["销(早班)"]["金卡"], told["存"]["金卡"]) == ("8", "-2", "10")


def test_a_closed_months_forms_stay_as_they_are(mall):
    """domain.md section 7, statement 9: the reconciliation of the 1st locks the period."""
    a_day_of_cards(mall)
    forms = {name: mall.sheets(name, FIRST) for name in ("f01", "f02", "f09")}
    mall.go(date(2026, 12, 1))
    mall.store.write_now(lambda tx: tx.close_month(202611, mall.one, mall.two))
    mall.open()
    mall.give("cards_gold", 1, kind="cards.issued")
    assert {name: mall.sheets(name, FIRST) for name in forms} == forms
    mall.go(FIRST)

    with pytest.raises(errors.MonthClosed):
        mall.top_up(1)


def test_f14_says_what_is_to_be_ordered(mall):
    a_day_of_cards(mall)
    told = mall.told(mall.sheets("f14", FIRST)[0])
    assert told["金卡"] == {
        "前存": "0", "进": "40", "用量": "3", "存": "37", "补货点": "50", "申报数": "63",
    }  # fmt: skip
    shopping = next(row for name, row in told.items() if name.startswith("购物卡") and "100" in name)
    assert (shopping["存"], shopping["补货点"], shopping["申报数"]) == ("20", "20", "20")


def test_nothing_is_ordered_while_there_is_enough():
    assert to_order(left=21, used=500, reorder_at=20) == 0
    assert to_order(left=20, used=500, reorder_at=20) == 480
    assert to_order(left=0, used=3, reorder_at=20) == 40
    assert to_order(left=0, used=0, reorder_at=0) == 0


def test_f03_counts_new_cards_by_tier_and_route_and_names_nobody(mall):
    day(mall)
    given = [
        ("issued", "gold", "prepaid", "80010010001", 100_000, 0, ""),
        ("issued", "gold", "spent", "80010010002", 0, 350_000, "𠮷野家"),
        ("upgraded", "diamond", "upgraded", "80010010003", 0, 0, ""),
        ("replaced", "gold", "", "80010010004", 0, 0, ""),
    ]

    def add(tx: Transaction) -> None:
        for number, (how, tier, route, card, paid, spent, brand) in enumerate(given):
            tx._run(
                "INSERT INTO cards_given (id, member_id, at_ms, business_day, how, tier, route, number, before, entry_id,"
                " paid, spent, brand, staff_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, 's')",
                (str(number), "m", tx.now_ms, tx.business_day, how, tier, route, card, paid, spent, brand),
            )

    mall.store.write_now(add)
    by_route, cards = mall.sheets("f03", FIRST + timedelta(days=6))
    lines = [[mall.say(cell) for cell in row] for row in by_route.rows]
    assert ["金卡", "预存开卡", "1"] in lines
    assert ["金卡", "消费开卡", "1"] in lines
    assert ["钻石卡", "升级开卡", "1"] in lines
    assert by_route.total[-1] == 3
    told = [[mall.say(cell) for cell in row] for row in cards.rows]
    assert told[1][3:] == ["0.00", "3,500.00", "𠮷野家", "0002"]
    assert "80010010002" not in str(cards)
    assert mall.sheets("f03", FIRST + timedelta(days=7))[1].rows == ()


def test_f01_and_f02_take_in_every_product_of_cards_once(mall):
    mine = mall.read(lambda tx: {one.product for one in f01.columns(tx)})
    known = set(mall.read(lambda tx: products_of(mall.host, tx)))
    shopping = {product for product in known if product.startswith("cards_shopping_")}
    assert mine | shopping == {product for product in known if product.startswith("cards_")}
    assert not mine & shopping
    assert len(mall.sheets("f02", FIRST)[0].columns) == 1 + len(shopping)

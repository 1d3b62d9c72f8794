"""F06 每班台账 and F10 对账单: out of the ledger alone, and the same money as F09."""

from __future__ import annotations

from datetime import date

from kiosk.core.ledger import Account, Line, drawer, safe
from kiosk.core.reports import Money
from kiosk.core.store.transaction import Transaction
from tests.forms.conftest import CASH, WECHAT, Mall

FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)


def two_days(mall: Mall) -> None:
    mall.open()
    mall.enter("shift.cash_in", Line(CASH, safe(), 20_000))
    mall.receive("cards_gold", 50)
    mall.top_up(100_000)
    undone = mall.top_up(30_000, WECHAT)
    mall.write(lambda tx: tx.reverse(undone.id, reason="wrong_card"))
    mall.give("cards_gold", 2, Line(CASH, Account("income"), 1_000), kind="cards.replaced")
    mall.leave()
    mall.open("late")
    mall.earn(5_000)
    mall.give("cards_gold", 1, mall.points(300), kind="cards.redeemed")
    mall.leave(cash=-500)
    mall.go(SECOND)
    mall.open()
    mall.top_up(50_000, WECHAT)
    mall.leave()


def total(mall: Mall, name: str, day: date) -> int:
    """The feet of a form's money."""
    return sum(
        sheet.total[-1].fen
        for sheet in mall.sheets(name, day)
        if sheet.total and isinstance(sheet.total[-1], Money)
    )


def test_each_entry_of_a_shift_stands_in_its_ledger_with_what_it_moved(mall):
    two_days(mall)
    entries, stock_, counted, *_late = mall.sheets("f06", FIRST)
    lines = [[mall.say(cell) for cell in row] for row in entries.rows]

    assert [line[1] for line in lines] == [
        "领入备用金",
        "入库",
        "充值",
        "充值",
        "充值（冲正）",
        "补换卡",
    ]
    assert [line[2] for line in lines][:5] == ["200.00", "0.00", "1,000.00", "300.00", "-300.00"]
    assert mall.say(lines[3][-1]) == "已冲正"
    assert {mall.say(row[5]) for row in entries.rows} == {"1001"}
    assert mall.say(entries.total[2]) == "1,210.00"
    assert mall.told(stock_) == {"金卡": {"前存": "0", "进": "50", "销": "2", "存": "48"}}
    assert mall.told(counted)["现金"]["差异"] == "0.00"


def test_the_late_shift_begins_with_what_the_early_one_left(mall):
    two_days(mall)
    late = mall.sheets("f06", FIRST)[3:]
    assert mall.told(late[1]) == {"金卡": {"前存": "48", "进": "0", "销": "1", "存": "47"}}
    cash = mall.told(late[2])["现金"]
    assert (cash["账面"], cash["清点数"], cash["差异"]) == ("1,210.00", "1,205.00", "-5.00")


def test_what_a_shift_counted_the_morning_after_is_what_the_next_one_begins_with(mall):
    """A shift that was left open over night: its difference is entered on the next business day, and is still its own."""
    mall.open()
    mall.receive("cards_carwash", 20)
    mall.leave()
    mall.open("late")
    mall.go(SECOND, 9)
    mall.leave(cards_carwash=-1)
    mall.open()
    mall.give("cards_carwash", 1, kind="cards.carwash")

    late, early = mall.sheets("f06", FIRST)[-2], mall.sheets("f06", SECOND)[1]
    assert [one["存"] for one in mall.told(late).values()] == ["19"]
    assert mall.told(early) == {"洗车票": {"前存": "19", "进": "0", "销": "1", "存": "18"}}


def test_the_month_has_the_manuals_lines_and_its_foot_is_that_of_all_its_shifts(mall):
    """台账总额 ties to F09 (domain.md section 7): the month's money is the money of its shifts."""
    two_days(mall)
    month = mall.sheets("f10", FIRST)
    told = mall.told(month[0])

    assert list(told) == ["购物卡", "积分兑换", "会员卡", "洗车票", "其他", "合计"]
    assert told["会员卡"] == {"笔数": "1", "发出数": "2", "用积分": "0", "金额": "10.00"}
    assert told["积分兑换"] == {"笔数": "1", "发出数": "1", "用积分": "300", "金额": "0.00"}
    assert told["其他"]["金额"] == "1,500.00"
    shifts = total(mall, "f09", FIRST) + total(mall, "f09", SECOND)
    assert month[0].total[-1] == Money(shifts) == month[1].total[-1]
    assert shifts == 100_000 + 1_000 + 50_000


def test_behind_a_difference_are_the_movements_of_its_shift(mall):
    two_days(mall)
    differences = mall.sheets("f10", FIRST)[2]
    told = [[mall.say(cell) for cell in row] for row in differences.rows]
    assert told == [["2026-11-22 晚班", "现金", "-5.00"]]
    found = mall.read(lambda tx: tx.movements(differences.behind[0]))
    assert [(one.entry.kind, one.amount) for one in found] == [("shift.difference", -500)]


def test_what_another_counter_took_is_in_the_month_too(mall):
    two_days(mall)
    mall.enter(
        "cards.topped_up", Line(drawer("vip", "cash"), Account("income"), 700), counter="vip", shift_id="x"
    )
    month = mall.sheets("f10", FIRST)
    assert mall.told(month[0])["合计"]["金额"] == "1,517.00"


def test_a_day_without_a_shift_has_no_ledger(mall):
    assert mall.sheets("f06", FIRST) == []
    assert [sheet.total[-1] for sheet in mall.sheets("f10", FIRST)] == [Money(0), Money(0)]


def test_an_entry_made_later_than_it_happened_says_so(mall):
    mall.open()

    def late(tx: Transaction) -> None:
        line = Line(CASH, Account("income"), 100)
        tx.enter("counter.wrapped", [line], happened_ms=tx.now_ms - 3_600_000)

    mall.write(late)
    remark = mall.sheets("f06", FIRST)[0].rows[0][-1]
    assert mall.say(remark) == "补录，发生于 2026-11-22 11:00"

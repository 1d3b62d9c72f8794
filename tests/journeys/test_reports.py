"""Reports at the screen: today's and the days before, the movements behind a figure, and a slip; and the month close."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Line, drawer, principal, safe
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Confirm, Entered, Table
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK

CASH = drawer("desk", "cash")
PEOPLE = {
    "1001": ("908172", "attendant"),
    "1002": ("271909", "shift_lead"),
    "3001": ("417295", "finance"),
}
DAY = 24 * 3600


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    return staffed(make_kiosk(plugins=(), store="memory"))


def staffed(kiosk: Journey) -> Journey:
    for number, (pin, role) in PEOPLE.items():
        add_staff(kiosk.store, number, f"员工{number}", pin, role=role, policy=QUICK)
    return kiosk


def staff_id(kiosk: Journey, number: str) -> str:
    return str(kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = ?", (number,))[0]))


def worked(kiosk: Journey, *, left: bool = True) -> None:
    """A shift with a float, a top-up, and five yuan too little."""
    one, two = staff_id(kiosk, "1001"), staff_id(kiosk, "1002")

    def shift(tx: Transaction) -> None:
        opened = tx.open_shift("early", one)
        tx.enter("shift.cash_in", [Line(CASH, safe(), 20_000)])
        tx.enter("cards.topped_up", [Line(CASH, principal("m"), 100_000)])
        if left:
            tx.count(opened, "closing", CASH, 119_500, one)
            waits = tx.leave_shift(opened, one)
            tx.settle_shift(waits, two, {CASH: "change"})

    kiosk.write(shift)


def to_the_reports(kiosk: Journey, number: str = "1001") -> None:
    kiosk.sign_in(number, PEOPLE[number][0])
    kiosk.choose("core.reports")
    kiosk.expect("查看哪张报表")


def table(kiosk: Journey, title: str) -> Table:
    shown = kiosk.expect(title)
    assert isinstance(shown, Table)
    return shown


def keys(kiosk: Journey) -> list[str]:
    return [action.key for action in kiosk.prompt.actions]


def cells(shown: Table) -> list[list[str]]:
    return [[str(cell) for cell in row.cells] for row in shown.rows]


def test_todays_money_is_read_at_the_screen_and_behind_the_difference_are_its_movements(kiosk):
    worked(kiosk)
    to_the_reports(kiosk)
    kiosk.choose("f09")
    shown = table(kiosk, "F09")
    assert "早班" in str(shown.subtitle)
    assert ["其他", "1,000.00", "1,000.00"] in cells(shown), "no service is loaded that names its line"
    kiosk.choose("next")
    kiosk.until(lambda: "现金" in str(getattr(kiosk.prompt, "subtitle", "")), "the cash")
    shown = kiosk.prompt
    assert [row.alert for row in shown.rows] == [False, False, False, False, True]
    kiosk.choose("4")
    shown = table(kiosk, "相关明细")
    assert [row[1:] for row in cells(shown)] == [
        ["差异", "-¥5.00", "–"],
        ["cards.topped_up", "+¥1,000.00", "–"],
        ["领入备用金", "+¥200.00", "–"],
    ]
    kiosk.choose(shown.rows[0].key)
    told = kiosk.expect("差异")
    assert isinstance(told, Confirm)
    facts = {str(fact.label): str(fact.value) for fact in told.facts}
    assert (facts["账面"], facts["清点数"], facts["原因"]) == ("¥1,200.00", "¥1,195.00", "找零出错")


def test_the_days_before_are_leafed_through_and_back_to_today(kiosk):
    worked(kiosk)
    kiosk.clock.jump(DAY)
    to_the_reports(kiosk)
    kiosk.choose("f09")
    assert table(kiosk, "F09").rows == ()
    assert keys(kiosk) == ["earlier"]
    kiosk.choose("earlier")
    kiosk.until(lambda: getattr(kiosk.prompt, "rows", ()), "yesterday")
    kiosk.choose("later")
    kiosk.until(lambda: getattr(kiosk.prompt, "rows", None) == (), "today")


def test_a_report_is_printed_as_a_slip_with_lines_to_sign(kiosk):
    worked(kiosk)
    to_the_reports(kiosk)
    kiosk.choose("f09")
    kiosk.choose("print")
    kiosk.expect("正在打印")
    kiosk.until(lambda: kiosk.world.world.slips, "the slip")
    paper = str(kiosk.world.world.slips[-1])
    for words in ("F09 晚班款项报表", "其他", "1,000.00", "交班人", "接班人"):
        assert words in paper


def test_a_line_with_many_columns_is_told_in_full(kiosk):
    worked(kiosk)
    to_the_reports(kiosk)
    kiosk.choose("f06")
    shown = table(kiosk, "F06")
    assert len(shown.columns) <= 5
    kiosk.choose(shown.rows[1].key)
    told = kiosk.expect("12:")
    assert {"事项", "收款", "工号"} <= {str(fact.label) for fact in told.facts}


# ------------------------------------------------------------------------------------------------- the month


def next_month(kiosk: Journey) -> None:
    """From the 22nd of November into December."""
    kiosk.clock.jump(15 * DAY)


def to_the_month(kiosk: Journey, number: str = "1002") -> None:
    kiosk.sign_in(number, PEOPLE[number][0])
    kiosk.choose("core.month")
    kiosk.expect("月结")


def first_row(kiosk: Journey, state: str) -> None:
    shown = kiosk.prompt
    kiosk.choose(next(row.key for row in shown.rows if state in str(row.cells[1])))


def second(kiosk: Journey, number: str) -> None:
    kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the second person's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the second person's PIN")
    kiosk._answer(Entered(PEOPLE[number][0]))


def closed(kiosk: Journey) -> list[int]:
    return [row[0] for row in kiosk.read(lambda tx: tx._all("SELECT month FROM ledger_periods"))]


def month_of(kiosk: Journey) -> int:
    return int(kiosk.read(lambda tx: tx.first_entered_day())) // 100


@pytest.mark.parametrize(("begins", "other"), [("1002", "3001"), ("3001", "1002")])
def test_two_parties_close_the_month_and_f10_is_printed(kiosk, begins, other):
    worked(kiosk)
    next_month(kiosk)
    to_the_month(kiosk, begins)
    first_row(kiosk, "待月结")
    shown = kiosk.expect("月结账目")
    facts = {str(fact.label): str(fact.value) for fact in shown.facts}
    assert (facts["款项合计"], facts["差异"]) == ("¥1,000.00", "1")
    kiosk.choose("close")
    second(kiosk, other)
    kiosk.expect("已月结")
    assert closed(kiosk) == [month_of(kiosk)]
    kiosk.until(lambda: kiosk.world.world.slips, "F10")
    assert "F10 每月对账单" in str(kiosk.world.world.slips[-1])
    assert [one for one in kiosk.check() if one.severity == "wrong"] == []


def test_an_attendant_looks_and_does_not_close(kiosk):
    worked(kiosk)
    next_month(kiosk)
    to_the_month(kiosk, "1001")
    first_row(kiosk, "待月结")
    kiosk.expect("月结账目")
    assert keys(kiosk) == ["figures"]


def test_two_of_one_party_do_not_close_it(kiosk):
    add_staff(kiosk.store, "1003", "组长二", "663920", role="shift_lead", policy=QUICK)
    PEOPLE["1003"] = ("663920", "shift_lead")
    worked(kiosk)
    next_month(kiosk)
    to_the_month(kiosk)
    first_row(kiosk, "待月结")
    kiosk.choose("close")
    second(kiosk, "1003")
    kiosk.until(lambda: "不能" in str(getattr(kiosk.prompt, "error", "")) or kiosk.prompt.error, "why not")
    assert closed(kiosk) == []


def test_a_month_that_runs_and_one_with_an_open_shift_say_what_to_do(kiosk):
    worked(kiosk, left=False)
    to_the_month(kiosk)
    first_row(kiosk, "未")
    shown = kiosk.expect("月结账目")
    assert "未结束" in str(shown.subtitle)
    assert keys(kiosk) == ["figures"]
    kiosk.leave()
    next_month(kiosk)
    to_the_month(kiosk)
    first_row(kiosk, "待月结")
    shown = kiosk.expect("月结账目")
    assert "请先盘点交班" in str(shown.subtitle)
    assert keys(kiosk) == ["figures"]


def test_a_closed_month_says_by_whom_and_what_can_be_done(kiosk):
    worked(kiosk)
    next_month(kiosk)
    month, both = month_of(kiosk), (staff_id(kiosk, "1002"), staff_id(kiosk, "3001"))
    kiosk.write(lambda tx: tx.close_month(month, *both))
    to_the_month(kiosk)
    first_row(kiosk, "已月结")
    shown = kiosk.expect("月结账目")
    assert "冲正" in str(shown.subtitle)
    assert "1002, 3001" in [str(fact.value) for fact in shown.facts]
    assert keys(kiosk) == ["figures"]


def test_finance_answers_later_and_the_month_is_closed_then(kiosk):
    worked(kiosk)
    next_month(kiosk)
    to_the_month(kiosk)
    first_row(kiosk, "待月结")
    kiosk.choose("close")
    kiosk.choose("later")
    kiosk.expect("已请对方确认")
    kiosk.leave()
    assert closed(kiosk) == []
    kiosk.sign_in("3001", PEOPLE["3001"][0])
    kiosk.choose("core.waiting")
    shown = table(kiosk, "待批准")
    kiosk.choose(shown.rows[0].key)
    kiosk.choose("approve")
    kiosk.expect("已批准")
    assert closed(kiosk) == [month_of(kiosk)]


def test_wherever_the_power_goes_a_month_is_closed_by_two_or_open(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = staffed(make_kiosk(plugins=(), store="memory"))
        worked(kiosk)
        next_month(kiosk)
        to_the_month(kiosk)
        kiosk.cut_at(points)
        try:
            first_row(kiosk, "待月结")
            kiosk.choose("close")
            second(kiosk, "3001")
            kiosk.expect("已月结")
        except PowerCut:
            kiosk.restart()
        assert closed(kiosk) in ([], [month_of(kiosk)])
        assert [one for one in kiosk.check() if one.severity == "wrong"] == []

    points, failures = crash_walk(run, every=9, first=3)
    assert points > 10
    assert not failures, "\n".join(map(str, failures))

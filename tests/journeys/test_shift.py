"""A day at the counter: taken over, held, counted blind, left; and what does not agree takes a second person."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, drawer, pieces, principal, stock
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Confirm, Entered, Keypad, Table
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK

CASH = drawer("desk", "cash")
WECHAT = drawer("desk", "wechat")
PEOPLE = {"1001": "908172", "1002": "271909"}


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    return staffed(make_kiosk(plugins=(), store="memory"))


def staffed(kiosk: Journey) -> Journey:
    for number, pin in PEOPLE.items():
        add_staff(kiosk.store, number, f"员工{number}", pin, policy=QUICK)
    return kiosk


def to_the_shift(kiosk: Journey, number: str = "1001") -> None:
    kiosk.sign_in(number, PEOPLE[number])
    kiosk.choose("core.shift")


def take_over(kiosk: Journey, float_fen: str = "50000") -> None:
    """The early shift, with a float from the safe."""
    to_the_shift(kiosk)
    kiosk.expect("现在接班吗")
    kiosk.choose("open:early")
    kiosk.expect("现金共多少")
    kiosk.type(float_fen)
    kiosk.expect("现金与账面不符")
    kiosk.choose("float")
    kiosk.expect("早班")


def sell(kiosk: Journey, fen: int = 20_000, tender: Account = CASH) -> None:
    """What a service will enter: somebody pays in."""

    def enter(tx: Transaction) -> None:
        tx.enter("cards.topped_up", [Line(tender, principal("member-1"), fen)])

    kiosk.write(enter)


def count(kiosk: Journey, *typed: str) -> None:
    kiosk.choose("count")
    for digits in typed:
        kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the next thing to count")
        kiosk.type(digits)
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the shift")


def compare(kiosk: Journey) -> Table:
    kiosk.choose("review")
    table = kiosk.expect("清点与账面")
    assert isinstance(table, Table)
    return table


def second_person(kiosk: Journey, number: str = "1002") -> None:
    """They sign in inside the question."""
    kiosk.expect("清点与账面不符")
    kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the second person's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the second person's PIN")
    kiosk._answer(Entered(PEOPLE[number]))


def balance(kiosk: Journey, account: Account) -> int:
    return int(kiosk.read(lambda tx: tx.balance(account)))


def state(kiosk: Journey) -> list[str]:
    return [shift.state for shift in kiosk.read(lambda tx: tx.shifts_of_day(tx.business_day))]


def test_a_shift_that_agrees_is_opened_counted_and_left_by_one_person(kiosk):
    take_over(kiosk)
    sell(kiosk)
    sell(kiosk, 8_800, WECHAT)

    count(kiosk, "70000", "8800")
    table = compare(kiosk)
    assert [row.cells[3] for row in table.rows] == ["–", "–"]
    kiosk.choose("leave")
    kiosk.expect("早班已交班")

    assert state(kiosk) == ["closed"]
    assert (balance(kiosk, CASH), balance(kiosk, WECHAT)) == (70_000, 0)
    kiosk.until(lambda: kiosk.world.world.slips, "the shift's slip")
    assert "交接班记录" in str(kiosk.world.world.slips[-1])


def test_the_forms_of_the_day_are_printed_when_the_shift_is_left(kiosk):
    take_over(kiosk)
    sell(kiosk)
    count(kiosk, "70000")
    compare(kiosk)
    kiosk.choose("leave")
    kiosk.expect("早班已交班")
    kiosk.choose("forms")
    kiosk.expect("正在打印")
    kiosk.until(lambda: len(kiosk.world.world.slips) == 2, "the shift's slip and F09")
    assert "F09 晚班款项报表" in str(kiosk.world.world.slips[-1])


def test_what_the_books_have_is_not_said_before_everything_was_counted(kiosk):
    take_over(kiosk)
    sell(kiosk)
    kiosk.choose("count")
    keypad = kiosk.expect("现金共多少")

    assert "700" not in f"{keypad.title}{keypad.subtitle}"


def test_counting_that_was_interrupted_goes_on_where_it_was(kiosk):
    take_over(kiosk)
    sell(kiosk, 8_800, WECHAT)
    kiosk.choose("count")
    kiosk.expect("现金")
    kiosk.type("50000")
    kiosk.expect("微信支付")
    kiosk.press("home")
    kiosk.wait(1)
    kiosk.leave()

    to_the_shift(kiosk)
    shown = kiosk.expect("早班")
    assert str(shown.facts[-1].value) == "1/2"
    kiosk.choose("count")
    kiosk.expect("微信支付")


def test_a_difference_is_given_its_reason_and_a_second_person_who_signs_in_inside(kiosk):
    take_over(kiosk)
    sell(kiosk)
    count(kiosk, "69500")
    assert compare(kiosk).rows[0].alert
    kiosk.choose("leave")
    kiosk.expect("为什么相差")
    kiosk.choose("change")
    second_person(kiosk)
    kiosk.expect("早班已交班")

    entries = kiosk.read(lambda tx: tx.entries_of(tx.shifts_of_day(tx.business_day)[0].id))
    assert [(one.kind, one.reason) for one in entries] == [("shift.difference", "change")]
    assert balance(kiosk, CASH) == 69_500


def test_what_nobody_else_has_seen_is_seen_first_by_whoever_takes_over(kiosk):
    take_over(kiosk)
    count(kiosk, "49000")
    compare(kiosk)
    kiosk.choose("leave")
    kiosk.expect("为什么相差")
    kiosk.press("back")
    kiosk.expect("需第二人核对")
    kiosk.choose("done")
    kiosk.leave()
    assert state(kiosk) == ["left"]

    to_the_shift(kiosk, "1002")
    kiosk.expect("上一班账实不符")
    kiosk.choose("agree")
    kiosk.expect("为什么相差")
    kiosk.choose("unknown")
    kiosk.expect("现在接班吗")
    kiosk.choose("open:late")
    kiosk.expect("现金共多少")
    kiosk.type("49000")
    kiosk.expect("晚班")
    assert state(kiosk) == ["closed", "open"]


def test_a_line_that_does_not_agree_can_be_counted_again(kiosk):
    take_over(kiosk)
    count(kiosk, "5000")
    compare(kiosk)
    kiosk.choose("0")
    kiosk.expect("现金共多少")
    kiosk.type("50000")
    kiosk.expect("全部相符")
    kiosk.choose("leave")
    kiosk.expect("早班已交班")


def test_takings_are_handed_in_and_not_more_than_there_are(kiosk):
    take_over(kiosk)
    for typed, then in (("60000", "账面现金没有这么多"), ("30000", "早班")):
        kiosk.choose("cash")
        kiosk.choose("out")
        kiosk.expect("上缴多少")
        kiosk.type(typed)
        kiosk.expect(then)
        if typed == "60000":
            kiosk.choose("done")
    assert balance(kiosk, CASH) == 20_000


def test_a_shift_that_was_left_open_over_night_says_of_which_day_it_is(kiosk):
    take_over(kiosk)
    kiosk.leave()
    kiosk.wait(24 * 3600)

    to_the_shift(kiosk)
    kiosk.expect("这是2026-11-22")


def test_twelve_lines_are_counted_and_left_in_thirty_touches_and_digits(kiosk):
    take_over(kiosk)

    def goods(tx: Transaction) -> None:
        for number in range(11):
            product = f"product-{number}"
            line = Line(stock("desk", product), Account("supplier", "desk", pieces(product)), 5)
            tx.enter("stock.in", [line])

    kiosk.write(goods)
    kiosk.leave()
    to_the_shift(kiosk)
    kiosk.expect("早班")
    touches = 1
    kiosk.choose("count")
    for typed in ("50000", *["5"] * 11):
        kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the next thing to count")
        kiosk.type(typed)
        touches += 1  # OK, beside the digits
    compare(kiosk)
    kiosk.choose("leave")
    kiosk.expect("早班已交班")
    touches += 2

    assert touches <= 30


def test_wherever_the_power_goes_a_shift_is_held_left_or_closed_and_the_books_agree(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = staffed(make_kiosk(plugins=(), store="memory"))
        kiosk.cut_at(points)
        try:
            take_over(kiosk)
            count(kiosk, "49000")
            compare(kiosk)
            kiosk.choose("leave")
            kiosk.choose("change")
            second_person(kiosk)
            kiosk.expect("早班已交班")
        except PowerCut:
            kiosk.restart()
        assert state(kiosk) in ([], ["open"], ["left"], ["closed"])
        entered = [
            one.kind for one in kiosk.read(lambda tx: tx.entries_of("")) if one.kind == "shift.cash_in"
        ]
        assert balance(kiosk, CASH) == 50_000 * len(entered) - (1000 if state(kiosk) == ["closed"] else 0)
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(run, every=23, first=5)
    assert points > 60
    assert not failures, "\n".join(map(str, failures))

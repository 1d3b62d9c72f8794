"""注销退卡: a card is cancelled by two, what is paid back is read to the customer line by line, and later nobody knows whose it
was."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, points_owed
from kiosk.core.staff import add_staff
from kiosk.plugins.cards.apply.consents import agreed, set_consent
from kiosk.plugins.cards.apply.requests import ask_for_new, requests
from kiosk.plugins.cards.close.closing import DIFFERENCE, DUE, waiting
from kiosk.plugins.cards.close.refunds_due import paid
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK
from tests.journeys.cards.close_steps import (
    CASH,
    DAY_S,
    agree,
    held,
    paid_in,
    spent,
    to_the_statement,
)
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, second_person
from tests.journeys.cards.steps import (
    CARD,
    OTHER_CARD,
    OTHER_PHONE,
    facts,
    member_id,
    status,
)
from tests.journeys.cards.test_buyer import KEY, NUMBER, opened, type_the_card


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return counter(make_kiosk())


# ---------------------------------------------------------------------- the worked example


def test_statement_12_by_the_malls_cause_five_hundred_come_back_and_the_customer_can_follow(desk):
    owner = paid_in(desk)
    spent(desk, 60_000)
    to_the_statement(desk, "operator")

    assert desk.title == "应退 ¥500.00"
    told = facts(desk)
    assert told["充值 2026-06-01"] == "¥1,000.00"
    assert told["折算已用"] == "¥600.00 × ¥1,000.00 ÷ ¥1,200.00 = ¥500.00"
    assert told["应退"] == "¥1,000.00 - ¥500.00 = ¥500.00"
    assert told["作废的赠送金"] == "¥200.00"
    agree(desk)
    desk.expect("此卡已注销")

    assert held(desk) == (0, 0, 100_000), "a transfer is not paid out of the drawer"
    assert desk.read(lambda tx: (tx.balance(DUE), tx.balance(DIFFERENCE))) == (50_000, 10_000)
    assert status(desk, OTHER_CARD) == "closed"
    entry = desk.read(lambda tx: tx.entries_of(owner))[0]
    assert (entry.kind, entry.reason) == ("cards.closed", "operator")
    assert entry.data == {"cause": "operator", "tender": "transfer", "identity": "seen"}
    assert desk.read(lambda tx: tx.sensitive_acts(limit=3))[0].event == "members.closed"
    desk.until(lambda: desk.world.world.slips, "the statement")
    slip = str(desk.world.world.slips[-1])
    for words in ("退卡结算单", "¥1,000.00 ÷ ¥1,200.00 = ¥500.00", "商场原因", "顾客签字", "第十四至二十条"):
        assert words in slip
    assert OTHER_CARD not in slip
    assert "王" not in slip
    assert "最终解释权" not in slip


def test_statement_12_by_the_customers_cause_the_goods_count_at_their_full_price(desk):
    paid_in(desk)
    spent(desk, 60_000, of_bonus=20_000, full_price=70_000)
    to_the_statement(desk, "customer")

    assert desk.title == "应退 ¥300.00"
    assert facts(desk)["扣回已享折扣"] == "-¥100.00"
    agree(desk)
    desk.expect("此卡已注销")
    assert desk.read(lambda tx: (tx.balance(DUE), tx.balance(DIFFERENCE))) == (30_000, -30_000)


def test_who_used_more_than_was_paid_gets_nothing_and_is_asked_for_nothing(desk):
    paid_in(desk)
    spent(desk, 110_000, of_bonus=10_000)
    to_the_statement(desk, "customer")

    assert desk.title == "无可退金额"
    agree(desk, tender="")
    desk.expect("此卡已注销")
    assert (held(desk), desk.read(lambda tx: tx.balance(DUE))) == ((0, 0, 100_000), 0)


def test_statement_14_a_top_up_of_this_week_comes_back_whole_without_a_reason(desk):
    paid_in(desk, day=20261122)
    to_the_statement(desk, "customer")

    assert desk.title == "应退 ¥1,000.00"
    assert facts(desk)["冷静期内退款"] == "不扣折扣"


def test_several_top_ups_are_told_one_line_each(desk):
    for day in (20260101, 20260201, 20260301):
        paid_in(desk, day=day)
    spent(desk, 130_000)
    to_the_statement(desk, "operator")

    # Of the first its bonus is left, of the second a part, and all of the third.
    assert facts(desk)["2026-01-01 充 ¥1,000.00 赠 ¥200.00，已用 ¥1,000.00"] == "¥166.67"
    assert facts(desk)["2026-02-01 充 ¥1,000.00 赠 ¥200.00，已用 ¥300.00"] == "¥750.00"
    assert desk.title == "应退 ¥1,916.67"


# ---------------------------------------------------------------------- how it is paid


def test_a_small_balance_is_counted_out_of_the_drawer(desk):
    paid_in(desk, paid=9_000, given=0)
    to_the_statement(desk, "customer")
    agree(desk, "cash")
    desk.expect("点清现金")

    assert held(desk) == (0, 0, 0)


def test_more_than_the_law_lets_be_cash_is_transferred(desk):
    paid_in(desk, paid=10_001, given=0)
    to_the_statement(desk, "customer")
    desk.choose("go")
    choices = {choice.key: choice.enabled for choice in desk.expect("怎么退款").choices}

    assert choices == {"transfer": True, "cash": False}


def test_a_drawer_without_so_much_cash_pays_nothing_and_says_so(desk):
    paid_in(desk, paid=9_000, given=0)
    desk.write(lambda tx: tx.enter("shift.cash_out", [Line(Account("safe"), CASH, 5_000)]))
    to_the_statement(desk, "customer")
    agree(desk, "cash")

    desk.expect("抽屉现金不足")
    assert (held(desk), status(desk, OTHER_CARD)) == ((9_000, 0, 4_000), "active")


def test_where_identity_records_are_kept_whoever_is_paid_is_kept_too_and_outlives_the_member(make_kiosk):
    kiosk = counter(make_kiosk(extra=KEY))
    owner = paid_in(kiosk)
    to_the_statement(kiosk, "operator")
    kiosk.choose("go")
    kiosk.expect("怎么退款")
    kiosk.choose("transfer")
    kiosk.expect("确认注销此卡")
    kiosk.choose("close")
    type_the_card(kiosk)
    kiosk.expect("末四位是 002X 吗")
    kiosk.choose("yes")
    kiosk.expect("注销此卡并退款")
    second_person(kiosk)
    kiosk.expect("此卡已注销")

    record = kiosk.read(lambda tx: tx.entries_of(owner))[0].data["identity"]
    told = opened(kiosk, record)
    assert (told.number, told.name, told.contact) == (NUMBER, "王芳", OTHER_PHONE)
    kiosk.write(lambda tx: paid(tx, waiting(1)[0].id, "s"))
    kiosk.store.write_now(lambda tx: tx.forget_member(owner))
    assert opened(kiosk, record).name == "王芳", "for as long as the law wants it"


def test_points_lapse_and_points_owed_are_let_go(desk):
    owner = member_id(desk, CARD)
    house = Account("opening", unit="point")
    desk.write(lambda tx: tx.enter("test.owed", [Line(points_owed(owner), house, 30)], subject=owner))
    to_the_statement(desk, "customer", CARD)
    assert facts(desk)["作废的积分"] == "1,120"
    assert facts(desk)["免除的欠积分"] == "30"
    agree(desk)
    desk.expect("此卡已注销")

    assert set(desk.read(lambda tx: tx.balances(owner)).values()) == {0}


def test_the_statement_is_printed_again_as_a_copy(desk):
    paid_in(desk)
    to_the_statement(desk, "operator")
    agree(desk)
    desk.expect("此卡已注销")
    desk.choose("done")
    desk.choose("statements")
    row = desk.expect("结算单").rows[0]
    assert row.cells[2] == "¥1,000.00"
    desk.choose(row.key)
    desk.expect("正在打印副本")
    desk.until(lambda: len(desk.world.world.slips) == 2, "the copy")

    first, copy = desk.world.world.slips
    assert (first.copy, copy.copy) == (False, True)
    assert "¥1,000.00" in str(copy)


def test_finance_says_that_a_refund_was_transferred_and_only_then_is_its_holder_forgotten(make_kiosk):
    kiosk = counter(make_kiosk(settings={"cards": {"closed_keep_days": 1, "refund_days": 1}}))
    paid_in(kiosk)
    to_the_statement(kiosk, "operator")
    agree(kiosk)
    kiosk.expect("此卡已注销")
    kiosk.leave()
    kiosk.clock.jump(2 * DAY_S)
    kiosk.wait(90)
    assert "members.forgotten" not in kiosk.events()

    add_staff(kiosk.store, "1003", "财务", "564738", role="finance", policy=QUICK)
    kiosk.sign_in("1003", "564738")
    kiosk.choose("cards.refunds")
    (row,) = kiosk.expect("待转账退款").rows
    assert (row.cells[2], row.alert) == ("¥1,000.00", True)
    kiosk.choose(row.key)
    kiosk.expect("已转出吗")
    kiosk.choose("paid")
    kiosk.expect("已入账")
    kiosk.choose("done")
    kiosk.until(lambda: getattr(kiosk.prompt, "rows", None) == (), "the list without it")
    kiosk.leave()

    assert kiosk.read(lambda tx: tx.balance(DUE)) == 0
    kiosk.clock.jump(DAY_S)
    kiosk.wait(90)
    assert "members.forgotten" in kiosk.events()
    assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]


def test_of_two_who_say_that_it_was_transferred_one_has_said_it(desk):
    paid_in(desk)
    to_the_statement(desk, "operator")
    agree(desk)
    desk.expect("此卡已注销")
    row = desk.read(lambda _tx: waiting(1))[0]

    assert [desk.write(lambda tx: paid(tx, row.id, "s")) for _ in range(2)] == [True, False]
    assert desk.read(lambda tx: tx.balance(DUE)) == 0


def test_whoever_has_no_card_any_more_is_written_to_no_more_and_waits_for_nothing(desk):
    owner = paid_in(desk)
    desk.write(lambda tx: set_consent(tx, owner, "offers", "v1", given=True))
    desk.write(lambda tx: ask_for_new(tx, owner, "damaged"))
    to_the_statement(desk, "operator")
    agree(desk)
    desk.expect("此卡已注销")

    assert desk.read(lambda tx: (agreed(owner), requests(tx))) == (frozenset(), [])

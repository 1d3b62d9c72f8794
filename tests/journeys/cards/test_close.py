"""注销退卡: a card is cancelled by two, what is paid back is read to the customer line by line, and later nobody knows whose it
was."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, Lot, bonus, drawer, points, points_owed, principal
from kiosk.core.records import Context
from kiosk.core.staff import add_staff
from kiosk.core.store.errors import ConstraintBroken
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.apply.consents import agreed, set_consent
from kiosk.plugins.cards.apply.requests import ask_for_new, requests
from kiosk.plugins.cards.close.closing import DIFFERENCE, DUE, waiting
from kiosk.plugins.cards.close.refunds_due import paid
from kiosk.plugins.cards.models import PaidInRow
from kiosk.plugins.lending.models import LoanRow
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK, add_member
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import PEOPLE, counter, offered, second_person, sign_in
from tests.journeys.cards.steps import (
    CARD,
    OTHER_CARD,
    OTHER_PHONE,
    PHONE,
    PIN,
    facts,
    give_pin,
    member_id,
    report_lost,
    status,
)
from tests.journeys.cards.test_buyer import KEY, NUMBER, opened, type_the_card
from tests.journeys.lending.steps import borrow, umbrellas

TILL = Account("till")
CASH = drawer("desk", "cash")
DAY_S = 24 * 60 * 60


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return counter(make_kiosk())


def paid_in(kiosk: Journey, *, day: int = 20260601, paid: int = 100_000, given: int = 20_000) -> str:
    """A top-up of some time ago on the other card: 1,000 and 200 on top."""
    owner = member_id(kiosk, OTHER_CARD)

    def enter(tx: Transaction) -> None:
        source = f"topup-{day}"
        lots = Lot(earned_day=day, source=source)
        lines = [Line(CASH, principal(owner), paid, lots)]
        lines += [Line(Account("given"), bonus(owner), given, lots)] if given else []
        tx.enter("cards.topped_up", lines, subject=owner)
        PaidInRow.create(source=source, day=day, paid=paid, given=given)

    kiosk.write(enter)
    return owner


def spent(kiosk: Journey, fen: int, *, of_bonus: int = 0, full_price: int = 0) -> None:
    owner = member_id(kiosk, OTHER_CARD)
    data: dict[str, str | int] = {"undiscounted": full_price} if full_price else {}
    lines = [Line(principal(owner), TILL, fen - of_bonus)]
    lines += [Line(bonus(owner), TILL, of_bonus)] if of_bonus else []
    kiosk.write(lambda tx: tx.enter("cards.spent", lines, subject=owner, data=data))


def to_the_statement(kiosk: Journey, cause: str, card: str = OTHER_CARD) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.close")
    kiosk.expect("注销哪张卡")
    kiosk.scan(card)
    kiosk.expect("为什么退卡")
    kiosk.choose(cause)
    kiosk.until(lambda: "应退" in kiosk.title or "无可退" in kiosk.title, "the statement")


def agree(kiosk: Journey, tender: str = "transfer") -> None:
    """From the statement to the second person's word."""
    kiosk.choose("go")
    if tender:
        kiosk.expect("怎么退款")
        kiosk.choose(tender)
    kiosk.expect("确认注销此卡")
    kiosk.choose("close")
    kiosk.expect("注销此卡并退款")
    second_person(kiosk)


def held(kiosk: Journey) -> tuple[int, int, int]:
    """Principal, bonus, and the cash in the drawer."""
    owner = member_id(kiosk, OTHER_CARD)
    return kiosk.read(lambda tx: (tx.balance(principal(owner)), tx.balance(bonus(owner)), tx.balance(CASH)))


def books(kiosk: Journey) -> dict[str, int]:
    """What every account holds, house and members alike."""
    rows = kiosk.read(
        lambda tx: run(tx, "SELECT book, owner, unit, credits - debits FROM ledger_accounts").fetchall()
    )
    return {f"{book}/{owner}/{unit}": amount for book, owner, unit, amount in rows}


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


# ---------------------------------------------------------------------- who, and who not


def refused(kiosk: Journey, card: str = OTHER_CARD) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.close")
    kiosk.expect("注销哪张卡")
    kiosk.scan(card)


def test_nobody_cancels_their_own_card(desk):
    owner = member_id(desk, OTHER_CARD)
    desk.write(lambda tx: run(tx, "UPDATE staff SET member_id = ? WHERE number = ?", (owner, "1001")))
    refused(desk)

    desk.expect("这是您自己的卡")


def test_a_blocked_card_is_cancelled_for_who_knows_its_pin(desk):
    report_lost(desk)
    desk.leave()
    refused(desk, CARD)
    desk.expect("这张卡已挂失")
    desk.choose("done")
    desk.choose("phone")
    desk.expect("手机号")
    desk.type(PHONE)
    desk.expect("请输入会员密码")
    desk.type(PIN)
    desk.expect("为什么退卡")
    desk.choose("customer")
    desk.until(lambda: "应退" in desk.title, "the statement")
    agree(desk)
    desk.expect("此卡已注销")

    assert status(desk) == "closed"
    owner = member_id(desk)
    assert not desk.read(lambda tx: tx.member_has_pin(owner))


def test_whoever_has_something_out_is_told_what_to_bring_back_first(make_kiosk):
    kept = {1: ["U-0001"]}
    kiosk = counter(make_kiosk(contents=kept))
    kiosk.write(umbrellas, kept)
    borrow(kiosk, OTHER_CARD)
    kiosk.leave()
    refused(kiosk)
    shown = kiosk.expect("还有未了事项")

    assert "雨伞" in str(shown.facts[1].value)
    assert status(kiosk, OTHER_CARD) == "active"


def test_without_a_shift_or_the_limits_nothing_is_cancelled(make_kiosk):
    without_shift, without_rules = counter(make_kiosk(), shift=False), make_kiosk()
    add_staff(without_rules.store, "1001", "员工", PEOPLE["1001"][0], policy=QUICK)
    for kiosk, words in ((without_shift, "暂无人当班"), (without_rules, "限额待审批")):
        refused(kiosk)
        kiosk.choose("customer")
        kiosk.expect(words)


def test_who_may_not_pay_back_has_no_such_line(desk):
    add_staff(desk.store, "1003", "财务", "564738", role="finance", policy=QUICK)
    desk.sign_in("1003", "564738")

    assert not {"cards.close", "cards.merge", "cards.rebate"} & offered(desk).keys()


def test_what_is_spent_while_the_statement_is_read_is_not_paid_out_again(desk):
    paid_in(desk)
    to_the_statement(desk, "operator")
    spent(desk, 60_000)
    agree(desk)

    desk.expect("情况有变化")
    assert (held(desk), status(desk, OTHER_CARD)) == ((40_000, 20_000, 100_000), "active")


def test_what_is_borrowed_while_the_statement_is_read_ties_the_card(make_kiosk):
    kept = {1: ["U-0001"]}
    kiosk = counter(make_kiosk(contents=kept))
    kiosk.write(umbrellas, kept)
    paid_in(kiosk)
    to_the_statement(kiosk, "operator")
    owner = member_id(kiosk, OTHER_CARD)

    def lent(tx: Transaction) -> None:
        item, place = (
            run(tx, f"SELECT id FROM {table} LIMIT 1").fetchone()[0] for table in ("items", "places")
        )
        LoanRow.create(
            id="L1", number="L1", code="L1", kind="umbrella", member_id=owner, item_id=item, place_id=place,
            slot=0, state="lent", confirmed=1, opened_ms=tx.now_ms, due_ms=tx.now_ms + DAY_S * 1000,
        )  # fmt: skip

    kiosk.write(lent)
    agree(kiosk)
    kiosk.expect("还有未了事项")
    assert (held(kiosk)[0], status(kiosk, OTHER_CARD)) == (100_000, "active")


def test_a_card_that_has_ended_is_told_so_everywhere(desk):
    paid_in(desk)
    give_pin(desk, OTHER_CARD)
    to_the_statement(desk, "operator")
    agree(desk)
    desk.expect("此卡已注销")
    desk.choose("done")
    desk.scan(OTHER_CARD)
    desk.expect("此卡此前已注销")
    desk.leave()
    desk.touch()
    desk.choose("cards.mine")
    desk.scan(OTHER_CARD)
    desk.expect("已停用")


# ---------------------------------------------------------------------- and then nobody knows whose it was


def closed(kiosk: Journey) -> str:
    """A card that was cancelled, and its money is with its holder."""
    owner = paid_in(kiosk)
    to_the_statement(kiosk, "operator")
    agree(kiosk)
    kiosk.expect("此卡已注销")
    kiosk.leave()
    kiosk.write(lambda tx: paid(tx, waiting(1)[0].id, "s"))
    return owner


def test_statement_31_a_closed_member_is_forgotten_in_time_and_no_sum_of_the_ledger_changes(desk):
    owner = closed(desk)
    before = books(desk)
    entries = desk.read(lambda tx: [entry.id for entry in tx.entries_of(owner)])
    row = desk.read(lambda tx: run(tx, "SELECT name, phone FROM members WHERE id = ?", (owner,)).fetchone())
    assert tuple(row) == ("王芳", OTHER_PHONE), "for as long as there may be questions about the money"

    desk.clock.jump(89 * DAY_S)
    desk.wait(90)
    assert "members.forgotten" not in desk.events()
    desk.clock.jump(2 * DAY_S)
    desk.wait(90)
    assert desk.events().count("members.forgotten") == 1

    member = desk.read(lambda tx: tx.member(owner))
    assert (member.name.reveal(), member.tier, member.status) == ("", "", "closed")
    assert not desk.read(lambda tx: tx.member_phone(owner))
    assert desk.read(lambda tx: tx.member_by_card(OTHER_CARD)) is None
    assert books(desk) == before
    assert desk.read(lambda tx: [entry.id for entry in tx.entries_of(owner)]) == entries
    kept = desk.read(lambda tx: run(tx, "SELECT tail FROM cards_closing").fetchall())
    assert [tuple(one) for one in kept] == [("",)]
    assert [finding for finding in desk.check() if finding.severity == "wrong"] == []


def test_the_number_of_a_card_that_has_ended_is_never_given_out_again(desk):
    owner = closed(desk)
    desk.store.write_now(lambda tx: tx.forget_member(owner), context=Context("system"))

    assert desk.read(lambda tx: tx.card_is_void(OTHER_CARD))
    with pytest.raises(ConstraintBroken, match="void"):
        desk.write(lambda tx: add_member(tx, OTHER_CARD))
    with pytest.raises(ConstraintBroken, match="void"):
        desk.write(lambda tx: run(tx, "UPDATE members SET card = ? WHERE card = ?", (OTHER_CARD, CARD)))


def test_wherever_the_power_goes_it_is_paid_once_and_the_card_has_ended_or_nothing_has_happened(make_kiosk):
    def play(points_: CrashPoints) -> None:
        kiosk = counter(make_kiosk())
        paid_in(kiosk)
        kiosk.cut_at(points_)
        try:
            to_the_statement(kiosk, "operator")
            agree(kiosk)
            kiosk.expect("此卡已注销")
        except PowerCut:
            kiosk.restart()
        found = (held(kiosk)[0], kiosk.read(lambda tx: tx.balance(DUE)), status(kiosk, OTHER_CARD))
        assert found in ((100_000, 0, "active"), (0, 100_000, "closed"))
        kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the slip to end")
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    walked, failures = crash_walk(play, every=23, first=4)
    assert walked > 40
    assert not failures, "\n".join(map(str, failures))


def test_points_are_on_the_statement_too(desk):
    owner = member_id(desk, CARD)
    to_the_statement(desk, "customer", CARD)

    assert "作废的积分" in facts(desk)
    assert desk.read(lambda tx: tx.balance(points(owner))) == 1_120

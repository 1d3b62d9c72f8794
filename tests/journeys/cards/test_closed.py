"""注销: who may cancel a card and who not, what ties it, and how its holder is forgotten."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import points
from kiosk.core.records import Context
from kiosk.core.staff import add_staff
from kiosk.core.store.errors import ConstraintBroken
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.close.closing import DUE, waiting
from kiosk.plugins.cards.close.refunds_due import paid
from kiosk.plugins.lending.models import LoanRow
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK, add_member
from tests.journeys.cards.close_steps import (
    DAY_S,
    agree,
    books,
    held,
    paid_in,
    spent,
    to_the_statement,
)
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import PEOPLE, counter, offered, sign_in
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
from tests.journeys.lending.steps import borrow, umbrellas


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return counter(make_kiosk())


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

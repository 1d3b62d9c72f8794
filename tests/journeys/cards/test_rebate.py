"""积分返利: points become bonus by the rule of today, together or not at all; whoever owes points redeems none."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, Lot, bonus, points, points_owed, principal
from kiosk.core.rules import RuleRefused, proposed
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.rules.rebate import REBATE
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import ATTENDANT, counter, sign_in
from tests.journeys.cards.steps import CARD, OTHER_CARD, PIN, facts, member_id, to_the_page

EARNED = Account("given", unit="point")


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return counter(make_kiosk())


def held(kiosk: Journey, card: str = CARD) -> tuple[int, int]:
    """Points and bonus."""
    owner = member_id(kiosk, card)
    return kiosk.read(lambda tx: (tx.balance(points(owner)), tx.balance(bonus(owner))))


def to_the_points(kiosk: Journey, card: str = CARD) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.rebate")
    kiosk.expect("谁的积分")
    kiosk.scan(card)


def redeemed(kiosk: Journey, times: str = "10") -> None:
    to_the_points(kiosk)
    kiosk.expect("用多少积分")
    kiosk.choose(times)
    kiosk.until(lambda: "兑" in kiosk.title, "the review")
    kiosk.choose("go")
    kiosk.expect("已到账")


def test_points_and_bonus_move_together_and_the_entry_keeps_the_rule(desk):
    redeemed(desk)

    assert held(desk) == (120, 6_000)  # 1,000 points are ¥10.00
    owner = member_id(desk, CARD)
    entry = desk.read(lambda tx: tx.entries_of(owner))[0]
    assert (entry.kind, entry.data) == ("cards.points_rebate", {"by": "staff", "points": 1000})
    assert entry.version.startswith("cards.points_rebate:")
    last = desk.read(lambda tx: tx.lots(bonus(owner)))[0].last_day
    assert last == 20271122, "what was given for points ends, as the rule says"


def test_the_points_that_end_first_are_spent_first(desk):
    redeemed(desk, "1")
    owner = member_id(desk, CARD)

    assert [(lot.last_day, lot.left) for lot in desk.read(lambda tx: tx.lots(points(owner)))] == [
        (20261231, 20),
        (20271231, 1_000),
    ]


def test_a_member_does_it_on_their_own_page_with_the_pin(desk):
    to_the_page(desk)
    desk.choose("rebate")
    desk.expect("请输入会员密码")
    desk.type(PIN)
    desk.expect("用多少积分")
    choices = {choice.key: str(choice.note) for choice in desk.prompt.choices}
    assert choices == {"11": "赠送金 ¥11.00", "10": "赠送金 ¥10.00", "5": "赠送金 ¥5.00", "1": "赠送金 ¥1.00"}
    desk.choose("11")
    desk.until(lambda: "兑" in desk.title, "the review")
    assert facts(desk)["兑换后积分"] == "20"
    desk.choose("go")
    desk.expect("已到账")
    desk.choose("done")
    desk.expect("您的会员卡")

    assert held(desk) == (20, 6_100)
    assert "rebate" not in {action.key for action in desk.prompt.actions}, "there is no step left"


def test_who_does_not_know_the_pin_redeems_nothing(desk):
    to_the_page(desk)
    desk.choose("rebate")
    desk.expect("请输入会员密码")
    desk.type("111222")
    desk.expect("密码")
    desk.back()

    assert held(desk) == (1_120, 5_000)


def test_statement_11_points_of_a_refunded_receipt_that_were_spent_are_owed_and_block_redemption(desk):
    """What is taken back goes below nothing only as a debt, and new points pay it off first."""
    redeemed(desk)
    owner = member_id(desk, CARD)

    def receipt_is_given_back(tx: Transaction) -> None:
        lines = [Line(points(owner), EARNED, 120), Line(points_owed(owner), EARNED, 380)]
        tx.enter("cards.clawed_back", lines, subject=owner, once="clawed:1")

    desk.write(receipt_is_given_back)
    desk.leave()
    to_the_points(desk)
    desk.expect("请先补足欠积分")
    assert facts(desk)["欠扣积分"] == "380"
    desk.leave()

    def buys_again(tx: Transaction) -> None:
        lines = [Line(EARNED, points_owed(owner), 380), Line(EARNED, points(owner), 120, Lot(20271231))]
        tx.enter("cards.earned", lines, subject=owner)

    desk.write(buys_again)
    redeemed(desk, "1")
    assert held(desk) == (20, 6_100)


def test_what_is_not_set_up_not_enough_or_ones_own_is_told(make_kiosk):
    kiosk = counter(make_kiosk())
    to_the_points(kiosk, OTHER_CARD)
    kiosk.expect("不够兑换")
    kiosk.leave()
    owner = member_id(kiosk, CARD)
    kiosk.write(lambda tx: run(tx, "UPDATE staff SET member_id = ? WHERE number = ?", (owner, ATTENDANT)))
    to_the_points(kiosk)
    kiosk.expect("这是您自己的卡")
    kiosk.leave()
    kiosk.write(lambda tx: run(tx, "UPDATE members SET status = 'blocked' WHERE card = ?", (OTHER_CARD,)))
    to_the_points(kiosk, OTHER_CARD)
    kiosk.expect("积分保留")


def test_a_card_is_not_filled_above_what_the_law_allows(desk):
    owner = member_id(desk, CARD)
    desk.write(
        lambda tx: tx.enter(
            "test.paid", [Line(Account("till"), principal(owner), 371_244, Lot())], subject=owner
        )
    )
    to_the_points(desk)
    choices = desk.expect("用多少积分").choices

    assert [choice.key for choice in choices] == ["3", "1"], "¥3.00 fit on it"


def test_what_changes_while_it_is_read_is_not_overlooked(desk):
    to_the_points(desk)
    desk.expect("用多少积分")
    owner = member_id(desk, CARD)
    desk.write(lambda tx: tx.enter("test.ended", [Line(points(owner), EARNED, 500)], subject=owner))
    desk.choose("10")
    desk.until(lambda: "兑" in desk.title, "the review")
    desk.choose("go")
    desk.expect("情况有变化")

    assert held(desk) == (620, 5_000)


def test_wherever_the_power_goes_points_are_spent_for_bonus_or_kept(make_kiosk):
    def play(points_: CrashPoints) -> None:
        kiosk = counter(make_kiosk())
        kiosk.cut_at(points_)
        try:
            redeemed(kiosk)
        except PowerCut:
            kiosk.restart()
        assert held(kiosk) in ((1_120, 5_000), (120, 6_000))

    walked, failures = crash_walk(play, every=17, first=4)
    assert walked > 20
    assert not failures, "\n".join(map(str, failures))


def test_what_a_rebate_rule_may_not_say_is_refused():
    for body in ({"points": 0, "fen": 1}, {"points": 1, "fen": 0}, {"fen": 1}):
        with pytest.raises(RuleRefused, match=r"cards\.points_rebate: "):
            proposed(REBATE, 20200101, body)


def test_without_a_rule_nobody_is_offered_any(make_kiosk):
    kiosk = make_kiosk()
    to_the_page(kiosk)

    assert "rebate" not in {action.key for action in kiosk.prompt.actions}

"""合并: two cards of one person become one, with their lots and last days; the other is void, and both histories are read as
one."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, Lot, bonus, points, points_owed, principal
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.models import PaidInRow
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import ATTENDANT, counter, second_person, sign_in
from tests.journeys.cards.steps import (
    CARD,
    OTHER_CARD,
    OTHER_PHONE,
    PIN,
    SHARED_CARD,
    SHARED_TOO,
    facts,
    give_pin,
    member_id,
    status,
)

TILL = Account("till")
POINTS = Account("opening", unit="point")


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return furnished(counter(make_kiosk()))


def furnished(kiosk: Journey) -> Journey:
    """Both cards of one person have something: a top-up with its bonus, half spent; points with two last days."""
    one, other = member_id(kiosk, SHARED_CARD), member_id(kiosk, SHARED_TOO)

    def enter(tx: Transaction) -> None:
        for owner, source, paid in ((one, "first", 50_000), (other, "second", 100_000)):
            lot = Lot(20281231, 20260601, source)
            lines = [
                Line(TILL, principal(owner), paid, Lot(earned_day=20260601, source=source)),
                Line(Account("given"), bonus(owner), paid // 10, lot),
                Line(POINTS, points(owner), 100, Lot(20261231)),
                Line(POINTS, points(owner), 50, Lot(20271231)),
                Line(POINTS, points(owner), 25, Lot(20261231)),
            ]
            tx.enter("cards.topped_up", lines, subject=owner)
            PaidInRow.create(source=source, day=20260601, paid=paid, given=paid // 10)
        tx.enter("cards.spent", [Line(principal(other), TILL, 60_000)], subject=other)

    kiosk.write(enter)
    return kiosk


def to_the_two(kiosk: Journey, first: str = SHARED_CARD, second: str = SHARED_TOO) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.merge")
    kiosk.expect("保留哪张卡")
    kiosk.scan(first)
    kiosk.expect("作废哪张卡")
    kiosk.scan(second)


def merged(kiosk: Journey) -> None:
    to_the_two(kiosk)
    kiosk.expect("合并这两张卡吗")
    kiosk.choose("merge")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "review", "the second person's question")
    second_person(kiosk)
    kiosk.expect("已合并")


def lots(kiosk: Journey, card: str) -> list[tuple[str, int, int, str]]:
    owner = member_id(kiosk, card)

    def read(tx: Transaction) -> list[tuple[str, int, int, str]]:
        books = (principal(owner), bonus(owner), points(owner))
        return [
            (book.book, lot.last_day, lot.left, lot.source)
            for book in books
            for lot in tx.lots(book)
            if lot.left
        ]

    return kiosk.read(read)


def test_everything_moves_with_its_lots_and_last_days_and_the_other_number_is_dead(desk):
    before = [*lots(desk, SHARED_CARD), *lots(desk, SHARED_TOO)]
    merged(desk)

    after = lots(desk, SHARED_CARD)
    assert {one for one in after if one[0] != "points"} == {one for one in before if one[0] != "points"}
    assert sum(left for book, last, left, _ in after if (book, last) == ("points", 20261231)) == 250
    assert sum(left for book, last, left, _ in after if (book, last) == ("points", 20271231)) == 100
    assert lots(desk, SHARED_TOO) == []
    assert (status(desk, SHARED_CARD), status(desk, SHARED_TOO)) == ("active", "closed")
    gone = member_id(desk, SHARED_TOO)
    newest = desk.read(lambda tx: tx.entries_of(member_id_of(tx, SHARED_CARD)))[0]
    assert (newest.kind, newest.data["from"]) == ("cards.merged", gone)
    desk.until(lambda: desk.world.world.slips, "the slip")
    assert "合并" in str(desk.world.world.slips[-1])
    assert not [finding for finding in desk.check() if finding.severity == "wrong"]


def member_id_of(tx: Transaction, card: str) -> str:
    member = tx.member_by_card(card)
    assert member is not None
    return member.id


def test_the_screen_says_what_there_will_be_and_what_speaks_against_one_person(desk):
    to_the_two(desk)
    shown = desk.expect("合并这两张卡吗")
    assert facts(desk)["储值本金"] == "¥500.00 + ¥400.00 = ¥900.00"
    assert facts(desk)["登记手机"] == "一致"
    desk.choose("stop")
    desk.leave()
    assert {str(fact.label) for fact in shown.facts if fact.alert} == {"作废的卡"}
    to_the_two(desk, OTHER_CARD, SHARED_TOO)
    shown = desk.expect("合并这两张卡吗")

    assert {str(fact.label) for fact in shown.facts if fact.alert} == {"作废的卡", "登记姓名", "登记手机"}


def test_a_refund_after_it_still_knows_what_was_paid_for_each_top_up(desk):
    """The second top-up: 1,000 and 100 on top, 600 used: 1,000 - 600 × 1000/1100, rounded towards the customer."""
    merged(desk)
    desk.leave()
    sign_in(desk)
    desk.choose("cards.close")
    desk.scan(SHARED_CARD)
    desk.choose("operator")
    desk.until(lambda: "应退" in desk.title, "the statement")

    assert desk.title == "应退 ¥954.55"


def test_both_histories_are_read_as_one(desk):
    merged(desk)
    desk.leave()
    desk.touch()
    desk.choose("cards.mine")
    desk.scan(SHARED_CARD)
    desk.choose("history")
    told = [str(fact.value) for fact in desk.expect("会员卡明细").facts]

    assert told[0] == "两卡合并"
    assert sum("消费" in one for one in told) == 1
    assert sum("充值" in one for one in told) == 2


def test_points_that_were_owed_are_owed_by_the_card_that_stays(desk):
    gone, kept = member_id(desk, SHARED_TOO), member_id(desk, SHARED_CARD)
    desk.write(lambda tx: tx.enter("test.owed", [Line(points_owed(gone), POINTS, 30)], subject=gone))
    merged(desk)

    assert desk.read(lambda tx: (tx.balance(points_owed(kept)), tx.balance(points_owed(gone)))) == (30, 0)


def test_the_same_card_twice_a_card_that_has_ended_and_more_than_the_law_allows_are_refused(desk):
    to_the_two(desk, SHARED_CARD, SHARED_CARD)
    desk.expect("同一张卡")
    desk.leave()
    owner = member_id(desk, CARD)
    desk.write(
        lambda tx: tx.enter("test.more", [Line(TILL, principal(owner), 350_000, Lot())], subject=owner)
    )
    to_the_two(desk, SHARED_CARD, CARD)
    desk.expect("超过单卡限额")
    desk.leave()
    desk.write(lambda tx: run(tx, "UPDATE members SET status = 'closed' WHERE id = ?", (owner,)))
    to_the_two(desk, SHARED_CARD, CARD)
    desk.expect("已停用")

    assert lots(desk, SHARED_TOO)


def test_nobody_merges_their_own_and_what_changes_meanwhile_is_not_overlooked(desk):
    to_the_two(desk)
    desk.expect("合并这两张卡吗")
    owner = member_id(desk, SHARED_TOO)
    desk.write(lambda tx: tx.enter("cards.spent", [Line(principal(owner), TILL, 100)], subject=owner))
    desk.choose("merge")
    desk.until(lambda: getattr(desk.prompt, "stage", "") == "review", "the second person's question")
    second_person(desk)
    desk.expect("情况有变化")
    desk.leave()
    desk.write(lambda tx: run(tx, "UPDATE staff SET member_id = ? WHERE number = ?", (owner, ATTENDANT)))
    to_the_two(desk)
    desk.expect("这是您自己的卡")

    assert status(desk, SHARED_TOO) == "active"


def test_a_lost_card_ends_in_the_other_for_whoever_knows_its_pin(desk):
    give_pin(desk, OTHER_CARD)
    gone = member_id(desk, OTHER_CARD)
    desk.write(lambda tx: tx.block_member(gone, "reported_lost"))
    to_the_two(desk, SHARED_CARD, OTHER_CARD)
    desk.expect("这张卡已挂失")
    desk.leave()
    sign_in(desk)
    desk.choose("cards.merge")
    desk.expect("保留哪张卡")
    desk.scan(SHARED_CARD)
    desk.expect("作废哪张卡")
    desk.choose("phone")
    desk.expect("手机号")
    desk.type(OTHER_PHONE)
    desk.expect("请输入会员密码")
    desk.type(PIN)

    desk.expect("合并这两张卡吗")


def test_wherever_the_power_goes_both_cards_are_as_they_were_or_one_has_all(make_kiosk):
    def play(points_: CrashPoints) -> None:
        kiosk = furnished(counter(make_kiosk()))
        kiosk.cut_at(points_)
        try:
            merged(kiosk)
        except PowerCut:
            kiosk.restart()
        ended = status(kiosk, SHARED_TOO) == "closed"
        money = kiosk.read(lambda tx: tx.balance(principal(member_id_of(tx, SHARED_CARD))))
        assert money == (90_000 if ended else 50_000)
        kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the slip to end")
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    walked, failures = crash_walk(play, every=23, first=4)
    assert walked > 40
    assert not failures, "\n".join(map(str, failures))

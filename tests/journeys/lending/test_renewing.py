"""A member who needs the umbrella for another day: kept longer by rule, with a slip, or told why not."""

from __future__ import annotations

from kiosk.plugins.lending.models import LoanRow
from tests.journeys.lending.steps import CARD, OTHER_CARD, borrow, borrow_stroller, paper, questions

DAY = 86_400


def due_ms(kiosk) -> int:
    return kiosk.read(lambda tx: LoanRow.get().due_ms)


def a_day_later(kiosk) -> None:
    kiosk.clock.jump(DAY)


def ask(kiosk) -> None:
    kiosk.scan(CARD)
    kiosk.expect("未还")
    kiosk.choose("renew")


def test_kept_longer_by_as_much_as_a_new_loan_would_have(kiosk):
    borrow(kiosk)
    before = due_ms(kiosk)
    a_day_later(kiosk)
    ask(kiosk)
    kiosk.expect("要续借吗")
    kiosk.choose("renew")
    kiosk.expect("续借好了")

    assert due_ms(kiosk) == before + DAY * 1000
    assert "11月26日" in paper(kiosk)
    assert "lending.renewed" in kiosk.events()
    assert len(questions(kiosk.shown)) <= 10  # two visits of at most five


def test_only_so_many_times(kiosk):
    borrow(kiosk)
    a_day_later(kiosk)
    ask(kiosk)
    kiosk.choose("renew")
    kiosk.expect("续借好了")
    kiosk.choose("done")
    a_day_later(kiosk)
    ask(kiosk)

    kiosk.expect("续借次数已用完")


def test_at_once_it_would_gain_nothing(kiosk):
    borrow(kiosk)
    before = due_ms(kiosk)
    ask(kiosk)
    kiosk.expect("现在续借不会延后")

    assert due_ms(kiosk) == before
    kiosk.choose("back")
    kiosk.expect("未还")


def test_when_none_is_left_others_come_first(kiosk):
    borrow(kiosk)
    a_day_later(kiosk)
    borrow(kiosk, OTHER_CARD)
    borrow_again(kiosk)
    ask(kiosk)
    kiosk.expect("有人在等")


def borrow_again(kiosk) -> None:
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(OTHER_CARD)
    kiosk.choose("borrow")
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def test_what_is_late_is_not_offered_to_be_kept(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(4 * DAY)
    kiosk.scan(CARD)
    screen = kiosk.expect("未还")

    assert "renew" not in [action.key for action in screen.actions]


def test_a_stroller_goes_back_today_whatever_one_asks(nursery):
    borrow_stroller(nursery)
    nursery.scan(CARD)
    screen = nursery.expect("未还")

    assert "renew" not in [action.key for action in screen.actions]


def test_a_card_that_was_blocked_meanwhile_keeps_nothing_longer(kiosk):
    borrow(kiosk)
    before = due_ms(kiosk)
    a_day_later(kiosk)
    kiosk.write(lambda tx: tx.block_member(tx.member_by_card(CARD).id, "test"))
    ask(kiosk)
    kiosk.expect("此卡已挂失")

    assert due_ms(kiosk) == before

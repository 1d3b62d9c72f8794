"""A bank that goes away in the middle of a visit: what is safe is said, staff are rung, and nothing is called "in use"."""

from __future__ import annotations

from tests.journeys.lending.steps import CARD, borrow, cases, leave, states


def test_a_bank_that_is_lost_before_the_card_is_shown_lends_nothing_and_rings(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("请出示会员卡")
    kiosk.world.without_lockers()
    kiosk.scan(CARD)
    notice = kiosk.expect("柜子没有回应")

    assert str(notice.subtitle) == "没有借出记录。已呼叫工作人员来帮您。"
    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("home")
    leave(kiosk)
    assert states(kiosk) == []


def test_a_bank_that_is_away_greys_the_tile_and_sends_to_staff(kiosk):
    kiosk.world.without_lockers()
    kiosk.touch()
    kiosk.until(lambda: not tile(kiosk).enabled, "the tile to be greyed")

    assert str(tile(kiosk).note) == "暂停：请找工作人员"


def tile(kiosk):
    return next(choice for choice in kiosk.prompt.choices if choice.key == "lending.umbrella")


def test_a_bank_that_is_lost_while_the_door_opens_leaves_it_to_staff_and_says_what_to_do(kiosk):
    kiosk.world.fault(1, "slow")
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("正在开 1 号门")
    kiosk.world.without_lockers()
    kiosk.wait(15)
    notice = kiosk.expect("柜子没有回应")

    assert str(notice.subtitle) == "若有门开着，取不取都请关好门；已叫工作人员来核对。"
    assert cases(kiosk) == [("uncertain", "uncertain")]
    assert states(kiosk) == ["unverified"]
    kiosk.choose("home")
    leave(kiosk)
    kiosk.world.spring_open(1)  # the bank is back, and tells what became of the pulse
    kiosk.world.close(1)
    kiosk.until(lambda: kiosk.read(lambda tx: tx.reservations()) == [], "the settlement")


def to_a_pulse(kiosk):
    """Door 1 has its pulse and does not move yet; returns the operation."""
    kiosk.world.fault(1, "slow")
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("正在开 1 号门")
    return kiosk.world.world._slow[1]


def test_a_bank_that_is_lost_before_its_pulse_has_lent_nothing_for_certain(kiosk):
    operation = to_a_pulse(kiosk)
    kiosk.world.without_lockers()
    kiosk._run(kiosk.world.world._end(operation, "failed", "the bank was lost before it began"))
    notice = kiosk.expect("柜子没有回应")

    assert str(notice.subtitle) == "没有借出记录。已呼叫工作人员来帮您。"
    assert cases(kiosk) == []
    kiosk.choose("home")
    leave(kiosk)


def test_when_no_door_opens_and_one_may_have_an_open_one_is_spoken_of(kiosk):
    kiosk.world.fault(2, "stuck")
    operation = to_a_pulse(kiosk)
    kiosk._run(kiosk.world.world._end(operation, "uncertain", "the expander has lost its power"))
    notice = kiosk.expect("柜门没有打开")

    assert str(notice.subtitle) == "若有门开着，取不取都请关好门；已叫工作人员来核对。"
    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("done")
    leave(kiosk)


def test_a_bank_that_is_lost_around_the_pulse_may_have_taken_it_back_and_staff_look(kiosk):
    tag = borrow(kiosk)
    for number in range(1, 7):
        kiosk.world.fault(number, "slow")
    kiosk.scan(tag)
    kiosk.expect("正在开")
    world = kiosk.world.world
    ((_number, operation),) = world._slow.items()
    kiosk.world.without_lockers()
    kiosk._run(world._end(operation, "uncertain", "write failed: Input/output error"))
    notice = kiosk.expect("柜子没有回应")

    assert str(notice.subtitle) == "若有门开着，放进去关好门，或先拿着；已叫工作人员来核对。"
    assert states(kiosk) == ["returning_unverified"], "it is not overdue, whether it is in there or not"
    assert cases(kiosk) == [("returning", "unseen"), ("left_open", "returning")]
    kiosk.choose("home")
    leave(kiosk)


def test_what_is_brought_back_to_a_bank_that_is_lost_may_be_kept_or_left_at_the_desk(kiosk):
    tag = borrow(kiosk)
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("请出示会员卡")
    kiosk.world.without_lockers()
    kiosk.scan(tag)
    notice = kiosk.expect("柜子没有回应")

    assert str(notice.subtitle) == "已呼叫工作人员。也可以交到服务台。"
    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("home")
    leave(kiosk)
    assert states(kiosk) == ["lent"]

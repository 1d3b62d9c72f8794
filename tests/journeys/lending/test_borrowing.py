"""Borrowing: the visit as it should be, and every ending that really happens at the door."""

from __future__ import annotations

import pytest

from kiosk.core.store.errors import ConstraintBroken
from kiosk.link.prompts import Board, Notice
from kiosk.plugins.lending.writes import begin
from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow,
    cases,
    in_service,
    paper,
    questions,
    show_card,
    slip_code,
    states,
    to_open_door,
    where,
)


def test_two_touches_and_a_card_open_a_door(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    board = kiosk.expect("1 号门已打开")

    assert isinstance(board, Board)
    assert [place.label for place in board.places if place.lit] == ["1"]
    assert str(board.here) == "1 号门：第 1 排，左起第 1 列"
    assert not kiosk.screen.bar.back, "an open door cannot be taken back"


def test_a_member_borrows_an_umbrella_and_gets_a_slip(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.close(door)
    done = kiosk.expect("借好了")

    assert isinstance(done, Notice)
    facts = {str(fact.label): str(fact.value) for fact in done.facts}
    assert next(iter(facts)) == "归还", "until when is what they must know"
    assert facts["雨伞"] == "U-0001 · 蓝色"
    assert facts["归还"] == "11月25日（周三）22:00 前"
    assert facts["会员"] == "尾号 3307"
    kiosk.until(lambda: kiosk.world.slips, "a slip")
    words = paper(kiosk)
    assert "星河广场 服务台" in words
    assert "11月25日（周三）22:00" in words
    assert "押金：¥0.00" in words
    assert CARD not in words
    assert "13800000000" not in words
    assert slip_code(kiosk).startswith("ZG1:")
    kiosk.choose("done")
    kiosk.expect_attract()
    assert states(kiosk) == ["lent"]
    assert where(kiosk, "U-0001") is None


def test_borrowing_asks_at_most_five_questions(kiosk):
    borrow(kiosk)

    assert questions(kiosk.shown) == ["请出示会员卡", "1 号门已打开", "借好了，路上小心"]


def test_the_tile_counts_down(kiosk):
    borrow(kiosk)
    kiosk.touch()
    kiosk.until(lambda: kiosk.prompt is not None, "home")

    assert [str(tile.note) for tile in kiosk.prompt.choices if tile.key == "lending.umbrella"] == [
        "可借 2 把"
    ]
    kiosk.press("end")


def test_the_same_visit_in_english(kiosk):
    kiosk.touch()
    kiosk.press("language")
    kiosk.choose("lending.umbrella")
    kiosk.expect("Show your member card")
    kiosk.scan(CARD)
    kiosk.expect("Door 1 is open")
    kiosk.world.take(1)
    kiosk.world.close(1)
    done = kiosk.expect("It is yours")
    kiosk.until(lambda: kiosk.world.slips, "a slip")

    assert "U-0001 · blue" in {str(fact.value) for fact in done.facts}
    assert "by Wed, 25 Nov, 22:00" in {str(fact.value) for fact in done.facts}
    assert "Galaxy Plaza service desk" in paper(kiosk)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in paper(kiosk))
    kiosk.choose("done")


def test_the_language_changes_in_the_middle_of_an_open_door(kiosk):
    to_open_door(kiosk)
    kiosk.press("language")
    kiosk.expect("Door 1 is open")
    kiosk.press("language")
    kiosk.expect("1 号门已打开")
    kiosk.world.take(1)
    kiosk.world.close(1)
    kiosk.expect("借好了")
    kiosk.choose("done")


def test_a_door_that_does_not_open_is_taken_out_of_service_and_the_next_one_opens(kiosk):
    kiosk.world.fault(1, "stuck")
    show_card(kiosk)
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")

    assert any("1 号门没有打开" in str(getattr(screen.prompt, "subtitle", "")) for screen in kiosk.shown)
    assert states(kiosk) == ["void", "lent"]
    assert not in_service(kiosk, 1)
    assert cases(kiosk) == [("door", "did_not_open")]
    assert where(kiosk, "U-0001") == 1


def test_after_two_doors_staff_are_called_and_nothing_is_lent(kiosk):
    kiosk.world.fault(1, "stuck")
    kiosk.world.fault(2, "stuck")
    show_card(kiosk)
    notice = kiosk.expect("柜门没有打开")

    assert notice.outcome == "refused"
    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("done")
    kiosk.expect_attract()
    assert states(kiosk) == ["void", "void"]
    assert in_service(kiosk, 3)


def test_a_door_that_the_sensor_calls_open_and_the_customer_does_not(kiosk):
    to_open_door(kiosk)
    kiosk.choose("not_open")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")

    assert states(kiosk) == ["unverified", "lent"]
    assert not in_service(kiosk, 1)
    assert cases(kiosk) == [("not_taken", "said_not_open"), ("door", "said_not_open")]
    assert where(kiosk, "U-0001") == 1
    kiosk.world.close(1)


def test_nothing_was_in_the_locker_and_another_door_is_opened(kiosk):
    kiosk.world.world.contents[1] = []
    door = to_open_door(kiosk)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("nothing_there")
    kiosk.expect("没有借出雨伞")
    kiosk.choose("another")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")

    assert states(kiosk) == ["unverified", "lent"]
    assert cases(kiosk) == [("not_taken", "nothing_there")]


def test_another_door_is_offered_only_once(kiosk):
    for _door in range(2):
        if not kiosk.title:
            to_open_door(kiosk)
        kiosk.expect("号门已打开")
        kiosk.world.close(kiosk.world.opened())
        kiosk.expect("借好了")
        kiosk.choose("nothing_there")
        notice = kiosk.expect("没有借出雨伞")
        if any(action.key == "another" for action in notice.actions):
            kiosk.choose("another")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert states(kiosk) == ["unverified", "unverified"]


def test_changing_ones_mind_with_the_door_open(kiosk):
    door = to_open_door(kiosk)
    kiosk.choose("changed_mind")
    kiosk.expect("请把伞放回")
    kiosk.world.close(door)
    kiosk.expect("没有借出雨伞")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert states(kiosk) == ["unverified"]
    assert cases(kiosk) == [("not_taken", "changed_mind")]
    assert where(kiosk, "U-0001") == 1
    assert to_open_door(kiosk, OTHER_CARD) == 2, "not offered until staff have looked"
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")


def test_a_door_left_open_is_asked_for_then_flagged(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.leave_open(door)
    kiosk.expect("请关好柜门")
    kiosk.wait(30)
    done = kiosk.expect("借好了")

    assert str(done.subtitle) == "没看到 1 号门关好，工作人员会来看"
    kiosk.choose("done")
    assert states(kiosk) == ["lent"]
    assert cases(kiosk) == [("left_open", "borrowing")]
    kiosk.world.close(door)


def test_a_door_closed_while_the_last_screen_is_up_needs_nobody(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.leave_open(door)
    kiosk.expect("请关好柜门")
    kiosk.wait(30)
    kiosk.expect("没看到 1 号门关好")
    assert cases(kiosk) == [("left_open", "borrowing")]
    kiosk.world.close(door)
    kiosk.expect("凭条正在打印")
    kiosk.choose("done")

    assert cases(kiosk) == []


def test_a_door_closed_after_the_reminder_is_not_flagged(kiosk):
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.wait(45)
    kiosk.expect("请关好柜门")
    kiosk.world.close(door)
    kiosk.expect("凭条正在打印")
    kiosk.choose("done")

    assert cases(kiosk) == []


def test_without_a_printer_the_card_is_enough(kiosk):
    kiosk.world.without_printer()
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("凭会员卡即可归还")
    kiosk.choose("done")

    assert kiosk.world.slips == []
    assert states(kiosk) == ["lent"]


def test_none_left_is_said_before_the_card_is_looked_for(make_kiosk):
    kiosk = make_kiosk(kept={})
    kiosk.touch()
    kiosk.until(lambda: kiosk.prompt is not None, "home")
    assert str(kiosk.prompt.choices[0].note) == "暂时借完 · 可归还"
    kiosk.choose("lending.umbrella")
    notice = kiosk.expect("雨伞暂时借完了")

    assert notice.outcome == "refused"
    kiosk.choose("return")
    kiosk.expect("请扫伞柄上的标签")
    kiosk.press("end")


def test_all_drying_is_said_so(make_kiosk):
    kiosk = make_kiosk(kept={1: ["U-0001"]})
    tag = borrow(kiosk)
    kiosk.scan(tag)
    kiosk.expect("请放入")
    door = kiosk.world.opened()
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.expect("已归还")
    kiosk.choose("done")
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("还回的伞正在晾干")
    kiosk.choose("home")
    kiosk.expect("您好")
    kiosk.press("end")


@pytest.mark.parametrize("attempts", [1, 3])
def test_how_many_doors_are_tried_is_a_setting(make_kiosk, attempts):
    kiosk = make_kiosk(settings=f"door_attempts = {attempts}")
    for number in (1, 2, 3):
        kiosk.world.fault(number, "stuck")
    show_card(kiosk)
    kiosk.expect("柜门没有打开")
    kiosk.choose("done")

    assert states(kiosk) == ["void"] * attempts


def test_overtaken_by_another_kiosk_on_the_same_database_the_rules_are_asked_again(kiosk, monkeypatch):
    real, times = begin, []

    def overtaken(*args, **kwargs):
        times.append(1)
        if len(times) == 1:
            raise ConstraintBroken("lending_loan_one_per_slot")
        return real(*args, **kwargs)

    monkeypatch.setattr("kiosk.plugins.lending.borrow.begin", overtaken)
    borrow(kiosk)

    assert len(times) == 2
    assert states(kiosk) == ["lent"]
    assert kiosk.desk.host.states["lending"].strikes == []

"""Bringing back: by tag, by slip, by card, by anybody; and every ending that really happens at the door."""

from __future__ import annotations

import pytest

from kiosk.link.prompts import Menu
from kiosk.plugins.lending.answers import resolve
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.reading import open_cases
from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow,
    bring_back,
    cases,
    in_service,
    leave,
    paper,
    questions,
    slip_code,
    states,
    to_return_door,
    where,
)


def test_a_tag_at_the_attract_screen_opens_a_free_locker(kiosk):
    tag = borrow(kiosk)
    borrowed = slip_code(kiosk)
    number = bring_back(kiosk, tag)

    assert number == 1
    assert states(kiosk) == ["returned"]
    assert where(kiosk, tag) == 1
    assert "归还凭条" in paper(kiosk)
    assert "费用：¥0.00" in paper(kiosk)
    assert slip_code(kiosk) == borrowed, "the paper of the end names the loan of the paper of the beginning"


def test_the_code_of_the_slip_returns_it_and_never_tells_whose_it_was(kiosk):
    borrow(kiosk)
    code = slip_code(kiosk)
    before = len(kiosk.shown)
    door = to_return_door(kiosk, code)
    kiosk.world.put(door)
    kiosk.world.close(door)
    kiosk.expect("已归还")

    said = " ".join(str(screen.prompt) for screen in kiosk.shown[before:])
    assert "3307" not in said
    assert "张" not in said
    kiosk.until(lambda: len(kiosk.world.slips) == 2, "the slip")
    assert "3307" not in paper(kiosk)
    kiosk.choose("done")
    assert states(kiosk) == ["returned"]


def test_a_slip_is_good_only_once(kiosk):
    tag = borrow(kiosk)
    code = slip_code(kiosk)
    bring_back(kiosk, tag)
    kiosk.scan(code)
    kiosk.expect("已经归还过了")
    kiosk.choose("done")


def test_with_the_card_one_loan_needs_no_list(kiosk):
    borrow(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("您有 1 把伞未还")
    kiosk.choose("return")
    kiosk.expect("请放入 1 号柜")
    kiosk.world.put(1)
    kiosk.world.close(1)
    kiosk.expect("已归还")
    kiosk.choose("done")

    assert states(kiosk) == ["returned"]


def test_with_the_card_one_of_two_is_picked_and_five_questions_are_enough(kiosk):
    borrow(kiosk)
    kiosk.scan(CARD)
    kiosk.choose("borrow")
    kiosk.expect("2 号门已打开")
    second = kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    before = len(kiosk.shown)
    kiosk.scan(CARD)
    kiosk.expect("您有 2 把伞未还")
    kiosk.choose("return")
    menu = kiosk.expect("请选择要归还的")
    assert isinstance(menu, Menu)
    chosen = next(choice for choice in menu.choices if second in str(choice.title))
    kiosk.choose(chosen.key)
    kiosk.expect("请放入")
    kiosk.world.put(kiosk.world.opened(), second)
    kiosk.world.close(kiosk.world.opened())
    kiosk.expect("已归还")

    assert len(questions(kiosk.shown[before:])) <= 5
    kiosk.choose("done")
    assert states(kiosk) == ["lent", "returned"]


def test_return_from_the_tile_by_tag_by_slip_and_by_card(kiosk):
    for show in ("tag", "slip", "card"):
        tag = borrow(kiosk)
        code = {"tag": tag, "slip": slip_code(kiosk), "card": CARD}[show]
        kiosk.touch()
        kiosk.choose("lending.umbrella")
        kiosk.choose("return")
        kiosk.expect("请扫伞柄上的标签")
        kiosk.scan(code)
        kiosk.expect("请放入")
        kiosk.world.put(kiosk.world.opened(), tag)
        kiosk.world.close(kiosk.world.opened())
        kiosk.expect("已归还")
        kiosk.choose("done")
        kiosk.expect_attract()

    assert states(kiosk) == ["returned"] * 3


def test_a_tag_shown_where_a_card_was_asked_for_is_a_return_too(kiosk):
    tag = borrow(kiosk)
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(tag)
    kiosk.expect("请放入")
    kiosk.world.put(kiosk.world.opened(), tag)
    kiosk.world.close(kiosk.world.opened())
    kiosk.expect("已归还")
    kiosk.choose("done")


def test_a_returned_umbrella_dries_and_is_then_lent_again(make_kiosk):
    kiosk = make_kiosk(kept={1: ["U-0001"]})
    bring_back(kiosk, borrow(kiosk))
    kiosk.touch()
    kiosk.until(lambda: kiosk.prompt is not None, "home")
    assert str(kiosk.prompt.choices[0].note) == "暂时借完 · 可归还"
    leave(kiosk)
    kiosk.clock.jump(240 * 60)

    assert borrow(kiosk, OTHER_CARD) == "U-0001"


def test_a_door_that_does_not_open_for_a_return_is_replaced_by_the_next(kiosk):
    tag = borrow(kiosk)
    kiosk.world.fault(1, "stuck")
    kiosk.scan(tag)
    kiosk.expect("请放入 4 号柜")
    kiosk.world.put(4, tag)
    kiosk.world.close(4)
    kiosk.expect("已归还")
    kiosk.choose("done")

    assert states(kiosk) == ["returned"]
    assert not in_service(kiosk, 1)
    assert where(kiosk, tag) == 4


def test_after_two_doors_the_umbrella_stays_with_them_and_staff_come(kiosk):
    tag = borrow(kiosk)
    for number in (1, 4):
        kiosk.world.fault(number, "stuck")
    kiosk.scan(tag)
    kiosk.expect("柜门没有打开")

    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("done")
    assert states(kiosk) == ["lent"]


def test_a_return_door_that_they_say_is_shut(kiosk):
    tag = borrow(kiosk)
    to_return_door(kiosk, tag)
    kiosk.choose("not_open")
    kiosk.expect("请放入 4 号柜")
    kiosk.world.put(4, tag)
    kiosk.world.close(4)
    kiosk.expect("已归还")
    kiosk.choose("done")

    assert cases(kiosk) == [("door", "said_not_open")]
    kiosk.world.close(1)


def test_keeping_it_after_all_leaves_the_loan_as_it_was(kiosk):
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.choose("keep")
    kiosk.expect("请关好柜门")
    kiosk.world.close(door)
    kiosk.expect("还没有归还")
    kiosk.choose("done")

    assert states(kiosk) == ["lent"]
    assert cases(kiosk) == []


def test_a_return_door_left_open_is_not_overdue_and_staff_look(kiosk):
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    kiosk.wait(45)
    kiosk.expect("请关好柜门")
    kiosk.wait(30)
    notice = kiosk.expect("谢谢，已记下")

    assert "不算逾期" in str(notice.subtitle)
    kiosk.choose("done")
    assert states(kiosk) == ["returning_unverified"]
    assert cases(kiosk) == [("returning", "unseen"), ("left_open", "returning")]
    kiosk.world.close(door)


def test_how_long_an_open_door_is_waited_for_after_the_reminder_is_a_setting(make_kiosk):
    kiosk = make_kiosk(settings="close_within_seconds = 20\nreminded_within_seconds = 10")
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    kiosk.wait(20)
    kiosk.expect("请关好柜门")
    kiosk.wait(10)
    kiosk.expect("谢谢，已记下")
    kiosk.world.close(door)


def test_a_return_door_closed_at_the_last_moment_is_a_return(kiosk):
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    kiosk.wait(45)
    kiosk.expect("请关好柜门")
    kiosk.wait(30)
    kiosk.expect("谢谢，已记下")
    kiosk.world.close(door)
    kiosk.expect("已归还")
    kiosk.choose("done")

    assert states(kiosk) == ["returned"]
    assert cases(kiosk) == []


def test_another_umbrella_put_in_is_said_and_given_to_staff(kiosk):
    mine = borrow(kiosk)
    theirs = borrow(kiosk, OTHER_CARD)
    door = to_return_door(kiosk, mine)
    kiosk.scan(theirs)
    kiosk.expect(f"这是 {theirs}，您借的是 {mine}")
    kiosk.world.put(door, theirs)
    kiosk.world.close(door)
    notice = kiosk.expect("谢谢，已记下")

    assert theirs in str(notice.subtitle)
    kiosk.choose("done")
    assert states(kiosk) == ["returning_unverified", "lent"]
    assert cases(kiosk) == [("mismatch", "other_tag")]


def test_the_right_tag_at_the_open_door_changes_nothing(kiosk):
    mine = borrow(kiosk)
    door = to_return_door(kiosk, mine)
    kiosk.scan(mine)
    kiosk.world.put(door, mine)
    kiosk.world.close(door)
    kiosk.expect("已归还")
    kiosk.choose("done")

    assert states(kiosk) == ["returned"]


def test_an_umbrella_that_nobody_borrowed_is_taken_in_for_staff(kiosk):
    kiosk.world.world.contents[3] = []
    kiosk.world.world.hands.append("U-0003")
    door = to_return_door(kiosk, "U-0003")
    kiosk.world.put(door, "U-0003")
    kiosk.world.close(door)
    notice = kiosk.expect("谢谢，已记下")

    assert "没有借出记录" in str(notice.subtitle)
    kiosk.choose("done")
    assert cases(kiosk) == [("found", "not_on_loan")]
    assert states(kiosk) == []


def test_bringing_back_what_they_said_they_never_got(kiosk):
    door = kiosk_says_nothing_there(kiosk)
    assert states(kiosk) == ["unverified"]
    number = bring_back(kiosk, "U-0001")

    assert number != door
    assert states(kiosk) == ["returned"]
    assert cases(kiosk) == []


def kiosk_says_nothing_there(kiosk) -> int:
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("nothing_there")
    kiosk.choose("home")
    leave(kiosk)
    return door


def test_all_lockers_full_says_where_else_and_rings_for_staff(make_kiosk):
    kiosk = make_kiosk(doors=2, kept={1: ["U-0001"], 2: ["U-0002"]}, settings='other_places = "4F 贵宾厅"')
    tag = borrow(kiosk)
    kiosk.write(_fill, 1)
    kiosk.scan(tag)
    notice = kiosk.expect("柜子暂时放满了")

    assert "4F 贵宾厅" in str(notice.facts)
    assert kiosk.screen.bar.call == "ringing"
    kiosk.choose("home")
    leave(kiosk)
    assert states(kiosk) == ["lent"]


def test_near_closing_time_what_finds_no_room_is_left_there_and_staff_are_rung_once(make_kiosk):
    kiosk = make_kiosk(doors=2, kept={1: ["U-0001"], 2: ["U-0002"]})
    tag = borrow(kiosk)
    kiosk.write(_fill, 1)
    kiosk.clock.jump(9.6 * 3600)  # 21:36
    kiosk.scan(tag)
    kiosk.expect("柜子暂时放满了")
    kiosk.choose("here")
    kiosk.expect("放在柜子旁")
    kiosk.scan("U-0999")
    kiosk.expect("不是这一件的标签")
    kiosk.scan(tag)
    kiosk.expect("请放在那里")
    kiosk.choose("done")
    assert states(kiosk) == ["returning_unverified"]
    assert [one.kind for one in kiosk.read(lambda tx: tx.open_calls())] == ["returns_full"]
    assert cases(kiosk) == [("handed_in", "scanned")]
    (question,) = kiosk.read(lambda _tx: open_cases())
    kiosk.write(resolve, question.id, "found", "staff-1", Limits())
    assert states(kiosk) == ["returned"]
    assert kiosk.check() == []


def test_a_place_that_staff_filled_in_the_book_meanwhile_is_looked_into(kiosk):
    tag = borrow(kiosk)
    door = to_return_door(kiosk, tag)
    kiosk.write(_fill, door)
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.expect("工作人员会查看柜内")
    kiosk.choose("done")

    assert states(kiosk) == ["returning_unverified"]
    assert cases(kiosk) == [("returning", "unseen")]


def _fill(tx, number: int) -> None:
    place = next(place for place in tx.places() if place.number == number)
    tx.add_item("U-0999", "umbrella", place_id=place.id)


def test_without_tag_slip_or_card_somebody_takes_it_from_them(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.choose("return")
    kiosk.choose("no_tag")
    kiosk.expect("我们来帮您收下")
    kiosk.choose("home")
    kiosk.expect("您好")


def test_a_card_without_loans_has_nothing_to_return(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.choose("return")
    kiosk.expect("请扫伞柄上的标签")
    kiosk.scan(OTHER_CARD)
    kiosk.expect("您没有未还的东西")
    kiosk.choose("again")
    kiosk.expect("请扫伞柄上的标签")
    kiosk.back()


@pytest.mark.parametrize("printer", [True, False])
def test_thanks_whether_or_not_it_prints(kiosk, printer):
    tag = borrow(kiosk)
    if not printer:
        kiosk.world.without_printer()
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.expect("凭条正在打印" if printer else "不需要凭条")
    kiosk.choose("done")

"""Staff at the wall: what they see, what they open, what they settle; all of it on record."""

from __future__ import annotations

import json

from kiosk.core.staff import add_staff
from kiosk.link.prompts import Board, Confirm
from kiosk.plugins.lending import history
from kiosk.plugins.lending.staff_writes import set_service
from tests.journeys.lending.steps import (
    CARD,
    QUICK,
    STAFF_NUMBER,
    borrow,
    bring_back,
    cases,
    in_service,
    leave,
    paper,
    sign_in,
    states,
    to_open_door,
    where,
)


def wall(kiosk) -> Board:
    """Sign in and open the wall."""
    sign_in(kiosk)
    kiosk.choose("lending.wall")
    board = kiosk.expect("柜墙")
    assert isinstance(board, Board)
    return board


def door(kiosk, number: int) -> str:
    """The key of a door on the wall."""
    return next(place.key for place in kiosk.prompt.places if place.label == str(number))


def words(kiosk) -> dict[str, str]:
    """Door number to word."""
    return {place.label: str(place.word) for place in kiosk.prompt.places}


def press_door(kiosk, number: int) -> None:
    """Select a door, and wait until its story is there."""
    kiosk.choose(door(kiosk, number))
    kiosk.until(
        lambda: kiosk.prompt.detail is not None and f"{number} 号门" in str(kiosk.prompt.detail.title),
        "its story",
    )


def events_of(kiosk, event: str) -> list[dict]:
    entries = kiosk.read(lambda tx: tx.journal_entries())
    return [json.loads(entry.data) | {"actor": entry.actor} for entry in entries if entry.event == event]


def test_the_wall_says_by_word_and_colour_what_is_behind_each_door(kiosk):
    tag = borrow(kiosk)
    bring_back(kiosk, borrow_and_swap(kiosk, tag))
    board = wall(kiosk)

    said = {place.label: (str(place.word), place.tone) for place in board.places}
    assert said["2"] == ("借出", "plain")
    assert said["1"] == ("晾", "sky")
    assert said["3"] == ("", "leaf")
    assert said["4"] == ("空", "plain")
    assert [str(chip.label) for chip in board.chips] == ["雨伞 1 / 3", "待处理 0"]


def borrow_and_swap(kiosk, tag: str) -> str:
    """Borrow a second one, and hand back the first."""
    kiosk.scan(CARD)
    kiosk.choose("borrow")
    kiosk.expect("号门已打开")
    number = kiosk.world.opened()
    kiosk.world.take(number)
    kiosk.world.close(number)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    return tag


def test_the_wall_is_alive(kiosk):
    wall(kiosk)
    kiosk.world.force(3)
    kiosk.until(lambda: words(kiosk)["3"] == "开着", "the open door")
    kiosk.world.close(3)
    kiosk.until(lambda: words(kiosk)["3"] == "", "the closed door")


def test_a_stuck_door_tells_its_story_and_what_became_of_the_customer(kiosk):
    kiosk.world.fault(1, "stuck")
    borrow(kiosk)
    board = wall(kiosk)
    assert {place.label: (str(place.word), place.tone) for place in board.places}["1"] == ("卡住", "rose")
    press_door(kiosk, 1)

    detail = kiosk.prompt.detail
    assert str(detail.title) == "1 号门 · 卡住"
    assert str(detail.since) == "12:00 起"
    assert [str(line) for line in detail.lines] == [
        "已通电，门未动",
        "U-0001 · 蓝色 在柜内",
        "上一位顾客已改用 2 号门",
    ]
    assert [action.key for action in kiosk.prompt.actions if action.primary] == ["resolve"]


def test_unlocking_asks_why_and_is_journaled_with_who(kiosk):
    wall(kiosk)
    press_door(kiosk, 2)
    kiosk.choose("unlock")
    kiosk.expect("开 2 号门的原因")
    kiosk.choose("1")
    kiosk.until(lambda: kiosk.world.opened() == 2 and kiosk.title == "柜墙", "the open door")
    kiosk.until(lambda: words(kiosk)["2"] == "开着", "the wall to show it")
    kiosk.until(lambda: kiosk.world.slips, "a slip")

    assert "柜门 · 开锁凭条" in paper(kiosk)
    assert "取回遗落物" in paper(kiosk)
    assert "投诉" not in paper(kiosk), "a paper for the file"
    unlocked = events_of(kiosk, "lending.unlocked")
    assert [entry["reason"] for entry in unlocked] == ["something_left_behind"]
    assert unlocked[0]["staff"]
    assert unlocked[0]["actor"] == f"staff:{unlocked[0]['staff']}"
    kiosk.world.close(2)
    kiosk.until(lambda: words(kiosk)["2"] == "", "the wall to show it shut")


def test_an_auditor_reads_of_it_and_why_in_words(kiosk):
    wall(kiosk)
    press_door(kiosk, 2)
    kiosk.choose("unlock")
    kiosk.expect("开 2 号门的原因")
    kiosk.choose("2")
    kiosk.until(lambda: kiosk.world.opened() == 2 and kiosk.title == "柜墙", "the open door")
    kiosk.world.close(2)
    kiosk.leave()
    add_staff(kiosk.store, "9", "稽核", "275931", policy=QUICK, role="auditor")
    kiosk.sign_in("9", "275931")
    kiosk.choose("core.acts")
    table = kiosk.expect("敏感操作")
    (unlocked,) = (row for row in table.rows if str(row.cells[1]) == "员工开锁")
    assert str(unlocked.cells[2]) == STAFF_NUMBER
    kiosk.choose(unlocked.key)
    kiosk.until(lambda: kiosk.prompt.detail is not None, "its story")
    assert "原因：清洁" in str(kiosk.prompt.detail.lines[1])
    kiosk.desk.host.put_aside("lending", "import: broken")
    kiosk.press("language")
    kiosk.until(lambda: "Why: Cleaning" in str(kiosk.prompt), "the same in English")
    kiosk.press("language")
    kiosk.until(lambda: "原因：清洁" in str(kiosk.prompt), "the same in Chinese, also without its plugin")


def test_unlocking_without_a_reason_opens_nothing(kiosk):
    wall(kiosk)
    press_door(kiosk, 2)
    kiosk.choose("unlock")
    kiosk.expect("开 2 号门的原因")
    kiosk.back()
    kiosk.expect("柜墙")

    assert kiosk.world.pulses == {}


def test_a_door_that_does_not_unlock_is_said_so(kiosk):
    kiosk.world.fault(2, "stuck")
    wall(kiosk)
    press_door(kiosk, 2)
    kiosk.choose("unlock")
    kiosk.choose("0")
    kiosk.expect("2 号门没有打开")
    kiosk.choose("done")
    kiosk.expect("柜墙")

    assert events_of(kiosk, "lending.unlocked") == []
    assert len(events_of(kiosk, "lending.unlock_failed")) == 1


def test_out_of_service_and_back(kiosk):
    wall(kiosk)
    press_door(kiosk, 1)
    kiosk.choose("off")
    kiosk.until(lambda: words(kiosk)["1"] == "停用", "out of service")
    assert not in_service(kiosk, 1)
    kiosk.choose("on")
    kiosk.until(lambda: words(kiosk)["1"] == "", "back in service")
    assert in_service(kiosk, 1)


def test_marked_dry_is_lent_again_at_once(kiosk):
    bring_back(kiosk, borrow(kiosk))
    wall(kiosk)
    press_door(kiosk, 1)
    assert [action.key for action in kiosk.prompt.actions if action.primary] == ["dry"]
    kiosk.choose("dry")
    kiosk.until(lambda: words(kiosk)["1"] == "", "dry")


def test_the_record_of_a_door(kiosk):
    bring_back(kiosk, borrow(kiosk))
    wall(kiosk)
    press_door(kiosk, 1)
    kiosk.choose("log")
    screen = kiosk.expect("1 号门 · 记录")

    assert isinstance(screen, Confirm), "to be read: nothing in it looks as if it could be pressed"
    assert [str(fact.value) for fact in screen.facts] == [
        "归还 · 卡尾号 3307", "为归还开门 · 顾客", "借出 · 卡尾号 3307", "为顾客开门 · 卡尾号 3307",
    ]  # fmt: skip
    kiosk.back()
    kiosk.expect("柜墙")


def test_the_record_says_which_of_the_staff_and_why_and_turns_its_pages(kiosk, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 6)
    bring_back(kiosk, borrow(kiosk))
    wall(kiosk)
    press_door(kiosk, 1)
    for _time in range(2):
        kiosk.choose("unlock")
        kiosk.choose("0")
        kiosk.until(lambda: kiosk.title == "柜墙" and words(kiosk)["1"] == "开着", "the open door")
        kiosk.world.close(1)
        kiosk.until(lambda: words(kiosk)["1"] != "开着", "the door shut")
    kiosk.choose("log")
    first = [str(fact.value) for fact in kiosk.expect("1 号门 · 记录").facts]
    assert first[:2] == [f"员工已开锁 · 工号 {STAFF_NUMBER}", "顾客求助"]
    kiosk.choose("older")
    kiosk.until(lambda: [str(fact.value) for fact in kiosk.prompt.facts] != first, "the page before")
    assert "newer" in {action.key for action in kiosk.prompt.actions}
    second = [str(fact.value) for fact in kiosk.prompt.facts]
    assert len(first) == 10, "six events, four of them with a reason"
    assert second[-1] == "为顾客开门 · 卡尾号 3307"
    assert "older" not in {action.key for action in kiosk.prompt.actions}, "nothing is older"
    kiosk.choose("newer")
    kiosk.until(lambda: [str(fact.value) for fact in kiosk.prompt.facts] == first, "the newest again")


def test_the_wall_hears_of_what_is_done_elsewhere(kiosk):
    """By whomever: here a write of the system's, as another position's visit would make it."""
    wall(kiosk)
    assert words(kiosk)["1"] == ""
    place = door(kiosk, 1)
    kiosk.write(lambda tx: set_service(tx, place, "somebody", in_service=False))
    kiosk.until(lambda: words(kiosk)["1"] == "停用", "the change to be shown")


def test_the_wall_looks_again_for_what_another_kiosk_has_done(kiosk):
    wall(kiosk)
    place = door(kiosk, 1)
    kiosk.write(
        lambda tx: tx.set_place_service(place, False, "by_staff")
    )  # nothing of it is in this kiosk's journal
    kiosk.wait(12)
    kiosk.until(lambda: words(kiosk)["1"] == "停用", "the change to be shown")


def test_a_question_is_settled_from_the_wall(kiosk):
    number = to_open_door(kiosk)
    kiosk.choose("changed_mind")
    kiosk.expect("请把伞放回")
    kiosk.world.close(number)
    kiosk.expect("没有借出雨伞")
    leave(kiosk)
    wall(kiosk)
    assert words(kiosk)["1"] == "待查"
    press_door(kiosk, 1)
    kiosk.choose("resolve")
    screen = kiosk.expect("请确认看到的情况")
    assert "顾客不借了，说已放回" in {str(fact.value) for fact in screen.facts}
    kiosk.choose("inside")
    kiosk.until(lambda: kiosk.title == "柜墙" and words(kiosk)["1"] == "", "the wall")

    assert states(kiosk) == ["void"]
    assert cases(kiosk) == []


def test_what_waits_is_listed_oldest_first_and_settled_one_by_one(kiosk):
    number = to_open_door(kiosk)
    kiosk.world.close(number)
    kiosk.expect("借好了")
    kiosk.choose("nothing_there")
    kiosk.expect("没有借出雨伞")
    leave(kiosk)
    kiosk.clock.jump(3600)
    tag = borrow(kiosk)
    kiosk.scan(tag)
    kiosk.expect("请放入")
    kiosk.world.put(kiosk.world.opened(), tag)
    leave(kiosk)
    kiosk.world.close(kiosk.world.opened())
    sign_in(kiosk)
    kiosk.choose("lending.waiting")
    table = kiosk.expect("待处理")

    assert [str(row.cells[2]) for row in table.rows] == [
        "顾客说没有拿到",
        "归还未确认完成",
        "归还后门没有关",
    ]
    kiosk.choose(table.rows[0].key)
    kiosk.choose("not_inside")
    kiosk.expect("待处理")
    kiosk.until(lambda: len(kiosk.prompt.rows) == 3, "the list")
    kiosk.choose(next(row.key for row in kiosk.prompt.rows if "未确认" in str(row.cells[2])))
    kiosk.choose("inside")
    kiosk.until(lambda: kiosk.title == "待处理" and len(kiosk.prompt.rows) == 1, "the list")

    assert cases(kiosk) == [("lost", "missing")]
    assert states(kiosk) == ["missing", "returned"]
    kiosk.world.world.contents[1] = []
    kiosk.choose(kiosk.prompt.rows[0].key)
    kiosk.choose("gone")
    kiosk.until(lambda: kiosk.title == "待处理" and not kiosk.prompt.rows, "an empty list")
    assert states(kiosk) == ["lost", "returned"]
    assert where(kiosk, "U-0001") is None


def test_long_overdue_loans_are_put_before_staff(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(11 * 86400)
    sign_in(kiosk)
    kiosk.choose("lending.waiting")
    table = kiosk.expect("待处理")

    assert [str(row.cells[2]) for row in table.rows] == ["逾期很久未还"]

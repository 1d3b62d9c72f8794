"""What staff do: see what waits, open doors with a reason, answer, hand over without a ticket, and sweep at closing."""

from __future__ import annotations

import re

import pytest

from kiosk.link.prompts import Table
from kiosk.testing.journey import Journey
from tests.journeys.bags.steps import (
    choices,
    collect,
    level,
    scan_ticket,
    service,
    sign_in,
    states,
    store,
    ticket,
    to_compartment,
    to_the_open_door,
)
from tests.journeys.lending.steps import paper


def look(kiosk: Journey, kind: str = "suitcase", colour: str = "red") -> None:
    kiosk.choose(kind)
    kiosk.choose(colour)


def closing_time(kiosk: Journey) -> None:
    kiosk.expect_attract()
    kiosk.clock.jump(10.1 * 3600)  # noon to just after ten
    kiosk.wait(1)


def test_the_list_says_since_when_behind_which_door_and_never_who(kiosk: Journey) -> None:
    store(kiosk)
    sign_in(kiosk)
    table = kiosk.expect("存包柜")

    assert isinstance(table, Table)
    rows = [[str(cell) for cell in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == ["2 号门", "3 号门"]
    assert re.fullmatch(r"\d\d:\d\d", rows[0][1])
    assert rows[1][1:] == ["–", "空"]


def test_a_door_is_opened_with_a_reason_on_record(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("open")
    kiosk.expect("原因")
    kiosk.choose("2")
    kiosk.until(lambda: "bags.unlocked" in kiosk.events(), "the record")

    told = kiosk.read(lambda tx: [e.data for e in tx.journal_entries() if e.event == "bags.unlocked"])
    assert '"reason":"safety_check"' in told[0]
    assert states(kiosk) == ["stored"]
    kiosk.world.close(door)


def test_a_door_that_does_not_open_for_staff(kiosk: Journey) -> None:
    kiosk.world.fault(3, "stuck")
    sign_in(kiosk)
    to_compartment(kiosk, 3)
    kiosk.choose("open")
    kiosk.choose("0")
    kiosk.expect("没有打开")
    kiosk.choose("done")
    kiosk.choose("off")
    kiosk.until(lambda: service(kiosk, 3) == "by_staff", "out of service")
    kiosk.choose("on")
    kiosk.until(lambda: service(kiosk, 3) == "", "back in service")


@pytest.mark.parametrize(("answer", "state"), [("inside", "stored"), ("empty", "void")])
def test_was_a_bag_put_in(kiosk: Journey, answer: str, state: str) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.cut_now()
    kiosk.restart()
    kiosk.world.close(door)
    kiosk.until(lambda: states(kiosk) == ["stored put_in"], "the settlement")
    kiosk.wait(20)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose(answer)
    kiosk.until(lambda: states(kiosk) == [state], "the answer")


def test_was_it_taken_out(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.world.take(door)
    kiosk.press("end")
    kiosk.expect("我们会开柜查看")
    kiosk.world.close(door)
    kiosk.wait(20)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("empty")
    kiosk.until(lambda: states(kiosk) == ["collected"], "the answer")

    assert level(kiosk, door) == 0


def test_a_lost_ticket_is_compared_before_anything_is_handed_over(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("lost")
    assert kiosk.world.opened() == door
    before = len(kiosk.world.pulses)
    look(kiosk, "backpack", "blue")
    compared = kiosk.expect("与描述相符吗")
    assert len(kiosk.world.pulses) == before + 1, "the door opens after the description, not before"
    assert "双肩包，蓝色" in [fact.value for fact in compared.facts]
    kiosk.choose("theirs")
    kiosk.until(lambda: states(kiosk) == ["collected"], "the hand-over")
    told = kiosk.read(lambda tx: [e.data for e in tx.journal_entries() if e.event == "bags.handed_over"])
    assert '"how":"lost_ticket"' in told[0]
    assert '"look":"backpack:blue"' in told[0]
    kiosk.world.close(door)


def test_a_description_that_does_not_fit_stays_on_record(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("lost")
    look(kiosk, "box", "white")
    kiosk.choose("not_theirs")
    kiosk.until(lambda: "bags.not_theirs" in kiosk.events(), "the record")

    assert states(kiosk) == ["stored"]
    kiosk.world.close(door)


def test_a_ticket_reported_lost_opens_nothing(kiosk: Journey) -> None:
    code, door = store(kiosk)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("block")
    kiosk.until(lambda: "unblock" in choices(kiosk), "the block")
    kiosk.press("lock")
    kiosk.expect_attract()

    kiosk.scan(ticket(kiosk))
    kiosk.expect("凭证已挂失")
    kiosk.choose("done")
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("unblock")
    kiosk.until(lambda: "block" in choices(kiosk), "the block to end")
    kiosk.press("lock")
    kiosk.expect_attract()
    collect(kiosk, ticket(kiosk))
    assert code


def test_a_forced_door_with_a_bag_stands_first_in_the_list(kiosk: Journey) -> None:
    store(kiosk)
    _code, door = store(kiosk)
    sign_in(kiosk)
    kiosk.expect("存包柜")
    kiosk.world.force(door)
    kiosk.until(lambda: str(kiosk.prompt.rows[0].cells[2]) == "被强行打开，内有包", "the alarm in the list")

    assert kiosk.prompt.rows[0].alert
    kiosk.world.close(door)


def test_nothing_is_swept_before_its_time(kiosk: Journey) -> None:
    store(kiosk)
    sign_in(kiosk, "bags.sweep")
    table = kiosk.expect("当日未取包")

    assert table.rows == ()
    assert choices(kiosk) == []


def test_the_sweep_takes_out_door_by_door_and_prints_the_register(kiosk: Journey) -> None:
    store(kiosk)
    first = ticket(kiosk)
    store(kiosk)
    closing_time(kiosk)
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("begin")
    for door, colour in ((2, "red"), (3, "black")):
        kiosk.expect(f"取出：{door} 号门")
        kiosk.choose("open")
        kiosk.expect("里面是什么")
        look(kiosk, "suitcase", colour)
        kiosk.expect("请关好柜门")
        kiosk.world.take(door)
        kiosk.world.close(door)
    kiosk.expect("今日登记单")

    assert (states(kiosk), level(kiosk, 2), level(kiosk, 3)) == (["removed", "removed"], 0, 0)
    assert kiosk.events().count("bags.moved_to_lost") == 2
    kiosk.until(lambda: kiosk.world.slips[-1].kind == "bags.register", "the register")
    words = paper(kiosk)
    for expected in ("当天不取寄存物登记", "行李箱，红色", "行李箱，黑色", "领取人签字", "服务台", "1024"):
        assert expected in words, expected

    # The next morning, ticket in hand.
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.expect_attract()
    kiosk.clock.jump(12 * 3600)
    kiosk.wait(1)
    kiosk.scan(first)
    kiosk.expect("您的包已代为保管")
    kiosk.choose("done")
    kiosk.expect_attract()
    sign_in(kiosk)
    kiosk.expect("存包柜")
    kiosk.scan(first)
    kiosk.expect("交给顾客")
    kiosk.choose("ticket")
    kiosk.until(lambda: states(kiosk) == ["collected", "removed"], "the hand-over")
    kiosk.choose("removed")
    kiosk.until(lambda: kiosk.title == "已取出待领", "what was taken out")
    assert [str(cell) for cell in kiosk.prompt.rows[0].cells][2] == "行李箱，黑色"


def test_an_empty_compartment_at_the_sweep_is_no_lost_property(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    closing_time(kiosk)
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("begin")
    kiosk.choose("open")
    kiosk.choose("empty")
    kiosk.expect("请关好柜门")
    kiosk.world.close(door)
    kiosk.until(lambda: states(kiosk) == ["collected"], "the record")

    assert "bags.moved_to_lost" not in kiosk.events()
    assert "bags.found_empty" in kiosk.events()


def test_stopping_in_between_loses_nothing(kiosk: Journey) -> None:
    store(kiosk)
    store(kiosk)
    closing_time(kiosk)
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("begin")
    kiosk.choose("open")
    look(kiosk)
    kiosk.expect("请关好柜门")
    kiosk.world.close(2)
    kiosk.expect("取出：3 号门")
    kiosk.press("lock")
    kiosk.expect_attract()

    assert states(kiosk) == ["removed", "stored"]
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("register")
    kiosk.expect("今日登记单")


def test_a_jammed_door_is_skipped_and_stays_in_the_list(kiosk: Journey) -> None:
    store(kiosk)
    closing_time(kiosk)
    kiosk.world.fault(2, "stuck")
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("begin")
    kiosk.choose("open")
    kiosk.expect("没有打开")
    kiosk.choose("done")
    table = kiosk.expect("当日未取包")

    assert len(table.rows) == 1
    assert states(kiosk) == ["stored"]

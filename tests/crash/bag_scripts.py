"""The bag journeys as scripts, each played until it ends at one of its points. Door 1 is for umbrellas, 2 to 4 for bags."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.testing.journey import Journey
from tests.journeys.bags.steps import (
    collect,
    put_in,
    scan_ticket,
    sign_in,
    store,
    ticket,
    to_compartment,
    to_the_code,
    to_the_keypad,
    to_the_open_door,
)


def stored(kiosk: Journey) -> None:
    """The whole happy visit."""
    store(kiosk)


def stored_and_collected(kiosk: Journey) -> None:
    """And back, with the ticket."""
    store(kiosk)
    collect(kiosk, ticket(kiosk))


def collected_by_code(kiosk: Journey) -> None:
    """A wrong code first, then the right one."""
    code, door = store(kiosk)
    to_the_keypad(kiosk)
    kiosk.type(code[:3] + ("000000" if code[3:] != "000000" else "111111"))
    kiosk.expect("不对")
    kiosk.type(code)
    kiosk.choose("take")
    kiosk.expect("号门已打开")
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("取好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def looked_in_between(kiosk: Journey) -> None:
    """The diaper: the bag stays."""
    store(kiosk)
    kiosk.world.close(scan_ticket(kiosk, ticket(kiosk), "look"))
    kiosk.expect("包仍存着")
    kiosk.choose("done")
    kiosk.expect_attract()


def the_first_door_is_stuck(kiosk: Journey) -> None:
    """Another one is opened under the same code."""
    kiosk.world.fault(2, "stuck")
    store(kiosk)


def something_was_in_it(kiosk: Journey) -> None:
    """They say so, and get another."""
    _code, first = to_the_open_door(kiosk)
    kiosk.choose("occupied")
    kiosk.expect("3 号门已打开")
    kiosk.world.close(first)
    put_in(kiosk, 3)
    kiosk.expect("已存好")
    kiosk.choose("done")
    kiosk.expect_attract()


def not_wanted_after_all(kiosk: Journey) -> None:
    """At the open door."""
    _code, door = to_the_open_door(kiosk)
    kiosk.choose("stop")
    kiosk.expect("请全部取出")
    kiosk.world.close(door)
    kiosk.expect("没有存包")
    kiosk.choose("done")
    kiosk.expect_attract()


def left_open_with_a_bag_inside(kiosk: Journey) -> None:
    """Through the reminder; then somebody shuts it."""
    _code, door = to_the_open_door(kiosk)
    kiosk.world.world.hands.append("THEIR-BAG")
    kiosk.world.put(door)
    kiosk.world.leave_open(door)
    kiosk.wait(31)
    kiosk.expect("还开着，已呼叫")
    kiosk.world.close(door)
    kiosk.expect("凭证正在打印")
    kiosk.choose("done")
    kiosk.expect_attract()


def home_pressed_during_the_pulse(kiosk: Journey) -> None:
    """They leave while the coil is being pulsed."""
    kiosk.world.fault(2, "slow")
    to_the_code(kiosk)
    kiosk.choose("open")
    kiosk.until(lambda: kiosk.world.pulses, "a pulse")
    kiosk.press("home")
    kiosk.expect("请稍候")
    kiosk.world.spring_open(2)
    kiosk.world.close(2)
    kiosk.wait(200)
    kiosk.expect_attract()


def collecting_left_open(kiosk: Journey) -> None:
    """The bag is taken, the door stays open."""
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.world.take(door)
    kiosk.world.leave_open(door)
    kiosk.wait(31)
    kiosk.expect("已呼叫工作人员查看")
    kiosk.world.close(door)
    kiosk.expect("取好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def swept_at_closing(kiosk: Journey) -> None:
    """Staff take out what was not collected, and print the register."""
    store(kiosk)
    kiosk.clock.jump(10.1 * 3600)
    kiosk.wait(1)
    sign_in(kiosk, "bags.sweep")
    kiosk.choose("begin")
    kiosk.choose("open")
    kiosk.choose("suitcase")
    kiosk.choose("red")
    kiosk.expect("请关好柜门")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("今日登记单")
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.wait(30)
    kiosk.expect_attract()


def handed_over_without_a_ticket(kiosk: Journey) -> None:
    """Described first, then opened and compared."""
    _code, door = store(kiosk)
    sign_in(kiosk)
    to_compartment(kiosk, door)
    kiosk.choose("lost")
    kiosk.choose("box")
    kiosk.choose("white")
    kiosk.expect("与描述相符吗")
    kiosk.world.take(door)
    kiosk.choose("theirs")
    kiosk.until(lambda: "bags.handed_over" in kiosk.events(), "the hand-over")
    kiosk.world.close(door)
    kiosk.press("lock")
    kiosk.wait(30)
    kiosk.expect_attract()


SCRIPTS: dict[str, Callable[[Journey], None]] = {
    script.__name__: script
    for script in (
        stored,
        stored_and_collected,
        collected_by_code,
        looked_in_between,
        the_first_door_is_stuck,
        something_was_in_it,
        not_wanted_after_all,
        left_open_with_a_bag_inside,
        home_pressed_during_the_pulse,
        collecting_left_open,
        swept_at_closing,
        handed_over_without_a_ticket,
    )
}

"""The lending journeys as scripts, each one customer's visit (or two, one after the other), played until the power is cut.

Doors 1 to 3 hold one umbrella each, 4 to 6 are empty, 7 is a rack of five with three. When the power goes, `Journey` raises
`PowerCut` out of whatever verb is running, and the walk goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from tests.journeys.lending.steps import (
    OTHER_CARD,
    borrow,
    bring_back,
    sign_in,
    to_open_door,
    to_return_door,
)


def home(kiosk: Journey, button: str = "done") -> None:
    """The last screen's way out, until the next person may come."""
    kiosk.choose(button)
    kiosk.expect_attract()


def borrowed(kiosk: Journey) -> None:
    """The whole happy visit."""
    borrow(kiosk)


def borrowed_and_returned(kiosk: Journey) -> None:
    """Borrow, and bring it back by its tag, scanned at the attract screen."""
    bring_back(kiosk, borrow(kiosk))


def walked_away_from_the_open_door(kiosk: Journey) -> None:
    """Takes the umbrella and leaves the door open behind them."""
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.wait(200)
    kiosk.expect_attract()
    kiosk.world.close(door)


def changed_their_mind(kiosk: Journey) -> None:
    """The door is open; they press 不借了 and close it."""
    door = to_open_door(kiosk)
    kiosk.choose("changed_mind")
    kiosk.expect("放回")
    kiosk.world.close(door)
    kiosk.expect("没有借出")
    home(kiosk)


def door_stuck_then_the_next(kiosk: Journey) -> None:
    """The first door does not open; the next one is offered by itself."""
    kiosk.world.fault(1, "stuck")
    borrow(kiosk)


def said_not_open_then_the_next(kiosk: Journey) -> None:
    """门没有开, they say; the next door is opened, and both are closed."""
    to_open_door(kiosk)
    kiosk.choose("not_open")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.world.close(1)
    kiosk.expect("借好了")
    home(kiosk)


def nothing_there_then_another(kiosk: Journey) -> None:
    """没有拿到伞, they say after closing the door; another one is opened."""
    kiosk.world.close(to_open_door(kiosk))
    kiosk.expect("借好了")
    kiosk.choose("nothing_there")
    kiosk.choose("another")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    home(kiosk)


def home_pressed_during_the_pulse(kiosk: Journey) -> None:
    """They leave while the coil is being pulsed, and the outcome comes afterwards."""
    kiosk.world.fault(1, "slow")
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan("6901234563307")
    kiosk.until(lambda: kiosk.world.pulses, "a pulse")
    kiosk.press("home")
    kiosk.expect("请稍候")
    kiosk.world.spring_open(1)
    kiosk.world.close(1)
    kiosk.wait(200)
    kiosk.expect_attract()


def return_left_open(kiosk: Journey) -> None:
    """The umbrella is in, the door stays open through the reminder."""
    door = to_return_door(kiosk, borrow(kiosk))
    kiosk.world.put(door)
    kiosk.world.leave_open(door)
    kiosk.expect("关好")
    kiosk.wait(31)
    kiosk.expect("已记下")
    kiosk.world.close(door)
    kiosk.expect("已归还")
    home(kiosk)


def return_to_a_stuck_door(kiosk: Journey) -> None:
    """The first free place does not open; the next one does."""
    tag = borrow(kiosk)
    kiosk.world.fault(1, "stuck")
    bring_back(kiosk, tag)


def return_kept(kiosk: Journey) -> None:
    """They keep it after all, with the door open."""
    door = to_return_door(kiosk, borrow(kiosk))
    kiosk.choose("keep")
    kiosk.expect("关好")
    kiosk.world.close(door)
    kiosk.expect("没有归还")
    home(kiosk)


def another_umbrella_put_in(kiosk: Journey) -> None:
    """Two are out; the one that is put in is not the one that was scanned first."""
    tag, other = borrow(kiosk), borrow(kiosk, OTHER_CARD)
    door = to_return_door(kiosk, tag)
    kiosk.scan(other)
    kiosk.expect("这是")
    kiosk.world.put(door, other)
    kiosk.world.close(door)
    kiosk.expect("已记下")
    home(kiosk)


def from_a_rack_by_tag_and_without(kiosk: Journey) -> None:
    """Two loans from the rack, one confirmed by its tag, one never; and one of them comes back."""
    kiosk.write(_only_the_rack)
    door = to_open_door(kiosk)
    kiosk.world.take(door, "U-0073")
    kiosk.scan("U-0073")
    kiosk.expect("已记下")
    kiosk.world.close(door)
    kiosk.expect("借好了")
    home(kiosk)
    door = to_open_door(kiosk, OTHER_CARD)
    kiosk.world.take(door, "U-0072")
    kiosk.world.close(door)
    kiosk.expect("借好了")
    home(kiosk)
    bring_back(kiosk, "U-0072")


def _only_the_rack(tx: Transaction) -> None:
    for place in tx.places():
        if place.number in (1, 2, 3):
            tx.set_place_service(place.id, False, "off")


def staff_unlock_and_settle(kiosk: Journey) -> None:
    """A door to be checked is unlocked by staff with a reason, looked into, and the question settled."""
    changed_their_mind(kiosk)
    sign_in(kiosk)
    kiosk.choose("lending.wall")
    kiosk.expect("柜墙")
    kiosk.choose(next(place.key for place in _places(kiosk) if place.label == "1"))
    kiosk.until(lambda: getattr(kiosk.prompt, "detail", None) is not None, "the door's story")
    kiosk.choose("unlock")
    kiosk.choose("0")
    kiosk.until(lambda: kiosk.title == "柜墙" and kiosk.world.slips[-1].kind.endswith("unlocked"), "the slip")
    kiosk.world.close(kiosk.world.opened())
    kiosk.until(
        lambda: next(str(one.word) for one in _places(kiosk) if one.label == "1") == "待查", "it shut"
    )
    kiosk.choose("resolve")
    kiosk.choose("inside")
    kiosk.until(lambda: kiosk.title == "柜墙", "the wall")
    kiosk.press("lock")
    kiosk.wait(30)
    kiosk.expect_attract()


def _places(kiosk: Journey) -> tuple[Any, ...]:
    return getattr(kiosk.prompt, "places", ())


SCRIPTS: dict[str, Callable[[Journey], None]] = {
    script.__name__: script
    for script in (
        borrowed,
        borrowed_and_returned,
        walked_away_from_the_open_door,
        changed_their_mind,
        door_stuck_then_the_next,
        said_not_open_then_the_next,
        nothing_there_then_another,
        home_pressed_during_the_pulse,
        return_left_open,
        return_to_a_stuck_door,
        return_kept,
        another_umbrella_put_in,
        from_a_rack_by_tag_and_without,
        staff_unlock_and_settle,
    )
}

UNTOLD: dict[str, frozenset[str]] = {"nothing_there_then_another": frozenset({"U-0001"})}
"""Journeys in which a customer leaves something inside and says so only later: cut before that, nobody can know."""

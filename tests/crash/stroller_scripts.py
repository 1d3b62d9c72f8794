"""More journeys to be cut short: a stroller for the day, and what staff lend to somebody without a card, with a deposit."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from tests.journeys.lending.steps import borrow_stroller, bring_stroller_back, sign_in, to_open_bay


def stroller_borrowed_and_returned(kiosk: Journey) -> None:
    """Out with the rules accepted, back by its tag, with a word on its brake."""
    bring_stroller_back(kiosk, borrow_stroller(kiosk), "brake")


def stroller_left_open(kiosk: Journey) -> None:
    """They take it and leave the bay open behind them."""
    door = to_open_bay(kiosk)
    kiosk.world.take(door)
    kiosk.wait(200)
    kiosk.expect_attract()
    kiosk.world.close(door)


def lent_without_a_card_and_taken_back(kiosk: Journey) -> None:
    """A deposit, a door, a return at the same screen, and the deposit again."""
    sign_in(kiosk)
    kiosk.choose("lending.desk")
    kiosk.choose("stroller")
    kiosk.type("13812345678")
    kiosk.choose("lend")
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    tag = kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("已借出")
    kiosk.choose("done")
    kiosk.choose("return")
    kiosk.expect("请扫要归还的物品")
    kiosk.scan(tag)
    kiosk.expect("请推入")
    door = kiosk.world.opened()
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.choose("well")
    kiosk.expect("退押金")
    kiosk.choose("given")
    kiosk.expect("押金已退")
    kiosk.press("lock")
    kiosk.wait(30)
    kiosk.expect_attract()


def kept_at_the_desk_with_a_deposit(kiosk: Journey) -> None:
    """Taken back while every bay is out of service: the desk keeps it, the loan is over, the money goes back."""
    sign_in(kiosk)
    kiosk.choose("lending.desk")
    kiosk.choose("stroller")
    kiosk.type("13812345678")
    kiosk.choose("lend")
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    tag = kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("已借出")
    kiosk.choose("done")
    kiosk.write(_no_bays)
    kiosk.choose("return")
    kiosk.expect("请扫要归还的物品")
    kiosk.scan(tag)
    kiosk.expect("停满了")
    kiosk.choose("here")
    kiosk.choose("well")
    kiosk.expect("退押金")
    kiosk.choose("given")
    kiosk.expect("押金已退")
    kiosk.choose("done")
    kiosk.expect("已收回")
    kiosk.press("lock")
    kiosk.wait(30)
    kiosk.expect_attract()


def _no_bays(tx: Transaction) -> None:
    for place in tx.places(holds="stroller"):
        if place.in_service:
            tx.set_place_service(place.id, False, "by_staff")


STROLLER_SCRIPTS: dict[str, Callable[[Journey], None]] = {
    script.__name__: script
    for script in (
        stroller_borrowed_and_returned,
        stroller_left_open,
        lent_without_a_card_and_taken_back,
        kept_at_the_desk_with_a_deposit,
    )
}

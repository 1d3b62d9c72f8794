"""购物卡查询: whoever holds a card without a name sees what it is worth; a blank of the stock tells nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.ledger import Account, Line, Lot, principal
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, in_stock
from tests.journeys.cards.steps import to_the_tile

PRODUCT, SOLD, VOID, BLANK = "cards_shopping_100", "610000", "610001", "610002"


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = counter(make_kiosk(with_pin=False))
    in_stock(journey, PRODUCT, SOLD, BLANK)

    def sell(tx) -> None:
        piece = tx.take_serials(PRODUCT, [SOLD, VOID], why="sold")
        value = Line(Account("till"), principal(SOLD), 6_500, Lot(20291122))
        tx.enter("cards.sold", [piece, value])
        tx.void_serial(VOID, why="taken_back")

    journey.store.write_now(sell)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def show(kiosk: Journey, number: str) -> None:
    to_the_tile(kiosk)
    kiosk.scan(number)


def test_a_card_that_was_sold_says_what_is_left_and_until_when(kiosk):
    show(kiosk, SOLD)
    notice = kiosk.expect("¥65.00")

    told = {str(fact.label): str(fact.value) for fact in notice.facts}
    assert "2029-11-22" in told.values()
    assert SOLD not in str(notice)


def test_a_card_that_was_taken_back_says_so(kiosk):
    show(kiosk, VOID)
    kiosk.expect("已作废")


def test_a_blank_of_the_stock_is_no_card(kiosk):
    show(kiosk, BLANK)
    kiosk.wait(1)
    assert kiosk.prompt.error


def test_after_it_another_card_can_be_shown(kiosk):
    show(kiosk, SOLD)
    kiosk.expect("¥65.00")
    kiosk.press("back")
    kiosk.scan(VOID)
    kiosk.expect("已作废")

"""补录售卡: shopping cards that were sold on paper are good from the moment at which the line is entered, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.ledger import Line, safe
from kiosk.link.prompts import Confirm
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import second_person, sign_in
from tests.journeys.cards.test_sell import CASH, HUNDRED, THOUSAND, cash, desk, held, sold, worth

ZONE = ZoneInfo("Asia/Shanghai")
LINE = "30"
"""Of the second page: the lines of cards sold are 27 to 52."""


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = desk(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def yesterday(kiosk: Journey) -> datetime:
    return datetime.fromtimestamp(kiosk.clock.now_ms() / 1000, ZONE) - timedelta(days=1)


def to_the_cards(kiosk: Journey, line: str = LINE) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.paper")
    kiosk.expect("手工单上的单号")
    kiosk.type(f"{yesterday(kiosk):%m%d}{line}")
    kiosk.expect("几点")
    kiosk.type("1405")


def to_the_review(kiosk: Journey, first: str = "610000", last: str = "610002") -> Confirm:
    to_the_cards(kiosk)
    kiosk.expect("手工单上的首号")
    kiosk.type(first)
    kiosk.expect("手工单上的末号")
    kiosk.type(last)
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    kiosk.expect("填单人的工号")
    kiosk.type("1002")
    kiosk.expect("为什么补录")
    kiosk.choose("power")
    page = kiosk.expect("补录 ¥300.00")
    assert isinstance(page, Confirm)
    return page


def entered(kiosk: Journey) -> None:
    to_the_review(kiosk)
    kiosk.choose("enter")
    kiosk.expect("已补录")
    kiosk.choose("done")
    kiosk.expect("手工单上的单号")


def test_every_card_of_the_line_is_good_and_its_money_is_in_todays_drawer(kiosk):
    page = to_the_review(kiosk)
    told = {str(fact.label): str(fact.value) for fact in page.facts}
    assert (told["行"], told["张数"], told["填单人"]) == (f"{yesterday(kiosk):%Y%m%d}-{LINE}", "3", "1002")
    kiosk.choose("enter")
    kiosk.expect("已补录")

    assert [worth(kiosk, f"61000{one}") for one in range(4)] == [10_000, 10_000, 10_000, 0]
    assert (held(kiosk), cash(kiosk)) == (17, 30_000)
    assert kiosk.world.world.slips == [], "the customer has had their copy of the form"
    made = kiosk.read(lambda tx: tx.entered(f"cards.sold:paper:sold:desk:{yesterday(kiosk):%Y%m%d}-{LINE}:0"))
    assert made.late
    assert (made.reason, made.data["written_by"], made.data["paper"]) == (
        "power",
        "1002",
        f"{yesterday(kiosk):%Y%m%d}-{LINE}",
    )
    assert made.business_day == kiosk.read(lambda tx: tx.business_day)


def test_one_line_is_entered_once(kiosk):
    entered(kiosk)
    kiosk.leave()
    to_the_cards(kiosk)
    kiosk.expect("该单号已补录过")
    assert cash(kiosk) == 30_000


def test_cards_that_are_no_run_here_are_said_so_and_nothing_is_entered(kiosk):
    sold(kiosk, "610001")
    kiosk.leave()
    to_the_cards(kiosk)
    for first, last in (
        ("610000", "610002"),
        ("610005", "610004"),
        ("610000", "620000"),
        ("777777", "777777"),
    ):
        kiosk.expect("手工单上的首号")
        kiosk.type(first)
        kiosk.expect("手工单上的末号")
        kiosk.type(last)
        page = kiosk.expect("手工单上的首号")
        assert "不全在本柜台库存" in str(page.error)
    assert (cash(kiosk), held(kiosk, THOUSAND)) == (10_000, 100)


def test_one_card_is_its_own_last(kiosk):
    to_the_cards(kiosk)
    kiosk.expect("手工单上的首号")
    kiosk.scan("620000")
    kiosk.expect("手工单上的末号")
    kiosk.scan("620000")
    kiosk.expect("怎么付款")


def test_from_the_laws_amount_on_the_buyers_document_matters_here_too(kiosk):
    to_the_cards(kiosk)
    kiosk.expect("手工单上的首号")
    kiosk.type("620000")
    kiosk.expect("手工单上的末号")
    kiosk.type("620009")
    kiosk.choose("person")
    kiosk.expect("怎么付款")
    kiosk.choose("transfer")
    kiosk.expect("填单人的工号")
    kiosk.type("1002")
    kiosk.choose("power")
    page = kiosk.expect("补录 ¥10,000.00")
    assert "证件" in str(page.subtitle)


def test_what_is_no_number_is_said_to_be_none(kiosk):
    to_the_cards(kiosk)
    kiosk.expect("手工单上的首号")
    kiosk.scan("not a number")
    kiosk.until(lambda: str(getattr(kiosk.prompt, "error", "")) == "这不是卡号", "what is wrong with it")


def test_a_month_that_is_closed_while_it_is_keyed_in_takes_nothing(make_kiosk: Maker) -> None:
    first = int(datetime(2026, 12, 1, 12, tzinfo=ZONE).timestamp() * 1000)
    kiosk = desk(make_kiosk, now_ms=first)
    to_the_review(kiosk)
    kiosk.store.write_now(lambda tx: tx.close_month(202611, "finance", "desk"))
    kiosk.choose("enter")
    kiosk.expect("该月已结账")
    assert (cash(kiosk), held(kiosk)) == (0, 20)


def test_a_line_that_somebody_else_has_entered_meanwhile_says_so(kiosk):
    to_the_review(kiosk)
    number = f"{yesterday(kiosk):%Y%m%d}-{LINE}"
    kiosk.write(
        lambda tx: tx.enter(
            "test.elsewhere",
            [Line(CASH, safe(), 100)],
            once=f"cards.sold:paper:sold:desk:{number}:0",
        )
    )
    kiosk.choose("enter")
    kiosk.expect("该单号已补录过")
    assert held(kiosk) == 20


def test_a_refusal_is_in_the_words_of_selling(kiosk):
    to_the_review(kiosk)
    kiosk.write(lambda tx: tx.enter("cards.sold", [tx.take_serials(HUNDRED, ["610001"], why="sold")]))
    kiosk.choose("enter")
    kiosk.expect("其中有卡刚被售出")


def test_it_is_taken_back_by_two_as_any_sale_of_the_day(kiosk):
    entered(kiosk)
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.sell")
    kiosk.expect("请逐张扫购物卡")
    kiosk.choose("undo")
    kiosk.until(lambda: getattr(kiosk.prompt, "title", "") != "请逐张扫购物卡", "which sale")
    kiosk.scan("610001")
    kiosk.expect("为什么撤销")
    kiosk.choose("changed_mind")
    second_person(kiosk)
    kiosk.expect("已撤销")
    assert (cash(kiosk), held(kiosk)) == (0, 20)


def test_a_line_of_loans_is_not_keyed_in_here(kiosk):
    to_the_cards(kiosk, "53")
    page = kiosk.expect("手工单上的单号")
    assert "借还" in str(page.error)


def test_wherever_the_power_goes_a_line_is_sold_once_or_not_at_all(make_kiosk: Maker) -> None:
    def play(points: CrashPoints) -> None:
        kiosk = desk(make_kiosk)
        kiosk.cut_at(points)
        try:
            to_the_review(kiosk)
            kiosk.choose("enter")
            kiosk.expect("已补录")
        except PowerCut:
            kiosk.restart()
        assert (cash(kiosk), held(kiosk)) in ((0, 20), (30_000, 17))
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(play, every=71, first=30)
    assert points > 40
    assert not failures, "\n".join(map(str, failures))

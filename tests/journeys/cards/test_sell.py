"""购物卡: sold by their numbers, one or three thousand, all good at once or none; taken back as a whole by two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.core.ledger import Account, Line, drawer, principal, stock
from kiosk.core.records import Context
from kiosk.link.prompts import Menu, PresentCard
from kiosk.plugins.cards.sell.models import SaleRow, SoldRow
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, in_stock, second_person, sign_in

HUNDRED, THOUSAND = "cards_shopping_100", "cards_shopping_1000"
CASH = drawer("desk", "cash")


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = desk(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def desk(make_kiosk: Maker, *, also: str = "", **how: Any) -> Journey:
    journey = counter(make_kiosk(with_pin=False, extra=also, **how))
    in_stock(journey, HUNDRED, "610000", "610019")
    in_stock(journey, THOUSAND, "620000", "620099")
    return journey


def to_the_basket(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.sell")
    kiosk.expect("请逐张扫购物卡")


def scan(kiosk: Journey, *numbers: str) -> None:
    for number in numbers:
        kiosk.scan(number)
        kiosk.wait(1)


def to_the_review(kiosk: Journey, *numbers: str, tender: str = "cash") -> None:
    to_the_basket(kiosk)
    scan(kiosk, *numbers)
    kiosk.choose("pay")
    kiosk.expect("怎么付款")
    kiosk.choose(tender)
    kiosk.expect("收款")


def sold(kiosk: Journey, *numbers: str) -> None:
    to_the_review(kiosk, *numbers)
    kiosk.choose("sell")
    kiosk.expect("已生效")


def worth(kiosk: Journey, number: str) -> int:
    return int(kiosk.read(lambda tx: tx.spendable(principal(number))))


def held(kiosk: Journey, product: str = HUNDRED) -> int:
    return int(kiosk.read(lambda tx: tx.balance(stock("desk", product))))


def cash(kiosk: Journey) -> int:
    return int(kiosk.read(lambda tx: tx.balance(CASH)))


def test_each_card_that_was_scanned_is_good_and_the_money_is_in_the_drawer(kiosk):
    sold(kiosk, "610000", "610003", "620000")

    assert [worth(kiosk, number) for number in ("610000", "610003", "620000")] == [10_000, 10_000, 100_000]
    assert worth(kiosk, "610001") == 0
    assert (held(kiosk), held(kiosk, THOUSAND), cash(kiosk)) == (18, 99, 120_000)
    kiosk.until(lambda: kiosk.world.world.slips, "the slip")
    slip = str(kiosk.world.world.slips[-1])
    assert "购物卡 · 售卡" in slip
    assert "¥1,200.00" in slip


def test_a_card_is_good_for_as_long_as_the_law_wants_at_the_least(kiosk):
    sold(kiosk, "610000")

    today = kiosk.read(lambda tx: tx.business_day)
    lot = kiosk.read(lambda tx: tx.lots(principal("610000")))[0]
    assert lot.last_day == today + 30_000  # three years later, the same day


def test_a_run_is_the_last_card_and_those_that_follow(kiosk):
    to_the_basket(kiosk)
    scan(kiosk, "620010")
    kiosk.choose("run")
    kiosk.expect("连号多少张")
    kiosk.type("5")
    prompt = kiosk.expect("请逐张扫购物卡")
    assert "5 张，¥5,000.00" in str(prompt.subtitle)


def test_what_is_in_the_list_sold_or_no_shopping_card_is_not_taken(kiosk):
    in_stock(kiosk, "cards_gold", "80020000", "80020000")
    sold(kiosk, "610009")
    kiosk.choose("done")
    kiosk.expect("请逐张扫购物卡")
    for number, words in (
        ("610009", "不在本柜台可售库存"),
        ("80020000", "不在本柜台可售库存"),
        ("999999", "不在本柜台可售库存"),
    ):
        kiosk.scan(number)
        kiosk.expect(words)
    kiosk.scan("610000")
    kiosk.expect("1 张")
    kiosk.scan("610000")
    kiosk.expect("已在清单中")


def test_a_run_with_a_gap_is_not_added(kiosk):
    sold(kiosk, "610005")
    kiosk.choose("done")
    kiosk.expect("请逐张扫购物卡")
    scan(kiosk, "610003")
    kiosk.choose("run")
    kiosk.type("5")
    kiosk.expect("没有加入")


def test_a_run_that_is_pressed_in_the_list_is_taken_out(kiosk):
    to_the_basket(kiosk)
    scan(kiosk, "610000", "610001", "620000")
    kiosk.choose("look")
    kiosk.expect("待售的卡")
    kiosk.choose("610000|610001")
    kiosk.press("back")
    kiosk.expect("1 张，¥1,000.00")


@pytest.mark.parametrize(
    ("count", "buyer", "tenders"),
    [
        (4, "", {"cash", "bank_card", "wechat", "alipay", "transfer"}),
        (5, "person", {"cash", "bank_card", "wechat", "alipay", "transfer"}),
        (5, "unit", {"transfer"}),
        (50, "person", {"transfer"}),
    ],
    ids=["4,000", "5,000, a person", "5,000, a company", "50,000, a person"],
)
def test_how_it_may_be_paid_is_the_laws_word(kiosk, count, buyer, tenders):
    to_the_basket(kiosk)
    scan(kiosk, "620000")
    kiosk.choose("run")
    kiosk.type(str(count))
    kiosk.choose("pay")
    if buyer:
        kiosk.expect("谁购买")
        kiosk.choose(buyer)
    menu = kiosk.expect("怎么付款")
    assert isinstance(menu, Menu)
    assert {choice.key for choice in menu.choices} == tenders


def test_ten_cards_of_a_thousand_ask_for_the_buyers_document(kiosk):
    to_the_basket(kiosk)
    scan(kiosk, "620000")
    kiosk.choose("run")
    kiosk.type("10")
    kiosk.choose("pay")
    kiosk.choose("person")
    kiosk.choose("cash")
    kiosk.expect("证件")


def test_nine_do_not(kiosk):
    to_the_basket(kiosk)
    scan(kiosk, "620000")
    kiosk.choose("run")
    kiosk.type("9")
    kiosk.choose("pay")
    kiosk.choose("person")
    kiosk.choose("cash")
    prompt = kiosk.expect("收款 ¥9,000.00")
    assert "证件" not in str(prompt.subtitle)


def test_three_thousand_cards_are_good_at_once(make_kiosk):
    kiosk = counter(make_kiosk(with_pin=False))
    in_stock(kiosk, HUNDRED, "700000", "702999")
    to_the_basket(kiosk)
    scan(kiosk, "700000")
    kiosk.choose("run")
    kiosk.type("3000")
    kiosk.choose("pay")
    kiosk.choose("unit")
    kiosk.choose("transfer")
    kiosk.choose("sell")
    kiosk.expect("3000 张卡已生效")

    assert held(kiosk) == 0
    assert [worth(kiosk, number) for number in ("700000", "701500", "702999")] == [10_000] * 3
    assert kiosk.read(lambda tx: tx.balance(drawer("desk", "transfer"))) == 30_000_000
    rows = kiosk.read(lambda _tx: [(row.first, row.last, row.cards) for row in SoldRow.select()])
    assert rows == [("700000", "702999", 3_000)]
    assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []


def test_a_card_that_somebody_else_sold_meanwhile_stops_the_whole_sale(kiosk):
    to_the_review(kiosk, "610000", "610001")

    def sell_one(tx):
        tx.enter("cards.sold", [tx.take_serials(HUNDRED, ["610001"], why="sold")])

    kiosk.store.write_now(sell_one)
    kiosk.choose("sell")
    kiosk.expect("刚被售出")

    assert (worth(kiosk, "610000"), cash(kiosk), held(kiosk)) == (0, 0, 19)


def take_back(kiosk: Journey, number: str) -> None:
    kiosk.choose("done")
    kiosk.expect("请逐张扫购物卡")
    kiosk.choose("undo")
    kiosk.scan(number)
    kiosk.expect("为什么撤销")
    kiosk.choose("changed_mind")
    second_person(kiosk)


def test_a_sale_of_today_is_taken_back_as_a_whole_by_two(kiosk):
    sold(kiosk, "610000", "610001", "620000")
    take_back(kiosk, "610001")
    kiosk.expect("已撤销")

    assert (cash(kiosk), held(kiosk), held(kiosk, THOUSAND)) == (0, 20, 100)
    assert worth(kiosk, "620000") == 0
    assert kiosk.read(lambda tx: tx.serial("610000")).state == "stock"
    kiosk.leave()
    sold(kiosk, "610000")  # and can be sold again, …
    assert worth(kiosk, "610000") == 10_000
    take_back(kiosk, "610000")  # … and taken back again, of the sale that stands
    kiosk.expect("已撤销")
    assert (worth(kiosk, "610000"), cash(kiosk), held(kiosk)) == (0, 0, 20)


def test_a_sale_with_a_card_that_was_used_is_not_taken_back(kiosk):
    sold(kiosk, "610000", "610001")
    spent = [Line(principal("610001"), Account("till"), 100)]
    kiosk.store.write_now(lambda tx: tx.enter("cards.spent", spent), context=Context())
    take_back(kiosk, "610000")
    kiosk.expect("已使用")

    assert (cash(kiosk), held(kiosk)) == (20_000, 18)


def test_a_card_that_was_not_sold_today_is_said_so(kiosk):
    to_the_basket(kiosk)
    kiosk.choose("undo")
    kiosk.scan("610000")
    kiosk.expect("今天没有售出这张卡")


def test_wherever_it_ends_every_card_is_good_and_paid_or_none_is(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = desk(make_kiosk)
        kiosk.cut_at(points)
        try:
            sold(kiosk, "610000", "610001", "620000")
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        good = worth(kiosk, "610000") > 0
        assert [worth(kiosk, one) for one in ("610001", "620000")] == ([10_000, 100_000] if good else [0, 0])
        assert (cash(kiosk), held(kiosk)) == ((120_000, 18) if good else (0, 20))
        assert kiosk.read(lambda _tx: SaleRow.select().count()) == good
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    points, failures = crash_walk(run, every=13, first=3, leaving=True)
    assert points > 40
    assert not failures, "\n".join(map(str, failures))


def test_the_basket_shows_the_sum_and_offers_to_pay_only_with_something_in_it(kiosk):
    to_the_basket(kiosk)
    assert isinstance(kiosk.prompt, PresentCard)
    assert "pay" not in [action.key for action in kiosk.prompt.actions]
    scan(kiosk, "610000")
    assert "pay" in [action.key for action in kiosk.prompt.actions]

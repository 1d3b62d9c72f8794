"""Stock at the counter: cards come in by their numbers, tickets by how many, and what is damaged takes two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.ledger import stock
from kiosk.link.prompts import Confirm, Keypad, Table
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.journeys.cards.counter import ATTENDANT, counter, in_stock, second_person, sign_in

GOLD, CARWASH = "cards_gold", "cards_carwash"


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Iterator[Journey]:
    journey = counter(make_kiosk(plugins=("cards",), store="memory"))
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def to_the_product(kiosk: Journey, product: str, number: str = ATTENDANT) -> Confirm:
    sign_in(kiosk, number)
    kiosk.choose("core.stock")
    kiosk.expect("本柜台库存")
    kiosk.choose(product)
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the product")
    assert isinstance(kiosk.prompt, Confirm)
    return kiosk.prompt


def receive_cards(kiosk: Journey, first: str = "80010000", count: str = "50") -> None:
    to_the_product(kiosk, GOLD)
    kiosk.choose("received")
    kiosk.expect("第一张的号码")
    kiosk.scan(first)
    kiosk.expect("到货多少")
    kiosk.type(count)
    kiosk.expect("核对")


def held(kiosk: Journey, product: str = GOLD) -> int:
    return int(kiosk.read(lambda tx: tx.balance(stock("desk", product))))


def test_cards_come_in_by_their_first_number_and_how_many(kiosk):
    receive_cards(kiosk)
    told = {str(fact.label): str(fact.value) for fact in kiosk.prompt.facts}
    assert told["终止卡号"] == "80010049"
    kiosk.choose("enter")
    table = kiosk.expect("本柜台库存")
    assert isinstance(table, Table)

    assert held(kiosk) == 50
    assert kiosk.read(lambda tx: tx.serials_lying(GOLD, 2)) == ["80010000", "80010001"]
    row = next(row for row in table.rows if row.key == GOLD)
    assert [str(cell) for cell in row.cells[:2]] == ["金卡", "50"]


def test_the_same_carton_is_not_entered_twice(kiosk):
    receive_cards(kiosk)
    kiosk.choose("enter")
    kiosk.leave()
    receive_cards(kiosk)
    kiosk.choose("enter")
    kiosk.expect("已经入过库")

    assert held(kiosk) == 50


def test_a_number_can_be_typed_and_one_that_does_not_fit_is_told_how_many_do(kiosk):
    to_the_product(kiosk, GOLD)
    kiosk.choose("received")
    kiosk.choose("type")
    kiosk.type("99999990")
    kiosk.expect("到货多少")
    kiosk.type("11")
    kiosk.until(lambda: isinstance(kiosk.prompt, Keypad) and kiosk.prompt.error, "what is wrong")
    assert "10" in str(kiosk.prompt.error)
    kiosk.type("10")
    kiosk.expect("核对")
    kiosk.choose("enter")

    kiosk.expect("本柜台库存")
    assert held(kiosk) == 10


def test_what_is_no_number_is_asked_for_again(kiosk):
    to_the_product(kiosk, GOLD)
    kiosk.choose("received")
    kiosk.expect("第一张的号码")
    kiosk.scan("https://example.com/?a=b")
    kiosk.expect("不是卡号或票号")


def test_tickets_come_in_by_how_many(kiosk):
    to_the_product(kiosk, CARWASH)
    kiosk.choose("received")
    kiosk.type("200")
    kiosk.choose("enter")
    kiosk.expect("本柜台库存")

    assert held(kiosk, CARWASH) == 200


def test_a_card_that_is_damaged_is_written_off_by_two(kiosk):
    in_stock(kiosk, GOLD, "80010000", "80010009")
    to_the_product(kiosk, GOLD)
    kiosk.choose("write_off")
    kiosk.expect("是哪一张")
    kiosk.scan("80010003")
    kiosk.expect("是什么问题")
    kiosk.choose("damaged")
    second_person(kiosk)
    kiosk.expect("本柜台库存")

    assert held(kiosk) == 9
    assert kiosk.read(lambda tx: tx.serial("80010003")).why == "damaged"


def test_a_card_that_does_not_lie_here_is_not_written_off(kiosk):
    in_stock(kiosk, GOLD, "80010000", "80010009")
    to_the_product(kiosk, GOLD)
    kiosk.choose("write_off")
    kiosk.scan("80019999")
    kiosk.choose("damaged")
    second_person(kiosk)
    kiosk.expect("这个号码不在本柜台")

    assert held(kiosk) == 10


def test_more_tickets_than_there_are_cannot_be_missing(kiosk):
    to_the_product(kiosk, CARWASH)
    kiosk.choose("write_off")
    kiosk.type("3")
    kiosk.choose("missing")
    second_person(kiosk)
    kiosk.expect("账面没有这么多")


def test_nothing_is_received_while_nobody_holds_the_counter(make_kiosk):
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"), shift=False)
    to_the_product(kiosk, CARWASH)
    kiosk.choose("received")
    kiosk.type("3")
    kiosk.choose("enter")
    kiosk.expect("无人当班")

    assert held(kiosk, CARWASH) == 0


def test_without_anything_to_count_there_is_no_line(make_kiosk):
    kiosk = make_kiosk(plugins=(), store="memory")
    kiosk.sign_in()

    assert "core.stock" not in [choice.key for choice in kiosk.prompt.choices]


def test_what_is_counted_in_a_shift_has_its_name(kiosk):
    in_stock(kiosk, GOLD, "80010000", "80010009")
    sign_in(kiosk)
    kiosk.choose("core.shift")
    kiosk.choose("count")
    kiosk.expect("现金共多少")
    kiosk.type("0")
    keypad = kiosk.expect("金卡")

    assert isinstance(keypad, Keypad)
    assert not keypad.money


def test_wherever_the_power_goes_a_carton_is_received_once_or_not_at_all(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
        kiosk.cut_at(points)
        try:
            receive_cards(kiosk)
            kiosk.choose("enter")
            kiosk.expect("本柜台库存")
        except PowerCut:
            kiosk.restart()
        assert held(kiosk) == len(kiosk.read(lambda tx: tx.serials_lying(GOLD, 100)))
        assert held(kiosk) in (0, 50)
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(run, every=7, first=3)
    assert points > 20
    assert not failures, "\n".join(map(str, failures))

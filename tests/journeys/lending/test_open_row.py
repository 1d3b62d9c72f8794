"""Strollers on a chain, where there is no door: the tag says which one is taken and which is back."""

from __future__ import annotations

import pytest

from kiosk.core.store.errors import Unknown
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Menu
from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow_stroller,
    paper,
    questions,
    sign_in,
    states,
)

ROW = '[[row]]\nname = "2F 中庭"\nname_en = "2F Atrium"\ncapacity = 3\nholds = ["stroller"]\n'


@pytest.fixture
def make_row(make_kiosk):
    """A kiosk with one bay, and a row of three with these strollers."""

    def make(*tags: str, bay: list[str] | None = None, settings: str = ""):
        kiosk = make_kiosk(doors=1, kept={1: []}, bays={11: bay or []}, settings=settings, rows=ROW)

        def put(tx: Transaction) -> None:
            row = next(place for place in tx.places() if not place.lock)
            for tag in tags:
                tx.add_item(tag, "stroller", place_id=row.id)

        kiosk.write(put)
        return kiosk

    return make


@pytest.fixture
def row(make_row):
    return make_row("S-0101", "S-0102")


def to_the_tag(kiosk, card: str = CARD) -> None:
    kiosk.touch()
    kiosk.choose("lending.stroller")
    kiosk.expect("会员卡")
    kiosk.scan(card)
    kiosk.expect("孩子的安全")
    kiosk.choose("agree")
    kiosk.expect("请扫您要取的那一件")


def place_of(kiosk, tag: str) -> str:
    def look(tx: Transaction) -> str:
        item = tx.item_by_tag(tag)
        assert item is not None
        return tx.place(item.place_id).bank if item.place_id is not None else ""

    return kiosk.read(look)


def take(kiosk, tag: str, card: str = CARD) -> None:
    to_the_tag(kiosk, card)
    kiosk.scan(tag)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def test_the_tag_that_is_scanned_is_lent_and_no_door_is_pulsed(row):
    take(row, "S-0102")

    assert states(row) == ["lent"]
    assert place_of(row, "S-0102") == ""
    assert place_of(row, "S-0101") == "2F 中庭"
    assert row.world.pulses == {}
    assert "2F 中庭" in paper(row)
    assert len(questions(row.shown)) <= 5
    assert [finding for finding in row.check() if finding.severity == "wrong"] == []


def test_a_bay_comes_before_the_row(make_row):
    kiosk = make_row("S-0101", bay=["S-0011"])

    assert borrow_stroller(kiosk) == "S-0011"


def test_another_tag_lends_nothing(row):
    to_the_tag(row)
    row.scan("NOBODY-KNOWS-ME")
    row.expect("不是这里的标签")
    row.scan(OTHER_CARD)
    row.expect("不是这里的标签")
    assert states(row) == []
    row.choose("none")
    row.until(lambda: isinstance(row.prompt, Menu), "the home screen")


def test_one_that_is_out_already_is_not_lent_again(row):
    take(row, "S-0102")
    to_the_tag(row, OTHER_CARD)
    row.scan("S-0102")
    row.expect("请换一件")

    assert states(row) == ["lent"]


def test_back_into_the_row_when_no_bay_is_free(make_row):
    kiosk = make_row("S-0101", "S-0102", bay=["S-0011"])
    take_from_bay = borrow_stroller(kiosk)
    kiosk.scan(take_from_bay)
    kiosk.expect("请推入 11 号车位")
    kiosk.world.put(11, take_from_bay)
    kiosk.world.close(11)
    kiosk.expect("用得都正常吗")
    kiosk.choose("well")
    kiosk.choose("done")
    take(kiosk, "S-0101", OTHER_CARD)
    kiosk.scan("S-0101")
    kiosk.expect("请放回车排")
    kiosk.choose("chained")
    kiosk.expect("用得都正常吗")
    kiosk.choose("wheels")
    kiosk.expect("已归还")

    assert place_of(kiosk, "S-0101") == "2F 中庭"
    assert states(kiosk) == ["returned", "returned"]


def test_kept_after_all(make_row):
    kiosk = make_row("S-0101", bay=["S-0011"])
    kiosk.write(lambda tx: _off(tx, 11))
    take(kiosk, "S-0101")
    kiosk.scan("S-0101")
    kiosk.expect("请放回车排")
    kiosk.choose("keep")
    kiosk.expect("还没有归还")

    assert states(kiosk) == ["lent"]


def _off(tx: Transaction, number: int) -> None:
    place = next(one for one in tx.places() if one.number == number)
    tx.set_place_service(place.id, False, "off")


def test_where_staff_hand_them_out_customers_are_told_and_can_ring(make_row):
    kiosk = make_row("S-0101", settings='row_lending = "staff"')
    kiosk.touch()
    kiosk.choose("lending.stroller")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    kiosk.choose("agree")
    kiosk.expect("由工作人员取给您")
    kiosk.choose("call")
    kiosk.expect("已呼叫工作人员")

    assert states(kiosk) == []


def test_staff_lend_from_it_without_a_card(make_row):
    kiosk = make_row("S-0101", settings='row_lending = "staff"')
    sign_in(kiosk)
    kiosk.choose("lending.desk")
    kiosk.choose("stroller")
    kiosk.type("13812345678")
    kiosk.choose("lend")
    kiosk.expect("请扫您要取的那一件")
    kiosk.scan("S-0101")
    kiosk.expect("已借出")

    assert states(kiosk) == ["lent"]


def test_no_pulse_can_be_intended_where_there_is_no_door(row):
    place = row.read(lambda tx: next(one for one in tx.places() if not one.lock))
    with pytest.raises(Unknown, match="no door"):
        row.write(lambda tx: tx.intend_door(place.id, purpose="test"))


def test_the_wall_shows_it_and_offers_no_unlocking(row):
    sign_in(row)
    row.choose("lending.wall")
    row.expect("柜墙")
    place = row.read(lambda tx: next(one for one in tx.places() if not one.lock))
    row.choose(place.id)
    row.until(lambda: getattr(row.prompt, "detail", None) is not None, "its story")

    assert "unlock" not in [action.key for action in row.prompt.actions]
    assert "2F 中庭" in str(row.prompt.detail.title)

"""Stock for another counter: counted out by one, counted in by the other, and a count that does not agree goes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.ledger import stock
from kiosk.core.shifts import CounterRules
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Menu, Table
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK
from tests.journeys.cards.counter import counter, in_stock, sign_in

GOLD = "cards_gold"


def two_counters(make_kiosk: MakeKiosk) -> Journey:
    """The desk, with twenty cards; the west counter has somebody too, who can work at this same box."""
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
    in_stock(kiosk, GOLD, "80010000", "80010019")
    holder = add_staff(kiosk.store, "1009", "西台", "80264713", policy=QUICK).id
    go_to(kiosk, "west")
    kiosk.store.write_now(lambda tx: tx.open_shift("early", holder))
    go_to(kiosk, "desk")
    return kiosk


def go_to(kiosk: Journey, name: str) -> None:
    """The box is the west counter's now, or the desk's."""
    was = kiosk.store.counter
    kiosk.store.counter = CounterRules(name, was.tenders, was.shifts)


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Iterator[Journey]:
    journey = two_counters(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def to_the_stock(kiosk: Journey) -> Table:
    sign_in(kiosk)
    kiosk.choose("core.stock")
    table = kiosk.expect("本柜台库存")
    assert isinstance(table, Table)
    return table


def to_the_review(kiosk: Journey, first: str = "80010000", count: str = "5") -> Confirm:
    to_the_stock(kiosk)
    kiosk.choose(GOLD)
    kiosk.choose("send")
    kiosk.expect("调拨到哪个柜台")
    kiosk.choose("to:west")
    kiosk.expect("首张号码")
    kiosk.scan(first)
    kiosk.expect("调拨多少")
    kiosk.type(count)
    page = kiosk.expect("交给 west")
    assert isinstance(page, Confirm)
    return page


def sent(kiosk: Journey) -> None:
    to_the_review(kiosk)
    kiosk.choose("send")
    kiosk.expect("本柜台库存")
    kiosk.leave()


def to_the_shipment(kiosk: Journey) -> Confirm:
    go_to(kiosk, "west")
    to_the_stock(kiosk)
    kiosk.choose("under_way")
    table = kiosk.expect("在途")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    page = kiosk.expect("都到齐了吗")
    assert isinstance(page, Confirm)
    return page


def nothing_is_on_the_way(kiosk: Journey) -> None:
    kiosk.until(lambda: isinstance(kiosk.prompt, Table) and not kiosk.prompt.rows, "an empty list")
    assert isinstance(kiosk.prompt, Table)
    assert str(kiosk.prompt.empty) == "没有在途的货"


def held(kiosk: Journey) -> dict[str, int]:
    return {
        one: kiosk.read(lambda tx, at=one: tx.balance(stock(at, GOLD)))
        for one in ("desk", "way/west", "west")
    }


def test_what_is_handed_over_is_nobodys_until_the_other_counter_has_taken_it(kiosk):
    page = to_the_review(kiosk)
    told = [str(fact.value) for fact in page.facts]
    assert told == ["5", "80010000", "80010004"]
    kiosk.choose("send")
    table = kiosk.expect("本柜台库存")
    assert held(kiosk) == {"desk": 15, "way/west": 5, "west": 0}
    assert [str(action.label) for action in table.actions] == ["在途：1"]
    kiosk.leave()

    page = to_the_shipment(kiosk)
    assert [str(fact.value) for fact in page.facts][:4] == ["5", "80010000", "80010004", "desk"]
    kiosk.choose("accept")
    nothing_is_on_the_way(kiosk)
    assert held(kiosk) == {"desk": 15, "way/west": 0, "west": 5}


def test_a_count_that_does_not_agree_sends_all_of_it_back_with_the_reason(kiosk):
    sent(kiosk)
    to_the_shipment(kiosk)
    kiosk.choose("send_back")
    kiosk.expect("为什么退回")
    kiosk.choose("fewer")
    nothing_is_on_the_way(kiosk)
    assert held(kiosk) == {"desk": 20, "way/west": 0, "west": 0}


def test_the_menu_says_that_something_is_on_the_way_here(kiosk):
    sent(kiosk)
    go_to(kiosk, "west")
    sign_in(kiosk)
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    assert "有 1 批调拨待接收" in [str(choice.note) for choice in menu.choices]


def test_numbers_that_do_not_lie_here_do_not_go(kiosk):
    to_the_review(kiosk, "80010018", "3")
    kiosk.choose("send")
    kiosk.expect("不全在本柜台库存")
    assert held(kiosk) == {"desk": 20, "way/west": 0, "west": 0}


def test_where_there_is_no_other_counter_nobody_is_asked(make_kiosk):
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
    in_stock(kiosk, GOLD, "80010000", "80010000")
    table = to_the_stock(kiosk)
    assert table.actions == ()
    kiosk.choose(GOLD)
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the product")
    assert "send" not in {action.key for action in kiosk.prompt.actions}


def test_wherever_the_power_goes_it_lies_in_one_place(make_kiosk):
    def play(points: CrashPoints) -> None:
        kiosk = two_counters(make_kiosk)
        kiosk.cut_at(points)
        try:
            sent(kiosk)
            to_the_shipment(kiosk)
            kiosk.choose("accept")
            nothing_is_on_the_way(kiosk)
        except PowerCut:
            kiosk.restart()
        assert tuple(held(kiosk).values()) in ((20, 0, 0), (15, 5, 0), (15, 0, 5))
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(play, every=97, first=40)
    assert points > 40
    assert not failures, "\n".join(map(str, failures))

"""补录: what was taken on paper while the box was down is entered once, dated by the form, with who wrote it and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.ledger import bonus
from kiosk.link.prompts import Confirm
from kiosk.plugins.cards.paper.line import Paper, line_of
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.steps import OTHER_CARD, member_id
from tests.journeys.cards.test_topup import PEOPLE, furnish, held

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return furnish(make_kiosk())


def yesterday(kiosk: Journey) -> datetime:
    return datetime.fromtimestamp(kiosk.clock.now_ms() / 1000, ZONE) - timedelta(days=1)


def to_the_line(kiosk: Journey, row: str = "07", time: str = "1405") -> None:
    kiosk.sign_in("1001", PEOPLE["1001"][0])
    kiosk.choose("cards.paper")
    kiosk.expect("手工单上的单号")
    kiosk.type(f"{yesterday(kiosk):%m%d}{row}")
    kiosk.expect("几点")
    kiosk.type(time)


def to_the_review(kiosk: Journey, row: str = "07") -> Confirm:
    to_the_line(kiosk, row)
    kiosk.expect("手工单上的卡号")
    kiosk.type(OTHER_CARD)
    kiosk.expect("充值多少")
    kiosk.type("100000")
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    kiosk.expect("填单人的工号")
    kiosk.type("1002")
    kiosk.expect("为什么补录")
    kiosk.choose("power")
    page = kiosk.expect("补录 ¥1,000.00")
    assert isinstance(page, Confirm)
    return page


def entry(kiosk: Journey):
    owner = member_id(kiosk, OTHER_CARD)
    return kiosk.read(lambda tx: tx.entries_of(owner))[0]


def test_it_is_dated_by_the_form_stands_in_today_and_says_who_wrote_it_and_why(desk: Journey) -> None:
    page = to_the_review(desk)
    told = {str(fact.label): str(fact.value) for fact in page.facts}
    day = f"{yesterday(desk):%Y%m%d}"
    assert told["行"] == f"{day}-07"
    assert told["填单人"] == "1002"
    desk.choose("enter")
    desk.expect("已补录")
    desk.choose("done")
    desk.expect("手工单上的单号")

    assert held(desk) == (100_000, 10_000, 100_000)
    made = entry(desk)
    assert made.late
    assert datetime.fromtimestamp(made.happened_ms / 1000, ZONE).strftime("%Y%m%d %H:%M") == f"{day} 14:05"
    assert made.business_day == desk.read(lambda tx: tx.business_day)
    assert (made.reason, made.data["written_by"], made.data["paper"]) == ("power", "1002", f"{day}-07")
    assert made.shift_id == desk.read(lambda tx: tx.shift().id)
    assert made.kind == "cards.topped_up", "it is a line of F09 like any other"


def test_one_line_is_entered_once_whoever_holds_the_paper(desk: Journey) -> None:
    to_the_review(desk)
    desk.choose("enter")
    desk.expect("已补录")
    desk.choose("done")
    desk.leave()
    to_the_line(desk)
    desk.expect("该单号已补录过")
    desk.choose("done")
    assert held(desk) == (100_000, 10_000, 100_000)


def test_a_month_that_is_closed_takes_none_and_says_where_the_paper_goes(make_kiosk: Maker) -> None:
    first = int(datetime(2026, 12, 1, 4, tzinfo=UTC).timestamp() * 1000)  # noon of the first in Shanghai
    desk = furnish(make_kiosk(now_ms=first))
    desk.store.write_now(lambda tx: tx.close_month(202611, "finance", "desk"))
    to_the_line(desk)
    desk.expect("该月已结账")
    desk.expect("交财务")
    desk.choose("done")
    assert held(desk) == (0, 0, 0)


def test_without_a_shift_nothing_is_entered(make_kiosk: Maker) -> None:
    desk = furnish(make_kiosk(), shift=False)
    to_the_line(desk)
    desk.expect("手工单上的卡号")
    desk.type(OTHER_CARD)
    desk.expect("请先在“班次”中接班")


def test_the_bonus_is_that_of_the_day_on_the_form(desk: Journey) -> None:
    to_the_review(desk)
    desk.choose("enter")
    desk.expect("已补录")
    owner = member_id(desk, OTHER_CARD)
    (lot,) = desk.read(lambda tx: tx.lots(bonus(owner)))
    ends = (yesterday(desk) + timedelta(days=365)).strftime("%Y%m%d")
    assert lot.last_day == int(ends)


@pytest.mark.parametrize(
    ("number", "clock", "found"),
    [
        ("112107", "1405", Paper("20261121-07", 20261121, 1_795_241_100_000, "topup")),
        ("123101", "0900", Paper("20251231-01", 20251231, 1_767_142_800_000, "topup")),
        ("112152", "1405", Paper("20261121-52", 20261121, 1_795_241_100_000, "sold")),
        ("112153", "0900", "elsewhere"),
        ("112100", "0900", "number"),
        ("113201", "0900", "number"),
        ("112101", "2460", "time"),
        ("112200", "0900", "number"),
    ],
)
def test_a_line_is_known_by_the_newest_such_day_that_has_been(number: str, clock: str, found: object) -> None:
    now = int(datetime(2026, 11, 22, 12, tzinfo=ZONE).timestamp() * 1000)
    assert line_of(number, clock, now, ZONE) == found


def test_wherever_the_power_goes_a_line_is_entered_once_or_not_at_all(make_kiosk: Maker) -> None:
    def play(points: CrashPoints) -> None:
        kiosk = furnish(make_kiosk())
        kiosk.cut_at(points)
        try:
            to_the_review(kiosk)
            kiosk.choose("enter")
            kiosk.expect("已补录")
        except PowerCut:
            kiosk.restart()
        assert held(kiosk) in ((0, 0, 0), (100_000, 10_000, 100_000))
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(play, every=71, first=30)
    assert points > 40
    assert not failures, "\n".join(map(str, failures))

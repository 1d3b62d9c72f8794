"""积兑卡 and 洗车票: points for a card, washes by the tier and the month; each with what leaves the stock, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.ledger import POINT, Account, Line, Lot, points, points_owed, principal, stock
from kiosk.plugins.cards.rules.wares import CARWASH
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, in_stock, sign_in
from tests.journeys.cards.steps import PIN, give_pin

EXCHANGE = "cards_exchange_50"
CARD, NUMBER = "80020000", "630000"


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = desk(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def desk(make_kiosk: Maker, *, tier: str = "platinum", held: int = 12_000) -> Journey:
    """A member with points, an exchange card of ¥50 for 5,000 of them, and ten tickets."""
    journey = counter(make_kiosk(with_pin=False))
    in_stock(journey, EXCHANGE, "630000", "630009")

    def furnish(tx) -> None:
        tx.receive(CARWASH, 10)
        member = tx.add_member(CARD, phone_number="13912345678", name="女士", tier=tier)
        tx.enter("cards.earned", [Line(Account("till", unit=POINT), points(member.id), held, Lot(20991231))])

    journey.store.write_now(furnish)
    give_pin(journey, CARD)
    return journey


def member_id(kiosk: Journey) -> str:
    return kiosk.read(lambda tx: tx.member_by_card(CARD)).id


def to_the_choice(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.give")
    kiosk.expect("谁的积分或票")
    kiosk.scan(CARD)
    kiosk.expect("顾客要办什么")


def to_the_card(kiosk: Journey) -> None:
    to_the_choice(kiosk)
    kiosk.choose("card")
    kiosk.type(PIN)
    kiosk.expect("请扫积兑卡")


def exchanged(kiosk: Journey) -> None:
    to_the_card(kiosk)
    kiosk.scan(NUMBER)
    kiosk.expect("用积分兑换这张卡吗")
    kiosk.choose("give")
    kiosk.expect("已兑换")


def state(kiosk: Journey) -> tuple[int, int, int]:
    owner = member_id(kiosk)
    return kiosk.read(
        lambda tx: (
            tx.balance(points(owner)),
            tx.spendable(principal(NUMBER)),
            tx.balance(stock("desk", EXCHANGE)),
        )
    )


def tickets(kiosk: Journey) -> int:
    return int(kiosk.read(lambda tx: tx.balance(stock("desk", CARWASH))))


def washed(kiosk: Journey) -> None:
    to_the_choice(kiosk)
    kiosk.choose("wash")
    kiosk.expect("发一张洗车票吗")
    kiosk.choose("give")
    kiosk.expect("请发给顾客一张票")
    kiosk.leave()


def test_points_become_a_card_that_is_good_at_once(kiosk):
    exchanged(kiosk)

    assert state(kiosk) == (7_000, 5_000, 9)
    kiosk.until(lambda: kiosk.world.world.slips, "the slip")
    slip = str(kiosk.world.world.slips[-1])
    assert "-5,000" in slip
    assert NUMBER not in slip


def test_a_card_that_takes_more_points_than_there_are_says_how_many(make_kiosk):
    kiosk = desk(make_kiosk, held=4_999)
    to_the_card(kiosk)
    kiosk.scan(NUMBER)
    kiosk.expect("¥50.00 需 5,000 积分")


def test_whoever_owes_points_exchanges_none(kiosk):
    owner = member_id(kiosk)
    owed = [Line(points_owed(owner), Account("till", unit=POINT), 10)]
    kiosk.store.write_now(lambda tx: tx.enter("cards.clawback", owed))
    to_the_choice(kiosk)
    kiosk.choose("card")
    kiosk.expect("积分欠账")

    assert state(kiosk) == (12_000, 0, 10)


def test_another_card_is_no_exchange_card(kiosk):
    to_the_card(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("这不是本柜台的积兑卡")


def test_a_tier_has_its_washes_each_month_and_no_more(kiosk):
    for left in (2, 1):
        to_the_choice(kiosk)
        assert f"本月剩 {left} 张" in str(kiosk.prompt.choices[1].note)
        kiosk.leave()
        washed(kiosk)
    to_the_choice(kiosk)

    assert not kiosk.prompt.choices[1].enabled
    assert str(kiosk.prompt.choices[1].note) == "本月已领完"
    assert tickets(kiosk) == 8


def test_a_tier_without_washes_says_so(make_kiosk):
    kiosk = desk(make_kiosk, tier="gold")
    to_the_choice(kiosk)

    assert str(kiosk.prompt.choices[1].note) == "此卡种不含"


def test_the_slip_of_a_ticket_has_a_line_to_sign(kiosk):
    washed(kiosk)
    kiosk.until(lambda: kiosk.world.world.slips, "the slip")

    assert "领取人" in str(kiosk.world.world.slips[-1])


def test_wherever_it_ends_points_card_and_stock_move_together(make_kiosk):
    def run(points_of_crash: CrashPoints) -> None:
        kiosk = desk(make_kiosk)
        kiosk.cut_at(points_of_crash)
        try:
            exchanged(kiosk)
            kiosk.leave()
            washed(kiosk)
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        assert state(kiosk) in ((12_000, 0, 10), (7_000, 5_000, 9))
        assert tickets(kiosk) in (9, 10)
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    passed, failures = crash_walk(run, every=17, first=3, leaving=True)
    assert passed > 40
    assert not failures, "\n".join(map(str, failures))

"""换取, 补办 and 加磁: another card, or the same number again; balances stay with the member."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.ledger import Account, Line, drawer, principal, stock
from kiosk.core.records import Member
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.issue.models import GivenRow, StripeRow
from kiosk.testing.cards import Card
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, in_stock, offered, sign_in
from tests.journeys.cards_plugin import ENCODER

GOLD, PHONE = "cards_gold", "13912345678"
OLD, NEW = "80020000", "80020001"
CASH = drawer("desk", "cash")
CLOSED = "SELECT how FROM member_card_matters WHERE closed_ms IS NOT NULL"


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = desk(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def desk(make_kiosk: Maker, **how: object) -> Journey:
    """Somebody has a gold card of this house with ¥100 on it."""
    journey = counter(make_kiosk(extra=ENCODER, **how))
    in_stock(journey, GOLD, "80020000", "80020004")

    def issue(tx: Transaction) -> None:
        member = tx.add_member(OLD, phone_number=PHONE, name="女士", tier="gold")
        tx.enter("cards.issued", [tx.take_serials(GOLD, [OLD], why="issued")], subject=member.id)
        tx.enter("cards.opened", [Line(Account("opening"), principal(member.id), 10_000)], subject=member.id)

    journey.store.write_now(issue)
    journey.world.world.wallet |= {OLD: Card(), NEW: Card()}
    return journey


def member(kiosk: Journey, number: str) -> Member | None:
    return kiosk.read(lambda tx: tx.member_by_card(number))


def to_the_needs(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.renew")
    kiosk.expect("顾客的会员卡")
    kiosk.scan(OLD)
    kiosk.expect("这张卡要办什么")


def without_a_card(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.renew")
    kiosk.choose("phone")
    kiosk.type(PHONE)
    kiosk.expect("哪张是顾客的卡")
    holder = member(kiosk, OLD)
    assert holder is not None
    kiosk.choose(holder.id)
    kiosk.expect("这张卡要办什么")


def replace(kiosk: Journey, why: str = "lost") -> None:
    kiosk.choose(why)
    if why != "exchanged":
        kiosk.expect("怎么付款")
        kiosk.choose("cash")
    kiosk.scan(NEW)
    kiosk.expect("旧卡号随即作废")
    kiosk.choose("write")
    kiosk.world.encode(NEW)
    kiosk.world.encode(NEW)
    kiosk.expect("已换新卡")


def waiting(kiosk: Journey) -> list[tuple[str, str]]:
    """What is on the list of cards, and whose."""
    return [(one.kind, one.member_id) for one in kiosk.read(lambda tx: tx.card_matters())]


def cash(kiosk: Journey) -> int:
    return int(kiosk.read(lambda tx: tx.balance(CASH)))


def test_a_lost_card_is_replaced_by_the_phone_on_file_and_its_number_is_nobodys(kiosk):
    before = member(kiosk, OLD)
    without_a_card(kiosk)
    replace(kiosk)

    now = member(kiosk, NEW)
    assert before is not None
    assert now is not None
    assert (now.id, now.status, member(kiosk, OLD)) == (before.id, "active", None)
    assert kiosk.read(lambda tx: tx.balance(principal(now.id))) == 10_000
    assert cash(kiosk) == 1_000
    assert kiosk.read(lambda tx: tx.balance(stock("desk", GOLD))) == 3
    assert kiosk.read(lambda tx: tx.serial(OLD)).state == "void"
    row = kiosk.read(lambda _tx: list(GivenRow.select()))[0]
    assert (row.how, row.before, row.number) == ("replaced", OLD, NEW)


def test_a_card_that_was_reported_lost_is_replaced_and_the_report_is_over(kiosk):
    holder = member(kiosk, OLD)
    assert holder is not None
    sign_in(kiosk)
    kiosk.choose("cards.blocked")
    kiosk.choose("number")
    kiosk.type(OLD)
    kiosk.choose("block")
    kiosk.until(lambda: member(kiosk, OLD).status == "blocked", "the block")
    kiosk.leave()

    without_a_card(kiosk)
    assert [choice.key for choice in kiosk.prompt.choices] == ["lost"]
    replace(kiosk)

    assert member(kiosk, NEW).status == "active"
    kiosk.leave()
    sign_in(kiosk)
    assert "没有" in str(offered(kiosk)["cards.blocked"].note)


def test_a_card_that_is_frozen_and_not_lost_is_not_replaced(kiosk):
    holder = member(kiosk, OLD)
    assert holder is not None
    kiosk.store.write_now(lambda tx: tx.block_member(holder.id, "suspected"))
    sign_in(kiosk)
    kiosk.choose("cards.renew")
    kiosk.choose("phone")
    kiosk.type(PHONE)
    kiosk.choose(holder.id)
    kiosk.expect("这张卡已冻结")

    assert member(kiosk, OLD) == member(kiosk, OLD)
    assert kiosk.read(lambda tx: tx.balance(stock("desk", GOLD))) == 4


def test_a_worn_card_is_exchanged_for_nothing(kiosk):
    to_the_needs(kiosk)
    replace(kiosk, "exchanged")

    assert cash(kiosk) == 0
    assert member(kiosk, NEW) is not None


def test_the_same_number_is_written_again_and_counted(kiosk):
    holder = member(kiosk, OLD)
    assert holder is not None
    kiosk.store.write_now(lambda tx: tx.request_reencode(holder.id))
    for times in (0, 1):
        to_the_needs(kiosk)
        assert f"已写 {times} 次" in str(kiosk.prompt.choices[0].note)
        kiosk.choose("stripe")
        kiosk.choose("write")
        kiosk.world.encode(OLD)
        kiosk.world.encode(OLD)
        kiosk.expect("加磁完成")
        kiosk.leave()

    assert kiosk.world.world.wallet[OLD].tracks.track2.startswith(f"{OLD}=")
    assert kiosk.read(lambda _tx: StripeRow.select().count()) == 2
    assert kiosk.read(lambda tx: tx.card_matters()) == []
    assert member(kiosk, OLD).id == holder.id


def test_a_stripe_that_cannot_be_written_is_said_so_and_nothing_is_counted(kiosk):
    to_the_needs(kiosk)
    kiosk.choose("stripe")
    kiosk.choose("write")
    for _try in range(3):
        kiosk.world.encode(OLD, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.press("back")
    kiosk.expect("没有写好磁条")

    assert kiosk.read(lambda _tx: StripeRow.select().count()) == 0
    assert waiting(kiosk) == [("reencode", member(kiosk, OLD).id)]


def test_a_stripe_that_was_left_half_written_is_on_the_list_under_its_members_name(kiosk):
    to_the_needs(kiosk)
    kiosk.choose("stripe")
    kiosk.choose("write")
    kiosk.world.encode(OLD)
    kiosk.expect("第 2 次")
    kiosk.cut_now()
    kiosk.restart()
    kiosk.until(lambda: kiosk.read(lambda tx: tx.reservations()) == [], "the end of what was at the encoder")

    assert waiting(kiosk) == [("reencode", member(kiosk, OLD).id)]
    to_the_needs(kiosk)
    kiosk.choose("stripe")
    kiosk.choose("write")
    kiosk.world.encode(OLD)
    kiosk.world.encode(OLD)
    kiosk.expect("加磁完成")
    assert waiting(kiosk) == []


def test_a_stripe_that_failed_and_finds_no_encoder_any_more_waits_as_not_written(kiosk):
    to_the_needs(kiosk)
    kiosk.choose("stripe")
    kiosk.choose("write")
    for _try in range(3):
        kiosk.world.encode(OLD, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.world.without_encoder()
    kiosk.choose("again")
    kiosk.choose("later")
    kiosk.expect("待加磁")

    assert waiting(kiosk) == [("reencode", member(kiosk, OLD).id)]
    assert "cards.rewritten" not in kiosk.events()
    assert kiosk.read(lambda tx: [row[0] for row in run(tx, CLOSED).fetchall()]) == ["later"]


def test_an_unknown_phone_is_asked_for_again(kiosk):
    sign_in(kiosk)
    kiosk.choose("cards.renew")
    kiosk.choose("phone")
    kiosk.type("13900000000")
    kiosk.expect("没有登记这个手机号的卡")


def test_wherever_it_ends_the_member_has_one_card_and_paid_for_it_or_not_at_all(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = desk(make_kiosk, with_pin=False)
        kiosk.cut_at(points)
        try:
            without_a_card(kiosk)
            replace(kiosk)
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        kiosk.until(
            lambda: kiosk.read(lambda tx: tx.reservations()) == [], "the end of what was at the encoder"
        )
        old, new = member(kiosk, OLD), member(kiosk, NEW)
        assert (old is None) != (new is None)
        void = kiosk.read(lambda tx: tx.serial(NEW)).state == "void"
        assert not (void and new is not None)
        assert cash(kiosk) == (1_000 if new is not None else 0)
        assert kiosk.read(lambda tx: tx.balance(stock("desk", GOLD))) == (3 if void or new is not None else 4)
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    points, failures = crash_walk(run, every=13, first=5, leaving=True)
    assert points > 50
    assert not failures, "\n".join(map(str, failures))

"""办卡: a blank of the stock, the encoder, money and member move together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.brands.records import Brand
from kiosk.core.ledger import bonus, drawer, principal, stock
from kiosk.core.personal import ADDRESSES
from kiosk.core.records import Member
from kiosk.core.staff import add_staff
from kiosk.core.staff.accounts import link_member
from kiosk.link.prompts import Menu
from kiosk.plugins.cards.issue.models import GivenRow
from kiosk.plugins.cards.issue.screens import SALUTATIONS
from kiosk.testing.cards import Card
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, in_stock, sign_in
from tests.journeys.cards_plugin import ENCODER

GOLD, DIAMOND = "cards_gold", "cards_diamond"
BLANK, OTHER = "80020000", "80020001"
PHONE = "13912345678"
CASH = drawer("desk", "cash")


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Iterator[Journey]:
    journey = desk(make_kiosk)
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def desk(make_kiosk: Maker, *, encoder: bool = True, also: str = "", **how: object) -> Journey:
    journey = counter(make_kiosk(extra=also + (ENCODER if encoder else ""), **how))
    in_stock(journey, GOLD, "80020000", "80020004")
    in_stock(journey, DIAMOND, "80030000", "80030004")
    journey.world.world.wallet |= {BLANK: Card(), OTHER: Card(), "worn": Card(worn=True)}
    return journey


def to_the_tier(kiosk: Journey, phone: str = PHONE) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.issue")
    kiosk.expect("顾客的手机号")
    kiosk.type(phone)
    kiosk.expect("怎么称呼顾客")
    kiosk.choose("ms")
    kiosk.expect("办哪种卡")


def to_the_blank(kiosk: Journey, line: str = "gold:prepaid", fen: str = "100000") -> None:
    to_the_tier(kiosk)
    kiosk.choose(line)
    kiosk.type(fen)
    if line.endswith("prepaid"):
        kiosk.expect("怎么付款")
        kiosk.choose("cash")
    kiosk.expect("请取一张空白卡")


def to_the_encoder(
    kiosk: Journey, line: str = "gold:prepaid", fen: str = "100000", blank: str = BLANK
) -> None:
    to_the_blank(kiosk, line, fen)
    kiosk.scan(blank)
    kiosk.expect("制作这张卡吗")
    kiosk.choose("write")


def swipe_twice(kiosk: Journey, card: str = BLANK) -> None:
    kiosk.world.encode(card)
    kiosk.world.encode(card)


def half_written(kiosk: Journey, number: str = BLANK) -> bool:
    """Whether nobody has compared what is on a card."""
    return any(one.kind in ("unknown", "spoiled") for one in kiosk.read(lambda tx: tx.card_matters()))


def holder(kiosk: Journey, number: str = BLANK) -> Member | None:
    return kiosk.read(lambda tx: tx.member_by_card(number))


def held(kiosk: Journey, product: str = GOLD) -> int:
    return int(kiosk.read(lambda tx: tx.balance(stock("desk", product))))


def cash(kiosk: Journey) -> int:
    return int(kiosk.read(lambda tx: tx.balance(CASH)))


def given(kiosk: Journey) -> list[GivenRow]:
    return kiosk.read(lambda _tx: list(GivenRow.select().order_by(GivenRow.at_ms)))


def test_a_card_by_paying_in_takes_a_blank_and_carries_the_money_with_its_bonus(kiosk):
    to_the_encoder(kiosk)
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    member = holder(kiosk)
    assert member is not None
    assert (member.tier, member.name.reveal()) == ("gold", "女士")
    assert kiosk.read(lambda tx: tx.balance(principal(member.id))) == 100_000
    assert kiosk.read(lambda tx: tx.balance(bonus(member.id))) == 10_000
    assert (held(kiosk), cash(kiosk)) == (4, 100_000)
    assert kiosk.read(lambda tx: tx.serial(BLANK)).state == "out"
    assert [(row.how, row.route, row.paid) for row in given(kiosk)] == [("issued", "prepaid", 100_000)]


def test_the_stripe_holds_the_number_and_a_check_code_and_nothing_else(kiosk):
    to_the_encoder(kiosk)
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    number, separator, code = kiosk.world.world.wallet[BLANK].tracks.texts.pop(2).partition("=")
    assert (number, separator) == (BLANK, "=")
    assert int(number + code) % 97 == 1  # ISO 7064, MOD 97-10


def test_the_slip_says_what_was_paid_and_no_whole_number(kiosk):
    to_the_encoder(kiosk)
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")
    kiosk.until(lambda: kiosk.world.world.slips, "the slip")
    slip = str(kiosk.world.world.slips[-1])

    assert "会员卡 · 办卡" in slip
    assert "¥1,000.00" in slip
    assert BLANK not in slip


def test_a_card_by_spending_takes_no_money(kiosk):
    to_the_encoder(kiosk, "gold:spent", "300000")
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    assert cash(kiosk) == 0
    assert [(row.route, row.spent) for row in given(kiosk)] == [("spent", 300_000)]


def test_where_it_was_spent_is_chosen_from_the_directory_of_shops(kiosk):
    kiosk.store.write_now(lambda tx: tx.put_brands([Brand("ML0203", "优衣库"), Brand("ML0105", "星巴克")]))
    to_the_tier(kiosk)
    kiosk.choose("gold:spent")
    kiosk.type("300000")
    kiosk.expect("在哪里消费")
    kiosk.choose("ML0203")
    kiosk.expect("请取一张空白卡")
    kiosk.scan(BLANK)
    kiosk.choose("write")
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    assert [row.brand for row in given(kiosk)] == ["ML0203"]


def test_less_than_the_tier_asks_for_is_told_with_what_it_asks_for(kiosk):
    to_the_tier(kiosk)
    kiosk.choose("gold:prepaid")
    kiosk.type("99999")
    kiosk.expect("至少 ¥1,000.00")


def test_more_than_the_law_lets_a_card_hold_is_told_with_what_fits(kiosk):
    to_the_tier(kiosk)
    kiosk.choose("gold:prepaid")
    kiosk.type("500000")
    kiosk.expect("最多")


def test_a_card_of_another_kind_or_nobodys_is_no_blank(kiosk):
    to_the_blank(kiosk)
    kiosk.scan("80030000")
    kiosk.expect("不是本柜台的空白卡")
    kiosk.scan("99999999")
    kiosk.expect("不是本柜台的空白卡")


def test_a_failed_write_is_tried_again_on_the_same_blank(kiosk):
    to_the_encoder(kiosk)
    for _try in range(3):
        kiosk.world.encode(BLANK, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.choose("again")
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    assert held(kiosk) == 4
    assert kiosk.read(lambda tx: tx.card_matters()) == []


def test_a_spoiled_blank_is_void_and_another_one_is_taken_and_the_stock_says_so(kiosk):
    to_the_encoder(kiosk)
    for _try in range(3):
        kiosk.world.encode(BLANK, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.choose("void")
    kiosk.expect("请取一张空白卡")
    kiosk.scan(OTHER)
    kiosk.choose("write")
    swipe_twice(kiosk, OTHER)
    kiosk.expect("卡已办好")

    assert held(kiosk) == 3
    assert (kiosk.read(lambda tx: tx.serial(BLANK)).state, holder(kiosk)) == ("void", None)
    assert holder(kiosk, OTHER) is not None
    assert kiosk.read(lambda tx: tx.card_matters()) == []


def test_whoever_stops_at_the_encoder_has_paid_nothing(kiosk):
    to_the_encoder(kiosk)
    for _try in range(3):
        kiosk.world.encode(BLANK, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.press("back")
    kiosk.expect("没有办成卡")

    assert (held(kiosk), cash(kiosk), holder(kiosk)) == (4, 0, None)
    assert "已作废" in str(kiosk.prompt.subtitle)
    assert kiosk.read(lambda tx: tx.serial(BLANK)).state == "void"
    assert kiosk.read(lambda tx: tx.card_matters()) == []


def test_whoever_stops_before_the_first_swipe_leaves_a_good_blank(kiosk):
    to_the_encoder(kiosk)
    kiosk.expect("第 1 次")
    kiosk.choose("core.cancel")
    kiosk.expect("卡没有写好")
    kiosk.press("back")
    kiosk.expect("没有办成卡")

    assert "仍在库存" in str(kiosk.prompt.subtitle)
    assert (held(kiosk), kiosk.read(lambda tx: tx.serial(BLANK)).state) == (5, "stock")


def test_a_blank_that_was_left_between_the_two_swipes_is_void_and_on_the_list(kiosk):
    to_the_encoder(kiosk)
    kiosk.world.encode(BLANK)
    kiosk.expect("第 2 次")
    kiosk.cut_now()
    kiosk.restart()
    kiosk.until(lambda: half_written(kiosk), "the end of what was at the encoder")

    assert (held(kiosk), cash(kiosk), holder(kiosk)) == (4, 0, None)
    to_the_blank(kiosk)
    kiosk.scan(BLANK)
    kiosk.expect("已作废")
    kiosk.scan(OTHER)
    kiosk.choose("write")
    swipe_twice(kiosk, OTHER)
    kiosk.expect("卡已办好")


def test_a_blank_that_may_be_half_written_is_not_given_out_without_an_encoder(kiosk):
    to_the_encoder(kiosk)
    for _try in range(3):
        kiosk.world.encode(BLANK, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.world.without_encoder()
    kiosk.choose("again")
    kiosk.expect("写卡器不能用")
    assert [action.key for action in kiosk.prompt.actions] == ["void"]
    kiosk.choose("void")
    kiosk.scan(OTHER)
    kiosk.choose("write")
    kiosk.choose("later")
    kiosk.expect("卡已办好")

    assert (held(kiosk), kiosk.read(lambda tx: tx.serial(BLANK)).state) == (3, "void")
    assert [one.kind for one in kiosk.read(lambda tx: tx.card_matters())] == ["reencode"]


def test_a_blank_that_is_at_another_encoder_is_not_written_here(kiosk):
    to_the_blank(kiosk)
    kiosk.store.write_now(lambda tx: tx.hold("cards.stripe", f"card:{BLANK}"))
    kiosk.scan(BLANK)
    kiosk.choose("write")
    kiosk.expect("这张卡正在写入")

    assert (held(kiosk), cash(kiosk), holder(kiosk)) == (5, 0, None)


def test_whoever_gives_the_card_out_is_told_that_its_slip_is_not_there(kiosk):
    kiosk.world.print_badly("failed")
    to_the_encoder(kiosk)
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")
    kiosk.until(lambda: "未打出的凭条" in str(kiosk.prompt.facts), "the word about the slip")


def test_without_an_encoder_the_card_is_given_out_and_its_stripe_waits(make_kiosk):
    kiosk = desk(make_kiosk, encoder=False)
    to_the_encoder(kiosk)
    kiosk.expect("写卡器不能用")
    kiosk.choose("later")
    kiosk.expect("卡已办好")

    member = holder(kiosk)
    assert member is not None
    assert [fact.value for fact in kiosk.prompt.facts if fact.alert] == ["未写，已列入“待处理的卡片”"]
    assert [one.kind for one in kiosk.read(lambda tx: tx.card_matters())] == ["reencode"]


def test_an_upgrade_keeps_the_member_and_the_balances_and_the_old_number_is_nobodys(kiosk):
    to_the_encoder(kiosk)
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")
    first = holder(kiosk)
    assert first is not None
    kiosk.leave()

    kiosk.world.world.wallet["80030000"] = Card()
    sign_in(kiosk)
    kiosk.choose("cards.issue")
    kiosk.type(PHONE)
    menu = kiosk.expect("这个手机号已有卡")
    assert isinstance(menu, Menu)
    kiosk.choose(first.id)
    kiosk.expect("办哪种卡")
    kiosk.choose("diamond:upgraded")
    kiosk.type("700000")
    kiosk.scan("80030000")
    kiosk.choose("write")
    swipe_twice(kiosk, "80030000")
    kiosk.expect("卡已办好")

    member = holder(kiosk, "80030000")
    assert member is not None
    assert (member.id, member.tier) == (first.id, "diamond")
    assert holder(kiosk) is None
    assert kiosk.read(lambda tx: tx.serial(BLANK)).state == "void"
    assert kiosk.read(lambda tx: tx.balance(principal(member.id))) == 100_000
    assert [row.how for row in given(kiosk)] == ["issued", "upgraded"]


def test_staff_do_not_upgrade_their_own_card(make_kiosk):
    kiosk = desk(make_kiosk)
    member = kiosk.store.write_now(
        lambda tx: tx.add_member("80020004", phone_number=PHONE, name="女士", tier="gold")
    )
    mine = add_staff(kiosk.store, "1003", "员工", "908173", policy=QUICK).id
    kiosk.store.write_now(link_member, mine, member.id)
    kiosk.sign_in("1003", "908173")
    kiosk.choose("cards.issue")
    kiosk.type(PHONE)
    kiosk.choose(member.id)
    kiosk.expect("这是您自己的卡")


def test_nothing_is_made_while_nobody_holds_the_counter(make_kiosk):
    kiosk = counter(make_kiosk(extra=ENCODER), shift=False)
    sign_in(kiosk)
    kiosk.choose("cards.issue")
    kiosk.expect("无人当班")


def test_what_is_no_phone_number_is_asked_for_again(kiosk):
    sign_in(kiosk)
    kiosk.choose("cards.issue")
    kiosk.type("99999999999")
    kiosk.expect("这不是电话号码")


def test_wherever_it_ends_the_card_was_given_with_everything_or_not_at_all(make_kiosk):
    def run(points: CrashPoints) -> None:
        kiosk = desk(make_kiosk, with_pin=False)
        kiosk.cut_at(points)
        try:
            to_the_encoder(kiosk)
            swipe_twice(kiosk)
            kiosk.expect("卡已办好")
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        kiosk.until(
            lambda: kiosk.read(lambda tx: tx.reservations()) == [], "the end of what was at the encoder"
        )
        member = holder(kiosk)
        made, void = member is not None, kiosk.read(lambda tx: tx.serial(BLANK)).state == "void"
        assert (held(kiosk), cash(kiosk)) == (4 if made or void else 5, 100_000 if made else 0)
        assert not (made and void)
        assert void or not half_written(kiosk), "a blank of the stock may hold anything"
        assert len(given(kiosk)) == made
        if member is not None:
            assert kiosk.read(lambda tx: tx.balance(bonus(member.id))) == 10_000
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    points, failures = crash_walk(run, every=13, first=7, leaving=True)
    assert points > 50
    assert not failures, "\n".join(map(str, failures))


def test_who_gives_no_name_is_addressed_and_not_masked():
    assert set(SALUTATIONS.values()) == ADDRESSES

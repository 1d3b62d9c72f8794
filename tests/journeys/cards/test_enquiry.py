"""What a member sees of their own card: by card and PIN, by phone and PIN, and nobody anything else."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Line, points, principal
from kiosk.link.prompts import Confirm, Menu
from kiosk.testing.screens import faults
from tests.journeys.cards.steps import (
    CARD,
    HOUSE,
    NOBODYS_PHONE,
    OTHER_CARD,
    OTHER_PHONE,
    PHONE,
    PIN,
    POINTS,
    SHARED_CARD,
    SHARED_PHONE,
    WRONG,
    by_phone,
    facts,
    give_pin,
    member_id,
    to_the_page,
    to_the_tile,
)
from tests.journeys.lending.steps import umbrellas


def test_principal_bonus_and_points_stand_apart_with_what_ends_next(kiosk):
    to_the_page(kiosk)
    seen = facts(kiosk)

    assert seen["储值本金"] == "¥1,234.56"
    assert seen["赠送金"] == "¥50.00"
    assert seen["积分"] == "1,120"
    assert seen["即将到期"] == "120 分将于 2026-12-31 到期"
    assert str(kiosk.prompt.subtitle) == "金卡，尾号 3307"
    kiosk.choose("done")
    kiosk.expect_attract()
    for screen in kiosk.shown:
        assert CARD not in str(screen.prompt)
        assert PHONE not in str(screen.prompt)
        assert "张伟" not in str(screen.prompt)


def test_in_english_too(kiosk):
    kiosk.touch()
    kiosk.speak("en")
    kiosk.choose("cards.mine")
    kiosk.expect("Show your member card")
    kiosk.scan(CARD)
    kiosk.type(PIN)
    kiosk.expect("Your member card")
    assert facts(kiosk)["Ending next"] == "120 points on 2026-12-31"


def test_by_phone_and_pin(kiosk):
    to_the_tile(kiosk)
    by_phone(kiosk)
    kiosk.expect("您的会员卡")
    assert facts(kiosk)["储值本金"] == "¥1,234.56"


def test_a_card_without_a_pin_is_shown_at_once_unless_the_house_wants_one(make_kiosk):
    kiosk = make_kiosk(with_pin=False)
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("您的会员卡")

    strict = make_kiosk(with_pin=False, settings={"cards": {"pin_for_enquiry": "always"}})
    to_the_tile(strict)
    strict.scan(CARD)
    strict.expect("请先设会员密码")

    open_house = make_kiosk(settings={"cards": {"pin_for_enquiry": "never"}})
    to_the_tile(open_house)
    open_house.scan(CARD)
    open_house.expect("您的会员卡")


@pytest.mark.parametrize("phone", [PHONE, NOBODYS_PHONE, OTHER_PHONE, SHARED_PHONE])
def test_a_guess_is_answered_alike_whether_the_phone_is_on_file_or_not(kiosk, phone):
    """Theirs, nobody's, one whose member has no PIN, and a family's: the same screens, the same words, as many tries."""
    give_pin(kiosk, SHARED_CARD)
    to_the_tile(kiosk)
    kiosk.choose("phone")
    for left in (4, 3, 2, 1):
        kiosk.type(phone)
        kiosk.expect("请输入会员密码")
        kiosk.type(WRONG)
        kiosk.expect(f"还可试 {left} 次")
    kiosk.type(phone)
    kiosk.expect("请输入会员密码")
    kiosk.type(WRONG)
    kiosk.expect("请 15 分钟后再试")
    kiosk.choose("done")
    kiosk.expect("请出示会员卡")


def test_what_is_locked_stays_locked_for_the_right_pin(kiosk):
    to_the_tile(kiosk)
    kiosk.choose("phone")
    for _try in range(5):
        kiosk.type(PHONE)
        kiosk.expect("请输入会员密码")
        kiosk.type(WRONG)
    kiosk.expect("请 15 分钟后再试")
    kiosk.choose("done")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("卡没有问题")


def test_a_phone_of_several_members_asks_for_a_card_once_the_pin_was_right(kiosk):
    give_pin(kiosk, SHARED_CARD)
    to_the_tile(kiosk)
    by_phone(kiosk, SHARED_PHONE)
    kiosk.expect("这个手机号有多张会员卡")
    kiosk.choose("done")
    kiosk.expect("请出示会员卡")


def test_who_has_no_pin_is_told_where_to_get_one(kiosk):
    to_the_tile(kiosk)
    kiosk.choose("phone")
    kiosk.type(PHONE)
    kiosk.choose("none")
    kiosk.expect("由工作人员办理")
    kiosk.choose("done")
    kiosk.expect("请出示会员卡")
    kiosk.back()
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")


def test_an_unknown_card_and_a_blocked_one_say_what_to_do(kiosk):
    to_the_tile(kiosk)
    kiosk.scan("NOT-OURS-1")
    kiosk.expect("未识别")
    theirs = member_id(kiosk, OTHER_CARD)
    kiosk.write(lambda tx: tx.block_member(theirs, "test"))
    kiosk.scan(OTHER_CARD)
    kiosk.expect("这张卡已挂失")
    assert facts(kiosk)["请携带"] == "有效证件、登记的手机"


def test_history_in_pages_the_newest_first(kiosk):
    mine, theirs = member_id(kiosk), member_id(kiosk, OTHER_CARD)

    def spend(tx):
        for number in range(14):
            tx.enter("strangers.visited", (Line(principal(mine), HOUSE, 100 + number),), subject=mine)
        paid = tx.enter(
            "cards.topped_up",
            (
                Line(HOUSE, principal(theirs), 9_999),
                Line(HOUSE, principal(mine), 20_000),
                Line(POINTS, points(mine), 7),
            ),
            subject=mine,
        )
        tx.reverse(paid.id, reason="mistake")

    kiosk.write(spend)
    to_the_page(kiosk)
    kiosk.choose("history")
    kiosk.expect("会员卡明细")
    lines = [str(fact.value) for fact in kiosk.prompt.facts]
    assert lines[:3] == [
        "充值（冲正） · 本金 -¥200.00 · 积分 -7",
        "充值 · 本金 +¥200.00 · 积分 +7",
        "余额变动 · 本金 -¥1.13",
    ]
    assert str(kiosk.prompt.facts[0].label) == "2026-11-22"
    assert not any("99.99" in line for line in lines), "another's account is nobody else's business"
    kiosk.choose("older")
    kiosk.until(lambda: any("期初余额" in str(fact.value) for fact in kiosk.prompt.facts), "the first entry")
    assert len(lines) + len(kiosk.prompt.facts) == 17
    kiosk.choose("newer")
    kiosk.until(lambda: "冲正" in str(kiosk.prompt.facts[0].value), "the newest again")
    kiosk.choose("done")
    kiosk.expect("您的会员卡")


def test_what_is_lent_is_told_by_who_lent_it(make_kiosk):
    kept = {1: ["U-0001"]}
    kiosk = make_kiosk(contents=kept)
    kiosk.write(umbrellas, kept)
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()

    to_the_page(kiosk)
    assert isinstance(kiosk.prompt, Confirm)
    assert facts(kiosk)["提醒"] == "雨伞未还，11月25日到期"
    kiosk.leave()
    kiosk.clock.move(5 * 86_400)
    to_the_page(kiosk)
    assert "已逾期 2 天" in facts(kiosk)["提醒"]


def test_the_slip_says_what_the_screen_says_and_names_nobody(kiosk):
    to_the_page(kiosk)
    kiosk.choose("print")
    kiosk.expect("正在打印凭条")
    kiosk.until(lambda: kiosk.world.slips, "the slip")
    text = kiosk.world.slips[-1].text
    for words in ("储值本金", "¥1,234.56", "¥50.00", "1,120", "120 分将于 2026-12-31 到期", "尾号 3307"):
        assert words in text
    assert "张" not in text
    assert PHONE not in text
    kiosk.choose("done")
    kiosk.expect("您的会员卡")
    kept = kiosk.read(lambda tx: tx._all("SELECT slip FROM operations WHERE kind = 'print_slip'"))
    assert all("1,234" not in str(row[0]) for row in kept), "what stands on it is kept nowhere"


def test_the_history_offers_the_paper_too(kiosk):
    to_the_page(kiosk)
    kiosk.choose("history")
    kiosk.choose("print")
    kiosk.expect("正在打印凭条")
    kiosk.choose("done")
    kiosk.expect("您的会员卡")


def test_without_paper_there_is_no_button_for_it(kiosk):
    kiosk.world.without_printer()
    to_the_page(kiosk)
    assert "print" not in {action.key for action in kiosk.prompt.actions}


def test_a_worn_stripe_is_put_on_the_list_of_staff_once(kiosk):
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("renew")
    kiosk.expect("请到服务台加磁，卡号不变")
    kiosk.choose("done")
    kiosk.expect("卡片与资料")
    kiosk.leave()
    assert [matter.member_id for matter in kiosk.read(lambda tx: tx.card_matters())] == [member_id(kiosk)]
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("renew")
    kiosk.expect("已登记过")
    assert len(kiosk.read(lambda tx: tx.card_matters())) == 1


def test_every_screen_is_whole(kiosk):
    to_the_page(kiosk)
    kiosk.choose("history")
    kiosk.choose("done")
    kiosk.choose("more")
    kiosk.choose("lost")
    kiosk.expect("要挂失这张卡吗")
    kiosk.choose("keep")
    kiosk.leave()
    assert list(faults(kiosk.shown)) == []

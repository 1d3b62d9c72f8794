"""A card is reported lost at any hour, blocked at once and durably; staff make it good again, and never their own."""

from __future__ import annotations

import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Menu
from kiosk.testing.journey import Journey
from tests.journeys.cards.steps import (
    CARD,
    OTHER_CARD,
    PHONE,
    PIN,
    PLUGINS,
    WRONG,
    facts,
    give_pin,
    member_id,
    people,
    quick,
    report_lost,
    status,
    to_the_page,
    to_the_question,
    to_the_tile,
)
from tests.journeys.lending.steps import umbrellas

NIGHT_MS = 1_795_320_000_000 + 13 * 3_600_000
"""Monday, 01:00."""


def test_by_phone_and_pin_blocked_at_once_with_what_happens_said_before(kiosk):
    report_lost(kiosk)
    assert status(kiosk) == "blocked"
    assert facts(kiosk)["请携带"] == "有效证件、登记的手机"
    kiosk.choose("done")
    kiosk.expect_attract()
    events = kiosk.events()
    assert events.count("cards.reported_lost") == 1
    assert events.count("members.blocked") == 1
    told = next(
        screen.prompt for screen in kiosk.shown if "要挂失" in str(getattr(screen.prompt, "title", ""))
    )
    assert {str(fact.value) for fact in told.facts} >= {"尾号 3307", "立即，各处同时", "到服务台办理"}


def test_by_the_printed_number_and_pin(kiosk):
    to_the_tile(kiosk)
    kiosk.choose("lost")
    kiosk.choose("number")
    kiosk.expect("请输入卡号")
    kiosk.type(CARD)
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("要挂失这张卡吗")
    kiosk.choose("keep")
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")
    assert status(kiosk) == "active"


def test_whoever_guesses_blocks_nobody(kiosk):
    to_the_tile(kiosk)
    kiosk.choose("lost")
    kiosk.type(PHONE)
    kiosk.expect("请输入会员密码")
    kiosk.type(WRONG)
    kiosk.expect("还可试 4 次")
    kiosk.leave()
    assert status(kiosk) == "active"


def test_from_their_own_page_too(kiosk):
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("lost")
    kiosk.expect("要挂失这张卡吗")
    kiosk.choose("block")
    kiosk.expect("挂失成功")
    assert status(kiosk) == "blocked"


def test_when_the_house_is_closed_as_well(make_kiosk):
    kiosk = make_kiosk(now_ms=NIGHT_MS, plugins=PLUGINS)
    assert not any(position.calendar.open_now for position in kiosk.desk.positions.values())
    report_lost(kiosk)
    assert status(kiosk) == "blocked"


def test_a_blocked_card_is_refused_everywhere_with_what_to_do(make_kiosk):
    kept = {1: ["U-0001"]}
    kiosk = make_kiosk(contents=kept)
    kiosk.write(umbrellas, kept)
    report_lost(kiosk)
    kiosk.leave()
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("这张卡已挂失")
    kiosk.choose("done")
    kiosk.expect_attract()
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.scan(CARD)
    kiosk.expect("服务台")
    assert kiosk.world.pulses == {}


def test_its_holder_still_sees_what_is_kept_for_them(kiosk):
    report_lost(kiosk)
    kiosk.leave()
    to_the_tile(kiosk)
    kiosk.choose("phone")
    kiosk.type(PHONE)
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("您的会员卡")
    assert facts(kiosk)["储值本金"] == "¥1,234.56"
    assert facts(kiosk)["状态"] == "已挂失"
    kiosk.choose("more")
    kiosk.expect("卡片与资料")
    assert not {"lost", "renew"} & {choice.key for choice in kiosk.prompt.choices}


def test_staff_thaw_it_with_a_reason(kiosk):
    report_lost(kiosk)
    kiosk.leave()
    kiosk.sign_in()
    kiosk.choose("cards.blocked")
    kiosk.expect("挂失与冻结")
    kiosk.choose(member_id(kiosk))
    kiosk.expect("这张卡已挂失")
    assert facts(kiosk)["持卡人"] == "张*，138****1111"
    kiosk.choose("thaw")
    kiosk.expect("解挂的原因")
    kiosk.choose("found")
    kiosk.expect("已解挂")
    kiosk.choose("done")
    kiosk.expect("挂失与冻结")
    assert status(kiosk) == "active"
    assert "cards.thawed" in kiosk.events()
    assert kiosk.read(lambda tx: tx.sensitive_acts())[0].event == "members.thawed"


def test_staff_block_for_whoever_has_no_pin(kiosk):
    kiosk.sign_in()
    kiosk.choose("cards.blocked")
    kiosk.choose("number")
    kiosk.expect("请输入卡号")
    kiosk.type("1234")
    kiosk.expect("没有这个卡号的会员卡")
    kiosk.choose("number")
    kiosk.type(OTHER_CARD)
    kiosk.expect("这张卡未挂失")
    kiosk.choose("block")
    kiosk.expect("已挂失")
    kiosk.choose("done")
    assert status(kiosk, OTHER_CARD) == "blocked"


def test_nobody_of_staff_thaws_their_own(kiosk):
    report_lost(kiosk)
    kiosk.leave()
    mine = member_id(kiosk)
    kiosk.write(lambda tx: tx._run("UPDATE staff SET member_id = ?", (mine,)))
    kiosk.sign_in()
    kiosk.choose("cards.blocked")
    kiosk.choose(mine)
    kiosk.choose("thaw")
    kiosk.choose("identified")
    kiosk.expect("这是您自己的卡")
    kiosk.choose("done")
    assert status(kiosk) == "blocked"


def test_a_plugin_without_the_permission_blocks_nobody(kiosk):
    mine = member_id(kiosk)
    for plugin in ("lending", "nobody"):
        with pytest.raises(errors.NotAllowed, match=r"members\.block"):
            kiosk._run(kiosk.store.write(block_it, mine, context=Context(plugin=plugin)))
    assert status(kiosk) == "active"


def block_it(tx: Transaction, mine: str) -> None:
    tx.block_member(mine, "test")


# ---------------------------------------------------------------------- whatever is cut short


def asked(kiosk: Journey) -> None:
    """As far as the word that blocks it."""
    quick(kiosk)
    give_pin(kiosk)
    to_the_question(kiosk)


def script(kiosk: Journey) -> None:
    kiosk.choose("block")
    kiosk.expect("挂失成功")
    kiosk.choose("done")
    kiosk.expect_attract()


def whole(kiosk: Journey) -> None:
    """Blocked, with its report and its rows of the journal, or none of it."""
    events = [event for event in kiosk.events() if event in ("cards.reported_lost", "members.blocked")]
    blocked = status(kiosk) == "blocked"
    assert sorted(events) == (["cards.reported_lost", "members.blocked"] if blocked else [])
    told = any("挂失成功" in str(getattr(screen.prompt, "title", "")) for screen in kiosk.shown)
    assert blocked or not told, "who was told that it is blocked, has a blocked card"


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_whenever_the_power_goes_or_the_person_leaves_it_is_blocked_or_it_is_not(crash_walk, every):
    points = crash_walk(script, setup=asked, check=whole, plugins=PLUGINS, prepare=people, every=every)

    assert points > 8

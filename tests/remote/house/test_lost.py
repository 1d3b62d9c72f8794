"""挂失, 解挂 where members are a remote system's: here at once, there when it answers, and told as it is."""

from __future__ import annotations

from kiosk.core.member_system import RemoteMember
from kiosk.core.store.errors import CardTaken
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Confirm, Menu, Table
from tests.journeys.cards.counter import sign_in
from tests.journeys.cards.steps import give_pin, status
from tests.remote.house.steps import (
    facts,
    member,
    orders,
    sent,
    to_my_page,
    to_the_review,
    wait,
)
from tests.remote.server import CARD, PHONE

PIN = "718293"


def test_a_lost_card_is_blocked_here_at_once_and_there(kiosk, server):
    to_my_page(kiosk)
    kiosk.choose("lost")
    page = kiosk.expect("要挂失")
    assert [action.key for action in page.actions] == ["block", "keep"]
    kiosk.choose("block")
    page = kiosk.expect("挂失成功")
    assert "任何人都不能使用" in str(page.subtitle)
    assert (status(kiosk, CARD), server.blocked) == ("blocked", True)
    assert orders(kiosk) == [("block", "done")]


def test_by_phone_and_pin_it_is_blocked_without_the_card(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    give_pin(kiosk, CARD, PIN)
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.choose("lost")
    kiosk.expect("手机号")
    kiosk.type(PHONE)
    kiosk.expect("密码")
    kiosk.type(PIN)
    kiosk.expect("要挂失")
    kiosk.choose("block")
    kiosk.expect("挂失成功")
    assert server.blocked


def test_while_it_is_down_a_card_is_blocked_here_and_there_when_it_is_back(kiosk, server):
    to_my_page(kiosk)
    server.order_faults = ["down"] * 6
    kiosk.choose("lost")
    kiosk.expect("要挂失")
    kiosk.choose("block")
    kiosk.expect("正在告知会员系统")
    assert status(kiosk, CARD) == "blocked", "before anybody has answered"
    wait(kiosk, server, 9)
    page = kiosk.expect("挂失成功")
    assert "尚未确认" in str(page.subtitle)
    kiosk.choose("done")
    assert not server.blocked
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    kiosk.expect("此卡已挂失")
    assert status(kiosk, CARD) == "blocked", "the other side's word from before changes nothing here"
    for _ in range(6):
        wait(kiosk, server, 60)
    kiosk.until(lambda: server.blocked, "the block")
    assert orders(kiosk) == [("block", "done")]


def test_a_block_waits_for_no_top_up_that_has_no_answer(desk, server):
    to_the_review(desk)
    server.order_faults, server.spared = ["down"] * 5, "block"
    desk.choose("take")
    desk.expect("正在登记")
    wait(desk, server, 31)
    desk.expect("尚不确定")
    desk.choose("done")
    desk.leave()
    to_my_page(desk)
    desk.choose("lost")
    desk.expect("要挂失")
    desk.choose("block")
    desk.expect("挂失成功")
    assert (server.blocked, sent(desk)) == (True, ["sent"])
    for _ in range(4):
        wait(desk, server, 60)
    desk.until(lambda: sent(desk) == ["there"], "the top-up")


def test_staff_make_it_good_again_there_too_and_in_that_order(desk, server):
    to_my_page(desk)
    server.order_faults = ["down"] * 6
    desk.choose("lost")
    desk.expect("要挂失")
    desk.choose("block")
    wait(desk, server, 9)
    desk.expect("挂失成功")
    desk.choose("done")
    sign_in(desk)
    desk.choose("cards.blocked")
    table = desk.expect("挂失与冻结")
    assert isinstance(table, Table)
    desk.choose(table.rows[0].key)
    desk.until(lambda: isinstance(desk.prompt, Confirm), "the card")
    desk.choose("thaw")
    desk.until(lambda: isinstance(desk.prompt, Menu), "why")
    desk.choose("found")
    desk.expect("正在告知会员系统")
    wait(desk, server, 9)
    page = desk.expect("已在本服务台解挂")
    assert "尚未确认" in str(page.subtitle), "nobody is told that it serves everywhere"
    assert status(desk, CARD) == "active"
    assert orders(desk) == [("block", "intended"), ("thaw", "intended")]
    for _ in range(6):
        wait(desk, server, 60)
    desk.until(lambda: orders(desk) == [("block", "done"), ("thaw", "done")], "both")
    assert not server.blocked, "the thaw came after the block"


def test_what_is_blocked_there_serves_nobody_here_until_it_serves_there(kiosk, server):
    server.blocked = True
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    kiosk.expect("此卡已挂失")
    kiosk.leave()
    server.blocked = False
    to_my_page(kiosk)
    assert status(kiosk, CARD) == "active"
    assert orders(kiosk) == [], "nobody here has blocked it"


def test_a_loss_that_is_reported_here_outlives_the_block_from_there(desk, server):
    server.blocked = True
    desk.touch()
    desk.choose("cards.mine")
    desk.expect("请出示会员卡")
    desk.scan(CARD)
    desk.expect("此卡已挂失")
    desk.leave()
    sign_in(desk)
    desk.choose("cards.blocked")
    desk.expect("挂失与冻结")
    desk.scan(CARD)
    desk.until(lambda: isinstance(desk.prompt, Confirm), "the card")
    who = member(desk)
    assert desk.write(lambda tx: tx.block_member(who, "reported_at_desk"))
    assert not desk.write(lambda tx: tx.block_member(who, "reported_at_desk")), "once"
    desk.until(lambda: orders(desk) == [("block", "done")], "the block")
    desk.leave()
    server.blocked = False
    desk.touch()
    desk.choose("cards.mine")
    desk.expect("请出示会员卡")
    desk.scan(CARD)
    desk.expect("此卡已挂失")
    assert status(desk, CARD) == "blocked"


def test_a_member_whom_another_desk_notes_at_the_same_moment_is_served(kiosk, server, monkeypatch):
    real, tries = Transaction.note_remote_member, []

    def beaten(tx: Transaction, card: str, told: RemoteMember | None) -> None:
        tries.append(card)
        if len(tries) == 1:
            raise CardTaken("another desk has noted this card just now")
        real(tx, card, told)

    monkeypatch.setattr(Transaction, "note_remote_member", beaten)
    assert facts(to_my_page(kiosk))["积分"] == "50"


def test_a_block_that_is_refused_there_is_put_before_staff(kiosk, server):
    to_my_page(kiosk)
    server.refuses = True
    kiosk.choose("lost")
    kiosk.expect("要挂失")
    kiosk.choose("block")
    page = kiosk.expect("挂失成功")
    assert "尚未确认" in str(page.subtitle)
    assert "order.card_refused" in kiosk.events()
    assert status(kiosk, CARD) == "blocked"

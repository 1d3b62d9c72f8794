"""My card, and what is offered at all, where members are a remote system's: what is shown is what that says now."""

from __future__ import annotations

import pytest

from kiosk.link.prompts import Menu
from tests.journeys.cards.counter import offered, sign_in
from tests.remote.house.steps import (
    facts,
    to_my_page,
    wait,
)
from tests.remote.server import CARD


def test_a_card_that_was_never_here_shows_what_the_other_side_has(kiosk, server):
    page = to_my_page(kiosk)
    told = facts(page)
    assert (told["储值本金"], told["赠送金"], told["积分"]) == ("¥100.00", "¥0.00", "50")
    assert "金卡" in str(page.subtitle)
    assert [action.key for action in page.actions] == ["done", "print", "pin", "lost"]
    server.balances["principal"] = 3_000
    kiosk.choose("done")
    kiosk.expect_attract()
    assert facts(to_my_page(kiosk))["储值本金"] == "¥30.00", "nothing is kept here that could be old"


def test_a_card_of_nobodys_is_said_to_be_unknown(kiosk, server):
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan("90000000001")
    kiosk.until(lambda: getattr(kiosk.prompt, "error", ""), "what was wrong with it")
    assert kiosk.read(lambda tx: tx.member_by_card("90000000001")) is None


@pytest.mark.parametrize("fault", ["late", "down"])
def test_without_an_answer_nothing_is_shown_and_the_screen_says_why(kiosk, server, fault):
    server.faults = [fault]
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    wait(kiosk, server, 5)
    page = kiosk.expect("暂时查不到您的卡")
    assert "余额和积分不受影响" in str(page.subtitle)


def test_an_answer_that_cannot_be_true_is_none(kiosk, server):
    server.name = "名" * 80
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    kiosk.expect("暂时查不到您的卡")
    assert kiosk.read(lambda tx: tx.member_by_card(CARD)) is None


def test_what_only_the_local_ledger_does_is_offered_nowhere(desk, server):
    desk.touch()
    menu = desk.expect("您好")
    assert isinstance(menu, Menu)
    assert {choice.key for choice in menu.choices} == {"cards.mine", "lending.umbrella"}
    desk.leave()
    sign_in(desk)
    keys = {key for key in offered(desk) if key.startswith("cards.")}
    assert keys == {"cards.topup", "cards.sell", "cards.blocked"}

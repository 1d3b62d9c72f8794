"""冻结: the desk stops a card that nobody has lost, with a reason; its holder is sent to the desk, and only whoever may freeze
thaws."""

from __future__ import annotations

import json

import pytest

from kiosk.core.store.statements import run
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import ATTENDANT, SUPERVISOR, counter, sign_in
from tests.journeys.cards.steps import OTHER_CARD, OTHER_PHONE, PIN, facts, give_pin, member_id, status


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    return counter(make_kiosk())


def to_the_card(kiosk: Journey, number: str = SUPERVISOR) -> None:
    sign_in(kiosk, number)
    kiosk.choose("cards.blocked")
    kiosk.expect("挂失与冻结")
    kiosk.scan(OTHER_CARD)
    kiosk.until(lambda: facts(kiosk), "the card")


def frozen(kiosk: Journey) -> None:
    to_the_card(kiosk)
    kiosk.choose("freeze")
    kiosk.expect("为什么冻结")
    kiosk.choose("suspected")
    kiosk.expect("此卡已冻结")
    kiosk.leave()


def actions(kiosk: Journey) -> set[str]:
    return {action.key for action in kiosk.prompt.actions}


def test_a_card_is_frozen_with_a_reason_that_is_on_record(desk):
    frozen(desk)

    assert status(desk, OTHER_CARD) == "blocked"
    act = desk.read(lambda tx: tx.sensitive_acts())[0]
    assert (act.event, json.loads(act.data)["why"]) == ("members.blocked", "suspected")
    assert "cards.frozen" in desk.events()
    sign_in(desk)
    desk.choose("cards.blocked")
    row = desk.expect("挂失与冻结").rows[0]
    assert row.cells[2] == "冻结：疑似盗用"


def test_its_holder_is_sent_to_the_desk_and_not_told_that_it_was_lost(desk):
    frozen(desk)
    desk.touch()
    desk.choose("cards.mine")
    desk.scan(OTHER_CARD)
    shown = desk.expect("此卡暂停使用")

    assert "挂失" not in shown.title + shown.subtitle


def test_whoever_may_not_freeze_neither_freezes_nor_thaws_it(desk):
    to_the_card(desk, ATTENDANT)
    assert actions(desk) == {"block"}
    desk.leave()
    frozen(desk)
    to_the_card(desk, ATTENDANT)
    assert actions(desk) == set()


def test_it_is_thawed_with_a_reason(desk):
    frozen(desk)
    to_the_card(desk)
    assert "疑似盗用" in facts(desk)["停用"]
    desk.choose("thaw")
    desk.expect("解挂的原因")
    desk.choose("identified")
    desk.expect("已解挂")

    assert status(desk, OTHER_CARD) == "active"


def test_a_frozen_card_is_not_cancelled_either(desk):
    give_pin(desk, OTHER_CARD)
    frozen(desk)
    sign_in(desk)
    desk.choose("cards.close")
    desk.scan(OTHER_CARD)
    desk.expect("这张卡已冻结")
    desk.choose("done")
    desk.choose("phone")
    desk.expect("手机号")
    desk.type(OTHER_PHONE)
    desk.expect("请输入会员密码")
    desk.type(PIN)
    desk.expect("这张卡已冻结")

    assert status(desk, OTHER_CARD) == "blocked"


def test_nobody_freezes_or_thaws_their_own(desk):
    owner = member_id(desk, OTHER_CARD)
    desk.write(lambda tx: run(tx, "UPDATE staff SET member_id = ? WHERE number = ?", (owner, SUPERVISOR)))
    to_the_card(desk)
    desk.choose("freeze")
    desk.choose("suspected")
    desk.expect("这是您自己的卡")

    assert status(desk, OTHER_CARD) == "active"

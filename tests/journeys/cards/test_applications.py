"""待办会员卡: what staff do with an application."""

from __future__ import annotations

import pytest

from kiosk.plugins.cards.apply.applying import application, drop, issued
from kiosk.plugins.cards.apply.consents import agreed
from kiosk.testing.journey import Journey
from tests.journeys.cards import test_issue
from tests.journeys.cards.application_steps import OURS, ours, slip_of
from tests.journeys.cards.apply_steps import (
    ATTENDANT,
    NEW_PHONE,
    applied,
    waiting,
    with_texts,
)
from tests.journeys.cards.steps import PHONE, facts, member_id


@pytest.fixture
def desk(make_kiosk) -> Journey:
    return with_texts(make_kiosk())


# ---------------------------------------------------------------------- staff


def to_the_list(kiosk: Journey) -> None:
    kiosk.leave()
    kiosk.sign_in(*ATTENDANT)
    kiosk.choose("cards.applications")
    kiosk.expect("待办会员卡")


def test_the_slip_that_staff_scan_opens_its_application(desk):
    applied(desk, NEW_PHONE, "offers", birthday="0503")
    code = slip_of(desk).code
    to_the_list(desk)
    assert [str(cell) for cell in desk.prompt.rows[0].cells[1:]] == ["136****6666", "首次办卡"]
    desk.scan("NOT-OURS-1")
    desk.expect("这不是办卡申请凭条")
    desk.scan(code)
    desk.expect("请询问姓氏")

    assert facts(desk)["生日"] == "5月3日"
    assert facts(desk)["已同意"] == "同意接收优惠短信"


def test_a_number_is_shown_in_full_only_to_who_asks_for_it_logged_and_counted(desk):
    """Statement 24."""
    applied(desk)
    to_the_list(desk)
    (made,) = waiting(desk)
    desk.choose(made.id)
    desk.expect("请询问姓氏")
    assert facts(desk)["手机号"] == "136****6666"
    desk.choose("reveal")
    desk.until(lambda: facts(desk).get("手机号") == NEW_PHONE, "the number")
    assert facts(desk)["号码已查看"] == "1 次"
    act = desk.read(lambda tx: tx.sensitive_acts())[0]
    assert (act.event, "application" in act.data) == ("cards.revealed", True)
    assert NEW_PHONE not in act.data
    desk.back()
    desk.choose(made.id)
    desk.expect("请询问姓氏")
    assert facts(desk)["手机号"] == "136****6666", "once asked is not asked for ever"


def test_staff_see_that_the_number_has_a_card_already(desk):
    applied(desk, PHONE)
    (made,) = waiting(desk)
    to_the_list(desk)
    desk.choose(made.id)
    desk.expect("此号码已有会员卡")

    assert facts(desk)["已有会员卡"] == "尾号 3307"


def test_the_desk_makes_the_card_of_the_slip(make_kiosk):
    """From the kiosk to the card in the hand: the number is typed once, by whose it is."""
    kiosk = test_issue.desk(make_kiosk)
    applied(kiosk, NEW_PHONE, "offers", birthday="0503")
    (made,) = waiting(kiosk)
    code = slip_of(kiosk).code
    to_the_list(kiosk)
    kiosk.scan(code)
    kiosk.expect("请询问姓氏")
    kiosk.choose("issue")
    kiosk.expect("办哪种卡")
    kiosk.choose("gold:prepaid")
    kiosk.type("100000")
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    kiosk.scan(test_issue.BLANK)
    kiosk.expect("制作这张卡吗")
    kiosk.choose("write")
    test_issue.swipe_twice(kiosk)
    kiosk.expect("卡已办好")
    kiosk.choose("done")
    kiosk.expect("请选择，或扫申请凭条")

    member = test_issue.holder(kiosk)
    assert member is not None
    assert kiosk.read(lambda tx: tx.member_phone(member.id)).reveal() == NEW_PHONE
    assert ours(kiosk, lambda _tx: agreed(member.id)) == {"offers"}
    assert ours(kiosk, lambda _tx: (application(made.id).state, application(made.id).phone.reveal())) == (
        "issued",
        "",
    )
    assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]


@pytest.mark.parametrize("meanwhile", ["made at another desk", "taken back"])
def test_of_an_application_one_card_is_made_and_none_once_it_was_taken_back(make_kiosk, meanwhile):
    kiosk = test_issue.desk(make_kiosk)
    applied(kiosk)
    (made,) = waiting(kiosk)
    to_the_list(kiosk)
    kiosk.choose(made.id)
    kiosk.choose("issue")
    kiosk.choose("gold:prepaid")
    kiosk.type("100000")
    kiosk.choose("cash")
    kiosk.scan(test_issue.BLANK)
    kiosk.expect("制作这张卡吗")
    if meanwhile == "taken back":
        assert kiosk._run(kiosk.store.write(drop, made.id, context=OURS))
    else:
        assert kiosk._run(kiosk.store.write(issued, made.id, member_id(kiosk), context=OURS))
    kiosk.choose("write")
    test_issue.swipe_twice(kiosk)
    kiosk.expect("情况有变化")

    assert test_issue.holder(kiosk) is None
    assert (test_issue.held(kiosk), test_issue.cash(kiosk)) == (5, 0)


def test_staff_delete_one_and_are_asked_first(desk):
    applied(desk)
    (made,) = waiting(desk)
    to_the_list(desk)
    for answer in ("keep", "drop"):
        desk.choose(made.id)
        desk.expect("请询问姓氏")
        desk.choose("drop")
        desk.expect("删除这份申请吗")
        desk.choose(answer)
        if answer == "keep":
            desk.expect("请询问姓氏")
            desk.back()
        desk.expect("请选择，或扫申请凭条")
    desk.until(lambda: not desk.prompt.rows, "an empty list")
    assert waiting(desk) == []

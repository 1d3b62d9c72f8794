"""A member's own PIN: changed by whoever knows the old one, made with staff where there is none."""

from __future__ import annotations

from tests.journeys.cards.steps import CARD, PIN, by_phone, to_the_page, to_the_tile
from tests.journeys.lending.test_pin import staff_vouch

NEW = "192837"


def test_changed_with_the_old_one_and_twice_the_new(kiosk):
    to_the_page(kiosk)
    kiosk.choose("pin")
    kiosk.expect("设置新密码")
    kiosk.type("123456")
    kiosk.expect("太容易")
    kiosk.type(NEW)
    kiosk.expect("再")
    kiosk.type("192838")
    kiosk.expect("两次")
    kiosk.type(NEW)
    kiosk.expect("再")
    kiosk.type(NEW)
    kiosk.expect("新密码已设置")
    assert kiosk.title == "您的会员卡", "no screen of its own: they are where they were"
    kiosk.leave()
    assert kiosk.events().count("members.pin_changed") == 1

    to_the_tile(kiosk)
    by_phone(kiosk, pin=PIN)
    kiosk.expect("还可试 4 次")
    kiosk.back()
    by_phone(kiosk, pin=NEW)
    kiosk.expect("您的会员卡")


def test_where_the_card_alone_was_enough_the_old_one_is_asked_for(make_kiosk):
    kiosk = make_kiosk(settings={"cards": {"pin_for_enquiry": "never"}})
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.choose("pin")
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("设置新密码")
    kiosk.back()
    kiosk.expect("您的会员卡")
    assert "members.pin_changed" not in kiosk.events()


def test_a_first_one_is_set_with_staff_beside(make_kiosk):
    kiosk = make_kiosk(with_pin=False)
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.choose("pin")
    kiosk.expect("请先设会员密码")
    kiosk.choose("here")
    staff_vouch(kiosk)
    kiosk.expect("设")
    kiosk.type(NEW)
    kiosk.expect("再")
    kiosk.type(NEW)
    kiosk.expect("新密码已设置")
    assert "members.pin_set" in kiosk.events()

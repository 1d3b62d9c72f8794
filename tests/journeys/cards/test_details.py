"""会员资料更改: a phone number by card and PIN, with what it was before; consents taken back by one touch."""

from __future__ import annotations

import pytest

from kiosk.core.personal import Personal
from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.personal_words import personal_words as words
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.apply.consents import agreed, consents_of, set_consent
from kiosk.testing.journey import Journey
from kiosk.testing.screens import faults, questions
from tests.journeys.cards.apply_steps import icon, with_texts
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.steps import (
    CARD,
    OTHER_CARD,
    OTHER_PHONE,
    PHONE,
    PIN,
    PLUGINS,
    by_phone,
    give_pin,
    member_id,
    people,
    quick,
    to_the_page,
    to_the_tile,
)

NEW, OURS = "13922223333", Context(plugin="cards")


@pytest.fixture
def kiosk(make_kiosk: Maker) -> Journey:
    return with_texts(make_kiosk())


def to_the_data(kiosk: Journey) -> None:
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.expect("卡片与资料")


def note(kiosk: Journey, key: str) -> str:
    return next(str(choice.note) for choice in kiosk.prompt.choices if choice.key == key)


def phone_of(kiosk: Journey, card: str = CARD) -> str:
    owner = member_id(kiosk, card)
    return kiosk.read(lambda tx: tx.member_phone(owner)).reveal()


def changed(kiosk: Journey) -> None:
    kiosk.choose("phone")
    kiosk.expect("请输入新手机号")
    kiosk.type(NEW)
    kiosk.expect("新手机号已生效")


def test_a_number_is_changed_with_card_and_pin_and_seen_whole_while_it_is_typed(kiosk):
    to_the_data(kiosk)
    assert note(kiosk, "phone") == "138****1111"
    kiosk.choose("phone")
    kiosk.expect("请输入新手机号")
    keypad = kiosk.prompt
    assert "138****1111" in str(keypad.subtitle)
    kiosk.type("1234567890")
    kiosk.expect("不是手机号")
    assert phone_of(kiosk) == PHONE
    kiosk.type(NEW)
    kiosk.expect("新手机号已生效")

    assert note(kiosk, "phone") == "139****3333"
    assert phone_of(kiosk) == NEW
    assert list(faults(kiosk.shown)) == []
    kiosk.leave()
    to_the_tile(kiosk)
    by_phone(kiosk, NEW)
    kiosk.expect("您的会员卡")


def test_old_and_new_are_kept_with_who_and_where_and_the_journal_has_neither(kiosk):
    to_the_data(kiosk)
    changed(kiosk)
    kept = kiosk.read(
        lambda tx: tx._all(
            "SELECT member_id, old_phone, new_phone, made_by, position FROM member_phone_changes"
        )
    )

    assert [tuple(row) for row in kept] == [(member_id(kiosk), PHONE, NEW, "customer", "front")]
    assert "members.phone_changed" in kiosk.events()
    assert not [
        entry
        for entry in kiosk.read(lambda tx: tx.journal_entries())
        if NEW in entry.data or PHONE in entry.data
    ]
    assert {PHONE, NEW} <= kiosk.read(words), "a support archive takes both out"


def test_who_came_by_phone_shows_the_card_too(kiosk):
    """The PIN alone is not enough: a number is what somebody is found by."""
    to_the_tile(kiosk)
    by_phone(kiosk)
    kiosk.expect("您的会员卡")
    kiosk.choose("more")
    kiosk.choose("phone")
    kiosk.expect("请再出示会员卡")
    kiosk.scan(OTHER_CARD)
    kiosk.expect("这是另一张卡")
    kiosk.scan("NOT-OURS-1")
    kiosk.expect("未识别")
    kiosk.scan(CARD)
    kiosk.expect("请输入新手机号")


def test_who_showed_a_card_alone_gives_the_pin_too(make_kiosk):
    kiosk = with_texts(make_kiosk(settings={"cards": {"pin_for_enquiry": "never"}}))
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.choose("more")
    kiosk.choose("phone")
    kiosk.expect("请输入会员密码")
    kiosk.back()
    kiosk.expect("卡片与资料")
    kiosk.choose("phone")
    kiosk.type(PIN)
    kiosk.expect("请输入新手机号")


def test_nobody_learns_that_another_has_the_number(kiosk):
    to_the_data(kiosk)
    kiosk.choose("phone")
    kiosk.type(OTHER_PHONE)
    kiosk.expect("新手机号已生效")


def test_the_language_of_messages_by_one_touch(kiosk):
    to_the_data(kiosk)
    assert note(kiosk, "language") == "中文"
    kiosk.choose("language")
    kiosk.until(lambda: note(kiosk, "language") == "English", "the other language")
    owner = member_id(kiosk)
    assert kiosk.read(lambda tx: tx.member(owner)).language == "en"


def test_a_consent_is_taken_back_by_one_touch_and_at_once(kiosk):
    owner = member_id(kiosk)
    kiosk._run(kiosk.store.write(set_consent, owner, "offers", "cards.consents:1", given=True, context=OURS))
    to_the_data(kiosk)
    assert note(kiosk, "consents") == "已同意 1 项"
    kiosk.choose("consents")
    kiosk.expect("已同意的事项")
    assert icon(kiosk, "agree.offers") == "check_box"
    kiosk.choose("agree.offers")
    kiosk.until(lambda: icon(kiosk, "agree.offers") == "check_box_outline_blank", "the box to be empty")
    assert kiosk._run(kiosk.store.read(lambda _tx: agreed(owner), context=OURS)) == frozenset()
    kiosk.walk_away()
    told = kiosk._run(kiosk.store.read(lambda _tx: consents_of(owner), context=OURS))
    assert (told["offers"].given, told["offers"].at_ms > 0) == (False, True)
    assert "cards.consent_taken_back" in kiosk.events()


def test_nobody_is_asked_again_for_what_they_did_not_agree_to(kiosk):
    """No nagging: on all of a member's way through their card no consent is asked for, except where they look for it."""
    to_the_page(kiosk)
    kiosk.choose("history")
    kiosk.back()
    kiosk.expect("您的会员卡")
    kiosk.choose("pin")
    kiosk.back()
    kiosk.expect("您的会员卡")
    said = " ".join(str(screen.prompt) for screen in kiosk.shown)

    assert "同意" not in said


def test_in_english(kiosk):
    kiosk.touch()
    kiosk.speak("en")
    kiosk.choose("cards.mine")
    kiosk.scan(CARD)
    kiosk.type(PIN)
    kiosk.choose("more")
    kiosk.expect("Your card and data")
    kiosk.choose("consents")
    kiosk.expect("What you agreed to")


def test_from_the_card_to_the_changed_number_in_five_questions(kiosk):
    to_the_data(kiosk)
    changed(kiosk)

    assert questions(kiosk.shown)[:5] == [
        "请出示会员卡", "请输入会员密码", "您的会员卡", "卡片与资料", "请输入新手机号"
    ]  # fmt: skip
    assert len(questions(kiosk.shown)) == 6, "the page once more, with the new number"


# ---------------------------------------------------------------------- whose business it is


def test_a_plugin_without_the_permission_changes_nobody(kiosk):
    owner = member_id(kiosk)
    for verb in (change, speak):
        with pytest.raises(errors.NotAllowed, match=r"members\.write"):
            kiosk._run(kiosk.store.write(verb, owner, context=Context(plugin="lending")))


def test_staff_do_not_change_their_own(kiosk):
    owner = member_id(kiosk)
    kiosk.write(lambda tx: tx._run("UPDATE staff SET member_id = ? WHERE number = '1001'", (owner,)))
    staff = kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = '1001'"))[0]
    with pytest.raises(errors.OwnAccount):
        kiosk._run(kiosk.store.write(change, owner, context=Context(actor=f"staff:{staff}", plugin="cards")))


def test_what_is_no_number_no_language_and_nobody_is_refused(kiosk):
    owner = member_id(kiosk)
    for wrong, error in (
        (lambda tx: tx.change_member_phone(owner, Personal("12")), ValueError),
        (lambda tx: tx.set_member_language(owner, "fr"), ValueError),
        (lambda tx: tx.change_member_phone("nobody", Personal(NEW)), errors.Unknown),
    ):
        with pytest.raises(error):
            kiosk.write(wrong)


def test_who_is_forgotten_leaves_no_number_behind(kiosk):
    owner = member_id(kiosk)
    kiosk.write(change, owner)
    kiosk.write(lambda tx: tx._run("UPDATE members SET status = 'closed' WHERE id = ?", (owner,)))
    assert kiosk.write(lambda tx: tx.forget_member(owner))

    assert {PHONE, NEW} & kiosk.read(words) == set()


def change(tx: Transaction, owner: str) -> None:
    tx.change_member_phone(owner, Personal(NEW))


def speak(tx: Transaction, owner: str) -> None:
    tx.set_member_language(owner, "en")


# ---------------------------------------------------------------------- whatever is cut short


def asked(kiosk: Journey) -> None:
    quick(kiosk)
    give_pin(kiosk)
    with_texts(kiosk)
    to_the_data(kiosk)


def script(kiosk: Journey) -> None:
    changed(kiosk)
    kiosk.choose("done")
    kiosk.expect("您的会员卡")
    kiosk.leave()


def whole(kiosk: Journey) -> None:
    """The new number with the old one beside it, or nothing."""
    kept = kiosk.read(lambda tx: len(tx._all("SELECT 1 FROM member_phone_changes")))
    done = phone_of(kiosk) == NEW
    assert kept == int(done) == kiosk.events().count("members.phone_changed")
    told = any("新手机号已生效" in str(getattr(screen.prompt, "subtitle", "")) for screen in kiosk.shown)
    assert done or not told


def test_whenever_the_power_goes_or_the_person_leaves_it_is_the_old_number_or_the_new(crash_walk):
    points = crash_walk(script, setup=asked, check=whole, plugins=PLUGINS, prepare=people, every=4)

    assert points > 6

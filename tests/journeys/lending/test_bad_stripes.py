"""A reader of stripes at the customer's side: how it is swiped is drawn, and whoever's stripe is bad has another way on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.link.prompts import Keypad, Menu, PresentCard
from kiosk.testing.journey import Journey
from tests.journeys.lending.steps import CARD, OTHER_CARD, accounted_for, never_stuck, states
from tests.journeys.lending.test_pin import staff_vouch

READER = '[[scanner]]\nname = "stripes"\nreads = "stripes"\nport = "stripes"\nway = "right"\n'
PIN = "718293"


@pytest.fixture
def kiosk(make_kiosk) -> Iterator[Journey]:
    journey = make_kiosk(rows=READER)
    journey.world.add_card("member", CARD)
    journey.world.add_card("worn", CARD, worn=True)
    yield journey
    never_stuck(journey.shown)
    accounted_for(journey)


def asked(kiosk: Journey) -> PresentCard:
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a card")
    assert isinstance(kiosk.prompt, PresentCard)
    return kiosk.prompt


def to_the_card(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    asked(kiosk)


def two_bad_swipes(kiosk: Journey) -> None:
    to_the_card(kiosk)
    kiosk.world.swipe("worn")
    kiosk.expect("没读到，请再刷一次")
    kiosk.world.swipe("worn")
    kiosk.expect("请扫条码或输卡号")


def test_how_it_is_swiped_here_is_drawn_and_said(kiosk):
    to_the_card(kiosk)

    assert asked(kiosk).swipe == "right"
    assert str(asked(kiosk).hints[0]) == "磁条朝下，从左往右匀速刷过"
    assert "刷磁条" in str(asked(kiosk).subtitle)


def test_while_only_stripes_are_read_nothing_is_said_of_a_barcode(kiosk):
    to_the_card(kiosk)
    kiosk.world.without_scanner()
    kiosk.until(lambda: not asked(kiosk).subtitle, "the question without its window")
    assert (asked(kiosk).swipe, asked(kiosk).error) == ("right", "")
    assert [str(each) for each in asked(kiosk).hints] == ["磁条朝下，从左往右匀速刷过"]

    kiosk.world.with_scanner()
    kiosk.until(lambda: "条码" in str(asked(kiosk).subtitle), "the question as it was")


def test_a_tag_cannot_be_swiped(kiosk):
    to_the_card(kiosk)
    kiosk.world.without_scanner()
    kiosk.choose("return")
    kiosk.expect("扫描窗用不了")


def test_without_a_reader_nobody_is_told_to_swipe(make_kiosk):
    kiosk = make_kiosk()
    to_the_card(kiosk)

    assert asked(kiosk).swipe == ""
    assert "刷" not in f"{asked(kiosk).subtitle} {asked(kiosk).hints}"


def test_a_swipe_opens_a_door_as_a_scan_does(kiosk):
    to_the_card(kiosk)
    kiosk.world.swipe("member")
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(kiosk.world.opened())
    kiosk.leave()


def test_a_bank_card_is_refused_and_counts_as_no_bad_swipe(kiosk):
    to_the_card(kiosk)
    for _time in range(3):
        kiosk.world.swipe("bank")
        kiosk.expect("银行卡")

    assert "core.type" not in [action.key for action in asked(kiosk).actions]


def test_after_two_bad_swipes_the_other_ways_are_shown(kiosk):
    two_bad_swipes(kiosk)

    assert asked(kiosk).actions[0].key == "core.type"
    assert asked(kiosk).swipe == "", "what did not work is not drawn again"
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(kiosk.world.opened())
    kiosk.leave()


def test_bad_swipes_are_counted_over_the_questions_of_a_visit_and_not_over_visits(kiosk):
    to_the_card(kiosk)
    kiosk.world.swipe("worn", backwards=True)
    kiosk.expect("请再刷一次")
    kiosk.press("home")
    kiosk.choose("lending.umbrella")
    asked(kiosk)
    kiosk.world.swipe("worn")
    kiosk.expect("请扫条码或输卡号")
    kiosk.leave()

    to_the_card(kiosk)
    kiosk.world.swipe("worn")
    kiosk.expect("请再刷一次")


def test_a_typed_number_wants_the_members_pin(kiosk):
    two_bad_swipes(kiosk)
    kiosk.choose("core.type")
    kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the keypad")
    kiosk.type(CARD)
    kiosk.expect("请先设会员密码")
    kiosk.back()
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the card again")
    assert kiosk.world.pulses == {}

    kiosk.choose("core.type")
    kiosk.type(CARD)
    kiosk.expect("请先设会员密码")
    kiosk.choose("here")
    staff_vouch(kiosk)
    kiosk.expect("设")
    kiosk.type(PIN)
    kiosk.until(lambda: "再" in kiosk.title, "the same again")
    kiosk.type(PIN)
    put_back(kiosk)
    assert matters(kiosk) == [("reencode", "3307")]


def test_a_number_that_nobody_has_is_said_so(kiosk):
    two_bad_swipes(kiosk)
    kiosk.choose("core.type")
    kiosk.type("12345678")
    kiosk.expect("没有这个卡号")


def test_a_typed_tag_is_no_card(kiosk):
    two_bad_swipes(kiosk)
    kiosk.write(lambda tx: tx.add_item("20260001", "umbrella", label="blue"))
    kiosk.choose("core.type")
    kiosk.type("20260001")
    kiosk.expect("没有这个卡号")
    assert states(kiosk) == []


def test_the_keypad_takes_a_barcode_too_and_goes_back(kiosk):
    two_bad_swipes(kiosk)
    kiosk.choose("core.type")
    kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the keypad")
    kiosk.back()
    asked(kiosk)
    kiosk.choose("core.type")
    kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the keypad")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(kiosk.world.opened())
    kiosk.leave()


def matters(kiosk: Journey) -> list[tuple[str, str]]:
    def told(tx):
        return [(one.kind, tx.member(one.member_id).card_tail) for one in tx.card_matters()]

    return kiosk.read(told)


def put_back(kiosk: Journey) -> None:
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(kiosk.world.opened())
    kiosk.leave()


def test_whoever_is_known_by_another_way_after_two_bad_swipes_is_on_the_list_once(kiosk):
    for _visit in range(2):
        two_bad_swipes(kiosk)
        assert matters(kiosk) in ([], [("reencode", "3307")])
        kiosk.scan(CARD)
        put_back(kiosk)

    assert matters(kiosk) == [("reencode", "3307")]
    assert kiosk.events().count("stripe.requested") == 1


def test_at_the_home_screen_it_counts_as_well(kiosk):
    kiosk.touch()
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")
    for _time in range(2):
        before = kiosk.screen.prompt_id
        kiosk.world.swipe("worn")
        kiosk.until(lambda before=before: kiosk.screen.prompt_id != before, "the question anew")
        assert "请再刷一次" in kiosk.prompt.error
    kiosk.scan(CARD)
    kiosk.until(lambda: matters(kiosk) == [("reencode", "3307")], "the request")


def test_one_bad_swipe_and_a_good_one_ask_for_nothing(kiosk):
    to_the_card(kiosk)
    kiosk.world.swipe("worn")
    kiosk.expect("请再刷一次")
    kiosk.scan(CARD)
    put_back(kiosk)

    two_bad_swipes(kiosk)
    kiosk.world.swipe("member")
    put_back(kiosk)
    assert matters(kiosk) == []


def test_the_next_persons_card_in_the_same_visit_is_well(kiosk):
    two_bad_swipes(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(kiosk.world.opened())
    kiosk.until(lambda: not kiosk.title.startswith("请关"), "the next screen")
    kiosk.press("home")
    kiosk.choose("lending.umbrella")
    asked(kiosk)
    kiosk.scan(OTHER_CARD)
    put_back(kiosk)

    assert matters(kiosk) == [("reencode", "3307")]


def test_a_number_that_was_only_typed_puts_nobody_on_the_list(kiosk):
    two_bad_swipes(kiosk)
    kiosk.choose("core.type")
    kiosk.type(CARD)
    kiosk.expect("请先设会员密码")
    kiosk.leave()

    assert matters(kiosk) == []


def test_staff_see_it_and_say_that_it_is_done(kiosk):
    two_bad_swipes(kiosk)
    kiosk.scan(CARD)
    put_back(kiosk)
    kiosk.sign_in()
    kiosk.choose("core.cards")
    table = kiosk.expect("卡片")
    assert "尾号 3307" in str(table.rows[0].cells)
    kiosk.choose(table.rows[0].key)
    kiosk.expect("待加磁")
    kiosk.choose("done")
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the menu")

    assert matters(kiosk) == []
    assert "core.cards" not in [choice.key for choice in kiosk.prompt.choices]
    assert kiosk.events()[-1] == "stripe.seen_to"


@pytest.mark.parametrize("money", ["134567890123456789", "280123456789012345", "4111111111111111"])
def test_money_that_some_driver_lets_through_is_refused_by_the_desk_and_in_no_log(kiosk, caplog, money):
    caplog.set_level("DEBUG")
    to_the_card(kiosk)
    if money.startswith("4"):
        kiosk.world.add_card("somebodys", money)
        kiosk.world.swipe("somebodys")
        kiosk.expect("银行卡")
    else:
        kiosk.scan(money)
        kiosk.expect("付款码")

    assert money not in caplog.text
    kiosk.press("home")
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")
    assert states(kiosk) == []

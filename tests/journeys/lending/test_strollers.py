"""A parent at the kiosk: the safety rules, a stroller for the day, and back again; and what staff do before the next child."""

from __future__ import annotations

import pytest

from kiosk.link.prompts import Menu
from kiosk.plugins.lending.models import InspectionRow, LoanRow
from kiosk.testing.plugin import NOON_MS
from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow,
    borrow_stroller,
    bring_back,
    bring_stroller_back,
    cases,
    paper,
    questions,
    sign_in,
    states,
    to_open_bay,
    where,
)

HOUR_MS = 3_600_000


def facts(kiosk) -> dict[str, str]:
    return {str(fact.label): str(fact.value) for fact in kiosk.prompt.facts}


def inspections(kiosk) -> list[tuple[str, bool]]:
    query = InspectionRow.select().order_by(InspectionRow.at_ms, InspectionRow.id)
    return kiosk.read(lambda tx: [(row.faults, bool(row.staff_id)) for row in query])


def clean(kiosk, tag: str) -> None:
    """Staff sign in and mark it."""
    sign_in(kiosk)
    kiosk.choose("lending.clean")
    kiosk.expect("待清洁")
    item = kiosk.read(lambda tx: tx.item_by_tag(tag))
    kiosk.choose(item.id)
    kiosk.choose("clean")
    kiosk.expect("待清洁")
    kiosk.press("lock")
    kiosk.expect_attract()


def test_the_rules_are_read_and_accepted_before_the_door_opens(nursery):
    nursery.touch()
    nursery.choose("lending.stroller")
    nursery.expect("会员卡")
    nursery.scan(CARD)
    prompt = nursery.expect("孩子的安全")

    said = facts(nursery)
    assert "系好" in said["安全带"]
    assert "直梯" in said["上下楼"]
    assert said["适用"] == "6–36 个月，15 公斤以内"
    assert said["今日归还不晚于"] == "21:30"
    assert nursery.world.pulses == {}
    assert [action.key for action in prompt.actions if action.primary] == ["agree"]


def test_borrowed_for_the_day_with_the_version_of_the_rules_on_record(nursery):
    tag = borrow_stroller(nursery)

    assert where(nursery, tag) is None
    assert states(nursery) == ["lent"]
    terms = nursery.read(lambda tx: LoanRow.get().terms)
    assert terms.startswith("text_")
    assert "21:30" in paper(nursery)
    assert "扶梯" in paper(nursery)
    assert len(questions(nursery.shown)) <= 5


def test_three_touches_from_a_known_card_to_an_open_bay(nursery):
    to_open_bay(nursery)
    touches = ["touch", "lending.stroller", "agree"]

    assert len(touches) == 3
    assert len(nursery.world.pulses) == 1


def test_who_does_not_agree_gets_no_door(nursery):
    nursery.touch()
    nursery.choose("lending.stroller")
    nursery.expect("会员卡")
    nursery.scan(CARD)
    nursery.expect("孩子的安全")
    nursery.choose("home")
    nursery.until(lambda: isinstance(nursery.prompt, Menu), "the home screen")

    assert nursery.world.pulses == {}
    assert states(nursery) == []


def test_whoever_may_not_borrow_reads_nothing_for_nothing(nursery):
    borrow_stroller(nursery)
    nursery.touch()
    nursery.choose("lending.stroller")
    nursery.expect("会员卡")
    nursery.scan(CARD)
    nursery.expect("您还有 1 辆童车未还")


@pytest.mark.parametrize(("hours", "lent"), [(8.9, True), (9.1, False), (9.6, False)])
def test_none_is_lent_any_more_shortly_before_closing(make_kiosk, hours, lent):
    kiosk = make_kiosk(doors=1, kept={1: []}, bays={11: ["S-0011"]}, now_ms=NOON_MS + int(hours * HOUR_MS))
    kiosk.touch()
    kiosk.choose("lending.stroller")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    kiosk.expect("孩子的安全" if lent else "今日不再借出")


def test_a_member_may_have_an_umbrella_and_a_stroller(nursery):
    borrow(nursery)
    borrow_stroller(nursery)
    nursery.scan(CARD)
    nursery.expect("您有 2 件未还")

    assert "童车" in facts(nursery)
    assert "雨伞" in facts(nursery)


def test_back_again_it_rests_until_staff_have_cleaned_it(nursery):
    tag = borrow_stroller(nursery)
    door = bring_stroller_back(nursery, tag)
    nursery.wait(3 * 86_400 // 100)  # no clock makes it clean

    assert where(nursery, tag) == door
    assert inspections(nursery) == [("", False)]
    borrow_stroller(nursery, OTHER_CARD)
    nursery.touch()
    nursery.choose("lending.stroller")
    nursery.expect("还回的童车正在清洁")
    nursery.press("end")
    nursery.expect_attract()

    clean(nursery, tag)
    assert inspections(nursery)[-1] == ("", True)
    assert "lending.marked_clean" in nursery.events()
    nursery.touch()
    nursery.choose("lending.stroller")
    nursery.expect("会员卡")


def test_what_the_customer_says_is_wrong_is_before_whoever_cleans(nursery):
    tag = borrow_stroller(nursery)
    bring_stroller_back(nursery, tag, "brake")

    assert inspections(nursery) == [("brake", False)]
    sign_in(nursery)
    nursery.choose("lending.clean")
    table = nursery.expect("待清洁")
    assert [str(row.cells[3]) for row in table.rows] == ["刹车刹不住"]
    assert table.rows[0].alert


def test_staff_find_a_fault_and_it_stays_on_their_list(nursery):
    tag = borrow_stroller(nursery)
    bring_stroller_back(nursery, tag)
    sign_in(nursery)
    nursery.choose("lending.clean")
    nursery.expect("待清洁")
    nursery.choose(nursery.read(lambda tx: tx.item_by_tag(tag)).id)
    nursery.choose("faulty")
    nursery.expect("哪里有问题")
    nursery.choose("harness")
    table = nursery.expect("待清洁")

    assert [str(row.cells[3]) for row in table.rows] == ["安全带扣不上"]
    assert inspections(nursery)[-1] == ("harness", True)


def test_it_is_booked_before_the_question_so_that_walking_away_costs_nothing(nursery):
    tag = borrow_stroller(nursery)
    nursery.scan(tag)
    nursery.expect("请推入")
    door = nursery.world.opened()
    nursery.world.put(door, tag)
    nursery.world.close(door)
    nursery.expect("用得都正常吗")

    assert states(nursery) == ["returned"]
    nursery.press("end")
    nursery.expect_attract()
    assert inspections(nursery) == []
    assert cases(nursery) == []


def test_a_stroller_tag_at_the_umbrella_tile_is_brought_back_as_a_stroller(nursery):
    tag = borrow_stroller(nursery)
    nursery.touch()
    nursery.choose("lending.umbrella")
    nursery.expect("会员卡")
    nursery.choose("return")
    nursery.expect("标签")
    nursery.scan(tag)
    nursery.expect("请推入")
    door = nursery.world.opened()
    nursery.world.put(door, tag)
    nursery.world.close(door)
    nursery.expect("用得都正常吗")
    nursery.choose("well")
    nursery.expect("已归还")

    assert door >= 11


def test_umbrellas_are_asked_nothing_of_the_kind(nursery):
    bring_back(nursery, borrow(nursery))

    assert inspections(nursery) == []


def test_several_behind_one_gate_are_told_apart_by_their_tags(make_kiosk):
    kiosk = make_kiosk(doors=1, kept={1: []}, gates={11: ["S-0011", "S-0012"]})
    door = to_open_bay(kiosk)
    kiosk.world.take(door, "S-0012")
    kiosk.scan("S-0012")
    kiosk.expect("S-0012")
    kiosk.world.close(door)
    kiosk.expect("借好了")

    assert where(kiosk, "S-0012") is None
    assert where(kiosk, "S-0011") == 11


def test_a_kiosk_without_bays_has_no_stroller_tile(kiosk):
    kiosk.touch()
    menu = kiosk.prompt

    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")
    menu = kiosk.prompt
    assert "lending.stroller" not in [choice.key for choice in menu.choices]


def test_home_asks_which_of_the_two_they_want(nursery):
    nursery.scan(CARD)
    menu = nursery.expect("请选择借还哪一样")

    assert [choice.key for choice in menu.choices] == ["umbrella", "stroller", "return"]
    nursery.choose("stroller")
    nursery.expect("孩子的安全")

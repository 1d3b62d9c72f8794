"""What the stage does with a finger and with what arrives."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.link.prompts import Chosen, Entered, Keypad, Menu
from kiosk.shell.samples import screen as sample


def test_a_touched_tile_answers_with_its_key(screen: Any) -> None:
    screen.show(sample("home-three", "zh_CN"))
    screen.tap("stroller")
    assert screen.ears.answers == [("home-three", Chosen("stroller"))]


def test_a_target_answers_in_the_same_turn_with_tint_and_shrink(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    button = screen.target("return")
    screen.down(*button.center)
    assert button.is_down
    assert button._scale.x == pytest.approx(0.98)
    screen.up(*button.center)


def test_an_answer_stays_pressed_until_the_next_screen(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    button = screen.target("return")
    screen.tap("return")
    assert button.is_down
    screen.show(sample("done", "zh_CN"))
    assert not screen.target("done").is_down


def test_a_finger_that_slides_off_takes_it_back(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    button = screen.target("return")
    screen.down(*button.center)
    screen.move(1, 1)
    assert not button.is_down
    screen.up(1, 1)
    assert screen.ears.answers == []


def test_a_double_tap_is_one_answer(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    screen.tap("return")
    screen.tap("return")
    screen.tap("lost")
    assert screen.ears.answers == [("refused", Chosen("return"))]


def test_the_next_revision_can_be_answered_again(screen: Any) -> None:
    first = sample("wall-bare", "zh_CN")
    screen.show(first)
    place = first.prompt.places[0].key
    screen.tap(place)
    screen.show(replace(first, revision=2))
    screen.tap(place)
    assert len(screen.ears.answers) == 2


def test_an_answer_that_nobody_heard_can_be_given_again(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    screen.ears.deaf = True
    screen.tap("return")
    screen.ears.deaf = False
    screen.tap("return")
    assert len(screen.ears.answers) == 1


def test_a_disabled_choice_does_nothing(screen: Any) -> None:
    closed = sample("home-three", "zh_CN")
    choices = tuple(replace(one, enabled=False, note="暂停") for one in closed.prompt.choices)
    screen.show(replace(closed, prompt=replace(closed.prompt, choices=choices)))
    screen.tap("borrow")
    assert screen.ears.answers == []
    assert screen.says("暂停")


def test_a_notice_without_actions_offers_done(screen: Any) -> None:
    screen.show(sample("done", "en"))
    screen.tap("done")
    assert screen.ears.answers == [("done", Chosen("done"))]


def test_any_touch_on_the_attract_screen_begins(screen: Any) -> None:
    screen.show(sample("attract", "zh_CN"))
    width, height = screen.stage.size
    screen.down(width * 0.5, height * 0.6)
    screen.up(width * 0.5, height * 0.6)
    assert screen.ears.buttons == ["start"]
    assert screen.ears.touches == 0


@pytest.mark.parametrize("key", ["back", "language", "comfort", "call"])
def test_the_bar_presses_its_buttons_and_twice_in_a_moment_is_once(screen: Any, key: str) -> None:
    screen.show(sample("confirm", "zh_CN"))
    screen.tap(key)
    screen.tap(key)
    assert screen.ears.buttons == [key]


def test_staff_mode_has_back_and_lock_only(screen: Any) -> None:
    screen.show(sample("table-empty", "zh_CN"))
    assert {one.key for one in screen.targets()} == {"back", "lock"}


def test_places_of_the_bar_never_move(screen: Any) -> None:
    places = {}
    for scene in ("home", "confirm", "door", "present-card-error", "pin"):
        screen.show(sample(scene, "zh_CN"))
        for key in ("language", "comfort", "call"):
            target = screen.target(key)
            assert places.setdefault(key, tuple(target.pos)) == tuple(target.pos), (scene, key)


def test_a_long_press_on_the_clock_asks_for_staff(screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.shell.widgets import header

    monkeypatch.setattr(header, "HOLD_SECONDS", 0.05)
    screen.show(sample("home", "zh_CN"))
    clock = screen.stage._clock
    screen.down(*clock.center)
    screen.until(lambda: screen.ears.buttons == ["staff"], "no staff after a long press")
    screen.up(*clock.center)


def test_a_short_touch_of_the_clock_does_nothing(screen: Any) -> None:
    screen.show(sample("home", "zh_CN"))
    clock = screen.stage._clock
    screen.down(*clock.center)
    screen.up(*clock.center)
    screen.turn(3)
    assert screen.ears.buttons == []


def test_typing_is_told_as_a_touch_at_most_once_a_second(screen: Any) -> None:
    screen.show(sample("pin", "zh_CN"))
    for digit in "123456":
        screen.tap(digit)
    assert screen.ears.touches == 1
    assert screen.ears.answers == []


def test_digits_are_entered_when_there_are_enough(screen: Any) -> None:
    screen.show(sample("pin", "zh_CN"))
    for digit in "12345":
        screen.tap(digit)
    screen.tap("enter")
    assert screen.ears.answers == []
    screen.tap("9")
    screen.tap("delete")
    screen.tap("6")
    screen.tap("enter")
    assert screen.ears.answers == [("pin", Entered("123456"))]


def test_no_more_digits_than_allowed_are_taken(screen: Any) -> None:
    screen.show(sample("phone", "zh_CN"))
    for digit in "138123456789999":
        screen.tap(digit)
    assert screen.stage.view.typed == "13812345678"


@pytest.mark.parametrize("scene", ["approval-error", "approval-pin"])
def test_the_keys_of_an_approval_are_a_keypads(screen: Any, scene: str) -> None:
    screen.show(sample(scene, "zh_CN"))
    for digit in "123456":
        screen.tap(digit)
    screen.tap("enter")
    assert screen.ears.answers == [(scene, Entered("123456"))]


def test_a_secret_is_never_a_text_on_the_screen(screen: Any) -> None:
    screen.show(sample("pin", "zh_CN"))
    for digit in "778899":
        screen.tap(digit)
    assert not any("7788" in one.text for one in screen.words())


def test_what_was_typed_survives_another_language_but_not_another_question(screen: Any) -> None:
    first = sample("phone", "zh_CN")
    screen.show(first)
    screen.tap("1")
    english = replace(sample("phone", "en", comfort=True), revision=2)
    screen.show(english)
    assert screen.stage.view.typed == "1"
    screen.show(replace(english, prompt_id="another"))
    assert screen.stage.view.typed == ""


def test_a_new_error_empties_the_field(screen: Any) -> None:
    first = sample("phone", "zh_CN")
    screen.show(first)
    screen.tap("1")
    wrong = replace(first, revision=2, prompt=replace(first.prompt, error="没有这个号码"))
    screen.show(wrong)
    assert screen.stage.view.typed == ""


def test_an_update_under_a_finger_waits_until_it_lifts_and_the_touch_is_not_lost(screen: Any) -> None:
    first = sample("home-three", "zh_CN")
    screen.show(first)
    button = screen.target("borrow")
    x, y = button.center
    screen.down(x, y)
    updated = replace(first.prompt.choices[0], note="可借 3 把")
    prompt = replace(first.prompt, choices=(updated, *first.prompt.choices[1:]))
    screen.show(replace(first, revision=2, prompt=prompt))
    assert not screen.says("可借 3 把")
    screen.up(x, y)
    screen.turn(2)
    assert screen.ears.answers == [("home-three", Chosen("borrow"))]
    assert screen.says("可借 3 把")


def test_another_question_does_not_wait_for_the_finger(screen: Any) -> None:
    screen.show(sample("home-three", "zh_CN"))
    x, y = screen.target("borrow").center
    screen.down(x, y)
    screen.show(sample("attract", "zh_CN"))
    screen.up(x, y)
    screen.turn(2)
    assert screen.ears.answers == []


def test_still_here_hides_the_question_and_counts(screen: Any) -> None:
    screen.show(sample("done", "zh_CN"))
    screen.stage.count(24)
    assert screen.stage.view.opacity == 0
    assert screen.says("24")
    screen.stage.count(23)
    assert screen.says("23")
    screen.stage.count(None)
    assert screen.stage.view.opacity == 1
    assert not screen.says("23")


@pytest.mark.parametrize("key", ["still_here", "end"])
def test_still_here_is_answered(screen: Any, key: str) -> None:
    screen.show(sample("done", "zh_CN"))
    screen.stage.count(24)
    screen.tap(key)
    assert screen.ears.buttons == [key]


def test_a_touch_beside_the_card_is_somebody_too(screen: Any) -> None:
    screen.show(sample("done", "zh_CN"))
    screen.stage.count(24)
    screen.down(3, 3)
    screen.up(3, 3)
    assert screen.ears.buttons == ["still_here"]


def test_an_update_during_the_countdown_keeps_the_countdown(screen: Any) -> None:
    first = sample("home", "zh_CN")
    screen.show(first)
    screen.stage.count(24)
    screen.show(replace(first, revision=2))
    assert screen.says("24")
    screen.show(replace(first, prompt_id="next"))
    assert not screen.says("24")


def test_one_moment_is_said_in_both_languages_and_goes_when_the_desk_is_back(screen: Any) -> None:
    screen.show(sample("done", "zh_CN"))
    screen.stage.away()
    assert screen.says("请稍等片刻")
    assert screen.says("One moment, please")
    screen.stage.away(long=True)
    assert screen.says("请找工作人员帮忙")
    screen.show(sample("done", "zh_CN"))
    assert screen.says("借好了")


def test_the_desks_own_trouble_is_said_over_everything(screen: Any) -> None:
    screen.show(replace(sample("home", "zh_CN"), trouble="正在整理，请稍候。"))
    assert screen.says("正在整理")
    assert screen.targets() == []


def test_a_view_that_breaks_becomes_a_friendly_page_with_the_bar(screen: Any) -> None:
    first = sample("confirm", "zh_CN")
    broken = replace(first, prompt=replace(first.prompt, facts=(object(),)))
    screen.stage.show(broken)
    assert screen.stage.broken
    assert screen.says("请稍等片刻")
    screen.tap("call")
    assert screen.ears.buttons == ["call"]
    screen.stage.broken = False


def test_pages_turn_and_the_page_is_kept_with_the_question(screen: Any) -> None:
    table = sample("table", "zh_CN")
    screen.show(table)
    screen.tap("next")
    assert screen.stage.view.page_of(99) == 1
    screen.show(replace(table, revision=2))
    assert screen.stage.view.page_of(99) == 1
    screen.tap("previous")
    assert screen.stage.view.page_of(99) == 0
    assert screen.ears.answers == []
    assert screen.ears.touches >= 1


def test_a_page_that_is_gone_falls_back_to_the_last(screen: Any) -> None:
    table = sample("table", "zh_CN")
    screen.show(table)
    screen.tap("next")
    few = replace(table.prompt, rows=table.prompt.rows[:1])
    screen.show(replace(table, revision=2, prompt=few))
    assert screen.says(few.rows[0].cells[1])


def test_nothing_of_a_visit_is_kept_when_it_ends(screen: Any) -> None:
    from kiosk.shell import typeset

    screen.show(sample("done", "zh_CN"))
    assert any("3307" in key[0] for key in typeset._textures._kept)
    screen.show(sample("attract", "zh_CN"))
    assert not any("3307" in key[0] for key in typeset._textures._kept)
    assert typeset.wrap.cache_info().currsize < 20


def test_an_empty_menu_and_an_empty_wall_are_drawn(screen: Any) -> None:
    first = sample("home", "zh_CN")
    screen.show(replace(first, prompt=Menu("无", ())))
    screen.show(replace(first, prompt=Menu("无", (), layout="tiles")))
    wall = sample("wall", "zh_CN")
    screen.show(replace(wall, prompt=replace(wall.prompt, places=())))
    screen.show(replace(first, prompt=Keypad("", minimum=0)))


def test_the_second_tap_of_a_trembling_hand_is_not_meant_for_the_next_question(screen: Any) -> None:
    screen.show(sample("refused", "zh_CN"))
    x, y = screen.target("return").center
    screen.tap("return")
    screen.show(sample("done", "zh_CN"))
    screen.down(x, y)
    screen.up(x, y)
    screen.tap("done")
    assert [key for key, _value in screen.ears.answers] == ["refused"]
    screen.stage._lifted -= 1  # a second later it is meant
    screen.tap("done")
    assert [key for key, _value in screen.ears.answers] == ["refused", "done"]


def test_of_screens_that_come_faster_than_they_are_drawn_only_the_newest_is(screen: Any) -> None:
    from kiosk.link.messages import Countdown
    from kiosk.shell.app import Shell

    class Heard(Shell):
        def __init__(self) -> None:
            self._loop, self._waiting, self._delivering = screen.loop, [], threading.Lock()
            self.heard: list[Any] = []

        def _hear(self, heard: Any) -> None:
            self.heard.append(heard)

    shell = Heard()
    screens = [replace(sample("done", "zh_CN"), prompt_id=str(number)) for number in range(50)]
    for one in screens:
        shell._deliver(one)
    shell._deliver(Countdown(9))
    shell._deliver(screens[0])
    screen.turn()
    assert shell.heard == [screens[-1], Countdown(9), screens[0]], "and in the order in which they came"

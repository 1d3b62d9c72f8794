"""The prompts of setting up, measured like the samples; and what its two instruments do when they are touched."""

from __future__ import annotations

from typing import Any

import pytest
from inside_measures import cut, letters, overlapping, pages, targets, unsaid
from setup_prompts import prompts, setup

from kiosk.link.prompts import TARGETS, Entered
from kiosk.setup.touching import meaning, pairs_of


@pytest.mark.parametrize("name", list(prompts()))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_setting_up_asks_can_be_touched_and_read(screen: Any, language: str, name: str) -> None:
    screen.show(setup(name, language))
    said = ""
    for page in pages(screen):
        problems = [*targets(screen), *letters(screen, "standard"), *cut(screen), *overlapping(screen)]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        said += "|".join(one.text for one in screen.words()) + "|"
    assert not unsaid(screen, said)


def test_the_outline_grows_and_shrinks_by_its_keys_and_its_width_is_the_answer(screen: Any) -> None:
    screen.show(setup("outline", "zh_CN"))
    before = screen.stage.view.pixels
    for key in ("smaller", "smaller", "smaller", "larger"):
        screen.tap(key)
    assert screen.stage.view.pixels == before - 2
    screen.tap("match")
    assert screen.ears.answers == [("outline", Entered(str(before - 2)))]


def test_the_outline_follows_a_finger_and_stays_in_its_room(screen: Any) -> None:
    screen.show(setup("outline", "en"))
    card = screen.stage.view._card
    x, top = card.box.x, card.box.top
    screen.down(x + 250, top - 20)
    screen.move(x + 300, top - 20)
    screen.up(x + 300, top - 20)
    assert screen.stage.view.pixels == 300
    screen.down(x + 200, card.box.y + 9)  # the height of the room is more than a card that wide has
    screen.up(x + 200, card.box.y + 9)
    most = screen.stage.view._most
    assert most - 20 < screen.stage.view.pixels <= most


def test_an_outline_is_as_large_as_the_card_of_a_panel_whose_size_is_known(screen: Any) -> None:
    screen.show(setup("outline", "en"))
    millimetres = screen.stage.view.pixels / screen.stage.theme.pixels_per_mm
    assert millimetres == pytest.approx(85.6, abs=0.5)


def test_a_touch_anywhere_counts_for_the_cross_that_is_shown(screen: Any) -> None:
    screen.show(setup("targets", "zh_CN"))
    points = list(screen.stage.view._points)
    for x, y in points:
        assert not screen.ears.answers
        screen.down(x, y)
        screen.up(x, y)
        screen.stage._lifted = -1e9  # a person takes their time between two crosses
    ((prompt_id, answer),) = screen.ears.answers
    assert prompt_id == "targets"
    assert meaning(pairs_of(answer.text)) == "right"
    assert len(points) == TARGETS


def test_a_panel_that_is_mirrored_is_known_by_the_same_five_touches(screen: Any) -> None:
    screen.show(setup("targets", "zh_CN"))
    for x, y in list(screen.stage.view._points):
        screen.down(screen.stage.width - x, y)
        screen.up(screen.stage.width - x, y)
        screen.stage._lifted = -1e9
    assert meaning(pairs_of(screen.ears.answers[0][1].text)) == "mirrored"


def test_a_code_of_a_known_length_ends_itself_and_another_keypad_does_not(screen: Any) -> None:
    screen.show(setup("code", "zh_CN"))
    for key in "12345678":
        screen.tap(key)
    assert screen.ears.answers == [("code", Entered("12345678"))]
    screen.ears.forget()
    screen.show(setup("number", "zh_CN"))
    for key in "12345678":
        screen.tap(key)
    assert screen.ears.answers == []

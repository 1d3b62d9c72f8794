"""The prompts that lending really asks, measured like the samples: in both languages, both modes, on each size."""

from __future__ import annotations

from typing import Any

import pytest
from inside_measures import cut, letters, letters_of, overlapping, pages, pale, targets, unsaid
from lending_prompts import lending, prompts

CASES = [
    (mode, language, name)
    for mode in ("standard", "comfort")
    for language in ("zh_CN", "en")
    for name in prompts()
]


CONTRAST = [
    ("comfort", "zh_CN", "borrowed"),
    ("comfort", "en", "overdue"),
    ("standard", "en", "take"),
    ("comfort", "en", "present-unknown"),
    ("standard", "en", "which"),
    ("comfort", "zh_CN", "wall"),
]
"""One of each kind of screen, in the modes and the language in which the samples are not looked at."""


@pytest.mark.parametrize(("mode", "language", "name"), CASES)
def test_what_lending_asks_can_be_touched_and_read(screen: Any, mode: str, language: str, name: str) -> None:
    screen.show(lending(name, language, comfort=mode == "comfort"))
    pages_said = []
    for page in pages(screen):
        problems = [*targets(screen), *letters(screen, mode), *cut(screen), *overlapping(screen)]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        pages_said.append("|".join(one.text for one in contents(screen)) + "|")
    assert not unsaid(screen, "".join(pages_said))
    if not prompts()[name][
        1
    ].staff:  # a row of a list for staff is higher than a small panel in large letters
        title = screen.stage.screen.prompt.title
        assert letters_of(pages_said[0]) != letters_of(title), "the first page says its title only"


def contents(screen: Any) -> list[Any]:
    """The texts of the view, without the frame's."""
    from kiosk.shell.widgets.text import Icon, Words

    view = screen.stage.view
    return [one for one in view.walk(restrict=True) if isinstance(one, Words) and not isinstance(one, Icon)]


@pytest.mark.parametrize(("mode", "language", "name"), CONTRAST)
def test_what_lending_asks_is_seen_against_its_ground(
    screen: Any, mode: str, language: str, name: str
) -> None:
    screen.show(lending(name, language, comfort=mode == "comfort"))
    assert not pale(screen)

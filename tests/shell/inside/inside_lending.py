"""The prompts that lending really asks, measured like the samples: in both languages, both modes, on each size."""

from __future__ import annotations

from typing import Any

import measures
import pytest
from inside_measures import cut, letters, letters_of, overlapping, pages, targets, unsaid
from inside_pixels import pale
from lending_prompts import lending, prompts

CASES = measures.cases(prompts(), *measures.EVERY_LOOK)


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
    first, said = "", ""
    for page in pages(screen):
        problems = [*targets(screen), *letters(screen, mode), *cut(screen), *overlapping(screen)]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        first = first or "".join(one.text for one in contents(screen))
        said += "|".join(one.text for one in screen.words()) + "|"
    assert not unsaid(screen, said)
    staff = prompts()[name][1].staff
    if (
        not staff
    ):  # where large letters make a row of a list for staff higher than what a small panel has for it
        title = screen.stage.screen.prompt.title
        assert letters_of(first) != letters_of(title), "the first page says its title only"


def contents(screen: Any) -> list[Any]:
    """The texts of the view, without the frame's, the buttons' and the pager's."""
    from kiosk.shell.widgets.button import Button
    from kiosk.shell.widgets.pager import Pager
    from kiosk.shell.widgets.text import Icon, Words

    return [
        one
        for one in screen.stage.view.walk(restrict=True)
        if isinstance(one, Words)
        and not isinstance(one, Icon)
        and not any(isinstance(above, Button | Pager) for above in measures.ancestors(one))
    ]


@pytest.mark.parametrize(("mode", "language", "name"), CONTRAST)
def test_what_lending_asks_is_seen_against_its_ground(
    screen: Any, mode: str, language: str, name: str
) -> None:
    screen.show(lending(name, language, comfort=mode == "comfort"))
    assert not pale(screen)

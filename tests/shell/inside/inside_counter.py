"""The prompts that the service counter really asks, measured like lending's: in both languages, both modes, on each size."""

from __future__ import annotations

from typing import Any

import measures
import pytest
from counter_prompts import counter, prompts
from inside_lending import contents
from inside_measures import cut, letters, letters_of, overlapping, pages, targets, unsaid

CASES = measures.cases(prompts(), *measures.EVERY_LOOK)


@pytest.mark.parametrize(("mode", "language", "name"), CASES)
def test_what_the_counter_asks_can_be_touched_and_read(
    screen: Any, mode: str, language: str, name: str
) -> None:
    screen.show(counter(name, language, comfort=mode == "comfort"))
    first, said = "", ""
    for page in pages(screen):
        problems = [*targets(screen), *letters(screen, mode), *cut(screen), *overlapping(screen)]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        first = first or "".join(one.text for one in contents(screen))
        said += "|".join(one.text for one in screen.words()) + "|"
    assert not unsaid(screen, said)
    if not prompts()[name][1].staff:
        title = screen.stage.screen.prompt.title
        assert letters_of(first) != letters_of(title), "the first page says its title only"

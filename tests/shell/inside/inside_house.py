"""The prompts of the desk's own staff services, measured like the samples: both languages, large letters, each size."""

from __future__ import annotations

from typing import Any

import measures
import pytest
from house_prompts import house, prompts
from inside_measures import cut, letters, overlapping, pages, targets, unsaid

CASES = measures.cases(prompts(), ("standard", "zh_CN"), ("standard", "en"), ("comfort", "en"))
"""English is the longer of the two."""


@pytest.mark.parametrize(("mode", "language", "name"), CASES)
def test_what_the_desk_asks_staff_can_be_touched_and_read(
    screen: Any, mode: str, language: str, name: str
) -> None:
    screen.show(house(name, language, comfort=mode == "comfort"))
    said = ""
    for page in pages(screen):
        problems = [*targets(screen), *letters(screen, mode), *cut(screen), *overlapping(screen)]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        said += "|".join(one.text for one in screen.words()) + "|"
    assert not unsaid(screen, said)


@pytest.mark.parametrize("mode", ["standard", "comfort"])
def test_a_code_on_the_screen_is_read_from_a_picture_of_it(screen: Any, mode: str) -> None:
    import zxingcpp

    from kiosk.shell.gallery import picture

    screen.show(house("doctor-code", "zh_CN", comfort=mode == "comfort"))
    assert [each.text for each in zxingcpp.read_barcodes(picture())] == ["ZHANGGUI " * 40]

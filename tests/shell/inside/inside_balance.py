"""What the eye should find first is large, and nothing is half hidden."""

from __future__ import annotations

from typing import Any

import measures
import pytest

from kiosk.shell.samples import screen as sample


def icons(widget: Any) -> list[Any]:
    from kiosk.shell.widgets.text import Icon

    return [one for one in widget.walk(restrict=True) if isinstance(one, Icon)]


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_seconds_that_are_left_are_the_largest_on_the_screen(
    screen: Any, language: str, comfort: bool
) -> None:
    from kiosk.shell.widgets.text import Icon, Words

    screen.show(sample("done", language, comfort=comfort))
    screen.stage.count(24)
    sizes = {
        one.text: one.font_size for one in measures.visible(screen.stage, Words) if not isinstance(one, Icon)
    }
    number = sizes.pop("24")
    assert number >= 1.5 * max(sizes.values())


@pytest.mark.parametrize("comfort", [False, True])
def test_no_picture_of_the_attract_screen_is_half_under_the_button(screen: Any, comfort: bool) -> None:
    screen.show(sample("attract", "zh_CN", comfort=comfort))
    button = screen.target("start")
    names = {one.name for one in icons(screen.stage.view)}
    assert "umbrella" in names
    for one in icons(screen.stage.view):
        if button not in measures.ancestors(one):
            assert not measures.ink(one).overlaps(measures.area(button)), one.name


@pytest.mark.parametrize("comfort", [False, True])
def test_the_sign_of_a_notice_without_facts_fills_its_side_of_a_wide_screen(
    screen: Any, comfort: bool
) -> None:
    screen.show(sample("waiting", "zh_CN", comfort=comfort))
    if screen.stage.theme.form != "wide":
        pytest.skip("the other forms have no second half")
    sign = max(icons(screen.stage.view), key=lambda one: one.font_size)
    assert sign.font_size >= 0.3 * screen.stage.view.height

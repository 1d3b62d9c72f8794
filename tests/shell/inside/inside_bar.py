"""The bar never moves: every button has a place of its own, whatever else is offered, and says its word."""

from __future__ import annotations

from itertools import product
from typing import Any

import measures
import pytest
from msgspec.structs import replace

from kiosk.link.messages import Bar
from kiosk.shell.samples import screen as sample
from kiosk.shell.theme import TARGET_MM

BARS = [
    Bar(back=back, home=home, staff=staff, call=call)  # type: ignore[arg-type]
    for back, home, staff, call in product(
        (False, True), (False, True), (False, True), ("ready", "ringing", "coming")
    )
]


def places(screen: Any, bar: Bar, language: str, *, comfort: bool) -> dict[str, tuple[int, int, int, int]]:
    """Where each button of this bar stands."""
    from kiosk.shell.widgets.bar import ChromeButton

    screen.show(replace(sample("loans", language, comfort=comfort), bar=bar))
    return {
        one.key: (one.x, one.y, one.right, one.top)
        for one in screen.targets()
        if isinstance(one, ChromeButton)
    }


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_button_stands_in_the_same_place_whatever_else_is_offered(
    screen: Any, language: str, comfort: bool
) -> None:
    for staff in (False, True):  # in staff mode the time may stand in the column: another bar, as steady
        known: dict[str, tuple[int, int, int, int]] = {}
        for bar in (one for one in BARS if one.staff == staff):
            for key, place in places(screen, bar, language, comfort=comfort).items():
                assert known.setdefault(key, place) == place, f"{key} has moved with {bar}"
        assert {"back", "home", "lock" if staff else "call"} <= set(known)
        assert len(set(known.values())) == len(known), "two buttons share a place"


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("call", ["ready", "ringing", "coming"])
def test_every_button_says_its_word(screen: Any, language: str, comfort: bool, call: str) -> None:
    from kiosk.shell.widgets.bar import ChromeButton
    from kiosk.shell.widgets.text import Icon, Words

    places(screen, Bar(back=True, home=True, call=call), language, comfort=comfort)  # type: ignore[arg-type]
    buttons = [one for one in screen.targets() if isinstance(one, ChromeButton)]
    assert len(buttons) == 5
    for button in buttons:
        said = [
            one for one in button.walk(restrict=True) if isinstance(one, Words) and not isinstance(one, Icon)
        ]
        if screen.stage.theme.form != "small":
            assert [one.text.replace("\n", " ") for one in said] == [button.label]
        elif button.key in ("back", "home"):
            assert said, f"{button.key} is an icon only"
        size = measures.millimetres(screen.stage, min(button.width, button.height))
        assert size >= TARGET_MM - 0.05, f"{button.key} is {size:.1f} mm"

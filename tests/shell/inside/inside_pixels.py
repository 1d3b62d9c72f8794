"""What only the drawn picture shows: whether text is seen against its ground, and whether a picture is the same twice.

Software that draws without a graphics card takes a second for each, and what colours a screen has does not depend on its size:
`make test` draws one size, `make crash` all.
"""

from __future__ import annotations

from typing import Any

import measures
import pytest
from inside_measures import EXTRAS, open_scene

from kiosk.shell.samples import SCENES


@pytest.mark.parametrize(
    ("mode", "language", "scene"),
    [(mode, "zh_CN", scene) for mode in ("standard", "contrast") for scene in (*SCENES, *EXTRAS)],
)
def test_text_is_seen_against_its_ground_in_the_pixels(
    screen: Any, mode: str, language: str, scene: str
) -> None:
    open_scene(screen, mode, language, scene)
    assert not pale(screen)


def pale(screen: Any) -> list[str]:
    """The texts whose pixels are under 7:1 (less what the edges of letters take)."""
    from kiosk.shell.gallery import picture
    from kiosk.shell.widgets.text import Words

    image = picture()
    found = []
    for words in measures.visible(screen.stage, Words):
        if words.text.strip() and measures.area(words).inside(measures.area(screen.stage)):
            ratio = measures.seen_contrast(image, words)
            if ratio < 6.95:
                found.append(f"{words.text!r} {ratio:.1f}:1")
    return found


def test_a_picture_is_the_same_twice(screen: Any) -> None:
    from PIL import ImageChops

    from kiosk.shell.gallery import picture

    open_scene(screen, "standard", "zh_CN", "home")
    one = picture()
    open_scene(screen, "standard", "zh_CN", "done")
    open_scene(screen, "standard", "zh_CN", "home")
    assert ImageChops.difference(one, picture()).getbbox() is None

"""Every kind of screen, in both languages, measured: can it be touched, read, and is all of it there?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import measures
import msgspec
import pytest

from kiosk.shell.samples import SCENES
from kiosk.shell.samples import screen as sample
from kiosk.shell.theme import (
    LEAST_CAPITAL_COMFORT_MM,
    LEAST_CAPITAL_MM,
    PRIMARY_TARGET_MM,
    TARGET_MM,
)

EXTRAS = ("still-here", "trouble", "trouble-long")
MOST_PAGES = 40
STRAIGHT = str.maketrans("“”", '""')

CASES = [
    (mode, language, scene)
    for mode in ("standard", "comfort")
    for language in ("zh_CN", "en")
    for scene in (*SCENES, *EXTRAS)
]


def open_scene(screen: Any, mode: str, language: str, scene: str) -> None:
    stage = screen.stage
    stage.options = replace(stage.options, high_contrast=mode == "contrast")
    base = "done" if scene in EXTRAS else scene
    screen.show(sample(base, language, comfort=mode == "comfort"))
    if scene == "still-here":
        stage.count(24)
    elif scene in EXTRAS:
        stage.away(long=scene == "trouble-long")
    assert not stage.broken


def pages(screen: Any) -> Iterator[int]:
    """Each page of the open question, as it is shown."""
    for page in range(MOST_PAGES):
        yield page
        more = [one for one in screen.targets() if one.key == "next" and one.enabled]
        if not more:
            return
        more[0].action()
    pytest.fail(f"more than {MOST_PAGES} pages")


@pytest.mark.parametrize(("mode", "language", "scene"), CASES)
def test_screen(screen: Any, mode: str, language: str, scene: str) -> None:
    """On every page; and everything is said on some page."""
    open_scene(screen, mode, language, scene)
    said = ""
    for page in pages(screen):
        problems = [
            *targets(screen),
            *letters(screen, mode if screen.stage.theme.comfort else "standard"),
            *cut(screen),
            *overlapping(screen),
        ]
        assert not problems, f"page {page + 1}: " + "; ".join(problems)
        said += "|".join(one.text for one in screen.words()) + "|"
    if scene in SCENES and screen.stage.screen.prompt is not None:
        assert not unsaid(screen, said)


def targets(screen: Any) -> Iterator[str]:
    """Everything that can be touched is large enough, and in reach of the window."""
    from kiosk.shell.widgets.pressable import Pressable

    stage = screen.stage
    for one in measures.visible(stage, Pressable):
        least = PRIMARY_TARGET_MM if one.primary else TARGET_MM
        size = measures.millimetres(stage, min(one.width, one.height))
        if size < least - 0.05:
            yield f"target {one.key!r} is {size:.1f} mm, not {least}"
        if not measures.area(one).inside(measures.area(stage)):
            yield f"target {one.key!r} is not inside the window"
    clock = stage._clock
    if clock is not None and not stage._over.children:
        size = measures.millimetres(stage, min(clock.width, clock.height) + 2 * clock._reach)
        if size < TARGET_MM:
            yield f"the clock can be held on {size:.1f} mm only"


def letters(screen: Any, mode: str) -> Iterator[str]:
    """Letters are as high as promised. On a small panel in comfort mode the frame's own letters are those of standard mode, and
    so are a keypad's words as the last resort (theme.py)."""
    from kiosk.shell.widgets.text import Icon, Words

    stage = screen.stage
    comfort = mode == "comfort"
    small = stage.theme.form == "small"
    for words in measures.visible(stage, Words):
        if isinstance(words, Icon):
            continue
        least = LEAST_CAPITAL_COMFORT_MM if comfort else LEAST_CAPITAL_MM
        if comfort and small and (_of_the_frame(words) or _last_resort(stage, words)):
            least = LEAST_CAPITAL_MM
        if measures.capital(stage, words) < least - 0.01:
            yield f"{words.text!r} has capitals of {measures.capital(stage, words):.1f} mm, not {least}"


def _of_the_frame(words: Any) -> bool:
    names = {type(one).__name__ for one in measures.ancestors(words)}
    return bool(names & {"BarStrip", "HoldClock", "Pager"}) or (
        "Attract" in names and not names & {"Pressable"} and words.y > words.get_root_window().height * 0.8
    )


def _last_resort(stage: Any, words: Any) -> bool:
    kind = type(stage.screen.prompt).__name__ if stage.screen else ""
    return kind == "Keypad" or "Button" in {type(one).__name__ for one in measures.ancestors(words)}


def cut(screen: Any) -> Iterator[str]:
    """Every text lies inside the window and inside the target that it belongs to."""
    from kiosk.shell.widgets.pressable import Pressable
    from kiosk.shell.widgets.text import Words

    window = measures.area(screen.stage)
    for words in measures.visible(screen.stage, Words):
        if (
            "Attract" in {type(one).__name__ for one in measures.ancestors(words)}
            and type(words).__name__ == "Icon"
        ):
            continue  # the picture behind the greeting runs out of the glass on purpose
        if not measures.ink(words).inside(window):
            yield f"{words.text!r} leaves the window"
        for one in measures.ancestors(words):
            if isinstance(one, Pressable) and not measures.ink(words).inside(measures.area(one)):
                yield f"{words.text!r} leaves its target {one.key!r}"
        room = words.room
        if words.width > room.width + 2:
            yield f"{words.text!r} is {words.width} wide in a room of {room.width}"


def overlapping(screen: Any) -> Iterator[str]:
    """No text lies on another, no target on another, and no text on a target that is not its own."""
    from kiosk.shell.widgets.pressable import Pressable
    from kiosk.shell.widgets.text import Icon, Words

    texts = [
        one for one in measures.visible(screen.stage, Words) if not isinstance(one, Icon) and one.text.strip()
    ]
    for one, other in combinations(texts, 2):
        if measures.ink(one).overlaps(measures.ink(other)):
            yield f"{one.text!r} lies on {other.text!r}"
    found = list(measures.visible(screen.stage, Pressable))
    for one, other in combinations(found, 2):
        if measures.area(one).overlaps(measures.area(other)):
            yield f"target {one.key!r} lies on {other.key!r}"
    for words in texts:
        own = set(measures.ancestors(words))
        for one in found:
            if one not in own and measures.ink(words).overlaps(measures.area(one)):
                yield f"{words.text!r} lies on the target {one.key!r}"


# ---------------------------------------------------------------------------------------------- what is said


def unsaid(screen: Any, said: str) -> list[str]:
    """The texts of the open question that are missing in what its pages said, with a bar between texts."""
    letters = letters_of(said)
    # A text that is continued on the next page is said in two pieces.
    return [
        text
        for text in _wanted(screen, screen.stage.screen.prompt)
        if not _is_said(letters_of(text), letters)
    ]


def letters_of(text: str) -> str:
    return re.sub(r"[\s·|]", "", text).translate(STRAIGHT)


def _is_said(text: str, said: str) -> bool:
    if not text or text in said:
        return True
    return any(text[:cut] in said and text[cut:] in said for cut in range(1, len(text)))


def _wanted(screen: Any, prompt: Any) -> Iterator[str]:
    """The texts that must not be missing. Left out where there is no room, and why: see the views."""
    yield from _wanted_heading(screen.stage.theme, prompt)
    yield from (action.label for action in prompt.actions)
    for fact in getattr(prompt, "facts", ()):
        yield from (fact.label, fact.value)
    for choice in getattr(prompt, "choices", ()):
        yield (
            choice.short if screen.stage.theme.comfort and prompt.layout == "tiles" else ""
        ) or choice.title
        if not choice.enabled or prompt.layout == "list":
            yield choice.note
    for row in getattr(prompt, "rows", ()):
        yield from row.cells
    if type(prompt).__name__ == "Board":
        yield from _wanted_board(prompt)


def _wanted_heading(theme: Any, prompt: Any) -> Iterator[str]:
    kind = type(prompt).__name__
    error = getattr(prompt, "error", "")
    crowded = theme.form == "small" and (error or kind == "Keypad")
    in_turn = kind == "Board" and prompt.mode == "wall" and (theme.form == "small" or prompt.detail)
    by_verb = kind == "Menu" and theme.comfort and prompt.comfort_title
    if not (crowded or in_turn or by_verb):
        yield prompt.title
    if error:
        yield error
    elif not crowded:
        yield getattr(prompt, "subtitle", "")


def _wanted_board(prompt: Any) -> Iterator[str]:
    if prompt.detail:
        yield from (prompt.detail.title, prompt.detail.since, *prompt.detail.lines)
    elif prompt.mode == "wall":
        for place in prompt.places:
            yield from (place.label, place.word)


@pytest.mark.parametrize(
    "scene", ["home", "loans", "confirm", "refused", "wall", "door", "present-card", "waiting"]
)
@pytest.mark.parametrize("mode", ["standard", "comfort"])
def test_no_english_word_is_broken(screen: Any, mode: str, scene: str) -> None:
    open_scene(screen, mode, "en", scene)
    known = set(
        re.findall(r"[A-Za-z]+", msgspec.json.encode(screen.stage.screen).decode().replace("\\n", " "))
    )
    known |= {
        "Back",
        "Home",
        "Larger",
        "Normal",
        "EN",
        "Get",
        "Help",
        "help",
        "Call",
        "staff",
        "More",
        "Previous",
        "Lock",
        "Done",
        "Doors",
        "On",
        "the",
        "way",
    }
    for _ in pages(screen):
        for one in screen.words():
            assert set(re.findall(r"[A-Za-z]+", one.text)) <= known, one.text

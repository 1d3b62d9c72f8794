"""What every screen that a customer sees owes them: a title that fits, one primary action, a way on, and their own
language. Looked at after the journey, on all screens that were shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kiosk.link.messages import Screen
from kiosk.link.prompts import Menu, Notice, Progress, Prompt

TITLE_LENGTH = 12
"""Chinese characters in the longest title (the look); a figure or a Latin letter counts half."""

_LATIN = re.compile(r"[a-z]{3}")
_FIRST_HAN = 0x2E80


def width(title: str) -> float:
    """Length in Chinese characters."""
    return sum(1 if ord(sign) > _FIRST_HAN or sign in "“”" else 0.5 for sign in title)


def faults(screens: Sequence[Screen], *, must_close: str = "关好柜门") -> Iterator[str]:
    """What is wrong with these screens, in words. On a screen that says `must_close` there is nothing to press: the door
    has to be shut."""
    for screen in screens:
        if screen.prompt is not None:
            yield from _of(screen, screen.prompt, must_close)


def _of(screen: Screen, prompt: Prompt, must_close: str) -> Iterator[str]:
    title = str(prompt.title)
    chinese = screen.language == "zh_CN"
    if not title:
        yield f"a {type(prompt).__name__} without a title"
    if chinese and width(title) > TITLE_LENGTH:
        yield f"the title {title!r} is longer than {TITLE_LENGTH} Chinese characters"
    if sum(action.primary for action in getattr(prompt, "actions", ())) > 1:
        yield f"{title!r} has more than one primary action"
    if not isinstance(prompt, Progress | Notice | Menu) and not (
        screen.bar.back or prompt.actions or must_close in title
    ):
        yield f"{title!r} has no way on: neither back nor an action"
    if not (screen.bar.home or getattr(prompt, "layout", "") == "tiles"):
        yield f"{title!r} has no way home"
    words = f"{title} {getattr(prompt, 'subtitle', '')}"
    if chinese and _LATIN.search(words):
        yield f"{words.strip()!r} is not Chinese on a Chinese screen"


def questions(screens: Sequence[Screen]) -> list[str]:
    """The titles of what was asked of a person after the home screen: waiting is no question, an update no new one."""
    asked: dict[str, str] = {}
    for screen in screens:
        prompt = screen.prompt
        if prompt is None or isinstance(prompt, Progress):
            continue
        if isinstance(prompt, Menu) and prompt.layout == "tiles":
            continue
        asked.setdefault(screen.prompt_id, str(prompt.title))
    return list(asked.values())

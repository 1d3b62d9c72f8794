"""The shell's own few texts: chrome, keypad, pager, trouble. All else comes from the desk, said already.

Usage: `_ = words_of(language)`, then `_("Back")`. Ids are the English texts; the catalogue's domain is `shell`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from kiosk.link.texts import LANGUAGES, catalogue

FOLDER = Path(__file__).parent / "locale"
NAMES = {"zh_CN": "中文", "en": "English"}
"""What each language calls itself: never translated."""
SHORT_NAMES = {"zh_CN": "中文", "en": "EN"}

Say: TypeAlias = Callable[..., str]


@lru_cache(maxsize=8)
def words_of(language: str) -> Say:
    """A function that says the shell's texts in this language; `{name}` fields are filled from keywords."""
    book = catalogue("shell", str(FOLDER), language)

    def say(text: str, **fields: str | int) -> str:
        words = book.gettext(text)
        return words.format(**fields) if fields else words

    return say


def next_language(language: str) -> str:
    """The language that the language button offers: the next one after this."""
    return (
        LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)] if language in LANGUAGES else LANGUAGES[0]
    )

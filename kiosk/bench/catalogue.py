"""The bench's texts in its languages: `_ = words_of(language)`, then `_("Take")`. Ids are the English texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from kiosk.link.texts import LANGUAGES, catalogue

__all__ = ["LANGUAGES", "Say", "words_of"]

FOLDER = Path(__file__).parent / "locale"

Say: TypeAlias = Callable[[str], str]


@lru_cache(maxsize=8)
def words_of(language: str) -> Say:
    """A function that says the bench's texts in this language."""
    return catalogue("bench", str(FOLDER), language).gettext

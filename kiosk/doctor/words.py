"""The doctor's own texts: `_("…")` makes a message of its catalogue, `saying(language)` puts it into words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.link.texts import Argument, Message, Text, Translator

DOMAIN = "doctor"
CATALOGUES = Path(__file__).parent / "locale"


def _(text: str, /, **arguments: Argument) -> Message:
    """A message whose id is the English text; `{name}` fields are filled from `arguments`."""
    return Message(DOMAIN, text, arguments=arguments)


def saying(language: str) -> Callable[[Text], str]:
    """Says the doctor's texts in one language."""
    return Translator(language, {DOMAIN: CATALOGUES}).say

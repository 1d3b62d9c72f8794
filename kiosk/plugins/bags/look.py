"""What a bag looks like: one of a few kinds, one of a few colours, each a key in the record and a word on the screen.

Enough for staff to tell one from another when a ticket is lost, and for the register of what was not collected; nothing that
would tell whose it is.
"""

from __future__ import annotations

from kiosk.core.api import Choice, Text

from .words import _

KINDS: dict[str, Text] = {
    "backpack": _("Backpack"), "handbag": _("Handbag"), "suitcase": _("Suitcase"), "shopping": _("Shopping bag"),
    "box": _("Box"), "other": _("Something else"),
}  # fmt: skip

COLOURS: dict[str, Text] = {
    "black": _("Black"), "grey": _("Grey"), "white": _("White"), "red": _("Red"), "blue": _("Blue"), "green": _("Green"),
    "brown": _("Brown"), "mixed": _("Several colours"),
}  # fmt: skip


def choices(words: dict[str, Text]) -> list[Choice]:
    """Kinds or colours, to choose one of."""
    return [Choice(key, word, icon="luggage") for key, word in words.items()]


def look_words(look: str) -> Text:
    """ "suitcase:red" in words; nothing for one that nobody has described."""
    kind, _colon, colour = look.partition(":")
    if kind not in KINDS:
        return _("Not described")
    if colour not in COLOURS:
        return KINDS[kind]
    return _("{kind}, {colour}", kind=KINDS[kind], colour=COLOURS[colour])

"""Reasons that staff give for what they do: a site's own words on the screen, a key in the journal."""

from __future__ import annotations

import hashlib
import re

_KEYED = re.compile(r"([a-z][a-z0-9_]{0,39})=(.+)", re.DOTALL)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""A code that the journal takes; it begins with a letter, so that nothing in it is shaped like a phone number."""


def split_reason(reason: str) -> tuple[str, str]:
    """A reason as the settings write it, `key=text` or the text alone: its key (or nothing), and its text."""
    keyed = _KEYED.fullmatch(reason)
    return (keyed[1], keyed[2].strip()) if keyed else ("", reason)


def reason_key(reason: str) -> str:
    """A reason's code for the journal, which takes no free text: the owner's own (`key=text`), else one made of the text.

    Where letters alone would not tell two texts apart (Chinese, or too long), it is a digest; texts that differ in nothing but
    capitals and punctuation share one.
    """
    key = split_reason(reason)[0]
    if key:
        return key
    plain = re.sub(r"[^a-z0-9]+", "_", reason.lower()).strip("_")
    if reason.isascii() and _KEY.fullmatch(plain):
        return plain
    return f"text_{hashlib.sha256(reason.encode()).hexdigest()[:12]}"

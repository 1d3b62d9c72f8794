"""Taking people out of a text: what a support archive may carry away.

Three nets over each other, because none is fine enough alone. What the store knows of people (names, numbers, cards) is taken
out wherever it stands. So is everything of a shape that is nobody else's business: runs of digits, mail addresses, a stripe's
content. And Chinese characters that the settings do not contain: our own logs are in English, so that what is Chinese in them
came from somewhere else. What is masked too much is a nuisance; what is masked too little cannot be fetched back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

GONE = "[…]"

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_STAMP = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_KEPT = re.compile(
    rf"(?P<kept>\b{_ID}\b|\b{_STAMP}|\b0x[0-9a-f]{{1,16}}\b|\bpid \d{{1,7}}\b|line \d{{1,6}}\b|\+[0-9a-f]{{8}}\b)"
    r"|(?P<stripe>%[A-Z].{3,}?\?|;\d{4,}[=\d]*\??)"
    r"|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"|(?P<digits>\d(?:[ -]?\d){3,})"
    r"|(?P<word>[A-Za-z0-9][A-Za-z0-9_'’-]*)"
    r"|(?P<chinese>[\u3400-\u9fff·]+)"
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_'’-]*|[\u3400-\u9fff]+")
_SECRET = re.compile(r"pin|pass|secret|key|token|credential|auth", re.IGNORECASE)
_USER_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")

SHORTEST = 3
"""Letters of a name's part that is looked for by itself; "Li" would take half of the log along."""


class Masks:
    """Masks for one box."""

    def __init__(self, people: Iterable[str] = (), settings: str = "") -> None:
        """`people`: every name, number and card that the store knows. `settings`: the site's own words, which may stay."""
        self._people: set[str] = set()
        for one in people:
            self._people.add(one)
            self._people.update(part for part in _WORD.findall(one) if len(part) >= SHORTEST)
        self._ours = set(re.findall(r"[\u3400-\u9fff]+", settings)) - self._people

    def text(self, text: str) -> str:
        """A text without anybody in it."""
        return _KEPT.sub(self._mask, _USER_IN_URL.sub(f"{GONE}@", text))

    def _mask(self, found: re.Match[str]) -> str:
        words = found[0]
        match found.lastgroup:
            case "kept":
                return words
            case "digits":
                return f"[{sum(sign.isdigit() for sign in words)} digits]"
            case "word":
                return GONE if words in self._people else words
            case "chinese":
                return words if words in self._ours else GONE
            case _:
                return GONE

    def data(self, thing: Any, key: str = "") -> Any:
        """The same of plain data; what stands under a key like `pin` or `token` goes whatever it is."""
        if key and _SECRET.search(key) and not isinstance(thing, bool | Mapping | list):
            return GONE
        if isinstance(thing, Mapping):
            return {str(name): self.data(value, str(name)) for name, value in thing.items()}
        if isinstance(thing, list | tuple):
            return [self.data(value, key) for value in thing]
        if isinstance(thing, str):
            return self.text(thing)
        return thing

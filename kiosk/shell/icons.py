"""The icon set: names to code points of our icon font (a subset of Material Symbols Rounded, filled)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "assets" / "icons.json"
FALLBACK = "concierge"


@lru_cache(maxsize=1)
def icons() -> dict[str, str]:
    """Every icon's name and character."""
    table: dict[str, int] = json.loads(TABLE.read_text(encoding="utf-8"))
    return {name: chr(code) for name, code in table.items()}


def glyph(name: str) -> str:
    """The icon's character; the service bell for a name that we do not have, so that a plugin's slip shows no box."""
    table = icons()
    return table.get(name) or table[FALLBACK]

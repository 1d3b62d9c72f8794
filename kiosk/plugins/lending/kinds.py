"""Every kind that is lent, in the order in which they are shown."""

from __future__ import annotations

from .kind import UNTIL_MARKED, Kind
from .strollers import STROLLER
from .umbrellas import UMBRELLA

__all__ = ["KINDS", "STROLLER", "UMBRELLA", "UNTIL_MARKED", "Kind", "kind_of", "lends"]

KINDS: tuple[Kind, ...] = (UMBRELLA, STROLLER)

_BY_ID = {kind.id: kind for kind in KINDS}


def kind_of(kind_id: str) -> Kind:
    """The kind of an item or a loan; a LookupError for one that lending does not lend."""
    return _BY_ID[kind_id]


def lends(kind_id: str) -> bool:
    """Whether lending lends this kind of item at all."""
    return kind_id in _BY_ID

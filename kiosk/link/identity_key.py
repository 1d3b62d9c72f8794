"""The keys of buyers' identity records as people copy them: which of the two it is, 32 bytes, and a checksum.

A public key with one letter wrong would seal every record to nobody; so a key that was copied wrongly is refused when the
settings are read, and a private one that was put in its place is known at sight. Left out: what is done with them
(`kiosk.core.identity`); nothing here needs a library of cryptography.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["public", "private"]

LENGTH = 32
_SUM = 4
_CHARACTERS = (LENGTH + _SUM) * 4 // 3


class KeyRefused(ValueError):
    """No key, or not the one that is wanted; the text says why, and never what was given."""


def prefix(kind: Kind) -> str:
    """How a key begins when it is written."""
    return f"kiosk-{kind}-"


def written(kind: Kind, key: bytes) -> str:
    """A key as text."""
    return prefix(kind) + base64.urlsafe_b64encode(key + _checksum(kind, key)).decode()


def read(kind: Kind, text: str) -> bytes:
    """The key in a text. Raises KeyRefused."""
    other: Kind = "private" if kind == "public" else "public"
    text = text.strip()
    if text.startswith(prefix(other)):
        raise KeyRefused(f"it is the {other} key, and the {kind} one belongs here")
    if not text.startswith(prefix(kind)):
        raise KeyRefused(f"it does not begin with {prefix(kind)}")
    body = text.removeprefix(prefix(kind))
    if len(body) != _CHARACTERS:
        raise KeyRefused(f"{len(body)} characters follow {prefix(kind)}, and {_CHARACTERS} should")
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeyRefused("there are characters in it that no key has") from None
    key, checksum = raw[:LENGTH], raw[LENGTH:]
    if _checksum(kind, key) != checksum:
        raise KeyRefused("its checksum is wrong: something was lost in copying it")
    return key


def fingerprint(public: bytes) -> str:
    """What records, lists and people call a key pair."""
    return hashlib.sha256(public).hexdigest()[:16]


def _checksum(kind: Kind, key: bytes) -> bytes:
    return hashlib.sha256(prefix(kind).encode() + key).digest()[:_SUM]

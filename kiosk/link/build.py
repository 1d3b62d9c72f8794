"""Which build this is: what the two ends of a link compare before anything else is said.

The version alone is not enough: in a working tree it stays the same while the protocol changes under it. A
checksum of the protocol's own sources catches exactly the case that hurts: an old shell that understands half
of a screen. CRC-32 and not a cryptographic hash: nobody is kept out by it (the uid check does that), and
hashlib costs time.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

VERSION = "0.1.0"
"""The product's version. A test holds it equal to pyproject.toml's: reading the metadata costs 30 ms."""

PROTOCOL_FILES = (
    "cards.py",
    "frames.py",
    "health.py",
    "lights.py",
    "messages.py",
    "prompts.py",
    "slips.py",
    "texts.py",
)


@lru_cache(maxsize=1)
def build_id() -> str:
    """The version and a checksum of the protocol's sources, like `0.1.0+9f3c21aa`."""
    folder = Path(__file__).parent
    checksum = 0
    for name in PROTOCOL_FILES:
        checksum = zlib.crc32((folder / name).read_bytes(), checksum)
    return f"{VERSION}+{checksum:08x}"

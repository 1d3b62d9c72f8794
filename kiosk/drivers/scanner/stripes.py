"""What a stripe reader says of a card: tracks between sentinels, as text. Pure: bytes in, a number or a refusal out.

A reader of stripes sends what is on the card's tracks with ISO 7811's sentinels: `%…?` is track 1, `;…?` track 2, `+…?` track
3, and an `E` alone where a track could not be read. Ours hold a number on track 2 (or 1), up to a field separator. What
looks like a payment card is refused here, before anything can store or log it (PCI DSS): it is somebody's money.
"""

from __future__ import annotations

import re

from kiosk.drivers.scanner.codes import Code, Refusal, clean
from kiosk.link.payment import looks_like_payment_card

_TRACK = re.compile(r"([%;+])([^%;+?]*)\?")
UNREADABLE = "E"
SYMBOLOGY = "stripe"


def read(raw: bytes) -> Code | Refusal | None:
    """One swipe's bytes. None when nothing is left of it."""
    text = clean(raw.decode("latin-1"))
    if not text:
        return None
    tracks = dict(_TRACK.findall(text))
    if any(looks_like_payment_card(data) for data in (*tracks.values(), text)):
        return "payment_card"
    for sentinel in ";%":
        number = re.split(r"[=^]", tracks.get(sentinel, ""))[0].strip()
        if number and number != UNREADABLE:
            return Code(number, SYMBOLOGY)
    return "bad_swipe"

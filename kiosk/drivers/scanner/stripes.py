"""What a stripe reader says of a card: tracks between sentinels, as text. Pure: bytes in, a number or a refusal out.

A reader of stripes sends what is on the card's tracks with ISO 7811's sentinels: `%…?` is track 1, `;…?` track 2, `+…?` track
3, and an `E` alone where a track could not be read. Ours hold a number on track 2 (or 1), up to a field separator. What
looks like a payment card is refused here, before anything can store or log it (PCI DSS): it is somebody's money.
"""

from __future__ import annotations

import re

from kiosk.drivers.scanner.codes import Code, Refusal, clean

_TRACK = re.compile(r"([%;+])([^%;+?]*)\?")
_PAN = re.compile(r"\d{13,19}", re.ASCII)
_TRACK_2_CARD = re.compile(r"(\d{13,19})=\d{4}", re.ASCII)
_TRACK_1_CARD = re.compile(r"B\s?(\d{13,19})\^", re.ASCII)
UNREADABLE = "E"
SYMBOLOGY = "stripe"


def read(raw: bytes) -> Code | Refusal | None:
    """One swipe's bytes. None when nothing is left of it."""
    text = clean(raw.decode("latin-1"))
    if not text:
        return None
    tracks = dict(_TRACK.findall(text))
    if any(is_payment_card(data) for data in (*tracks.values(), text)):
        return "payment_card"
    for sentinel in ";%":
        number = re.split(r"[=^]", tracks.get(sentinel, ""))[0].strip()
        if number and number != UNREADABLE:
            return Code(number, SYMBOLOGY)
    return "bad_swipe"


def is_payment_card(data: str) -> bool:
    """Looks like a payment card's track 1 (format code B), its track 2, or its bare number with a valid check digit."""
    if (found := _TRACK_1_CARD.search(data) or _TRACK_2_CARD.search(data)) is not None:
        return passes_luhn(found.group(1))
    return bool(_PAN.fullmatch(data)) and data[0] in "3456" and passes_luhn(data)


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1's check digit is right."""
    digits = [int(each) for each in reversed(number)]
    doubled = (sum(divmod(2 * each, 10)) for each in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0

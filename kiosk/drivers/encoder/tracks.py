"""What the three tracks of a card may hold (ISO 7811), and how that lies on the stripe. Pure; whatever comes, nothing raises
but `NotEncodable`, whose words never repeat what should have been written.

A character is its six data bits (track 1) or four (tracks 2 and 3) and an odd parity bit. A track is a start sentinel, the
text, an end sentinel, and a check character: the columns' even parity over all that, with an odd parity of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import xor

import msgspec

from kiosk.link.cards import TrackNumber

END = "?"


class Format(msgspec.Struct, frozen=True):
    """One track: the longest text, bits of a character with its parity, the first character of its alphabet, its sentinel."""

    longest: int
    bits: int
    first: str
    start: str

    @property
    def alphabet(self) -> frozenset[str]:
        """What a text may consist of: everything that the bits can say, without the sentinels."""
        base = ord(self.first)
        every = {chr(base + code) for code in range(1 << (self.bits - 1))}
        return frozenset(every - {self.start, END})


FORMATS: Mapping[TrackNumber, Format] = {
    1: Format(76, 7, " ", "%"),
    2: Format(37, 5, "0", ";"),
    3: Format(104, 5, "0", ";"),
}


class NotEncodable(ValueError):
    """A text that a track cannot hold. The message names the track and the rule, never the text."""


def check(number: TrackNumber, text: str) -> None:
    """Raises `NotEncodable` unless the track can hold the text."""
    form = FORMATS[number]
    if len(text) > form.longest:
        raise NotEncodable(f"track {number} holds {form.longest} characters, and this is {len(text)}")
    if not form.alphabet.issuperset(text):
        raise NotEncodable(f"track {number} is given a character that it cannot hold")


# ---------------------------------------------------------------------------------------------- bits


def characters(number: TrackNumber, text: str) -> bytes:
    """A text as it lies on the stripe, one byte a character: sentinels, parity and check character included.
    Raises `NotEncodable`."""
    check(number, text)
    form = FORMATS[number]
    codes = [ord(each) - ord(form.first) for each in form.start + text + END]
    return bytes(_with_parity(code, form.bits) for code in (*codes, reduce(xor, codes)))


def text_of(number: TrackNumber, codes: Sequence[int]) -> str | None:
    """The text in a track's characters; None unless sentinels, every parity and the check character are right.
    What follows the check character is the rest of the stripe."""
    form = FORMATS[number]
    data = [code & ((1 << (form.bits - 1)) - 1) for code in codes]
    start, end = (ord(each) - ord(form.first) for each in (form.start, END))
    if data[:1] != [start] or end not in data[:-1]:
        return None
    length = data.index(end) + 2
    if any(_with_parity(each, form.bits) != code for each, code in zip(data[:length], codes, strict=False)):
        return None
    text = "".join(chr(ord(form.first) + each) for each in data[1 : length - 2])
    right = reduce(xor, data[:length]) == 0 and len(text) <= form.longest
    return text if right and form.alphabet.issuperset(text) else None


def pack(codes: Iterable[int], bits: int) -> bytes:
    """Characters of so many bits, the lowest bit first, without gaps: what raw writing takes at 8 bits a character."""
    stream = [code >> place & 1 for code in codes for place in range(bits)]
    stream += [0] * (-len(stream) % 8)
    return bytes(sum(stream[at + place] << place for place in range(8)) for at in range(0, len(stream), 8))


def unpack(data: bytes, bits: int) -> bytes:
    """The whole characters in packed bits; what is left over at the end is no character."""
    stream = [byte >> place & 1 for byte in data for place in range(8)]
    whole = len(stream) // bits * bits
    return bytes(sum(stream[at + place] << place for place in range(bits)) for at in range(0, whole, bits))


def mirrored(data: bytes) -> bytes:
    """Each byte's bits turned round: raw reading gives them the other way round than raw writing takes them."""
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)


def _with_parity(data: int, bits: int) -> int:
    return data | (data.bit_count() % 2 == 0) << (bits - 1)

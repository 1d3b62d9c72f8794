"""The complete command table of the MSR605 family (MSR605 Programmer's Manual, revision B, 2009). Pure.

What a byte table lets one say by mistake cannot be said here: a select byte of 00 erases track 1, so "erase nothing" has no
bytes; `1B 79` sets Lo-Co and is also what the test of the line is answered with, so coercivity is asked for by `1B 64` only.

Models differ: the MSR605X knows no test of its sensor or its memory and answers with "failed"
(docs/not-validated.md says what was never tried on a real device).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from kiosk.drivers.encoder.tracks import NotEncodable, check
from kiosk.link.cards import TRACK_NUMBERS, Coercivity, TrackNumber

Light: TypeAlias = Literal["none", "all", "green", "yellow", "red"]

ESC = b"\x1b"
DATA, END = ESC + b"s", b"?\x1c"
"""Around what is on a card, in both directions."""

RESET = ESC + b"a"
"""Not answered. Also the only way to make the device stop waiting for a card."""

TEST_LINE = ESC + b"e"
READ = ESC + b"r"
READ_RAW = ESC + b"m"
SET_COERCIVITY: Mapping[Coercivity, bytes] = {"high": ESC + b"x", "low": ESC + b"y"}
GET_COERCIVITY = ESC + b"d"
GET_LEADING_ZEROS = ESC + b"l"
TEST_SENSOR = ESC + b"\x86"
"""Answered when a card comes by."""

TEST_MEMORY = ESC + b"\x87"
MODEL = ESC + b"t"
FIRMWARE = ESC + b"v"
LIGHTS: Mapping[Light, bytes] = {
    "none": ESC + b"\x81",
    "all": ESC + b"\x82",
    "green": ESC + b"\x83",
    "yellow": ESC + b"\x84",
    "red": ESC + b"\x85",
}
"""Not answered."""

_ERASE: Mapping[frozenset[TrackNumber], int] = {
    frozenset({1}): 0b000,
    frozenset({2}): 0b010,
    frozenset({3}): 0b100,
    frozenset({1, 2}): 0b011,
    frozenset({1, 3}): 0b101,
    frozenset({2, 3}): 0b110,
    frozenset({1, 2, 3}): 0b111,
}

_DENSITY: Mapping[tuple[TrackNumber, int], int] = {
    (1, 210): 0xA1,
    (1, 75): 0xA0,
    (2, 210): 0xD2,
    (2, 75): 0x4B,
    (3, 210): 0xC1,
    (3, 75): 0xC0,
}

LONGEST_RAW = 255
"""Bytes of one track: its length is one byte."""


class NothingToDo(ValueError):
    """A command that would name no track at all."""


def write(texts: Mapping[TrackNumber, str]) -> bytes:
    """Write these texts at the next swipe; the device adds sentinels and check characters.
    Raises `NotEncodable`, or `NothingToDo` when there is no text."""
    if not any(texts.values()):
        raise NothingToDo("there is no text to write")
    for number, text in texts.items():
        check(number, text)
    body = b"".join(_head(number) + texts.get(number, "").encode("ascii") for number in TRACK_NUMBERS)
    return ESC + b"w" + DATA + body + END


def write_raw(tracks: Mapping[TrackNumber, bytes]) -> bytes:
    """Write these bits at the next swipe, packed at 8 bits a character (`tracks.pack`), a byte for each at 5 to 7.
    Raises `NotEncodable`, or `NothingToDo`."""
    if not any(tracks.values()):
        raise NothingToDo("there are no bits to write")
    if any(len(data) > LONGEST_RAW for data in tracks.values()):
        raise NotEncodable(f"a raw track has at most {LONGEST_RAW} bytes")
    bodies = ((number, tracks.get(number, b"")) for number in TRACK_NUMBERS)
    body = b"".join(_head(number) + bytes((len(data),)) + data for number, data in bodies)
    return ESC + b"n" + DATA + body + END


def erase(tracks: Collection[TrackNumber]) -> bytes:
    """Erase exactly these tracks at the next swipe. Raises `NothingToDo` when they are none, or are none of a card's."""
    selected = frozenset(tracks)
    if selected not in _ERASE:
        raise NothingToDo("no track of a card was named to be erased")
    return ESC + b"c" + bytes((_ERASE[selected],))


def set_density(track: TrackNumber, bits_per_inch: int) -> bytes:
    """How densely a track is written: 75 or 210 bits to the inch. Raises `KeyError` for any other."""
    return ESC + b"b" + bytes((_DENSITY[track, bits_per_inch],))


def set_bits(first: int, second: int, third: int) -> bytes:
    """Bits of a character on each track, 5 to 8. Raises `ValueError` for any other."""
    if not all(5 <= each <= 8 for each in (first, second, third)):
        raise ValueError("a character has 5 to 8 bits")
    return ESC + b"o" + bytes((first, second, third))


def set_leading_zeros(outer: int, middle: int) -> bytes:
    """How many zeros come before the data on tracks 1 and 3, and on track 2 (as delivered: 61 and 22).
    Raises `ValueError` beyond 255."""
    return ESC + b"z" + bytes((outer, middle))


def _head(number: TrackNumber) -> bytes:
    return ESC + bytes((number,))

"""What the device says, read as it comes in. Pure: bytes in, an answer out once it is whole; whatever comes, nothing raises.

Two traps are dealt with here. A card's data ends with `3F 1C 1B st`, and a track ends with 3F as well, so only the whole mark
is an end. Raw tracks may contain any byte, the mark too: they are read by their lengths and by nothing else.

An empty track is "nothing" in the manual and `1B 2B` on devices; one that could not be read is `1B 2A`. What was read is
masked in every repr.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal, TypeAlias

import msgspec

from kiosk.drivers.encoder.tracks import END, FORMATS
from kiosk.link.cards import TRACK_NUMBERS, TrackNumber

OK, READ_WRITE_ERROR, BAD_FORMAT, BAD_COMMAND, BAD_SWIPE, SET_FAILED = 0x30, 0x31, 0x32, 0x34, 0x39, 0x41
STATUSES = frozenset({OK, READ_WRITE_ERROR, BAD_FORMAT, BAD_COMMAND, BAD_SWIPE, SET_FAILED})
TEST_PASSED = 0x79

ESC = 0x1B
_DATA = b"\x1bs"
_MARK = b"?\x1c\x1b"
_EMPTY, _UNREADABLE = b"\x1b+", b"\x1b*"

MAXIMUM_BYTES = 1024
"""More than any answer has (three raw tracks: 785). Beyond it is noise."""

Nonsense: TypeAlias = Literal["nonsense"]


class Track(msgspec.Struct, frozen=True):
    """One track as it was read. Its repr is masked."""

    state: Literal["text", "empty", "unreadable"]
    text: str = ""

    def __repr__(self) -> str:
        return f"Track({self.state}, <{len(self.text)}>)"


EMPTY, UNREADABLE = Track("empty"), Track("unreadable")


class Card(msgspec.Struct, frozen=True):
    """A card that was read."""

    status: int
    tracks: dict[TrackNumber, Track]


class RawCard(msgspec.Struct, frozen=True):
    """A card's bits, each byte the other way round than raw writing takes it. Its repr is masked."""

    status: int
    tracks: dict[TrackNumber, bytes]

    def __repr__(self) -> str:
        return f"RawCard({self.status:#x}, {[len(each) for each in self.tracks.values()]})"


class Answer(ABC):
    """An answer that is awaited. `feed` gives it once: as bytes, a card, or `nonsense`."""

    def __init__(self) -> None:
        self._heard = bytearray()

    @property
    def has_begun(self) -> bool:
        """Something has come that is no noise: an answer, or a part of one."""
        return ESC in self._heard

    def feed(self, data: bytes) -> bytes | Card | RawCard | Nonsense | None:
        """Bytes from the line; returns the answer when it is whole."""
        self._heard += data
        answer = self._read(bytes(self._heard))
        return "nonsense" if answer is None and len(self._heard) > MAXIMUM_BYTES else answer

    @abstractmethod
    def _read(self, heard: bytes) -> bytes | Card | RawCard | Nonsense | None:
        """The answer in what has been heard so far."""


class Short(Answer):
    """`1B` and so many bytes. Noise before the `1B` is passed over; these bytes are returned."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def _read(self, heard: bytes) -> bytes | None:
        start = heard.find(ESC) + 1
        return heard[start : start + self._count] if start and len(heard) >= start + self._count else None


class IsoAnswer(Answer):
    """A card's texts: `1B 73 1B 01 … 1B 02 … 1B 03 … 3F 1C 1B st`, or `1B st` where the device read nothing."""

    def _read(self, heard: bytes) -> Card | Nonsense | None:
        start = heard.find(ESC)
        if start < 0 or len(heard) < start + 2:
            return None
        if heard[start + 1] in STATUSES:
            return Card(heard[start + 1], dict.fromkeys(TRACK_NUMBERS, UNREADABLE))
        if heard[start : start + 2] != _DATA:
            return "nonsense"
        end = heard.find(_MARK, start + 2)
        if end < 0 or len(heard) < end + 4:
            return None
        tracks = _tracks(heard[start + 2 : end])
        return "nonsense" if tracks is None else Card(heard[end + 3], tracks)


class RawAnswer(Answer):
    """A card's bits: `1B 73 1B 01 L …bytes 1B 02 L …bytes 1B 03 L …bytes 3F 1C 1B st`."""

    def _read(self, heard: bytes) -> RawCard | Nonsense | None:
        start = heard.find(ESC)
        if start < 0:
            return None
        tracks: dict[TrackNumber, bytes] = {}
        at = start
        fixed = _DATA
        for number in TRACK_NUMBERS:
            fixed += bytes((ESC, number))
            if not fixed.startswith(heard[at : at + len(fixed)]):
                return "nonsense"
            at += len(fixed)
            if len(heard) <= at:
                return None
            tracks[number] = heard[at + 1 : at + 1 + heard[at]]
            at += 1 + heard[at]
            fixed = b""
        if len(heard) < at + 4:
            return None
        return RawCard(heard[at + 3], tracks) if heard[at : at + 3] == _MARK else "nonsense"


def _tracks(body: bytes) -> dict[TrackNumber, Track] | None:
    """What lies between start and end. A track that is not mentioned is empty; None when the order is not a card's."""
    found: dict[TrackNumber, Track] = dict.fromkeys(TRACK_NUMBERS, EMPTY)
    rest = body
    for number in TRACK_NUMBERS:
        head = bytes((ESC, number))
        if not rest.startswith(head):
            continue
        following = [at for other in (2, 3) if (at := rest.find(bytes((ESC, other)), 2)) >= 0]
        end = min(following, default=len(rest))
        found[number] = _track(number, rest[2:end])
        rest = rest[end:]
    return found if not rest else None


def _track(number: TrackNumber, said: bytes) -> Track:
    """One track's own bytes. Without both sentinels it is not whole, and counts as unreadable."""
    form = FORMATS[number]
    if said in {b"", _EMPTY}:
        return EMPTY
    text = said.decode("latin-1")
    whole = len(text) >= 2 and text[0] == form.start and text[-1] == END
    text = text[1:-1]
    if said == _UNREADABLE or not whole or len(text) > form.longest or not form.alphabet.issuperset(text):
        return UNREADABLE
    return Track("text", text) if text else EMPTY

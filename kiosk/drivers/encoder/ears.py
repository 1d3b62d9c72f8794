"""How an emulated MSR605 hears: bytes to whole commands, and a block to its tracks.

Written from the programmer's manual, apart from `commands.py` and `replies.py`, so that a mistake there is not repeated here;
the same golden bytes hold both (tests/drivers/encoder).
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.drivers.encoder import stripe

RESET = b"\x1ba"
WRITE, WRITE_RAW = 0x77, 0x6E
FURTHER = {0x63: 1, 0x62: 1, 0x7A: 2, 0x6F: 3}
"""Bytes that follow a command, besides those of the two writes."""

LONGEST = {1: 76, 2: 37, 3: 104}


class Ears:
    """Cuts what comes into commands. What begins none is lost, and complained about."""

    def __init__(self, complaints: list[str]) -> None:
        self._heard = b""
        self._complaints = complaints

    def hear(self, data: bytes) -> Iterator[bytes]:
        """The commands that are whole now."""
        self._heard += data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> bytes | None:
        start = self._heard.find(0x1B)
        if start != 0 and self._heard:
            lost = len(self._heard) if start < 0 else start
            self._heard = self._heard[lost:]
            self._complaints.append(f"{lost} bytes that begin no command")
        if len(self._heard) < 2:
            return None
        command = self._heard[1]
        length = self._block() if command in {WRITE, WRITE_RAW} else 2 + FURTHER.get(command, 0)
        if length is None or len(self._heard) < length:
            return None
        frame, self._heard = self._heard[:length], self._heard[length:]
        return frame

    def _block(self) -> int | None:
        """How long a write is: to its end mark, or, of raw tracks, by their lengths. A reset in the middle of texts ends it."""
        heard = self._heard
        if heard[1] == WRITE:
            reset, end = heard.find(RESET, 2), heard.find(b"?\x1c", 2)
            if reset >= 0 and (end < 0 or reset < end):
                return reset
            return end + 2 if end >= 0 else None
        at = 4
        for _track in range(3):
            if len(heard) < at + 3:
                return None
            at += 3 + heard[at + 2]
        return at + 2


def tracks_of(frame: bytes) -> dict[int, bytes] | None:
    """The tracks of a write; None when it is none as the manual has it."""
    raw = frame[1] == WRITE_RAW
    tracks = dict(_raw_tracks(frame) if raw else _iso_tracks(frame))
    if frame[2:4] != b"\x1bs" or not frame.endswith(b"?\x1c") or len(tracks) != 3:
        return None
    return tracks if raw or all(_fits(number, data) for number, data in tracks.items()) else None


def _iso_tracks(frame: bytes) -> Iterator[tuple[int, bytes]]:
    rest = frame[4:-2]
    for number in (1, 2, 3):
        if rest[:2] != bytes((0x1B, number)):
            return
        end = rest.find(0x1B, 2)
        yield number, rest[2:] if end < 0 else rest[2:end]
        rest = b"" if end < 0 else rest[end:]


def _raw_tracks(frame: bytes) -> Iterator[tuple[int, bytes]]:
    at = 4
    for number in (1, 2, 3):
        if frame[at : at + 2] != bytes((0x1B, number)):
            return
        length = frame[at + 2]
        yield number, frame[at + 3 : at + 3 + length]
        at += 3 + length


def _fits(number: int, data: bytes) -> bool:
    longest = {1: 76, 2: 37, 3: 104}[number]
    last = stripe.BASE[number] + (1 << stripe.WIDTH[number])
    allowed = all(stripe.BASE[number] <= each < last for each in data)
    return allowed and len(data) <= longest and not {0x3F, ord(stripe.OPENS[number])} & set(data)

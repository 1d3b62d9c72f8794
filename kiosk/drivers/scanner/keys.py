"""What a scanner in keyboard mode types: the kernel's key events to characters. Pure.

The layout is the US one, which scanners type unless they are told otherwise. Kept here: shift, control and caps lock of
this one device (it is grabbed, so nobody else sees or changes them). Left out: entering characters by Alt and digits, which
differs from system to system; a scanner that reads Chinese QR codes belongs in its USB-COM mode.

Events are `struct input_event` of a 64-bit kernel, codes those of linux/input-event-codes.h.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

EVENT = struct.Struct("llHHi")

EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN = 0, 1

SHIFTS, CONTROLS, CAPS_LOCK = frozenset({42, 54}), frozenset({29, 97}), 58
RIGHT_BRACKET = 27

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\t", "\t"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (28, "\r", "\r"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (96, "\r", "\r"),
    (98, "/", "/"),
)
CHARACTERS = {
    first + offset: pair
    for first, plain, shifted in _ROWS
    for offset, pair in enumerate(zip(plain, shifted, strict=True))
}
"""Key code to its character, without and with shift."""

DROPPED = "dropped"
"""The kernel's queue has run over: keys are missing, nobody knows which."""


class Typist:
    """Follows one keyboard."""

    def __init__(self) -> None:
        self._rest = b""
        self._held: set[int] = set()
        self._caps = False
        self._deaf = False

    def feed(self, data: bytes) -> Iterator[str]:
        """Events as bytes, in whatever pieces; yields single characters, and `DROPPED` once for each overflow."""
        self._rest += data
        whole = len(self._rest) - len(self._rest) % EVENT.size
        events, self._rest = self._rest[:whole], self._rest[whole:]
        for _seconds, _micros, kind, code, value in EVENT.iter_unpack(events):
            if kind == EV_SYN and code == SYN_DROPPED:
                self._deaf = (
                    True  # what follows until the next report is a torn remainder (kernel: event-codes.rst)
                )
                self._held.clear()
                yield DROPPED
            elif kind == EV_SYN and code == SYN_REPORT:
                self._deaf = False
            elif kind == EV_KEY and not self._deaf:
                yield from self._key(code, value)

    def _key(self, code: int, value: int) -> Iterator[str]:
        if value == UP:
            self._held.discard(code)
        elif value == DOWN:  # and not 2: a key that is held repeats
            self._held.add(code)
            if code == CAPS_LOCK:
                self._caps = not self._caps
            elif code == RIGHT_BRACKET and self._held & CONTROLS:
                yield "\x1d"  # how scanners type GS1's group separator
            elif code in CHARACTERS and not self._held & CONTROLS:
                plain, shifted = CHARACTERS[code]
                shift = bool(self._held & SHIFTS) ^ (self._caps and plain.isalpha())
                yield shifted if shift else plain

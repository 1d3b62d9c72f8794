"""Products (物料): what is counted at a counter, what it is called, and serial numbers where each piece has one. Plain data.

Who sells or gives a product names it (`kiosk_products`); how many there are is the ledger's, and which ones is the store's
(`kiosk.core.store.serials`). Left out: prices and who may have one, which are the services' rules.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from kiosk.link.texts import Text

_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9-]{1,38}[0-9]")
_ENDING = re.compile(r"[0-9]+$")

MOST_IN_A_RANGE = 10_000
"""Serial numbers that are received or sold at once: a carton of cards."""

SerialState = Literal["stock", "out", "void"]


class Product(msgspec.Struct, frozen=True):
    """One product. `id` begins with its plugin's (`cards_gold`), and is what the ledger counts (`pieces(id)`).

    `numbered`: each piece has a serial number of its own. `face_fen`: what is printed on it (面额), 0 for nothing. `order` is
    its place in lists and forms. With so few left as `reorder_at` it is to be ordered anew (manual 000: 数量不足时提前告知).
    """

    id: str
    name: Text
    numbered: bool = False
    face_fen: int = 0
    order: int = 100
    reorder_at: int = 0


class Serial(msgspec.Struct, frozen=True):
    """One piece with a number: lying at a counter (`stock`), given out (`out`), or no good any more (`void`)."""

    serial: str
    product: str
    state: SerialState
    counter: str
    received_ms: int
    moved_ms: int
    why: str = ""


class Shipment(msgspec.Struct, frozen=True):
    """Pieces on the way from one counter to another; `first` and `last` are the run of their numbers, "" for what has none."""

    id: str
    product: str
    pieces: int
    first: str
    last: str
    from_counter: str
    to_counter: str
    sent_ms: int
    sent_by: str


CAME_IN = frozenset({"stock.received", "stock.sent", "stock.accepted", "stock.sent_back"})
"""Kinds of entries by which stock comes to a counter (进): from a supplier or another counter, less what was sent there."""


class WrongRange(Exception):
    """These are not the first and the last of a run of serial numbers; the message says what is wrong with them."""


def normal_serial(text: str) -> str:
    """A serial number as it is kept: upper case, without spaces. "" for what cannot be one."""
    plain = "".join(text.split()).upper()
    return plain if _SERIAL.fullmatch(plain) else ""


def serial_range(first: str, last: str) -> list[str]:
    """Every serial number from the first to the last, both included: the same but for the digits at the end, equally long.

    Raises WrongRange.
    """
    begin, end = normal_serial(first), normal_serial(last)
    if not begin or not end:
        raise WrongRange("a serial number has letters, digits and '-', and ends with a digit")
    digits = _ENDING.search(begin)
    assert digits is not None  # noqa: S101  a serial number ends with a digit
    stem, width = begin[: digits.start()], len(digits[0])
    if len(begin) != len(end) or not end.startswith(stem) or not end[len(stem) :].isdigit():
        raise WrongRange("both numbers are equally long and differ in their last digits only")
    from_number, to_number = int(digits[0]), int(end[len(stem) :])
    if to_number < from_number:
        raise WrongRange("the last number is not below the first")
    if to_number - from_number >= MOST_IN_A_RANGE:
        raise WrongRange(f"at most {MOST_IN_A_RANGE:,} at once")
    return [f"{stem}{number:0{width}d}" for number in range(from_number, to_number + 1)]


def serial_run(first: str, count: int) -> list[str]:
    """So many serial numbers from the first on. Raises WrongRange, also where they do not fit its digits."""
    if count < 1:
        raise WrongRange("a run has one number at least")
    digits = _ENDING.search(first)
    if digits is None:
        raise WrongRange("a serial number ends with a digit")
    last = f"{first[: digits.start()]}{int(digits[0]) + count - 1:0{len(digits[0])}d}"
    return serial_range(first, last)


def room_from(first: str) -> int:
    """How many numbers a run can have that begins with this one."""
    digits = _ENDING.search(first)
    return min(MOST_IN_A_RANGE, int(10 ** len(digits[0])) - int(digits[0])) if digits is not None else 0


def runs_of(serials: list[str]) -> list[tuple[str, str]]:
    """The same numbers as few runs of (first, last), in order: what is written down of many."""
    runs: list[tuple[str, str]] = []
    for serial in sorted(serials, key=lambda one: (len(one), one)):
        if runs and _follows(runs[-1][1], serial):
            runs[-1] = (runs[-1][0], serial)
        else:
            runs.append((serial, serial))
    return runs


def _follows(one: str, other: str) -> bool:
    digits = _ENDING.search(one)
    if digits is None or len(one) != len(other) or not other.startswith(one[: digits.start()]):
        return False
    rest = other[digits.start() :]
    return rest.isdigit() and int(rest) == int(digits[0]) + 1

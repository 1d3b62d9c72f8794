"""A line of a till's daily file as plain data, and what a service makes of it."""

from __future__ import annotations

import hashlib

import msgspec


class TillLine(msgspec.Struct, frozen=True):
    """One receipt. Amounts are fen; below nothing it is a refund, and `original` the receipt that is taken back.

    `card` is the member's who gets the points, `paid_card` the card that was paid with, `paid` how much of the amount; the two
    may differ. `undiscounted` is what the goods cost without a discount (0: not told). `day` is the business day of the sale.
    """

    line: int
    merchant: str
    terminal: str
    receipt: str
    at_ms: int
    day: int
    amount: int
    card: str = ""
    paid_card: str = ""
    paid: int = 0
    undiscounted: int = 0
    original: str = ""
    original_day: int = 0
    """The business day of the receipt that is taken back, where the file tells it."""

    @property
    def key(self) -> str:
        """What it is known by, in whatever file it comes: merchant, terminal, number, day."""
        return receipt_key(self.merchant, self.terminal, self.receipt, self.day)


class TillFault(msgspec.Struct, frozen=True):
    """A line that cannot be read: which, what is wrong with it as a code, and in English."""

    line: int
    code: str
    words: str


class TillFile(msgspec.Struct, frozen=True):
    """One run of one file. `sum` is its SHA-256, the same for the same file."""

    id: str
    name: str
    sum: str


class TillCounts(msgspec.Struct, frozen=True):
    """What a service made of some lines: booked now, booked before, and not matched."""

    booked: int = 0
    known: int = 0
    unmatched: int = 0

    def plus(self, other: TillCounts) -> TillCounts:
        """Both together."""
        return TillCounts(
            self.booked + other.booked, self.known + other.known, self.unmatched + other.unmatched
        )


def receipt_key(merchant: str, terminal: str, receipt: str, day: int) -> str:
    """32 hexadecimal digits: a receipt is known without its words."""
    words = "\x1f".join((merchant, terminal, receipt, str(day)))
    return hashlib.sha256(words.encode()).hexdigest()[:32]

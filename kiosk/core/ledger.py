"""The ledger's words: accounts, and entries that move amounts between them. Plain data.

Every amount moves from one account to another, so nothing is made and nothing is lost: the sums of a unit are the same
before and after, whatever is entered. What is counted is a `unit`: fen, points, or pieces of one product, so that one
counted gift, one point and one fen are kept by the same rules. Each account says on which side it may not be exceeded:
what a customer has (`credit`) and what lies in a drawer (`debit`) never falls below nothing, and it is the database that
says so.

After the double entry of two-sided transfers that ledger databases have (debit account, credit account, one amount).
"""

from __future__ import annotations

from typing import Literal

import msgspec

FEN = "fen"
POINT = "point"

NO_END = 99991231
"""The last day of a lot that does not expire."""

Side = Literal["credit", "debit", "either"]
"""On which side an account's sum may never fall below nothing; `either`: on none."""


def pieces(product: str) -> str:
    """The unit in which a product is counted; a word of letters, digits, `-` and `_`."""
    return f"piece:{product}"


class Account(msgspec.Struct, frozen=True, order=True):
    """One account, by what it is (`book`), whose it is, and what is counted in it. It is made when first used.

    `in_lots`: what comes in is kept in lots with a day of earning and a last day, and leaves by the earliest last day;
    only for `credit`. `side` and `in_lots` are the book's, and the same for all of its accounts.
    """

    book: str
    owner: str = ""
    unit: str = FEN
    side: Side = "either"
    in_lots: bool = False


def principal(owner: str) -> Account:
    """What somebody has paid in (本金): a member's id, or a card's number."""
    return Account("principal", owner, FEN, "credit", in_lots=True)


def bonus(owner: str) -> Account:
    """What they were given on top (返利); never paid out (法释〔2025〕4号, art. 15)."""
    return Account("bonus", owner, FEN, "credit", in_lots=True)


def points(owner: str) -> Account:
    """A member's points (积分)."""
    return Account("points", owner, POINT, "credit", in_lots=True)


def points_owed(owner: str) -> Account:
    """Points that were taken back after they had been spent: while there are any, nothing is redeemed (domain.md 3.6)."""
    return Account("points_owed", owner, POINT, "debit")


def drawer(counter: str, tender: str) -> Account:
    """Money at a counter by its kind (`cash`, `bank_card`, …): what is in the drawer, or on the terminal's slip."""
    return Account("drawer", f"{counter}/{tender}", FEN, "debit")


def safe() -> Account:
    """Money that is not at a counter: change comes from there, takings go there."""
    return Account("safe")


def stock(counter: str, product: str) -> Account:
    """Pieces of a product at a counter (存)."""
    return Account("stock", counter, pieces(product), "debit")


class Lot(msgspec.Struct, frozen=True):
    """How what comes into an account `in_lots` is kept. Days are business days, yyyymmdd."""

    last_day: int = NO_END
    earned_day: int = 0
    """0: the day of the entry."""
    source: str = ""
    """What it came from, as an id: a top-up's lots of principal and bonus name each other by it."""


class Share(msgspec.Struct, frozen=True):
    """Part of one lot."""

    lot: int
    amount: int


class Line(msgspec.Struct, frozen=True):
    """One transfer: `amount` (more than nothing) is debited to one account and credited to another, in the same unit.

    `lot` says how the credited account keeps it, `take` out of which lots the debited one gives it; without it, the lots
    that have not ended give, the earliest last day first, and of two the older.
    """

    debit: Account
    credit: Account
    amount: int
    lot: Lot | None = None
    take: tuple[Share, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One business fact in the ledger. `at_ms` is when it was entered, `happened_ms` when it was: an entry made on paper
    while the box was down is entered later, and always into the day on which it is entered."""

    id: str
    number: int
    kind: str
    subject: str
    counter: str
    shift_id: str
    at_ms: int
    happened_ms: int
    business_day: int
    actor: str
    version: str
    reason: str
    data: dict[str, str | int]
    reverses: str = ""
    reversed_by: str = ""

    @property
    def late(self) -> bool:
        """Whether it was entered after it happened."""
        return self.happened_ms < self.at_ms


class Transfer(msgspec.Struct, frozen=True):
    """One line of an entry as it stands in the ledger."""

    debit: Account
    credit: Account
    amount: int


class LotLeft(msgspec.Struct, frozen=True):
    """A lot of which something is left."""

    number: int
    earned_day: int
    last_day: int
    amount: int
    left: int
    source: str


class ClosedMonth(msgspec.Struct, frozen=True):
    """A month (yyyymm) that two people have closed: nothing is entered into it any more."""

    month: int
    closed_ms: int
    closed_by: str
    second_by: str

"""Shifts (班次) as plain data: who holds a counter, what was counted there, and what it should have been.

Counted is blind: whoever counts is not told what the books say before they have answered. A count stands against the books
at its own moment, so it may be made early, in between customers; what moves afterwards moves both.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.core.ledger import FEN, Account, drawer

Phase = Literal["opening", "closing"]


class CounterRules(msgspec.Struct, frozen=True):
    """What the site's settings say of its counter. `shifts` in the order of the day (早班, 晚班)."""

    name: str = "desk"
    tenders: tuple[str, ...] = ("cash", "bank_card", "wechat", "alipay", "transfer")
    shifts: tuple[str, ...] = ("early", "late")

    def drawers(self) -> tuple[Account, ...]:
        """Money at this counter, by its kind."""
        return tuple(drawer(self.name, tender) for tender in self.tenders)


class Shift(msgspec.Struct, frozen=True):
    """One shift. `left`: whoever held it has counted and gone, and a difference waits for a second person; `closed`: over."""

    id: str
    counter: str
    name: str
    business_day: int
    state: Literal["open", "left", "closed"]
    opened_ms: int
    opened_by: str
    left_ms: int | None = None
    left_by: str = ""
    closed_ms: int | None = None
    second_by: str = ""


class Count(msgspec.Struct, frozen=True):
    """What was counted of one account, and what the books had of it at that moment."""

    account: Account
    expected: int
    counted: int
    at_ms: int
    counted_by: str

    @property
    def difference(self) -> int:
        """More than there should be, or (below nothing) less."""
        return self.counted - self.expected


MOVED = ("shift.cash_in", "shift.cash_out", "shift.settled", "shift.difference")
"""Kinds of entries by which money is moved and not taken for anything."""


def is_money(account: Account) -> bool:
    """Whether an account is counted in money and not in pieces."""
    return account.unit == FEN

"""What the forms are made of: sums of a shift, of some days, and what an account held before a day; and the movements behind a
figure.

Each statement goes in by a shift or by business days, so that it takes time by what it is asked for and not by all that was
entered before. What an account of a counter held before a day is summed up from one row for each day (`ledger_days`), which the
database keeps with every transfer.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.ledger import Account, Entry
from kiosk.core.reports import Behind
from kiosk.core.store.ledger_reading import ENTRIES, LAST, account_of, entry_of
from kiosk.core.store.part import Part

_DAY = "e.business_day BETWEEN ? AND ?"
_SHIFT = "e.shift_id = ?"

_SUMS = (
    "SELECT e.kind, e.counter, e.shift_id, a.book, CASE WHEN a.book IN ('drawer', 'stock') THEN a.owner ELSE '' END, a.unit,"
    " sum(CASE WHEN t.debit = a.number THEN t.amount ELSE 0 END), sum(CASE WHEN t.credit = a.number THEN t.amount ELSE 0 END)"
    " FROM ledger_entries e JOIN ledger_transfers t ON t.entry = e.number"
    " JOIN ledger_accounts a ON a.number IN (t.debit, t.credit) WHERE "
)
_GROUPED = " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
_SUMS_OF_DAYS = _SUMS + _DAY + _GROUPED
_SUMS_OF_SHIFT = _SUMS + _SHIFT + _GROUPED
_TIMES = "SELECT e.kind, count(*) FROM ledger_entries e WHERE e.business_day BETWEEN ? AND ? GROUP BY e.kind ORDER BY e.kind"
_ENTRIES_OF_SHIFT = ENTRIES + "e.shift_id = ? AND e.number < ? ORDER BY e.number DESC LIMIT ?"
_BEFORE = (
    "SELECT coalesce(sum(d.debits), 0), coalesce(sum(d.credits), 0) FROM ledger_accounts a"
    " JOIN ledger_days d ON d.account = a.number"
    " WHERE a.owner = ? AND a.book = ? AND a.unit = ? AND d.business_day < ?"
)
_AT_COUNTER = "SELECT book, owner, unit, side, in_lots FROM ledger_accounts WHERE owner = ? AND book = 'stock' ORDER BY unit"
_BOUNDS = "SELECT min(e.number), max(e.number) FROM ledger_entries e WHERE "
_BOUNDS_OF_DAYS = _BOUNDS + _DAY
_BOUNDS_OF_SHIFT = _BOUNDS + _SHIFT
# Debits and credits apart: each has an index of its own, and an OR over both would use none.
_DEBITED = (
    "SELECT t.entry, sum(t.amount) FROM ledger_accounts a JOIN ledger_transfers t ON t.debit = a.number"
    " JOIN ledger_entries e ON e.number = t.entry WHERE "
)
_CREDITED = (
    "SELECT t.entry, -sum(t.amount) FROM ledger_accounts a JOIN ledger_transfers t ON t.credit = a.number"
    " JOIN ledger_entries e ON e.number = t.entry WHERE "
)
_NEWEST = (
    " AND a.owner = ? AND a.book = ? AND a.unit = ? AND t.entry BETWEEN ? AND ?"
    " GROUP BY t.entry ORDER BY t.entry DESC LIMIT ?"
)
_DEBITED_ON_DAYS, _CREDITED_ON_DAYS = _DEBITED + _DAY + _NEWEST, _CREDITED + _DAY + _NEWEST
_DEBITED_IN_SHIFT, _CREDITED_IN_SHIFT = _DEBITED + _SHIFT + _NEWEST, _CREDITED + _SHIFT + _NEWEST
_NUMBERED = ENTRIES + "e.number = ?"


class Sum(msgspec.Struct, frozen=True):
    """What entries of one kind moved on the accounts of one book; `owner` only of what lies at a counter."""

    kind: str
    counter: str
    shift_id: str
    book: str
    owner: str
    unit: str
    debited: int
    credited: int

    @property
    def plain_kind(self) -> str:
        """The kind that was entered, also of what undoes one: it counts against it."""
        return self.kind.removesuffix(".reversed")

    @property
    def net(self) -> int:
        """What came in on the debit side, less what went out."""
        return self.debited - self.credited


class Movement(msgspec.Struct, frozen=True):
    """One entry behind a figure, and by how much it changed the account (debited less credited)."""

    entry: Entry
    amount: int


class Tallying(Part):
    """The transaction's sums."""

    def sums_of_days(self, first_day: int, last_day: int) -> list[Sum]:
        """Everything that was entered on some business days, at whatever counter."""
        return [_sum(row) for row in self._all(_SUMS_OF_DAYS, (first_day, last_day))]

    def sums_of_shift(self, shift_id: str) -> list[Sum]:
        """Everything that was entered in a shift."""
        return [_sum(row) for row in self._all(_SUMS_OF_SHIFT, (shift_id,))]

    def times_of_days(self, first_day: int, last_day: int) -> dict[str, int]:
        """How many entries of each kind."""
        return {kind: int(times) for kind, times in self._all(_TIMES, (first_day, last_day))}

    def entries_of_shift(self, shift_id: str, *, before: int = 0, limit: int = 40) -> list[Entry]:
        """The newest entries of a shift, before an entry's number (0: from the end)."""
        return [entry_of(row) for row in self._all(_ENTRIES_OF_SHIFT, (shift_id, before or LAST, limit))]

    def held_before(self, account: Account, business_day: int) -> int:
        """What an account of a counter held when a business day began (前存): debited less credited."""
        key = (account.owner, account.book, account.unit, business_day)
        debited, credited = self._one(_BEFORE, key)
        return int(debited) - int(credited)

    def stock_at(self, counter: str) -> list[Account]:
        """Every product that was ever counted at a counter."""
        return [account_of(row) for row in self._all(_AT_COUNTER, (counter,))]

    def movements(self, behind: Behind, *, before: int = 0, limit: int = 40) -> list[Movement]:
        """The newest entries that made a figure, before an entry's number (0: from the end)."""
        of_shift = bool(behind.shift_id)
        where: tuple[Any, ...] = (behind.shift_id,) if of_shift else (behind.first_day, behind.last_day)
        first, last = self._one(_BOUNDS_OF_SHIFT if of_shift else _BOUNDS_OF_DAYS, where)
        if first is None:
            return []
        account = behind.account
        last = min(last, before - 1) if before else last
        values = (*where, account.owner, account.book, account.unit, first, last, limit)
        amounts: dict[int, int] = {}
        on_days, in_shift = (_DEBITED_ON_DAYS, _CREDITED_ON_DAYS), (_DEBITED_IN_SHIFT, _CREDITED_IN_SHIFT)
        for statement in in_shift if of_shift else on_days:
            for number, amount in self._all(statement, values):
                amounts[number] = amounts.get(number, 0) + int(amount)
        newest = sorted(amounts, reverse=True)[:limit]
        return [Movement(entry_of(self._one(_NUMBERED, (number,))), amounts[number]) for number in newest]


def _sum(row: Any) -> Sum:
    values: list[Any] = [*row[:6], int(row[6]), int(row[7])]
    return Sum(*values)

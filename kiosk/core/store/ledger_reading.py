"""Reading the ledger: what an account holds, its lots, and the entries behind both.

A balance is one row, however long its history: it is carried by each transfer. Left out: reports, which read whole days and
have statements of their own.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.ledger import Account, ClosedMonth, Entry, LotLeft, Transfer
from kiosk.core.store.part import Part

_decode = msgspec.json.Decoder(dict[str, str | int]).decode

_SUMS = "SELECT debits, credits FROM ledger_accounts WHERE owner = ? AND book = ? AND unit = ?"
_NUMBER = "SELECT number FROM ledger_accounts WHERE owner = ? AND book = ? AND unit = ?"
_OF_OWNER = "SELECT book, owner, unit, side, in_lots, debits, credits FROM ledger_accounts WHERE owner = ? ORDER BY book, unit"
_LOTS = (
    "SELECT number, earned_day, last_day, amount, amount - used, source FROM ledger_lots"
    " WHERE account = ? AND used < amount AND last_day >= ? ORDER BY last_day, earned_day, number"
)
_LEFT_BY_DAY = (
    "SELECT l.last_day, sum(l.amount - l.used) FROM ledger_accounts a JOIN ledger_lots l ON l.account = a.number"
    " WHERE a.owner = ? AND a.book = ? AND a.unit = ? AND l.used < l.amount AND l.last_day >= ?"
    " GROUP BY l.last_day ORDER BY l.last_day"
)
ENTRIES = (
    "SELECT e.id, e.number, e.kind, e.subject, e.counter, e.shift_id, e.at_ms, e.happened_ms, e.business_day, e.actor,"
    " e.version, e.reason, e.data, e.reverses, (SELECT r.id FROM ledger_entries r WHERE r.reverses = e.id)"
    " FROM ledger_entries e WHERE "
)
"""The beginning of a statement whose rows `entry_of` takes."""
_BY_ID = ENTRIES + "e.id = ?"
_ONCE = ENTRIES + "e.once = ?"
_OF_SUBJECT = ENTRIES + "e.subject = ? AND e.number < ? ORDER BY e.number DESC LIMIT ?"
_TRANSFERS = (
    "SELECT d.book, d.owner, d.unit, d.side, d.in_lots, c.book, c.owner, c.unit, c.side, c.in_lots, t.amount"
    " FROM ledger_transfers t JOIN ledger_accounts d ON d.number = t.debit JOIN ledger_accounts c ON c.number = t.credit"
    " WHERE t.entry = ? ORDER BY t.line"
)
_MONTH = "SELECT month, closed_ms, closed_by, second_by FROM ledger_periods WHERE month = ?"
_FIRST_DAY = "SELECT min(business_day) FROM ledger_entries"
LAST = 2**62
"""After every entry that there will ever be."""


class Reckoning(Part):
    """The transaction's accounts, to be read."""

    def balance(self, account: Account) -> int:
        """What an account holds on its own side (for one on either: debits less credits); nothing when it was never used."""
        row = self._one(_SUMS, (account.owner, account.book, account.unit))
        return 0 if row is None else _natural(account, row[0], row[1])

    def balances(self, owner: str) -> dict[Account, int]:
        """Every account of an owner, with what it holds."""
        accounts = ((account_of(row), row[5], row[6]) for row in self._all(_OF_OWNER, (owner,)))
        return {account: _natural(account, *sums) for account, *sums in accounts}

    def lots(self, account: Account, *, on_day: int = 0) -> list[LotLeft]:
        """The lots of which something is left on a business day (0: also those that have ended), in the order in which they
        are spent."""
        row = self._one(_NUMBER, (account.owner, account.book, account.unit))
        return [] if row is None else [LotLeft(*lot) for lot in self._all(_LOTS, (row[0], on_day))]

    def left_by_day(self, account: Account, *, on_day: int = 0) -> dict[int, int]:
        """What is left in an account's lots, by their last day, the earliest first; from a business day on."""
        rows = self._all(_LEFT_BY_DAY, (account.owner, account.book, account.unit, on_day))
        return {last_day: int(left) for last_day, left in rows}

    def spendable(self, account: Account) -> int:
        """What of an account `in_lots` has not ended today."""
        return sum(self.left_by_day(account, on_day=self.business_day).values())

    def entry(self, entry_id: str) -> Entry | None:
        """One entry."""
        row = self._one(_BY_ID, (entry_id,))
        return None if row is None else entry_of(row)

    def entered(self, once: str) -> Entry | None:
        """The entry that was made under a key that is used once."""
        row = self._one(_ONCE, (once,))
        return None if row is None else entry_of(row)

    def entries_of(self, subject: str, *, before: int = 0, limit: int = 20) -> list[Entry]:
        """The newest entries about a subject, before an entry's number (0: from the end)."""
        return [entry_of(row) for row in self._all(_OF_SUBJECT, (subject, before or LAST, limit))]

    def transfers_of(self, entry: Entry) -> list[Transfer]:
        """The lines of an entry, in order."""
        return [
            Transfer(account_of(row), account_of(row[5:]), row[10])
            for row in self._all(_TRANSFERS, (entry.number,))
        ]

    def month_closed(self, month: int) -> bool:
        """Whether a month (yyyymm) was reconciled and closed."""
        return self.closed_month(month) is not None

    def closed_month(self, month: int) -> ClosedMonth | None:
        """When a month was closed, and by which two; None while it is open."""
        row = self._one(_MONTH, (month,))
        return None if row is None else ClosedMonth(*row)

    def first_entered_day(self) -> int:
        """The first business day on which anything was entered; 0 while nothing was."""
        return int(self._one(_FIRST_DAY)[0] or 0)


def _natural(account: Account, debited: int, credited: int) -> int:
    return credited - debited if account.side == "credit" else debited - credited


def account_of(row: Any) -> Account:
    """An account out of its first five columns: book, owner, unit, side, in_lots."""
    return Account(row[0], row[1], row[2], row[3], bool(row[4]))


def entry_of(row: Any) -> Entry:
    """An entry out of a row of ENTRIES."""
    values: list[Any] = [*row[:12], _decode(row[12]), row[13] or "", row[14] or ""]
    return Entry(*values)

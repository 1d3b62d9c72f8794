"""Entering into the ledger: an entry with its transfers, a reversal, a month that is closed.

Python says which accounts and which lots; that no account and no lot is overdrawn, that a closed month stays as it is, that
nothing is reversed twice and a key is used once, is the database's own doing, and so holds for two kiosks at once.

Each entry is one row of the journal with everything that it moved, and so is each new account: whoever reads the journal
alone can make every account's sum again; which lot gave what stands in the ledger only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kiosk.core.ledger import Account, Entry, Line, Lot, Share
from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving
from kiosk.core.store.ledger_reading import Reckoning

_encode = msgspec.json.Encoder(order="deterministic").encode

MOST_LINES = 40
"""Of one entry: it is one row of the journal."""

KEPT_AT_A_COUNTER = frozenset({"drawer", "stock"})
"""Books of what lies at a counter, and whoever holds it answers for."""

_HELD = "SELECT id, state FROM shifts WHERE counter = ? AND state <> 'closed'"
_FIND = "SELECT number, side, in_lots FROM ledger_accounts WHERE owner = ? AND book = ? AND unit = ?"
_MAKE = (
    "INSERT INTO ledger_accounts (book, owner, unit, side, in_lots, made_ms) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING number"
)
_LOCK = "SELECT number FROM ledger_accounts WHERE number = ?"
_ENTER = (
    "INSERT INTO ledger_entries (id, kiosk, journal_seq, kind, plugin, subject, counter, shift_id, at_ms, happened_ms,"
    " business_day, position, actor, session_id, version, reason, data, once, reverses)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING number"
)
_TRANSFER = "INSERT INTO ledger_transfers (entry, line, debit, credit, amount) VALUES (?, ?, ?, ?, ?)"
_LOT = "INSERT INTO ledger_lots (account, entry, line, earned_day, last_day, amount, source) VALUES (?, ?, ?, ?, ?, ?, ?)"
_USE = "INSERT INTO ledger_lot_uses (entry, line, lot, amount) VALUES (?, ?, ?, ?)"
_LEFT = (
    "SELECT number, amount - used FROM ledger_lots WHERE account = ? AND used < amount AND last_day >= ?"
    " ORDER BY last_day, earned_day, number"
)
_LINES = (
    "SELECT t.line, t.debit, t.credit, t.amount, d.in_lots, c.in_lots, d.book, c.book FROM ledger_transfers t"
    " JOIN ledger_accounts d ON d.number = t.debit JOIN ledger_accounts c ON c.number = t.credit"
    " WHERE t.entry = ? ORDER BY t.line"
)
_USES = (
    "SELECT u.lot, u.amount, l.last_day, l.source FROM ledger_lot_uses u JOIN ledger_lots l ON l.number = u.lot"
    " WHERE u.entry = ? AND u.line = ? ORDER BY u.lot"
)
_LOT_OF = "SELECT number FROM ledger_lots WHERE entry = ? AND line = ?"
_SHIFT_OF_MONTH = (
    "SELECT business_day, counter FROM shifts WHERE state <> 'closed' AND business_day BETWEEN ? AND ?"
    " ORDER BY business_day LIMIT 1"
)
_CLOSE = "INSERT INTO ledger_periods (month, closed_ms, closed_by, second_by) VALUES (?, ?, ?, ?)"


class Entering(Approving, Reckoning):
    """The transaction's ledger."""

    def enter(
        self,
        kind: str,
        lines: Sequence[Line],
        *,
        subject: str = "",
        counter: str = "",
        shift_id: str = "",
        version: str = "",
        reason: str = "",
        data: Mapping[str, str | int] | None = None,
        once: str = "",
        happened_ms: int | None = None,
    ) -> Entry:
        """Enter one business fact (`cards.topped_up`), with all that it moves, or nothing of it.

        `subject` is whom or what it is about; `version` the rule that it was made under; `once` a key under which there is
        never a second entry; `happened_ms` for what is entered later than it happened. `data` holds ids, keys and numbers.

        Counter and shift are this kiosk's and the open one, unless they are named. Raises NoShift where staff would move
        money or stock without one; Overdrawn; MonthClosed; AlreadyEntered (`tx.entered` finds the entry that stands there);
        and ValueError for what is no entry at all: no line, an amount of nothing, an account with itself, a time to come.
        A plugin needs the permission `ledger.enter`, else NotAllowed.
        """
        self._permitted("ledger.enter")
        happened = self.now_ms if happened_ms is None else happened_ms
        _check(lines, happened, self.now_ms)
        counter, shift_id = counter or self._store.counter.name, shift_id or self._held_by()
        books = {account.book for line in lines for account in (line.debit, line.credit)}
        _needs_a_shift(books, shift_id, self.context.actor)
        numbers = self._numbers(account for line in lines for account in (line.debit, line.credit))
        moved = [(numbers[line.debit], numbers[line.credit], line.amount) for line in lines]
        entry = self._entered(
            (kind, subject, counter, shift_id, happened, version, reason, data or {}, once, ""), moved
        )
        for line_number, line in enumerate(lines):
            self._run(_TRANSFER, (entry.number, line_number, *moved[line_number]))
            if line.debit.in_lots:
                shares = line.take or self._shares(numbers[line.debit], line.amount)
                self._use(entry, line_number, shares)
            if line.credit.in_lots:
                self._keep(entry, line_number, numbers[line.credit], line.amount, line.lot or Lot())
        return entry

    def reverse(
        self, entry_id: str, *, reason: str, counter: str = "", shift_id: str = "", again_until: int = 0
    ) -> Entry:
        """Undo an entry by one that moves everything back, today; what was taken out of lots goes back into them. With a
        business day in `again_until`, what went out of lots that have ended meanwhile comes back in one that ends then.

        Raises Unknown, Reversed when it was reversed before, ValueError for a reversal itself (enter it anew), and Overdrawn
        when what came in is not there any more: then it is taken back as far as it goes, by an entry of its own. A plugin
        needs the permission `ledger.enter`, else NotAllowed.
        """
        self._permitted("ledger.enter")
        undone = self.entry(entry_id)
        if undone is None:
            raise errors.Unknown(f"there is no entry {entry_id}")
        if undone.reverses:
            raise ValueError(f"entry {entry_id} is a reversal itself; what it undid is entered anew")
        counter, shift_id = counter or self._store.counter.name, shift_id or self._held_by()
        lines = self._all(_LINES, (undone.number,))
        _needs_a_shift({book for line in lines for book in line[6:]}, shift_id, self.context.actor)
        self._lock({account for line in lines for account in line[1:3]})
        moved = [(credit, debit, amount) for _line, debit, credit, amount, *_in_lots in lines]
        kind = f"{undone.kind}.reversed"
        entry = self._entered(
            (kind, undone.subject, counter, shift_id, self.now_ms, undone.version, reason, {}, "", undone.id),
            moved,
        )
        for number, (line, debit, _credit, amount, debit_in_lots, credit_in_lots, *_books) in enumerate(
            lines
        ):
            self._run(_TRANSFER, (entry.number, number, *moved[number]))
            if credit_in_lots:  # what came in goes out of the very lot in which it came
                lot = self._one(_LOT_OF, (undone.number, line))[0]
                self._use(entry, number, (Share(lot, amount),))
            if debit_in_lots:
                self._give_back(entry, number, debit, self._all(_USES, (undone.number, line)), again_until)
        return entry

    def close_month(self, month: int, closed_by: str, second_by: str) -> bool:
        """Lock a month (yyyymm): two people have held it against finance's books (manual 000, 每月1号). False when it is.

        Raises ValueError for a month that is not over, ShiftOpen while one of its shifts is, ConstraintBroken when the two are
        one.
        """
        self._for_the_host("close_month")
        if month >= self.business_day // 100:
            raise ValueError(f"{month} is not over")
        if (held := self._one(_SHIFT_OF_MONTH, (month * 100 + 1, month * 100 + 31))) is not None:
            raise errors.ShiftOpen(f"a shift of {held[0]} at {held[1]} is not closed")
        if self.month_closed(month):
            return False
        self._run(_CLOSE, (month, self.now_ms, closed_by, second_by))
        self._desk_journals("ledger.closed", "month", month=month, by=closed_by, second=second_by)
        return True

    # ------------------------------------------------------------------ inside

    def _held_by(self) -> str:
        row = self._one(_HELD, (self._store.counter.name,))
        return str(row[0]) if row is not None and row[1] == "open" else ""

    def _numbers(self, accounts: Iterable[Account]) -> dict[Account, int]:
        """The accounts' numbers; in the order of the numbers their rows are locked, where there is such a thing."""
        numbers = {account: self._number(account) for account in sorted(set(accounts))}
        self._lock(numbers.values())
        return numbers

    def _lock(self, numbers: Iterable[int]) -> None:
        if self._store.dialect.for_update:
            for number in sorted(numbers):
                self._one(_LOCK + self._store.dialect.for_update, (number,))

    def _number(self, account: Account) -> int:
        key = (account.owner, account.book, account.unit)
        row = self._one(_FIND, key)
        if row is None:
            values = (
                account.book,
                account.owner,
                account.unit,
                account.side,
                int(account.in_lots),
                self.now_ms,
            )
            made = self._one(_MAKE, values)
            if made is not None:
                self._journal_account(account, made[0])
                return int(made[0])
            row = self._one(_FIND, key)  # another kiosk was faster
        if (row[1], bool(row[2])) != (account.side, account.in_lots):
            raise ValueError(f"accounts of the book {account.book!r} are kept otherwise")
        return int(row[0])

    def _journal_account(self, account: Account, number: int) -> None:
        self._desk_journals(
            "ledger.account", account.side, act=False,
            number=number, book=account.book, owner=account.owner or "house", unit=account.unit,
        )  # fmt: skip

    def _entered(self, row: tuple[Any, ...], moved: Sequence[tuple[int, int, int]]) -> Entry:
        kind, subject, counter, shift_id, happened, version, reason, data, once, reverses = row
        context, entry_id = self.context, self.new_id()
        ids: dict[str, str | int] = {"entry": entry_id, "kind": kind}
        ids |= {name: value for name, value in (("subject", subject), ("reverses", reverses)) if value}
        for line, (debit, credit, amount) in enumerate(moved):
            ids |= {f"debit{line}": debit, f"credit{line}": credit, f"amount{line}": amount}
        seq = self._desk_journals("ledger.entered", reason or "as_usual", act=False, **ids)
        values = (
            entry_id, self._kiosk, seq, kind, context.plugin, subject, counter, shift_id, self.now_ms, happened,
            self.business_day, context.position, context.actor, context.session_id, version, reason,
            _encode(data).decode(), once or None, reverses or None,
        )  # fmt: skip
        made = self._one(_ENTER, values)
        if made is None and reverses:
            raise errors.Reversed(f"entry {reverses} was reversed before")
        if made is None:
            raise errors.AlreadyEntered(once)
        return Entry(
            entry_id, made[0], kind, subject, counter, shift_id, self.now_ms, happened, self.business_day,
            context.actor, version, reason, dict(data), reverses,
        )  # fmt: skip

    def _shares(self, account: int, amount: int) -> tuple[Share, ...]:
        shares, wanted = [], amount
        for lot, left in self._all(_LEFT, (account, self.business_day)):
            shares.append(Share(lot, min(left, wanted)))
            wanted -= shares[-1].amount
            if not wanted:
                return tuple(shares)
        raise errors.Overdrawn(f"{amount - wanted} of {amount} are there to be spent")

    def _use(self, entry: Entry, line: int, shares: Iterable[Share]) -> None:
        for share in shares:
            self._run(_USE, (entry.number, line, share.lot, share.amount))

    def _give_back(
        self, entry: Entry, line: int, account: int, uses: Sequence[Any], again_until: int
    ) -> None:
        ended = [use for use in uses if again_until and use[2] < entry.business_day]
        self._use(entry, line, tuple(Share(use[0], -use[1]) for use in uses if use not in ended))
        if ended:
            lot = Lot(last_day=again_until, source=ended[0][3])
            self._keep(entry, line, account, sum(use[1] for use in ended), lot)

    def _keep(self, entry: Entry, line: int, account: int, amount: int, lot: Lot) -> None:
        earned = lot.earned_day or entry.business_day
        self._run(_LOT, (account, entry.number, line, earned, lot.last_day, amount, lot.source))


def _needs_a_shift(books: Collection[str], shift_id: str, actor: str) -> None:
    if not shift_id and actor.startswith("staff:") and not KEPT_AT_A_COUNTER.isdisjoint(books):
        raise errors.NoShift("money and stock are moved by whoever holds the counter: open a shift first")


def _check(lines: Sequence[Line], happened_ms: int, now_ms: int) -> None:
    """Raise ValueError for what is no entry."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise ValueError(f"an entry has 1 to {MOST_LINES} lines, not {len(lines)}")
    if happened_ms > now_ms:
        raise ValueError("what is entered has happened")
    for line in lines:
        if line.amount < 1:
            raise ValueError(
                f"an amount is at least 1, not {line.amount}; what goes back is a transfer the other way"
            )
        if line.debit == line.credit:
            raise ValueError(f"a transfer from {line.debit.book} to itself")
        if line.debit.unit != line.credit.unit:
            raise ValueError(f"{line.debit.unit} cannot become {line.credit.unit} in one transfer")
        if line.lot is not None and not line.credit.in_lots:
            raise ValueError(f"{line.credit.book} is not kept in lots")
        if line.take and (not line.debit.in_lots or sum(share.amount for share in line.take) != line.amount):
            raise ValueError("the shares of lots are not the amount")

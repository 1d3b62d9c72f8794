"""Shifts: opened by one person, counted blind, and closed; a difference takes a reason and a second person.

Manual 000 §8 (晚班当天交清) and §11 (交班汇总核对).
A difference is entered in the ledger, account by account and never netted (长缴短补), so that the next shift begins with what
was counted. Left out: which screens ask for what (`kiosk.core.session`), and what the forms print.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.core.ledger import Account, Entry, Line, safe
from kiosk.core.shifts import MOVED, Count, CounterRules, Phase, Shift
from kiosk.core.store import errors
from kiosk.core.store.ledger import Entering
from kiosk.core.store.ledger_reading import account_of

_SHIFTS = (
    "SELECT id, counter, name, business_day, state, opened_ms, opened_by, left_ms, left_by, closed_ms, second_by"
    " FROM shifts WHERE "
)
_OPEN = _SHIFTS + "counter = ? AND state <> 'closed'"
_OF_DAY = _SHIFTS + "business_day = ? AND counter = ? ORDER BY opened_ms, id"
_BY_ID = _SHIFTS + "id = ?"
_UNCLOSED = (
    _SHIFTS + "state <> 'closed' AND business_day BETWEEN ? AND ? ORDER BY business_day, opened_ms LIMIT 1"
)
_ADD = (
    "INSERT INTO shifts (id, kiosk, counter, name, business_day, state, opened_ms, opened_by)"
    " VALUES (?, ?, ?, ?, ?, 'open', ?, ?) ON CONFLICT DO NOTHING"
)
_LEAVE = "UPDATE shifts SET state = 'left', left_ms = ?, left_by = ? WHERE id = ? AND state = 'open'"
_CLOSE = "UPDATE shifts SET state = 'closed', closed_ms = ?, second_by = ? WHERE id = ? AND state = 'left'"
_COUNT = (
    "INSERT INTO shift_counts (shift_id, phase, account, expected, counted, at_ms, counted_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_COUNTS = (
    "SELECT a.book, a.owner, a.unit, a.side, a.in_lots, s.expected, s.counted, s.at_ms, s.counted_by FROM shift_counts s"
    " JOIN ledger_accounts a ON a.number = s.account WHERE s.shift_id = ? AND s.phase = ? AND s.number ="
    " (SELECT max(n.number) FROM shift_counts n WHERE n.shift_id = s.shift_id AND n.account = s.account AND n.phase = s.phase)"
    " ORDER BY s.number"
)


_MONEY = (
    "SELECT e.kind, a.owner, sum(CASE WHEN t.debit = a.number THEN t.amount ELSE -t.amount END) FROM ledger_entries e"
    " JOIN ledger_transfers t ON t.entry = e.number JOIN ledger_accounts a ON a.number IN (t.debit, t.credit)"
    " WHERE e.shift_id = ? AND a.book = 'drawer' AND substr(a.owner, 1, length(e.counter) + 1) = ?"
    " GROUP BY e.kind, a.owner ORDER BY e.kind, a.owner"
)

CASH = "/cash"
"""How the owner of a drawer of cash ends."""


class Shifting(Entering):
    """The transaction's shift."""

    def site_counter(self) -> CounterRules:
        """What the settings say of this kiosk's counter."""
        return self._store.counter

    def shift(self) -> Shift | None:
        """The shift that is open at this kiosk's counter, or was left and waits for a second person."""
        row = self._one(_OPEN, (self._store.counter.name,))
        return None if row is None else _shift(row)

    def shift_by_id(self, shift_id: str) -> Shift | None:
        """One shift."""
        row = self._one(_BY_ID, (shift_id,))
        return None if row is None else _shift(row)

    def shifts_of_day(self, business_day: int) -> list[Shift]:
        """The shifts of a day at this kiosk's counter, in the order in which they were opened."""
        return [_shift(row) for row in self._all(_OF_DAY, (business_day, self._store.counter.name))]

    def unclosed_shift(self, first_day: int, last_day: int) -> Shift | None:
        """The first shift of some business days, at whatever counter, that is not closed."""
        row = self._one(_UNCLOSED, (first_day, last_day))
        return None if row is None else _shift(row)

    def open_shift(self, name: str, staff_id: str) -> Shift:
        """Take the counter over. Raises ShiftOpen while the last one is not closed; ValueError for no shift of this counter."""
        self._for_the_host("open_shift")
        rules = self._store.counter
        if name not in rules.shifts:
            raise ValueError(f"{name!r} is none of the shifts of {rules.name}: {', '.join(rules.shifts)}")
        values = (self.new_id(), self._kiosk, rules.name, name, self.business_day, self.now_ms, staff_id)
        if self._run(_ADD, values).rowcount != 1:
            raise errors.ShiftOpen(f"the last shift at {rules.name} is not closed")
        self._desk_journals("shift.opened", name, act=False, shift=values[0], counter=rules.name, by=staff_id)
        shift = self.shift()
        assert shift is not None  # noqa: S101  it was just opened
        return shift

    def to_count(self) -> list[Account]:
        """What a person counts at this counter: its cash always, other tenders with anything in them, and every product."""
        rules = self._store.counter
        held = self.balances(rules.name)
        money = [one for one in rules.drawers() if one.owner.endswith(CASH) or self.balance(one)]
        return [*money, *(account for account in held if account.book == "stock")]

    def count(self, shift: Shift, phase: Phase, account: Account, counted: int, staff_id: str) -> Count:
        """Write down what somebody has counted; counting again replaces it. Only then are they told what it should be."""
        self._for_the_host("count")
        if counted < 0:
            raise ValueError(f"nobody counts {counted}")
        number = self._numbers([account])[account]
        expected = self.balance(account)
        self._run(_COUNT, (shift.id, phase, number, expected, counted, self.now_ms, staff_id))
        return Count(account, expected, counted, self.now_ms, staff_id)

    def counts(self, shift: Shift, phase: Phase) -> list[Count]:
        """The newest count of each account, in the order of counting."""
        return [Count(account_of(row), *row[5:]) for row in self._all(_COUNTS, (shift.id, phase))]

    def money_of(self, shift: Shift) -> list[tuple[str, str, int]]:
        """What came into the drawers of a shift (fen; out is below nothing), by the entries' kind and by tender."""
        rows = self._all(_MONEY, (shift.id, f"{shift.counter}/"))
        return [(kind, owner.rsplit("/", 1)[-1], int(fen)) for kind, owner, fen in rows]

    def money_taken(self, shift: Shift) -> int:
        """All that a shift took (fen), by whatever tender: the foot of its F09. What was only moved does not count."""
        return sum(
            fen for kind, _tender, fen in self.money_of(shift) if kind.removesuffix(".reversed") not in MOVED
        )

    def leave_shift(self, shift: Shift, staff_id: str) -> Shift:
        """Whoever holds the counter has counted, and goes. Without a difference that is its end; with one it waits for a
        second person. Raises NotCounted, ShiftOver."""
        self._for_the_host("leave_shift")
        counted = {one.account for one in self.counts(shift, "closing")}
        if missing := [account for account in self.to_count() if account not in counted]:
            raise errors.NotCounted(f"{len(missing)} not counted yet")
        if self._run(_LEAVE, (self.now_ms, staff_id, shift.id)).rowcount != 1:
            raise errors.ShiftOver("this shift was left before")
        self._desk_journals("shift.left", shift.name, act=False, shift=shift.id, by=staff_id)
        if not self.differences(shift):
            self._end(shift, None)
            self._settle_tenders(shift)
        left = self.shift_by_id(shift.id)
        assert left is not None  # noqa: S101  it was just left
        return left

    def differences(self, shift: Shift) -> list[Count]:
        """What does not agree, account by account."""
        return [one for one in self.counts(shift, "closing") if one.difference]

    def settle_shift(self, shift: Shift, second_by: str, reasons: Mapping[Account, str]) -> list[Entry]:
        """A second person has seen the differences of a shift that was left: each is entered with its reason, and the shift is
        over. Raises ShiftOver, and ConstraintBroken for whoever left it; ValueError for a difference without a reason."""
        self._for_the_host("settle_shift")
        differences = self.differences(shift)
        if any(not reasons.get(one.account) for one in differences):
            raise ValueError("each difference has its reason")
        self._end(shift, second_by)
        entries = [self._difference(shift, one, reasons[one.account], second_by) for one in differences]
        self._settle_tenders(shift)
        return entries

    def _end(self, shift: Shift, second_by: str | None) -> None:
        if self._run(_CLOSE, (self.now_ms, second_by, shift.id)).rowcount != 1:
            raise errors.ShiftOver("this shift is not waiting for anybody")
        ids = {"second": second_by} if second_by else {}
        self._desk_journals("shift.closed", shift.name, act=bool(second_by), shift=shift.id, **ids)

    def _settle_tenders(self, shift: Shift) -> None:
        """What was not paid in cash is finance's at the end of a shift; cash stays, until it is handed in."""
        drawers = [one for one in self._store.counter.drawers() if not one.owner.endswith(CASH)]
        lines = [Line(safe(), one, held) for one in drawers if (held := self.balance(one))]
        if lines:
            self.enter("shift.settled", lines, subject=shift.id, counter=shift.counter, shift_id=shift.id)

    def _difference(self, shift: Shift, count: Count, reason: str, second_by: str) -> Entry:
        found = Account("difference", shift.counter, count.account.unit)
        over = count.difference > 0
        debit, credit = (count.account, found) if over else (found, count.account)
        return self.enter(
            "shift.difference",
            [Line(debit, credit, abs(count.difference))],
            subject=shift.id,
            counter=shift.counter,
            shift_id=shift.id,
            reason=reason,
            data={"expected": count.expected, "counted": count.counted, "second": second_by},
        )


def _shift(row: Any) -> Shift:
    values: list[Any] = [*row[:8], row[8] or "", row[9], row[10] or ""]
    return Shift(*values)

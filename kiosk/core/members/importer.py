"""Importing a member list: whole rows or nothing of them, in small transactions, and as often as one likes.

A row is added when its card is new, and left alone when it says what is known already; where it says
something else, nothing is overwritten and the row is a fault: what a member changed at the kiosk must not be
lost to last year's spreadsheet. So a second run of the same file changes nothing, and one that was cut off is
simply started again.

Balances are money and points of other people, and no file is believed about those: they become opening
entries in the name of whoever brought them, and wait for a second person. Of a birthday only month and day
are kept. Every batch that changed something is one row of the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.clock import utc
from kiosk.core.ids import new_id
from kiosk.core.ledger import NO_END
from kiosk.core.members import values
from kiosk.core.members.reading import Row, Sheet, open_sheet, opened, rows
from kiosk.core.members.report import MAXIMUM_FAULTS, ImportReport, RowFault
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import ConstraintBroken, StoreBusy
from kiosk.core.store.statements import run, run_many
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts

_ = Texts("core")

BATCH = 500
"""Rows in one transaction: the desk waits no longer than this takes."""

_ATTEMPTS = 3
_KNOWN = "SELECT card, id, name, phone, birth_month, birth_day, tier, status FROM members WHERE card IN "
_VOID = "SELECT card FROM void_cards WHERE card IN "
_ENTRIES = "SELECT member_id, kind, amount FROM opening_entries WHERE state <> 'refused' AND member_id IN "
_ADD = (
    "INSERT INTO members (id, card, name, phone, birth_month, birth_day, tier, import_id, made_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_ENTRY = (
    "INSERT INTO opening_entries (id, member_id, kind, amount, import_id, line, made_ms, made_by, last_day)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (member_id, kind) DO UPDATE SET id = excluded.id,"
    " amount = excluded.amount, import_id = excluded.import_id, line = excluded.line, made_ms = excluded.made_ms,"
    " made_by = excluded.made_by, last_day = excluded.last_day, state = 'awaiting approval', decided_ms = NULL,"
    " decided_by = '' WHERE opening_entries.state = 'refused'"
)
_ADD_IMPORT = (
    "INSERT INTO member_imports (id, name, made_ms, made_by) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
LONGEST_NAME = 120


class Candidate(msgspec.Struct, frozen=True):
    """One row as it would be stored. What the file has no column for, or says nothing of, is None."""

    line: int
    card: str
    name: str
    phone: str | None
    birthday: tuple[int, int] | None
    tier: str | None
    opening: dict[str, int]
    last_day: int = NO_END
    """Until when the opening points count."""


class _Known(msgspec.Struct, frozen=True):
    """A member who was there before this batch."""

    id: str
    name: str
    phone: str
    birthday: tuple[int, int] | None
    tier: str
    ended: bool


class BalancesNeedStaff(Exception):
    """The file brings opening balances, and nobody stands for them: approving one takes two people."""


class _Outcome(msgspec.Struct):
    """What a batch came to."""

    added: int = 0
    unchanged: int = 0
    opening: int = 0
    faults: list[RowFault] = []


def import_members(
    store: Store, path: Path | str, *, actor: str, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Import a CSV file (blocks). `actor` is "staff:<id>" or "system"; `progress` is told the rows done,
    after each batch.

    Raises ImportRefused when the file as a whole cannot be read as a member list; BalancesNeedStaff when it
    brings opening balances and `actor` is nobody; StoreError when the store cannot write (what was imported
    until then stays, and a second run goes on).
    """
    path = Path(path)
    if not actor.startswith("staff:") and brings_balances(path):
        raise BalancesNeedStaff
    with opened(path) as file:
        sheet = open_sheet(file, path)
        work = _Import(store, sheet, Context(actor=actor), path.name)
        for row in rows(file, sheet):
            work.take(row)
            if len(work.waiting) >= BATCH:
                work.flush()
                if progress is not None:
                    progress(work.seen)
        work.flush()
    return work.report()


def brings_balances(path: Path) -> bool:
    """Whether any row of a file has an opening balance; raises ImportRefused as the import would."""
    with opened(path) as file:
        sheet = open_sheet(file, path)
        readers = {"points": values.points, "principal": values.principal}
        columns = readers.keys() & sheet.columns.keys()
        return bool(columns) and any(
            _balance(readers[column], row.cells[column])
            for row in rows(file, sheet)
            if row.fault is None
            for column in columns
        )


def _balance(read: Callable[[str], int], text: str) -> int:
    try:
        return read(values.cleaned(text))
    except values.BadValue:
        return 0  # a fault of its row, and no balance


class _Import:
    """One run: what waits for its transaction, and what has come of the rest."""

    def __init__(self, store: Store, sheet: Sheet, context: Context, name: str) -> None:
        self._name = name[:LONGEST_NAME]
        self.id = new_id(store.clock)
        self.waiting: list[Candidate] = []
        self.seen = 0
        self._store = store
        self._sheet = sheet
        self._context = context
        self._today = utc(store.clock.now_ms()).date()
        self._done = _Outcome()
        self._lines: dict[str, int] = {}
        """Where each card stood first in this file, whatever became of that row."""
        self._fault_count = 0

    def take(self, row: Row) -> None:
        """Read a row; it waits for its transaction, or is a fault."""
        self.seen += 1
        if row.fault is not None:
            self._add_faults([RowFault(row.line, "", row.fault.code, row.fault.reason)])
            return
        candidate = self._read(row)
        if isinstance(candidate, RowFault):
            self._add_faults([candidate])
        elif (first := self._lines.setdefault(candidate.card, row.line)) != row.line:
            # Known by the file alone, not by what the store has of it: the next run must say the same.
            reason = _("the same card is in line {line}", line=first)
            self._add_faults([RowFault(row.line, self._sheet.titles["card"], "card_twice", reason)])
        else:
            self.waiting.append(candidate)

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        if not self.waiting:
            return
        outcome = self._write(self.waiting)
        self.waiting = []
        self._done.added += outcome.added
        self._done.unchanged += outcome.unchanged
        self._done.opening += outcome.opening
        self._add_faults(outcome.faults)

    def report(self) -> ImportReport:
        """The whole."""
        return ImportReport(
            import_id=self.id,
            encoding=self._sheet.encoding,
            delimiter=self._sheet.delimiter,
            rows=self.seen,
            added=self._done.added,
            unchanged=self._done.unchanged,
            opening_entries=self._done.opening,
            fault_count=self._fault_count,
            faults=tuple(sorted(self._done.faults, key=lambda fault: fault.line)),
            ignored_columns=self._sheet.ignored,
            identity_columns=self._sheet.identity,
        )

    def _add_faults(self, faults: list[RowFault]) -> None:
        self._fault_count += len(faults)
        room = MAXIMUM_FAULTS - len(self._done.faults)
        self._done.faults.extend(faults[: max(room, 0)])

    def _read(self, row: Row) -> Candidate | RowFault:
        readers: dict[str, Callable[[str], Any]] = {
            "card": values.card,
            "name": values.name,
            "phone": values.phone,
            "birthday": lambda text: values.birthday(text, self._today),
            "tier": values.tier,
            "points": values.points,
            "principal": values.principal,
            "points_until": lambda text: values.last_day(text, self._today),
        }
        read: dict[str, Any] = {}
        for column, text in row.cells.items():
            try:
                read[column] = readers[column](values.cleaned(text))
            except values.BadValue as fault:
                return RowFault(row.line, self._sheet.titles[column], fault.code, fault.reason)
        opening = {kind: read[kind] for kind in ("points", "principal") if read.get(kind)}
        return Candidate(
            line=row.line,
            card=read["card"],
            name=read["name"],
            phone=read.get("phone") or None,
            birthday=read.get("birthday"),
            tier=read.get("tier") or None,
            opening=opening,
            last_day=read.get("points_until") or NO_END,
        )

    def _write(self, batch: list[Candidate]) -> _Outcome:
        for _attempt in range(_ATTEMPTS - 1):
            try:
                return self._try(batch)
            except (StoreBusy, ConstraintBroken):
                # Another kiosk was importing the same people. What it added is found as known now.
                continue
        return self._try(batch)

    def _try(self, batch: list[Candidate]) -> _Outcome:
        return self._store.write_now(
            _write_batch, batch, self.id, self._name, self._sheet.titles, context=self._context
        )


def _write_batch(
    tx: Transaction, batch: list[Candidate], import_id: str, name: str, titles: dict[str, str]
) -> _Outcome:
    outcome = _Outcome()
    known = _known(tx, [candidate.card for candidate in batch])
    void = {row[0] for row in _each(tx, _VOID, [candidate.card for candidate in batch])}
    entries = _entries(tx, [member.id for member in known.values()])
    members: list[tuple[Any, ...]] = []
    openings: list[tuple[Any, ...]] = []
    for candidate in batch:
        member = known.get(candidate.card)
        fault = _ended(candidate, member, entries, titles, void) or _contradiction(
            candidate, member, entries, titles
        )
        if fault is not None:
            outcome.faults.append(fault)
            continue
        member_id = member.id if member is not None else tx.new_id()
        if member is None:
            members.append(_member_row(tx, candidate, member_id, import_id))
        fresh = [kind for kind in candidate.opening if (member_id, kind) not in entries]
        openings.extend(
            (
                tx.new_id(),
                member_id,
                kind,
                candidate.opening[kind],
                import_id,
                candidate.line,
                tx.now_ms,
                tx.context.actor,
                candidate.last_day if kind == "points" else NO_END,
            )
            for kind in fresh
        )
        outcome.added += member is None
        outcome.unchanged += member is not None
    outcome.opening = len(openings)
    if members or openings:
        run(tx, _ADD_IMPORT, (import_id, name, tx.now_ms, tx.context.actor))
        run_many(tx, _ADD, members)
        run_many(tx, _ADD_ENTRY, openings)
        tx.journal(
            "members.imported",
            batch=import_id,
            added=outcome.added,
            opening=outcome.opening,
            first_line=batch[0].line,
            last_line=batch[-1].line,
        )
    return outcome


def _member_row(tx: Transaction, candidate: Candidate, member_id: str, import_id: str) -> tuple[Any, ...]:
    month, day = candidate.birthday or (None, None)
    tier, phone = candidate.tier or "", candidate.phone or ""
    return (member_id, candidate.card, candidate.name, phone, month, day, tier, import_id, tx.now_ms)


def _ended(
    candidate: Candidate,
    member: _Known | None,
    entries: dict[tuple[str, str], int],
    titles: dict[str, str],
    void: set[str],
) -> RowFault | None:
    """A number that was a card and is void for ever, or balances for a card that has ended meanwhile."""
    fresh = member is not None and any((member.id, kind) not in entries for kind in candidate.opening)
    if candidate.card in void or (member is not None and member.ended and fresh):
        reason = _("this card has ended; its number is nobody's any more")
        return RowFault(candidate.line, titles["card"], "card_ended", reason)
    return None


def _contradiction(
    candidate: Candidate,
    member: _Known | None,
    entries: dict[tuple[str, str], int],
    titles: dict[str, str],
) -> RowFault | None:
    """Why a row cannot be taken beside what is known; None when it can."""
    if member is None:
        return None
    said = {
        "name": candidate.name,
        "phone": candidate.phone,
        "birthday": candidate.birthday,
        "tier": candidate.tier,
    }
    for column, value in said.items():
        if value is not None and value != getattr(member, column):
            reason = _("the member with this card is on file with something else; nothing was changed")
            return RowFault(candidate.line, titles[column], "differs", reason)
    for kind, amount in candidate.opening.items():
        if entries.get((member.id, kind), amount) != amount:
            reason = _("there is an opening entry with another amount already")
            return RowFault(candidate.line, titles[kind], "opening_differs", reason)
    return None


def _known(tx: Transaction, cards: list[str]) -> dict[str, _Known]:
    found = {}
    for card, member_id, name, phone, month, day, tier, status in _each(tx, _KNOWN, cards):
        birthday = (month, day) if month is not None else None
        found[card] = _Known(member_id, name, phone, birthday, tier, status == "closed")
    return found


def _entries(tx: Transaction, members: list[str]) -> dict[tuple[str, str], int]:
    return {(member, kind): amount for member, kind, amount in _each(tx, _ENTRIES, members)}


def _each(tx: Transaction, sql: str, keys: list[str]) -> Iterator[Any]:
    if keys:
        yield from run(tx, f"{sql}({', '.join('?' * len(keys))})", keys).fetchall()

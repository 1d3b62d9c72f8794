"""Reading a till's daily file: line by line, in small transactions, as often as one likes.

What a receipt means is the services' (`kiosk_till`): who gets points for it, and what leaves a card. They know what they
have booked by the receipt itself, so the same file twice, two files that overlap, and one that was cut off in the middle
come to the same. A line that cannot be read is handed to them too: they keep what did not match, so that it can be read
tomorrow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.ids import new_id
from kiosk.core.members import reading, values
from kiosk.core.members.reading import Row, Sheet
from kiosk.core.members.report import english
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.till import columns
from kiosk.core.till.records import TillCounts, TillFault, TillFile, TillLine

_ = Texts("core")

BATCH = 100
"""Lines in one transaction: the desk waits no longer than this takes."""

HOOK = "kiosk_till"


class TillFailed(Exception):
    """A service could not book a line, for a reason that is not the line's own. What was booked before stays."""


def import_till(store: Store, host: Host, path: Path, zone: ZoneInfo) -> dict[str, TillCounts]:
    """Hand a file to every service that wants tills' lines; returns what each made of it, by its id.

    Raises ImportRefused when it is no till's file, TillFailed, StoreError; a second run goes on where this one ended.
    """
    file = TillFile(new_id(store.clock), path.name[:120], _sum(path))
    counts: dict[str, TillCounts] = {}
    for lines, faults in _batches(store, path, zone):
        for plugin in list(host.plugins):
            for one in _hand_over(store, host, plugin, file, lines, faults):
                counts[plugin] = counts.get(plugin, TillCounts()).plus(one)
    return counts


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with reading.opened(path) as file:
        while chunk := file.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def _hand_over(
    store: Store,
    host: Host,
    plugin: str,
    file: TillFile,
    lines: Sequence[TillLine],
    faults: Sequence[TillFault],
) -> Iterator[TillCounts]:
    """All at once; where that fails, one after the other, so that one line costs no other."""
    try:
        yield from _call(store, host, plugin, file, lines, faults)
    except (PluginFailed, StoreError):
        yield from _one_by_one(store, host, plugin, file, lines, faults)


def _one_by_one(
    store: Store,
    host: Host,
    plugin: str,
    file: TillFile,
    lines: Sequence[TillLine],
    faults: Sequence[TillFault],
) -> Iterator[TillCounts]:
    where = faults[0].line if faults else 0
    try:
        yield from _call(store, host, plugin, file, (), faults)
        for line in lines:
            where = line.line
            yield from _call(store, host, plugin, file, (line,), ())
    except PluginFailed as problem:
        raise TillFailed(f"line {where}: {problem.__cause__ or problem}") from problem


def _call(
    store: Store,
    host: Host,
    plugin: str,
    file: TillFile,
    lines: Sequence[TillLine],
    faults: Sequence[TillFault],
) -> Iterator[TillCounts]:
    def book(tx: Transaction) -> TillCounts | None:
        told: TillCounts | None = host.call_one(plugin, HOOK, tx=tx, file=file, lines=lines, faults=faults)
        return told

    if lines or faults:
        made = store.write_now(book, context=Context(actor="system", plugin=plugin))
        if made is not None:
            yield made


def _batches(store: Store, path: Path, zone: ZoneInfo) -> Iterator[tuple[list[TillLine], list[TillFault]]]:
    with reading.opened(path) as file:
        sheet = reading.open_sheet(file, path, columns.COLUMNS, columns.REQUIRED)
        lines: list[TillLine] = []
        faults: list[TillFault] = []
        for row in reading.rows(file, sheet):
            read = _read(row, sheet, store, zone)
            (lines if isinstance(read, TillLine) else faults).append(read)  # type: ignore[arg-type]  # each to its own
            if len(lines) + len(faults) >= BATCH:
                yield lines, faults
                lines, faults = [], []
        if lines or faults:
            yield lines, faults


def _read(row: Row, sheet: Sheet, store: Store, zone: ZoneInfo) -> TillLine | TillFault:
    if row.fault is not None:
        return TillFault(row.line, row.fault.code, english(row.fault.reason))
    column = ""
    try:
        cells = {}
        for column, text in row.cells.items():
            cells[column] = values.cleaned(text)
        read: dict[str, Any] = {}
        for column in ("merchant", "terminal", "receipt"):
            read[column] = columns.code(cells[column])
        for column in ("amount", "paid", "undiscounted"):
            read[column] = columns.amount(cells.get(column, ""))
        for column in ("card", "paid_card"):
            read[column] = values.card(cells[column]) if cells.get(column) else ""
        column = "original"
        read[column] = columns.code(cells[column]) if cells.get(column) else ""
        column = "original_date"
        read["original_day"] = columns.day(cells.get(column, ""))
        column = "date"
        at_ms = columns.moment(cells["date"], cells["time"], zone, store.clock.now_ms())
        column = "amount"
        _fits_together(read)
    except values.BadValue as fault:
        return TillFault(row.line, fault.code, f"{sheet.titles.get(column, column)}: {english(fault.reason)}")
    return TillLine(line=row.line, at_ms=at_ms, day=store.day.of(at_ms), **read)


def _fits_together(read: dict[str, Any]) -> None:
    amount, paid = read["amount"], read["paid"]
    if bool(paid) != bool(read["paid_card"]):
        raise values.BadValue("paid", _("what a card paid, and which card, stand together"))
    if not amount:
        raise values.BadValue("amount", _("an amount of nothing"))
    if (paid < 0) != (amount < 0) and paid:
        raise values.BadValue("paid", _("a sale and a refund in one line"))
    if abs(paid) > abs(amount):
        raise values.BadValue("paid", _("the card paid more than the receipt has"))

"""The forms that the product makes, figure by figure beside what the independent reader makes of the journal.

Every number of a table is one figure. A difference says where it stands and both numbers. Words, signatures and names are left
out: other tests look at those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kiosk.core import reports_made
from kiosk.core.host.host import Host
from kiosk.core.ledger import Account
from kiosk.core.reports import Behind, Money, Sheet, Span
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from tests.year import reader as independent
from tests.year.plan import as_number
from tests.year.reader import Reader, Shift

RECOMPUTED = ("f01", "f02", "f03", "f06", "f09", "f10", "f11", "f14")
_ACCOUNTS = "SELECT number, book, owner, unit, debits, credits FROM ledger_accounts ORDER BY number"


@dataclass
class Compared:
    """How many figures were held against each other, and those that were not the same."""

    figures: int = 0
    differences: list[str] = field(default_factory=list)
    not_recomputed: list[str] = field(default_factory=list)

    def same(self, where: str, form: Any, reader: Any) -> None:
        """Hold two figures, or as many as there are in two rows, against each other."""
        rows = (
            isinstance(form, (list, tuple)) and isinstance(reader, (list, tuple)) and len(form) == len(reader)
        )
        for one, other in zip(form, reader, strict=True) if rows else ((form, reader),):
            self.figures += 1
            if one != other:
                self.differences.append(f"{where}: the form says {one}, the journal {other}")


class Forms:
    """The product's side: makes a form of some days as `kiosk report` does."""

    def __init__(self, store: Store, host: Host) -> None:
        self.store, self.host = store, host
        self.offered = reports_made.offered(host)

    def __call__(self, name: str, since: date, until: date | None = None) -> list[Sheet]:
        one = self.offered[name]
        span = Span.whole(since, until or since, one.report.whole, self.store.day)
        made: list[Sheet] = self.store.read_now(lambda tx: reports_made.make(tx, self.host, one, span))
        return made

    def others(self) -> list[str]:
        """The manual's forms that nobody here makes again."""
        return sorted(name for name in self.offered if name[0] == "f" and name not in RECOMPUTED)


def compare_month(found: Compared, forms: Forms, reader: Reader, first: date, last: date) -> None:
    """Every form of every day from the first to the last, and of the month."""
    feet = 0
    tenders = list(forms.store.read_now(Transaction.site_counter).tenders)
    day = first
    while day <= last:
        shifts = reader.shifts_of(as_number(day))
        feet += _f09(found, forms("f09", day), shifts, reader, tenders)
        _f06(found, forms("f06", day), shifts, reader)
        day += timedelta(days=1)
    month = as_number(first) // 100
    _f10(found, forms("f10", first), month, reader, tenders)
    whole = forms("f10", first)[0].total[-1]
    found.same(f"F10 of {month}, against the feet of its F09", figure(whole), feet)
    found.not_recomputed = forms.others()


def compare_accounts(found: Compared, store: Store, reader: Reader) -> None:
    """Every account's sums, and that nothing was that must not be."""
    for number, book, owner, unit, debits, credits_ in store.read_now(
        lambda tx: run(tx, _ACCOUNTS).fetchall()
    ):
        told = reader.accounts.get(number)
        found.same(
            f"account {number}", (book, owner, unit), (told.book, told.owner, told.unit) if told else None
        )
        found.same(
            f"sums of account {number} ({book} {owner})",
            (debits, credits_),
            (reader.debits[number], reader.credits[number]),
        )
    found.differences += reader.never


def _f09(
    found: Compared, sheets: Sequence[Sheet], shifts: list[Shift], reader: Reader, tenders: list[str]
) -> int:
    feet = 0
    if len(sheets) != 2 * len(shifts):
        found.differences.append(f"F09 has {len(sheets)} tables for {len(shifts)} shifts")
        return 0
    for shift, money, cash in zip(shifts, sheets[::2], sheets[1::2], strict=True):
        where = f"F09 of {shift.day} {shift.name}"
        feet += _by_line(found, where, money, reader.f09(shift), tenders)
        found.same(f"{where}, cash", [figure(row[1]) for row in cash.rows], reader.f09_cash(shift))
    return feet


def _by_line(
    found: Compared, where: str, sheet: Sheet, sums: dict[tuple[str, str], int], tenders: list[str]
) -> int:
    columns = [*tenders, *sorted({tender for _line, tender in sums} - set(tenders))]
    lines = [*independent.F09_LINES, *(["other"] if any(line == "other" for line, _tender in sums) else [])]
    expected = [[sums.get((line, tender), 0) for tender in columns] for line in lines]
    told = [[figure(cell) for cell in row[1:]] for row in sheet.rows]
    if len(told) == len(expected) + 1 and not any(
        told[-1]
    ):  # what moved and was moved back stands as nothing
        told.pop()
    found.same(f"{where}: how many lines", len(told), len(expected))
    for line, form, mine in zip(lines, told, expected, strict=False):
        found.same(f"{where}: {line}", form, [*mine, sum(mine)])
    foot = [sum(row[place] for row in expected) for place in range(len(columns))]
    found.same(f"{where}: foot", [figure(cell) for cell in sheet.total[1:]], [*foot, sum(foot)])
    return figure(sheet.total[-1])


def _f06(found: Compared, sheets: Sequence[Sheet], shifts: list[Shift], reader: Reader) -> None:
    rest = list(sheets)
    for shift in shifts:
        where = f"F06 of {shift.day} {shift.name}"
        entries = rest.pop(0)
        expected = reader.f06_entries(shift)
        found.same(f"{where}: how many entries", len(entries.rows), len(expected))
        for row, mine in zip(entries.rows, expected, strict=False):
            found.same(f"{where}, {mine[0]}", (row[0], figure(row[2]), row[3], row[4]), mine)
        foot = [sum(row[place] for row in expected) for place in (1, 2, 3)]
        found.same(f"{where}: foot", [figure(entries.total[2]), *entries.total[3:5]], foot)
        stock = reader.f06_stock(shift)
        if stock:
            told = {_of(behind).unit: row[1:] for behind, row in rows_of(rest.pop(0))}
            _tables(found, f"{where}, stock", told, stock)
        if shift.at_leaving is not None:
            counted = reader.f06_counted(shift)
            told_counts = {
                _plain(_of(behind)): tuple(figure(cell) for cell in row[1:])
                for behind, row in rows_of(rest.pop(0))
            }
            _tables(
                found,
                f"{where}, counted",
                told_counts,
                {one: counted.get(one, (0, 0, 0)) for one in told_counts},
            )
            for one, (_booked, _counted, wrong) in counted.items():
                if wrong and one not in told_counts:
                    found.differences.append(f"{where}: a difference of {wrong} on {one} that nobody counted")
    if rest:
        found.differences.append(f"F06 has {len(rest)} tables of no shift")


def _f10(found: Compared, sheets: Sequence[Sheet], month: int, reader: Reader, tenders: list[str]) -> None:
    where, lines = f"F10 of {month}", reader.f10_lines(month)
    for row, (line, mine) in zip(sheets[0].rows, lines.items(), strict=True):
        if line == "other":
            found.same(f"{where}: other", figure(row[4]), mine[3])
        else:
            found.same(f"{where}: {line}", (*row[1:4], figure(row[4])), mine)
    found.same(f"{where}: foot", figure(sheets[0].total[-1]), sum(mine[3] for mine in lines.values()))
    _by_line(found, f"{where}, money", sheets[1], reader.f10_money(month), tenders)
    expected = {
        (shift, one): amount for (shift, one), amount in reader.f10_differences(month).items() if amount
    }
    told = {}
    if len(sheets) > 2:
        told = {(behind.shift_id, _plain(_of(behind))): figure(row[2]) for behind, row in rows_of(sheets[2])}
    _tables(found, f"{where}, differences", told, expected)


def _tables(found: Compared, where: str, form: dict[Any, Any], mine: dict[Any, Any]) -> None:
    for key in sorted({*form, *mine}, key=str):
        found.same(f"{where}, {key}", form.get(key), mine.get(key))


def rows_of(sheet: Sheet) -> Iterator[tuple[Behind, Sequence[Any]]]:
    for behind, row in zip(sheet.behind, sheet.rows, strict=True):
        assert behind is not None
        yield behind, row


def _of(behind: Behind) -> Account:
    return behind.account


def _plain(account: Account) -> independent.Account:
    return independent.Account(account.book, account.owner, account.unit)


def figure(cell: Any) -> Any:
    """A cell's number: money in fen."""
    return cell.fen if isinstance(cell, Money) else cell

"""The forms of pieces (F01, F02, F03, F11, F14), as `compare` has those of money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kiosk.core.reports import Sheet
from kiosk.plugins.cards.rules.tiers import TIERS
from tests.year.compare import Compared, Forms, figure, rows_of
from tests.year.plan import as_number
from tests.year.reader import Reader
from tests.year.stock_reader import Stock, new_cards, newest_count


def compare_stock(found: Compared, forms: Forms, reader: Reader, first: date, last: date) -> None:
    """Every day from the first to the last, every week that ends among them, and the month."""
    stock = Stock.of(reader)
    day = first
    while day <= last:
        number = as_number(day)
        cards, shopping = forms("f01", day)[0], forms("f02", day)[0]
        _day(found, f"F01 of {number}", cards, stock, number)
        found.same(
            f"F01 of {number}: foot",
            [figure(one.value) for one in cards.foot],
            stock.f01_foot(reader, number),
        )
        _day(found, f"F02 of {number}", shopping, stock, number)
        found.same(f"F02 of {number}: foot", figure(shopping.foot[0].value), stock.f02_sum(number))
        if day.weekday() == 6:
            days = [as_number(day - timedelta(days=back)) for back in range(6, -1, -1)]
            _counted(found, forms("f11", day)[0], stock, reader, days)
            _members(found, forms, day, reader, days)
        day += timedelta(days=1)
    for behind, row in rows_of(forms("f14", first)[0]):
        mine = stock.of_month(behind.account.unit, as_number(first) // 100)
        found.same(f"F14 of {first:%Y-%m}: {behind.account.unit}", tuple(row[1:5]), mine)


def _day(found: Compared, where: str, sheet: Sheet, stock: Stock, day: int) -> None:
    """Each product is a column; rows that only some days have are told by their place."""
    units = [one.account.unit for one in sheet.behind[1:] if one is not None]
    mine = [stock.of_day(unit, day) for unit in units]
    expected = [[one[place] for one in mine] for place in (0, 1, 2, 3)]
    expected += [row for place in (4, 5) if any(row := [one[place] for one in mine])]
    found.same(f"{where}: how many rows", len(sheet.rows), len(expected))
    for place, (row, wanted) in enumerate(zip(sheet.rows, expected, strict=False)):
        for unit, one, other in zip(units, row[1:], wanted, strict=True):
            found.same(f"{where}: {unit}, row {place + 1}", one, other)
    found.same(f"{where}: left", list(sheet.total[1:]), [one[6] for one in mine])


def _counted(found: Compared, sheet: Sheet, stock: Stock, reader: Reader, days: list[int]) -> None:
    for behind, row in rows_of(sheet):
        unit = behind.account.unit
        newest = newest_count(reader, unit, days)
        if newest is None:
            told: tuple[Any, ...] = (stock.before(unit, days[-1] + 1), "", "")
            found.same(f"F11 to {days[-1]}: {unit}", (row[1], row[2], row[3]), told)
            continue
        shift, counted = newest
        found.same(f"F11 to {days[-1]}: {unit}, whose count", behind.shift_id, shift.id)
        found.same(f"F11 to {days[-1]}: {unit}", (row[1], row[2], row[3]), counted)


def _members(found: Compared, forms: Forms, sunday: date, reader: Reader, days: list[int]) -> None:
    """A row for each tier and route that is offered, in the order of the rule; what is not offered any more stands below."""
    sheets, given = forms("f03", sunday), new_cards(reader, days)
    tiers = forms.store.read_now(lambda tx: tx.rule(TIERS))[0].tiers
    rows = [(one.key, route) for one in tiers for route in one.routes]
    rows += sorted(set(given) - set(rows))
    where = f"F03 to {days[-1]}"
    found.same(
        f"{where}: by tier and route", [row[2] for row in sheets[0].rows], [given.get(row, 0) for row in rows]
    )
    found.same(f"{where}: sum", sheets[0].total[2], sum(given.values()))
    found.same(f"{where}: cards", len(sheets[1].rows), sum(given.values()))

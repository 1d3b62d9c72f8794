"""What F01 and F02 have in common: a day's stock of some products, each a column, in the manual's rows.

前存 │ 进 │ 销 (a row for each shift of the counter) │ 存. What was written off or found to differ has a row of its own on
days that have such a thing, and so has what was fetched while nobody held the counter: 存 is always 前存 + 进 − 销 and what
stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.api import (
    CAME_IN,
    SHIFTS,
    Account,
    Behind,
    Cell,
    Field,
    Sheet,
    Text,
    Transaction,
    date_of,
    stock,
)
from kiosk.plugins.cards.words import _

ADJUSTED = frozenset({"stock.written_off", "shift.difference", "cards.spoiled"})
"""Kinds by which pieces come or go without being sold or given."""

OUTSIDE = ""
"""The shift of what was fetched while there was none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One product, and what stands over it."""

    product: str
    head: Text


@dataclass(frozen=True, slots=True)
class Moved:
    """A day of one product: what was there, came, was sold by each shift's name, was adjusted, and is left."""

    before: int
    came: int
    sold: dict[str, int]
    adjusted: int

    @property
    def left(self) -> int:
        """存."""
        return self.before + self.came - sum(self.sold.values()) + self.adjusted


def moved(tx: Transaction, day: int, columns: Sequence[Column]) -> dict[str, Moved]:
    """By product, at this counter."""
    counter = tx.site_counter().name
    shift_name = {OUTSIDE: OUTSIDE}
    found: dict[str, Moved] = {}
    sums = [one for one in tx.sums_of_days(day, day) if (one.book, one.owner) == ("stock", counter)]
    for column in columns:
        account = stock(counter, column.product)
        came = adjusted = 0
        sold: dict[str, int] = {}
        for one in sums:
            if one.unit != account.unit:
                continue
            if one.plain_kind in CAME_IN:
                came += one.net
            elif one.plain_kind in ADJUSTED:
                adjusted += one.net
            else:
                if one.shift_id not in shift_name:
                    shift = tx.shift_by_id(one.shift_id)
                    shift_name[one.shift_id] = shift.name if shift is not None else OUTSIDE
                name = shift_name[one.shift_id]
                sold[name] = sold.get(name, 0) - one.net
        found[column.product] = Moved(tx.held_before(account, day), came, sold, adjusted)
    return found


def sheet(tx: Transaction, day: int, first: Text, columns: Sequence[Column], foot: Sequence[Field]) -> Sheet:
    """The form's table of one day."""
    days = moved(tx, day, columns)
    whole = [days[column.product] for column in columns]
    names = [*tx.site_counter().shifts]
    names += sorted({name for one in whole for name in one.sold if name not in (*names, OUTSIDE)})
    rows: list[tuple[Cell, ...]] = [
        (_("Before"), *(one.before for one in whole)),
        (_("In"), *(one.came for one in whole)),
    ]
    rows += [
        (_("Out, {shift}", shift=SHIFTS.get(name, name)), *(one.sold.get(name, 0) for one in whole))
        for name in names
    ]
    if any(one.sold.get(OUTSIDE) for one in whole):
        rows.append((_("Out, no shift"), *(one.sold.get(OUTSIDE, 0) for one in whole)))
    if any(one.adjusted for one in whole):
        rows.append((_("Written off, differences"), *(one.adjusted for one in whole)))
    counter = tx.site_counter().name
    return Sheet(
        title=date_of(day),
        columns=(first, *(column.head for column in columns)),
        rows=tuple(rows),
        total=(_("Left"), *(one.left for one in whole)),
        head=(Field(_("Day of the report"), date_of(day)), Field(_("Books kept by"), keepers(tx, day))),
        foot=tuple(foot),
        signed=(_("Books kept by"), _("Checked by")),
        upright=True,
        behind=(None, *(_behind(stock(counter, column.product), day) for column in columns)),
    )


def _behind(account: Account, day: int) -> Behind:
    return Behind(account, first_day=day, last_day=day)


def keepers(tx: Transaction, day: int) -> str:
    """做账人: the numbers of those who left the day's shifts, or hold them."""
    found = []
    for shift in tx.shifts_of_day(day):
        record = tx.staff(shift.left_by or shift.opened_by)
        if record is not None and record.number not in found:
            found.append(record.number)
    return ", ".join(found) or "–"

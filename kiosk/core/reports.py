"""What a plugin offers to `kiosk report`: a name, a title, and a function that reads the store and returns plain tables.

How a table becomes text, CSV, a workbook or a page is the command line's business; what of it stands on a screen or a slip, the
staff page's. The function only reads, and never on the thread of customers' visits, so that a month's figures keep nobody
waiting. Days are business days: a loan at one in the morning is yesterday's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kiosk.core.clock import BusinessDay
from kiosk.core.ledger import Account
from kiosk.link.money import figures
from kiosk.link.texts import Message, Text

if TYPE_CHECKING:
    from kiosk.core.store.transaction import Transaction


class Money(msgspec.Struct, frozen=True, tag="money"):
    """An amount in fen, written as yuan: 1,234.56; in a spreadsheet it is a number."""

    fen: int

    def __str__(self) -> str:
        return figures(self.fen)


Cell = Text | int | Money
"""Numbers and money are aligned to the right; everything else is words."""

Whole = Literal["days", "weeks", "months"]
"""What a report is of: any days, or whole weeks (Monday to Sunday) or months only."""

LONGEST_DAYS = 366
"""The most days of one report: a year, which is what an archive asks for."""


class Span(msgspec.Struct, frozen=True):
    """Some business days, one after the other: each with the UTC millisecond at which it begins, and one more for the end."""

    days: tuple[int, ...]
    begins_ms: tuple[int, ...]

    @classmethod
    def of(cls, since: date, until: date, day: BusinessDay) -> Span:
        """From the first to the last day, both included. Raises ValueError when they are in the wrong order or too many."""
        count = (until - since).days + 1
        if not 1 <= count <= LONGEST_DAYS:
            raise ValueError(
                f"{since} to {until}: a report has 1 to {LONGEST_DAYS} days, the first one first"
            )
        dates = [since + timedelta(days=number) for number in range(count + 1)]
        return cls(
            tuple(one.year * 10_000 + one.month * 100 + one.day for one in dates[:-1]),
            tuple(day.begins(one) for one in dates),
        )

    @classmethod
    def whole(cls, since: date, until: date, what: Whole, day: BusinessDay) -> Span:
        """The same, made longer to whole weeks or months."""
        if what == "weeks":
            since -= timedelta(days=since.weekday())
            until += timedelta(days=6 - until.weekday())
        elif what == "months":
            since = since.replace(day=1)
            until = (until.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return cls.of(since, until, day)

    @property
    def begin_ms(self) -> int:
        """The first moment."""
        return self.begins_ms[0]

    @property
    def end_ms(self) -> int:
        """The first moment after it."""
        return self.begins_ms[-1]

    def day_of(self, at_ms: int) -> int | None:
        """The business day of a moment, None outside of the span."""
        position = bisect_right(self.begins_ms, at_ms) - 1
        return self.days[position] if 0 <= position < len(self.days) else None


class Field(msgspec.Struct, frozen=True):
    """One word of a form with what is filled in (做账人: 1001)."""

    label: Text
    value: Cell


class Behind(msgspec.Struct, frozen=True):
    """The movements that a figure was made of: those of one account, in a shift, or else on some business days."""

    account: Account
    shift_id: str = ""
    first_day: int = 0
    last_day: int = 0


class Sheet(msgspec.Struct, frozen=True):
    """One table of a report. Each row has as many cells as there are columns; `total` is drawn apart, under the rows.

    `head` stands over the table and `foot` under it; each of `signed` is a line for a name. `upright`: on paper each thing is
    a column, so where there is little room the table is turned. `behind` has the movements of each thing: of each row, or,
    if it is turned, of each column. `brief` are the columns that a screen shows where not all have room (as they are when the
    table is not turned); the line that is pressed shows all.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: Text = ""
    head: tuple[Field, ...] = ()
    foot: tuple[Field, ...] = ()
    signed: tuple[Text, ...] = ()
    upright: bool = False
    behind: tuple[Behind | None, ...] = ()
    brief: tuple[int, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything that is filled in, whose place on the paper does not matter."""
        return (*self.head, *self.foot)

    def turned(self) -> Sheet:
        """A table whose things are rows, whichever way it stands on paper."""
        if not self.upright:
            return self
        lines = (*self.rows, *((self.total,) if self.total else ()))
        return msgspec.structs.replace(
            self,
            columns=(self.columns[0], *(_words(line[0]) for line in lines)),
            rows=tuple(
                (name, *(line[place] for line in lines))
                for place, name in enumerate(self.columns[1:], start=1)
            ),
            total=(),
            upright=False,
            behind=self.behind[1:],
        )


def _words(cell: Cell) -> Text:
    return cell if isinstance(cell, Message) else str(cell)


class Report(msgspec.Struct, frozen=True):
    """One report. `id` is what is typed after `kiosk report`; `make(tx, span, settings)` runs in a read transaction.

    `whole` weeks or months: the days that are asked for are made longer to them. `at_desk`: staff read it on the screen too;
    it takes time that depends on its days, and not on all that was before.
    """

    id: str
    title: Text
    make: Callable[[Transaction, Span, Mapping[str, Any]], Sequence[Sheet]]
    whole: Whole = "days"
    at_desk: bool = False

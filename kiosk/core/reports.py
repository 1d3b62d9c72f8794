"""What a plugin offers to `kiosk report`: a name, a title, and a function that reads the store and returns plain tables.

How a table becomes text, CSV or a workbook is the command line's business; the function only reads, in a process of its own,
so that a month's figures keep no customer waiting. Days are business days: a loan at one in the morning is yesterday's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.clock import BusinessDay
from kiosk.link.money import figures
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.store.transaction import Transaction


class Money(msgspec.Struct, frozen=True, tag="money"):
    """An amount in fen, written as yuan: 1,234.56; in a spreadsheet it is a number."""

    fen: int

    def __str__(self) -> str:
        return figures(self.fen)


Cell = Text | int | Money
"""Numbers and money are aligned to the right; everything else is words."""

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


class Sheet(msgspec.Struct, frozen=True):
    """One table of a report. Each row has as many cells as there are columns; `total` is drawn apart, under the rows."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: Text = ""


class Report(msgspec.Struct, frozen=True):
    """One report. `id` is what is typed after `kiosk report`; `make(tx, span, settings)` runs in a read transaction."""

    id: str
    title: Text
    make: Callable[[Transaction, Span, Mapping[str, Any]], Sequence[Sheet]]

"""A line of a form for paper: its number, which register it is of, and when the money in it was taken.

The blank form (`kiosk report blank`) gives each line a number out of its day, 1130-07, and each register begins where the one
before ends, so that the number alone says what was written there. Under its counter and number a line is entered once, whoever
holds the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import PAPER_LINES, Transaction
from kiosk.plugins.cards.sell.selling import entry_key

PAIR = 2  # allow constant: digits of a month, a day, a line, an hour
MS = 1000  # allow constant: milliseconds of a second

Register = Literal["topup", "sold"]
REGISTERS: tuple[Register, ...] = ("topup", "sold")
"""Of this plugin's, in the form's order; what comes after them is lending's."""

Wrong = Literal["number", "time", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the form: its number, the business day in it, and when the money was taken."""

    number: str
    day: int
    at_ms: int
    register: Register

    def key(self, counter: str) -> str:
        """Whose it is: each counter has forms of its own. A sale has it for its id."""
        return f"paper:{self.register}:{counter}:{self.number}"

    def once(self, counter: str) -> str:
        """Under which it stands in the ledger, once."""
        return self.key(counter) if self.register == "topup" else entry_key(self.key(counter))


def line_of(number: str, clock: str, now_ms: int, zone: ZoneInfo) -> Paper | Wrong:
    """A line by its number (113007) and the time on it (1405); else what is wrong with it. The newest such day."""
    now = datetime.fromtimestamp(now_ms / MS, zone)
    places = (0, 2, 4)  # allow constant: where month, day and line stand in the number
    month, date, row = (int(number[one : one + PAIR]) for one in places)
    hour, minute = int(clock[:PAIR]), int(clock[PAIR:])
    if not row:
        return "number"
    page = (row - 1) // PAPER_LINES
    if page >= len(REGISTERS):
        return "elsewhere"
    for year in (now.year, now.year - 1):
        try:
            at = datetime(year, month, date, hour, minute, tzinfo=zone)
        except ValueError:
            return "number" if hour < 24 and minute < 60 else "time"  # allow constant: of a day and an hour
        if at <= now:
            day = year * 10_000 + month * 100 + date
            return Paper(f"{day}-{row:02d}", day, int(at.timestamp() * MS), REGISTERS[page])
    return "number"


def why_not(tx: Transaction, line: Paper) -> str:
    """Why it can be entered no more: a key of the screens, "" when it can. A month that is closed takes no late entry (A19)."""
    if tx.month_closed(line.day // 100):
        return "month_closed"
    return "entered" if tx.entered(line.once(tx.site_counter().name)) is not None else ""

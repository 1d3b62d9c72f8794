"""What is going to happen in a year, out of its seed alone: how many visits a day has, when each is, and what it is for.

A visit is known by its number. Whoever goes on after a power cut asks for the next number and gets the same visit that would
have come, so nothing of the plan has to be kept. Who comes and what they have depends on what the store says by then.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

BEGINS = date(2026, 1, 1)
OPENS, CHANGES, CLOSES = 10 * 60, 15 * 60 + 30, 22 * 60
"""Minutes of the day in China: the early shift, the late one, the end."""

KINDS = {
    "topped_up": 20,
    "top_up_undone": 1.5,
    "issued": 4,
    "upgraded": 1,
    "sold": 13,
    "sale_undone": 0.6,
    "exchanged": 5,
    "washed": 5,
    "replaced": 2,
    "rewritten": 1,
    "rebated": 4,
    "closed": 0.8,
    "refund_paid": 0.5,
    "frozen": 0.7,
    "thawed": 1.2,
    "reported_lost": 0.8,
    "merged": 0.3,
    "written_off": 0.3,
    "wrapped": 6,
    "looked": 8,
    "borrowed": 8,
    "brought_back": 8,
    "bag_stored": 4,
    "bag_collected": 4,
}
"""How often each is among a hundred visits, more or less."""


@dataclass(frozen=True)
class Visit:
    """One visit. `at_ms` is UTC; `day` is yyyymmdd; `shift` whoever holds the counter then."""

    number: int
    day: int
    at_ms: int
    shift: str
    kind: str
    dice: random.Random


@dataclass(frozen=True)
class Plan:
    """So many visits on so many days."""

    seed: int
    days: int
    visits: int
    ends: tuple[int, ...] = field(init=False)
    """How many visits have been when each day is over."""

    def __post_init__(self) -> None:
        weights = [self._weight(BEGINS + timedelta(days=number)) for number in range(self.days)]
        whole = sum(weights)
        ends = [round(self.visits * part / whole) for part in accumulate(weights)]
        object.__setattr__(self, "ends", tuple(ends))

    def _weight(self, day: date) -> float:
        dice = random.Random(f"{self.seed}:day:{day}")
        busy = 1.8 if day.weekday() >= 5 else 1.0
        if (day.month, day.day) in {(5, 1), (10, 1), (10, 2), (12, 31)}:
            busy = 2.5
        return busy * dice.uniform(0.7, 1.3)

    def visit(self, number: int) -> Visit:
        """The visit with this number, from 1."""
        index = bisect_right(self.ends, number - 1)
        first = self.ends[index - 1] if index else 0
        many = self.ends[index] - first
        minute = OPENS + 2 + (CLOSES - OPENS - 10) * (number - 1 - first) / many
        day = BEGINS + timedelta(days=index)
        dice = random.Random(f"{self.seed}:visit:{number}")
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        shift = "early" if minute < CHANGES else "late"
        return Visit(number, as_number(day), moment(day, minute), shift, kind, dice)

    def last_day(self) -> date:
        """The last one."""
        return BEGINS + timedelta(days=self.days - 1)


def as_number(day: date) -> int:
    """yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def as_date(day: int) -> date:
    """The other way round."""
    return date(day // 10_000, day // 100 % 100, day % 100)


def moment(day: date, minute: float) -> int:
    """The UTC millisecond of a minute of a day in China, which has one time and never changes it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    return int((midnight + timedelta(minutes=minute)).timestamp() * 1000)

"""When the site is open: hours by weekday, holidays and special days, and what staff have changed for today.

`OpeningHours` knows the rules; `Calendar` is what holds at one moment, as plain data, for whoever decides something by it
(`visit.calendar`, `tx.calendar`). Hours are on the clock that people live by, so a day of 23 or 25 hours is right, and an
opening may end after midnight. A box that does not know the time (a Pi 4 has no battery clock) counts as open, with nothing
said about when it closes: closing a desk by a clock that was never set would send people away at noon.

Source: domain.md R17 (manuals 003 and 004: open, close-out after closing) and 000 §20 (the customer in hand is finished).
Left out: what a service does at closing time (the service), and who may change the hours of today (the staff desk).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from kiosk.core.attendance import HoursChange
from kiosk.core.clock import BusinessDay, Clock
from kiosk.link.texts import NAMES, Message, Text

if TYPE_CHECKING:
    from kiosk.link.settings import Settings

MINUTE_MS = 60_000

Phase = Literal["open", "last_loans", "closing", "closed"]
"""`last_loans`: nothing is lent any more that is due today. `closing`: the grace after closing time; returns and
collecting go on. `closed`: only what `[closing] after` leaves."""

LOOK_AHEAD = 62
"""Days that are searched for the next opening; settings know at most 60 closed days in a row."""

UNSET_BEFORE_MS = 1_704_067_200_000
"""2024-01-01: no clock that shows a time before this project began has been set."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of time in which the site is open; `name` is that of a special day."""

    opens_ms: int
    closes_ms: int
    name: Text = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of a day, local; a closing that is not later than the opening is on the next day. `hours` None: closed."""

    hours: tuple[time, time] | None
    name: Text = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What holds at one moment.

    While the time is not `known`, `open_now` is True and both times are None. Otherwise `closes_ms` is None when the
    site is not open, or never closes; `opens_next_ms` when no opening is known within two months.
    """

    known: bool
    phase: Phase
    business_day: int
    closes_ms: int | None = None
    opens_next_ms: int | None = None
    name: Text = ""
    """Of the special day, if today is one."""
    hours: OpeningHours | None = field(default=None, repr=False, compare=False)

    @property
    def open_now(self) -> bool:
        """Whether the site is open."""
        return self.phase in ("open", "last_loans")

    @property
    def lends(self) -> bool:
        """Whether something may be lent or given out: nothing is once the site is closed."""
        return self.open_now

    @property
    def same_day_loans(self) -> bool:
        """Whether something that is due the same day may still be lent."""
        return self.phase == "open"

    def opening_on(self, day: date) -> Opening | None:
        """The opening that begins on a day of the site's calendar; None when it is closed that day."""
        return self.hours.opening_on(day) if self.hours is not None else None


class OpeningHours:
    """The site's hours, and the change that staff have made for now.

    `week` has seven spans, Monday first.
    """

    def __init__(
        self,
        zone: str,
        week: Sequence[Span],
        special: Mapping[date, Span] | None = None,
        *,
        business_day_starts: str = "04:00",
        last_loans_minutes: int = 0,
        grace_minutes: int = 0,
        battery_clock: bool = False,
    ) -> None:
        if len(week) != len(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
            raise ValueError("a week has seven days")
        self.zone = ZoneInfo(zone)
        self.change: HoursChange | None = None
        self._week = tuple(week)
        self._special = dict(special or {})
        self._day = BusinessDay(zone, business_day_starts)
        self._last_loans_ms = last_loans_minutes * MINUTE_MS
        self._grace_ms = grace_minutes * MINUTE_MS
        self._believed = battery_clock
        self._openings: dict[date, Opening | None] = {}

    @classmethod
    def always(cls, zone: str = "Asia/Shanghai", business_day_starts: str = "04:00") -> OpeningHours:
        """A site that never closes."""
        return cls(zone, [Span((time(0), time(0)))] * 7, business_day_starts=business_day_starts)

    @classmethod
    def of(cls, settings: Settings) -> OpeningHours:
        """From `kiosk.toml`."""
        site, closing = settings.site, settings.closing
        week = [Span(_hours(site.opens, site.closes))] * 7
        for some in site.hours:
            for day in some.days:
                week[_WEEK.index(day)] = Span(None if some.closed else _hours(some.opens, some.closes))
        special = {
            each.date + timedelta(days=offset): Span(
                None if each.closed else _hours(each.opens, each.closes),
                Message(NAMES, each.name) if each.name else "",
            )
            for each in site.special_day
            for offset in range(each.days)
        }
        return cls(
            site.zone,
            week,
            special,
            business_day_starts=site.business_day_starts,
            last_loans_minutes=closing.last_loans_minutes,
            grace_minutes=closing.grace_minutes,
            battery_clock=site.battery_clock,
        )

    def believe(self) -> None:
        """The time has been right since this machine started, as is on record."""
        self._believed = True

    def known(self, clock: Clock) -> bool:
        """Whether the clock has been set since the machine started. Once is enough: a network that goes away later does
        not make it wrong by more than seconds.
        """
        if clock.now_ms() < UNSET_BEFORE_MS:
            return False
        self._believed = self._believed or clock.trusted
        return self._believed

    def now(self, clock: Clock) -> Calendar:
        """What holds now."""
        return self.at(clock.now_ms(), known=self.known(clock))

    def at(self, at_ms: int, *, known: bool = True) -> Calendar:
        """What holds at a moment."""
        business_day = self._day.of(at_ms)
        if not known:
            return Calendar(known=False, phase="open", business_day=business_day, hours=self)
        today = self._local_day(at_ms)
        around = self._around(today, at_ms)
        now = next((one for one in around if one.opens_ms <= at_ms < one.closes_ms), None)
        span = self._span(today)
        if now is not None:
            endless = now.closes_ms - at_ms > _NEVER_MS
            left = now.closes_ms - at_ms
            last = not endless and left <= self._last_loans_ms
            return Calendar(
                known=True,
                phase="last_loans" if last else "open",
                business_day=business_day,
                closes_ms=None if endless else now.closes_ms,
                opens_next_ms=None if endless else self._next(around, today, now.closes_ms),
                name=span.name,
                hours=self,
            )
        closed_ms = max((one.closes_ms for one in around if one.closes_ms <= at_ms), default=None)
        grace = closed_ms is not None and at_ms - closed_ms < self._grace_ms
        return Calendar(
            known=True,
            phase="closing" if grace else "closed",
            business_day=business_day,
            opens_next_ms=self._next(around, today, at_ms),
            name=span.name,
            hours=self,
        )

    def opening_on(self, day: date) -> Opening | None:
        """The opening that begins on a local day, as the settings say."""
        if day not in self._openings:
            self._openings[day] = self._opening_on(day)
            if len(self._openings) > 4 * LOOK_AHEAD:
                del self._openings[next(iter(self._openings))]
        return self._openings[day]

    def _opening_on(self, day: date) -> Opening | None:
        span = self._span(day)
        if span.hours is None:
            return None
        opens, closes = span.hours
        end = day if closes > opens else day + timedelta(days=1)
        return Opening(self._ms(day, opens), self._ms(end, closes), span.name)

    def _span(self, day: date) -> Span:
        return self._special.get(day) or self._week[day.weekday()]

    def _ms(self, day: date, at: time) -> int:
        return int(datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC).timestamp() * 1000)

    def _local_day(self, at_ms: int) -> date:
        return datetime.fromtimestamp(at_ms / 1000, self.zone).date()

    def _around(self, today: date, at_ms: int) -> list[Opening]:
        """Yesterday's opening, today's and those of the next days, with what staff have changed, joined where they touch."""
        found = [
            opening for offset in range(-1, 3)
            if (opening := self.opening_on(today + timedelta(days=offset))) is not None
        ]  # fmt: skip
        change = self.change
        if change is not None and change.from_ms <= at_ms:
            if change.open:
                found.append(Opening(change.from_ms, change.until_ms))
            elif at_ms < change.until_ms:
                found = [part for one in found for part in _without(one, change)]
        return _joined(found)

    def _next(self, around: list[Opening], today: date, after: int) -> int | None:
        near = [one.opens_ms for one in around if one.opens_ms > after]
        if near:
            return min(near)
        for offset in range(3, LOOK_AHEAD):
            opening = self.opening_on(today + timedelta(days=offset))
            if opening is not None and opening.opens_ms > after:
                return opening.opens_ms
        return None


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_NEVER_MS = 48 * 60 * MINUTE_MS
"""Openings of several days that touch go on beyond what is looked at: such a site never closes."""


def _hours(opens: str, closes: str) -> tuple[time, time]:
    return time.fromisoformat(opens), time(0) if closes == "24:00" else time.fromisoformat(closes)


def _without(opening: Opening, change: HoursChange) -> list[Opening]:
    parts = []
    if opening.opens_ms < change.from_ms:
        parts.append(Opening(opening.opens_ms, min(opening.closes_ms, change.from_ms), opening.name))
    if opening.closes_ms > change.until_ms:
        parts.append(Opening(max(opening.opens_ms, change.until_ms), opening.closes_ms, opening.name))
    return parts


def _joined(openings: list[Opening]) -> list[Opening]:
    joined: list[Opening] = []
    for one in sorted(openings, key=lambda opening: opening.opens_ms):
        if joined and one.opens_ms <= joined[-1].closes_ms:
            last = joined[-1]
            joined[-1] = Opening(last.opens_ms, max(last.closes_ms, one.closes_ms), last.name)
        else:
            joined.append(one)
    return joined

"""One clock for everything that asks what time it is, so that tests can own time and a Pi without a battery
can be honest.

Two readings, never mixed: `now_ms` is the wall clock (integer UTC milliseconds; it may jump, also backwards,
when the network sets it) and is only ever *recorded* or compared with a deadline that people know;
`monotonic` is for durations. Order is never taken from time: rows are ordered by sequence number.

Left out: any scheduling. Who wants to wait, sleeps on the clock; jobs belong to the desk.
"""

from __future__ import annotations

import asyncio
import ctypes
import heapq
import itertools
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

_TIME_ERROR = 5
"""What adjtimex(2) returns while the kernel's clock has not been set by anybody."""

_TRUST_SECONDS = 30.0
"""For how long an answer about the clock's trustworthiness is kept: it is asked for with every journal row.
"""

_TURNS = 25
"""Turns of the event loop that `ManualClock.advance` leaves to whoever it woke, unless its `settle` is another."""


class Clock(Protocol):
    """What the product knows of time."""

    def now_ms(self) -> int:
        """Wall clock, integer UTC milliseconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary beginning; never goes back."""
        ...

    @property
    def boot_id(self) -> str:
        """Changes at every start of the machine; tells which rows share one monotonic time."""
        ...

    @property
    def trusted(self) -> bool:
        """Whether the wall clock has been set since the machine started."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class SystemClock:
    """The machine's own clock."""

    def __init__(self) -> None:
        self._boot_id = _boot_id()
        self._trusted = False
        self._asked = -_TRUST_SECONDS

    def now_ms(self) -> int:
        """Wall clock, integer UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    @property
    def boot_id(self) -> str:
        """The kernel's boot id."""
        return self._boot_id

    @property
    def trusted(self) -> bool:
        """Whether the kernel says that its clock is synchronised; asked again every half minute."""
        now = time.monotonic()
        if now - self._asked >= _TRUST_SECONDS:
            self._asked = now
            self._trusted = _synchronised()
        return self._trusted

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until a test moves it.

    `await advance(seconds)` goes from one sleeper to the next and lets each run at its own time; `move` is
    for code without an event loop; `jump` sets the wall clock alone, as the network would.
    """

    def __init__(
        self, start_ms: int = 1_767_225_600_000, *, boot_id: str = "boot-1", trusted: bool = True
    ) -> None:
        self._wall_ms = float(start_ms)
        self._monotonic = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self.boot_id = boot_id
        self.trusted = trusted
        self.settle: Callable[[], Awaitable[None]] = _let_others_run
        """What `advance` awaits before it wakes the next: whoever was woken should have done what is due by then."""

    def now_ms(self) -> int:
        """Wall clock, integer UTC milliseconds since 1970."""
        return int(self._wall_ms)

    def monotonic(self) -> float:
        """Seconds since this clock was made."""
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the clock far enough."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._numbers), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Move on by `seconds`, waking sleepers one after the other, each at its own time."""
        end = self._monotonic + seconds
        await self.settle()  # what was started just now gets to its own sleep first
        while self._sleepers and self._sleepers[0][0] <= end:
            self._wake(heapq.heappop(self._sleepers))
            await self.settle()
        self._to(end)

    def move(self, seconds: float) -> None:
        """Move on by `seconds` at once; sleepers that are due wake when the event loop next runs, all at the
        new time.
        """
        self._to(self._monotonic + seconds)
        while self._sleepers and self._sleepers[0][0] <= self._monotonic:
            self._wake(heapq.heappop(self._sleepers))

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or (negative) back; durations do not notice."""
        self._wall_ms += seconds * 1000

    def _wake(self, sleeper: tuple[float, int, asyncio.Future[None]]) -> None:
        self._to(max(self._monotonic, sleeper[0]))
        if not sleeper[2].done():  # its task may have been cancelled
            sleeper[2].set_result(None)

    def _to(self, monotonic: float) -> None:
        self._wall_ms += (monotonic - self._monotonic) * 1000
        self._monotonic = monotonic


class BusinessDay:
    """Which day a moment belongs to in the books: the site's zone, and a day that begins when nobody is left
    (04:00).
    """

    def __init__(self, zone: str = "Asia/Shanghai", starts: str = "04:00") -> None:
        """`zone` is an IANA name, `starts` "HH:MM" local time; anything else raises ValueError (or
        ZoneInfoNotFoundError).
        """
        hours, minutes = starts.split(":")
        if not (0 <= int(hours) < 24 and 0 <= int(minutes) < 60):
            raise ValueError(f"a day cannot begin at {starts!r}")
        self._zone = ZoneInfo(zone)
        self._offset = timedelta(hours=int(hours), minutes=int(minutes))
        self._last = (-1, 0)

    @property
    def zone(self) -> ZoneInfo:
        """The site's."""
        return self._zone

    def of(self, at_ms: int) -> int:
        """The business day of a moment, as the integer yyyymmdd."""
        # Days begin with a minute, and most rows are written in the same minute as the one before.
        minute = at_ms // 60_000
        known, day = self._last
        if known != minute:
            day = self._of(at_ms)
            self._last = (minute, day)
        return day

    def begins(self, day: date) -> int:
        """The UTC millisecond at which a business day begins, on the site's clock (also where clocks are put forward)."""
        local = datetime(day.year, day.month, day.day, tzinfo=self._zone) + self._offset
        return int(local.astimezone(UTC).timestamp() * 1000)

    def _of(self, at_ms: int) -> int:
        local = datetime.fromtimestamp(at_ms / 1000, self._zone).replace(tzinfo=None) - self._offset
        return local.year * 10_000 + local.month * 100 + local.day


def utc(at_ms: int) -> datetime:
    """A stored time as a datetime in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


async def _let_others_run() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return str(uuid.uuid4())


def _synchronised() -> bool:
    # struct timex is 208 bytes on 64-bit Linux and smaller elsewhere; all zero (modes = 0) only asks.
    buffer = ctypes.create_string_buffer(512)
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
    except (OSError, AttributeError):
        return False
    return 0 <= int(state) < _TIME_ERROR

"""The year as a whole: lives of the mall's process, each ended by a kill or a power cut, and after each month the forms.

Whoever kills has the product's code loaded already and forks, so that a life begins in a blink. What is compared is compared
in a process of its own too.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.year.compare import Compared, Forms, compare_accounts, compare_month
from tests.year.compare_stock import compare_stock
from tests.year.counter import EVERY
from tests.year.life import live
from tests.year.mall import found_mall, open_mall
from tests.year.plan import BEGINS, Plan
from tests.year.power import Meter, cut_power
from tests.year.reader import Reader

PATIENCE = 300.0
"""Seconds in which a life has to play its next visit."""

INTO_THE_NEXT = 2 * EVERY
"""Visits of the next month that are played before a month is compared."""

NEVER = (0, "")
"""For `Meter.die_at`."""


class Broken(AssertionError):
    """A life, or a comparison, has failed by itself."""


@dataclass
class Told:
    """What is known so far."""

    seed: int
    days: int
    visits: int = 0
    wanted: int = 0
    kills: int = 0
    power_cuts: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    """What power cuts took: "nothing", "a part" of the log that nobody had been told of, or all of a new "log"."""
    kinds: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    journal: int = 0
    shifts: int = 0
    months_closed: int = 0
    figures: int = 0
    differences: list[str] = field(default_factory=list)
    not_recomputed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What `kiosk check` had to say at the end."""
    seconds: float = 0.0
    month_took: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps(vars(self), indent=1, ensure_ascii=False)


@dataclass
class Year:
    """Runs it in a folder."""

    plan: Plan
    kills: int
    folder: Path
    say: Callable[[str], None] = print
    until: float = float("inf")
    """By `time.monotonic`: no month is begun after it."""

    def __post_init__(self) -> None:
        self.place = self.folder / "kiosk.db"
        self.meter, self.reader = Meter(), Reader()
        self.dice = random.Random(f"{self.plan.seed}:kills")
        self.told = Told(self.plan.seed, self.plan.days, wanted=self.plan.visits)

    def run(self) -> Told:
        """Everything, month by month; in a folder that has a year already, what is still to come of it."""
        begun = time.monotonic()
        if self.place.exists():
            self.meter.visited(_asked(partial(_done, self.place), self.folder))
        else:
            _finish(_fork(lambda: found_mall(self.place)))
        for first, last, until in self._months():
            if until <= self.meter.visit:
                continue
            if time.monotonic() > self.until:
                break
            started = time.monotonic()
            self._play(until)
            self._compare(first, last)
            self.told.visits, self.told.seconds = until, round(time.monotonic() - begun, 1)
            self.told.month_took[f"{first:%Y-%m}"] = round(time.monotonic() - started, 1)
            self._progress(last)
        self._check()
        self.told.seconds = round(time.monotonic() - begun, 1)
        return self.told

    def _months(self) -> list[tuple[date, date, int]]:
        """First and last day, and the last visit, which is of the next month's first day: by then the last shift is over, and
        the month is closed."""
        found: list[tuple[date, date, int]] = []
        for index, end in enumerate(self.plan.ends):
            day = BEGINS + timedelta(days=index)
            if found and found[-1][0].month == day.month:
                found[-1] = (found[-1][0], day, end)
            else:
                found.append((day, day, end))
        return [(first, last, min(end + INTO_THE_NEXT, self.plan.visits)) for first, last, end in found]

    # ------------------------------------------------------------------ lives

    def _play(self, until: int) -> None:
        while True:
            ends_to_come = self.kills - self.told.kills
            target, die = (until, NEVER) if ends_to_come < 1 else self._end_of_a_life(until, ends_to_come)
            self.meter.clear()
            child = _fork(partial(self._live, until, die))
            if not self._ended(child, target, until):
                return
            self.told.kills += 1
            if self.dice.random() < 0.5:
                self.told.power_cuts += 1
                self.told.lost[cut_power(self.place, self.meter, self.dice)] += 1

    def _end_of_a_life(self, until: int, ends_to_come: int) -> tuple[int, tuple[int, str]]:
        """After which visit somebody kills it at a random moment; or at which seam of its own it ends itself. A little early
        rather than late, so that there are as many as were asked for."""
        mean = 0.9 * (self.plan.visits - self.meter.visit) / ends_to_come
        if self.dice.random() < 0.3:
            where = self.dice.choice(("before commit", "after commit"))
            return until, (self.dice.randint(1, max(int(8 * mean), 2)), where)
        return self.meter.visit + self.dice.randint(0, max(int(2 * mean) - 1, 0)), NEVER

    def _live(self, until: int, die: tuple[int, str]) -> None:
        self.meter.die_at(*die)
        live(self.place, self.plan, self.meter, until)

    def _ended(self, child: int, target: int, until: int) -> bool:
        """Wait for a life's end, or make one when it is there; False when it ended by itself, with everything done."""
        seen, since = -1, time.monotonic()
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return _killed(status)
            if self.meter.visit != seen:
                seen, since = self.meter.visit, time.monotonic()
            if seen >= target and target < until:
                time.sleep(self.dice.uniform(0, 0.05))
                os.kill(child, signal.SIGKILL)
                return _killed(os.waitpid(child, 0)[1])
            if time.monotonic() - since > PATIENCE:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                raise Broken(f"nothing has come after visit {seen} for {PATIENCE:.0f} s")
            time.sleep(0.002)

    # ------------------------------------------------------------------ what they leave

    def _compare(self, first: date, last: date) -> None:
        self.reader.read(self.place)

        def compare() -> dict[str, Any]:
            mall = open_mall(self.place)
            try:
                found = Compared()
                forms = Forms(mall.store, mall.host)
                compare_month(found, forms, self.reader, first, last)
                compare_stock(found, forms, self.reader, first, last)
                compare_accounts(found, mall.store, self.reader)
                head = mall.read(lambda tx: tx.journal_head()[0])
            finally:
                mall.store.close()
            return {**asdict(found), "head": head}

        found = _asked(compare, self.folder)
        told = self.told
        told.figures += found["figures"]
        told.differences += found["differences"]
        told.not_recomputed, told.journal = found["not_recomputed"], found["head"]
        told.entries, told.shifts = len(self.reader.entries), len(self.reader.shifts)
        told.months_closed = len(self.reader.closed_months)
        told.kinds = Counter(entry.kind for entry in self.reader.entries)

    def _check(self) -> None:
        def check() -> list[str]:
            mall = open_mall(self.place)
            try:
                return mall.wrong()
            finally:
                mall.store.close()

        self.told.wrong = _asked(check, self.folder)

    def _progress(self, last: date) -> None:
        told = self.told
        self.say(
            f"{last:%Y-%m}: {told.visits} visits, {told.kills} ends ({told.power_cuts} power cuts), {told.entries} entries,"
            f" {told.figures} figures, {len(told.differences)} differences, {told.seconds:.0f} s"
        )


def _done(place: Path) -> int:
    mall = open_mall(place)
    try:
        return mall.done()
    finally:
        mall.store.close()


def _fork(job: Callable[[], Any]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        job()
        status = 0
    except BaseException:  # noqa: BLE001  it is told, and the process ends here in any case
        traceback.print_exc()
    finally:
        os._exit(status)


def _finish(child: int) -> None:
    if _killed(os.waitpid(child, 0)[1]):
        raise Broken("it was killed")


def _killed(status: int) -> bool:
    """Whether somebody has killed it; raises Broken when it has failed by itself."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status != 0:
        raise Broken("a process of the year has failed; what it said stands above")
    return False


def _asked(job: Callable[[], Any], folder: Path) -> Any:
    """What a job in a process of its own answers."""
    answer = folder / "answer.json"
    _finish(_fork(lambda: answer.write_text(json.dumps(job()), "utf-8")))
    return json.loads(answer.read_text("utf-8"))

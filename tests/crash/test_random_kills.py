"""Visits by forty members while the desk and the devices are killed at random moments, and an account after every 25.

At each account: nobody is killed, what is under way settles, the desk stops, `kiosk check` is clean, the world agrees with the
books, each promise of the screen is kept; the attendant answers what waits, and then the books must agree with no excuse left.

`make test` runs a few visits, `make crash` 500 (`KIOSK_CRASH_ROUNDS`). The seed is printed; `KIOSK_CRASH_SEED` sets it. The
same seed gives the same people with the same wishes and the same plan of deaths; where a death hits is the machine's.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.link.settings import Settings
from tests.crash.audit import Books, audit, promises
from tests.crash.box import Box
from tests.crash.house import build_house, cards
from tests.crash.person import Errand, Lost, Person
from tests.crash.town import STUCK_DOORS, Attendant, Chaos, Town, size, story

ROUNDS = int(os.environ.get("KIOSK_CRASH_ROUNDS", "12"))
SEED = int(os.environ.get("KIOSK_CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
VISITS_TO_ACCOUNT = 25
MEMBERS, DOORS, RACK = 40, 23, 6
STOCK = {
    **{door: (f"U-{door:02d}01",) for door in range(1, 18)},
    DOORS + 1: tuple(f"U-{DOORS + 1:02d}0{place}" for place in (1, 2, 3)),
}


@pytest.fixture
def settings() -> Iterator[Settings]:
    """A house in memory, where there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-chaos-", dir=memory if memory.is_dir() else None))
    yield build_house(folder, doors=DOORS, stock=STOCK, rack=RACK, members=MEMBERS)
    shutil.rmtree(folder)


class Days:
    """The town's days at one kiosk."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.dice = random.Random(SEED)
        self.hands = box.hands()
        self.chaos = Chaos(box, self.dice)
        self.town = Town(box, self.dice, cards(MEMBERS))
        self.attendant = Attendant(box, self.hands)
        self.visits = 0
        self.told: list[tuple[Errand, int]] = []
        self.answered: Counter[str] = Counter()
        self.endings: Counter[str] = Counter()

    def visit(self, person: Person) -> None:
        """One member, and whatever happens meanwhile."""
        self.visits += 1
        if self.dice.random() < 0.12:
            door = self.dice.choice([place.number for place in self.hands.truth().compartments])
            self.hands.fault(self.dice.choice(STUCK_DOORS), door=door, value=300)
        errand, since_ms = self.town.errand(), time.time_ns() // 1_000_000
        self.chaos.plan()
        try:
            person.go(errand)
        except Lost as problem:
            raise AssertionError(
                f"visit {self.visits} of seed {SEED}: {problem}\n{self.box.tail()}"
            ) from None
        self.town.came_back(errand)
        self.told.append((errand, since_ms))
        self.endings[f"{errand.purpose}: {', '.join(sorted(set(errand.told))) or 'left'}"] += 1

    def account(self) -> None:
        """Stop, look, answer, look again, go on."""
        self.chaos.calm()
        self.box.settle(meanwhile=self.chaos.tick)
        self.box.stop("desk")
        problems = [*self.box.check(), *self._audit()]
        for errand, since_ms in self.told:
            problems += promises(self._books(), errand.card, errand.tag, errand.told, since_ms)
        self._fail_with(problems, "before the attendant has looked")
        self.attendant.tidy()
        self.answered += self.attendant.answer_all()
        problems = [*self.box.check(), *self._audit()]
        problems += [f"{one} waits still" for one in self._books().cases if one.kind != "lost"]
        self._fail_with(problems, "after the attendant has looked")
        self.told.clear()
        self.box.start("desk")

    def _books(self) -> Books:
        with self.box.books() as store:
            return Books(store)

    def _audit(self) -> list[str]:
        return audit(self._books(), self.hands.truth(), self.town.holders)

    def _fail_with(self, problems: list[str], when: str) -> None:
        told = "\n".join(f"{errand}" for errand, _ in self.told)
        where = f"seed {SEED}, after {self.visits} visits, {when}"
        if problems:
            with self.box.books() as store:
                past = story(store, " ".join(problems))
            raise AssertionError("\n".join([where, told, past, self.box.tail(), where, *problems]))

    def report(self) -> str:
        """What has happened, in one paragraph."""
        with self.box.books() as store:
            books = size(store)
        return f"{self.visits} visits, killed {dict(self.chaos.killed)}, {self.endings}, {self.answered}, {books}"


@pytest.mark.timeout(7200)
def test_random_kills_lose_nothing_lend_nothing_twice_and_pulse_nothing_twice(settings: Settings) -> None:
    print(f"KIOSK_CRASH_SEED={SEED}")
    began = time.monotonic()
    with Box(settings) as box:
        box.start()
        days = Days(box)
        with Person(settings, days.hands, meanwhile=days.chaos.tick) as person:
            while days.visits < ROUNDS:
                days.visit(person)
                if days.visits % VISITS_TO_ACCOUNT == 0 or days.visits == ROUNDS:
                    days.account()
                    print(f"{time.monotonic() - began:.0f} s: {days.report()}", flush=True)
    assert sum(days.chaos.killed.values()) > ROUNDS // 4

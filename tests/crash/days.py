"""Days of a town at one kiosk while something goes wrong again and again, with an account now and then.

At each account: nothing goes wrong, what is under way settles, the desk stops, `kiosk check` is clean, the world agrees with
the books, each promise of the screen is kept; the attendant answers what waits, and then the books must agree with no excuse
left.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from tests.crash.audit import Books, audit, promises
from tests.crash.box import Box
from tests.crash.house import cards
from tests.crash.person import Errand, Lost, Person
from tests.crash.town import STUCK_DOORS, Attendant, Town, size, story

BADLY = {"slow": 300, "bounces": 20}
"""Milliseconds late, and a chatter of a tenth of a second: more than a switch that is bolted on has."""

MEMBERS, DOORS, RACK = 40, 23, 6
STOCK = {
    **{door: (f"U-{door:02d}01",) for door in range(1, 18)},
    DOORS + 1: tuple(f"U-{DOORS + 1:02d}0{place}" for place in (1, 2, 3)),
}


class Trouble(Protocol):
    """What goes wrong, by dice."""

    happened: Counter[str]

    def plan(self) -> None:
        """What will happen in the next moments."""

    def tick(self) -> None:
        """Do what is due. Called whenever time passes."""

    def calm(self) -> None:
        """Nothing more happens, and all is well again when this returns."""


class Days:
    """The town's days at one kiosk."""

    def __init__(self, box: Box, seed: int, chaos: Callable[[Box, random.Random], Trouble]) -> None:
        """`chaos` is what happens to the box meanwhile."""
        self.box = box
        self.seed = seed
        self.dice = random.Random(seed)
        self.hands = box.hands()
        self.chaos = chaos(box, self.dice)
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
            kind = self.dice.choice(STUCK_DOORS)
            self.hands.fault(kind, door=door, value=BADLY.get(kind, 0))
        errand, since_ms = self.town.errand(), time.time_ns() // 1_000_000
        self.chaos.plan()
        try:
            person.go(errand)
        except Lost as problem:
            raise AssertionError(
                f"visit {self.visits} of seed {self.seed}: {problem}\n{self.box.tail()}"
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
        where = f"seed {self.seed}, after {self.visits} visits, {when}"
        if problems:
            with self.box.books() as store:
                past = story(store, " ".join(problems))
            raise AssertionError("\n".join([where, told, past, self.box.tail(), where, *problems]))

    def report(self) -> str:
        """What has happened, in one paragraph."""
        with self.box.books() as store:
            books = size(store)
        return f"{self.visits} visits, {dict(self.chaos.happened)}, {self.endings}, {self.answered}, {books}"

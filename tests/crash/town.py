"""A town of members who come and go while rooms are killed under them, and the attendant who looks after the kiosk.

Three parts: `Chaos` decides by dice who dies when, `Town` who comes for what, and `Attendant` answers what waits for staff
by looking at the world's truth, as a person would who opens the door and looks.
"""

from __future__ import annotations

import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.core.records import Context
from kiosk.drivers.world.hands import WorldHands
from kiosk.drivers.world.messages import Truth
from kiosk.plugins.lending.answers import Resolution, resolve
from kiosk.plugins.lending.limits import Limits
from tests.crash.audit import Books, Case
from tests.crash.box import Box, until
from tests.crash.person import Errand

VICTIMS = ("desk", "desk", "devices")
STUCK_DOORS = ("jammed", "sticks", "slow", "bounces")


class Chaos:
    """Kills the desk and the devices at random moments, and starts them again as the watcher would."""

    def __init__(self, box: Box, dice: random.Random) -> None:
        self._box = box
        self._dice = dice
        self._kills: list[tuple[float, str]] = []
        self._revivals: dict[str, float] = {}
        self.happened: Counter[str] = Counter()

    def plan(self) -> None:
        """What will happen in the next moments."""
        now = time.monotonic()
        for _ in range(self._dice.choice((0, 0, 1, 1, 1, 2, 3))):
            self._kills.append((now + self._dice.uniform(0, 0.6), self._dice.choice(VICTIMS)))

    def tick(self) -> None:
        """Do what is due. The person calls this whenever time passes."""
        now = time.monotonic()
        for due, name in [kill for kill in self._kills if kill[0] <= now]:
            self._kills.remove((due, name))
            if self._box.rooms[name].running:
                self._box.kill(name)
                self.happened[f"{name} killed"] += 1
        for name in VICTIMS:
            if not self._box.rooms[name].running:
                at = self._revivals.setdefault(name, now + self._dice.uniform(0, 0.3))
                if at <= now:
                    del self._revivals[name]
                    self._box.revive(name)

    def calm(self) -> None:
        """No more deaths; everybody is up again."""
        self._kills.clear()

        def all_up() -> bool:
            self.tick()
            return all(self._box.rooms[name].running for name in VICTIMS)

        until(all_up, "all rooms up again")


class Town:
    """The members, what they carry, and what they come for."""

    def __init__(self, box: Box, dice: random.Random, cards: list[str]) -> None:
        self._box = box
        self._dice = dice
        self._cards = cards
        self.holders: dict[str, str] = {}
        """Who carries which umbrella: card by tag."""

    def errand(self) -> Errand:
        """What the next one comes for."""
        dice = self._dice
        if self.holders and dice.random() < 0.25 + len(self.holders) / 20:
            tag = dice.choice(sorted(self.holders))
            by = "card" if dice.random() < 0.5 and self._plain(tag) else "tag"
            habit = dice.choices(("", "changed_mind", "leaves_open", "says_not_open"), (75, 8, 12, 5))[0]
            return Errand("return", self.holders[tag], tag=tag, by=by, habit=habit)
        habit = dice.choices(("", "changed_mind", "leaves_open", "says_not_open"), (70, 10, 15, 5))[0]
        return Errand("borrow", dice.choice(self._cards), habit=habit, scans_tag=dice.random() < 0.9)

    def came_back(self, errand: Errand) -> None:
        """What they carry now."""
        if errand.moved and errand.purpose == "borrow":
            self.holders[errand.tag] = errand.card
        elif errand.moved:
            del self.holders[errand.tag]

    def _plain(self, tag: str) -> bool:
        """Whether the card alone means this umbrella: the books have it, and only it, in the holder's name."""
        with self._box.books() as store:
            return (
                store.execute(
                    "SELECT group_concat(i.tag), min(l.confirmed) FROM lending_loan l JOIN items i ON i.id = l.item_id "
                    "JOIN members m ON m.id = l.member_id WHERE m.card = ? AND l.state = 'lent'",
                    (self.holders[tag],),
                ).fetchone()
                == (tag, 1)
                and list(self.holders.values()).count(self.holders[tag]) == 1
            )


@dataclass
class Attendant:
    """Answers everything that waits, on the stopped store. `lost` questions wait until the umbrella turns up."""

    box: Box
    hands: WorldHands

    def tidy(self) -> None:
        """Mend what is broken, and shut what stands open."""
        self.hands.mend_all()
        for place in self.hands.truth().compartments:
            if place.is_open or place.released:
                self.hands.close(place.number)

    def answer_all(self) -> Counter[str]:
        """Look, and say what is there. Returns how many questions of which kind were answered how."""
        truth = self.hands.truth()
        answered: Counter[str] = Counter()
        with open_kiosk_store(self.box.settings) as store:
            host = load_plugins(self.box.settings, store)
            limits = Limits.of(host.plugins["lending"].settings)
            staff_id = self._staff_id()
            context = Context(actor=f"staff:{staff_id}", plugin="lending")
            while True:
                books = self._books()
                waiting = [one for one in books.cases if one.kind != "lost"]
                if not waiting:
                    return answered
                case = waiting[0]
                seen = LOOKS[case.kind](case, books, truth)
                answered[f"{case.kind}: {seen}"] += 1
                store.write_now(resolve, case.id, seen, staff_id, limits, context=context)

    def _books(self) -> Books:
        with self.box.books() as connection:
            return Books(connection)

    def _staff_id(self) -> str:
        with self.box.books() as connection:
            found = connection.execute("SELECT id FROM staff WHERE number = ?", (STAFF_NUMBER,)).fetchone()
        return str(found[0])


def _is_inside(case: Case, books: Books, truth: Truth) -> Resolution:
    """By the tag, or in a rack by counting, where nobody knows which one was meant."""
    there = truth.compartment(case.door).items
    loan = books.loans.get(case.loan)
    if case.door in books.racks and loan is not None and not loan.confirmed:
        said = sum(door == case.door for door in books.where.values()) + (loan.state == "lent")
        return "inside" if len(there) >= said else "not_inside"
    return "inside" if case.tag in there else "not_inside"


def _at_the_open_door(case: Case, books: Books, truth: Truth) -> Resolution:
    """Shut now; and where it was a loan's door, what lies inside is seen too."""
    return "inside" if case.loan and _is_inside(case, books, truth) == "inside" else "closed"


def _works(_case: Case, _books: Books, _truth: Truth) -> Resolution:
    return "works"


LOOKS: dict[str, Callable[[Case, Books, Truth], Resolution]] = {
    "not_taken": _is_inside,
    "uncertain": _is_inside,
    "returning": _is_inside,
    "mismatch": _is_inside,
    "found": _is_inside,
    "left_open": _at_the_open_door,
    "door": _works,
}


def story(store: sqlite3.Connection, words: str, lines: int = 40) -> str:
    """What the journal tells of the doors and umbrellas that these words name."""
    doors = set(re.findall(r"(?:door|rack) (\d+)", words))
    tags = set(re.findall(r"U-\d{4}", words))
    ids = {
        one: f"door {number}"
        for one, number in store.execute("SELECT id, number FROM places")
        if str(number) in doors
    }
    ids |= {one: tag for one, tag in store.execute("SELECT id, tag FROM items") if tag in tags}
    told = []
    for seq, at_ms, event, data in store.execute("SELECT seq, at_ms, event, data FROM journal ORDER BY seq"):
        named = [name for one, name in ids.items() if one in data]
        if named:
            told.append(f"{seq} {at_ms} {event} {', '.join(named)} {data}")
    return "\n".join(told[-lines:])


def size(store: sqlite3.Connection) -> dict[str, int]:
    """How much there is in the books, for the report."""
    return {
        table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("sessions", "lending_loan", "lending_case", "operations", "journal")
    }

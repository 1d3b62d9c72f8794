"""The account after a kill: the world's truth against the books, by SQL of its own and none of the product's code.

Everything must be where the books say, or on loan, or in an open question for staff; whatever else is found is a sentence in
the list. Umbrellas that came out of a rack without a scan cannot be told apart by anybody: for those, their number must agree.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from kiosk.drivers.world.messages import Truth

OUT = ("lent", "unverified", "returning_unverified", "missing", "lost")
"""States of a loan whose umbrella may be in a customer's hands."""


@dataclass(frozen=True)
class Loan:
    """A loan, in words that people use."""

    id: str
    card: str
    tag: str
    door: int
    state: str
    confirmed: bool
    borrowed_ms: int
    returned_ms: int


@dataclass(frozen=True)
class Case:
    """A question for staff; `tag` is the item's that it names, or else its loan's."""

    id: str
    kind: str
    reason: str
    loan: str
    tag: str
    door: int
    opened_ms: int
    resolved: bool


@dataclass(frozen=True)
class Pulse:
    """An operation that opens a door."""

    id: str
    door: int
    state: str
    reason: str
    from_ms: int
    to_ms: int


class Books:
    """What the store says, read once."""

    def __init__(self, store: sqlite3.Connection) -> None:
        doors = dict(store.execute("SELECT id, number FROM places"))
        tags = dict(store.execute("SELECT id, tag FROM items"))
        members = dict(store.execute("SELECT id, card FROM members"))
        self.racks = {doors[place] for (place,) in store.execute("SELECT id FROM places WHERE kind = 'rack'")}
        self.out_of_service = {
            doors[one] for (one,) in store.execute("SELECT id FROM places WHERE NOT in_service")
        }
        self.where = {
            tag: doors.get(place) for tag, place in store.execute("SELECT tag, place_id FROM items")
        }
        self.loans = {
            row[0]: Loan(
                row[0], members[row[1]], tags[row[2]], doors[row[3]], row[4], bool(row[5]), row[6] or 0, row[7] or 0
            )
            for row in store.execute(
                "SELECT id, member_id, item_id, place_id, state, confirmed, borrowed_ms, returned_ms FROM lending_loan"
            )
        }  # fmt: skip
        self.ever_asked = [
            Case(
                row[0], row[1], row[2], row[3] or "", tags.get(row[4]) or self._tag_of(row[3]), doors.get(row[5], 0),
                row[6], row[7] is not None,
            )
            for row in store.execute(
                "SELECT id, kind, reason, loan_id, item_id, place_id, opened_ms, resolved_ms FROM lending_case ORDER BY id"
            )
        ]  # fmt: skip
        self.cases = [one for one in self.ever_asked if not one.resolved]
        self.pulses = [
            Pulse(row[0], doors[row[1]], row[2], row[3], row[4], row[5] or 0)
            for row in store.execute(
                "SELECT id, place_id, state, reason, intended_ms, ended_ms FROM operations WHERE kind = 'open_door'"
            )
        ]
        self.open_operations = [
            one for (one,) in store.execute("SELECT id FROM operations WHERE state = 'intended'")
        ]
        self.held = [
            one for (one,) in store.execute("SELECT subject FROM reservations WHERE released_ms IS NULL")
        ]

    def _tag_of(self, loan: str | None) -> str:
        return self.loans[loan].tag if loan in self.loans else ""

    @property
    def asked(self) -> set[str]:
        """Tags that an open question is about, by itself or by its loan."""
        return {tag for one in self.cases for tag in (one.tag, self._tag_of(one.loan)) if tag}

    @property
    def asked_at(self) -> set[tuple[str, int]]:
        """The same tags, each with the door where staff will look for it."""
        return {(tag, one.door) for one in self.cases for tag in (one.tag, self._tag_of(one.loan)) if tag}

    @property
    def alike(self) -> set[str]:
        """Tags that nobody can tell apart: loans from a rack that no scan has confirmed, and what is left there."""
        presumed = [one for one in self.loans.values() if not one.confirmed and one.state in OUT]
        racks = {one.door for one in presumed}
        return {one.tag for one in presumed} | {tag for tag, door in self.where.items() if door in racks}


def audit(books: Books, truth: Truth, holders: dict[str, str]) -> list[str]:
    """What is unaccounted for. `holders`: who carries which umbrella, tag by card."""
    return [
        *_umbrellas(books, truth, holders),
        *_racks(books, truth),
        *_loans(books, truth),
        *_doors(books, truth),
        *_pulses(books, truth),
        *(f"an operation has no outcome: {one}" for one in books.open_operations),
        *(f"a reservation is still held: {one}" for one in books.held),
    ]


def _umbrellas(books: Books, truth: Truth, holders: dict[str, str]) -> list[str]:
    asked_at, alike = books.asked_at, books.alike
    found = [
        f"{tag} is behind door {place.number}, the books say {books.where[tag] or 'on loan'}, nobody is asked to look there"
        for place in truth.compartments
        for tag in place.items
        if books.where[tag] != place.number and (tag, place.number) not in asked_at and tag not in alike
    ]
    excused = books.asked | alike
    on_loan = {one.tag: one for one in books.loans.values() if one.state in OUT}
    for tag in truth.holding:
        loan = on_loan.get(tag)
        if tag in excused:
            continue
        if loan is None or books.where[tag] is not None:
            found.append(
                f"{tag} is in the hands of {holders.get(tag)}, the books say {books.where[tag]}, {loan}"
            )
        elif holders.get(tag, loan.card) != loan.card:
            found.append(f"{tag} is in the hands of {holders[tag]}, and on loan to {loan.card}")
    physical = sorted([*truth.holding, *(tag for place in truth.compartments for tag in place.items)])
    if physical != sorted(books.where):
        found.append(f"the world has {physical}, the books know {sorted(books.where)}")
    return found


def _racks(books: Books, truth: Truth) -> list[str]:
    found = []
    for number in books.racks:
        there = len(truth.compartment(number).items)
        said = sum(door == number for door in books.where.values())
        doubtful = sum(one.door == number or one.tag in books.alike for one in books.cases)
        if abs(there - said) > doubtful:
            found.append(f"rack {number} holds {there}, the books say {said}, and {doubtful} are asked about")
    return found


def _loans(books: Books, truth: Truth) -> list[str]:
    """Nobody is charged with what they do not have, and nothing is lent twice."""
    excused = books.asked | books.alike
    lent = [one for one in books.loans.values() if one.state in ("opening", "lent")]
    found = [
        f"{one.card} is charged with {one.tag}, which is not in anybody's hands ({one.state})"
        for one in lent
        if one.tag not in truth.holding and one.tag not in excused
    ]
    twice = [tag for tag, times in Counter(one.tag for one in lent).items() if times > 1]
    return found + [f"{tag} is on loan twice" for tag in twice]


def _doors(books: Books, truth: Truth) -> list[str]:
    asked = {one.door for one in books.cases}
    return [
        f"door {place.number} stands open, and nobody is asked about it"
        for place in truth.compartments
        if place.is_open and place.number not in asked
    ]


def _pulses(books: Books, truth: Truth) -> list[str]:
    """Each pulse of the world belongs to one operation, which was open at that time; no two to the same one."""
    found = []
    for place in truth.compartments:
        operations = sorted(
            (one for one in books.pulses if one.door == place.number), key=lambda one: one.to_ms
        )
        for pulse in place.pulses:
            owner = next(
                (one for one in operations if one.from_ms <= pulse.at_ms <= (one.to_ms or pulse.at_ms)), None
            )
            if owner is None:
                found.append(
                    f"door {place.number} was pulsed at {pulse.at_ms} by no operation, or a second time"
                )
            else:
                operations.remove(owner)
        if place.burnt:
            found.append(f"the coil of door {place.number} was driven too long")
        opened = [one for one in books.pulses if one.door == place.number and one.state == "done"]
        needed = sum(one.reason != "already open" for one in opened)
        if place.pulse_count < needed:
            found.append(f"door {place.number} was pulsed {place.pulse_count} times, the books have {needed}")
    if truth.coils_at_once > 1:
        found.append(f"{truth.coils_at_once} coils were driven at once")
    return found


def promises(books: Books, card: str, tag: str, told: list[str], since_ms: int) -> list[str]:
    """What the screen told this customer is done, and the books do not know."""
    found = []
    loans = [one for one in books.loans.values() if tag in (one.tag, "") or tag in books.alike]
    if "borrowed" in told and not any(one.card == card and one.borrowed_ms >= since_ms for one in loans):
        found.append(f"{card} was told that {tag} is theirs, and the books have no such loan")
    if "returned" in told and not any(one.returned_ms >= since_ms for one in loans):
        found.append(f"{card} was told that {tag} is returned, and the books do not know of it")
    asked = any(one.tag == tag and one.opened_ms >= since_ms for one in books.ever_asked)
    if "checked" in told and not asked:
        found.append(f"{card} was told that {tag} is being checked, and nobody was asked about it")
    return found

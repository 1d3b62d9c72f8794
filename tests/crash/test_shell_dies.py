"""The shell dies at each prompt, and comes back to the very question that is open: same prompt, same id, and the visit goes on.

The shell process has no state of its own: what its death is to the desk is a connection that breaks off, so here the connection
of a scripted person is broken off at every new prompt, for real processes on the other side of it. The real shell process is
killed in `tests/cli/test_whole_kiosk.py`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Board, Chosen, Entered, Keypad, Menu, Table
from tests.crash.audit import Books, audit
from tests.crash.box import Box
from tests.crash.house import STAFF_PIN, build_house, cards
from tests.crash.person import Errand, Person

SLOW_DOOR_MS = 700
"""Long enough for the prompt "the door is being opened" to be seen, lost, and seen again."""


class Blinking(Person):
    """Loses the connection at each new prompt, and holds what comes back against what was there."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.survived: dict[str, str] = {}

    def blink(self) -> Screen:
        """Lose the connection once at the prompt that is open now; what is on the screen after it."""
        before = self.screen
        assert before is not None
        if before.prompt is None or before.prompt_id in self.survived:
            return before
        self.survived[before.prompt_id] = type(before.prompt).__name__
        self.drop()
        after = self.until(lambda _: True, "the screen again")
        assert (after.prompt_id, type(after.prompt)) == (before.prompt_id, type(before.prompt))
        assert after.revision >= before.revision
        assert after.revision > before.revision or after.prompt == before.prompt
        return after

    def _react(self, errand: Errand, screen: Screen) -> None:
        super()._react(errand, self.blink() if screen.prompt is not None else screen)

    def kinds(self) -> set[str]:
        """The kinds of prompts at which the connection was lost."""
        return set(self.survived.values())


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-shell-", dir=memory if memory.is_dir() else None))
    stock = {1: ("U-0101",), 2: ("U-0201",), 3: ("U-0301",)}
    with Box(build_house(folder, doors=4, stock=stock, members=3)) as started:
        started.start()
        yield started
    shutil.rmtree(folder)


@pytest.fixture
def hands(box: Box) -> Iterator[WorldHands]:
    with WorldHands(box.settings.world_socket) as pair:
        yield pair


@pytest.fixture
def person(box: Box, hands: WorldHands) -> Iterator[Blinking]:
    for door in (1, 2, 3, 4):
        hands.fault("slow", door=door, value=SLOW_DOOR_MS)
    with Blinking(box.settings, hands) as someone:
        yield someone
    box.settle()
    with box.books() as store:
        assert audit(Books(store), hands.truth(), {}) == []


def test_at_each_prompt_of_borrowing_and_of_returning(person: Blinking) -> None:
    card = cards(1)[0]
    first = person.go(Errand("borrow", card))
    second = person.go(Errand("borrow", card))
    assert (first.told[0], second.told[0]) == ("borrowed", "borrowed")
    for errand in (Errand("return", card, tag=first.tag), Errand("return", card, tag=second.tag, by="card")):
        assert person.go(errand).told[0] == "returned"
    assert person.kinds() == {"Menu", "PresentCard", "Confirm", "Progress", "Board", "Notice"}
    assert len(person.survived) > 20


def test_at_the_prompts_of_changing_ones_mind_and_of_a_door_that_is_said_not_to_open(
    person: Blinking,
) -> None:
    changed = person.go(Errand("borrow", cards(2)[1], habit="changed_mind"))
    assert not changed.moved
    tried_twice = person.go(Errand("borrow", cards(3)[2], habit="says_not_open"))
    assert tried_twice.told[:1] == ["borrowed"]
    assert len(person.survived) > 10


def test_at_the_prompts_of_staff_who_stay_signed_in(person: Blinking) -> None:
    person.until(lambda screen: screen.prompt is None, "the attract screen")
    person.send(Pressed("staff"))
    person.until(lambda screen: isinstance(screen.prompt, Keypad), "the number")
    for typed in (STAFF_NUMBER, STAFF_PIN):
        asked = person.blink()
        person.send(Answered(asked.prompt_id, Entered(typed)))
        person.until(lambda screen, asked=asked: screen.prompt_id != asked.prompt_id, "the next question")
    for key, kind in (("lending.wall", Board), ("lending.waiting", Table)):
        person.until(lambda screen: isinstance(screen.prompt, Menu), "the services")
        asked = person.blink()
        assert asked.bar.staff
        person.send(Answered(asked.prompt_id, Chosen(key)))
        person.until(lambda screen, kind=kind: isinstance(screen.prompt, kind), key)
        asked = person.blink()
        assert asked.bar.staff
        person.send(Pressed("back"))
    person.send(Pressed("lock"))
    person.until(lambda screen: screen.prompt is None, "the attract screen")
    assert person.kinds() == {"Keypad", "Menu", "Board", "Table"}

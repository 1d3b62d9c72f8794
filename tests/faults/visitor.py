"""Somebody who comes for one thing while something breaks, does what any screen asks, and remembers what they were told."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.drivers.world.hands import WorldHands
from kiosk.link.messages import Pressed, Screen
from kiosk.link.prompts import Board, Confirm, Menu, Notice, PresentCard, Prompt
from kiosk.link.settings import Settings
from tests.crash.person import TILE, Errand, Person
from tests.faults.outcome import Told, told_by
from tests.faults.situations import Moment

PAPER_SECONDS = 6.0
_PRINTING = "正在打印"


class Visitor(Person):
    """A person with one errand, who is told about everything on the way."""

    def __init__(
        self, settings: Settings, hands: WorldHands, moment: Moment, strike: Callable[[], None]
    ) -> None:
        super().__init__(settings, hands)
        self._moment = moment
        self._strike: Callable[[], None] | None = strike
        self.told: list[Told] = []
        """Every screen since the fault struck."""
        self._scans = self._shown_at_home = 0
        self._waits_at: Notice | None = None
        self._waits_until, self._slips = 0.0, 0

    def break_it(self) -> None:
        """Now."""
        strike, self._strike = self._strike, None
        if strike is not None:
            strike()

    def _react(self, errand: Errand, screen: Screen) -> None:
        if self._strike is not None and errand.arrived and self._is_now(errand, screen.prompt):
            self.break_it()
        if self._strike is None and screen.prompt is not None and errand.arrived:
            self._note(screen.prompt)
        if isinstance(screen.prompt, PresentCard):
            self._scans += 1
            if self._scans > 2:  # they have tried often enough, and do what is offered instead
                self._give_up(errand, screen.prompt)
                return
        super()._react(errand, screen)

    def _menu(self, errand: Errand, menu: Menu) -> None:
        """One who shows the item at the first screen and sees nothing happen touches the service instead."""
        if self._done(errand) or errand.purpose == "borrow":
            super()._menu(errand, menu)
            return
        tile = next((choice for choice in menu.choices if choice.key == TILE), None)
        self._shown_at_home += 1
        if self._shown_at_home == 1 or tile is None:
            super()._menu(errand, menu)
            errand.begun = min(errand.begun, errand.retries)
        elif tile.enabled:
            self._choose(TILE)
        else:
            self._note_tile(str(tile.title), str(tile.note))
            errand.begun = errand.retries + 1

    def _note_tile(self, title: str, note: str) -> None:
        self.told.append(Told("Tile", title, note))

    def _is_now(self, errand: Errand, prompt: Prompt | None) -> bool:
        match self._moment.strike:
            case "card":
                return isinstance(prompt, PresentCard) and prompt.subject == "card"
            case "open" | "tag":
                return isinstance(prompt, Board) and any(
                    place.lit and self._stands_open(int(place.label)) for place in prompt.places
                )
            case _:
                return False

    def _note(self, prompt: Prompt) -> None:
        told = told_by(prompt)
        if not self.told or self.told[-1] != told:
            self.told.append(told)

    def _notice(self, errand: Errand, notice: Notice) -> None:
        """They wait for the slip that is promised, as people do, until the screen says otherwise or has been there for long."""
        now = time.monotonic()
        if notice != self._waits_at:
            self._waits_at, self._waits_until = (
                notice,
                now + (PAPER_SECONDS if _PRINTING in str(notice.subtitle) else 0),
            )
            self._slips = len(self.hands.slips())
        if now < self._waits_until and len(self.hands.slips()) == self._slips:
            self._close(errand)
            self._reacted = ()
            return
        super()._notice(errand, notice)

    def _give_up(self, errand: Errand, prompt: PresentCard) -> None:
        """Nothing is read: whatever the screen offers instead is done, or they walk away."""
        keys = [action.key for action in prompt.actions]
        back = ("no_tag", "return") if errand.purpose == "return" else ()
        way = next((key for key in (*back, "number", "no_card", "call") if key in keys), "")
        errand.begun = errand.retries + 1
        if way:
            self._choose(way)
        else:
            self.send(Pressed("end"))

    @property
    def last_word(self) -> Told | None:
        """What they went home with: the last notice or question, or the last screen."""
        words = [one for one in self.told if one.kind in (Notice.__name__, Confirm.__name__, "Tile")]
        return words[-1] if words else self.told[-1] if self.told else None

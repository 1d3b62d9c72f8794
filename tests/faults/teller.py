"""Staff who take money for a card while the printer breaks: the whole way from their number to the slip, at the shell's socket.

They do what is asked, once for each question, and remember what they were told since.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Chosen, Confirm, Entered, Keypad, Menu, Notice, PresentCard, Prompt
from kiosk.link.settings import Settings
from tests.crash.house import STAFF_PIN
from tests.crash.person import AGAIN_SECONDS, LONGEST_VISIT_SECONDS, Lost, Screened
from tests.faults.outcome import Told, told_by

PAID = 100_000
LOOKS_SECONDS = 8.0
"""So long somebody stands before the last screen, whose word about the slip may follow."""


class Teller(Screened):
    """One top-up. `at_the_last_touch` is called before the touch that takes the money."""

    def __init__(
        self,
        settings: Settings,
        hands: WorldHands,
        at_the_last_touch: Callable[[], None] = lambda: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(settings, meanwhile)
        self.hands = hands
        self.told: list[Told] = []
        self.agreed = False
        """The money is in the drawer: what comes now is for the paper."""
        self._at_the_last_touch = at_the_last_touch
        self._scanner = settings.scanners[0].name
        self._until = 0.0

    def go(self, card: str) -> None:
        """From the attract screen to the last word, and away."""
        deadline = time.monotonic() + LONGEST_VISIT_SECONDS
        reacted: tuple[object, ...] = ()
        at = 0.0
        while True:
            if time.monotonic() > deadline:
                raise Lost(f"the top-up came to no end; seen last: {self.shown[-12:]}")
            self.step()
            screen = self.screen
            if screen is None:
                continue
            if self.countdown is not None:
                self.send(Pressed("still_here"))
                self.countdown = None
            if self.agreed and self._over(screen.prompt):
                return
            here, now = (self.connections, screen.prompt_id, screen.revision), time.monotonic()
            if here != reacted or now > at + AGAIN_SECONDS:
                reacted, at = here, now
                self._react(screen, card)

    def _over(self, prompt: Prompt | None) -> bool:
        """Once money was taken: at the last notice when it has been looked at for long, else wherever they are."""
        if isinstance(prompt, Notice):
            told = told_by(prompt)
            if not self.told or self.told[-1] != told:
                self.told.append(told)
            self._until = self._until or time.monotonic() + LOOKS_SECONDS
            if time.monotonic() < self._until:
                return False
        elif prompt is not None and not self.told:
            return False
        self.send(Pressed("end"))
        return True

    def _react(self, screen: Screen, card: str) -> None:
        prompt = screen.prompt
        match prompt:
            case None:
                self.send(Pressed("staff"))
            case Keypad(money=True):
                self._answer(screen, Entered(str(PAID)))
            case Keypad(secret=True):
                self._answer(screen, Entered(STAFF_PIN))
            case Keypad():
                self._answer(screen, Entered(STAFF_NUMBER))
            case Menu():
                keys = [choice.key for choice in prompt.choices]
                wanted = next((key for key in ("cards.topup", "group:cards", "cash") if key in keys), "")
                self._answer(screen, Chosen(wanted))
            case PresentCard():
                self._scan(card)
            case Confirm():
                self._decide(screen, prompt)

    def _decide(self, screen: Screen, prompt: Confirm) -> None:
        if "take" not in [action.key for action in prompt.actions]:
            self._answer(screen, Chosen("amount"))
            return
        if not self.agreed:
            self._at_the_last_touch()
        self.agreed = True
        self._answer(screen, Chosen("take"))

    def _answer(self, screen: Screen, value: Chosen | Entered) -> None:
        self.send(Answered(screen.prompt_id, value))

    def _scan(self, card: str) -> None:
        try:
            self.hands.scan(self._scanner, card)
        except CannotDo:
            pass  # nobody reads the scanner: the devices are away

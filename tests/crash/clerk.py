"""Staff at the real shell socket, who take money for a card or make a new one, whoever is killed or breaks in between.

Not a script: a table of reactions, as a `Person`'s. What was on the screen is forgotten with the connection; what somebody at a
counter knows (which blank is in their hand, whether the money is in the drawer) is kept here. Who has taken money and sees no
word does not take it twice: they look, and leave it to the books.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Chosen, Confirm, Entered, Keypad, Menu, Notice, PresentCard, Prompt
from kiosk.link.settings import Settings
from tests.crash.house import STAFF_PIN
from tests.crash.person import AGAIN_SECONDS, LONGEST_VISIT_SECONDS, Lost, Screened

Act = Literal["topup", "issue"]

PAID = 100_000
PHONE = "13912345678"
PHONE_DIGITS = 10
"""At the least: whatever asks for so many digits asks for a phone number."""

WAYS: dict[Act, tuple[str, ...]] = {
    "topup": ("cards.topup", "group:cards", "cash"),
    "issue": ("cards.issue", "group:cards", "ms", "gold:prepaid", "cash"),
}
"""What is touched of a menu, the first that is there."""

TRIES = 2
"""How often a visit is begun that the desk has left."""


class Clerk(Screened):
    """One thing that is done at the counter. `before_the_last_touch` is called before the touch that takes the money."""

    def __init__(
        self,
        settings: Settings,
        hands: WorldHands,
        *,
        before_the_last_touch: Callable[[], None] = lambda: None,
        meanwhile: Callable[[], None] = lambda: None,
        looks_seconds: float = 0.0,
    ) -> None:
        """`looks_seconds`: so long they stand before the last screen, whose word about the slip may follow."""
        super().__init__(settings, meanwhile)
        self.hands = hands
        self.told: list[Notice] = []
        self.agreed = False
        """The money of a top-up is in the drawer."""
        self._before_the_last_touch = before_the_last_touch
        self._looks_seconds, self._until = looks_seconds, 0.0
        self._scanner = settings.scanners[0].name
        self._begun, self._given_up = 0, set[str]()

    @property
    def said_done(self) -> bool:
        """Whether the screen has said that it is done: a promise that the books must keep."""
        return any(one.outcome == "done" for one in self.told)

    def go(self, act: Act, *cards: str) -> None:
        """From the attract screen to the last word, and away. `cards`: whose it is, or the blanks of the stack."""
        deadline = time.monotonic() + LONGEST_VISIT_SECONDS
        reacted: tuple[object, ...] = ()
        at, stack = 0.0, list(cards)
        while True:
            if time.monotonic() > deadline:
                raise Lost(f"{act} came to no end; seen last: {self.shown[-12:]}")
            self.step()
            screen = self.screen
            if screen is None:
                continue
            if self.countdown is not None:
                self.send(Pressed("still_here"))
                self.countdown = None
            if self._over(screen.prompt):
                return
            here, now = (self.connections, screen.prompt_id, screen.revision), time.monotonic()
            if here != reacted or now > at + AGAIN_SECONDS:
                reacted, at = here, now
                self._react(act, screen, stack)

    def _over(self, prompt: Prompt | None) -> bool:
        """At the last notice, when it has been looked at for long enough; after that, or when the desk has left, anywhere."""
        if isinstance(prompt, Notice):
            if not self.told or self.told[-1] != prompt:
                self.told.append(prompt)
            self._until = self._until or time.monotonic() + self._looks_seconds
            if time.monotonic() < self._until:
                return False
        elif not self.told and not (prompt is None and (self.agreed or self._begun >= TRIES)):
            return False
        self.send(Pressed("end"))
        return True

    # ------------------------------------------------------------------ reactions

    def _react(self, act: Act, screen: Screen, stack: list[str]) -> None:
        prompt = screen.prompt
        match prompt:
            case None:
                self._begun += 1
                self.send(Pressed("staff"))
            case Keypad():
                self._answer(screen, Entered(self._digits(prompt)))
            case Menu():
                keys = [choice.key for choice in prompt.choices]
                way = next((key for key in WAYS[act] if key in keys), "")
                if way:
                    self._answer(screen, Chosen(way))
                else:  # the customer has a card: it was made, and its last word was lost
                    self._begun = TRIES
                    self.send(Pressed("end"))
            case PresentCard():
                self._present(prompt, stack)
            case Confirm():
                self._decide(screen, prompt)

    def _digits(self, prompt: Keypad) -> str:
        if prompt.money:
            return str(PAID)
        if prompt.secret:
            return STAFF_PIN
        return PHONE if prompt.minimum >= PHONE_DIGITS else STAFF_NUMBER

    def _present(self, prompt: PresentCard, stack: list[str]) -> None:
        try:
            if prompt.steps is not None:
                self.hands.swipe(stack[0], seconds=1.0)
                return
            if prompt.error and len(stack) > 1:  # this one is not taken
                stack.pop(0)
            self.hands.scan(self._scanner, stack[0])
        except CannotDo:
            pass  # nobody waits for a card or reads the scanner: the devices are away

    def _decide(self, screen: Screen, prompt: Confirm) -> None:
        keys = [action.key for action in prompt.actions]
        if "take" in keys:
            if not self.agreed:
                self._before_the_last_touch()
            self.agreed = True
        for key in ("take", "amount", "write", "later"):
            if key in keys:
                self._answer(screen, Chosen(key))
                return
        for key in ("again", "void"):
            if key in keys and key not in self._given_up:
                self._given_up.add(key)
                self._answer(screen, Chosen(key))
                return
        self.send(Pressed("back"))

    def _answer(self, screen: Screen, value: Chosen | Entered) -> None:
        self.send(Answered(screen.prompt_id, value))

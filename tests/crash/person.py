"""A person at the real shell socket, who reacts to what is on the screen and to the doors that stand open.

Not a script: a table of reactions, so that it holds whoever is killed in between. What was on the screen is forgotten with the
connection; what a person knows (what they came for, what they hold, which door they were shown) is kept here. The person
is one thread; time passes only inside `step`, which also calls `meanwhile` (where a test kills and revives).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import Answered, Countdown, DeskToShell, Pressed, Screen
from kiosk.link.prompts import Board, Chosen, Confirm, Menu, Notice, PresentCard, Progress, Prompt
from kiosk.link.settings import Settings

Purpose = Literal["borrow", "return"]
Habit = Literal["", "changed_mind", "leaves_open", "says_not_open"]
"""`changed_mind`: presses 不借了 at the open door, or 暂不归还. `leaves_open`: walks away without closing the door."""

TILE = "lending.umbrella"
LOOK_SECONDS = 0.05
AGAIN_SECONDS = 2.0
"""A reaction that changed nothing is tried again after this long: the desk may have died under it."""

LONGEST_VISIT_SECONDS = 90.0


class Lost(AssertionError):
    """The person did not get anywhere; the text says what is on the screen."""


@dataclass
class Errand:
    """What one person has come for, and what has come of it."""

    purpose: Purpose
    card: str
    tag: str = ""
    """What is brought back; for a borrower, what was taken."""
    by: Literal["tag", "card"] = "tag"
    """How a return is announced."""
    habit: Habit = ""
    scans_tag: bool = False
    """Whether they scan the tag of what they have taken, as a rack's screen asks."""
    retries: int = 1
    """How often they begin again after a visit that came to nothing."""

    moved: bool = False
    """The umbrella has changed sides: taken out, or put in."""
    told: list[str] = field(default_factory=list)
    """`borrowed`, `returned`, `checked`: what the screen said is done. Each is a promise that the books must keep."""
    arrived: bool = False
    """The visit on the screen is theirs, and not what somebody before them left."""
    begun: int = 0
    """How often they have said what they want."""
    door: int = 0
    """The door that the screen has shown them."""
    over: bool = False


def screen_says(prompt: Prompt | None) -> str:
    """A prompt in words, for messages."""
    if prompt is None:
        return "attract"
    words = " ".join(str(getattr(prompt, part, "")) for part in ("title", "subtitle", "error"))
    return f"{type(prompt).__name__}: {words}"


def _way_out(notice: Notice) -> str:
    """The button that takes a notice away."""
    keys = [action.key for action in notice.actions]
    return next((key for key in ("done", "home") if key in keys), keys[0] if keys else "done")


class Screened:
    """One end at the shell socket: connects whenever it can, keeps the newest screen, remembers all."""

    def __init__(self, settings: Settings, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.settings = settings
        self.meanwhile = meanwhile
        self.screen: Screen | None = None
        self.countdown: int | None = None
        self.connections = 0
        self.shown: list[str] = []
        self._peer: BlockingPeer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.drop()

    def step(self, seconds: float = LOOK_SECONDS) -> None:
        """Let a moment pass, and see what comes."""
        self.meanwhile()
        if self._peer is None and not self._connect():
            time.sleep(seconds)
            return
        try:
            assert self._peer is not None
            self._take(self._peer.receive(seconds))
            while True:
                self._take(self._peer.receive(0))
        except TimeoutError:
            return
        except LinkError:
            self.drop()

    def _connect(self) -> bool:
        try:
            self._peer = BlockingPeer.connect(
                self.settings.shell_socket,
                role="shell",
                incoming=DeskToShell,
                uids=(),
                build=build_id(),
                position=self.settings.shell.position,
            )
        except (OSError, LinkError):
            return False
        self.connections += 1
        return True

    def drop(self) -> None:
        """The connection is gone, and the screen with it."""
        peer, self._peer = self._peer, None
        self.screen = self.countdown = None
        if peer is not None:
            peer.__exit__()

    def _take(self, message: Any) -> None:
        match message:
            case Screen():
                self.screen = message
                self.shown.append(screen_says(message.prompt))
            case Countdown(seconds=seconds):
                self.countdown = seconds

    def send(self, message: Answered | Pressed) -> None:
        """Touch something; lost when the desk is away, as a touch is."""
        if self._peer is not None:
            try:
                self._peer.send(message)
            except LinkError:
                self.drop()

    def until(self, condition: Callable[[Screen], object], what: str, seconds: float = 60.0) -> Screen:
        """Step until the screen is so."""
        deadline = time.monotonic() + seconds
        while self.screen is None or not condition(self.screen):
            if time.monotonic() > deadline:
                raise Lost(f"waited for {what}; seen last: {self.shown[-8:]}")
            self.step()
        return self.screen


class Person(Screened):
    """Goes on errands, one after the other."""

    def __init__(
        self, settings: Settings, hands: WorldHands, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(settings, meanwhile)
        self.hands = hands
        self.scanner = settings.scanners[0].name
        self._reacted: tuple[object, ...] = ()
        self._reacted_at = 0.0

    def go(self, errand: Errand) -> Errand:
        """Do it, as far as it can be done; returns when the person has gone and the screen is ready for the next."""
        deadline = time.monotonic() + LONGEST_VISIT_SECONDS
        self._reacted = ()
        while not errand.over:
            if time.monotonic() > deadline:
                raise Lost(f"{errand} came to no end; seen last: {self.shown[-12:]}")
            self.step()
            if self.screen is None:
                continue
            if self.countdown is not None:
                self.send(Pressed("still_here"))
                self.countdown = None
            screen = self.screen
            now = time.monotonic()
            here = (self.connections, screen.prompt_id, screen.revision)
            if here != self._reacted or now > self._reacted_at + AGAIN_SECONDS:
                self._reacted, self._reacted_at = here, now
                self._react(errand, screen)
        return errand

    # ------------------------------------------------------------------ reactions

    def _react(self, errand: Errand, screen: Screen) -> None:
        if not errand.arrived and not self._arrive(errand, screen):
            return
        match screen.prompt:
            case None:
                self._attract(errand)
            case Menu() as menu:
                self._menu(errand, menu)
            case PresentCard() as prompt:
                self._present(errand, prompt)
            case Confirm() as confirm:
                wanted = errand.purpose in {action.key for action in confirm.actions}
                self._choose(errand.purpose) if wanted and not self._done(errand) else self._leave()
            case Board() as board:
                self._board(errand, board)
            case Notice() as notice:
                self._notice(errand, notice)
            case Progress():
                pass  # patience
            case _:
                self._leave()

    def _arrive(self, errand: Errand, screen: Screen) -> bool:
        """Somebody else's visit is ended first, and whatever it says is for them."""
        if screen.prompt is None:
            errand.arrived = True
        elif isinstance(screen.prompt, Notice):
            self._choose(_way_out(screen.prompt))
        else:
            self._leave()
        return errand.arrived

    def _done(self, errand: Errand) -> bool:
        """Whether there is nothing more to do at the screen."""
        return errand.moved or errand.begun > errand.retries

    def _attract(self, errand: Errand) -> None:
        if not errand.moved and self._stands_open(errand.door):
            self._at_the_door(
                errand
            )  # they were shown this door, and do what they were told before the screen went
        elif self._done(errand):
            errand.over = True
        else:
            self.send(Pressed("start"))

    def _menu(self, errand: Errand, menu: Menu) -> None:
        tile = next((choice for choice in menu.choices if choice.key == TILE), None)
        if self._done(errand):
            self._leave()
        elif tile is None:
            mine = [choice.key for choice in menu.choices if errand.tag in str(choice.title)]
            self._choose(mine[0] if mine else menu.choices[0].key)
        elif tile.enabled:
            errand.begun += 1
            if errand.purpose == "return" and errand.by == "tag":
                self._scan(errand.tag)
            else:
                self._choose(TILE)

    def _present(self, errand: Errand, prompt: PresentCard) -> None:
        if errand.moved:
            self._leave()
        elif errand.purpose == "borrow":
            self._scan(errand.card)
        elif prompt.subject == "card" and errand.by == "card":
            self._choose("return")
        else:
            self._scan(errand.tag if errand.by == "tag" else errand.card)

    def _board(self, errand: Errand, board: Board) -> None:
        keys = {action.key for action in board.actions}
        errand.door = next((int(place.label) for place in board.places if place.lit), errand.door)
        unwanted = "changed_mind" if errand.purpose == "borrow" else "keep"
        if not keys:
            self._close(errand)
        elif errand.habit == "changed_mind" and unwanted in keys and not errand.moved:
            errand.retries = 0
            self._choose(unwanted)
        elif errand.habit == "says_not_open" and "not_open" in keys:
            errand.habit = ""
            self._choose("not_open")
            self._close(errand)
        else:
            self._at_the_door(errand)

    def _notice(self, errand: Errand, notice: Notice) -> None:
        keys = {action.key for action in notice.actions}
        if "nothing_there" in keys:
            errand.told.append("borrowed")
            if not errand.moved:
                self._choose("nothing_there")
                return
        elif notice.outcome == "done":
            errand.told.append("returned" if notice.icon == "check_circle" else "checked")
        elif notice.outcome in ("refused", "waiting"):
            errand.begun = errand.retries + 1
        if errand.habit != "leaves_open":
            self._close(errand)
        self._choose(_way_out(notice))

    # ------------------------------------------------------------------ hands

    def _at_the_door(self, errand: Errand) -> None:
        """Take it or put it in, and close the door, if it stands open."""
        if not self._stands_open(errand.door):
            self._reacted = ()  # look again at once
            return
        if not errand.moved:
            self._move(errand)
        if errand.habit == "leaves_open":
            errand.over = True
        else:
            self._close(errand)

    def _move(self, errand: Errand) -> None:
        try:
            if errand.purpose == "borrow":
                errand.tag = self.hands.take(errand.door)
                errand.moved = True
                if errand.scans_tag:
                    self._scan(errand.tag)
                    self.step(0.3)
            else:
                self.hands.put(errand.door, errand.tag)
                errand.moved = True
        except CannotDo:
            pass  # nothing in there

    def _stands_open(self, door: int) -> bool:
        return door > 0 and self.hands.truth().compartment(door).is_open

    def _close(self, errand: Errand) -> None:
        try:
            if self._stands_open(errand.door):
                self.hands.close(errand.door)
        except CannotDo:
            pass

    def _scan(self, code: str) -> None:
        try:
            self.hands.scan(self.scanner, code)
        except CannotDo:
            pass  # nobody reads the scanner: the devices are away

    # ------------------------------------------------------------------ fingers

    def _choose(self, key: str) -> None:
        if self.screen is not None:
            self.send(Answered(self.screen.prompt_id, Chosen(key)))

    def _leave(self) -> None:
        self.send(Pressed("end"))

"""A journey: one person at one screen, as a script of touches and scans, with a clock that the script moves.

The desk is the real one, its store on disk; only the screen and the devices are at the other end of an
in-memory link. Each verb waits for what it needs (a button to be there, a prompt to appear) instead of
sleeping, and fails with what is on the screen instead.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar, cast

from msgspec.structs import replace

from kiosk.core.checks import check_desk
from kiosk.core.clock import ManualClock
from kiosk.core.desk import Desk
from kiosk.core.host.discovery import Candidate
from kiosk.core.host.safe_mode import Level
from kiosk.core.records import Context
from kiosk.core.session.conversation import keys_of
from kiosk.core.staff import add_staff, has_staff
from kiosk.core.store.check import Finding
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.memory import pair
from kiosk.link.messages import Answered, Countdown, Pressed, Screen, Touched
from kiosk.link.prompts import Chosen, Entered, Keypad, Menu, Prompt
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer
from kiosk.link.texts import LANGUAGES
from kiosk.testing.crash import CrashPoints, PowerCut, WatchedPeer
from kiosk.testing.full_disk import FullDisk
from kiosk.testing.hands import Hands
from kiosk.testing.people import NAMES, QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN, add_member, quick
from kiosk.testing.raised import Raised
from kiosk.testing.ready_store import installed, owners_among, put_ready_store
from kiosk.testing.resting_loop import RestingLoop
from kiosk.testing.world import World

_T = TypeVar("_T")

PATIENCE_SECONDS = 10.0
"""How long a verb waits, in real time, before it gives up; generous, because machines are busy."""


SOON_SECONDS = 0.05
"""The same while the disk is full: at rest nothing more comes, and what the person sees instead is what counts."""


class JourneyStuck(AssertionError):
    """What the script waited for did not come; the text says what is on the screen instead. Its cause is what a plugin
    raised meanwhile."""


class Journey:
    """The person, the screen and the world. Verbs are plain calls: the kit owns the event loop."""

    observers: ClassVar[list[Callable[[Journey], None]]] = []
    """Told of each journey before its desk is stopped (`kiosk plugin check` looks at them)."""

    def __init__(
        self,
        settings: Settings,
        clock: ManualClock,
        *,
        plugins: Sequence[Candidate] | None = None,
        safe: Level = "",
        dev: bool = False,
    ) -> None:
        """`safe` and `dev` are those of `kiosk desk`."""
        self._desk_is: tuple[Level, bool] = safe, dev
        self.settings = settings
        self.clock = clock
        self.plugins = plugins
        self.points: CrashPoints | None = None
        self.disk: FullDisk | None = None
        self.world = Hands(World(settings), self._run, self.until)
        self.screen: Screen | None = None
        self.countdown: int | None = None
        self.shown: list[Screen] = []
        self._raised = Raised()
        self.secrets: list[str] = []
        """What the person has typed where the screen showed dots."""
        self._loop = RestingLoop()
        clock.settle = self._loop.rest
        self._shell: Peer | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._numbers = itertools.count(1)
        self.store: Store
        self.desk: Desk

    # ------------------------------------------------------------------ life

    def start(self, prepare: Callable[[Transaction], object] | None = None) -> None:
        """Start the desk; `prepare` runs once its places are declared, before anybody is served."""
        logging.getLogger("kiosk").addHandler(self._raised)
        Path(self.settings.data).mkdir(parents=True, exist_ok=True)
        safe, dev = self._desk_is
        place = self.settings.data / "kiosk.db"
        plugins = installed() if self.plugins is None else self.plugins
        put_ready_store(place, *(owners_among(plugins, self.settings.plugins) if not safe else ()))
        self.store = Store.open(place, self.clock)
        self._loop.busy = partial(getattr, self.store, "busy")
        self.desk = Desk(self.settings, self.store, self.clock, plugins=plugins, safe=safe, dev=dev)
        self._run(self.desk.start())
        for position in self.desk.positions.values():
            position.site = replace(position.site, staff_policy=quick(position.site.staff_policy))
        if prepare is not None:
            self._run(self.store.write(prepare, context=Context()))
        self._tasks = [self._loop.create_task(work) for work in (self._be_shell(), self._be_devices())]
        self.until(lambda: self.screen is not None, "the first screen")
        self.until(self.world.connected, "the devices")
        name = self.settings.shell.position
        self.until(lambda: self.desk.equipment.ready(name, ("scanner",)), "the scanner")

    def stop(self) -> None:
        """Stop the desk and everything around it; the world stays as it is."""
        logging.getLogger("kiosk").removeHandler(self._raised)
        for observe in self.observers:
            observe(self)
        for task in self._tasks:
            task.cancel()
        self._run(asyncio.gather(*self._tasks, return_exceptions=True))
        self._run(self.desk.stop())
        self.store.close()
        self.screen = None
        self.countdown = None

    def cut_at(self, points: CrashPoints | None) -> None:
        """From here on commits and messages are crash points; None: nothing is, any more."""
        self.points = points
        self.store.probe = points.pass_by if points is not None else None

    def fill_disk(self, at: int, *, once: bool = False) -> FullDisk:
        """From the `at`-th commit on (0 never) the disk is full, until `kiosk.disk.make_room()`; `once`: for that one only."""
        self.disk = FullDisk(self.store, at, once=once, seen=lambda: len(self.shown))
        return self.disk

    def cut_now(self) -> None:
        """The power goes at this moment."""
        self.cut_at(CrashPoints())
        if self.points is not None:
            self.points.dark = True

    def restart(self) -> None:
        """After a power cut: a new desk on the same files, in the same world. Nothing is cut any more."""
        self.stop()
        self.points = None
        self.start()

    def end(self) -> None:
        """Stop, and give everything back."""
        self.stop()
        self.close()

    def close(self) -> None:
        """Give back the event loop."""
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    # ------------------------------------------------------------------ a person's verbs

    def touch(self) -> None:
        """Touch the attract screen."""
        self.until(lambda: self.screen is not None and self.screen.prompt is None, "the attract screen")
        self.press("start")

    def press(
        self,
        button: Literal[
            "start", "back", "home", "language", "comfort", "call", "staff", "lock", "still_here", "end"
        ],
    ) -> None:
        """Press a button of the frame."""
        self._send(Pressed(button))

    def choose(self, key: str) -> None:
        """Press a tile, a row, a place or an action, once it is there and enabled; of staff's menu also what stands under a
        plugin's own line."""
        group = f"group:{key.partition('.')[0]}"

        def there() -> bool:
            return self.prompt is not None and not {key, group}.isdisjoint(keys_of(self.prompt))

        self.until(there, f"the choice {key!r}")
        if self.prompt is not None and key not in keys_of(self.prompt):
            self._answer(Chosen(group))
            self.until(lambda: self.prompt is not None and key in keys_of(self.prompt), f"the choice {key!r}")
        self._answer(Chosen(key))

    def type(self, digits: str) -> None:
        """Type on the keypad and confirm."""
        self.until(lambda: isinstance(self.prompt, Keypad), "a keypad")
        if isinstance(self.prompt, Keypad) and self.prompt.secret:
            self.secrets.append(digits)
        self._answer(Entered(digits))

    def back(self) -> None:
        """Press "back"."""
        self.press("back")

    def scan(self, text: str) -> None:
        """Hold a code before the scanner, once the desk wants one."""
        self._run(self.world.world.present(text))

    def touched(self) -> None:
        """Do something that is no answer."""
        self._send(Touched())

    def speak(self, language: str) -> None:
        """Press "language" until the screen speaks this one (`zh_CN`, `en`)."""
        for _press in LANGUAGES:
            if self.screen is not None and self.screen.language == language:
                return
            spoken = self.screen.language if self.screen is not None else ""
            self.press("language")
            self.until(partial(self._speaks_other_than, spoken), "another language")
        raise JourneyStuck(f"the screen does not speak {language!r}")

    def sign_in(self, number: str = STAFF_NUMBER, pin: str = STAFF_PIN) -> None:
        """Staff sign in at the attract screen, until their menu is there. The first time makes the account."""
        if not self.read(has_staff):
            add_staff(self.store, number, STAFF_NAME, pin, policy=QUICK)
        self.expect_attract()
        self.press("staff")
        self.until(lambda: isinstance(self.prompt, Keypad), "the question for the staff number")
        asked = self.title
        self.type(number)
        self.until(lambda: self.title != asked, "the PIN")
        self.type(pin)
        self.until(lambda: isinstance(self.prompt, Menu), "the staff menu")

    def leave(self) -> None:
        """Go, whatever is on the screen, and let the kiosk come to rest."""
        for _try in range(10):
            if self.prompt is None:
                return
            self.press("end")
            self.wait(20)
        self.expect_attract()

    def walk_away(self) -> None:
        """Press nothing any more, and let the idle clock do what it does."""
        for _try in range(20):
            if self.prompt is None:
                return
            self.wait(30)
        self.expect_attract()

    def member(self, name: str = "", phone: str = "", status: str = "active") -> str:
        """A member of this mall, invented; returns their card's number, to be scanned."""
        number = next(self._numbers)
        card = f"69012345{number:05d}"
        name = name or NAMES[number % len(NAMES)]
        self.write(_add_member, card, name, phone or f"1390000{number:04d}", status)
        return card

    def wait(self, seconds: float) -> None:
        """Let time pass, second by second, so that everything that is due happens in its order."""
        left = seconds
        while left > 0:
            self._run(self.clock.advance(min(1.0, left)))
            self._leave_if_they_want_to()
            left -= 1.0

    # ------------------------------------------------------------------ what the person sees

    @property
    def prompt(self) -> Prompt | None:
        """What is asked now, in words."""
        return self.screen.prompt if self.screen is not None else None

    @property
    def title(self) -> str:
        """The title of what is asked now; empty at the attract screen."""
        return str(self.prompt.title) if self.prompt is not None else ""

    def expect(self, words: str) -> Prompt:
        """Wait until a prompt's title, subtitle or error contains `words`, and return it."""
        self.until(lambda: words in _said(self.prompt), f"a screen that says {words!r}")
        return cast("Prompt", self.prompt)

    def expect_attract(self) -> None:
        """Wait until the kiosk is ready for the next person."""
        self.until(lambda: self.screen is not None and self.screen.prompt is None, "the attract screen")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Let the desk run until a condition holds."""
        began = self._loop.time()
        while not true():
            if self.points is not None and self.points.dark:
                raise PowerCut(self.points.passed[-1])
            full = self.disk is not None and self.disk.is_full
            if self._loop.time() - began > (SOON_SECONDS if full else PATIENCE_SECONDS):
                words = f"waited for {what}; on the screen: {_said(self.prompt) or 'attract'}"
                raise JourneyStuck(words) from self._raised.last
            self._rest()
            if not true():  # at rest, so only what is outside the desk can still change it
                self._run(asyncio.sleep(0.001))

    # ------------------------------------------------------------------ the store

    def write(self, function: Callable[..., _T], *args: Any) -> _T:
        """Run a write function directly, as the system."""
        return self._run(self.store.write(function, *args, context=Context()))

    def read(self, function: Callable[..., _T], *args: Any) -> _T:
        """Run a read function."""
        return self._run(self.store.read(function, *args))

    def events(self) -> list[str]:
        """Every business event so far, in order."""
        return [entry.event for entry in self.read(lambda tx: tx.journal_entries())]

    def check(self) -> list[Finding]:
        """What `kiosk check` finds; an empty list is a clean store."""
        return check_desk(self.store, self.desk.host)

    # ------------------------------------------------------------------ inside

    def _run(self, work: Awaitable[_T]) -> _T:
        return self._loop.run_until_complete(_awaited(work))

    def _speaks_other_than(self, language: str) -> bool:
        return self.screen is not None and self.screen.language != language

    def _rest(self) -> None:
        self._run(self._loop.rest())
        self._leave_if_they_want_to()

    def _leave_if_they_want_to(self) -> None:
        if self.points is not None:
            self.points.leave_now()

    def _answer(self, value: Chosen | Entered) -> None:
        if self.screen is None:
            raise JourneyStuck("there is no screen to answer on")
        before = (self.screen.prompt_id, self.screen.revision)
        self._send(Answered(self.screen.prompt_id, value))
        self.until(
            lambda: self.screen is None or (self.screen.prompt_id, self.screen.revision) != before,
            "an answer to be taken",
        )

    def _send(self, message: Answered | Pressed | Touched) -> None:
        if self._shell is None:
            raise JourneyStuck("there is no screen to press on")
        self._run(self._shell.send(message))
        self._rest()

    async def _be_shell(self) -> None:
        desk_side, shell_side = pair("desk", "shell", position=self.settings.shell.position)
        serving = asyncio.ensure_future(self.desk.serve_shell(self._watched(desk_side)))
        self._shell = shell_side
        try:
            while True:
                match await shell_side.receive():
                    case Screen() as screen:
                        self.screen = screen
                        self.shown.append(screen)
                    case Countdown(seconds=seconds):
                        self.countdown = seconds
        except LinkClosed:
            pass
        finally:
            serving.cancel()

    def _watched(self, peer: Peer) -> Peer:
        return WatchedPeer(peer, self._pass_by)

    def _pass_by(self, name: str) -> None:
        if self.points is not None:
            self.points.pass_by(name)

    async def _be_devices(self) -> None:
        desk_side, devices_side = pair("desk", "devices")
        serving = asyncio.ensure_future(self.desk.serve_devices(self._watched(desk_side)))
        try:
            await self.world.world.serve(devices_side)
        finally:
            serving.cancel()


async def _awaited(work: Awaitable[_T]) -> _T:
    return await work


def _add_member(tx: Transaction, card: str, name: str, phone: str, status: str) -> None:
    add_member(tx, card, name=name, phone=phone, status=status)


def _said(prompt: Prompt | None) -> str:
    if prompt is None:
        return ""
    return " ".join(str(getattr(prompt, part, "")) for part in ("title", "subtitle", "error"))

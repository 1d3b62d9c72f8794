"""A journey: one person at one screen, as a script of touches and scans, with a clock that the script moves.

The desk is the real one, its store on disk; only the screen and the devices are at the other end of an
in-memory link. Each verb waits for what it needs (a button to be there, a prompt to appear) instead of
sleeping, and fails with what is on the screen instead.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from kiosk.core.checks import check_desk
from kiosk.core.clock import ManualClock
from kiosk.core.desk import Desk
from kiosk.core.host.discovery import Candidate
from kiosk.core.records import Context
from kiosk.core.session.conversation import keys_of
from kiosk.core.store.check import Finding
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.memory import pair
from kiosk.link.messages import Answered, Countdown, Pressed, Screen, Touched
from kiosk.link.prompts import Chosen, Entered, Keypad, Prompt
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer
from kiosk.testing.crash import CrashPoints, PowerCut, WatchedPeer
from kiosk.testing.world import World

_T = TypeVar("_T")

PATIENCE_SECONDS = 10.0
"""How long a verb waits, in real time, before it gives up; generous, because machines are busy."""


class JourneyStuck(AssertionError):
    """What the script waited for did not come; the text says what is on the screen instead."""


class Journey:
    """The person, the screen and the world. Verbs are plain calls: the kit owns the event loop."""

    def __init__(
        self,
        settings: Settings,
        clock: ManualClock,
        *,
        plugins: Sequence[Candidate] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.plugins = plugins
        self.points: CrashPoints | None = None
        self.world = _Hands(self, World(settings))
        self.screen: Screen | None = None
        self.countdown: int | None = None
        self.shown: list[Screen] = []
        self._loop = asyncio.new_event_loop()
        self._shell: Peer | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._numbers = itertools.count(1)
        self.store: Store
        self.desk: Desk

    # ------------------------------------------------------------------ life

    def start(self, prepare: Callable[[Transaction], object] | None = None) -> None:
        """Start the desk; `prepare` runs once its places are declared, before anybody is served."""
        Path(self.settings.data).mkdir(parents=True, exist_ok=True)
        self.store = Store.open(self.settings.data / "kiosk.db", self.clock)
        self.desk = Desk(self.settings, self.store, self.clock, plugins=self.plugins)
        self._run(self.desk.start())
        if prepare is not None:
            self._run(self.store.write(prepare, context=Context()))
        self._tasks = [self._loop.create_task(work) for work in (self._be_shell(), self._be_devices())]
        self.until(lambda: self.screen is not None, "the first screen")
        self.until(self.world.connected, "the devices")
        name = self.settings.shell.position
        self.until(lambda: self.desk.equipment.ready(name, ("scanner",)), "the scanner")

    def stop(self) -> None:
        """Stop the desk and everything around it; the world stays as it is."""
        for task in self._tasks:
            task.cancel()
        self._run(asyncio.gather(*self._tasks, return_exceptions=True))
        self._run(self.desk.stop())
        self.store.close()
        self.screen = None
        self.countdown = None

    def cut_at(self, points: CrashPoints) -> None:
        """From here on commits and messages are crash points."""
        self.points = points
        self.store.probe = points.pass_by

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
        """Press a tile, a row, a place or an action, once it is there and enabled."""
        self.until(lambda: self.prompt is not None and key in keys_of(self.prompt), f"the choice {key!r}")
        self._answer(Chosen(key))

    def type(self, digits: str) -> None:
        """Type on the keypad and confirm."""
        self.until(lambda: isinstance(self.prompt, Keypad), "a keypad")
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

    def wait(self, seconds: float) -> None:
        """Let time pass, second by second, so that everything that is due happens in its order."""
        left = seconds
        while left > 0:
            self._run(self.clock.advance(min(1.0, left)))
            self._breathe()
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
        deadline = self._loop.time() + PATIENCE_SECONDS
        while not true():
            if self.points is not None and self.points.dark:
                raise PowerCut(self.points.passed[-1])
            if self._loop.time() > deadline:
                raise JourneyStuck(f"waited for {what}; on the screen: {_said(self.prompt) or 'attract'}")
            self._breathe()

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

    def _breathe(self) -> None:
        self._loop.run_until_complete(asyncio.sleep(0.001))

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
        self._breathe()

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


class _Hands:
    """The world, with verbs that run at once."""

    def __init__(self, journey: Journey, world: World) -> None:
        self._journey = journey
        self.world = world

    def connected(self) -> bool:
        return self.world._peer is not None  # noqa: SLF001 - the kit's own other half

    def opened(self) -> int:
        """The door that was opened last, once one has been."""
        self._journey.until(lambda: self.world._opened, "a door to open")  # noqa: SLF001
        return self.world.opened()

    def take(self, number: int, tag: str = "") -> str:
        """Take an item out of an open compartment."""
        return self.world.take(number, tag)

    def put(self, number: int, tag: str = "") -> str:
        """Put a carried item into an open compartment."""
        return self.world.put(number, tag)

    def close(self, number: int) -> None:
        """Close a door."""
        self._journey._run(self.world.close(number))  # noqa: SLF001

    def leave_open(self, number: int) -> None:
        """The driver says that the door has been open for too long."""
        self._journey._run(self.world.leave_open(number))  # noqa: SLF001

    def force(self, number: int) -> None:
        """Open a door by force."""
        self._journey._run(self.world.force(number))  # noqa: SLF001

    def spring_open(self, number: int) -> None:
        """A slow door opens at last."""
        self._journey._run(self.world.spring_open(number))  # noqa: SLF001

    def spring_all_open(self) -> None:
        """Every slow door opens at last."""
        self._journey._run(self.world.spring_all_open())  # noqa: SLF001

    def fault(self, number: int, fault: Literal["stuck", "slow"]) -> None:
        """From now on this door has a fault."""
        self.world.faults[number] = fault

    def unreadable(self, reason: Literal["too_long", "unreadable", "payment_code", "lost"]) -> None:
        """Hold something before the scanner that no prompt can want."""
        self._journey._run(self.world.present_unreadable(reason))  # noqa: SLF001

    def without_printer(self) -> None:
        """The printer is gone."""
        self.world.printer = "no_device"
        self._journey._run(self.world.tell_all())  # noqa: SLF001

    @property
    def slips(self) -> list[Any]:
        """Every slip printed so far."""
        return self.world.slips

    @property
    def pulses(self) -> dict[str, int]:
        """Pulses by operation: each must be 1."""
        return self.world.pulses


async def _awaited(work: Awaitable[_T]) -> _T:
    return await work


def _said(prompt: Prompt | None) -> str:
    if prompt is None:
        return ""
    return " ".join(str(getattr(prompt, part, "")) for part in ("title", "subtitle", "error"))

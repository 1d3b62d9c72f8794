"""A box that is set up in this process: a screen in the kit's manner, and the emulated world at real pseudo-terminals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from kiosk.core.session.conversation import keys_of
from kiosk.drivers.world import messages as said
from kiosk.drivers.world.server import World
from kiosk.link.memory import pair
from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Chosen, Entered, Keypad, Outline, Progress, Prompt, Targets, Value
from kiosk.link.settings import Settings, parse
from kiosk.link.socket import LinkClosed
from kiosk.setup import draft as drafts
from kiosk.setup.box import Box, Pace
from kiosk.setup.desk import SetupDesk
from kiosk.setup.flow import commission
from kiosk.setup.gate import Gate
from kiosk.setup.layout import layout_of
from kiosk.testing.people import QUICK

PATIENCE = 20.0
QUICKLY = Pace(answer=0.2, door=0.5, rest=0.0, pulse=0.06, look_again=0.05)

WORLD = """
[paths]
data = "world-data"
run = "run"
[[scanner]]
name = "scanner"
port = "scanner.tty"
[[printer]]
name = "printer"
driver = "serial"
path = "printer.tty"
[[encoder]]
name = "encoder"
port = "encoder.tty"
[[bank]]
name = "wall"
driver = "board"
family = "{family}"
port = "boards.tty"
sensor_open_level = {level}
"""

DOOR = "[[bank.compartment]]\nnumber = {number}\nboard = {board}\nlock = {lock}\nrow = 0\ncolumn = {number}\n"


def world_settings(
    folder: Path, *, doors: int = 3, family: str = "k16", level: int = 1, locks: list[int] | None = None
) -> Settings:
    """A world with one of each device, and lock boards of a family; `locks`: which lock is behind each door."""
    first = 1 if family == "8a" else 0
    wired = locks or [first + number for number in range(doors)]
    text = WORLD.format(family=family, level=level)
    text += "".join(DOOR.format(number=n, board=first, lock=lock) for n, lock in enumerate(wired, start=1))
    return parse(text, folder / "world.toml")


def landed(
    digits: str = "", *, turn: Callable[[float, float], tuple[float, float]] = lambda x, y: (x, y)
) -> str:
    """What the shell answers when each target was touched; `turn`: how the panel is wired."""
    points = [(0.1, 0.2), (0.9, 0.2), (0.9, 0.8), (0.1, 0.8), (0.5, 0.5)]
    figures = [value for x, y in points for value in (x, y, *turn(x, y))]
    return digits or "".join(f"{min(9999, round(value * 10_000)):04d}" for value in figures)


class Screenless:
    """A technician at the screen of a box that is being set up. Counts what is touched, and what is typed."""

    def __init__(self, folder: Path, *, world: Settings | None = None, pace: Pace = QUICKLY) -> None:
        self.layout = layout_of(folder / "kiosk.toml", world=True)
        self.layout.run_folder.mkdir(parents=True, exist_ok=True)
        self.pace = pace
        self.screen: Screen | None = None
        self.touches = 0
        self.digits = 0
        self.world_settings = world
        self.world: World | None = None
        self.result: Settings | None = None
        self._loop = asyncio.new_event_loop()
        self._tasks: list[asyncio.Task[Any]] = []
        self._shell: Any = None

    # ------------------------------------------------------------------ life

    def code(self) -> str:
        """The code on the label."""
        return Gate(self.layout.folder, QUICK).make()

    def start(self) -> None:
        """Power on."""
        if self.world_settings is not None and self.world is None:
            self.world = self.run(self._make_world())
            self.run(self.world.start())
        self.box = Box(
            self.layout, drafts.load(self.layout.folder), SetupDesk(), policy=QUICK, pace=self.pace
        )
        self._tasks = [self._loop.create_task(work) for work in (self._be_shell(), self._commission())]
        self.until(lambda: self.screen is not None, "the first screen")

    def power_off(self) -> None:
        """The power goes: whatever is under way ends where it is."""
        for task in self._tasks:
            task.cancel()
        self.run(asyncio.gather(*self._tasks, return_exceptions=True))
        self.screen = None

    def close(self) -> None:
        """Stop everything."""
        self.power_off()
        if self.world is not None:
            self.run(self.world.stop())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    # ------------------------------------------------------------------ a person's verbs

    def choose(self, key: str) -> None:
        """One touch."""
        self.until(lambda: self.prompt is not None and key in keys_of(self.prompt), f"the choice {key!r}")
        self.touches += 1
        self._answer(Chosen(key))

    def type(self, digits: str) -> None:
        """Digits, and the key that ends them, which counts as a touch where there is one to press."""
        self.until(lambda: isinstance(self.prompt, Keypad), "a keypad")
        assert isinstance(self.prompt, Keypad)
        self.touches += not self.prompt.ends_itself
        self.digits += len(digits)
        self._answer(Entered(digits))

    def match(self, pixels: int = 0) -> None:
        """The outline matches a card."""
        self.until(lambda: isinstance(self.prompt, Outline), "the outline")
        self.touches += 1
        assert isinstance(self.prompt, Outline)
        self._answer(Entered(str(pixels or self.prompt.pixels)))

    def touch_targets(self, digits: str = "") -> None:
        """Five touches."""
        self.until(lambda: isinstance(self.prompt, Targets), "the targets")
        self.touches += 5
        self._answer(Entered(digits or landed()))

    def press(self, button: Any) -> None:
        """A button of the frame."""
        self.run(self._shell.send(Pressed(button)))
        self.breathe()

    def scan(self, text: str) -> None:
        """Hold a code before the emulated scanner."""
        assert self.world is not None
        self.run(self.world._scanners["scanner"].present(text.encode(), raw=False))

    def open_doors(self) -> list[int]:
        """The doors that are open in the world."""
        assert self.world is not None
        return [door.number for door in self.world.truth.compartments if door.is_open]

    def close_doors(self) -> None:
        """Push every open door shut: nothing at the screen."""
        assert self.world is not None
        for number in self.open_doors():
            self.world.door(number, "").close()

    def expect(self, words: str) -> Prompt:
        """Wait for a screen that says this."""
        self.until(lambda: words in self.said, f"a screen that says {words!r}")
        assert self.prompt is not None
        return self.prompt

    def finished(self) -> Settings:
        """Wait for the settings."""
        self.until(lambda: self.result is not None, "the settings")
        assert self.result is not None
        return self.result

    # ------------------------------------------------------------------ what is seen

    @property
    def prompt(self) -> Prompt | None:
        return self.screen.prompt if self.screen is not None else None

    @property
    def screen_is_a_question(self) -> bool:
        """Something is asked that can be answered."""
        return self.prompt is not None and not isinstance(self.prompt, Progress)

    @property
    def title(self) -> str:
        return str(self.prompt.title) if self.prompt is not None else ""

    @property
    def said(self) -> str:
        """Everything on the screen that is words."""
        prompt = self.prompt
        if prompt is None:
            return ""
        facts = [f"{fact.label}: {fact.value}" for fact in getattr(prompt, "facts", ())]
        return "\n".join(
            [
                str(prompt.title),
                str(getattr(prompt, "subtitle", "")),
                str(getattr(prompt, "error", "")),
                *facts,
            ]
        )

    def until(self, true: Callable[[], object], what: str) -> None:
        deadline = self._loop.time() + PATIENCE
        while not true():
            for task in self._tasks:
                if task.done() and not task.cancelled() and task.exception() is not None:
                    raise AssertionError(f"setting up broke while waiting for {what}") from task.exception()
            if self._loop.time() > deadline:
                raise AssertionError(f"waited for {what}; on the screen: {self.said}")
            self.breathe()

    # ------------------------------------------------------------------ inside

    def run(self, work: Coroutine[Any, Any, Any] | asyncio.Future[Any]) -> Any:
        return self._loop.run_until_complete(work)

    def breathe(self) -> None:
        self.run(asyncio.sleep(0.005))

    def _answer(self, value: Value) -> None:
        assert self.screen is not None
        before = self.screen.prompt_id
        self.run(self._shell.send(Answered(before, value)))
        self.until(
            lambda: self.result or (self.screen and self.screen.prompt_id != before), "an answer to be taken"
        )

    async def _make_world(self) -> World:
        assert self.world_settings is not None
        return World(self.world_settings, self.layout.folder / "world")

    async def _commission(self) -> None:
        self.result = await commission(self.box)

    async def _be_shell(self) -> None:
        desk_side, self._shell = pair("desk", "shell", position="front")
        serving = asyncio.ensure_future(self.box.desk.serve_shell(desk_side))
        try:
            while True:
                message = await self._shell.receive()
                if isinstance(message, Screen):
                    self.screen = message
        except LinkClosed:
            pass
        finally:
            serving.cancel()


__all__ = ["QUICKLY", "Screenless", "landed", "said", "world_settings"]

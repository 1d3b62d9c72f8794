"""A customer without reaction times who uses whatever there is: any tile, any button, any code, any door.

Speaks at the shell's socket beside the real screen, which draws every question of theirs too, and has hands in the emulated
world. Nothing of any service is known here: with open doors something is taken out or put in as fits what is in the hand, most
visits are finished as their main button suggests, the rest wander and walk away.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from typing import Any, Self

from kiosk.core.session.conversation import keys_of
from kiosk.drivers.world.hands import AsyncWorldHands, CannotDo
from kiosk.link.build import build_id
from kiosk.link.messages import Answered, DeskToShell, Pressed, Screen
from kiosk.link.prompts import Board, Chosen, Entered, Keypad, Menu, PresentCard, Progress, Prompt
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer, connect

PATIENCE_SECONDS = 30.0
STEP_SECONDS = 0.15
"""How long one step may leave the screen as it is."""
STEPS = 14
STAFF_SHARE, SCAN_SHARE, RETURN_SHARE, STRAY_SHARE = 0.04, 0.15, 0.45, 0.15
MESS_SHARE = 0.003
"""What leaves a door to staff is rare, or after a few hundred visits there would be nothing to lend, and nothing to soak."""
MESS = frozenset({"lost", "not_open", "nothing_there", "keep", "off", "damaged"})


class PasserBy:
    """One person after the other at the only customer position. Made by `PasserBy.reach`."""

    def __init__(
        self,
        settings: Settings,
        shell: Peer,
        hands: AsyncWorldHands,
        *,
        cards: tuple[str, ...],
        staff: tuple[str, str],
        seed: int,
    ) -> None:
        self._settings, self._shell, self._hands = settings, shell, hands
        self._cards, self._staff = cards, staff
        self._dice = random.Random(seed)
        self._screen: Screen | None = None
        self._news = asyncio.Event()
        self._returning = False
        self.done: Counter[str] = Counter()
        """How often what was done."""
        self._task = asyncio.create_task(self._look())

    @classmethod
    async def reach(
        cls, settings: Settings, *, cards: tuple[str, ...], staff: tuple[str, str], seed: int = 1
    ) -> Self:
        """Connect beside the screen, and to the world."""
        shell = await connect(
            settings.shell_socket, role="shell", incoming=DeskToShell, uids=(), build=build_id(),
            position=settings.shell.position,
        )  # fmt: skip
        hands = await AsyncWorldHands.reach(settings.world_socket)
        return cls(settings, shell, hands, cards=cards, staff=staff, seed=seed)

    async def leave(self) -> None:
        """Hang up."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._shell.close()
        await self._hands.leave()

    # ------------------------------------------------------------------ one visit

    async def visit(self) -> None:
        """From the attract screen until it is there again."""
        await self._until_attract()
        truth = await self._hands.truth()
        self._returning = bool(truth.holding) and self._dice.random() < RETURN_SHARE
        before = self._mark()
        if self._returning:
            await self._scan(truth.holding[-1])
        elif self._dice.random() < SCAN_SHARE:
            await self._scan(self._dice.choice(self._cards))
        else:
            await self._shell.send(Pressed("staff" if self._dice.random() < STAFF_SHARE else "start"))
        await self._changed(before)
        for _step in range(STEPS):
            if self._prompt is None:
                break
            before = self._mark()
            await self._step(self._prompt)
            await self._changed(before)
        self.done["visits"] += 1
        if self._prompt is not None:
            self.done["left"] += 1
            await self._until_attract()

    async def _step(self, prompt: Prompt) -> None:
        if isinstance(prompt, Progress):
            return
        if isinstance(prompt, Board) and prompt.mode == "map" and await self._at_the_door():
            return
        if isinstance(prompt, PresentCard) and self._dice.random() > STRAY_SHARE:
            tag = (await self._hands.truth()).holding[-1:] if prompt.subject == "tag" else []
            await self._scan(tag[0] if tag else self._dice.choice(self._cards))
            return
        if isinstance(prompt, Keypad):
            await self._answer(Entered(self._digits(prompt)))
            return
        key = self._key(prompt)
        if key:
            self._returning = self._returning or "return" in key
            await self._answer(Chosen(key))
        else:
            await self._shell.send(Pressed("end"))

    def _key(self, prompt: Prompt) -> str:
        keys = sorted(keys_of(prompt) - (MESS if self._dice.random() > MESS_SHARE else frozenset()))
        if isinstance(prompt, Menu):
            return self._dice.choice(keys) if keys else ""
        primary = [action.key for action in getattr(prompt, "actions", ()) if action.primary]
        if self._dice.random() > STRAY_SHARE:
            return primary[0] if primary else keys[0] if len(keys) == 1 else self._dice.choice(keys or [""])
        return self._dice.choice([*keys, ""])

    def _digits(self, prompt: Keypad) -> str:
        wanted = self._staff[1] if prompt.secret else self._staff[0]
        if prompt.minimum <= len(wanted) <= prompt.maximum:
            return wanted
        return "".join(self._dice.choice("0123456789") for _digit in range(prompt.minimum))

    async def _at_the_door(self) -> bool:
        """Take out or put in, and close; False while no door is open."""
        open_: list[Any] = []
        for _look in range(20):
            open_ = [each for each in (await self._hands.truth()).compartments if each.is_open]
            if open_:
                break
            await asyncio.sleep(0.02)
        if not open_:
            return False
        for door in open_:
            with contextlib.suppress(CannotDo):  # the door was shut meanwhile, or the place is full: as it is
                if self._dice.random() < MESS_SHARE:
                    self.done["doors shut for nothing"] += 1
                elif self._returning:
                    await self._hands.put(door.number)
                    self.done["put in"] += 1
                else:
                    await self._hands.take(door.number)
                    self.done["taken"] += 1
            with contextlib.suppress(CannotDo):
                await self._hands.close(door.number)
        return True

    # ------------------------------------------------------------------ the wire

    @property
    def _prompt(self) -> Prompt | None:
        return self._screen.prompt if self._screen is not None else None

    def _mark(self) -> Any:
        screen = self._screen
        return (screen.prompt_id, screen.revision) if screen is not None else None

    async def _answer(self, value: Chosen | Entered) -> None:
        if self._screen is not None:
            await self._shell.send(Answered(self._screen.prompt_id, value))

    async def _scan(self, code: str) -> None:
        await self._hands.scan(self._settings.scanners[0].name, code)

    async def _changed(self, before: Any) -> None:
        """Wait for another screen, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STEP_SECONDS):
                while self._mark() == before:
                    self._news.clear()
                    await self._news.wait()

    async def _until_attract(self) -> None:
        """Walk away, again and again, as a person does who meets a last word on the screen."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self._screen is None or self._screen.prompt is not None:
                before = self._mark()
                if self._screen is not None:
                    keys = keys_of(self._screen.prompt) if self._screen.prompt is not None else ()
                    await self._shell.send(Pressed("end"))
                    if "done" in keys:
                        await self._answer(Chosen("done"))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        while self._mark() == before:
                            self._news.clear()
                            await self._news.wait()
                await self._shut_all()

    async def _shut_all(self) -> None:
        for door in (await self._hands.truth()).compartments:
            if door.is_open:
                with contextlib.suppress(CannotDo):
                    await self._hands.close(door.number)

    async def _look(self) -> None:
        try:
            while True:
                message = await self._shell.receive()
                if isinstance(message, Screen):
                    self._screen = message
                    self._news.set()
        except LinkClosed:
            return

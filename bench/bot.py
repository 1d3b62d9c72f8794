"""A customer and a wall without reaction times: answers each screen and each command the moment it arrives.

Speaks through the desk's own sockets, as the shell and the devices do, so that what is measured is the desk
with its messages and not a function call. Nothing is emulated but the answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from kiosk.link.build import build_id
from kiosk.link.messages import (
    Answered,
    DeskToDevices,
    DeskToShell,
    DeviceChanged,
    DoorChanged,
    OpenDoor,
    OperationEnded,
    Pressed,
    PrintSlip,
    ReadAll,
    Recall,
    Scanned,
    Screen,
)
from kiosk.link.prompts import Board, Chosen, Menu, Notice, PresentCard, Prompt
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer, connect

PATIENCE = 30.0
AGAIN_SECONDS = 0.1


class Bot:
    """One person at the only position, and all devices. Made by `Bot.reach`."""

    def __init__(self, settings: Settings, shell: Peer, devices: Peer) -> None:
        self._settings = settings
        self._shell, self._devices = shell, devices
        self._screen: Screen | None = None
        self._news = asyncio.Event()
        self._open: tuple[str, int] | None = None
        self.slips = 0
        self.again = 0
        """How often a press had to be repeated."""
        self._tasks = [asyncio.create_task(self._look()), asyncio.create_task(self._obey())]

    @classmethod
    async def reach(cls, settings: Settings) -> Self:
        """Connect as shell and as devices; everything is well and every door locked."""
        build = build_id()
        shell = await connect(
            settings.shell_socket, role="shell", incoming=DeskToShell, uids=(), build=build,
            position=settings.shell.position,
        )  # fmt: skip
        devices = await connect(
            settings.devices_socket, role="devices", incoming=DeskToDevices, uids=(), build=build
        )
        bot = cls(settings, shell, devices)
        await bot._tell_all()
        return bot

    async def leave(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._shell.close()
        await self._devices.close()

    # ------------------------------------------------------------------ whole visits

    async def borrow(self, card: str) -> None:
        """From the attract screen back to it, with an umbrella."""
        await self._begin()
        await self._choose("lending.umbrella", Menu)
        await self._until(lambda prompt: isinstance(prompt, PresentCard))
        await self._scan(card)
        await self._through_the_door()

    async def bring_back(self, tag: str) -> None:
        """The same with the umbrella's tag, which ends with nothing borrowed."""
        await self._begin()
        await self._until(lambda prompt: isinstance(prompt, Menu))
        await self._scan(tag)
        await self._through_the_door()

    async def _begin(self) -> None:
        await self._until(lambda prompt: prompt is None)
        await self._shell.send(Pressed("start"))

    async def _through_the_door(self) -> None:
        """Past boards (the door is pushed shut at once) and notices, until nobody is here."""
        while True:
            prompt = await self._until(
                lambda prompt: (
                    prompt is None
                    or isinstance(prompt, Notice)
                    or (isinstance(prompt, Board) and self._open is not None)
                )
            )
            if isinstance(prompt, Board) and self._open is not None:
                (bank, number), self._open = self._open, None
                await self._devices.send(DoorChanged(bank, number, "locked"))
            elif isinstance(prompt, Notice):
                if prompt.outcome == "refused":
                    raise RuntimeError(f"the bench was refused: {prompt.title}")
                await self._past(prompt)
            else:
                return

    async def _past(self, notice: Notice) -> None:
        """Press "done" until the notice is gone. A press can cross an update of the same notice and be
        dropped."""
        while self._screen is not None and self._screen.prompt == notice:
            self._news.clear()
            await self._answer("done")
            try:
                await asyncio.wait_for(self._news.wait(), AGAIN_SECONDS)
            except TimeoutError:
                self.again += 1

    # ------------------------------------------------------------------ the wire

    async def _choose(self, key: str, kind: type[Any]) -> None:
        await self._until(lambda prompt: isinstance(prompt, kind))
        await self._answer(key)

    async def _answer(self, key: str) -> None:
        assert self._screen is not None
        await self._shell.send(Answered(self._screen.prompt_id, Chosen(key)))

    async def _scan(self, text: str) -> None:
        await self._devices.send(
            Scanned(self._settings.scanners[0].name, self._settings.shell.position, text)
        )

    async def _until(self, wanted: Callable[[Prompt | None], bool]) -> Prompt | None:
        """Wait for a screen whose prompt is wanted."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self._screen is None or not wanted(self._screen.prompt):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise RuntimeError(f"the bench is stuck at {self._screen}") from None
        return self._screen.prompt

    async def _look(self) -> None:
        try:
            while True:
                message = await self._shell.receive()
                if isinstance(message, Screen):
                    self._screen = message
                    self._news.set()
        except LinkClosed:
            return

    async def _obey(self) -> None:
        try:
            while True:
                match await self._devices.receive():
                    case OpenDoor(operation=operation, bank=bank, compartment=number):
                        self._open = (bank, number)
                        await self._devices.send(DoorChanged(bank, number, "open", operation))
                        await self._devices.send(OperationEnded(operation, "done"))
                        self._news.set()
                    case PrintSlip(operation=operation):
                        self.slips += 1
                        await self._devices.send(OperationEnded(operation, "done"))
                    case Recall(operations=operations):
                        for operation in operations:
                            await self._devices.send(OperationEnded(operation, "failed", "unknown operation"))
                    case ReadAll():
                        await self._tell_all()
        except LinkClosed:
            return

    async def _tell_all(self) -> None:
        position = self._settings.shell.position
        for scanner in self._settings.scanners:
            await self._devices.send(DeviceChanged(scanner.name, "scanner", position, "online"))
        for printer in self._settings.printers:
            await self._devices.send(DeviceChanged(printer.name, "printer", position, "online", paper="full"))
        for bank in self._settings.banks:
            await self._devices.send(DeviceChanged(bank.name, "lockers", "", "online"))
            for door in bank.compartments:
                await self._devices.send(DoorChanged(bank.name, door.number, "locked"))


def bench_settings(folder: Path) -> str:
    """A wall of thirty single doors and one scanner, one printer; umbrellas dry at once and nobody has a
    limit in practice."""
    head = """[paths]
data = "data"
run = "run"
[[scanner]]
name = "scanner"
port = "/dev/null"
[[printer]]
name = "printer"
host = "127.0.0.1"
[plugins.lending]
rest_minutes = 0
umbrella_limit = 10
[[bank]]
name = "wall"
factory = "world"
"""
    doors = "".join(
        f"[[bank.compartment]]\nnumber = {n}\ncoil = {98 + 2 * n}\nsensor = {99 + 2 * n}\nrow = {n // 6}\ncolumn = {n % 6}\n"
        for n in range(1, 31)
    )
    file = folder / "kiosk.toml"
    file.write_text(head + doors)
    return str(file)

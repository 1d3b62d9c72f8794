"""A person before the kiosk, for tests, the tour and the bench: scans, takes, puts back, closes doors, swipes cards,
and breaks things on purpose.

`WorldHands` waits (for threads and scripts), `AsyncWorldHands` is awaited. Both know the same deeds; each
returns when it is done in the world, or raises `CannotDo` with what stands in the way.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Self

import msgspec

from kiosk.drivers.world import messages as said
from kiosk.drivers.world.cards import NewCard, SwipeCard, SwipeReader
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.socket import Peer, connect

ANSWER_SECONDS = 30.0


class CannotDo(Exception):
    """A hand could not do that; the message says why."""


def _checked(answer: Any) -> Any:
    if isinstance(answer, said.Cannot):
        raise CannotDo(answer.reason)
    return answer


def _bytes(code: str | bytes) -> bytes:
    return code if isinstance(code, bytes) else code.encode("utf-8")


class WorldHands:
    """A pair of hands that waits. Use as a context manager, or call `leave`."""

    def __init__(self, socket: str | os.PathLike[str]) -> None:
        """Raises `OSError` or `LinkError` when there is no world."""
        self._peer = BlockingPeer.connect(
            socket, role="bench", incoming=said.FromWorld, uids=(), build=build_id()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._peer.__exit__()

    def leave(self) -> None:
        """Hang up."""
        self._peer.__exit__()

    def ask(self, request: msgspec.Struct, seconds: float = ANSWER_SECONDS) -> Any:
        """Any request of `world/messages.py`. Raises `CannotDo`, `LinkError` or `TimeoutError`."""
        self._peer.send(request)
        return _checked(self._peer.receive(seconds))

    def scan(self, scanner: str, code: str | bytes, *, raw: bool = False) -> None:
        """Hold a code before a scanner, named by itself or by its position."""
        self.ask(said.PresentCode(scanner, _bytes(code), raw))

    def take(self, door: int, tag: str = "", *, bank: str = "") -> str:
        """Take an item out; returns its tag."""
        return str(self.ask(said.Take(door, tag, bank)).what)

    def put(self, door: int, tag: str = "", *, bank: str = "") -> str:
        """Put an item in; returns its tag."""
        return str(self.ask(said.Put(door, tag, bank)).what)

    def close(self, door: int, *, bank: str = "") -> None:
        """Push a door shut."""
        self.ask(said.CloseDoor(door, bank))

    def pull(self, door: int, *, bank: str = "") -> None:
        """Pull at a door."""
        self.ask(said.PullDoor(door, bank))

    def force(self, door: int, *, bank: str = "") -> None:
        """Open a door with a crowbar."""
        self.ask(said.OpenByForce(door, bank))

    def stock(self, door: int, *tags: str, bank: str = "") -> None:
        """Before the play: these items are in this compartment."""
        self.ask(said.Stock(door, tags, bank))

    def fault(self, kind: str, *, device: str = "", door: int = 0, value: int = 0, on: bool = True) -> None:
        """Break something, or mend it. Kinds: see `world/faults.py`."""
        self.ask(msgspec.convert(_fault(kind, device, door, value, on=on), said.SetFault))

    def mend_all(self) -> None:
        """No faults any more."""
        self.ask(said.MendAll())

    def load_paper(self, printer: str = "", millimetres: int = 80_000) -> None:
        """A new roll."""
        self.ask(said.LoadPaper(printer, millimetres))

    def swipe(self, card: str, encoder: str = "", *, backwards: bool = False, seconds: float = 10.0) -> None:
        """Draw a card of the wallet through an encoder, once it waits for one. Raises `CannotDo` when it does not in time."""
        within = round(seconds * 1000)
        self.ask(SwipeCard(card, encoder, backwards, within), seconds + ANSWER_SECONDS)

    def swipe_reader(self, card: str, reader: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through a reader of stripes, named by itself or by its position."""
        self.ask(SwipeReader(card, reader, backwards))

    def new_card(self, card: NewCard) -> None:
        """Put a card into the wallet."""
        self.ask(card)

    def wait_open(self, door: int, seconds: float = 10.0, *, bank: str = "") -> None:
        """Wait until a door is open. Raises `CannotDo` when it is not in time."""
        self.ask(said.AwaitDoor(door, True, bank, round(seconds * 1000)), seconds + ANSWER_SECONDS)

    def wait_closed(self, door: int, seconds: float = 10.0, *, bank: str = "") -> None:
        """Wait until a door is closed. Raises `CannotDo` when it is not in time."""
        self.ask(said.AwaitDoor(door, False, bank, round(seconds * 1000)), seconds + ANSWER_SECONDS)

    def wait_slips(self, count: int, seconds: float = 10.0) -> list[Path]:
        """Wait until so many slips have been cut; returns the pictures of all. Raises `CannotDo`."""
        answer = self.ask(said.AwaitSlips(count, round(seconds * 1000)), seconds + ANSWER_SECONDS)
        return [Path(each) for each in answer.paths]

    def slips(self) -> list[Path]:
        """The pictures of all slips so far."""
        return [Path(each) for each in self.ask(said.Slips()).paths]

    def truth(self) -> said.Truth:
        """Everything that is so."""
        answer = self.ask(said.Snapshot())
        assert isinstance(answer, said.Truth)  # noqa: S101 - the world answers a snapshot with nothing else
        return answer


class AsyncWorldHands:
    """The same hands for asyncio. Make them with `await AsyncWorldHands.reach(path)`."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._asking = asyncio.Lock()

    @classmethod
    async def reach(cls, socket: str | os.PathLike[str]) -> Self:
        """Raises `OSError` or `LinkError` when there is no world."""
        return cls(await connect(socket, role="bench", incoming=said.FromWorld, uids=(), build=build_id()))

    async def leave(self) -> None:
        """Hang up."""
        await self._peer.close()

    async def ask(self, request: msgspec.Struct) -> Any:
        """Any request of `world/messages.py`. Raises `CannotDo` or `LinkError`."""
        async with self._asking:
            await self._peer.send(request)
            return _checked(await self._peer.receive())

    async def scan(self, scanner: str, code: str | bytes, *, raw: bool = False) -> None:
        """Hold a code before a scanner, named by itself or by its position."""
        await self.ask(said.PresentCode(scanner, _bytes(code), raw))

    async def take(self, door: int, tag: str = "", *, bank: str = "") -> str:
        """Take an item out; returns its tag."""
        return str((await self.ask(said.Take(door, tag, bank))).what)

    async def put(self, door: int, tag: str = "", *, bank: str = "") -> str:
        """Put an item in; returns its tag."""
        return str((await self.ask(said.Put(door, tag, bank))).what)

    async def close(self, door: int, *, bank: str = "") -> None:
        """Push a door shut."""
        await self.ask(said.CloseDoor(door, bank))

    async def pull(self, door: int, *, bank: str = "") -> None:
        """Pull at a door."""
        await self.ask(said.PullDoor(door, bank))

    async def force(self, door: int, *, bank: str = "") -> None:
        """Open a door with a crowbar."""
        await self.ask(said.OpenByForce(door, bank))

    async def stock(self, door: int, *tags: str, bank: str = "") -> None:
        """Before the play: these items are in this compartment."""
        await self.ask(said.Stock(door, tags, bank))

    async def fault(
        self, kind: str, *, device: str = "", door: int = 0, value: int = 0, on: bool = True
    ) -> None:
        """Break something, or mend it. Kinds: see `world/faults.py`."""
        await self.ask(msgspec.convert(_fault(kind, device, door, value, on=on), said.SetFault))

    async def mend_all(self) -> None:
        """No faults any more."""
        await self.ask(said.MendAll())

    async def load_paper(self, printer: str = "", millimetres: int = 80_000) -> None:
        """A new roll."""
        await self.ask(said.LoadPaper(printer, millimetres))

    async def swipe(
        self, card: str, encoder: str = "", *, backwards: bool = False, seconds: float = 10.0
    ) -> None:
        """Draw a card of the wallet through an encoder, once it waits for one. Raises `CannotDo` when it does not in time."""
        within = round(seconds * 1000)
        await self.ask(SwipeCard(card, encoder, backwards, within))

    async def swipe_reader(self, card: str, reader: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through a reader of stripes, named by itself or by its position."""
        await self.ask(SwipeReader(card, reader, backwards))

    async def new_card(self, card: NewCard) -> None:
        """Put a card into the wallet."""
        await self.ask(card)

    async def wait_open(self, door: int, seconds: float = 10.0, *, bank: str = "") -> None:
        """Wait until a door is open. Raises `CannotDo` when it is not in time."""
        await self.ask(said.AwaitDoor(door, True, bank, round(seconds * 1000)))

    async def wait_closed(self, door: int, seconds: float = 10.0, *, bank: str = "") -> None:
        """Wait until a door is closed. Raises `CannotDo` when it is not in time."""
        await self.ask(said.AwaitDoor(door, False, bank, round(seconds * 1000)))

    async def wait_slips(self, count: int, seconds: float = 10.0) -> list[Path]:
        """Wait until so many slips have been cut; returns the pictures of all. Raises `CannotDo`."""
        answer = await self.ask(said.AwaitSlips(count, round(seconds * 1000)))
        return [Path(each) for each in answer.paths]

    async def slips(self) -> list[Path]:
        """The pictures of all slips so far."""
        return [Path(each) for each in (await self.ask(said.Slips())).paths]

    async def truth(self) -> said.Truth:
        """Everything that is so."""
        answer = await self.ask(said.Snapshot())
        assert isinstance(answer, said.Truth)  # noqa: S101 - the world answers a snapshot with nothing else
        return answer


def _fault(kind: str, device: str, door: int, value: int, *, on: bool) -> dict[str, Any]:
    return {
        "type": "set_fault",
        "kind": kind,
        "device": device,
        "compartment": door,
        "value": value,
        "on": on,
    }

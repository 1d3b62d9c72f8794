"""Help for the link's tests: a desk that answers each touch with a count, in an event loop of its own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.link.build import build_id
from kiosk.link.messages import Countdown, DeskToShell, ShellToDesk
from kiosk.link.socket import LinkClosed, Peer, Server, serve

CORPUS = Path(__file__).parent.parent / "corpus" / "link" / "frames.txt"


def corpus() -> dict[str, bytes]:
    """The stored cases: name and bytes."""
    lines = CORPUS.read_text().splitlines()
    cases = (line.rpartition(":") for line in lines if line and not line.startswith("#"))
    return {name: bytes.fromhex(data) for name, _, data in cases}


class Desk:
    """A real server in a thread. `received` is what came through; each message is answered with how many came so far."""

    def __init__(self, folder: Path, uids: frozenset[int] = frozenset(), build: str = "") -> None:
        self.path = folder / "shell.sock"
        self.received: list[object] = []
        self.peers: list[Peer] = []
        self._uids, self._build = uids, build or build_id()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.server: Server = self.do(self._serve())

    async def _serve(self) -> Server:
        return await serve(
            self.path,
            role="desk",
            incoming=ShellToDesk,
            uids=self._uids,
            build=self._build,
            handler=self._attend,
            callers=("shell",),
        )

    async def _attend(self, peer: Peer) -> None:
        self.peers.append(peer)
        try:
            while True:
                self.received.append(await peer.receive())
                await peer.send(Countdown(len(self.received)))
        finally:
            self.peers.remove(peer)

    def do(self, coroutine):
        """Run something in the desk's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    def close(self) -> None:
        self.do(self.server.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def start_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Start desks with other uids or another build."""
    desks: list[Desk] = []

    def start(**options: object) -> Desk:
        desks.append(Desk(tmp_path, **options))  # type: ignore[arg-type]
        return desks[-1]

    yield start
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(start_desk: Callable[..., Desk]) -> Desk:
    """A desk that talks to this user and this build."""
    return start_desk()


@pytest.fixture
def shell_ends() -> dict[str, object]:
    """What a shell gives to `connect`, apart from the path."""
    return {"role": "shell", "incoming": DeskToShell, "uids": (), "build": build_id(), "position": "front"}


@pytest.fixture
def closed() -> type[LinkClosed]:
    return LinkClosed

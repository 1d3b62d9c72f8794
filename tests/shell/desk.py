"""A desk for the shell's tests: listens at shell.sock, says what it is told to say, keeps what it hears."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from pathlib import Path
from typing import Any, Self

from kiosk.link.build import build_id
from kiosk.link.messages import ShellToDesk, Touched
from kiosk.link.socket import LinkClosed, Peer, Server, serve

SECONDS = 30


class Desk:
    """Runs an event loop in a thread of its own. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loop = asyncio.new_event_loop()
        self._peer: Peer | None = None
        self._server: Server | None = None
        self.connected = threading.Event()
        self.heard: queue.Queue[Any] = queue.Queue()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *exception: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()

    def say(self, message: Any) -> None:
        """Tell the shell something, once it is there."""
        assert self.connected.wait(SECONDS), "no shell came"
        self._run(self._send(message))

    def hears(self, kind: type) -> Any:
        """The next message that is not just a touch."""
        while True:
            message = self.heard.get(timeout=SECONDS)
            if not isinstance(message, Touched):
                assert isinstance(message, kind), message
                return message

    def hears_nothing(self) -> bool:
        return not [one for one in list(self.heard.queue) if not isinstance(one, Touched)]

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    async def _open(self) -> None:
        self._server = await serve(
            self._path, role="desk", incoming=ShellToDesk, uids=(), build=build_id(), handler=self._attend
        )

    async def _close(self) -> None:
        if self._server is not None:
            await self._server.close()

    async def _send(self, message: Any) -> None:
        assert self._peer is not None
        await self._peer.send(message)

    async def _attend(self, peer: Peer) -> None:
        self._peer = peer
        self.connected.set()
        try:
            with contextlib.suppress(LinkClosed):
                while True:
                    self.heard.put(await peer.receive())
        finally:
            self.connected.clear()

"""The socket of an emulated device, and whoever has connected to it: each attended in a task of its own, all hung up when the
device goes.

A connection counts from the moment it is accepted, so that one which comes just as the device is switched off is hung up too,
and not left to whoever closes the loop. A server that is closed between accepting a connection and taking it over loses its
socket (CPython 3.11), so it stops accepting first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]

TAKEN_OVER = 3
"""Turns of the loop from a connection that is accepted to `_accept`."""


class Callers:
    """Lives on one loop. `attend` ends when the device hangs up by itself."""

    def __init__(self, attend: Attend) -> None:
        self._attend = attend
        self._attended: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None

    @property
    def awaited(self) -> bool:
        """Whether anybody can connect."""
        return self._server is not None

    async def listen_at(self, path: Path) -> None:
        """The device is there, at a Unix socket."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - at its start, a device has nobody waiting
        self._server = await asyncio.start_unix_server(self._accept, path)

    async def listen_on(self, host: str, port: int) -> None:
        """The device is there, at a TCP port. Raises `OSError` when it is taken."""
        self._server = await asyncio.start_server(self._accept, host, port)

    async def hang_up(self) -> None:
        """The device is gone: nobody is attended any more, and nobody else will be."""
        server, self._server = self._server, None
        if server is not None:
            for each in server.sockets:
                asyncio.get_running_loop().remove_reader(each.fileno())
            for _ in range(TAKEN_OVER):
                await asyncio.sleep(0)
            server.close()
        tasks = tuple(self._attended)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:
            writer.transport.abort()
            return
        task = asyncio.ensure_future(self._attend(reader, writer))
        self._attended[task] = writer
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._attended.pop(task).transport.abort()

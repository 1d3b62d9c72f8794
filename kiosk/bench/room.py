"""One open page: hears what it asks, tells it what is so, sends it pictures. What it says wrongly is answered, and harms
nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import WSMsgType, web

from kiosk.bench.protocol import (
    Answer,
    Away,
    Deed,
    Drawn,
    Finger,
    JournalLines,
    Look,
    ScreenAway,
    decode,
    encode,
)
from kiosk.bench.reasons import reason_in_words
from kiosk.bench.screens import Viewer
from kiosk.drivers.world.hands import CannotDo

if TYPE_CHECKING:
    from kiosk.bench.server import Bench

MESSAGE_LIMIT = 128 * 1024
"""A code of 64 KB in base64, and its wrapping: what the world itself takes."""

DEEDS_AT_ONCE = 16
NOT_UNDERSTOOD = "not understood"

log = logging.getLogger("kiosk.bench")


class Page:
    """One browser's socket."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._socket = web.WebSocketResponse(heartbeat=20, max_msg_size=MESSAGE_LIMIT, compress=False)
        self._viewer: Viewer | None = None
        self._looking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._news.set()
        self._told: object = None

    async def attend(self, request: web.Request) -> web.WebSocketResponse:
        """Serve this page until it goes."""
        await self._socket.prepare(request)
        self._bench.pages.add(self)
        self._bench.somebody.set()
        try:
            await self._say(self._bench.house)
            self._start(self._tell_truth())
            self._start(self._tell_journal())
            async for message in self._socket:
                if message.type == WSMsgType.TEXT:
                    await self._hear(message.data)
                elif message.type == WSMsgType.BINARY:
                    await self._say(Answer(0, cannot=reason_in_words(NOT_UNDERSTOOD)))
        finally:
            await self._look_away()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._bench.pages.discard(self)
        return self._socket

    async def close(self) -> None:
        """The bench is closing."""
        await self._socket.close()

    def wake(self) -> None:
        """Something in the world is different."""
        self._news.set()

    # ------------------------------------------------------------------------------------------ hearing

    async def _hear(self, text: str) -> None:
        try:
            request = decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            await self._say(Answer(0, cannot=reason_in_words(NOT_UNDERSTOOD)))
            return
        match request:
            case Look():
                await self._look_at(request)
            case Drawn():
                if self._viewer is not None:
                    self._viewer.drawn(request.frame)
            case Finger():
                if self._viewer is not None:
                    await self._viewer.screen.finger(self, request.what, request.x, request.y)
            case Deed():
                if len(self._tasks) > DEEDS_AT_ONCE:
                    await self._say(
                        Answer(request.id, cannot=reason_in_words("too many cards are held out already"))
                    )
                else:
                    self._start(self._do(request))

    async def _do(self, request: Deed) -> None:
        try:
            answer = Answer(request.id, await self._bench.outlook.do(request.deed))
        except CannotDo as reason:
            answer = Answer(request.id, cannot=reason_in_words(str(reason)))
        await self._say(answer)

    async def _look_at(self, request: Look) -> None:
        await self._look_away()
        screen = self._bench.screens.get(request.screen)
        if screen is not None:
            self._viewer = Viewer(screen, request.width)
            screen.join(self._viewer)
            self._looking = asyncio.create_task(self._send_pictures(self._viewer))

    async def _look_away(self) -> None:
        viewer, self._viewer = self._viewer, None
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
        if viewer is not None:
            viewer.screen.leave(viewer)
            await viewer.screen.lift(self)

    # ------------------------------------------------------------------------------------------ telling

    async def _tell_truth(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            view = self._bench.outlook.view
            if view is not self._told or view is None:
                self._told = view
                await self._say(Away() if view is None else view)

    async def _tell_journal(self) -> None:
        async for lines in self._bench.journal.lines():
            await self._say(JournalLines(lines))

    async def _send_pictures(self, viewer: Viewer) -> None:
        while True:
            message = await viewer.next()
            if message is None:
                await self._say(ScreenAway())
            else:
                await self._send(self._socket.send_bytes(message))

    async def _say(self, message: msgspec.Struct) -> None:
        await self._send(self._socket.send_str(encode(message).decode()))

    async def _send(self, sending: Coroutine[Any, Any, None]) -> None:
        try:
            await sending
        except (ConnectionError, RuntimeError):
            pass  # it has gone; the reading side notices it too

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a page's task failed", exc_info=task.exception())

"""A bench at a real world, without the rest of the kiosk: its screen is a picture in memory, its journal a list."""

from __future__ import annotations

import asyncio
import contextlib
import json

import aiohttp
import pytest

from kiosk.bench.guard import COOKIE
from kiosk.bench.journal import Unread
from kiosk.bench.protocol import JournalLine
from kiosk.bench.screens import NoDisplay
from kiosk.bench.server import Bench
from kiosk.cli.bench_house import house_of
from kiosk.cli.demo_house import build
from kiosk.drivers.process import serve_world

TOKEN = "a-token-of-the-tests-0123456789abcdef"
GENEROUS = 30.0


class Glass:
    """A display in memory: what it shows can be set, what touches it is kept."""

    def __init__(self, width=200, height=300):
        self.width, self.height = width, height
        self.colour = (10, 20, 30)
        self.spot = None
        self.touches = []
        self.there = True
        self.opened = 0

    def open(self):
        if not self.there:
            raise NoDisplay("it is gone")
        self.opened += 1
        return self

    def pixels(self):
        if not self.there:
            raise OSError("it is gone")
        red, green, blue = self.colour
        rows = bytearray(bytes((blue, green, red, 0)) * self.width * self.height)
        if self.spot:
            x, y = self.spot
            for row in range(y, y + 10):
                start = 4 * (row * self.width + x)
                rows[start : start + 40] = bytes((255, 255, 255, 0)) * 10
        return bytes(rows)

    def press(self, x, y):
        self.touches.append(("down", x, y))

    def move(self, x, y):
        self.touches.append(("move", x, y))

    def release(self):
        self.touches.append(("up",))

    def close(self):
        pass


class Page:
    """A page's socket, as a browser holds it."""

    def __init__(self, socket):
        self.socket = socket
        self.number = 0

    async def say(self, **message):
        await self.socket.send_str(json.dumps(message))

    async def hear(self, what, true=lambda message: True):
        """The next message of this kind for which it is so; a picture is `picture`."""
        async with asyncio.timeout(GENEROUS):
            while True:
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
                if message.type == aiohttp.WSMsgType.BINARY:
                    if what == "picture":
                        return message.data
                    continue
                said = json.loads(message.data)
                if said["say"] == what and true(said):
                    return said

    async def do(self, type_, **fields):
        """Do something in the world; the answer."""
        self.number += 1
        number = self.number
        await self.say(do="deed", id=number, deed={"type": type_, **fields})
        return await self.hear("answer", lambda said: said["id"] == number)


class Stage:
    """The whole of it."""

    def __init__(self, settings):
        self.settings = settings
        self.glass = Glass()
        self.rows = [JournalLine(1, 1_700_000_000_000, "desk.started", "system", "", "{}")]
        self.readable = True
        self._world = None

    async def world(self):
        """Let there be a world."""
        self._stop, ready = asyncio.Event(), asyncio.Event()
        self._world = asyncio.create_task(serve_world(self.settings, self._stop, ready.set))
        async with asyncio.timeout(GENEROUS):
            await ready.wait()

    async def no_world(self):
        """Take it away."""
        if self._world:
            self._stop.set()
            await self._world
            self._world = None

    async def no_page(self):
        """Wait until every page has gone."""
        async with asyncio.timeout(GENEROUS):
            while self.bench.pages:  # noqa: ASYNC110 - the bench tells nobody that a page has gone
                await asyncio.sleep(0.01)

    def read(self, after):
        if not self.readable:
            raise Unread("not now")
        return [each for each in self.rows if each.seq > after]

    @contextlib.asynccontextmanager
    async def playing(self):
        await self.world()
        house = house_of(self.settings, {"front"})
        self.bench = Bench(
            house, self.settings.world_socket, {"front": self.glass.open}, self.read, token=TOKEN
        )
        self.port = await self.bench.open(0)
        self.base = f"http://127.0.0.1:{self.port}"
        self.browser = aiohttp.ClientSession(
            cookies={COOKIE: TOKEN}, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        try:
            yield self
        finally:
            await self.browser.close()
            await self.bench.close()
            await self.no_world()

    @contextlib.asynccontextmanager
    async def page(self):
        async with self.browser.ws_connect(f"{self.base}/socket", origin=self.base) as socket:
            page = Page(socket)
            page.house = await page.hear("house")
            yield page


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo's house, furnished once."""
    settings = build(tmp_path_factory.mktemp("demo"))
    settings.run.mkdir(exist_ok=True)
    return settings


@pytest.fixture
def stage(demo):
    """Run a coroutine function at a bench of its own."""

    def run(play):
        async def everything():
            async with Stage(demo).playing() as stage:
                await play(stage)

        asyncio.run(everything())

    return run

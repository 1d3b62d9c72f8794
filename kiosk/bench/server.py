"""The bench's own web server: the page and its files, the pictures of slips, and a socket for each open page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from aiohttp import web

from kiosk.bench.guard import guarded
from kiosk.bench.journal import Journal, Read
from kiosk.bench.outlook import Outlook
from kiosk.bench.protocol import House
from kiosk.bench.room import Page
from kiosk.bench.screens import Opener, Screen

PORT = 8717
"""Asked for first, so that an address that was kept serves again; any other when it is taken."""

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}
FONTS = ("ZhangguiIcons.ttf", "ZhangguiSans-Regular.otf", "ZhangguiSans-Medium.otf", "ZhangguiSans-Bold.otf")

log = logging.getLogger("kiosk.bench")


class Bench:
    """Everything that the pages share."""

    def __init__(
        self, house: House, world: Path, screens: Mapping[str, Opener], read_journal: Read, *, token: str
    ) -> None:
        """`world` is its socket; `screens` opens the display of each position that can be seen."""
        self.house = house
        self.pages: set[Page] = set()
        self.somebody = asyncio.Event()
        self.outlook = Outlook(world, self._changed)
        self.screens = {name: Screen(name, opener) for name, opener in screens.items()}
        self.journal = Journal(read_journal)
        self._token = token
        self._runner: web.AppRunner | None = None
        self._watching: asyncio.Task[None] | None = None

    async def open(self, port: int = PORT) -> int:
        """Listen on the loopback address; returns the port."""
        application = guarded(self._token)
        application.add_routes(
            [
                web.get("/", self._file),
                web.get("/page/{name}", self._file),
                web.get("/fonts/{name}", self._font),
                web.get("/slip/{printer}/{number:[0-9]{1,6}}", self._slip),
                web.get("/socket", self._page),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        listener = _listen(port)
        await web.SockSite(self._runner, listener).start()
        self._watching = asyncio.create_task(self.outlook.watch(self._wanted))
        return int(listener.getsockname()[1])

    async def close(self) -> None:
        """Stop serving."""
        for page in tuple(self.pages):
            await page.close()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        for screen in self.screens.values():
            screen.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _changed(self) -> None:
        for page in self.pages:
            page.wake()

    async def _wanted(self) -> None:
        if not self.pages:
            self.somebody.clear()
            await self.somebody.wait()

    # ------------------------------------------------------------------------------------------ what is served

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return await Page(self).attend(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "index.html")
        path = page_folder() / name
        if path.suffix not in TYPES or path.parent != page_folder() or not path.is_file():
            raise web.HTTPNotFound
        # Always asked after: a developer who changes the page sees the change.
        return _serve(path, "no-cache")

    async def _font(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in FONTS:
            raise web.HTTPNotFound
        return _serve(fonts_folder() / name, "max-age=86400")

    async def _slip(self, request: web.Request) -> web.StreamResponse:
        slips = self.outlook.pictures.get(request.match_info["printer"], [])
        number = int(request.match_info["number"])
        if number >= len(slips):
            raise web.HTTPNotFound
        response = web.FileResponse(slips[number], headers={"Cache-Control": "no-cache"})
        response.content_type = "image/png"
        return response


def page_folder() -> Path:
    """Where the page's files are."""
    return Path(str(resources.files("kiosk.bench").joinpath("page")))


def fonts_folder() -> Path:
    """The product's fonts, read as files: nothing of the shell is imported."""
    return Path(str(resources.files("kiosk").joinpath("shell", "assets", "fonts")))


def icons() -> dict[str, str]:
    """The characters of the icon font, by their names."""
    codes: dict[str, int] = json.loads((fonts_folder().parent / "icons.json").read_text(encoding="utf-8"))
    return {name: chr(code) for name, code in codes.items()}


def _serve(path: Path, cache: str) -> web.FileResponse:
    response = web.FileResponse(path, headers={"Cache-Control": cache})
    response.content_type = TYPES[path.suffix]
    if path.suffix in (".html", ".css", ".js", ".svg"):
        response.charset = "utf-8"
    return response


def _listen(port: int) -> socket.socket:
    """On this port of the loopback address, else on any."""
    for wanted in (port, 0):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", wanted))
            listener.listen(32)
            listener.setblocking(False)
            return listener
        listener.close()
    raise OSError("no port is free on the loopback address")

"""Debian's Chromium, driven over its DevTools protocol with the web library that the bench has anyway.

Only what the test needs: open an address, ask the page, press a mouse button, wait until something is so.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE_SECONDS = 60.0


class Tab:
    """One page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.complaints: list[str] = []
        """What the page's scripts threw, and what its policy refused."""

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol; events on the way are looked at for complaints."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = await self._socket.receive_json()
                if message.get("id") == self._number:
                    assert "error" not in message, message
                    return message["result"]
                if message["method"] == "Runtime.exceptionThrown":
                    self.complaints.append(json.dumps(message["params"]["exceptionDetails"]))
                if message["method"] == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                    self.complaints.append(json.dumps(message["params"]["entry"]))

    async def open(self, address: str) -> None:
        """Go to an address."""
        for part in ("Page", "Runtime", "Log"):
            await self.ask(f"{part}.enable")
        await self.ask("Page.navigate", url=address)

    async def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        answer = await self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Wait until an expression is true in the page; its value."""
        ends = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < ends:
            value = await self.value(expression)
            if value:
                return value
            await asyncio.sleep(0.05)
        raise AssertionError(f"not in time: {expression}; complaints: {self.complaints}")

    async def resize(self, width: int, height: int) -> None:
        """Another size of the window's inside."""
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def picture(self, path: Path) -> None:
        """What the page looks like, as a PNG."""
        answer = await self.ask("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(answer["data"]))

    async def press(self, selector: str, across: float = 0.5, down: float = 0.5) -> None:
        """Press the mouse on an element, somewhere in it, once it is there and stands still."""
        found = f"document.querySelector({json.dumps(selector)})"
        await self.until(f"{found} && !{found}.disabled && {found}.getBoundingClientRect().width > 0")
        await self.value(f"{found}.scrollIntoView({{block: 'nearest', inline: 'nearest'}})")
        place = (
            f"new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {{"
            f" const {{x, y, width, height}} = {found}.getBoundingClientRect();"
            f" done([x + {across} * width, y + {down} * height]) }})))"
        )
        before, (x, y) = None, await self.value(place)
        while before != [x, y]:
            before = [x, y]
            x, y = await self.value(place)
        for kind in ("mousePressed", "mouseReleased"):
            await self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


@contextlib.asynccontextmanager
async def chromium(folder: Path, *, width: int = 1440, height: int = 900) -> AsyncIterator[Tab]:
    """A browser without a window, its profile in `folder`."""
    process = _start(folder, width, height)
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(await _first_tab(session, folder), max_msg_size=0) as socket,
        ):
            yield Tab(socket)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()


def _start(folder: Path, width: int, height: int) -> subprocess.Popen[bytes]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "the bench's page is tested in Debian's chromium: apt-get install chromium"
    return subprocess.Popen(
        [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
            f"--user-data-dir={folder}", f"--window-size={width},{height}", "--lang=en-US", "about:blank",
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(folder)}, start_new_session=True,
    )  # fmt: skip


async def _first_tab(session: aiohttp.ClientSession, folder: Path) -> str:
    said = folder / "DevToolsActivePort"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            await asyncio.sleep(0.05)
            lines = said.read_text().split() if said.exists() else []
            if len(lines) < 2:
                continue
            async with session.get(f"http://127.0.0.1:{lines[0]}/json") as answer:
                for each in await answer.json():
                    if each["type"] == "page":
                        return str(each["webSocketDebuggerUrl"])

"""A demo that runs, and a person who sees what is on the kiosk's screen and touches it where the bench's page shows it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.cli.customer import READ_SECONDS, look
from kiosk.cli.demo_house import build
from kiosk.link.settings import Settings
from tests.bench_page.browser import PATIENCE_SECONDS, Tab


def furnished(folder: Path, *, width: int, height: int) -> Settings:
    """The settings of a demo whose shell says where its buttons are."""
    settings = build(folder, width=width, height=height)
    text = settings.path.read_text(encoding="utf-8")
    settings.path.write_text(text.replace("[shell]\n", "[shell]\ninspect = true\n"), encoding="utf-8")
    return settings


@contextlib.contextmanager
def running(settings: Settings, *words: str) -> Iterator[str]:
    """`kiosk demo` on a machine without a display; the address that it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", "demo", "--dir", str(settings.path.parent), *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={key: value for key, value in os.environ.items() if key != "DISPLAY"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        found = None
        while not found:
            line = process.stdout.readline()
            assert line, "the demo ended and said no address"
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


class Person:
    """Eyes are the shell's inspection socket, the finger is the mouse on the page's picture of the screen."""

    def __init__(self, settings: Settings, tab: Tab) -> None:
        self._settings = settings
        self._tab = tab

    async def sees(self, true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until the kiosk shows something of which it is so."""
        ends, seen = asyncio.get_running_loop().time() + PATIENCE_SECONDS, {}
        while asyncio.get_running_loop().time() < ends:
            seen = await asyncio.to_thread(look, self._settings)
            if seen.get("connected") and true(seen):
                return seen
            await asyncio.sleep(0.05)
        raise AssertionError(f"not in time; on the screen: {seen.get('kind')} {seen.get('title')!r}")

    async def touches(self, key: str) -> None:
        """Press the mouse on the page's picture of a button."""
        seen = await self.sees(
            lambda seen: any(each["key"] == key and each["enabled"] for each in seen["targets"])
        )
        target = next(each for each in seen["targets"] if each["key"] == key)
        shell = self._settings.shell
        await self._tab.press(
            "canvas",
            (target["x"] + target["width"] / 2) / shell.width,
            (target["y"] + target["height"] / 2) / shell.height,
        )
        await asyncio.sleep(READ_SECONDS)

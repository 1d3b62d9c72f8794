"""The bench as a person uses it: `kiosk demo` with everything that belongs to it, and its page in a real browser."""

import asyncio
import os
import re
import signal
import subprocess
import sys

import pytest

from kiosk.cli.customer import READ_SECONDS, look
from kiosk.cli.demo_house import build
from tests.bench_page.browser import PATIENCE_SECONDS, chromium

pytestmark = pytest.mark.display

WIDTH, HEIGHT = 800, 480
STATE = "bench.state"
NOTES = "[...document.querySelectorAll('.note')].map((each) => each.textContent).join()"


@pytest.fixture
def house(tmp_path):
    """The settings of a small demo whose shell says where its buttons are."""
    settings = build(tmp_path / "demo", width=WIDTH, height=HEIGHT)
    text = settings.path.read_text(encoding="utf-8")
    settings.path.write_text(text.replace("[shell]\n", "[shell]\ninspect = true\n"), encoding="utf-8")
    return settings


@pytest.fixture
def address(house):
    """The address that a demo says, which runs meanwhile."""
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", "demo", "--dir", str(house.path.parent)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
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
    """Sees what is on the kiosk's screen, and touches it where the page shows it."""

    def __init__(self, house, tab):
        self._house = house
        self._tab = tab

    async def sees(self, true):
        """Wait until the kiosk shows something of which it is so."""
        ends, seen = asyncio.get_running_loop().time() + PATIENCE_SECONDS, {}
        while asyncio.get_running_loop().time() < ends:
            seen = await asyncio.to_thread(look, self._house)
            if seen.get("connected") and true(seen):
                return seen
            await asyncio.sleep(0.05)
        raise AssertionError(f"not in time; on the screen: {seen.get('kind')} {seen.get('title')!r}")

    async def touches(self, key):
        """Press the mouse on the page's picture of a button."""
        seen = await self.sees(
            lambda seen: any(each["key"] == key and each["enabled"] for each in seen["targets"])
        )
        target = next(each for each in seen["targets"] if each["key"] == key)
        await self._tab.press(
            "canvas",
            (target["x"] + target["width"] / 2) / WIDTH,
            (target["y"] + target["height"] / 2) / HEIGHT,
        )
        await asyncio.sleep(READ_SECONDS)


def test_a_person_borrows_an_umbrella_with_the_mouse_alone_and_breaks_something(house, address, tmp_path):
    async def play():
        async with chromium(tmp_path / "profile") as tab:
            person = Person(house, tab)
            await tab.open(address)
            await tab.until(f"window.bench && {STATE}.truth && document.querySelector('.cover').hidden")
            await tab.until(f"{STATE}.journal.some((line) => line.event === 'desk.started')")
            await person.touches("start")
            await person.sees(lambda seen: seen["kind"] == "Menu")
            await person.touches("lending.umbrella")
            await person.sees(lambda seen: seen["kind"] == "PresentCard")
            await tab.press("button.code.member")

            opened = f"{STATE}.truth.doors.find((each) => each.open)"
            await tab.until(opened)
            assert await tab.value("document.querySelectorAll('.door.open').length") == 1
            await tab.press(".detail .items button")
            await tab.until(f"{STATE}.truth.holding.length === 1")
            await tab.press("[data-key=push]")
            await tab.until(f"!{opened}")
            await tab.until("document.querySelector('.slip img')?.naturalWidth > 300")
            await tab.until(f"Object.values({STATE}.truth.printers[0].codes)[0]")
            await tab.until(f"{STATE}.journal.some((line) => line.event === 'lending.borrowed')")

            await tab.press("#language")
            await tab.until("document.documentElement.lang === 'zh-CN'")
            await tab.press("[data-key=break-printer]")
            await tab.press("[data-fault=cover_open]")
            await tab.until(f"'cover_open' in {STATE}.truth.printers[0].faults")
            assert "1 处故障" in await tab.until(
                "document.querySelector('#faults-button.broken')?.textContent"
            )
            await tab.press("[data-key=mend-all]")
            await tab.until(f"!('cover_open' in {STATE}.truth.printers[0].faults)")

            await tab.press("[data-key=pull]")
            await tab.until(f"{NOTES}.includes('锁着')")
            assert tab.complaints == []

    asyncio.run(play())

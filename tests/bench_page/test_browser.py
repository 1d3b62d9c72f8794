"""The bench as a person uses it: `kiosk demo` with everything that belongs to it, and its page in a real browser."""

import asyncio

import pytest

from tests.bench_page.browser import chromium
from tests.bench_page.person import Person, furnished, running

# A browser, a screen drawn by the processor and five processes: on a busy machine the usual two minutes are not enough.
pytestmark = [pytest.mark.display, pytest.mark.timeout(300)]

STATE = "bench.state"
NOTES = "[...document.querySelectorAll('.note')].map((each) => each.textContent).join()"


@pytest.fixture
def house(tmp_path):
    return furnished(tmp_path / "demo", width=800, height=480)


@pytest.fixture
def address(house):
    """What a demo says, which runs meanwhile."""
    with running(house) as said:
        yield said


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

            await tab.press("[data-key=close-faults]")
            await tab.press("[data-key=pull]")
            await tab.until(f"{NOTES}.includes('锁着')")
            assert tab.complaints == []

    asyncio.run(play())

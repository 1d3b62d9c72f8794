"""`make bench-pictures`: the bench's page as pictures, in both languages and four sizes, with a loan under way in it.

Starts a real demo and a real browser, plays with them as a person does, and leaves PNGs to look at in the folder that is named;
`--readme` writes the one that the README shows.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402 - the folder above must be on the path first

from tests.bench_page.browser import Tab, chromium  # noqa: E402
from tests.bench_page.person import Person, furnished, running  # noqa: E402

SIZES = ((1440, 900), (1920, 1080), (1024, 768), (820, 1180))
README = ROOT / "docs" / "bench.webp"


async def play(address: str, tab: Tab, person: Person, album: Album) -> None:
    """A loan from the first touch to the slip, a fault, and what the page looks like meanwhile."""
    await tab.open(address)
    await tab.resize(*SIZES[0])
    await tab.until("window.bench && bench.state.truth && document.querySelector('.cover').hidden")
    if await tab.value("document.documentElement.lang") != "en":
        await tab.press("#language")
    await album.take("1-attract")
    await person.touches("start")
    await person.sees(lambda seen: seen["kind"] == "Menu")
    await person.touches("language")
    await asyncio.sleep(1)
    await album.take("2-home")
    await person.touches("lending.umbrella")
    await person.sees(lambda seen: seen["kind"] == "PresentCard")
    await album.take("3-card")
    await tab.press("[data-card=member]")
    await tab.press("[data-key=read-stripes]")
    await tab.until("bench.state.truth.doors.find((each) => each.open)")
    await asyncio.sleep(2)
    await album.take("4-open")
    await tab.press(".detail .items button")
    await asyncio.sleep(0.5)
    await album.take("5-taken")
    await tab.press("[data-key=push]")
    await tab.until("document.querySelector('.slip img')?.naturalWidth > 300")
    await asyncio.sleep(3)
    await album.take("6-slip", every=True)
    await tab.press("[data-door$='29']")
    await tab.press("[data-key=jam]")
    await tab.press("[data-key=force]")
    await asyncio.sleep(2)
    await album.take("7-rack")
    await tab.press("[data-key=break-printer]")
    await tab.press("[data-fault=cover_open]")
    await tab.press("#faults [data-fault=near_end]")
    await asyncio.sleep(1)
    await album.take("8-faults", every=True)
    await tab.press("[data-key=close-faults]")
    await tab.press("#head [data-key=notes]")
    await album.take("9-staff")


class Album:
    """Where the pictures go."""

    def __init__(self, folder: Path, tab: Tab) -> None:
        self._folder = folder
        self._tab = tab

    async def take(self, name: str, *, every: bool = False) -> None:
        """Both languages at the first size; `every`: at all of them."""
        for size in SIZES if every else SIZES[:1]:
            await self._tab.resize(*size)
            for _ in range(2):
                await asyncio.sleep(0.8)
                language = await self._tab.value("document.documentElement.lang")
                path = self._folder / f"{name}-{size[0]}-{language[:2]}.png"
                await self._tab.picture(path)
                if size[0] < 1280:
                    await self._tab.value("scrollTo(0, 100000)")
                    await self._tab.picture(path.with_stem(f"{path.stem}-below"))
                    await self._tab.value("scrollTo(0, 0)")
                await self._tab.press("#language")
        await self._tab.resize(*SIZES[0])


async def main(out: Path, *, readme: bool) -> None:
    """Start everything, play, and end it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = furnished(Path(folder) / "demo", width=1080, height=1920)
        with running(settings) as address:
            async with chromium(Path(folder) / "profile") as tab:
                await play(address, tab, Person(settings, tab), Album(out, tab))
    if readme:
        with Image.open(out / "4-open-1440-en.png") as picture:
            picture.convert("RGB").save(README, quality=82, method=6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", default=Path("build/bench"))
    parser.add_argument("--readme", action="store_true", help=f"write {README.relative_to(ROOT)} too")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(asked.out, readme=asked.readme))

"""A journey whose devices are the real ones: drivers and world in threads of the test's own process, over the real sockets.
With the house's own services, or with the guide's that renews a stripe."""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kiosk.cli.demo_house import build
from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.drivers.process import serve_devices, serve_world
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.build import build_id
from kiosk.link.messages import DevicesToDesk
from kiosk.link.settings import Settings, load
from kiosk.link.socket import serve
from kiosk.testing.box import NOON_MS
from kiosk.testing.journey import Journey
from tests.docs.test_cards_example import HERE, MANIFEST

Do = Callable[..., Any]
"""`do("swipe", "blank")`: hands move while the desk goes on."""


class Wired(Journey):
    """A journey whose devices are the real ones, at the desk's own socket."""

    async def _be_devices(self) -> None:
        server = await serve(
            self.settings.devices_socket,
            role="desk",
            incoming=DevicesToDesk,
            uids=self.settings.link.uids("devices"),
            build=build_id(),
            handler=self.desk.serve_devices,
            callers=("devices",),
        )
        try:
            await asyncio.Event().wait()
        finally:
            await server.close()


def beside(work: Callable[..., Any], settings: Settings, after: ExitStack) -> None:
    """A process of the box, as a thread with a loop of its own."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        loop.run_until_complete(work(settings, stop))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    after.callback(thread.join, 30)
    after.callback(lambda: loop.call_soon_threadsafe(stop.set))


@contextmanager
def on_the_wire(
    folder: Path,
    *,
    plugins: Sequence[Candidate] | None = None,
    swipe_seconds: int = 30,
    now_ms: int = NOON_MS,
) -> Iterator[tuple[Journey, Do]]:
    """The demo's house, with its own services or these."""
    settings = build(folder / "demo")
    text = settings.path.read_text("utf-8")
    encoder = '[[encoder]]\nname = "encoder"\n'
    settings.path.write_text(text.replace(encoder, f"{encoder}swipe_seconds = {swipe_seconds}\n"), "utf-8")
    settings = load(settings.path)
    settings.run.mkdir(parents=True, exist_ok=True)
    journey = Wired(settings, ManualClock(now_ms), plugins=plugins)
    journey.world.connected = lambda: True  # type: ignore[method-assign]  # the devices are no part of the kit here
    with ExitStack() as after, ThreadPoolExecutor(1) as pool:
        beside(serve_world, settings, after)
        beside(serve_devices, settings, after)
        journey.start()
        after.callback(journey.end)
        journey.until(
            lambda: journey.desk.equipment.ready("front", ("encoder", "stripe_reader")), "the encoder"
        )
        hands = after.enter_context(WorldHands(settings.world_socket))

        def do(deed: str, *what: object, **how: object) -> Any:
            done = pool.submit(getattr(hands, deed), *what, **how)
            journey.until(done.done, deed)
            return done.result()

        yield journey, do


@contextmanager
def renewal_on_the_wire(folder: Path, module: str) -> Iterator[tuple[Journey, Do]]:
    """The demo's house with the guide's service, and no other."""
    home = folder / "plugins" / module
    home.mkdir(parents=True)
    shutil.copy(HERE / "cards_example.py", home / "__init__.py")
    (home / "plugin.toml").write_text(MANIFEST)
    sys.path.insert(0, str(home.parent))
    try:
        plugin = Candidate("renewal", module, folder_of(module))
        with on_the_wire(folder, plugins=[plugin]) as wired:
            yield wired
    finally:
        sys.modules.pop(module, None)
        sys.path.remove(str(home.parent))

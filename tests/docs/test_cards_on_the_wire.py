"""The guide's service with the real devices behind it: a reader of stripes and an encoder that speak their own protocols, over
the real sockets. What the kit's encoder promises in journeys is held against the driver's own word here."""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.demo_house import MEMBERS, build
from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.drivers.process import serve_devices, serve_world
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.build import build_id
from kiosk.link.messages import DevicesToDesk
from kiosk.link.settings import Settings
from kiosk.link.socket import serve
from kiosk.testing.box import NOON_MS
from kiosk.testing.journey import Journey
from tests.docs.test_cards_example import HERE, MANIFEST, matters

pytestmark = pytest.mark.slow

CARD = MEMBERS[0][0]


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


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Journey, Callable[..., None]]]:
    module = "kiosk_renewal_on_the_wire"
    folder = tmp_path / "plugins" / module
    folder.mkdir(parents=True)
    shutil.copy(HERE / "cards_example.py", folder / "__init__.py")
    (folder / "plugin.toml").write_text(MANIFEST)
    monkeypatch.syspath_prepend(str(folder.parent))
    settings = build(tmp_path / "demo")
    settings.run.mkdir(parents=True, exist_ok=True)
    plugin = Candidate("renewal", module, folder_of(module))
    journey = Wired(settings, ManualClock(NOON_MS), plugins=[plugin])
    monkeypatch.setattr(journey.world, "connected", lambda: True)
    with ExitStack() as after, ThreadPoolExecutor(1) as pool:
        beside(serve_world, settings, after)
        beside(serve_devices, settings, after)
        journey.start()
        after.callback(journey.end)
        journey.until(
            lambda: journey.desk.equipment.ready("front", ("encoder", "stripe_reader")), "the encoder"
        )
        hands = after.enter_context(WorldHands(settings.world_socket))

        def do(deed: str, *what: str, **how: object) -> None:
            """Hands move while the desk goes on."""
            done = pool.submit(getattr(hands, deed), *what, **how)
            journey.until(done.done, deed)
            done.result()

        yield journey, do
    sys.modules.pop(module, None)


def begin(kiosk: Journey, do: Callable[..., None]) -> None:
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    do("scan", "scanner", CARD)
    kiosk.expect("第 1 次")


def test_a_card_is_made_by_the_real_driver_and_by_nothing_less(box):
    kiosk, do = box
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    for times in (1, 2):
        do("swipe_reader", "worn", "stripes")
        kiosk.until(lambda times=times: kiosk.desk.positions["front"].bad_swipes == times, "the bad swipe")
        kiosk.expect("Not read")
    do("scan", "scanner", CARD)
    kiosk.expect("第 1 次")
    assert matters(kiosk) == ["reencode"]
    do("swipe", "blank", backwards=True)
    kiosk.expect("这次没刷好")
    do("swipe", "blank")
    kiosk.expect("第 2 次")
    do("swipe", "blank")
    kiosk.expect("Your card is good again")
    assert kiosk.events().count("renewal.made") == 1
    assert matters(kiosk) == []
    kiosk.leave()

    begin(kiosk, do)
    kiosk.press("end")
    kiosk.until(lambda: kiosk.read(lambda tx: tx.open_operations()) == [], "the end of what was wanted")
    kiosk.leave()

    begin(kiosk, do)
    do("swipe", "blank")
    kiosk.expect("第 2 次")
    kiosk.choose("core.cancel")
    kiosk.expect("The card was not made")
    states = kiosk.read(lambda tx: [row[0] for row in tx._all("SELECT state FROM operations ORDER BY id")])
    assert states == ["done", "failed", "uncertain"]
    assert matters(kiosk) == ["unknown"]
    assert kiosk.events().count("renewal.made") == 1
    assert CARD not in (kiosk.settings.data / "devices.log").read_text()

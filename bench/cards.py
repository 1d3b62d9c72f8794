"""A card, written and checked: the time it takes with a hand that is always there, against the time that its bytes alone take
on the line. The floor needs no measuring: 9600 baud are 960 bytes a second."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Line, percentile
from kiosk.drivers.encoder.driver import CardEncoder
from kiosk.drivers.encoder.transport import SerialTransport
from kiosk.drivers.operations_log import OperationsLog
from kiosk.drivers.port import Operations
from kiosk.drivers.process import serve_world
from kiosk.drivers.serial_port import open_serial
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.cards import Tracks
from kiosk.link.messages import CardAsked, EncodeCard
from kiosk.link.settings import Settings, parse

CARDS = 12
FULL = Tracks("A" * 76, "1" * 37, "2" * 104)
SETTINGS = """
[paths]
data = "data"
run = "run"
[[encoder]]
name = "encoder"
port = "encoder"
"""


class Counted(SerialTransport):
    """A line that counts its bytes, both ways."""

    bytes_so_far = 0

    def send(self, data: bytes) -> None:
        """Send."""
        self.bytes_so_far += len(data)
        super().send(data)

    def receive(self, seconds: float) -> bytes:
        """Receive."""
        data = super().receive(seconds)
        self.bytes_so_far += len(data)
        return data


class Record(Operations):
    """The devices' own record on the disk, and whether an operation has ended."""

    def __init__(self, path: Path) -> None:
        self.log = OperationsLog(path)
        self.ended: dict[str, str] = {}

    def begin(self, operation: str, subject: str) -> None:
        """On the disk when it returns."""
        self.log.begin(operation, subject)

    def end(  # type: ignore[override]
        self, operation: str, outcome: str, reason: str = "", *, spoiled: bool = False
    ) -> None:
        """Recorded."""
        self.log.end(operation, outcome, reason, spoiled=spoiled)  # type: ignore[arg-type]
        self.ended[operation] = outcome


@contextmanager
def world_of(settings: Settings) -> Iterator[None]:
    """The emulated devices of these settings, in a thread."""
    loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    world = threading.Thread(target=lambda: loop.run_until_complete(serve_world(settings, stop, ready.set)))
    world.start()
    ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        world.join()
        loop.close()


def measure() -> Iterator[Line]:
    """The line about cards."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "run").mkdir()
        settings = parse(SETTINGS, Path(folder) / "kiosk.toml")
        with world_of(settings):
            ratios, seconds, count = _cards(settings)
    yield Line(
        "a card of three full tracks, written and checked ÷ its bytes at 9600 baud",
        percentile(ratios, 0.5),
        "",
        aim=1.15,
        details=f"{percentile(seconds, 0.5):.2f} s for {count} bytes, n {len(ratios)}",
    )


def _cards(settings: Settings) -> tuple[list[float], list[float], int]:
    """Make cards; returns each one's ratio and seconds, and the bytes of one."""
    record = Record(settings.data / "devices.log")
    asked = threading.Semaphore(0)
    wire: list[Counted] = []

    def connect(seconds: float) -> Counted:
        wire.append(Counted(open_serial(settings.run / "encoder", settings.encoders[0].baud, seconds)))
        return wire[-1]

    def report(event: object) -> None:
        if isinstance(event, CardAsked):
            asked.release()

    port = CardEncoder(settings.encoders[0], connect, record, report)
    ratios, took, count = [], [], 0
    with WorldHands(settings.world_socket) as hands:
        port.open()
        port.claim(5)
        port.enable()
        hands.fault("msr_paced")
        person = threading.Thread(target=_swipe_always, args=(hands, asked), daemon=True)
        person.start()
        for number in range(CARDS):
            before, began = wire[-1].bytes_so_far, time.monotonic()
            port.submit(EncodeCard(str(number), "encoder", FULL))
            while str(number) not in record.ended:
                port.turn(0.1)
            took.append(time.monotonic() - began)
            count = wire[-1].bytes_so_far - before
            ratios.append(took[-1] / (count * 10 / settings.encoders[0].baud))
        person.join(10)
        port.close()
    record.log.close()
    if set(record.ended.values()) != {"done"}:
        raise RuntimeError(f"not every card was made: {record.ended}")
    return ratios, took, count


def _swipe_always(hands: WorldHands, asked: threading.Semaphore) -> None:
    for _ in range(2 * CARDS):
        asked.acquire()
        hands.swipe("blank")

"""A box whose wires end in a world that lives in a thread of the test's own process: real drivers, real bytes,
one interpreter."""

import asyncio
import socket
import threading

import pytest

from kiosk.drivers.process import serve_world
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.settings import parse
from tests.drivers.aids import GENEROUS, Events, MemoryOperations

DOOR = """
[[bank.compartment]]
number = {number}
coil = {coil}
sensor = {sensor}
row = 0
column = {number}
"""

SETTINGS = """
[paths]
data = "data"
run = "run"
[[scanner]]
name = "scanner"
port = "scanner"
[[printer]]
name = "printer"
host = "127.0.0.1"
port = {port}
[[bank]]
name = "wall"
factory = "world"
open_within_ms = 1000
"""


def free_port() -> int:
    """A TCP port that nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def box_text():
    """Settings for one scanner, one printer and a wall of three doors, as a text."""
    doors = "".join(DOOR.format(number=n, coil=2 * n, sensor=2 * n + 1) for n in (1, 2, 3))
    return SETTINGS.format(port=free_port()) + doors


@pytest.fixture
def box(tmp_path, box_text):
    """The same settings, read."""
    (tmp_path / "run").mkdir()
    (tmp_path / "data").mkdir()
    return parse(box_text, tmp_path / "kiosk.toml")


class WorldThread:
    """A world that can be stopped and started again."""

    def __init__(self, settings):
        self.settings = settings
        self.start()

    def start(self):
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(GENEROUS)

    def stop(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(GENEROUS)
            assert not self._thread.is_alive()

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await serve_world(self.settings, self._stop, self._ready.set)


@pytest.fixture
def world(box):
    thread = WorldThread(box)
    yield thread
    thread.stop()


@pytest.fixture
def hands(box, world):
    with WorldHands(box.world_socket) as pair:
        yield pair


@pytest.fixture
def operations():
    return MemoryOperations()


@pytest.fixture
def events():
    return Events()


class Run:
    """A port that is opened, claimed, enabled, and turned by a thread until the test ends. What its loop raised is kept."""

    def __init__(self, port):
        self.port = port
        self.fault = None
        self._stop = threading.Event()
        port.open()
        self.resume()

    def resume(self):
        """Claim and enable (again), and turn."""
        self.fault = None
        self.port.claim(GENEROUS)
        self.port.enable()
        self._thread = threading.Thread(target=self._turn)
        self._thread.start()

    def _turn(self):
        try:
            while not self._stop.is_set():
                self.port.turn(0.5)
        except Exception as fault:  # noqa: BLE001 - kept, for the test to judge
            self.fault = fault
        finally:
            self.port.release()

    def wait_for_fault(self):
        """The device was lost; returns why."""
        self._thread.join(GENEROUS)
        assert not self._thread.is_alive()
        return self.fault

    def end(self):
        self._stop.set()
        self.port.interrupt()
        self._thread.join(GENEROUS)
        self.port.close()
        assert not self._thread.is_alive()


@pytest.fixture
def run():
    """`run(port)` brings a port to life; all are ended with the test."""
    alive = []

    def start(port):
        alive.append(Run(port))
        return alive[-1]

    yield start
    for each in alive:
        each.end()

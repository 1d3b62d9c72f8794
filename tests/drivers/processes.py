"""A real device process, and a desk's end of its socket, for the tests that kill it."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from kiosk.link.build import build_id
from kiosk.link.messages import DevicesToDesk, OperationEnded
from kiosk.link.socket import LinkClosed, serve
from tests.drivers.aids import GENEROUS, Events

ROOT = Path(__file__).parents[2]
RUN = """
import logging, sys
from pathlib import Path
from kiosk.link.settings import load
logging.basicConfig(level=logging.INFO)
settings = load(Path(sys.argv[1]))
{before}
from kiosk.drivers.process import run_devices
sys.exit(run_devices(settings))
"""
DIE_AFTER_BEGIN = """
import os, signal
from kiosk.drivers.operations_log import OperationsLog
begin = OperationsLog.begin
def begin_and_die(self, operation, subject):
    begin(self, operation, subject)
    os.kill(os.getpid(), signal.SIGKILL)
OperationsLog.begin = begin_and_die
"""


class DeskEnd:
    """The desk's end of `devices.sock`, in a thread: hears everything, sends what it is told."""

    def __init__(self, settings):
        self.settings = settings
        self.heard = Events()
        self.start()

    def start(self):
        self._ready, self._connected = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(GENEROUS)

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await serve(
            self.settings.devices_socket,
            role="desk",
            incoming=DevicesToDesk,
            uids=(),
            build=build_id(),
            handler=self._attend,
        )
        self._ready.set()
        await self._stop.wait()
        await server.close()

    async def _attend(self, peer):
        self._peer = peer
        self._connected.set()
        try:
            while True:
                self.heard(await peer.receive())
        except LinkClosed:
            self._connected.clear()

    def send(self, message):
        assert self._connected.wait(GENEROUS)
        asyncio.run_coroutine_threadsafe(self._peer.send(message), self._loop).result(GENEROUS)

    def ended(self, operation, after=0):
        wanted = self.heard.wait(
            lambda event: isinstance(event, OperationEnded) and event.operation == operation, after=after
        )
        return wanted.outcome, wanted.reason

    def stop(self):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(GENEROUS)


class Devices:
    """A real device process."""

    def __init__(self, box):
        self.box = box
        box.path.write_text(box.text)
        self.process = None

    def start(self, before=""):
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN.format(before=before), str(self.box.path)],
            cwd=self.box.path.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )

    def kill(self):
        self.process.kill()
        self.process.wait(GENEROUS)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            return self.process.wait(GENEROUS)
        return None


class Box:
    """Settings, and the text that another process can read them from."""

    def __init__(self, settings, text):
        self.path, self.text = settings.path, text

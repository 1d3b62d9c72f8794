"""A foreign driver's process: one life of one device, from the claim to its loss or to the end of the device process.

Started by `port.py` with one end of a pair of sockets. Whatever is wrong is said and ends the process; trying again is the
device process's business. When that one dies, however it dies, the kernel ends this one too.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kiosk.drivers.foreign.messages import WORDS, Alive, Enabled, Lost, Says, Start, ToDriver
from kiosk.drivers.lights import LightsPort
from kiosk.drivers.port import DeviceError, DeviceMisconfigured, Event
from kiosk.link.blocking import BlockingPeer, LinkClosed
from kiosk.link.messages import DeviceChanged

TURN_SECONDS = 1.0
ALIVE_SECONDS = 0.5
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """`child <descriptor>`: serve the socket that was inherited."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal is for the device process
    peer = BlockingPeer(socket.socket(fileno=int(arguments[0])), ToDriver)
    try:
        start = peer.receive()
        _live(peer, start)
    except LinkClosed:
        pass  # the device process let go
    except DeviceError as fault:
        _last(peer, Lost(fault.status, str(fault)[:WORDS]))
    return 0


def _live(peer: BlockingPeer, start: Start) -> None:
    """From the import to the loss. Raises a `DeviceError` or `LinkClosed`."""
    port = _made(peer, start)
    gone = threading.Event()
    try:
        port.open()
        port.claim(TURN_SECONDS * 4)
        port.enable()
        peer.send(Enabled(port.model[:WORDS]))
        threading.Thread(target=_listen, args=(peer, port, gone), daemon=True).start()
        said = time.monotonic()
        while not gone.is_set():
            port.turn(TURN_SECONDS)
            if time.monotonic() - said >= ALIVE_SECONDS:
                peer.send(Alive())
                said = time.monotonic()
    finally:
        port.close()


def _made(peer: BlockingPeer, start: Start) -> LightsPort:
    module, _, name = start.driver.partition(":")

    def report(event: Event) -> None:
        if isinstance(event, DeviceChanged) and event.status not in ("online", "starting"):
            peer.send(Says(event.status, event.fault[:WORDS]))
        elif isinstance(event, DeviceChanged) and port.stage == "enabled":
            peer.send(Says(event.status))

    try:
        made: Any = getattr(importlib.import_module(module), name)
        port: LightsPort = made(start.device, start.position, report, start.settings, Path(start.folder))
    except DeviceError:
        raise
    except Exception as problem:
        raise DeviceMisconfigured(f"the driver {start.driver} cannot be loaded: {problem!r}") from problem
    if not isinstance(port, LightsPort):
        raise DeviceMisconfigured(
            f"the driver {start.driver} is no driver of lights: it makes a {type(port).__name__}"
        )
    return port


def _listen(peer: BlockingPeer, port: LightsPort, gone: threading.Event) -> None:
    """Hand commands over as they come, whatever the driver is doing."""
    try:
        while True:
            port.set_lights(peer.receive())
    except LinkClosed:
        gone.set()
        port.interrupt()


def _last(peer: BlockingPeer, message: Lost) -> None:
    try:
        peer.send(message)
    except LinkClosed:
        pass


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # a driver's own threads have no say in when it ends

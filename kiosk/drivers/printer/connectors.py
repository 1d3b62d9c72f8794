"""python-escpos's connectors, with our own time-outs and write loop.

What is kept of the library: its commands (see `job.py`), its files and its network device. What is not: its
writes (a short write is lost on USB; a full network printer blocks for ever by default), its status (a missing
answer reads as "paper is fine"), and its import's side effects: it calls `logging.basicConfig` and leaves a
temporary folder behind at every start, and reads a pickle from wherever an environment variable says.
`library` imports it with all three kept in.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import pickle
import platform
import select
import socket
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.drivers.port import DeviceOffline, NoDevice
from kiosk.drivers.serial_port import Flow, meaning, open_serial, shut

STALL_SECONDS = 10.0
"""A printer that takes no byte for so long has stopped. Printing itself goes on at 17 KB in a quarter of a second."""

PICKLE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"

_importing = threading.Lock()


def library() -> Any:
    """The module `escpos.printer`, imported once and tidily."""
    with _importing:
        if "escpos.printer" in sys.modules:
            return sys.modules["escpos.printer"]
        root = logging.getLogger()
        quiet = logging.NullHandler()
        before, pickles = tempfile.tempdir, os.environ.get(PICKLE_VARIABLE)
        root.addHandler(quiet)  # basicConfig leaves a logger alone that has a handler
        try:
            with tempfile.TemporaryDirectory(prefix="kiosk-escpos-") as folder:
                tempfile.tempdir = os.environ[PICKLE_VARIABLE] = folder
                _lay_out_profiles(Path(folder))
                try:
                    import escpos.printer
                finally:
                    tempfile.tempdir = before
                    os.environ.pop(PICKLE_VARIABLE)
                    if pickles is not None:
                        os.environ[PICKLE_VARIABLE] = pickles
        finally:
            root.removeHandler(quiet)
        return escpos.printer


def _lay_out_profiles(folder: Path) -> None:
    """The library's list of printers, as it keeps it itself. It is JSON, and the library reads it with a YAML reader, at every
    start for seconds on a small board."""
    spec = importlib.util.find_spec("escpos")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        listed = Path(place) / "capabilities.json"
        if listed.is_file():
            kept = folder / f"{platform.python_version()}.capabilities.pickle"
            kept.write_bytes(pickle.dumps(json.loads(listed.read_bytes())))


class Wire(ABC):
    """Bytes to a printer and back, never waiting longer than said."""

    @abstractmethod
    def write(
        self, data: bytes, stall_seconds: float = STALL_SECONDS, heard: Callable[[bytes], None] | None = None
    ) -> None:
        """Write all of it, as long as the printer goes on taking it; `heard` is given what it says meanwhile, and may raise.

        Raises `DeviceOffline` with how much was taken.
        """

    @abstractmethod
    def read(self, seconds: float) -> bytes:
        """What comes within `seconds`, or nothing. Raises `DeviceOffline` when the line has ended."""

    @abstractmethod
    def close(self) -> None:
        """Hang up."""


class FileWire(Wire):
    """A wire that has a descriptor to wait on."""

    @abstractmethod
    def fileno(self) -> int:
        """The descriptor to wait on."""

    @abstractmethod
    def _send(self, data: memoryview) -> int:
        """Write without waiting; the bytes that were taken. `BlockingIOError` when none can be."""

    @abstractmethod
    def _receive(self) -> bytes:
        """Read without waiting; empty at the end. `BlockingIOError` when nothing is there."""

    def write(
        self, data: bytes, stall_seconds: float = STALL_SECONDS, heard: Callable[[bytes], None] | None = None
    ) -> None:
        rest = memoryview(data)
        deadline = time.monotonic() + stall_seconds
        while rest:
            left = deadline - time.monotonic()
            readable, writable, _ = select.select((self,) if heard else (), (self,), (), max(0.0, left))
            if heard and readable:
                heard(self._listen())
            if writable and (taken := self._try(rest)):
                rest = rest[taken:]
                deadline = time.monotonic() + stall_seconds
            elif left <= 0:
                raise DeviceOffline(
                    f"the printer stopped taking data after {len(data) - len(rest)} of {len(data)} bytes"
                )

    def read(self, seconds: float) -> bytes:
        if not select.select((self,), (), (), max(0.0, seconds))[0]:
            return b""
        return self._listen()

    def _try(self, data: memoryview) -> int:
        try:
            return self._send(data)
        except BlockingIOError:
            return 0
        except OSError as fault:
            raise DeviceOffline(f"the connection broke: {fault.strerror or fault}") from fault

    def _listen(self) -> bytes:
        try:
            data = self._receive()
        except BlockingIOError:
            return b""
        except OSError as fault:
            raise DeviceOffline(f"the connection broke: {fault.strerror or fault}") from fault
        if not data:
            raise DeviceOffline("the printer hung up")
        return data


class NetworkWire(FileWire):
    """A printer's raw TCP port, opened by python-escpos."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        """Connect within `seconds`. Raises `NoDevice`."""
        self._connector = library().Network(host, port=port, timeout=seconds)
        try:
            # Its own `open` speaks IPv4 only and, when it fails, forgets an unclosed socket.
            self._socket = socket.create_connection((host, port), seconds)
        except OSError as fault:
            raise NoDevice(f"no printer at {host}:{port} ({fault.strerror or fault})") from fault
        self._connector.device = self._socket
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def fileno(self) -> int:
        return self._socket.fileno()

    def _send(self, data: memoryview) -> int:
        return self._socket.send(data, socket.MSG_NOSIGNAL)

    def _receive(self) -> bytes:
        return self._socket.recv(256)

    def close(self) -> None:
        self._connector.close()


class SerialWire(FileWire):
    """A printer on a serial line. python-escpos's own waits for its whole time-out at each answer, so pyserial's is used."""

    def __init__(self, path: Path, baud: int, flow: Flow, seconds: float) -> None:
        """Open it. Raises a `DeviceError`."""
        self._line = open_serial(path, baud, seconds, flow)
        self._file = self._line.fileno()

    def fileno(self) -> int:
        return self._file

    def _send(self, data: memoryview) -> int:
        return os.write(self._file, data[:256])

    def _receive(self) -> bytes:
        return os.read(self._file, 256)

    def close(self) -> None:
        shut(self._line)


class DeviceFileWire(FileWire):
    """A printer behind a device file (usblp): python-escpos's own is write-only."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises a `DeviceError`: the kernel gives a printer to one process at a time."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as fault:
            raise meaning(path, fault) from fault

    def fileno(self) -> int:
        return self._file

    def _send(self, data: memoryview) -> int:
        return os.write(self._file, data[:4096])

    def _receive(self) -> bytes:
        return os.read(self._file, 256)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

"""USB in the world: whole transfers over a Unix socket, as the world's I2C bus has them.

`WorldUsb` is the device process's end, a pyusb back end: descriptors are answered here, everything that touches the printer is
asked there. `UsbSocket` is the world's end, with the emulated printers at it. A connection that ends lets go of what it had
claimed, as the kernel does for a process that has died; whatever pulls a plug in the middle puts it back a moment later,
unless the fault is that it is out.
"""

# ruff: noqa: ARG002 - the signatures are pyusb's

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import struct
import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
import usb.core

from kiosk.drivers.printer.emulator import REPLUG_SECONDS
from kiosk.drivers.printer.usb_emulator import EmulatedUsb, EmulatedUsbPrinter, refuse
from kiosk.drivers.world.callers import Callers

SECONDS = 5.0
"""How long the world may take for one transfer: they are a tenth of a second long, and a busy machine is slow."""

LENGTH = struct.Struct("!I")
LARGEST = 1 << 20

Verb: TypeAlias = Literal[
    "look",
    "open",
    "close",
    "kernel",
    "detach",
    "attach",
    "claim",
    "release",
    "clear",
    "write",
    "read",
    "control",
]


class _Request(msgspec.Struct, array_like=True):
    """`numbers` are the call's own, in pyusb's order."""

    verb: Verb
    printer: int = 0
    numbers: tuple[int, ...] = ()
    data: bytes = b""


class _Answer(msgspec.Struct, array_like=True):
    """The number of an error, or how it went."""

    error: int = 0
    number: int = 0
    data: bytes = b""


class Seen(msgspec.Struct, array_like=True, frozen=True):
    """A printer as its host sees it."""

    place: int
    ids: tuple[int, int]
    ports: tuple[int, ...]
    serial_number: str
    interface: tuple[int, int, int]


_REQUEST = msgspec.msgpack.Decoder(_Request)
_ANSWER = msgspec.msgpack.Decoder(_Answer)
_SEEN = msgspec.msgpack.Decoder(tuple[Seen, ...])

PLAIN: dict[str, Callable[[EmulatedUsb, EmulatedUsbPrinter], object]] = {
    "open": lambda host, printer: host.open_device(printer),
    "close": lambda host, printer: host.close_device(printer),
    "detach": lambda host, printer: host.detach_kernel_driver(printer, 0),
    "attach": lambda host, printer: host.attach_kernel_driver(printer, 0),
    "claim": lambda host, printer: host.claim_interface(printer, 0),
    "release": lambda host, printer: host.release_interface(printer, 0),
}
"""What is asked of the only interface there is, and answered by nothing."""


class WorldUsb(EmulatedUsb):
    """A host whose printers are in the world."""

    def __init__(self, path: Path) -> None:
        """A connection is held while a device is open: its end is the end of what was claimed."""
        super().__init__()
        self._path = path
        self._socket: socket.socket | None = None
        self._asking = threading.Lock()
        self._seen: tuple[Seen, ...] = ()
        self._open = False

    def enumerate_devices(self) -> Iterator[Any]:
        try:
            self._seen = _SEEN.decode(self._ask(_Request("look")).data)
        except usb.core.USBError:
            self._seen = ()  # the world is away: nothing is plugged in
        return iter(self._seen)

    def address_of(self, dev: Any) -> int:
        return 1 + int(dev.place)

    def open_device(self, dev: Any) -> Any:
        self._open = True
        self._ask(_Request("open", dev.place))
        return dev

    def close_device(self, dev_handle: Any) -> None:
        self._open = False
        self._ask(_Request("close", dev_handle.place))

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return bool(self._ask(_Request("kernel", dev_handle.place)).number)

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self._ask(_Request("detach", dev_handle.place))

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self._ask(_Request("attach", dev_handle.place))

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        self._ask(_Request("claim", dev_handle.place))

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        self._ask(_Request("release", dev_handle.place))

    def clear_halt(self, dev_handle: Any, ep: int) -> None:
        self._ask(_Request("clear", dev_handle.place, (ep,)))

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: array[int], timeout: int) -> int:
        return self._ask(_Request("write", dev_handle.place, (ep, timeout), data.tobytes())).number

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        said = self._ask(_Request("read", dev_handle.place, (ep, len(buff), timeout))).data
        buff[: len(said)] = array("B", said)
        return len(said)

    def ctrl_transfer(
        self,
        dev_handle: Any,
        bmRequestType: int,  # noqa: N803 - pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: array[int],
        timeout: int,
    ) -> int:
        numbers = (bmRequestType, bRequest, wValue, wIndex, len(data))
        said = self._ask(_Request("control", dev_handle.place, numbers)).data
        data[: len(said)] = array("B", said)
        return len(said)

    def _ask(self, request: _Request) -> _Answer:
        """One transfer. Raises `USBError` as libusb would."""
        with self._asking:
            try:
                answer: _Answer = _ANSWER.decode(self._exchange(msgspec.msgpack.encode(request)))
            except (OSError, msgspec.DecodeError):
                self._hang_up()
                refuse(errno.ENODEV)
            if not self._open or answer.error == errno.ENODEV:
                self._hang_up()
        return refuse(answer.error) if answer.error else answer

    def _exchange(self, data: bytes) -> bytes:
        if self._socket is None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(SECONDS)
            self._socket.connect(os.fspath(self._path))
        self._socket.sendall(LENGTH.pack(len(data)) + data)
        return self._receive(*LENGTH.unpack(self._receive(LENGTH.size)))

    def _receive(self, count: int) -> bytes:
        assert self._socket is not None  # noqa: S101 - it was connected a moment ago
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data

    def _hang_up(self) -> None:
        gone, self._socket = self._socket, None
        if gone is not None:
            gone.close()


class UsbSocket:
    """The world's end. Lives on the world's asyncio loop; transfers wait in threads of their own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._host = EmulatedUsb()
        self._callers = Callers(self._attend)

    def add(self, printer: EmulatedUsbPrinter) -> None:
        """One printer more; each has a port of its own."""
        printer.ports = (1 + len(self._host.printers),)
        self._host.printers.append(printer)

    async def start(self) -> None:
        """The host is there."""
        await self._callers.listen_at(self._path)

    async def stop(self) -> None:
        """The host is gone."""
        await self._callers.hang_up()
        self._path.unlink(missing_ok=True)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened: set[int] = set()
        try:
            with contextlib.suppress(
                asyncio.IncompleteReadError, asyncio.CancelledError, OSError, msgspec.DecodeError
            ):
                while True:
                    (count,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
                    request: _Request = _REQUEST.decode(await reader.readexactly(min(count, LARGEST)))
                    if request.verb == "open":
                        opened.add(request.printer)
                    answer = msgspec.msgpack.encode(await asyncio.to_thread(self._do, request))
                    self._replug()
                    writer.write(LENGTH.pack(len(answer)) + answer)
                    await writer.drain()
        finally:
            for place in opened:
                self._host.printers[place].claimed = False

    def _do(self, request: _Request) -> _Answer:
        try:
            return self._transfer(request)
        except usb.core.USBError as fault:
            return _Answer(fault.errno or errno.EIO)
        except (IndexError, ValueError):
            return _Answer(errno.ENODEV)

    def _transfer(self, request: _Request) -> _Answer:
        host, numbers = self._host, request.numbers
        if request.verb == "look":
            seen = tuple(
                Seen(place, each.ids, each.ports, each.serial_number, each.interface)
                for place, each in enumerate(host.printers)
                if each.plugged
            )
            return _Answer(data=msgspec.msgpack.encode(seen))
        printer = host.printers[request.printer]
        match request.verb:
            case "kernel":
                return _Answer(number=int(host.is_kernel_driver_active(printer, 0)))
            case "clear":
                host.clear_halt(printer, numbers[0])
            case "write":
                data = array("B", request.data)
                return _Answer(number=host.bulk_write(printer, numbers[0], 0, data, numbers[1]))
            case "read":
                buffer = array("B", bytes(numbers[1]))
                count = host.bulk_read(printer, numbers[0], 0, buffer, numbers[2])
                return _Answer(data=buffer.tobytes()[:count])
            case "control":
                kind, what, value, index, room = numbers
                buffer = array("B", bytes(room))
                count = host.ctrl_transfer(printer, kind, what, value, index, buffer, 0)
                return _Answer(data=buffer.tobytes()[:count])
            case verb:
                PLAIN[verb](host, printer)
        return _Answer()

    def _replug(self) -> None:
        """Where a plug came out by something else than its own fault, it is put back."""
        loop = asyncio.get_running_loop()
        for printer in self._host.printers:
            if not printer.plugged and "usb_unplugged" not in printer.truth.faults:
                loop.call_later(REPLUG_SECONDS, printer.appear)

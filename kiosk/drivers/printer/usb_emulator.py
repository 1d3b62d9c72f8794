"""The emulated receipt printer as a USB device: a pyusb back end, so that the real driver runs on pyusb's own code.

Below pyusb stand descriptors, a kernel driver that has to be asked to let go, endpoints that take what the printer has room
for, and the same strict reader of ESC/POS as behind the emulated network printer. Left out: anything but printers.

Faults beside the printer's own are those of `UsbFault`. `disconnect_at` and garbage pull the plug: a USB printer has no
connection to hang up, and no address at which it could refuse one.
"""

# ruff: noqa: ARG002 - the signatures are pyusb's

from __future__ import annotations

import errno
import os
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import usb.backend
import usb.core

from kiosk.drivers.printer.emulator import BUFFER_BYTES, EmulatedPrinter, HangUp
from kiosk.drivers.world.messages import PrinterTruth
from kiosk.link.settings_devices import Printer

OUT, ANSWERS = 0x02, 0x81
"""Not where python-escpos would look for them (0x01 and 0x82)."""

PACKET = 64
STRINGS = ("", "Emulated", "Receipt printer")


def refuse(number: int) -> NoReturn:
    """What libusb raises for an error."""
    kind = usb.core.USBTimeoutError if number == errno.ETIMEDOUT else usb.core.USBError
    raise kind(os.strerror(number), -1, number)


class EmulatedUsbPrinter(EmulatedPrinter):
    """One printer, one plug. Used from any thread; what happens to the plug is in plain attributes."""

    def __init__(
        self,
        settings: Printer,
        truth: PrinterTruth,
        *,
        pictures: Path,
        changed: Callable[[], None] = lambda: None,
        serial_number: str = "K1-0001",
        ports: tuple[int, ...] = (4,),
        ids: tuple[int, int] = (0x0519, 0x0003),
        interface: tuple[int, int, int] = (7, 1, 2),
    ) -> None:
        """`interface` is its class, subclass and protocol."""
        super().__init__(settings, truth, pictures=pictures, changed=changed, beside=pictures)
        self.serial_number = serial_number
        self.ports = ports
        self.ids = ids
        self.interface = interface
        self.plugged = True
        self.allowed = True
        """This process's user may open it."""
        self.kernel_driver = True
        """usblp has it."""
        self.taken = False
        """Another program has claimed it."""
        self.claimed = False
        self.halted: set[int] = set()
        self.transfers: list[int] = []
        """How many bytes each write took."""
        self._using = threading.RLock()
        self._writer = self

    # The emulated printer speaks to a `Speaker`; at USB that is the printer's own memory, emptied when the host asks.

    def write(self, data: bytes) -> None:
        self._answers += data

    async def drain(self) -> None:
        """Nothing is ever on its way."""

    def is_closing(self) -> bool:
        return not self.plugged

    # ------------------------------------------------------------------------------------------ hands

    def unplug(self) -> None:
        """Pull the plug: what the printer holds stays in it, as long as it has power of its own."""
        with self._using:
            self.plugged = self.claimed = False

    def plug(self) -> None:
        """Put it back; the kernel's driver takes it."""
        with self._using:
            self.plugged = self.kernel_driver = True
            self.halted.clear()
            self._answers.clear()
            self._speaks_up = False

    def load(self, millimetres: float) -> None:
        with self._using:
            super().load(millimetres)

    async def start(self) -> None:
        """It is where its faults say."""
        self.taken = "usb_taken" in self.truth.faults
        self.appear()

    async def stop(self) -> None:
        """It goes with its host."""
        self.unplug()

    async def fault(self, kind: str, value: int, *, on: bool) -> None:
        if on:
            self.break_(kind, value)
        else:
            self.mend(kind)
        await self.start()

    def appear(self) -> None:
        """Be plugged in, or not, as its faults say."""
        with self._using:
            if "usb_unplugged" in self.truth.faults:
                self.unplug()
            elif not self.plugged:
                self.plug()

    def break_(self, kind: str, value: int = 0) -> None:
        """Begin a fault."""
        with self._using:
            self.truth.faults[kind] = value
            self._mended()

    def mend(self, kind: str) -> None:
        """End a fault."""
        with self._using:
            self.truth.faults.pop(kind, None)
            self._mended()

    # ------------------------------------------------------------------------------------------ transfers

    def take(self, data: bytes, milliseconds: int) -> int:
        """A write of the host's: returns how much was taken."""
        with self._using:
            taken = self._room(len(data))
            if taken:
                self._count(taken)
                try:
                    self._take(data[:taken])
                except HangUp:
                    self.unplug()
                    refuse(errno.ENODEV)
                self.transfers.append(taken)
        slow = self.truth.faults.get("sluggish", 0)
        time.sleep(taken / slow if slow else 0)
        if taken < len(data) and "short_writes" not in self.truth.faults:
            time.sleep(milliseconds / 1000)  # the host waits for room until its time is over
        return taken or refuse(errno.ETIMEDOUT)

    def give(self, room: int, milliseconds: int) -> bytes:
        """A read of the host's."""
        deadline = time.monotonic() + milliseconds / 1000
        while True:
            with self._using:
                if not self.plugged:
                    refuse(errno.ENODEV)
                said = bytes(self._answers[:room])
                del self._answers[:room]
            if "mute" in self.truth.faults:
                said = b""
            if said:
                return b"\xa5" * len(said) if "nonsense" in self.truth.faults else said
            if time.monotonic() >= deadline:
                refuse(errno.ETIMEDOUT)
            time.sleep(0.001)

    def _room(self, wanted: int) -> int:
        room = min(wanted, BUFFER_BYTES - self._interpreter.waiting)
        return max(0, min(room, self.truth.faults.get("short_writes", room)))

    def _count(self, taken: int) -> None:
        if "halt_at" in self.truth.faults:
            left = self.truth.faults["halt_at"] - taken
            self.truth.faults["halt_at"] = left
            if left <= 0:
                del self.truth.faults["halt_at"]
                self.halted.add(OUT)
                refuse(errno.EPIPE)


class EmulatedUsb(usb.backend.IBackend):  # type: ignore[misc]
    """A USB host with emulated printers at it: what pyusb takes instead of libusb."""

    def __init__(self, *printers: EmulatedUsbPrinter) -> None:
        super().__init__()
        self.printers = list(printers)

    def enumerate_devices(self) -> Iterator[EmulatedUsbPrinter]:
        return iter([each for each in self.printers if each.plugged])

    def address_of(self, dev: EmulatedUsbPrinter) -> int:
        """The number that the host gave it."""
        return 1 + self.printers.index(dev)

    def get_device_descriptor(self, dev: EmulatedUsbPrinter) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=dev.ids[0],
            idProduct=dev.ids[1],
            bcdDevice=0x0100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=3 if dev.serial_number else 0,
            bNumConfigurations=1,
            address=self.address_of(dev),
            bus=1,
            port_number=dev.ports[-1],
            port_numbers=dev.ports,
            speed=3,
        )

    def get_configuration_descriptor(self, dev: EmulatedUsbPrinter, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: EmulatedUsbPrinter, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=dev.interface[0],
            bInterfaceSubClass=dev.interface[1],
            bInterfaceProtocol=dev.interface[2],
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, dev: EmulatedUsbPrinter, ep: int, intf: int, alt: int, config: int
    ) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, ANSWERS)[ep],
            bmAttributes=2,
            wMaxPacketSize=PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: EmulatedUsbPrinter) -> EmulatedUsbPrinter:
        if not dev.plugged:
            refuse(errno.ENODEV)
        if not dev.allowed:
            refuse(errno.EACCES)
        return dev

    def close_device(self, dev_handle: EmulatedUsbPrinter) -> None:
        dev_handle.claimed = False

    def get_configuration(self, dev_handle: EmulatedUsbPrinter) -> int:
        return 1

    def set_configuration(self, dev_handle: EmulatedUsbPrinter, config_value: int) -> None:
        raise AssertionError("a printer that is configured already is not set anew: it may hold half a slip")

    def reset_device(self, dev_handle: EmulatedUsbPrinter) -> None:
        raise AssertionError("nobody resets a printer")

    def is_kernel_driver_active(self, dev_handle: EmulatedUsbPrinter, intf: int) -> bool:
        self._there(dev_handle)
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: EmulatedUsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        dev_handle.kernel_driver = False

    def attach_kernel_driver(self, dev_handle: EmulatedUsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        if dev_handle.claimed:
            refuse(errno.EBUSY)
        dev_handle.kernel_driver = True

    def claim_interface(self, dev_handle: EmulatedUsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        if dev_handle.taken or dev_handle.kernel_driver:
            refuse(errno.EBUSY)
        dev_handle.claimed = True
        if "asb" in dev_handle.truth.faults:
            dev_handle.write(b"\x10\x00\x00\x00")

    def release_interface(self, dev_handle: EmulatedUsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        dev_handle.claimed = False

    def clear_halt(self, dev_handle: EmulatedUsbPrinter, ep: int) -> None:
        self._there(dev_handle)
        dev_handle.halted.discard(ep)

    def bulk_write(
        self, dev_handle: EmulatedUsbPrinter, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        self._usable(dev_handle, ep, OUT, timeout)
        return dev_handle.take(data.tobytes(), timeout)

    def bulk_read(
        self, dev_handle: EmulatedUsbPrinter, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        self._usable(dev_handle, ep, ANSWERS, timeout)
        said = dev_handle.give(len(buff), timeout)
        buff[: len(said)] = array("B", said)
        return len(said)

    def ctrl_transfer(
        self,
        dev_handle: EmulatedUsbPrinter,
        bmRequestType: int,  # noqa: N803 - pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: array[int],
        timeout: int,
    ) -> int:
        """GET_DESCRIPTOR of a string, which is all that pyusb asks for by itself."""
        self._there(dev_handle)
        if (bmRequestType, bRequest, wValue >> 8) != (0x80, 6, 3):
            refuse(errno.EPIPE)
        number = wValue & 0xFF
        text = (*STRINGS, dev_handle.serial_number)[number]
        body = b"\x09\x04" if number == 0 else text.encode("utf-16-le")
        reply = bytes((2 + len(body), 3)) + body
        data[: len(reply)] = array("B", reply)
        return len(reply)

    def _there(self, printer: EmulatedUsbPrinter) -> None:
        if not printer.plugged:
            refuse(errno.ENODEV)

    def _usable(self, printer: EmulatedUsbPrinter, endpoint: int, wanted: int, timeout: int) -> None:
        self._there(printer)
        assert printer.claimed, "an endpoint is used of an interface that is not claimed"  # noqa: S101 - our mistake
        assert timeout > 0, "a transfer that may wait for ever"  # noqa: S101 - our mistake again
        assert endpoint == wanted, f"endpoint {endpoint:02x} is not {wanted:02x}"  # noqa: S101 - and again
        if endpoint in printer.halted:
            refuse(errno.EPIPE)

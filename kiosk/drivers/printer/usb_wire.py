"""A printer at USB, spoken to by pyusb: for printers that the kernel gives no device file, or a new one after each plug.

python-escpos has a connector for USB, and nothing of it is used: it guesses its endpoints, resets the device at each open,
waits for ever, and does not look at how many bytes were taken (of 200 000 bytes to a printer that had stopped, 82 000 arrived,
and it said nothing). So the descriptors are read for the endpoints, nothing is reset, and the loop below counts.

The kernel's own driver (usblp) is asked to let go at the claim and given the printer back at the release. A printer is found
by vendor and product, by its serial number, or by where it is plugged in; what fits two printers is refused, not guessed.
"""

from __future__ import annotations

import errno
import math
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from kiosk.drivers.port import (
    DeviceError,
    DeviceFault,
    DeviceMisconfigured,
    DeviceOffline,
    DeviceTaken,
    NoDevice,
)
from kiosk.drivers.printer.connectors import STALL_SECONDS, Wire
from kiosk.link.settings_devices import Printer

PRINTER_CLASS = 7
BIDIRECTIONAL = 2
"""The protocol of a printer interface that answers (1 only listens, 3 is packets of IEEE 1284.4)."""

BULK, IN = 0x02, 0x80
VENDOR_CLASS = 0xFF
"""Cheap printers call their interface the vendor's own."""

PIECE = 4096
TURN_MS = 100
"""How long one transfer may wait: short, so that what the printer says is heard between two of them."""

STALE_READS = 64
"""Reads at the claim that throw away what the printer still had to say to somebody else."""

GROUP_HINT = (
    "this process's user has to be in the group of USB printers: lp, by the rules in "
    "deploy/raspberry/99-kiosk.rules (after a change, plug the printer out and in)"
)

Backend: TypeAlias = Any
"""A `usb.backend.IBackend`; None is libusb."""


class _Channel(NamedTuple):
    """Where on the device the printer is: an interface, its setting, and the two bulk endpoints."""

    interface: int
    setting: int
    out: int
    answers: int
    packet: int
    rank: int


class UsbWire(Wire):
    """One printer at USB, claimed."""

    def __init__(self, settings: Printer, backend: Backend = None) -> None:
        """Find and claim it. Raises a `DeviceError`."""
        self._device = _find(settings, backend)
        self._place = _place(self._device)
        self._detached = False
        self._claimed = False
        channel = _channel(self._device, self._place)
        if channel is None:
            raise DeviceMisconfigured(
                f"the device at USB port {self._place} has no two-way printer interface"
            )
        self._channel = channel
        try:
            self._claim()
        except BaseException:
            self.close()
            raise

    def write(
        self, data: bytes, stall_seconds: float = STALL_SECONDS, heard: Callable[[bytes], None] | None = None
    ) -> None:
        sent = 0
        deadline = time.monotonic() + stall_seconds
        while sent < len(data):
            taken = self._send(data[sent : sent + PIECE], sent, len(data))
            sent += taken
            if taken:
                deadline = time.monotonic() + stall_seconds
            elif time.monotonic() >= deadline:
                raise DeviceOffline(f"the printer stopped taking data after {sent} of {len(data)} bytes")
            if heard and (said := self._receive(1)):
                heard(said)

    def read(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        while True:
            left = math.ceil((deadline - time.monotonic()) * 1000)
            said = self._receive(max(1, min(left, TURN_MS)))  # 0 would be "for ever"
            if said or left <= TURN_MS:
                return said

    def close(self) -> None:
        import usb.core
        import usb.util

        device, channel = self._device, self._channel
        steps: list[Callable[[], object]] = []
        if self._claimed:
            steps.append(lambda: usb.util.release_interface(device, channel.interface))
        if self._detached:
            steps.append(lambda: device.attach_kernel_driver(channel.interface))
        steps.append(lambda: usb.util.dispose_resources(device))
        self._claimed = self._detached = False
        for step in steps:
            try:
                step()
            except (usb.core.USBError, NotImplementedError):
                pass  # it is unplugged: there is nothing to be given back to

    # ------------------------------------------------------------------------------------------ claiming

    def _claim(self) -> None:
        import usb.core
        import usb.util

        device, channel = self._device, self._channel
        try:
            self._detach()
            self._configure()
            usb.util.claim_interface(device, channel.interface)
            self._claimed = True
            if channel.setting:
                device.set_interface_altsetting(channel.interface, channel.setting)
        except usb.core.USBError as fault:
            raise _meaning(fault, self._place) from fault
        for _ in range(STALE_READS):
            if not self._receive(2):
                return
        raise DeviceFault(f"the printer at USB port {self._place} does not stop talking")

    def _detach(self) -> None:
        try:
            if self._device.is_kernel_driver_active(self._channel.interface):
                self._device.detach_kernel_driver(self._channel.interface)
                self._detached = True
        except NotImplementedError:
            pass  # not on this system: then there is no such driver either

    def _configure(self) -> None:
        """Only a device that nobody has configured is: a printer that is set anew may forget half a slip."""
        import usb.core

        try:
            self._device.get_active_configuration()
        except usb.core.USBError as fault:
            if fault.errno is not None:
                raise
            self._device.set_configuration()

    # ------------------------------------------------------------------------------------------ transfers

    def _send(self, piece: bytes, sent: int, total: int) -> int:
        """The bytes that were taken, maybe none."""
        import usb.core

        try:
            return int(self._device.write(self._channel.out, piece, TURN_MS))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as fault:
            self._resume(fault, self._channel.out)
            raise _meaning(fault, self._place, f" after {sent} of {total} bytes") from fault

    def _receive(self, milliseconds: int) -> bytes:
        import usb.core

        try:
            return bytes(self._device.read(self._channel.answers, self._channel.packet, milliseconds))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as fault:
            self._resume(fault, self._channel.answers)
            raise _meaning(fault, self._place) from fault

    def _resume(self, fault: OSError, endpoint: int) -> None:
        """A halted endpoint stays so until it is told to go on, also for whoever claims it next."""
        import usb.core

        if fault.errno == errno.EPIPE:
            try:
                self._device.clear_halt(endpoint)
            except usb.core.USBError:
                pass  # the next claim meets the same halt, and says so


def _find(settings: Printer, backend: Backend) -> Any:
    """The one device that the settings mean. Raises a `DeviceError`."""
    import usb.core

    vendor, _, product = settings.usb.partition(":")

    def fits(device: Any) -> bool:
        if settings.usb and (device.idVendor, device.idProduct) != (int(vendor, 16), int(product, 16)):
            return False
        if settings.usb_port and _place(device) != settings.usb_port:
            return False
        return bool(settings.usb) or _channel(device, _place(device), only_printers=True) is not None

    try:
        found = list(usb.core.find(find_all=True, backend=backend, custom_match=fits))
    except usb.core.NoBackendError as fault:
        raise DeviceMisconfigured(
            "libusb is missing, and USB printers need it: apt install libusb-1.0-0"
        ) from fault
    except usb.core.USBError as fault:
        raise NoDevice(f"USB cannot be looked through: {fault}") from fault
    if settings.usb_serial:
        found = [each for each in found if _serial_number(each) == settings.usb_serial]
    wanted = ", ".join(
        words
        for words in (
            settings.usb or "any printer",
            settings.usb_serial and f"serial number {settings.usb_serial}",
            settings.usb_port and f"at port {settings.usb_port}",
        )
        if words
    )
    if not found:
        raise NoDevice(f"no such printer at USB ({wanted})")
    if len(found) > 1:
        places = ", ".join(sorted(map(_place, found)))
        raise DeviceMisconfigured(
            f"{len(found)} printers at USB fit ({wanted}): at ports {places}; usb_serial or usb_port tells them apart"
        )
    return found[0]


def _place(device: Any) -> str:
    """Where it is plugged in, as the kernel writes it: `1-1.4`."""
    return f"{device.bus}-{'.'.join(str(each) for each in device.port_numbers or (0,))}"


def _serial_number(device: Any) -> str:
    """Its serial number, for which it has to be opened. Raises a `DeviceError` when that is not allowed."""
    import usb.core

    try:
        device.get_active_configuration()  # pyusb itself says "no langid" when the reason is a missing permission
        return str(device.serial_number or "")
    except usb.core.USBError as fault:
        if fault.errno in (errno.EACCES, errno.EPERM):
            raise _meaning(fault, _place(device)) from fault
        return ""
    except (ValueError, NotImplementedError):
        return ""  # it has none


def _channel(device: Any, place: str, *, only_printers: bool = False) -> _Channel | None:
    """The interface to print at: a printer that answers before any other, the vendor's own last."""
    import usb.core

    try:
        found = list(_channels(device))
    except usb.core.USBError as fault:
        if only_printers:
            return None  # somebody else's device, which is going away just now
        raise _meaning(fault, place) from fault
    if only_printers:
        found = [each for each in found if each.rank < 2]
    return min(found, key=lambda each: (each.rank, each.interface, each.setting), default=None)


def _channels(device: Any) -> Iterator[_Channel]:
    for configuration in device:
        for interface in configuration:
            kind = interface.bInterfaceClass
            if kind not in (PRINTER_CLASS, VENDOR_CLASS):
                continue
            rank = 2 if kind == VENDOR_CLASS else int(interface.bInterfaceProtocol != BIDIRECTIONAL)
            bulk = [each for each in interface if each.bmAttributes & 0x03 == BULK]
            out = next((each for each in bulk if not each.bEndpointAddress & IN), None)
            answers = next((each for each in bulk if each.bEndpointAddress & IN), None)
            if out is not None and answers is not None:
                yield _Channel(
                    interface.bInterfaceNumber,
                    interface.bAlternateSetting,
                    out.bEndpointAddress,
                    answers.bEndpointAddress,
                    answers.wMaxPacketSize,
                    rank,
                )
        return  # other configurations than the first are nobody's printer


def _meaning(fault: OSError, place: str, where: str = "") -> DeviceError:
    """The cause behind an error of libusb's."""
    words = f"the printer at USB port {place}: {fault.strerror or fault}{where}"
    if fault.errno == errno.EBUSY:
        return DeviceTaken(f"{words} (another program holds it)")
    if fault.errno in (errno.EACCES, errno.EPERM):
        return DeviceMisconfigured(f"{words}; {GROUP_HINT}")
    if fault.errno == errno.EPIPE:
        return DeviceFault(f"the printer at USB port {place} halted its endpoint{where}")
    return DeviceOffline(words)

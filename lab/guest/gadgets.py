"""USB devices that are real to the kernel: the other end of the cable is Linux's own gadget framework.

The plug is the kernel's, so is everything above it: enumeration, drivers (hid, cdc-acm, usblp), device files, udev and by-id
names.
"""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path
from typing import ClassVar

from lab.guest.aids import until

GADGETS = Path("/sys/kernel/config/usb_gadget")

KEYBOARD = bytes.fromhex(
    "05010906a101050719e029e71500250175019508810295017508810395057501050819012905910295017503910395067508"
    "150025650507190029658100c0"
)
"""The boot keyboard's report descriptor (HID 1.11, appendix B.1)."""

_PLAIN = {
    **{chr(97 + n): 4 + n for n in range(26)},
    **{str((n + 1) % 10): 30 + n for n in range(10)},
    "\n": 40,
    "-": 45,
    "/": 56,
}
_SHIFTED = {"%": 34, "?": 56, ":": 51, "_": 45}


class Gadget:
    """One device with one function, on one of the four ports."""

    function: ClassVar[str]
    product: ClassVar[str]

    def __init__(self, port: int, serial: str) -> None:
        self.port = port
        self.serial = serial
        self._folder = GADGETS / f"lab{port}"
        self._plugged = False
        self._make()

    def _make(self) -> None:
        texts = self._folder / "strings/0x409"
        texts.mkdir(parents=True)
        for name, value in {
            "idVendor": "0x1d6b", "idProduct": f"0x01{self.port:02x}", "bcdDevice": "0x0100", "bcdUSB": "0x0200",
            "strings/0x409/manufacturer": "Lab", "strings/0x409/product": self.product,
            "strings/0x409/serialnumber": self.serial,
        }.items():  # fmt: skip
            (self._folder / name).write_text(value)
        self._function = self._folder / "functions" / f"{self.function}.lab{self.port}"
        self._function.mkdir()
        self._describe(self._function)
        configuration = self._folder / "configs/c.1"
        configuration.mkdir()
        (configuration / self._function.name).symlink_to(self._function)

    def _describe(self, function: Path) -> None:
        """Set what this kind of function wants to know."""

    def plug(self) -> None:
        """Push the plug in."""
        (self._folder / "UDC").write_text(f"dummy_udc.{self.port}")
        self._plugged = True
        self._connected()

    def unplug(self) -> None:
        """Pull it out."""
        if self._plugged:
            self._disconnecting()
            (self._folder / "UDC").write_text("\n")
            self._plugged = False

    def _connected(self) -> None:
        """Open this end."""

    def _disconnecting(self) -> None:
        """Close this end: a gadget that is pulled while it is open takes the kernel with it (seen with 6.1)."""

    def remove(self) -> None:
        """The end of it."""
        self.unplug()
        (self._folder / "configs/c.1" / self._function.name).unlink()
        for part in ("configs/c.1", f"functions/{self._function.name}", "strings/0x409", "."):
            (self._folder / part).rmdir()


class Keyboard(Gadget):
    """A scanner in keyboard mode."""

    function, product = "hid", "Scanner"

    def _describe(self, function: Path) -> None:
        (function / "protocol").write_text("1")
        (function / "subclass").write_text("1")
        (function / "report_length").write_text("8")
        (function / "report_desc").write_bytes(KEYBOARD)

    @property
    def by_id(self) -> Path:
        return Path(f"/dev/input/by-id/usb-Lab_Scanner_{self.serial}-event-kbd")

    def _connected(self) -> None:
        until(self.by_id.exists, 30, f"{self.by_id} did not appear")
        major, minor = (int(number) for number in (self._function / "dev").read_text().split(":"))
        node = Path(f"/dev/lab-keys{self.port}")
        node.unlink(missing_ok=True)
        os.mknod(node, 0o600 | 0o020000, os.makedev(major, minor))
        self._keys = os.open(node, os.O_RDWR)

    def _disconnecting(self) -> None:
        os.close(self._keys)

    def type(self, text: str) -> None:
        """Type, as fast as the bus takes it."""
        for character in text:
            shift = character.isupper() or character in _SHIFTED
            code = _SHIFTED[character] if character in _SHIFTED else _PLAIN[character.lower()]
            os.write(self._keys, struct.pack("8B", 2 if shift else 0, 0, code, 0, 0, 0, 0, 0))
            os.write(self._keys, bytes(8))


class SerialGadget(Gadget):
    """A scanner or an encoder with a serial port of its own (USB-CDC)."""

    function, product = "acm", "Serial"

    @property
    def by_id(self) -> Path:
        return Path(f"/dev/serial/by-id/usb-Lab_Serial_{self.serial}-if00")

    def _connected(self) -> None:
        until(self.by_id.exists, 30, f"{self.by_id} did not appear")
        number = (self._function / "port_num").read_text().strip()
        self.line = os.open(f"/dev/ttyGS{number}", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        import tty

        tty.setraw(self.line)

    def _disconnecting(self) -> None:
        os.close(self.line)

    def send(self, data: bytes) -> None:
        """Say it."""
        while data:
            try:
                data = data[os.write(self.line, data) :]
            except BlockingIOError:
                time.sleep(0.01)


class PrinterGadget(Gadget):
    """A receipt printer's cable: class 7, bidirectional."""

    function, product = "printer", "Printer"

    def _describe(self, function: Path) -> None:
        (function / "pnp_string").write_text("MFG:Lab;MDL:Printer;CLS:PRINTER;")
        (function / "q_len").write_text("4")

    def _connected(self) -> None:
        until(self._enumerated, 30, "the printer was not enumerated")
        time.sleep(0.5)  # its driver is bound a moment later, and may be asked to let go at once
        self.line = os.open("/dev/g_printer0", os.O_RDWR | os.O_NONBLOCK)

    def _disconnecting(self) -> None:
        os.close(self.line)

    def plug(self) -> None:
        """Push it in; another time with a function that is made anew, because one whose plug was pulled in the middle of a
        transfer keeps half of it in its lists, and takes the kernel with it (seen with 6.1)."""
        link = self._folder / "configs/c.1" / self._function.name
        link.unlink()
        self._function.rmdir()
        self._function.mkdir()
        self._describe(self._function)
        link.symlink_to(self._function)
        super().plug()

    def _enumerated(self) -> bool:
        return any(
            each.read_text().strip() == self.serial for each in Path("/sys/bus/usb/devices").glob("*/serial")
        )

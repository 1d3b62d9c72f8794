"""What hangs on this box, and on which wire: the device sections of `kiosk.toml`.

Left out: what the values must be to fit each other (`settings_checks.py`, `settings_wiring.py`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, field

from kiosk.link.cards import Coercivity

Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}\Z")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Wire = Annotated[int, Meta(ge=-1, le=511)]
"""A pin; `NO_WIRE` where the settings name none."""
UsbIds = Annotated[str, Meta(pattern=r"^([0-9a-f]{4}:[0-9a-f]{4})?\Z")]
"""Vendor and product, as lsusb has them."""

UsbPort = Annotated[str, Meta(pattern=r"^([0-9]+-[0-9]+([.][0-9]+)*)?\Z")]
"""Where a device is plugged in, as the kernel names it."""

BoardFamily: TypeAlias = Literal["k16", "k12", "k48", "8a"]
"""Families of RS-485 lock boards, by their protocols (kiosk/drivers/lockers/boards/families.py)."""

NO_WIRE = -1
"""A door's coil, sensor or lock that the settings do not name."""


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Scanner(_Section, frozen=True, kw_only=True):
    """A barcode scanner, or a reader of stripes that sends what it reads in the same ways. `way`: how a card goes through a
    reader's slot, which is drawn for the customer."""

    name: Name
    position: Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_-]{0,31})?\Z")] = "front"
    reads: Literal["codes", "stripes"] = "codes"
    way: Literal["down", "right"] = "down"
    driver: Literal["serial", "hid"] = "serial"
    port: Annotated[str, Meta(min_length=1)]
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    prefix: Annotated[str, Meta(max_length=8)] = ""
    suffix: Annotated[str, Meta(max_length=8)] = "\r"
    idle_ms: Annotated[int, Meta(ge=10, le=2000)] = 60


class Printer(_Section, frozen=True, kw_only=True):
    """A receipt printer."""

    name: Name
    position: Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_-]{0,31})?\Z")] = "front"
    driver: Literal["network", "serial", "usb", "file"] = "network"
    host: str = ""
    port: Port = 9100
    path: str = ""
    usb: UsbIds = ""
    usb_serial: Annotated[str, Meta(max_length=126)] = ""
    usb_port: UsbPort = ""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    flow: Literal["rtscts", "xonxoff", "none"] = "rtscts"
    width_dots: Annotated[int, Meta(ge=192, le=1024, multiple_of=8)] = 576
    columns: Annotated[int, Meta(ge=16, le=96)] = 48
    backend: Literal["bitmap", "text"] = "bitmap"

    @property
    def at_the_worlds_usb(self) -> bool:
        """Whether its USB is the world's: `path` names the socket of it, in the runtime folder. A device's path is none."""
        return self.driver == "usb" and bool(self.path) and not self.path.startswith("/")


class Encoder(_Section, frozen=True, kw_only=True):
    """A magnetic stripe card encoder of the MSR605 and MSR206 family."""

    name: Name
    position: Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_-]{0,31})?\Z")] = "front"
    driver: Literal["serial"] = "serial"
    port: Annotated[str, Meta(min_length=1)]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    way: Literal["down", "right"] = "right"
    swipe_seconds: Annotated[int, Meta(ge=5, le=60)] = 30
    attempts: Annotated[int, Meta(ge=1, le=5)] = 3
    coercivity: Coercivity = "high"


class Compartment(_Section, frozen=True, kw_only=True):
    """One door of a bank: its wires (`coil` and `sensor`, or `board` and `lock` on lock boards), where it is on the wall, and
    what it holds. On expanders `board` is the chip's address, and `coil` and `sensor` are its pins."""

    number: Annotated[int, Meta(ge=1, le=999)]
    coil: Wire = NO_WIRE
    sensor: Wire = NO_WIRE
    board: Annotated[int, Meta(ge=0, le=255)] = 0
    lock: Annotated[int, Meta(ge=-1, le=255)] = NO_WIRE
    row: Annotated[int, Meta(ge=0, le=63)]
    column: Annotated[int, Meta(ge=0, le=63)]
    kind: Literal["single", "rack"] = "single"
    capacity: Annotated[int, Meta(ge=1, le=999)] = 1
    holds: tuple[Name, ...] = ("umbrella",)


class Bank(_Section, frozen=True, kw_only=True):
    """A wall of lockers whose coils hang on this computer's pins, on lock boards at one serial port, or on expanders at an
    I2C bus. Its name is what people are told: "1F 东门", and in English "1F East Gate"; without an English name the one name
    serves in every language."""

    name: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
    name_en: Annotated[str, Meta(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*\Z")] = ""
    driver: Literal["gpio", "board", "expander", "world"] = "gpio"
    factory: Literal["lgpio", "world"] = "lgpio"
    family: BoardFamily = "k16"
    port: str = ""
    baud: Literal[0, 9600, 19200, 38400, 57600, 115200] = 0
    status_offset: Literal[4, 5] = 5
    pulse_ms: Annotated[int, Meta(ge=20, le=2000)] = 300
    cooldown_ms: Annotated[int, Meta(ge=0, le=60_000)] = 600
    open_within_ms: Annotated[int, Meta(ge=200, le=30_000)] = 3000
    left_open_seconds: Annotated[int, Meta(ge=5, le=3600)] = 60
    debounce_ms: Annotated[int, Meta(ge=10, le=500)] = 80
    sensor_open_level: Literal[0, 1] = 1
    compartments: tuple[Compartment, ...] = field(name="compartment")

    @property
    def emulated(self) -> bool:
        """Whether this bank's wires end in the world instead of at a board."""
        if self.driver in {"board", "expander"}:
            return not self.port.startswith(
                "/"
            )  # a port in the runtime folder: only the world could have put it there
        return "world" in {self.driver, self.factory}


class Device(_Section, frozen=True, kw_only=True):
    """A device whose driver is installed beside the kiosk, as a plugin is, and runs in a process of its own."""

    name: Name
    position: Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_-]{0,31})?\Z")] = "front"
    driver: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,30}\Z")]
    settings: dict[str, Any] = {}

    @property
    def emulated(self) -> bool:
        """Whether its port is in the runtime folder, where only the world could have put one."""
        return not str(self.settings.get("port", "/")).startswith("/")


class Row(_Section, frozen=True, kw_only=True):
    """A place without doors: strollers on a chain, an umbrella stand. Nothing is wired there."""

    name: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
    name_en: Annotated[str, Meta(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*\Z")] = ""
    capacity: Annotated[int, Meta(ge=1, le=999)] = 1
    holds: tuple[Name, ...] = ("stroller",)

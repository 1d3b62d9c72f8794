"""The protocol of `world.sock`: pins for the device process, hands and faults for tests, the tour and the bench.

Each request is answered by exactly one message, in order; `PinChanged` may come at any time between the answers, for the
inputs that this connection has claimed. Frames, handshake and limits are the link's own (kiosk/link/frames.py).

Pins behave as a Raspberry Pi's with `strict_gpiod`: the outputs of a connection that ends go low at once, also in the middle of
a pulse. A pulse is timed here, as the stand-in for lgpio's C thread: it ends in time however busy the device process is.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from kiosk.drivers.world.cards import CardTruth, EncoderTruth, NewCard, SwipeCard, SwipeReader
from kiosk.drivers.world.faults import AnyFault

PinNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=511)]
"""More lines than a Pi has: the demo's wall is larger than one header, as a real one with expanders would be."""

Tag: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]

# ---------------------------------------------------------------------------------------------- pins


class ClaimOutput(msgspec.Struct, frozen=True, tag="claim_output"):
    """Take a pin as an output that is at `level` from its first moment."""

    pin: PinNumber
    level: Literal[0, 1] = 0


class ClaimInput(msgspec.Struct, frozen=True, tag="claim_input"):
    """Take a pin as an input; answered by `Level`, and every later change by `PinChanged`."""

    pin: PinNumber


class FreePin(msgspec.Struct, frozen=True, tag="free_pin"):
    """Give a pin back. An output goes low."""

    pin: PinNumber


class SetPin(msgspec.Struct, frozen=True, tag="set_pin"):
    """Drive an output; ends a pulse on it."""

    pin: PinNumber
    level: Literal[0, 1]


class Pulse(msgspec.Struct, frozen=True, tag="pulse"):
    """Drive an output high, and low again after the time; answered when it has begun."""

    pin: PinNumber
    milliseconds: Annotated[int, msgspec.Meta(ge=1, le=60_000)]


class ReadPin(msgspec.Struct, frozen=True, tag="read_pin"):
    """The level of any pin; answered by `Level`."""

    pin: PinNumber


# ---------------------------------------------------------------------------------------------- hands


class Stock(msgspec.Struct, frozen=True, tag="stock"):
    """Before the play begins: these items are in this compartment, and nowhere else. The door does not matter."""

    compartment: int
    tags: tuple[Tag, ...]
    bank: str = ""


class Take(msgspec.Struct, frozen=True, tag="take"):
    """Take an item out of an open compartment; without a tag, the one in front."""

    compartment: int
    tag: str = ""
    bank: str = ""


class Put(msgspec.Struct, frozen=True, tag="put"):
    """Put what one holds into an open compartment; without a tag, what was taken last."""

    compartment: int
    tag: str = ""
    bank: str = ""


class PickUp(msgspec.Struct, frozen=True, tag="pick_up"):
    """Come with something in one's hands that was in no compartment: a bag of one's own."""

    tag: Tag


class PutDown(msgspec.Struct, frozen=True, tag="put_down"):
    """Go away with something that one holds: it is no longer before the kiosk."""

    tag: Tag


class CloseDoor(msgspec.Struct, frozen=True, tag="close_door"):
    """Push a door shut until it latches."""

    compartment: int
    bank: str = ""


class PullDoor(msgspec.Struct, frozen=True, tag="pull_door"):
    """Pull at a door: it opens only if its latch has been released."""

    compartment: int
    bank: str = ""


class OpenByForce(msgspec.Struct, frozen=True, tag="open_by_force"):
    """A crowbar."""

    compartment: int
    bank: str = ""


class PresentCode(msgspec.Struct, frozen=True, tag="present_code"):
    """Hold a code before a scanner (its name, or a position). The scanner adds its prefix and suffix unless `raw`."""

    scanner: str
    data: Annotated[bytes, msgspec.Meta(max_length=65_536)]
    raw: bool = False


class LoadPaper(msgspec.Struct, frozen=True, tag="load_paper"):
    """A new roll, of so many millimetres."""

    printer: str = ""
    millimetres: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 80_000


class SetFault(msgspec.Struct, frozen=True, tag="set_fault"):
    """Break something (or, with `on` false, mend it). `device` is a bank, a printer, a scanner or an encoder; empty
    means the only one that fits."""

    kind: AnyFault
    device: str = ""
    compartment: int = 0
    value: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    on: bool = True


class BreakDevice(msgspec.Struct, frozen=True, tag="break_device"):
    """Break something of a foreign device's emulator (or mend it): which faults there are, its own documentation says."""

    kind: Tag
    device: str = ""
    value: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    on: bool = True


class MendAll(msgspec.Struct, frozen=True, tag="mend_all"):
    """No faults any more."""


class AwaitDoor(msgspec.Struct, frozen=True, tag="await_door"):
    """Answered when the door is open (or closed); `Cannot` after the time. Holds up this connection only."""

    compartment: int
    is_open: bool = True
    bank: str = ""
    within_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)] = 10_000


class AwaitSlips(msgspec.Struct, frozen=True, tag="await_slips"):
    """Answered by `SlipPictures` when at least so many slips have been cut; `Cannot` after the time."""

    count: int
    within_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)] = 10_000


class Snapshot(msgspec.Struct, frozen=True, tag="snapshot"):
    """The whole truth; answered by `Truth`."""


class Slips(msgspec.Struct, frozen=True, tag="slips"):
    """The pictures of all slips so far; answered by `SlipPictures`."""


# ---------------------------------------------------------------------------------------------- answers


class PinChanged(msgspec.Struct, frozen=True, tag="pin_changed"):
    """An input's level has changed, at this monotonic time (ms) of the world."""

    pin: int
    level: Literal[0, 1]
    at: int = 0


class Level(msgspec.Struct, frozen=True, tag="level"):
    """A pin's level now."""

    pin: int
    level: Literal[0, 1]


class Did(msgspec.Struct, frozen=True, tag="did"):
    """It is done; `what` names the item that was meant when the request named none."""

    what: str = ""


class Cannot(msgspec.Struct, frozen=True, tag="cannot"):
    """It is not possible, physically or at all."""

    reason: str


class PulseMade(msgspec.Struct, frozen=True):
    """One time that a coil was driven: when (UTC ms), for how long, and whether it was cut short by its process's death."""

    at_ms: int
    milliseconds: int
    cut: bool = False


class Compartment(msgspec.Struct):
    """The truth of one compartment. `released` is a latch that no longer holds although the door has not moved.

    `pulse_count` counts when the coil is first driven, `pulses` has the latest ones that have ended.
    """

    bank: str
    number: int
    is_open: bool = False
    released: bool = False
    items: list[str] = []
    pulse_count: int = 0
    pulses: list[PulseMade] = []
    burnt: bool = False
    faults: dict[str, int] = {}


class PrinterTruth(msgspec.Struct):
    """The truth of one printer. `complaints` are bytes that a strict printer would not have understood."""

    name: str
    paper_mm: float = 80_000.0
    printed_mm: float = 0.0
    uncut_rows: int = 0
    slips: list[str] = []
    complaints: list[str] = []
    faults: dict[str, int] = {}


class ScannerTruth(msgspec.Struct):
    """The truth of one scanner."""

    name: str
    position: str
    presented: int = 0
    faults: dict[str, int] = {}


class BoardsTruth(msgspec.Struct):
    """The truth of the lock boards, or the expanders, of one bank."""

    name: str
    faults: dict[str, int] = {}


class DeviceTruth(msgspec.Struct):
    """The truth of one foreign device; its emulator says what the facts mean."""

    name: str
    position: str = ""
    facts: dict[str, str] = {}
    faults: dict[str, int] = {}


class Truth(msgspec.Struct, tag="truth"):
    """Everything. `holding` is in the hands of the person before the kiosk, the last taken last.

    `coils_at_once` is the largest number of coils that were ever driven at the same time.
    """

    compartments: list[Compartment] = []
    printers: list[PrinterTruth] = []
    scanners: list[ScannerTruth] = []
    boards: list[BoardsTruth] = []
    encoders: list[EncoderTruth] = []
    devices: list[DeviceTruth] = []
    cards: list[CardTruth] = []
    """The wallet of the person before the kiosk."""
    holding: list[str] = []
    coils_at_once: int = 0

    def compartment(self, number: int, bank: str = "") -> Compartment:
        """One compartment; without a bank, the first that has the number. Raises `KeyError`."""
        for each in self.compartments:
            if each.number == number and bank in ("", each.bank):
                return each
        raise KeyError(f"no compartment {number} in {bank or 'any bank'}")

    def printer(self, name: str = "") -> PrinterTruth:
        """One printer; without a name, the first. Raises `KeyError`."""
        for each in self.printers:
            if name in ("", each.name):
                return each
        raise KeyError(f"no printer {name!r}")

    def scanner(self, name: str = "") -> ScannerTruth:
        """One scanner by its name or its position; without a name, the first. Raises `KeyError`."""
        for each in self.scanners:
            if name in ("", each.name, each.position):
                return each
        raise KeyError(f"no scanner {name!r}")

    def encoder(self, name: str = "") -> EncoderTruth:
        """One encoder by its name or its position; without a name, the first. Raises `KeyError`."""
        for each in self.encoders:
            if name in ("", each.name, each.position):
                return each
        raise KeyError(f"no encoder {name!r}")

    def device(self, name: str = "") -> DeviceTruth:
        """One foreign device; without a name, the first. Raises `KeyError`."""
        for each in self.devices:
            if name in ("", each.name):
                return each
        raise KeyError(f"no device {name!r}")

    def card(self, name: str) -> CardTruth:
        """One card of the wallet. Raises `KeyError`."""
        for each in self.cards:
            if each.name == name:
                return each
        raise KeyError(f"no card {name!r} in the wallet")


class SlipPictures(msgspec.Struct, frozen=True, tag="slip_pictures"):
    """Paths of PNG files, the oldest first."""

    paths: tuple[str, ...]


PinsToWorld: TypeAlias = ClaimOutput | ClaimInput | FreePin | SetPin | Pulse | ReadPin
HandsToWorld: TypeAlias = (
    Stock
    | Take
    | Put
    | PickUp
    | PutDown
    | CloseDoor
    | PullDoor
    | OpenByForce
    | PresentCode
    | LoadPaper
    | SwipeCard
    | SwipeReader
    | NewCard
    | SetFault
    | BreakDevice
    | MendAll
    | AwaitDoor
    | AwaitSlips
    | Snapshot
    | Slips
)
ToWorld: TypeAlias = PinsToWorld | HandsToWorld
FromWorld: TypeAlias = PinChanged | Level | Did | Cannot | Truth | SlipPictures

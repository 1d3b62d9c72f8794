"""The guard of a bank's coils: a small process that alone drives them, and lowers them whatever becomes of the device process.

It is told what to do over a socket, one answer for each request. A pulse ends when its time is over, whether or not anybody
listens; when the socket closes, because the device process let go or was killed, everything is lowered and the guard ends. It
trusts nobody: never two coils, never longer than the hard cap, and no new pulse before the last one was *read* to be over.
"""

from __future__ import annotations

import signal
import socket
import sys
import time
from pathlib import Path
from typing import TypeAlias

import msgspec

from kiosk.drivers.lockers.expander.bus import Bus, meaning, open_bus
from kiosk.drivers.lockers.expander.chip import GPIO, OLAT, Chip, NoSuchPin, levels
from kiosk.drivers.lockers.lines import MAXIMUM_PULSE_SECONDS
from kiosk.drivers.port import DeviceError, DeviceFault
from kiosk.link.blocking import BlockingPeer, LinkClosed

LOWER_AGAIN_SECONDS = 0.005
"""Between two attempts to lower a coil that could not be lowered."""

LAST_ATTEMPTS_SECONDS = 5.0
"""How long a guard whose device process is gone goes on trying."""


class Claim(msgspec.Struct, frozen=True, tag="claim"):
    """Make these chips the bank's, every coil low. Answered by `Did`."""

    chips: tuple[Chip, ...]


class Pulse(msgspec.Struct, frozen=True, tag="pulse"):
    """Drive one coil for so long; answered by `Did` when it has begun."""

    address: int
    pin: int
    seconds: float


class Read(msgspec.Struct, frozen=True, tag="read"):
    """Read every pin; answered by `Levels`."""


class Did(msgspec.Struct, frozen=True, tag="did"):
    """It is done."""


class Levels(msgspec.Struct, frozen=True, tag="levels"):
    """A bit for each pin of each chip, by its address."""

    chips: dict[int, int]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It could not be done: which `DeviceError`, and in which words."""

    cause: str
    words: str


ToGuard: TypeAlias = Claim | Pulse | Read
FromGuard: TypeAlias = Did | Levels | Failed


class Coils:
    """The chips of one bank, and the one coil that may have current."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._chips: dict[int, Chip] = {}
        self._driven: Chip | None = None
        self.ends_at = 0.0
        """When the coil that has current is to be lowered, or tried again to be."""
        self.trouble = ""
        """Why a coil could not be lowered in time."""

    @property
    def driven(self) -> bool:
        """A coil has current, or may have."""
        return self._driven is not None

    def claim(self, chips: tuple[Chip, ...]) -> None:
        """Every latch low, then coils and switches, each read back. Raises a `DeviceError`."""
        self._chips = {each.address: each for each in chips}
        for chip in chips:
            for register, data in chip.claim():
                self._write(chip, register, data)
            for register, data in chip.expected():
                self._check(chip, register, data)

    def pulse(self, address: int, pin: int, seconds: float) -> None:
        """Begin. Raises a `DeviceError`, and then it may have begun: it is lowered all the same."""
        if self.trouble or self.driven:
            raise DeviceFault(self.trouble or "a coil has current already, and there is one at a time")
        if not 0.0 < seconds <= MAXIMUM_PULSE_SECONDS:
            raise DeviceFault(f"a coil is driven for at most {MAXIMUM_PULSE_SECONDS:g} s")
        chip = self._chips.get(address)
        if chip is None:
            raise DeviceFault(f"expander {address:#04x} is not claimed")
        data = chip.drive(pin)
        for register, expected in chip.direction():
            self._check(chip, register, expected)
        self._driven = chip
        self.ends_at = time.monotonic() + seconds
        try:
            self._write(chip, OLAT, data)
            self._check(chip, OLAT, data)
        except DeviceError:
            self.ends_at = 0.0
            self.tend()
            raise

    def tend(self) -> None:
        """Lower the coil whose time is over; a coil that cannot be lowered is tried again, for ever."""
        chip = self._driven
        if chip is None or time.monotonic() < self.ends_at:
            return
        try:
            self._lower(chip)
        except DeviceError as fault:
            self.ends_at = time.monotonic() + LOWER_AGAIN_SECONDS
            self.trouble = f"a coil could not be lowered when its time was over: {fault}"
        else:
            self._driven = None

    def read(self) -> dict[int, int]:
        """Every pin. Raises a `DeviceError`."""
        if self.trouble:
            raise DeviceFault(self.trouble)
        found = {}
        for chip in self._chips.values():
            for register, data in chip.direction():
                self._check(chip, register, data)
            found[chip.address] = levels(self._read(chip, GPIO))
        return found

    def lower_all(self, seconds: float = LAST_ATTEMPTS_SECONDS) -> bool:
        """Every chip's every coil low; False when one could not be."""
        deadline = time.monotonic() + seconds
        left = list(self._chips.values())
        while left:
            for chip in tuple(left):
                try:
                    self._lower(chip)
                    left.remove(chip)
                except DeviceError:
                    if time.monotonic() >= deadline:
                        return False
                    time.sleep(LOWER_AGAIN_SECONDS)
        self._driven = None
        return True

    def _lower(self, chip: Chip) -> None:
        for register, data in chip.low():
            self._write(chip, register, data)
        self._check(chip, OLAT, b"\x00\x00")

    def _write(self, chip: Chip, register: int, data: bytes) -> None:
        try:
            self._bus.write_i2c_block_data(chip.address, register, list(data))
        except OSError as fault:
            raise meaning(fault, chip.address) from fault

    def _read(self, chip: Chip, register: int, length: int = 2) -> bytes:
        try:
            return bytes(self._bus.read_i2c_block_data(chip.address, register, length))
        except OSError as fault:
            raise meaning(fault, chip.address) from fault

    def _check(self, chip: Chip, register: int, expected: bytes) -> None:
        found = self._read(chip, register, len(expected))
        if found != expected:
            raise DeviceFault(
                f"expander {chip.address:#04x}: register {register:02x} reads {found.hex()} and not "
                f"{expected.hex()}: it has lost its power meanwhile, or the bus is disturbed"
            )


def serve(peer: BlockingPeer, coils: Coils) -> None:
    """Do what is asked until the other end is gone."""
    while True:
        coils.tend()
        wait = max(0.0, coils.ends_at - time.monotonic()) if coils.driven else None
        try:
            request = peer.receive(wait)
        except TimeoutError:
            continue
        peer.send(_answer(coils, request))


def _answer(coils: Coils, request: ToGuard) -> FromGuard:
    try:
        match request:
            case Claim():
                coils.claim(request.chips)
            case Pulse():
                coils.pulse(request.address, request.pin, request.seconds)
            case Read():
                return Levels(coils.read())
    except DeviceError as fault:
        return Failed(type(fault).__name__, str(fault))
    except NoSuchPin as fault:
        return Failed(DeviceFault.__name__, str(fault))
    return Did()


def main(arguments: list[str]) -> int:
    """`guard <descriptor> <bus>`: serve the socket that was inherited. 0 when every coil is low at the end."""
    descriptor, path = arguments
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C at a terminal is for the device process, which then lets go
    signal.signal(signal.SIGTERM, _told_to_end)
    peer = BlockingPeer(socket.socket(fileno=int(descriptor)), ToGuard)
    try:
        coils = Coils(open_bus(Path(path)))
    except DeviceError as fault:
        _refuse(peer, fault)
        return 0
    try:
        serve(peer, coils)
    except (LinkClosed, _Told):
        pass
    return 0 if coils.lower_all() else 1


def _refuse(peer: BlockingPeer, fault: DeviceError) -> None:
    """There is no bus: say so once, to the first question."""
    try:
        peer.receive()
        peer.send(Failed(type(fault).__name__, str(fault)))
    except LinkClosed:
        pass


class _Told(BaseException):
    """SIGTERM."""


def _told_to_end(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # being told twice must not interrupt the lowering
    raise _Told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A bank's doors on expanders, behind the seam of `lockers/wires.py`: the guard drives the coils, this end watches the guard.

Switches are asked for, often while a door moves: an expander tells nothing unasked (its interrupt line would be one wire
more). A guard that has ended, or does not answer, is not trusted to have lowered anything: it is killed, and the coils are
lowered from here, before the loss is told.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from kiosk.drivers import port
from kiosk.drivers.lockers.expander.bus import meaning, open_bus
from kiosk.drivers.lockers.expander.chip import Chip
from kiosk.drivers.lockers.expander.guard import Claim, Did, Failed, FromGuard, Levels, Pulse, Read, ToGuard
from kiosk.drivers.port import DeviceError, DeviceFault
from kiosk.link.blocking import BlockingPeer, LinkClosed
from kiosk.link.settings_devices import Bank

BUSY_SECONDS, IDLE_SECONDS = 0.05, 0.25
STEADY_SECONDS = 0.12

ANSWER_SECONDS = 2.0
"""A guard answers within milliseconds; eight chips on a bus that is stuck take half a second."""

START_SECONDS = 10.0
"""For its first answer, which waits for a Python interpreter to start on a busy Pi."""

LAST_SECONDS = 2.0
"""How long a guard may take to lower everything at the end, before it is killed and this end does it."""

log = logging.getLogger("kiosk.devices")


class ExpanderWires:
    """The doors of one bank."""

    def __init__(self, path: Path, bank: Bank) -> None:
        """Start the guard and let it claim the chips. Raises a `DeviceError`."""
        self._path = path
        self._chips = chips_of(bank)
        self._coils = {each.number: (each.board, each.coil) for each in bank.compartments}
        self._switches = {each.number: (each.board, each.sensor) for each in bank.compartments}
        self._open_level = bool(bank.sensor_open_level)
        ours, theirs = socket.socketpair()
        with theirs:
            self.guard = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "kiosk.drivers.lockers.expander.guard",
                    str(theirs.fileno()),
                    str(path),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._peer = BlockingPeer(ours, FromGuard)
        self._trusted = True
        try:
            self._ask(Claim(self._chips), START_SECONDS)
        except BaseException:
            self.release()
            raise

    def look(self, watched: Collection[int]) -> Mapping[int, bool]:  # noqa: ARG002 - reading them all costs little
        """Read every switch. Raises a `DeviceError`."""
        answer = self._ask(Read())
        if not isinstance(answer, Levels):
            raise DeviceFault(f"the guard answered {type(answer).__name__} to a reading")
        return {
            number: bool(answer.chips[address] >> pin & 1) is self._open_level
            for number, (address, pin) in self._switches.items()
        }

    def look_again_after(self, *, moving: bool) -> float:
        """Seconds until the next look."""
        return BUSY_SECONDS if moving else IDLE_SECONDS

    def pulse(self, compartment: int, seconds: float) -> None:
        """Drive one coil once."""
        address, pin = self._coils[compartment]
        self._ask(Pulse(address, pin, seconds))

    def release(self) -> None:
        """Let the guard lower everything and end; without it, lower everything from here."""
        self._peer.close()
        try:
            lowered = self.guard.wait(LAST_SECONDS if self._trusted else 0.0) == 0
        except subprocess.TimeoutExpired:
            self.guard.kill()
            self.guard.wait()
            lowered = False
        self._peer.__exit__()
        if not lowered:
            for words in lower(self._path, self._chips):
                log.error("not lowered: %s", words)

    def _ask(self, request: ToGuard, seconds: float = ANSWER_SECONDS) -> FromGuard:
        """The guard's answer, which may be that it could not. Raises a `DeviceError`."""
        try:
            self._peer.send(request)
            answer = self._peer.receive(seconds)
        except (LinkClosed, TimeoutError) as fault:
            # At once, and not when the bank is released: a coil may have current.
            self._trusted = False
            self.guard.kill()
            self.guard.wait()
            lower(self._path, self._chips)
            what = "has ended" if isinstance(fault, LinkClosed) else "does not answer"
            raise DeviceFault(f"the guard of the coils {what}; they were lowered without it") from fault
        if isinstance(answer, Failed):
            cause = getattr(port, answer.cause, DeviceFault)
            raise cause(answer.words)
        if not isinstance(answer, Did | Levels):
            raise DeviceFault("the guard of the coils says what it never should")
        return answer


def chips_of(bank: Bank) -> tuple[Chip, ...]:
    """The expanders of a bank."""
    coils: dict[int, list[int]] = {}
    for door in bank.compartments:
        coils.setdefault(door.board, []).append(door.coil)
    return tuple(Chip(address, tuple(sorted(pins))) for address, pins in sorted(coils.items()))


def lower(path: Path, chips: Iterable[Chip]) -> list[str]:
    """Take the current from every coil, from any process; returns what could not be lowered, in words."""
    try:
        bus = open_bus(path)
    except DeviceError as fault:
        return [str(fault)]
    faults = []
    for chip in chips:
        try:
            for register, data in chip.low():
                bus.write_i2c_block_data(chip.address, register, list(data))
        except OSError as fault:
            faults.append(str(meaning(fault, chip.address)))
    bus.close()
    return faults

"""A signal tower on a relay board of the LCUS kind: four relays behind a CH340 serial bridge, 9600 baud.

`A0 channel state sum` switches one relay and is not answered. `FF` is, with a line for each channel: `CH1:ON`, `CH2:OFF`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from kiosk.drivers.api import (
    Colour,
    DeviceFault,
    DeviceMisconfigured,
    DeviceMute,
    DeviceOffline,
    Lights,
    LineErrors,
    Report,
    open_serial,
    shut,
)

QUESTION = b"\xff"
ANSWER_SECONDS = 0.5


def command(channel: int, *, on: bool) -> bytes:
    """The four bytes that switch one relay."""
    head = bytes((0xA0, channel, on))
    return head + bytes((sum(head) & 0xFF,))


def states(answer: bytes) -> dict[int, bool]:
    """What the board says of its channels, as far as it has said it."""
    return {int(number): state == b"ON" for number, state in re.findall(rb"CH(\d):(ON|OFF)\b", answer)}


class SignalTower(Lights):
    """The driver."""

    def __init__(
        self, name: str, position: str, report: Report, settings: Mapping[str, Any], folder: Path
    ) -> None:
        super().__init__(name, position, report)
        self._lamps: list[Colour] = settings["lamps"]
        self._path = folder / settings["port"]
        self._line: Any = None
        self._on: dict[int, bool] = {}

    def colours(self) -> tuple[Colour, ...]:
        return tuple(self._lamps)

    def switch(self, colour: Colour, *, on: bool) -> None:
        channel = 1 + self._lamps.index(colour)
        self._send(command(channel, on=on))
        self._on[channel] = on

    def look(self) -> None:
        """Ask the board, and believe it rather than ourselves."""
        self._send(QUESTION)
        answer, deadline = b"", time.monotonic() + ANSWER_SECONDS
        while not self._on.keys() <= (said := states(answer)).keys() or not said:
            if time.monotonic() >= deadline:
                raise DeviceMute("the board does not answer")
            answer += self._read()
            time.sleep(0.01)
        for channel, on in self._on.items():
            if said[channel] != on:
                raise DeviceFault(f"channel {channel} does not do what it is told")

    def _open(self) -> None:
        strange = sorted(set(self._lamps) - set(get_args(Colour)))
        if strange or len(self._lamps) > 4 or len(set(self._lamps)) < len(self._lamps):
            raise DeviceMisconfigured(f"lamps are up to four of {', '.join(get_args(Colour))}, each once")

    def _claim(self, seconds: float) -> None:
        self._line = open_serial(self._path, 9600, seconds)

    def _release(self) -> None:
        shut(self._line)
        self._line = None
        self._on = {}

    def _send(self, data: bytes) -> None:
        try:
            self._line.write(data)
        except LineErrors as fault:
            raise DeviceOffline(f"{self._path}: {fault}") from fault

    def _read(self) -> bytes:
        try:
            return bytes(self._line.read(64))
        except LineErrors as fault:
            raise DeviceOffline(f"{self._path}: {fault}") from fault

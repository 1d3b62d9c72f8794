"""The board as the world has it: four relays behind a serial port. Written from its description, not from the driver.

Faults: `unplugged`; `mute` (it switches and does not answer); `sticks` (the relay of channel `value` does not move).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk.drivers.testing import DeviceTruth, Plugged, SerialEnd

CHANNELS = (1, 2, 3, 4)


class EmulatedTower(Plugged):
    """What is lit stands in the truth's facts, by the lamp's name."""

    truth: DeviceTruth
    pulled = "unplugged"

    def __init__(
        self, settings: Mapping[str, Any], folder: Path, truth: DeviceTruth, changed: Callable[[], None]
    ) -> None:
        self.truth = truth
        self._changed = changed
        self._lamps = dict(zip(CHANNELS, settings["lamps"], strict=False))
        self._end = SerialEnd(folder / settings["port"], self._hear)
        self._relays = dict.fromkeys(CHANNELS, False)
        self._heard = b""
        self._answering: set[asyncio.Task[None]] = set()

    def plug(self) -> None:
        if not self._end.plugged:
            self._relays = dict.fromkeys(CHANNELS, False)  # the board has no power of its own
            self._show()
            self._end.plug()

    def unplug(self) -> None:
        self._end.unplug()

    def _hear(self, data: bytes) -> None:
        self._heard += data
        while self._heard:
            if self._heard[0] == 0xFF:
                self._heard = self._heard[1:]
                self._answer()
            elif self._heard[0] == 0xA0 and len(self._heard) < 4:
                return
            elif self._heard[0] == 0xA0 and sum(self._heard[:3]) & 0xFF == self._heard[3]:
                self._switch(self._heard[1], self._heard[2])
                self._heard = self._heard[4:]
            else:
                self._heard = self._heard[1:]  # noise

    def _switch(self, channel: int, state: int) -> None:
        if channel in CHANNELS and state in (0, 1) and self.truth.faults.get("sticks") != channel:
            self._relays[channel] = bool(state)
            self._show()

    def _show(self) -> None:
        self.truth.facts = {
            lamp: "on" if self._relays[channel] else "off" for channel, lamp in self._lamps.items()
        }
        self._changed()

    def _answer(self) -> None:
        if "mute" in self.truth.faults:
            return
        lines = "".join(f"CH{channel}:{'ON' if on else 'OFF'} \r\n" for channel, on in self._relays.items())
        task = asyncio.get_running_loop().create_task(self._end.send(lines.encode()))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

"""Lock boards on a pseudo-terminal, for the world: they hear bytes, drive emulated doors' coils, and tell of the switches.

Written from the protocols' documents, apart from `families.py`, so that a mistake there is not repeated here; the same golden
bytes hold both (tests/drivers/test_lock_boards.py). "Open everything" is here, because real boards have it: a driver that sent
it by mistake would be seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from kiosk.drivers.lockers.emulator import EmulatedDoor
from kiosk.drivers.world.messages import BoardsTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.drivers.world.serial_end import SerialEnd
from kiosk.link.settings_devices import Bank

PULSE_SECONDS = 0.5
"""The boards' own timer, as they are delivered."""

NOISE = b"\x02\x00\xff\x35"
"""The beginning of a frame that never ends."""

LENGTHS = {"k16": 5, "k12": 8, "k48": 6, "8a": 5}


class EmulatedBoards(Plugged):
    """All boards of one bank, at one serial port. Lives on the world's asyncio loop."""

    truth: BoardsTruth
    pulled = "bus_unplugged"

    def __init__(
        self, bank: Bank, beside: Path, truth: BoardsTruth, doors: Mapping[tuple[int, int], EmulatedDoor]
    ) -> None:
        """`doors` by board and lock."""
        self.truth = truth
        self._bank = bank
        self._doors = dict(doors)
        self._boards = {board for board, _lock in doors}
        self._end = SerialEnd(beside / bank.port, self._hear)
        self._heard = b""
        self._answering: set[asyncio.Task[None]] = set()

    def plug(self) -> None:
        self._heard = b""
        self._end.plug()

    def unplug(self) -> None:
        for task in self._answering:
            task.cancel()
        self._end.unplug()

    # ------------------------------------------------------------------------------------------ requests

    def _hear(self, data: bytes) -> None:
        if "bus_echo" in self.truth.faults:
            self._say(data)
        self._heard += data
        length = LENGTHS[self._bank.family]
        while len(self._heard) >= length:
            frame = self._heard[:length]
            if self._is_frame(frame):
                self._heard = self._heard[length:]
                self._obey(frame)
            else:
                self._heard = self._heard[1:]

    def _is_frame(self, frame: bytes) -> bool:
        if self._bank.family == "8a":
            return frame[0] in {0x8A, 0x80} and frame[4] == frame[0] ^ frame[1] ^ frame[2] ^ frame[3]
        return frame[0] == 0x02 and frame[-2] == 0x03 and frame[-1] == sum(frame[:-1]) % 256

    def _obey(self, frame: bytes) -> None:
        if "bus_deaf" in self.truth.faults:
            return
        match self._bank.family:
            case "k16":
                self._k16(frame)
            case "k12":
                self._k12(frame)
            case "k48":
                self._k48(frame)
            case "8a":
                self._8a(frame)

    def _k16(self, frame: bytes) -> None:
        board, lock = divmod(frame[1], 16)
        if frame[2] == 0x31:
            self._release(board, lock)
        elif frame[2] == 0x33:
            self._release_all(board)
        elif frame[2] == 0x30 and board in self._boards:
            body = bytes((0x02, frame[1], 0x35, *self._bits(board, 2), 0, 0, 0x03))
            self._answer(body + self._sum(body))

    def _k12(self, frame: bytes) -> None:
        board, lock = frame[1], frame[2]
        if frame[3] == 0x81:
            self._release(board, lock)
        elif frame[3] == 0x80 and board in self._boards:
            head = bytes((0x02, board, 0, 0x80, 0x10, 2, 0x03))
            self._answer(head + self._sum(head) + self._bits(board, 2))

    def _k48(self, frame: bytes) -> None:
        board, lock = frame[1], frame[2]
        if frame[3] == 0x61:
            self._release(board, lock)
        elif frame[3] == 0x60 and board in self._boards:
            data = self._bits(board, 6)
            body = bytes((0x02, board, 0, 0x75))
            body += bytes((6, *data)) if self._bank.status_offset == 5 else bytes((*data, 0x03))
            self._answer(body + self._sum(body))

    def _8a(self, frame: bytes) -> None:
        board, lock = frame[1], frame[2]
        if frame[0] == 0x8A and frame[3] == 0x11:
            if lock == 0:
                self._release_all(board)
            else:
                self._release(board, lock)
        elif frame[0] == 0x80 and frame[3] == 0x33 and (board, lock) in self._doors:
            body = bytes((0x80, board, lock, 0x11 if self._level(board, lock) else 0x00))
            check = body[0] ^ body[1] ^ body[2] ^ body[3] ^ ("bus_wrong_sum" in self.truth.faults)
            self._answer(body + bytes((check,)))

    # ------------------------------------------------------------------------------------------ coils, switches

    def _release(self, board: int, lock: int) -> None:
        door = self._doors.get((board, lock))
        if door is not None and not door.driven:
            door.coil(1)
            asyncio.get_running_loop().call_later(PULSE_SECONDS, door.coil, 0)

    def _release_all(self, board: int) -> None:
        for each, lock in self._doors:
            if each == board:
                self._release(board, lock)

    def _level(self, board: int, lock: int) -> bool:
        door = self._doors.get((board, lock))
        is_open = door is not None and door.contact
        return is_open is bool(self._bank.sensor_open_level)

    def _bits(self, board: int, count: int) -> bytes:
        return bytes(
            sum(self._level(board, 8 * byte + bit) << bit for bit in range(8)) for byte in range(count)
        )

    # ------------------------------------------------------------------------------------------ answers

    def _sum(self, body: bytes) -> bytes:
        return bytes(((sum(body) + ("bus_wrong_sum" in self.truth.faults)) % 256,))

    def _answer(self, reply: bytes) -> None:
        faults = self.truth.faults
        if "bus_mute" not in faults:
            self._say(NOISE + reply if "bus_noise" in faults else reply)

    def _say(self, data: bytes) -> None:
        half = len(data) // 2 if "bus_split" in self.truth.faults else 0
        pause = self.truth.faults.get("bus_split", 0) / 1000
        task = asyncio.get_running_loop().create_task(self._send(data[:half], data[half:], pause))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _send(self, first: bytes, second: bytes, pause: float) -> None:
        try:
            await self._end.send(first, second, pause=pause)
        except OSError:
            pass  # nobody has the port open: what is said is lost, as on a wire

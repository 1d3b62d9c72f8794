"""One RS-485 line with lock boards on it: one request at a time, and its answer sorted out of echo and noise.

An unlock is sent once and never again: whether it was heard, the door's switch says. A query that is not answered
is simply asked again at the next look. Not on the line: how long a pulse is. The board's own timer ends it, which is the safest
place for it.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable

import serial

from kiosk.drivers.lockers.boards.families import Family, Levels
from kiosk.drivers.port import DeviceOffline
from kiosk.drivers.serial_port import LineErrors, shut

ANSWER_SECONDS = 0.25
"""How long a board may take to answer. The longest reply is 12 bytes: 13 ms at 9600 baud."""

QUIET_SECONDS = 0.02
"""Rest of the line after a command that nobody answers, so that the next frame is a frame of its own."""

NOISE_BYTES = 512
"""More than any reply and echo; what is still none by then is noise, and the asking ends."""


class BoardBus:
    """A serial line on which all boards are of one family. Used by its bank's thread alone."""

    def __init__(
        self, line: serial.Serial, family: Family, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = line
        self.family = family
        self._clock = clock

    def unlock(self, board: int, lock: int) -> None:
        """Release one lock, once. Raises `DeviceOffline`, and then it may or may not have been heard."""
        command = self.family.unlock(board, lock)
        try:
            self._line.write(command)
            self._line.flush()
        except LineErrors as fault:
            raise DeviceOffline(f"{self._line.port}: {fault}") from fault
        time.sleep(QUIET_SECONDS)

    def ask(self, board: int, lock: int) -> Levels | None:
        """What the board's switches say; None when it does not answer in time. Raises `DeviceOffline`."""
        question = self.family.query(board, lock)
        try:
            self._line.reset_input_buffer()  # echo and answer of an unlock, and noise
            self._line.write(question)
            return self._answer(board)
        except LineErrors as fault:
            raise DeviceOffline(f"{self._line.port}: {fault}") from fault

    def close(self) -> None:
        """Give the line back."""
        shut(self._line)

    def _answer(self, board: int) -> Levels | None:
        heard = b""
        deadline = self._clock() + ANSWER_SECONDS
        while (left := deadline - self._clock()) > 0 and len(heard) < NOISE_BYTES:
            if not select.select((self._line.fileno(),), (), (), left)[0]:
                break
            heard += bytes(self._line.read(64))
            if (levels := self.family.read(heard, board)) is not None:
                return levels
        return None

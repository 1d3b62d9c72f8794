"""The protocols of four families of lock boards. Pure: a lock's address to bytes, bytes to what the switches say.

Sources are documents and drivers that contradict each other here and there (named at each family); none was tried against a
real board (docs/not-validated.md). What is contradicted is a setting: which level means open (`sensor_open_level`), and where
a K48 board's status begins (`status_offset`).

A board is named by `board` and `lock` as the family counts them; `Family.unlock` refuses whatever is not exactly one lock.
Replies are looked for anywhere in what has come: half-duplex adapters echo each request, and a line that has just been switched
on carries noise. A reply counts only if its length, its fixed bytes, its board and its checksum are right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import xor
from typing import ClassVar, TypeAlias

from kiosk.link.settings_devices import BoardFamily

Levels: TypeAlias = Mapping[int, bool]
"""What each lock's switch says, as the raw bit; which one means open is a setting."""

START, END = 0x02, 0x03


class NoSuchLock(ValueError):
    """A lock that the board does not have: nothing is sent. The settings are checked for it, so this is our own mistake."""


class Family(ABC):
    """One protocol. `boards` and `locks` are what may be named, in the family's own counting."""

    name: ClassVar[BoardFamily]
    baud: ClassVar[int]
    boards: ClassVar[range]
    locks: ClassVar[range]
    whole_board: ClassVar[bool] = True
    """One query tells of all locks of a board; otherwise each lock is asked for itself."""

    def unlock(self, board: int, lock: int) -> bytes:
        """The command that releases exactly one lock. Raises `NoSuchLock`."""
        self._check(board, lock)
        return self._unlock(board, lock)

    def query(self, board: int, lock: int) -> bytes:
        """What a board's switches say (of `lock` alone, where the family has no better). Raises `NoSuchLock`."""
        self._check(board, lock)
        return self._query(board, lock)

    def _check(self, board: int, lock: int) -> None:
        if board not in self.boards or lock not in self.locks:
            raise NoSuchLock(
                f"a {self.name} board has locks {self.locks[0]} to {self.locks[-1]}, and board {board} lock {lock} is none"
            )

    def read(self, data: bytes, board: int) -> Levels | None:
        """The first whole reply of this board in `data`; None when there is none yet."""
        for at in range(len(data)):
            levels = self._reply(data[at:], board)
            if levels is not None:
                return levels
        return None

    @abstractmethod
    def _unlock(self, board: int, lock: int) -> bytes:
        """The command, for a lock that exists."""

    @abstractmethod
    def _query(self, board: int, lock: int) -> bytes:
        """The question, for a lock that exists."""

    @abstractmethod
    def _reply(self, data: bytes, board: int) -> Levels | None:
        """What `data` says if it begins with a whole reply of this board."""


class K16(Family):
    """Kerong CU16: `02 ADDR CMD 03 SUM`, the address holds board and lock. Reply `02 ADDR 35 D1 D2 D3 D4 03 SUM`."""

    name = "k16"
    baud = 19200
    boards = range(16)
    locks = range(16)

    def _unlock(self, board: int, lock: int) -> bytes:
        return _summed(START, board << 4 | lock, 0x31, END)

    def _query(self, board: int, lock: int) -> bytes:  # noqa: ARG002 - the whole board answers
        return _summed(START, board << 4, 0x30, END)

    def _reply(self, data: bytes, board: int) -> Levels | None:
        if len(data) < 9 or data[0] != START or data[1] >> 4 != board or data[2] != 0x35 or data[7] != END:
            return None
        return _bits(data[3:5], self.locks) if data[8] == _sum(data[:8]) else None


class K12(Family):
    """Kerong CU12: `02 ADDR LOCK CMD ASK LEN 03 SUM [DATA]`. Sources disagree whether the data is in the sum: either counts."""

    name = "k12"
    baud = 19200
    boards = range(16)
    locks = range(12)

    def _unlock(self, board: int, lock: int) -> bytes:
        return _summed(START, board, lock, 0x81, 0, 0, END)

    def _query(self, board: int, lock: int) -> bytes:  # noqa: ARG002 - the whole board answers
        return _summed(START, board, 0, 0x80, 0, 0, END)

    def _reply(self, data: bytes, board: int) -> Levels | None:
        if len(data) < 10 or data[0] != START or data[1] != board or data[3] != 0x80:
            return None
        if data[5] != 2 or data[6] != END:
            return None
        sums = (_sum(data[:7]), _sum(data[:7] + data[8:10]))
        return _bits(data[8:10], self.locks) if data[7] in sums else None


class K48(Family):
    """CU48 and its like: `02 DEV LOCK CMD 03 SUM`. The reply's code is 75; its only source puts the data at byte 4 in its code
    and, behind a length, at byte 5 in its comment."""

    name = "k48"
    baud = 19200
    boards = range(32)
    locks = range(48)

    def __init__(self, status_offset: int = 5) -> None:
        self._offset = status_offset

    def _unlock(self, board: int, lock: int) -> bytes:
        return _summed(START, board, lock, 0x61, END)

    def _query(self, board: int, lock: int) -> bytes:  # noqa: ARG002 - the whole board answers
        return _summed(START, board, 0, 0x60, END)

    def _reply(self, data: bytes, board: int) -> Levels | None:
        if len(data) < 12 or data[0] != START or data[1] != board or data[3] != 0x75:
            return None
        fixed = data[4] == 6 if self._offset == 5 else data[10] == END
        if not fixed or data[11] != _sum(data[:11]):
            return None
        return _bits(data[self._offset : self._offset + 6], self.locks)


class B8A(Family):
    """The generic Chinese board: `8A BOARD LOCK 11 BCC`, counted from 1. **Lock 0 opens every door of the board**, so it is
    outside `locks`. `80 BOARD LOCK 33 BCC` asks for one lock; what 11 or 00 means depends on how its switch is wired."""

    name = "8a"
    baud = 9600
    boards = range(1, 33)
    locks = range(1, 51)
    whole_board = False

    def _unlock(self, board: int, lock: int) -> bytes:
        return _crossed(0x8A, board, lock, 0x11)

    def _query(self, board: int, lock: int) -> bytes:
        return _crossed(0x80, board, lock, 0x33)

    def _reply(self, data: bytes, board: int) -> Levels | None:
        if len(data) < 5 or data[0] != 0x80 or data[1] != board or data[2] not in self.locks:
            return None
        if data[3] not in {0x00, 0x11} or data[4] != reduce(xor, data[:4]):
            return None
        return {data[2]: data[3] == 0x11}


def family_of(name: BoardFamily, status_offset: int) -> Family:
    """The protocol that a bank's settings name."""
    match name:
        case "k16":
            return K16()
        case "k12":
            return K12()
        case "k48":
            return K48(status_offset)
        case "8a":
            return B8A()


def _summed(*values: int) -> bytes:
    return bytes((*values, _sum(values)))


def _crossed(*values: int) -> bytes:
    return bytes((*values, reduce(xor, values)))


def _sum(values: Iterable[int]) -> int:
    return sum(values) & 0xFF


def _bits(data: bytes, locks: range) -> Levels:
    return {lock: bool(data[(lock - locks[0]) // 8] >> (lock - locks[0]) % 8 & 1) for lock in locks}

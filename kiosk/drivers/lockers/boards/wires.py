"""A bank's doors on a bus of lock boards, behind the seam of `lockers/wires.py`.

Boards tell nothing unasked, so they are asked: often while a door moves, once a second otherwise. A board that does not answer
for `MUTE_SECONDS` makes the bank mute: what its doors do is unknown, and unknown is not "closed".
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping

from kiosk.drivers.lockers.boards.bus import BoardBus
from kiosk.drivers.lockers.boards.families import Levels
from kiosk.drivers.port import DeviceMute

MUTE_SECONDS = 3.0
"""Some boards do not answer while they drive a coil, and a coil is driven for at most 2 s."""

BUSY_SECONDS, IDLE_SECONDS = 0.1, 1.0
STEADY_SECONDS = 0.25

FIRST_ATTEMPTS = 3

OTHERS = 4
"""Where each lock is asked for itself: how many besides those that matter now, in turn."""


class BoardWires:
    """The doors of one bank, each a (board, lock)."""

    def __init__(
        self,
        bus: BoardBus,
        doors: Mapping[int, tuple[int, int]],
        *,
        open_level: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bus = bus
        self._doors = dict(doors)
        self._open_level = bool(open_level)
        self._clock = clock
        self._number = {address: number for number, address in doors.items()}
        self._boards = sorted({board for board, _lock in doors.values()})
        self._heard: dict[int, float] = {}
        """When each board has answered last; one that never did is not waited for: a bank is back when it answers."""
        self._turn = itertools.cycle(self._doors)

    def look(self, watched: Collection[int]) -> Mapping[int, bool]:
        """Ask, those in `watched` first; returns which doors are open as far as somebody answered. Raises a `DeviceError`."""
        found: dict[int, bool] = {}
        for board, lock in self._questions(watched):
            levels = self._ask(board, lock)
            if levels is not None:
                self._heard[board] = self._clock()
                found |= {
                    self._number[board, each]: level is self._open_level
                    for each, level in levels.items()
                    if (board, each) in self._number
                }
            elif self._clock() - self._heard.get(board, -math.inf) >= MUTE_SECONDS:
                raise DeviceMute(f"lock board {board} does not answer")
        return found

    def _ask(self, board: int, lock: int) -> Levels | None:
        """Once; more often at the first time, when whatever is left of somebody else's talk may still be on the line."""
        for _attempt in range(1 if board in self._heard else FIRST_ATTEMPTS):
            if (levels := self._bus.ask(board, lock)) is not None:
                return levels
        return None

    def look_again_after(self, *, moving: bool) -> float:
        """Seconds until the next look."""
        return BUSY_SECONDS if moving else IDLE_SECONDS

    def pulse(self, compartment: int, seconds: float) -> None:  # noqa: ARG002 - the board's own timer ends the pulse
        """Release one lock, once."""
        board, lock = self._doors[compartment]
        self._bus.unlock(board, lock)

    def release(self) -> None:
        """Give the line back. Nothing is driven: a board ends its pulse by itself."""
        self._bus.close()

    def _questions(self, watched: Collection[int]) -> Iterator[tuple[int, int]]:
        if self._bus.family.whole_board:
            first = dict.fromkeys(self._doors[number][0] for number in watched)
            yield from ((board, self._bus.family.locks[0]) for board in first or self._boards)
            return
        others = [next(self._turn) for _ in range(min(OTHERS, len(self._doors)))]
        yield from (self._doors[number] for number in dict.fromkeys((*watched, *others)))

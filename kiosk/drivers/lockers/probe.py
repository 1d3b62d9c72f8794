"""Are lock boards there, of which family, and with how many locks? Only what their switches say is asked for.

A board whose address was set to something high is not found: addresses are asked for in turn until two in a row are silent.
How many of its locks are wired nobody can ask a board; that is found out by opening them (`wiring.py`).
"""

from __future__ import annotations

import time

from kiosk.drivers.lockers.boards.families import Family, family_of
from kiosk.drivers.probing import Found, Lock, ProbedLine
from kiosk.link.settings_devices import BoardFamily

FAMILIES: tuple[BoardFamily, ...] = ("k16", "k12", "k48", "8a")
SILENT = 2
"""So many addresses in a row without an answer, and there are no more."""

QUIET_SECONDS = 0.02
"""Between two questions, so that each frame is a frame of its own."""


def on_line(line: ProbedLine, port: str) -> Found | None:
    """Ask at a serial line, in each family's words. Raises a `DeviceError`."""
    for name in FAMILIES:
        family = family_of(name, 5)
        line.change(family.baud)
        locks = _locks(line, family)
        if locks:
            boards = len({board for board, _lock in locks})
            says = f"{name}, {boards} board{'s' if boards > 1 else ''}, {len(locks)} locks"
            return Found(
                device_class="lockers", driver="board", port=port, baud=family.baud, family=name, locks=locks, says=says
            )  # fmt: skip
    return None


def _locks(line: ProbedLine, family: Family) -> tuple[Lock, ...]:
    found: list[Lock] = []
    silent = 0
    for board in family.boards:
        there = _locks_of(line, family, board)
        found += there
        silent = 0 if there else silent + 1
        if silent >= SILENT:
            break
    return tuple(found)


def _locks_of(line: ProbedLine, family: Family, board: int) -> list[Lock]:
    if family.whole_board:
        answered = _answers(line, family, board, family.locks[0])
        return [(board, lock) for lock in family.locks] if answered else []
    found: list[Lock] = []
    for lock in family.locks:
        if not _answers(line, family, board, lock):
            break
        found.append((board, lock))
    return found


def _answers(line: ProbedLine, family: Family, board: int, lock: int) -> bool:
    line.send(family.query(board, lock))
    heard = b""
    deadline = time.monotonic() + line.patience
    while (left := deadline - time.monotonic()) > 0:
        heard += line.hear(left)
        if family.read(heard, board) is not None:
            time.sleep(QUIET_SECONDS)
            return True
    return False

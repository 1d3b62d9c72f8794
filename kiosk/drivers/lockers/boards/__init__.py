"""Lock boards on RS-485: they have the coils' supply, the pulse and the switches, and are told what to do over a serial line.

    families.py   the four protocols, as pure functions from a lock to bytes and from bytes to what the switches say
    bus.py        one serial line with one or more boards: requests one after the other, echo and noise sorted out
    wires.py      a bank's doors on such a bus, behind the same seam as a board of pins (`lockers/lines.py`)
    emulator.py   boards on a pseudo-terminal, for the world

Each family has an "open everything" command that is one byte away from "open one". It is not written here: no function makes
it, and a lock that is outside its board cannot be named (tests/drivers/test_lock_boards.py tries all numbers of all families).
"""

"""One room as `kiosk desk` or `kiosk devices` runs it, which kills itself at the n-th point where it could matter.

    python -m tests.crash.room desk --settings kiosk.toml --kill-at 17 --points points.txt

A *point* is just before and just after every commit (`Store.probe`), every message of the link sent, every message received,
every line of the devices' operations log (and one torn in the middle), and every pulse. `--points` gets a line for each
point passed; with `--kill-at 0` nothing is killed, and the lines are the list of what there is to kill at.
All of it is put around the room from here: production code has no hook for crashing but the probe.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from kiosk.cli.options import log_to_stderr
from kiosk.cli.rooms import ENTRIES
from kiosk.link.settings import load
from kiosk.link.socket import SocketPeer


class Points:
    """Counts, writes down, and kills. Safe from any thread: the store has its own, the drivers have several."""

    def __init__(self, kill_at: str, path: Path) -> None:
        """`kill_at`: a number from 1, or a name for the first point that has it; `0` never kills."""
        self._number = int(kill_at) if kill_at.isdecimal() else 0
        self._name = "" if kill_at.isdecimal() else kill_at
        self._passed = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def next_is_last(self) -> bool:
        """Whether the next point is the one to die at, for a death with a preparation."""
        return self._passed + 1 == self._number

    def pass_by(self, name: str) -> None:
        """The room is at a point."""
        with self._lock:
            self._passed += 1
            os.write(self._file, f"{name}\n".encode())
            if self._passed == self._number or name == self._name:
                os.kill(os.getpid(), signal.SIGKILL)
                signal.pause()  # until it has come


def watch_the_link(points: Points) -> None:
    """Every message that this room sends or receives."""
    send, receive = SocketPeer.send, SocketPeer.receive

    async def watched_send(peer: SocketPeer, message: Any) -> None:
        words = f"{type(message).__name__} to {peer.hello.role}"
        points.pass_by(f"before sending {words}")
        await send(peer, message)
        points.pass_by(f"after sending {words}")

    async def watched_receive(peer: SocketPeer) -> Any:
        message = await receive(peer)
        points.pass_by(f"received {type(message).__name__} from {peer.hello.role}")
        return message

    SocketPeer.send = watched_send  # type: ignore[method-assign]
    SocketPeer.receive = watched_receive  # type: ignore[method-assign]


def watch_the_store(points: Points) -> None:
    """Every commit of the desk."""
    from kiosk.core import process

    open_store = process.open_store

    def opened(*arguments: Any) -> Any:
        store = open_store(*arguments)
        store.probe = points.pass_by
        return store

    process.open_store = opened


def watch_the_record(points: Points) -> None:
    """Every line of the operations log: before, torn, after."""
    from kiosk.drivers import operations_log

    append = operations_log.OperationsLog._append

    def watched(log: Any, entry: Any) -> None:
        words = f"the log: {entry.subject.partition(':')[0] or '-'} {entry.outcome or 'begun'}"
        points.pass_by(f"before {words}")
        if points.next_is_last():
            line = operations_log.msgspec.json.encode(entry)
            log._file.write(line[: len(line) // 2])
        points.pass_by(f"half of {words}")
        append(log, entry)
        points.pass_by(f"after {words}")

    operations_log.OperationsLog._append = watched  # type: ignore[method-assign]


def watch_the_pulses(points: Points) -> None:
    """Every pulse that goes out to the world's pins."""
    from kiosk.drivers.world.pins import WorldFactory

    pulse = WorldFactory.pulse

    def watched(factory: Any, pin: int, seconds: float) -> None:
        points.pass_by("before a pulse")
        pulse(factory, pin, seconds)
        points.pass_by("after a pulse")

    WorldFactory.pulse = watched  # type: ignore[method-assign]


def main() -> int:
    """Be that room."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room", choices=("desk", "devices"))
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--kill-at", default="0")
    parser.add_argument("--points", type=Path, required=True)
    parsed = parser.parse_args()
    log_to_stderr(parsed.room)
    points = Points(parsed.kill_at, parsed.points)
    watch_the_link(points)
    if parsed.room == "desk":
        watch_the_store(points)
    else:
        watch_the_record(points)
        watch_the_pulses(points)
    module, name = ENTRIES[parsed.room]
    room = getattr(__import__(module, fromlist=[name]), name)
    return int(room(load(parsed.settings)) or 0)


if __name__ == "__main__":
    sys.exit(main())

"""The crash walk: a journey with the power cut at every point where it could matter, and the books checked
after each.

A *point* is just before and just after every commit, and every message that the desk sends or receives. The
walk plays the journey once to count its points, then once for each point: it cuts there, starts a new desk on
the same files and in the same world, lets it settle, and asks whether everything is accounted for.

In one process nothing can be killed, so a cut makes the store refuse every commit and the link swallow every
message from then on, and the desk's tasks are cancelled: whatever a `finally` does after that reaches neither
disk nor wire, as with SIGKILL. The same walk with real processes and real signals is in `tests/crash`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from kiosk.link.socket import LinkClosed, Peer


class PowerCut(Exception):
    """The power went; nothing after this happens."""


class CrashPoints:
    """Counts the points of one run, and cuts at number `cut_at` (from 1; 0 never cuts)."""

    def __init__(self, cut_at: int = 0) -> None:
        self.cut_at = cut_at
        self.passed: list[str] = []
        self.dark = False

    def pass_by(self, name: str) -> None:
        """The desk is at a point; raises `PowerCut` at the chosen one and at every later one."""
        if self.dark:
            raise PowerCut(name)
        self.passed.append(name)
        if len(self.passed) == self.cut_at:
            self.dark = True
            raise PowerCut(name)


class WatchedPeer(Peer):
    """A peer whose every message is a point, before and after; in the dark it neither sends nor receives."""

    def __init__(self, peer: Peer, pass_by: Callable[[str], None]) -> None:
        self._peer = peer
        self._pass_by = pass_by
        self.hello = peer.hello

    async def send(self, message: msgspec.Struct) -> None:
        """Send, with a point on either side."""
        name = type(message).__name__
        self._point(f"before sending {name}")
        await self._peer.send(message)
        self._point(f"after sending {name}")

    async def receive(self) -> Any:
        """Receive, with a point before the message is acted on."""
        message = await self._peer.receive()
        self._point(f"received {type(message).__name__}")
        return message

    async def close(self) -> None:
        """Close."""
        await self._peer.close()

    def _point(self, name: str) -> None:
        try:
            self._pass_by(name)
        except PowerCut as cut:
            raise LinkClosed(f"power cut {cut}") from None


def crash_walk(
    run: Callable[[CrashPoints], None], *, every: int = 1, first: int = 1
) -> tuple[int, list[tuple[int, str, BaseException]]]:
    """Run `run` without a cut, then with a cut at each point (or at every `every`-th, from `first`).

    `run` plays the journey with the given points, restarts after a cut, and raises when something is
    unaccounted for. Returns how many points there are, and (number, name, what was raised) of each that failed.
    """
    whole = CrashPoints()
    run(whole)
    failures: list[tuple[int, str, BaseException]] = []
    for number in range(first, len(whole.passed) + 1, every):
        points = CrashPoints(number)
        try:
            run(points)
        except Exception as problem:  # noqa: BLE001 - all of them are reported together
            name = points.passed[number - 1] if len(points.passed) >= number else whole.passed[number - 1]
            failures.append((number, name, problem))
    return len(whole.passed), failures

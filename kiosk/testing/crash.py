"""The crash walk: a journey that ends at every point where it could matter, and the books checked after each.

A *point* is just before and just after every commit, and every message that the desk sends or receives; an operation
changes in a commit of its own, so those are among them. The walk plays the journey once to count its points, then once for
each point and way of ending: the power goes there, and a new desk starts on the same files and in the same world; or the
person leaves, by "end" or by walking away. It lets the desk settle, and asks whether everything is accounted for.

In one process nothing can be killed, so a cut makes the store refuse every commit and the link swallow every
message from then on, and the desk's tasks are cancelled: whatever a `finally` does after that reaches neither
disk nor wire, as with SIGKILL. The same walk with real processes and real signals is in `tests/crash`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from kiosk.link.socket import LinkClosed, Peer


class PowerCut(Exception):
    """The power went; nothing after this happens."""


class PersonLeft(Exception):
    """The person has left; the script that played them ends, and the desk goes on."""


class CrashPoints:
    """Counts the points of one run. At number `cut_at` (from 1; 0 never) the power goes, or, with `leaving`, the
    person."""

    def __init__(self, cut_at: int = 0, *, leaving: bool = False) -> None:
        self.cut_at = cut_at
        self.leaving = leaving
        self.passed: list[str] = []
        self.dark = False
        self.left = False
        """The person wants to go: the next verb of the script ends it."""

    def pass_by(self, name: str) -> None:
        """The desk is at a point; raises `PowerCut` when the power goes at it, and at every later one."""
        if self.dark:
            raise PowerCut(name)
        self.passed.append(name)
        if len(self.passed) == self.cut_at:
            self.left = self.leaving
            self.dark = not self.leaving
            if self.dark:
                raise PowerCut(name)

    def leave_now(self) -> None:
        """Raises `PersonLeft`, once, when the person wants to go."""
        if self.left:
            self.left = False
            raise PersonLeft(self.passed[-1])


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


class Failure(msgspec.Struct, frozen=True):
    """What was unaccounted for after one ending: at which point, by which way, and what was raised."""

    number: int
    point: str
    way: Literal["the power went", "the person left"]
    problem: BaseException

    def __str__(self) -> str:
        return f"{self.way} at {self.number} ({self.point}): {type(self.problem).__name__}: {self.problem}"


def crash_walk(
    run: Callable[[CrashPoints], None], *, every: int = 1, first: int = 1, leaving: bool = False
) -> tuple[int, list[Failure]]:
    """Run `run` without an ending, then with one at each point (or at every `every`-th, from `first`): the power goes,
    and, with `leaving`, once more with the person leaving there.

    `run` plays the journey with the given points, goes on after the ending, and raises when something is unaccounted for.
    Returns how many points there are, and each failure.
    """
    whole = CrashPoints()
    run(whole)
    failures: list[Failure] = []
    for number in range(first, len(whole.passed) + 1, every):
        for leave in (False, True) if leaving else (False,):
            points = CrashPoints(number, leaving=leave)
            try:
                run(points)
            except Exception as problem:  # noqa: BLE001 - all of them are reported together
                name = points.passed[number - 1] if len(points.passed) >= number else whole.passed[number - 1]
                way: Literal["the power went", "the person left"] = (
                    "the person left" if leave else "the power went"
                )
                failures.append(Failure(number, name, way, problem))
    return len(whole.passed), failures

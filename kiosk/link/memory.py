"""Two ends of a link in one process, for tests and for a plugin author's laptop, without a socket.

Every message still becomes bytes and is checked against the union of its direction, so that what works here
works across processes. Under a hand-driven clock the order of events is the order of `send`.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import msgspec

from kiosk.link.build import build_id
from kiosk.link.frames import SEND_LIMIT, Codec, Frames, LinkClosed
from kiosk.link.messages import (
    DeskToDevices,
    DeskToDoctor,
    DeskToShell,
    DevicesToDesk,
    Hello,
    ShellToDesk,
)
from kiosk.link.socket import Peer, Role

_INCOMING: dict[tuple[str, str], Any] = {
    ("desk", "shell"): ShellToDesk,
    ("shell", "desk"): DeskToShell,
    ("desk", "doctor"): ShellToDesk,
    ("doctor", "desk"): DeskToDoctor,
    ("desk", "devices"): DevicesToDesk,
    ("devices", "desk"): DeskToDevices,
}


class _Pipe:
    """One direction: bodies of frames in order, then the reason why there will be no more."""

    def __init__(self) -> None:
        self.bodies: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.waiting = 0
        self.ended = ""

    def put(self, body: bytes) -> None:
        self.waiting += len(body)
        self.bodies.put_nowait(body)

    async def get(self) -> bytes:
        body = await self.bodies.get()
        if body is None:
            self.bodies.put_nowait(None)  # the end stays the end for whoever asks again
            raise LinkClosed(self.ended)
        self.waiting -= len(body)
        return body

    def end(self, reason: str) -> None:
        if not self.ended:
            self.ended = reason
            self.bodies.put_nowait(None)


class MemoryPeer(Peer):
    """One end of a pair. Same verbs and same errors as across a socket."""

    def __init__(self, hello: Hello, incoming: Any, inward: _Pipe, outward: _Pipe) -> None:
        self.hello = hello
        self.uid, self.pid = os.geteuid(), os.getpid()
        self._codec = Codec(incoming)
        self._in = inward
        self._out = outward

    async def send(self, message: msgspec.Struct) -> None:
        body = self._codec.frame(message)[Frames.HEADER :]
        if self._out.waiting + len(body) > SEND_LIMIT:
            self._end(f"the {self.hello.role} does not read what it is sent")
        if self._in.ended:
            raise LinkClosed(self._in.ended)
        self._out.put(body)

    async def receive(self) -> Any:
        body = await self._in.get()
        try:
            return self._codec.message(body)
        except LinkClosed as fault:
            self._end(str(fault))
            raise

    async def close(self) -> None:
        self._end("closed at this end")

    def _end(self, reason: str) -> None:
        self._in.end(reason)
        self._out.end("the other end hung up")


def pair(
    left: Role,
    right: Role,
    *,
    position: str = "front",
    left_incoming: Any = None,
    right_incoming: Any = None,
) -> tuple[Peer, Peer]:
    """Two connected peers: the first is held by `left` (and talks to `right`), the second by `right`.

    What each may receive follows from the roles; for pairs that the desk has no part in, name the unions.
    """
    to_left, to_right = _Pipe(), _Pipe()

    def hello(role: Role) -> Hello:
        at = position if role == "shell" else ""
        return Hello(build=build_id(), role=role, position=at, pid=os.getpid())

    return (
        MemoryPeer(hello(right), left_incoming or _INCOMING[left, right], to_left, to_right),
        MemoryPeer(hello(left), right_incoming or _INCOMING[right, left], to_right, to_left),
    )

"""The link for a thread: the shell's, and simple tests and tools. Without asyncio, whose import the shell
would pay.

One thread receives; any thread sends. `close` from any thread wakes the receiver.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Collection
from typing import Any, Literal, NoReturn, Self

import msgspec

from kiosk.link.frames import (
    GREETING,
    HANDSHAKE_SECONDS,
    Codec,
    Frames,
    LinkClosed,
    LinkGarbage,
    LinkRefused,
    check_hello,
    check_uid,
    peer_identity,
)
from kiosk.link.messages import Hello, Refused

SEND_SECONDS = 0.25
"""How long `send` waits for a full socket to drain. The kernel's buffer holds thousands of touches: a full
one means that the desk hangs, and a screen that freezes with it would be worse than one that says "one
moment"."""


__all__ = ["BlockingPeer", "LinkClosed", "LinkGarbage", "LinkRefused"]


class BlockingPeer:
    """The other end of one connection, after both have said `Hello`."""

    hello: Hello

    def __init__(self, connection: socket.socket, incoming: Any) -> None:
        self._socket = connection
        self._codec = Codec(incoming)
        self._frames = Frames()
        self._sending = threading.Lock()
        self._reason = ""
        self.uid, self.pid = peer_identity(connection)

    @classmethod
    def connect(
        cls,
        path: str | os.PathLike[str],
        *,
        role: Literal["desk", "shell", "devices", "world", "bench", "doctor"],
        incoming: Any,
        uids: Collection[int],
        build: str,
        position: str = "",
    ) -> Self:
        """Connect to a listening process.

        Raises `LinkRefused` (another build or user), `LinkClosed`, or `OSError` (nobody there).
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(HANDSHAKE_SECONDS)
            connection.connect(os.fspath(path))
            connection.setblocking(False)
            peer = cls(connection, incoming)
            peer._greet(Hello(build=build, role=role, position=position, pid=os.getpid()), uids)
        except BaseException:
            connection.close()
            raise
        return peer

    def send(self, message: msgspec.Struct) -> None:
        """Hand one message over, from any thread. Raises `LinkClosed` when it has ended or nobody reads
        it."""
        self._write(self._codec.frame(message))

    def receive(self, seconds: float | None = None) -> Any:
        """The next message, checked against this direction's union.

        Raises `LinkClosed` at the end, `TimeoutError` when none came within `seconds` (None: waits for ever).
        """
        message = self._read(self._codec, seconds)
        if isinstance(message, Refused):
            self._end(f"the {self.hello.role} refused: {message.reason}")
        if isinstance(message, Hello):
            self._end("a second hello on one connection", LinkGarbage)
        return message

    def close(self) -> None:
        """End the connection; a thread that waits in `receive` gets `LinkClosed`. Twice is once."""
        self._reason = self._reason or "closed at this end"
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # already ended
        # The descriptor stays until this object goes: its number must not be reused under a waiting thread.

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
        self._socket.close()

    def _greet(self, mine: Hello, uids: Collection[int]) -> None:
        first: Hello | Refused | None = None
        try:
            check_uid(self.uid, uids)
            self._write(GREETING.frame(mine))
            first = self._read(GREETING, HANDSHAKE_SECONDS)
            self.hello = check_hello(first, mine.build)
        except LinkRefused as refusal:
            if not isinstance(first, Refused):
                try:
                    self._write(GREETING.frame(Refused(str(refusal))))
                except LinkClosed:
                    pass  # it hung up first; the reason that we have is the better one
            raise
        except TimeoutError:
            raise LinkClosed(f"no hello within {HANDSHAKE_SECONDS:g} s") from None

    def _write(self, frame: bytes) -> None:
        deadline = time.monotonic() + SEND_SECONDS
        rest = memoryview(frame)
        with self._sending:
            while rest:
                try:
                    rest = rest[self._socket.send(rest, socket.MSG_NOSIGNAL) :]
                except BlockingIOError:
                    if not self._ready(select.POLLOUT, deadline - time.monotonic()):
                        # Half a frame may be out: the stream is of no use any more.
                        self._end("the other end does not read what it is sent")
                except OSError as fault:
                    self._end(f"the connection broke: {fault.strerror}")

    def _read(self, codec: Codec, seconds: float | None) -> Any:
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            while (body := self._frames.next()) is None:
                left = None if deadline is None else deadline - time.monotonic()
                if not self._ready(select.POLLIN, left):
                    raise TimeoutError
                data = self._socket.recv(65536)
                if not data:
                    self._end("the other end hung up")
                self._frames.feed(data)
            return codec.message(body)
        except LinkGarbage as fault:
            self._end(str(fault), LinkGarbage)
        except TimeoutError:
            raise
        except OSError as fault:
            self._end(f"the connection broke: {fault.strerror}")

    def _ready(self, event: int, seconds: float | None) -> bool:
        if self._socket.fileno() < 0:
            self._end("closed at this end")
        poll = select.poll()
        poll.register(self._socket, event)
        return bool(poll.poll(None if seconds is None else max(0.0, seconds) * 1000))

    def _end(self, reason: str, error: type[LinkClosed] = LinkClosed) -> NoReturn:
        self._reason = self._reason or reason
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # already ended
        raise error(self._reason)

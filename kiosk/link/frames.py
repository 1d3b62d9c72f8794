"""What both kinds of socket end share: frames, refusals, the handshake's rules, and who is at the other end.

Kept free of asyncio, because the shell and the start-up measurements pay for every import. Nothing here waits
or reads; `socket.py` (asyncio) and `blocking.py` (threads) bring the bytes and take the messages.

Deliberately left out: encryption and passwords. A Unix socket never leaves the box, and the kernel itself
says which user is at the other end, which is stronger than any secret that we would have to keep somewhere.
"""

from __future__ import annotations

import os
import re
import socket
import struct
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from kiosk.link.messages import MAXIMUM_FRAME, Hello, Refused

HANDSHAKE_SECONDS = 5.0
"""How long either end waits for the other's `Hello`. Both are on one machine: a second would be long."""

SEND_LIMIT = 4 * MAXIMUM_FRAME
"""Bytes that may wait for a slow reader. Beyond it the connection is closed: state is sent anew after every
connect, so nothing is lost by closing, while waiting would freeze the desk behind one stuck screen."""

_LENGTH = struct.Struct(">I")
_CREDENTIALS = struct.Struct("3i")
_QUOTED = re.compile(r"'.*'", re.DOTALL)


class LinkError(Exception):
    """Any reason why a link cannot be used."""


class LinkClosed(LinkError):
    """The connection has ended; the message says why."""


class LinkGarbage(LinkClosed):
    """Bytes arrived that are no message of this direction; the connection was closed because of it."""


class LinkRefused(LinkError):
    """One end does not talk to the other: another build, another user, or somebody already listens there."""


class Codec:
    """Messages of any type out, messages of one direction's union in."""

    def __init__(self, incoming: Any) -> None:
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(incoming)
        self._encoder = msgspec.msgpack.Encoder()

    def frame(self, message: msgspec.Struct) -> bytes:
        """The bytes of one message. One too large for the other end to read is a mistake here:
        `ValueError`."""
        frame = bytearray(_LENGTH.size)
        self._encoder.encode_into(message, frame, _LENGTH.size)
        length = len(frame) - _LENGTH.size
        if length > MAXIMUM_FRAME:
            raise ValueError(
                f"{type(message).__name__} of {length} bytes; a frame holds at most {MAXIMUM_FRAME}"
            )
        _LENGTH.pack_into(frame, 0, length)
        return bytes(frame)

    def message(self, body: bytes | bytearray | memoryview) -> Any:
        """The one message in a frame's body. Raises `LinkGarbage`, never quoting what came: it may be a
        PIN."""
        try:
            return self._decoder.decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError, OverflowError) as fault:
            words = "not a msgpack message"
            if isinstance(fault, msgspec.ValidationError):
                words = _QUOTED.sub("'…'", str(fault))[:200]
            raise LinkGarbage(f"frame of {len(body)} bytes refused: {words}") from None


def body_length(header: bytes | bytearray | memoryview) -> int:
    """The length that a four-byte header announces. Raises `LinkGarbage` for an empty or an oversized
    frame."""
    (length,) = _LENGTH.unpack(header)
    if not 0 < length <= MAXIMUM_FRAME:
        raise LinkGarbage(f"frame of {length} bytes announced; 1 to {MAXIMUM_FRAME} are accepted")
    return int(length)


class Frames:
    """Cuts a stream of bytes into frames' bodies, whatever the pieces it arrives in."""

    HEADER = _LENGTH.size

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Take what the socket gave."""
        self._buffer += data

    def next(self) -> bytes | None:
        """The next whole body, or None until more was fed. Raises `LinkGarbage` once a header is wrong."""
        if len(self._buffer) < self.HEADER:
            return None
        end = self.HEADER + body_length(self._buffer[: self.HEADER])
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[self.HEADER : end])
        del self._buffer[:end]
        return body

    def __iter__(self) -> Iterator[bytes]:
        while (body := self.next()) is not None:
            yield body


GREETING = Codec(Hello | Refused)
"""What may come first, whatever the direction."""


def check_hello(first: Hello | Refused, build: str, callers: Collection[str] = ()) -> Hello:
    """The other end's `Hello`, if it may stay. `callers`: the roles that may call here, empty for any. Raises
    `LinkRefused` with words for the log.
    """
    if isinstance(first, Refused):
        raise LinkRefused(f"the other end refused: {first.reason}")
    if first.build != build:
        raise LinkRefused(
            f"the {first.role} is build {first.build[:80]!r}, this end is {build!r}: "
            "all processes of a box ship together; restart them all after an update"
        )
    if callers and first.role not in callers:
        raise LinkRefused(f"role {first.role} has no business here; {' or '.join(sorted(callers))} may call")
    return first


def peer_identity(connection: socket.socket) -> tuple[int, int]:
    """The uid and the pid at the other end of a Unix socket, as the kernel recorded them (SO_PEERCRED)."""
    pid, uid, _gid = _CREDENTIALS.unpack(
        connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    )
    return uid, pid


def accepted(uids: Collection[int]) -> frozenset[int]:
    """The uids that a socket talks to; an empty list means this process's own user only."""
    return frozenset(uids) or frozenset({os.geteuid()})


def check_uid(uid: int, uids: Collection[int]) -> None:
    """Raises `LinkRefused` unless this user may be at the other end."""
    if uid not in accepted(uids):
        allowed = ", ".join(str(each) for each in sorted(accepted(uids)))
        raise LinkRefused(f"user {uid} is not accepted here ({allowed} may); see [link] in kiosk.toml")

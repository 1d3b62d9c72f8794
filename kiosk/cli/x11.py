"""The smallest X client that can touch a screen and look at it: for the demo, the tour and the bench.

Speaks the X11 protocol over its socket, because the alternatives are a C library for each verb (libXtst for
touches, an image tool for pictures) that a fresh machine does not have. Touches go through the XTEST
extension, so a window cannot tell them from a finger's on a touchscreen; pictures are what the server shows,
whoever drew it.

Left out: everything else. One connection, one thread, no windows, no events. Source: X Window System
Protocol, X Version 11 (requests 43, 73, 98); XTEST Extension Protocol 2.2 (FakeInput).
"""

from __future__ import annotations

import os
import re
import socket
import struct
from pathlib import Path
from typing import Self

_BUTTON_PRESS, _BUTTON_RELEASE, _MOTION = 4, 5, 6
_ALL_PLANES = 0xFFFFFFFF
_Z_PIXMAP = 2


class DisplayFault(Exception):
    """The X server cannot be used; the message says why."""


class Display:
    """A connection to an X server's first screen. `width` and `height` in pixels."""

    def __init__(self, name: str = "") -> None:
        """`name` like ":1"; else `$DISPLAY`. Raises `DisplayFault`."""
        self.name = name or os.environ.get("DISPLAY", "")
        found = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", self.name)
        if not found:
            raise DisplayFault(f"{self.name!r} is no display of this machine")
        self._socket = _connect(found[1])
        try:
            self._greet(*_cookie(found[1]))
            self._test_opcode = self._extension(b"XTEST")
        except DisplayFault:
            self._socket.close()
            raise
        except OSError as fault:
            self._socket.close()
            raise DisplayFault(f"{self.name} does not answer: {fault.strerror}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    # ------------------------------------------------------------------ a finger

    def move(self, x: int, y: int) -> None:
        """Bring the pointer somewhere, in pixels from the top left."""
        self._fake(_MOTION, 0, x, y)

    def press(self, x: int, y: int) -> None:
        """Put the finger down."""
        self._fake(_MOTION, 0, x, y)
        self._fake(_BUTTON_PRESS, 1, 0, 0)
        self.sync()

    def release(self) -> None:
        """Lift it."""
        self._fake(_BUTTON_RELEASE, 1, 0, 0)
        self.sync()

    def tap(self, x: int, y: int) -> None:
        """Touch and lift."""
        self.press(x, y)
        self.release()

    # ------------------------------------------------------------------ an eye

    def pixels(self, x: int = 0, y: int = 0, width: int = 0, height: int = 0) -> bytes:
        """What is shown in a rectangle (else everywhere): rows from the top, four bytes a pixel, blue, green,
        red, unused."""
        width, height = width or self.width - x, height or self.height - y
        request = struct.pack("<BBHIhhHHI", 73, _Z_PIXMAP, 5, self._root, x, y, width, height, _ALL_PLANES)
        reply = self._ask(request)
        if len(reply) < 32 + 4 * width * height:
            raise DisplayFault("the screen does not have four bytes a pixel; start it with a depth of 24")
        return reply[32 : 32 + 4 * width * height]

    def save(self, path: Path) -> None:
        """The whole screen as a PNG."""
        from PIL import Image

        size = (self.width, self.height)
        Image.frombytes("RGB", size, self.pixels(), "raw", "BGRX").save(path, compress_level=1)

    def sync(self) -> None:
        """Wait until the server has seen to everything that was asked."""
        self._ask(struct.pack("<BBH", 43, 0, 1))

    # ------------------------------------------------------------------ the protocol

    def _greet(self, name: bytes, cookie: bytes) -> None:
        self._socket.sendall(
            struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie))
            + _padded(name)
            + _padded(cookie)
        )
        head = self._read(8)
        status, reason_length, length = head[0], head[1], struct.unpack_from("<H", head, 6)[0]
        body = self._read(4 * length)
        if status != 1:
            raise DisplayFault(
                f"{self.name} refuses: {body[:reason_length].decode('latin-1').strip() or 'no reason'}"
            )
        (vendor_length,) = struct.unpack_from("<H", body, 16)
        formats = body[21]
        screen = 32 + vendor_length + (-vendor_length % 4) + 8 * formats
        (self._root,) = struct.unpack_from("<I", body, screen)
        self.width, self.height, self.width_mm, self.height_mm = struct.unpack_from(
            "<HHHH", body, screen + 20
        )

    def _extension(self, name: bytes) -> int:
        length = 2 + len(_padded(name)) // 4
        reply = self._ask(struct.pack("<BBHHxx", 98, 0, length, len(name)) + _padded(name))
        if not reply[8]:
            raise DisplayFault(
                f"{self.name} has no {name.decode()} extension: it cannot be touched by a program"
            )
        return reply[9]

    def _fake(self, kind: int, detail: int, x: int, y: int) -> None:
        request = struct.pack("<BBHBBxxII8xhh8x", self._test_opcode, 2, 9, kind, detail, 0, self._root, x, y)
        self._socket.sendall(request)

    def _ask(self, request: bytes) -> bytes:
        """Send one request and read its reply, past events and past replies to nobody."""
        self._socket.sendall(request)
        while True:
            head = self._read(32)
            if head[0] == 0:
                raise DisplayFault(f"the display refused a request: X error {head[1]}")
            if head[0] == 1:
                (length,) = struct.unpack_from("<I", head, 4)
                return head + self._read(4 * length)

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            data = self._socket.recv(min(size - len(parts), 1 << 20))
            if not data:
                raise DisplayFault(f"{self.name} hung up")
            parts += data
        return bytes(parts)


def _connect(number: str) -> socket.socket:
    for address in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"):  # noqa: S108 - X's own place
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
        else:
            connection.settimeout(10)
            return connection
    raise DisplayFault(f"there is no display :{number}")


def _cookie(number: str) -> tuple[bytes, bytes]:
    """The name and the secret for this display, from the authority file; empty when there is none."""
    path = Path(os.environ.get("XAUTHORITY") or Path.home() / ".Xauthority")
    try:
        data = path.read_bytes()
    except OSError:
        return b"", b""
    position = 0
    while position + 2 < len(data):
        position += 2  # the address family; on one machine any will do
        fields: list[bytes] = []
        for _ in range(4):
            (length,) = struct.unpack_from(">H", data, position)
            fields.append(data[position + 2 : position + 2 + length])
            position += 2 + length
        _address, display, name, cookie = fields
        if display in (b"", number.encode()) and name == b"MIT-MAGIC-COOKIE-1":
            return name, cookie
    return b"", b""


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)

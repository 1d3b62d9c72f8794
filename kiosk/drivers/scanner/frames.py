"""Where a scan begins and ends in a stream of bytes. Pure: the time (monotonic seconds) is passed in.

A scan ends with the suffix, or, for a scanner that sends none, with a pause. A scanner that has sent its suffix before and then
pauses without it has been cut off: what came and what follows of it belong to one lost scan. Half a card
number that is taken for a whole one would be worse than "please scan again".
"""

from __future__ import annotations

from typing import Literal, TypeAlias

MAXIMUM_BYTES = 4096
"""More than 512 characters in any encoding, with prefix and suffix; a longer scan is not kept, only ended."""

REMNANT_SECONDS = 3.0
"""How long after a cut-off the next thing that comes may still be the lost scan's other half. It is not, if it begins with the
half that came first: then it is the whole code, scanned again."""

SAME_LOSS_SECONDS = 0.5
"""How long after a cut-off the other half is not worth a second complaint."""

LONG_PAUSE_SECONDS = 0.5
"""What ends a scan that is too long already: its writer may be slow, and its end must not be taken for another scan."""

Frame: TypeAlias = bytes | Literal["too_long", "lost"]


class Framer:
    """Cuts a scanner's bytes into scans."""

    def __init__(self, *, prefix: bytes, suffix: bytes, idle_seconds: float) -> None:
        self._prefix = prefix
        self._suffix = suffix
        self._idle = idle_seconds
        self._buffer = bytearray()
        self._last = 0.0
        self._too_long = False
        self._sends_suffix = False
        self._fragment = b""
        self._lost_at = 0.0

    def feed(self, data: bytes, now: float) -> list[Frame]:
        """Bytes from the line; returns the scans that are complete."""
        frames = self.idle(now)
        self._last = now
        self._buffer += data
        while self._suffix and (end := self._buffer.find(self._suffix)) >= 0:
            body = bytes(self._buffer[:end])
            del self._buffer[: end + len(self._suffix)]
            self._sends_suffix = True
            self._end(body, frames, now)
        if len(self._buffer) > MAXIMUM_BYTES:
            self._too_long = True
            # The end of it stays, in case a suffix is just arriving.
            del self._buffer[: len(self._buffer) - len(self._suffix)]
        return frames

    def idle(self, now: float) -> list[Frame]:
        """The time passes; returns the scan that a pause has ended."""
        frames: list[Frame] = []
        if self.deadline() <= now:
            body, too_long = bytes(self._buffer), self._too_long
            self._buffer.clear()
            if body.strip(b"\r\n\t \x00") and self._sends_suffix and not too_long:
                self._lose(body, frames, now)
            else:
                self._end(body, frames, now)
        return frames

    def deadline(self) -> float:
        """When a pause would end what has come so far."""
        if not self._buffer and not self._too_long:
            return float("inf")
        return self._last + (max(self._idle, LONG_PAUSE_SECONDS) if self._too_long else self._idle)

    def _end(self, body: bytes, frames: list[Frame], now: float) -> None:
        too_long, self._too_long = self._too_long, False
        if too_long:
            frames.append("too_long")
        elif not body:
            pass
        elif self._is_remnant(body, now):
            if now >= self._lost_at + SAME_LOSS_SECONDS:
                frames.append("lost")
        elif not self._prefix:
            frames.append(body)
        elif (start := body.find(self._prefix)) >= 0:
            frames.append(body[start + len(self._prefix) :])
        else:
            frames.append("lost")

    def _is_remnant(self, body: bytes, now: float) -> bool:
        fragment, self._fragment = self._fragment, b""
        return bool(fragment) and now < self._lost_at + REMNANT_SECONDS and not body.startswith(fragment)

    def _lose(self, body: bytes, frames: list[Frame], now: float) -> None:
        if not self._is_remnant(body, now) or now >= self._lost_at + SAME_LOSS_SECONDS:
            frames.append("lost")
        self._fragment, self._lost_at = body, now

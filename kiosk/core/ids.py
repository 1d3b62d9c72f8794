"""Names for rows: UUID version 7 (RFC 9562), text, so that rows made later sort later and need no counter
shared by kiosks.

Within one process the ids only ever grow, also when the wall clock is set back: the last millisecond is kept,
and a counter in the twelve bits after it. The kiosk's own id is one of these, made at the first start and
never part of an image.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from kiosk.core.clock import Clock

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id(clock: Clock) -> str:
    """A new UUIDv7 in its usual text form; greater than every id that this process made before."""
    global _counter, _last_ms  # noqa: PLW0603  one sequence for the process is the point
    now = clock.now_ms()
    random = int.from_bytes(os.urandom(8), "big")
    with _lock:
        if now > _last_ms:
            # The upper bit of the counter starts empty: room for 2,048 more ids in this millisecond.
            _last_ms, _counter = now, random >> 53
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_ms, _counter = _last_ms + 1, 0
        moment, count = _last_ms, _counter
    text = f"{moment:012x}7{count:03x}{0x8000000000000000 | (random & 0x3FFFFFFFFFFFFFFF):016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def kiosk_identity(data: Path, clock: Clock) -> str:
    """The id of this box, kept in `kiosk.id` in its data folder; made if there is none.

    Needed where several boxes share one PostgreSQL. Written so that a power cut leaves either no file or a
    whole one.
    """
    path = data / "kiosk.id"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    draft = data / f"kiosk.id.{os.getpid()}"
    with draft.open("w") as file:
        file.write(new_id(clock) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # unlike a rename, never replaces what another process has just made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path.read_text().strip()

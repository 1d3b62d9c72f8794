"""Where the buttons are: a read-only window into the shell, for the tour, the tests and the bench.

With `[shell] inspect = true` the shell answers every connection to `inspect.sock` with one JSON document (what
is asked, and the box of each target on the screen) and closes it. Nothing can be pressed through it: whoever
wants to touch uses the display, as a finger does. Off by default, because a customer's kiosk has nobody to
tell.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.shell.widgets.header import HoldClock
from kiosk.shell.widgets.pressable import Pressable

if TYPE_CHECKING:
    from kiosk.shell.stage import Stage

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
"""How long a connection waits for the main thread."""


class Inspection:
    """The socket and its thread. `call` runs a function on the main thread soon."""

    def __init__(self, path: Path, stage: Stage, call: Callable[[Callable[[], None]], None]) -> None:
        self._stage = stage
        self._call = call
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(os.fspath(path))
        path.chmod(0o600)
        self._socket.listen(4)
        self._thread = threading.Thread(target=self._serve, name="inspection", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(1)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.sendall(json.dumps(self._ask(), ensure_ascii=False).encode())

    def _ask(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        ready = threading.Event()

        def look() -> None:
            told.update(describe(self._stage))
            ready.set()

        self._call(look)
        ready.wait(ANSWER_SECONDS)
        return told


def describe(stage: Stage) -> dict[str, Any]:
    """What is on the stage now: the open question in words, and the targets from the top left, in pixels."""
    screen = stage.screen
    prompt = screen.prompt if screen is not None else None
    return {
        "connected": screen is not None,
        "prompt": screen.prompt_id if screen is not None else "",
        "revision": screen.revision if screen is not None else 0,
        "kind": type(prompt).__name__ if prompt is not None else "",
        "title": getattr(prompt, "title", ""),
        "subtitle": getattr(prompt, "subtitle", ""),
        "error": getattr(prompt, "error", ""),
        "language": screen.language if screen is not None else "",
        "targets": [
            {
                "key": getattr(target, "key", "clock"),
                "enabled": getattr(target, "enabled", True),
                "x": round(target.x),
                "y": round(stage.height - target.top),
                "width": round(target.width),
                "height": round(target.height),
            }
            for target in _targets(stage)
        ],
    }


def _targets(widget: Any) -> Iterator[Pressable | HoldClock]:
    for child in widget.children:
        if isinstance(child, Pressable | HoldClock):
            yield child
        yield from _targets(child)

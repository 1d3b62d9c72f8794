"""The bench of a demo, in a process of its own: it outlives whatever of the kiosk is killed, and says its address in the
demo's terminal."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from kiosk.cli.child import die_with_parent
from kiosk.cli.run import command
from kiosk.link.settings import Settings


@contextlib.contextmanager
def bench_beside(settings: Settings, log: Path, *, browser: bool) -> Iterator[None]:
    """Serve the page for as long as the demo runs. `browser`: open it there, if somebody sits before a screen."""
    with log.open("a") as output:
        bench = subprocess.Popen(
            [*command("bench", settings), *([] if browser else ["--no-browser"])],
            stdin=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no other thread has begun yet
        )
    try:
        yield
    finally:
        if bench.poll() is None:
            bench.terminate()
            bench.wait()

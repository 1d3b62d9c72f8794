"""How it feels while a plugin's thread computes in pure Python without pause: the shell must not care, the desk hardly.

The thread shares the desk's interpreter lock, so each time that the desk wakes up it waits for the lock. The screen is
another process, and only shares the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.crowd import computing, on_the_path
from bench.feel import scans, touches
from bench.measure import FRAME_MS, Line, percentile, share_of_a_core, spread
from bench.real import kiosk, virtual

BUSY_PERCENT = 20
"""Less of a core than this, and the plugin did not compute: the figures would be about nothing."""


def measure() -> Iterator[Line]:
    """The lines about a plugin that computes."""
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder,
        on_the_path(computing(Path(folder))),
        virtual() as screen,
        kiosk(screen) as running,
    ):
        took = touches(running)
        drawn = scans(running)
        busy = share_of_a_core([running.pids()["desk"]], 2.0)
    if busy < BUSY_PERCENT:
        raise RuntimeError(f"the plugin computes on {busy:.0f} % of a core only")
    yield Line(
        "touch to visual feedback while a plugin computes, p99",
        percentile(took, 0.99) / FRAME_MS,
        "frames",
        aim=1.0,
        details=spread(took),
    )
    yield Line(
        "last scan byte to prompt drawn while a plugin computes, p99",
        percentile(drawn, 0.99) / FRAME_MS,
        "frames",
        aim=6.0,
        details=f"{spread(drawn)}; the desk takes {busy:.0f} % of a core",
    )

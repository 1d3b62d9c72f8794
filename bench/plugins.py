"""What plugins cost the desk: fifty of them against none.

The same loans through the same sockets, at a desk with fifty more plugins that implement every hook and have nothing to say,
and at one without; in turn, so that a busy moment meets both. Nobody has fifty tiles on a home screen: the fifty serve staff,
and what customers do meets their hooks only where a hook asks everybody (a scan at the home screen).
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import loans
from bench.crowd import crowded, on_the_path, seconds_of
from bench.measure import Line, spread
from kiosk.core.clock import SystemClock
from kiosk.core.host.host import Host
from kiosk.core.host.steps import Steps
from kiosk.link.slot import Slot

PLUGINS, TURNS = 50, 3
CALLS = 2000


def measure() -> Iterator[Line]:
    """The lines about plugins."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        crowd = crowded(Path(folder) / "crowd", PLUGINS)
        took: dict[str, dict[str, list[float]]] = {
            kind: {"none": [], "fifty": []} for kind in ("lend", "back")
        }
        houses = {name: loans.house(Path(folder) / name, members=1_000) for name in ("none", "fifty")}
        for _turn in range(TURNS):
            for name, path in (("none", None), ("fifty", crowd)):
                with on_the_path(path):
                    lent, back = asyncio.run(loans.lend_and_take_back(houses[name]))
                took["lend"][name] += [1000 * each for each in lent]
                took["back"][name] += [1000 * each for each in back]
    for kind, words in (
        ("lend", "a loan"),
        ("back", "a return, begun by a scan that every plugin is asked about"),
    ):
        none, fifty = took[kind]["none"], took[kind]["fifty"]
        yield Line(
            f"{words}, with {PLUGINS} plugins more ÷ without",
            statistics.median(fifty) / statistics.median(none),
            "×",
            aim=1.1,
            details=f"{spread(fifty)}; without: {spread(none)}",
        )
    yield _step()


def _step() -> Line:
    """One hook call, with guard, slot and the check of its answer."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        slot = Slot(Path(folder) / "slot")
        host = Host(SystemClock().now_ms, migrate=lambda _plugin, _folder: None, steps=Steps(slot))
        steps = host.steps

        def guarded() -> None:
            with host.guarded("bench", "step"), steps.within("bench", "step"):
                pass

        cost = seconds_of(CALLS, guarded)
        slot.close()
    return Line("a step into a plugin's code: its guard and its slot", 1e6 * cost, "µs")

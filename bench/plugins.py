"""What plugins cost the desk: fifty of them against none.

The same loans through the same sockets, at a desk with fifty more plugins that implement every hook and have nothing to say,
and at one without; in turn, so that a busy moment meets both. Nobody has fifty tiles on a home screen: the fifty serve staff,
and what customers do meets their hooks only where a hook asks everybody (a scan at the home screen).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import loans
from bench.crowd import crowded, on_the_path, seconds_of
from bench.measure import Line, spread
from kiosk.core.clock import SystemClock
from kiosk.core.host.growth import Growth
from kiosk.core.host.host import Host
from kiosk.core.host.limits import Limits
from kiosk.core.host.steps import Steps
from kiosk.link.slot import Slot

PLUGINS, TURNS = 50, 4
CALLS = 2000

KINDS = {"lent": "a loan", "back": "a return, begun by a scan that every plugin is asked about"}


def measure() -> Iterator[Line]:
    """The lines about plugins. The ratio is of the desk's processor time: what else the machine does is not in it."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        crowd = crowded(Path(folder) / "crowd", PLUGINS)
        rounds: dict[str, list[loans.Round]] = {"none": [], "fifty": []}
        houses = {name: loans.house(Path(folder) / name, members=1_000) for name in rounds}
        for _turn in range(TURNS):
            for name, path in (("none", None), ("fifty", crowd)):
                with on_the_path(path):
                    rounds[name].append(asyncio.run(loans.lend_and_take_back(houses[name])))
    for kind, words in KINDS.items():
        spent = {name: _processor_ms(some, kind) for name, some in rounds.items()}
        took = {
            name: [1000 * each for one in some for each in getattr(one, kind)]
            for name, some in rounds.items()
        }
        yield Line(
            f"{words}: the desk's processor time with {PLUGINS} plugins more ÷ without",
            spent["fifty"] / spent["none"],
            "×",
            aim=1.1,
            details=f"{spent['fifty']:.1f} against {spent['none']:.1f} ms; it takes {spread(took['fifty'])}; "
            f"without: {spread(took['none'])}",
        )
    yield from _step()


def _processor_ms(rounds: list[loans.Round], kind: str) -> float:
    """Of one loan or return."""
    count = sum(len(getattr(one, kind)) for one in rounds)
    return 1000 * sum(getattr(one, f"processor_{kind}") for one in rounds) / count


def _step() -> Iterator[Line]:
    """One step as it is in production: guard, slot, and the process measured before and after."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        slot = Slot(Path(folder) / "slot")
        for words, growth in (
            ("its guard and its slot", None),
            ("with growth measured too", Growth(Limits())),
        ):
            steps = Steps(slot, growth=growth)
            host = Host(SystemClock().now_ms, migrate=lambda _plugin, _folder: None, steps=steps)

            def guarded(host: Host = host, steps: Steps = steps) -> None:
                with host.guarded("bench", "step"), steps.within("bench", "step"):
                    pass

            yield Line(f"a step into a plugin's code: {words}", 1e6 * seconds_of(CALLS, guarded), "µs")
        slot.close()

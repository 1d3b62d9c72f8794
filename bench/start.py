"""From starting the kiosk to the first touch that it accepts, and what it costs while nobody is there.

"Cold" is a process start with a warm disk cache: emptying the machine's cache is not ours to do. The floor
and the kiosk are started in turn, and both are touched every few milliseconds from the first moment.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.eye import Eye
from bench.measure import Line, proportional_mb, resident_mb, share_of_a_core, tree
from bench.real import HEIGHT, WIDTH, Kiosk, bare, virtual
from kiosk.cli.demo_house import build
from kiosk.cli.x11 import Display

TURNS = 5
TAP_EVERY = 0.02
IDLE_SECONDS = 20.0
SETTLE_SECONDS = 5.0


def measure() -> Iterator[Line]:
    """The lines about start, memory and idling."""
    bare_starts: list[float] = []
    starts: list[float] = []
    bare_memory: list[float] = []
    with virtual() as screen, tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        settings = build(Path(folder), width=WIDTH, height=HEIGHT)
        for turn in range(TURNS):
            with bare(screen) as (process, display):
                bare_starts.append(until_accepted(display, process.began, _white))
                time.sleep(1.0)
                bare_memory = [resident_mb([process.pid]), proportional_mb([process.pid])]
            kiosk = Kiosk(settings, screen)
            try:
                starts.append(until_accepted(kiosk.display, kiosk.began, lambda _eye: kiosk.in_a_visit()))  # noqa: B023
                if turn == TURNS - 1:
                    kiosk.eye.until(kiosk.ready, 30)
                    costs = list(_costs(kiosk, bare_memory))
            finally:
                kiosk.stop()
    ratio = statistics.median(starts) / statistics.median(bare_starts)
    yield Line(
        "cold start to first accepted touch ÷ bare Kivy window",
        ratio,
        "×",
        aim=2.0,
        details=f"{statistics.median(starts):.2f} s; bare window {statistics.median(bare_starts):.2f} s; {TURNS} starts each",
    )
    yield from costs


def _costs(kiosk: Kiosk, bare_memory: list[float]) -> Iterator[Line]:
    pids = kiosk.pids()
    world = pids.pop("world", 0)
    time.sleep(SETTLE_SECONDS)
    each = ", ".join(
        f"{name} {resident_mb(tree([pid]) if name != 'watcher' else [pid]):.0f}" for name, pid in pids.items()
    )
    ours = list(pids.values())
    yield Line(
        "resident memory of all processes ÷ bare Kivy window",
        resident_mb(ours) / bare_memory[0],
        "×",
        aim=2.0,
        details=f"{resident_mb(ours):.0f} MB ({each}; bare {bare_memory[0]:.0f}), world {resident_mb([world]):.0f} MB more",
    )
    yield Line(
        "the same, shared pages counted once",
        proportional_mb(ours) / bare_memory[1],
        "×",
        details=f"{proportional_mb(ours):.0f} MB; bare {bare_memory[1]:.0f} MB",
    )
    yield Line(
        "idle in a visit: the screen's process",
        share_of_a_core([pids["shell"]], IDLE_SECONDS),
        "% of a core",
        aim=0.5,
    )
    time.sleep(100)  # the visit ends by itself
    shell, everything = [pids["shell"]], ours
    yield Line(
        "idle at the attract screen: the screen's process",
        share_of_a_core(shell, IDLE_SECONDS),
        "% of a core",
        aim=0.5,
    )
    yield Line(
        "idle at the attract screen: all processes", share_of_a_core(everything, IDLE_SECONDS), "% of a core"
    )


def _white(eye: Eye) -> bool:
    return eye.colour(WIDTH // 2, HEIGHT // 4) == (255, 255, 255)


def until_accepted(
    display: Display,
    began: float,
    accepted: Callable[[Eye], bool],
    at: tuple[int, int] = (WIDTH // 2, HEIGHT // 2),
) -> float:
    """Touch the screen again and again at one place; seconds from `began` until a touch had its effect."""
    eye = Eye(display)
    tapped = 0.0

    def touched() -> bool:
        nonlocal tapped
        if time.perf_counter() - tapped > TAP_EVERY:
            tapped = time.perf_counter()
            display.tap(*at)
        return accepted(eye)

    return eye.until(touched, 60, pause=0.005) - began

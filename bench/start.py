"""From starting the kiosk to the first touch that it accepts, and what it costs while nobody is there.

"Cold" is a process start with a warm disk cache: emptying the machine's cache is not ours to do. The floor
and the kiosk are started in turn, and both are touched every few milliseconds from the first moment.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.eye import Eye
from bench.measure import Line, proportional_mb, resident_mb, share_of_a_core, tree
from bench.real import HEIGHT, WIDTH, Kiosk, virtual
from kiosk.cli.demo_house import build
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.cli.x11 import Display

TURNS = 5
TAP_EVERY = 0.02
IDLE_SECONDS = 20.0
SETTLE_SECONDS = 5.0

BARE = Path(__file__).with_name("bare_window.py")


def measure() -> Iterator[Line]:
    """The lines about start, memory and idling."""
    bare_starts: list[float] = []
    starts: list[float] = []
    bare_memory: list[float] = []
    with virtual() as screen, tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        settings = build(Path(folder), width=WIDTH, height=HEIGHT)
        for turn in range(TURNS):
            with bare(screen) as (process, display):
                bare_starts.append(
                    until_accepted(display, _began(process), lambda eye: eye.colour(540, 400) == (255,) * 3)
                )
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
        details=f"{resident_mb(ours):.0f} MB ({each}; bare {bare_memory[0]:.0f}); with the world {resident_mb([*ours, world]):.0f} MB",
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


def _began(process: subprocess.Popen[bytes]) -> float:
    return float(process.args[-1]) if isinstance(process.args, list) else 0.0


@contextmanager
def bare(screen: VirtualScreen) -> Iterator[tuple[subprocess.Popen[bytes], Display]]:
    """The bare window, started now."""
    began = time.perf_counter()
    with Display(screen.name) as display:
        process = subprocess.Popen(
            [sys.executable, str(BARE), f"{WIDTH}x{HEIGHT}", str(began)],
            env={**os.environ, "DISPLAY": screen.name},
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process, display
        finally:
            process.kill()
            process.wait()


def until_accepted(display: Display, began: float, accepted: Callable[[Eye], bool]) -> float:
    """Touch the middle of the screen again and again; seconds from `began` until a touch had its effect."""
    eye = Eye(display)
    tapped = 0.0

    def touched() -> bool:
        nonlocal tapped
        if time.perf_counter() - tapped > TAP_EVERY:
            tapped = time.perf_counter()
            display.tap(WIDTH // 2, HEIGHT // 2)
        return accepted(eye)

    return eye.until(touched, 60) - began

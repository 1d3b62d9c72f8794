"""How it feels: from a finger's touch to the first changed pixel, from a scan's last byte to the prompt
drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.eye import Eye, like
from bench.measure import FRAME_MS, Line, percentile, spread
from bench.real import BACK, HEIGHT, LANGUAGE, WIDTH, Kiosk, bare, kiosk, virtual
from kiosk.cli.demo_house import MEMBERS
from kiosk.drivers.world.hands import WorldHands

TOUCHES, SCANS = 120, 100
MIDDLE = (WIDTH // 2, HEIGHT // 4)
BARE_GROUND = (26, 26, 77)


def measure() -> Iterator[Line]:
    """The lines about touch and scan."""
    with virtual() as screen, bare(screen) as (_, display):
        floor = _bare_touches(Eye(display))
        yield Line(
            "touch to visual feedback, p99, in the bare window",
            percentile(floor, 0.99) / FRAME_MS,
            "frames",
            details=spread(floor),
        )
    with virtual() as screen, kiosk(screen) as running:
        took = touches(running)
        yield Line(
            "touch to visual feedback, p99",
            percentile(took, 0.99) / FRAME_MS,
            "frames",
            aim=1.0,
            details=spread(took),
        )
        drawn = scans(running)
        yield Line(
            "last scan byte to prompt drawn, p50",
            percentile(drawn, 0.5) / FRAME_MS,
            "frames",
            details=spread(drawn),
        )
        yield Line(
            "last scan byte to prompt drawn, p99", percentile(drawn, 0.99) / FRAME_MS, "frames", aim=6.0
        )


def _bare_touches(eye: Eye) -> list[float]:
    """The same in the bare window, which turns from dark to white and back: Kivy's own loop, drawing nothing
    else."""
    took: list[float] = []
    eye.until(lambda: like(eye.colour(*MIDDLE), BARE_GROUND))
    for _ in range(TOUCHES):
        eye.still()
        before = eye.patch(*MIDDLE)
        began = time.perf_counter()
        eye.display.press(*MIDDLE)
        took.append(1000 * (eye.until_changed(*MIDDLE, before) - began))
        eye.display.release()
    return took


def touches(running: Kiosk) -> list[float]:
    """Milliseconds for each press of the language button: it answers a press at once, wherever the visit
    is."""
    took: list[float] = []
    running.wake()
    for _ in range(TOUCHES):
        running.wake()
        running.eye.still()
        before = running.eye.patch(*LANGUAGE)
        began = time.perf_counter()
        running.display.press(*LANGUAGE)
        took.append(1000 * (running.eye.until_changed(*LANGUAGE, before) - began))
        running.display.release()
    return took


def scans(running: Kiosk) -> list[float]:
    """Milliseconds from presenting a member card at the home screen until the member's screen has been drawn.

    The clock starts before the world is asked to scan, so its own hop is in the figure too.
    """
    took: list[float] = []
    with WorldHands(running.settings.world_socket) as hands:
        for number in range(SCANS):
            _to_home(running)
            before = _band(running.eye)
            card = MEMBERS[number % len(MEMBERS)][0]
            began = time.perf_counter()
            hands.scan("scanner", card)
            took.append(1000 * (running.eye.until(lambda seen=before: _band(running.eye) != seen) - began))
            running.eye.still()
    return took


def _to_home(running: Kiosk) -> None:
    """Back, or waking up, until nothing changes any more."""
    running.display.tap(*BACK)
    running.eye.still()
    if not running.in_a_visit():
        running.wake()
        running.eye.still()


def _band(eye: Eye) -> bytes:
    """The band of the title: another prompt has another one."""
    return eye.display.pixels(60, 180, WIDTH - 120, min(160, HEIGHT // 4))

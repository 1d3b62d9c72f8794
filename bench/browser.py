"""The same home screen as a page in Chromium's kiosk mode: figures to know, not to beat.

Left out when there is no Chromium (Debian's package `chromium`): it is no part of the product.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.eye import Eye, NotSeen, like
from bench.measure import (
    FRAME_MS,
    Line,
    percentile,
    proportional_mb,
    resident_mb,
    share_of_a_core,
    spread,
    tree,
)
from bench.real import HEIGHT, WIDTH, virtual
from bench.start import until_accepted
from kiosk.cli.x11 import Display

PAGE = Path(__file__).with_name("home.html")
TILE = (300, 420)
GROUND, TOUCHED = (255, 255, 255), (0xDC, 0xEB, 0xE8)
TOUCHES = 60
IDLE_SECONDS = 15.0


def measure() -> Iterator[Line]:
    """The lines about the browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("there is no Chromium here; its figures are left out (apt-get install chromium)")
        return
    with (
        virtual() as screen,
        tempfile.TemporaryDirectory(prefix="kiosk-bench-", ignore_cleanup_errors=True) as profile,
        Display(screen.name) as display,
    ):
        for _ in range(2):  # the first start makes its profile, the second is the one that counts
            began = time.perf_counter()
            process = _start(program, screen.name, profile)
            try:
                took = until_accepted(display, began, lambda eye: like(eye.colour(*TILE), TOUCHED), at=TILE)
                lines = [Line("Chromium, the same home screen: start to first touch", took, "s")]
                lines += _costs(Eye(display), process)
            except NotSeen:
                print("Chromium did not show the page; its figures are left out")
                return
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        yield from lines


def _costs(eye: Eye, process: subprocess.Popen[bytes]) -> Iterator[Line]:
    time.sleep(2)
    pids = tree([process.pid])
    yield Line(
        "Chromium: resident memory",
        resident_mb(pids),
        "MB",
        details=f"{len(pids)} processes; shared pages counted once {proportional_mb(pids):.0f} MB",
    )
    touches = list(_touches(eye))
    yield Line(
        "Chromium: touch to visual feedback, p99",
        percentile(touches, 0.99) / FRAME_MS,
        "frames",
        details=spread(touches),
    )
    yield Line("Chromium: idle", share_of_a_core(pids, IDLE_SECONDS), "% of a core")


def _touches(eye: Eye) -> Iterator[float]:
    for _ in range(TOUCHES):
        eye.still()
        before = eye.patch(*TILE)
        began = time.perf_counter()
        eye.display.press(*TILE)
        yield 1000 * (eye.until_changed(*TILE, before) - began)
        eye.display.release()


def _start(program: str, display: str, profile: str) -> subprocess.Popen[bytes]:
    words = [
        program,
        "--kiosk",
        f"--user-data-dir={profile}",
        f"--window-size={WIDTH},{HEIGHT}",
        "--window-position=0,0",
    ]
    words += [
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-component-update",
        "--password-store=basic",
    ]
    words += ["--disable-background-networking", "--disable-sync", "--disable-features=Translate"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium refuses to be root otherwise
    return subprocess.Popen(
        [*words, PAGE.as_uri()],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # its dozen processes go together
    )

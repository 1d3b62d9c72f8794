"""Plugins for the bench, installed as a stranger's are: a package and its entry point on the path of the processes.

`crowded` is a folder with so many plugins that implement every hook and have nothing to say; `computing` one with a thread
that computes in pure Python without pause, as a careless author's might.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MANIFEST = 'id = "{id}"\nversion = "1"\nhost = ">=1,<2"\ntitle = "{id}"\nservices = {services}\n'

_CROWD = """
from kiosk.core.api import *

async def nothing(visit):
    await visit.ask(Notice("information", "Nothing"))

@hookimpl
def kiosk_services(settings):
    return [Service("{id}.staff", "Nothing", nothing, audience="staff")]

@hookimpl
def kiosk_availability(tx, service_id, settings):
    return Availability("nothing")

@hookimpl
def kiosk_claim_scan(tx, scan, settings):
    return None

@hookimpl
def kiosk_settle(tx, reservation, facts, settings):
    return None

@hookimpl
def kiosk_check(tx):
    return []
"""

_COMPUTING = """
import threading
from kiosk.core.api import *

def compute():
    number = 1
    while True:
        number = (number * 1103515245 + 12345) % 2147483648

async def nothing(visit):
    await visit.ask(Notice("information", "Nothing"))

@hookimpl
def kiosk_services():
    threading.Thread(target=compute, daemon=True, name="computing").start()
    return [Service("{id}.staff", "Nothing", nothing, audience="staff")]
"""


def install(folder: Path, name: str, code: str) -> None:
    """One plugin package with its entry point, into a folder that is on the path."""
    package = folder / f"bench_{name}"
    package.mkdir(parents=True)
    (package / "plugin.toml").write_text(_MANIFEST.format(id=name, services=f'["{name}.staff"]'))
    (package / "__init__.py").write_text(code.replace("{id}", name))
    known = folder / f"bench_{name}-1.dist-info"
    known.mkdir()
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: bench-{name}\nVersion: 1\n")
    (known / "entry_points.txt").write_text(f"[kiosk.plugins]\n{name} = bench_{name}\n")


def crowded(folder: Path, count: int) -> Path:
    """So many plugins with every hook."""
    for number in range(count):
        install(folder, f"crowd{number:02d}", _CROWD)
    return folder


def computing(folder: Path) -> Path:
    """One plugin with a thread that never pauses."""
    install(folder, "computing", _COMPUTING)
    return folder


@contextmanager
def on_the_path(folder: Path | None) -> Iterator[None]:
    """Processes started meanwhile find what is installed there; None: nothing more than what is here."""
    before = os.environ.get("PYTHONPATH")
    if folder is not None:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *([before] if before else [])])
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PYTHONPATH", None)
        else:
            os.environ["PYTHONPATH"] = before


def seconds_of(count: int, work: object) -> float:
    """Median of seven: seconds for one call of `work`, called so often in a row."""
    took = []
    for _turn in range(7):
        began = time.perf_counter()
        for _call in range(count):
            work()  # type: ignore[operator]
        took.append((time.perf_counter() - began) / count)
    return statistics.median(took)

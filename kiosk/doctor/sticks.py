"""USB sticks that are mounted: where a support archive can be carried away from a box without a network."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.doctor.case import Machine

PLACES = ("/media/", "/run/media/", "/mnt/")
"""Below these, systems mount what people plug in."""


def sticks(machine: Machine | None = None) -> list[Path]:
    """Mounted sticks, writable or not: who may not write is told so when it is tried."""
    found = []
    for line in (machine or Machine()).text("proc/self/mounts").splitlines():
        words = line.split(" ")
        if len(words) > 3 and words[0].startswith("/dev/"):
            place = words[1].encode().decode("unicode_escape")  # a blank in a name is \040
            if place.startswith(PLACES) and os.path.isdir(place):  # noqa: PTH112 - a name out of the kernel's list
                found.append(Path(place))
    return found

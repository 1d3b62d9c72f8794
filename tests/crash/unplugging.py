"""Plugs that come out of their sockets at random moments, and go in again; and the account of the paper.

Scanner, lock boards and printer hang on serial lines of their own here (`build_house(on_plugs=True)`). How soon a device serves
again is read from the device process's log, which says once that it is lost and once that it is back.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import time
from collections import Counter
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.crash.box import Box, until

PLUGS = {"scanner": "unplugged", "1F 东门": "bus_unplugged", "printer": "refuses"}
"""Each device by its name, and the fault that is its plug being out."""

BACK_SECONDS = 20.0
"""When a device must serve again after its plug went in; the longest wait between two attempts is ten, varied by a fifth."""

HALF_PRINTED = "while printing"
"""How the reason ends of a slip that failed with its beginning on the paper: nobody can use it, its code stands at its end."""

_LOST_OR_BACK = re.compile(r"device (?P<name>.+?): (?P<what>back$|.*\([a-z_]+\)$)")


class Unplugging:
    """Pulls plugs by dice while somebody is served. What happens is counted by device."""

    def __init__(self, box: Box, dice: random.Random) -> None:
        self._box = box
        self._dice = dice
        self._hands = box.hands()
        self._due: list[tuple[float, str, bool]] = []
        self._out: set[str] = set()
        self.happened: Counter[str] = Counter()
        self.slowest = 0.0

    def plan(self) -> None:
        """Each plug comes out within the next two seconds or so, for a moment or for a while."""
        now = time.monotonic()
        self._due = [
            one for one in self._due if one[2]
        ]  # what is out goes in again; nothing else is left over
        for name in PLUGS:
            if self._dice.random() < 0.8:
                out_at = now + self._dice.uniform(0, 2.5)
                self._due.append((out_at, name, False))
                self._due.append((out_at + self._dice.choice((0.02, 0.1, 0.4, 1.2)), name, True))

    def tick(self) -> None:
        """Do what is due."""
        now = time.monotonic()
        for due in sorted(one for one in self._due if one[0] <= now):
            self._due.remove(due)
            _at, name, plugged = due
            if plugged:
                self._plug(name)
            elif name not in self._out:
                self._out.add(name)
                self.happened[f"{name} unplugged"] += 1
                self._hands.fault(PLUGS[name], device=name)

    def calm(self) -> None:
        """All plugs are in, and each device serves again."""
        self._due.clear()
        for name in tuple(self._out):
            self._plug(name)
        began = time.monotonic()
        until(self._all_serve, "every device back after its plug went in", BACK_SECONDS)
        self.slowest = max(self.slowest, time.monotonic() - began)

    def _plug(self, name: str) -> None:
        if name in self._out:
            self._out.discard(name)
            self._hands.fault(PLUGS[name], device=name, on=False)

    def _all_serve(self) -> bool:
        return not lost(self._box.log("devices"))


def lost(log: Path) -> set[str]:
    """Devices whose loss the log has told, and not yet their return."""
    gone: set[str] = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        if found := _LOST_OR_BACK.search(line):
            (gone.discard if found["what"] == "back" else gone.add)(found["name"])
    return gone


def codes_on(slips: list[Path]) -> Counter[str]:
    """How many of these slips carry each code."""
    printed: Counter[str] = Counter()
    for path in slips:
        with Image.open(path) as picture:
            printed.update({code.text for code in zxingcpp.read_barcodes(picture.convert("L"))})
    return printed


def paper(store: sqlite3.Connection, slips: list[Path]) -> list[str]:
    """What the paper and the books say differently: a slip that is promised and not there, or there twice."""
    jobs = store.execute("SELECT slip, state, reason FROM operations WHERE kind = 'print_slip'").fetchall()
    printed = codes_on(slips)
    intended, done = Counter[str](), Counter[str]()
    for slip, state, _reason in jobs:
        for code in (block["data"] for block in json.loads(slip)["blocks"] if block.get("type") == "code"):
            intended[code] += state != "failed"
            done[code] += state == "done"
    found = [f"the slip {code} is said to be printed, and it is not" for code in done - printed]
    found += [f"the slip {code} was printed more often than it was asked for" for code in printed - intended]
    possible = sum(state != "failed" or reason.endswith(HALF_PRINTED) for _slip, state, reason in jobs)
    inked = sum(map(_has_ink, slips))
    if inked > possible:
        found.append(f"{inked} slips have ink on them, and {possible} jobs can have made one")
    return found


def _has_ink(slip: Path) -> bool:
    """Whatever may hang out after a broken connection is cut off: often it is a strip of nothing."""
    with Image.open(slip) as picture:
        return picture.convert("L").getextrema()[0] != 255

"""All rules over one plugin, in the order in which an author mends them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kiosk.testing.quality import constants, imports, journeys, manifest, texts
from kiosk.testing.quality.complaint import Complaint, excused
from kiosk.testing.quality.home import Home


class Verdict(msgspec.Struct):
    """What is to be mended, and what was looked at."""

    complaints: list[Complaint]
    journeys: int = 0
    endings: int = 0
    reached: int = 0


def judge(home: Home, *, play: bool = True) -> Verdict:
    """Hold every rule against a plugin; without `play` only those that read it, which takes a second."""
    try:
        read = [*_read(home)]
    except SyntaxError as fault:
        path = Path(fault.filename or home.package)
        return Verdict([Complaint(path, fault.lineno or 0, "manifest", f"this is not Python: {fault.msg}")])
    played = journeys.run(home) if play else journeys.Outcome([])
    lines = {source.path: source.lines for source in [*home.sources, *home.test_sources]}
    kept = [one for one in [*read, *played.complaints] if not excused(one, lines.get(one.path, []))]
    return Verdict(_sorted(kept), played.journeys, played.endings, played.reached)


def _read(home: Home) -> Iterator[Complaint]:
    for rule in (manifest, imports, texts, constants):
        yield from rule.complaints(home)


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(set(complaints), key=lambda one: (str(one.path), one.line, one.rule))

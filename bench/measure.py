"""Figures: percentiles, what a process costs, and the lines of the table."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FRAME_MS = 16.7
"""One frame of a 60 Hz screen."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Line:
    """One line of the table. `aim` is what we want of `value`; None: a figure to know."""

    what: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    """Whether the aim is a floor (loans a second) and not a ceiling (milliseconds)."""
    details: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def as_dict(self) -> dict[str, object]:
        """For the JSON file."""
        return {**asdict(self), "met": self.met}


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share (0 to 1) of the values do not exceed; the largest of few values for a high
    share."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """Median, 99th percentile and number, in words."""
    return f"p50 {percentile(values, 0.5):.1f} {unit}, p99 {percentile(values, 0.99):.1f} {unit}, n {len(values)}"


def tree(pids: Iterable[int]) -> list[int]:
    """These processes and everything below them."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.append(pid)
            waiting += children.get(pid, [])
    return found


def resident_mb(pids: Iterable[int]) -> float:
    """The sum of the resident memory, as `ps` shows it: what processes share counts in each."""
    return sum(_status_kb(pid, "VmRSS") for pid in pids) / 1024


def proportional_mb(pids: Iterable[int]) -> float:
    """The same with shared pages divided among those that share them (PSS): what the machine really gives."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _status_kb(pid: int, key: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
    except OSError:
        pass  # it ended meanwhile
    return 0


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time that these processes have used so far."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def share_of_a_core(pids: Sequence[int], seconds: float) -> float:
    """Per cent of one core that these processes use, over so many seconds of doing nothing ourselves."""
    before, began = processor_seconds(pids), time.monotonic()
    time.sleep(seconds)
    return 100 * (processor_seconds(pids) - before) / (time.monotonic() - began)


def table(lines: Sequence[Line]) -> str:
    """The lines as text, for a terminal."""
    rows = [("", "measured", "aim", "", "")]
    for line in lines:
        sign = "" if line.aim is None else "≥ " if line.at_least else "≤ "
        aim = "" if line.aim is None else f"{sign}{line.aim:g} {line.unit}"
        met = {None: "to know", True: "met", False: "MISSED"}[line.met]
        rows.append((line.what, f"{line.value:.3g} {line.unit}", aim, met, line.details))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    )

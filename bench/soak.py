"""`make soak VISITS=10000`: the whole kiosk, all its processes, through so many visits; what grows?

The real watcher, desk, devices, world and screen (on a virtual display, drawing every question). Whoever visits is a program
beside the screen (`passer_by`), so that what is measured is the kiosk and not a finger's pace; touches through the display are
`make tremor`. Memory, file handles and threads of each process are read every hundred visits. Exit status 1 when a process
has grown by 20 MB or more from visit 1,000 on (from the tenth part of the visits, when they are fewer than 10,000).

Unlike a real day: pulses and switches are quick, nobody stands and thinks, and hardly anybody leaves anything wrong, because
nobody clears it up. The report is written with each sample, so that a run that is ended early tells what it knows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import proportional_mb, resident_mb
from bench.passer_by import PasserBy
from bench.real import Kiosk
from kiosk.cli.demo_house import MEMBERS, build, staff_pin
from kiosk.cli.tour_house import in_the_morning
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.link.settings import Settings, load

GROWTH_MB = 20.0
EVERY = 100
TALL, SMALL = (1080, 1920), (800, 480)
QUICK = "pulse_ms = 60\ncooldown_ms = 120\ndebounce_ms = 20\n"
"""Of the [[bank]]: 10,000 pulses of 0.3 s would be most of the run."""


@dataclass(frozen=True)
class Sample:
    """One process at one moment; megabytes."""

    visit: int
    seconds: float
    room: str
    pid: int
    rss: float
    pss: float
    uss: float
    handles: int
    threads: int


def sample(visit: int, seconds: float, pids: dict[str, int]) -> list[Sample]:
    """Every process now."""
    return [
        Sample(
            visit,
            round(seconds, 1),
            room,
            pid,
            round(resident_mb([pid]), 2),
            round(proportional_mb([pid]), 2),
            round(unique_mb(pid), 2),
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            len(list(Path(f"/proc/{pid}/task").iterdir())),
        )
        for room, pid in pids.items()
    ]


def unique_mb(pid: int) -> float:
    """What would be given back if the process ended (USS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def growth(samples: Sequence[Sample], start: int) -> dict[str, float]:
    """Megabytes that each process has grown by since visit `start` (PSS; the mean of ten samples at each end, because a
    collection may be due at either)."""
    found: dict[str, float] = {}
    for room in dict.fromkeys(one.room for one in samples):
        after = [one.pss for one in samples if one.room == room and one.visit >= start]
        few = max(1, min(10, len(after) // 2))
        found[room] = round(sum(after[-few:]) / few - sum(after[:few]) / few, 2)
    return found


def house(folder: Path, width: int, height: int) -> Settings:
    """The demo's house with quick doors, umbrellas that dry at once, and a zone in which it is late morning now."""
    settings = build(folder, width=width, height=height)
    text = settings.path.read_text(encoding="utf-8")
    text = in_the_morning(text, datetime.now(UTC))
    text = text.replace('factory = "world"\n', f'factory = "world"\n{QUICK}')
    text += "\n[plugins.lending]\nrest_minutes = 0\numbrella_limit = 10\nunverified_limit = 10\n"
    settings.path.write_text(text, encoding="utf-8")
    return load(settings.path)


async def soak(running: Kiosk, visits: int, every: int, keep: Callable[[Report], None]) -> Report:
    """So many visits. `keep` is given the report with each sample."""
    settings = running.settings
    person = await PasserBy.reach(
        settings, cards=tuple(member[0] for member in MEMBERS), staff=staff_pin(settings)
    )
    began = time.monotonic()
    pids = running.pids()
    report = Report(visits=0, start=1_000 if visits >= 10_000 else max(every, visits // 10))
    try:
        for visit in range(1, visits + 1):
            await person.visit()
            if visit % every == 0:
                now = running.pids()
                report.revived += sum(now[room] != pid for room, pid in pids.items())
                pids = now
                report.visits = visit
                report.samples += sample(visit, time.monotonic() - began, pids)
                report.done = dict(person.done)
                keep(report)
                told = ", ".join(f"{one.room} {one.pss:.0f}" for one in report.samples[-len(pids) :])
                print(
                    f"{visit} visits, {time.monotonic() - began:.0f} s: {told} MB; {report.done}", flush=True
                )
    finally:
        await person.leave()
    return report


@dataclass
class Report:
    """What a run has found so far. `revived`: how often a process had to be started anew."""

    visits: int
    start: int
    revived: int = 0
    done: dict[str, int] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)

    @property
    def grown(self) -> dict[str, float]:
        """Megabytes, by room."""
        return growth(self.samples, self.start)

    def write(self, out: Path) -> None:
        """As JSON."""
        whole = {**asdict(self), "growth_mb": self.grown}
        out.write_text(json.dumps(whole, ensure_ascii=False) + "\n")


def run(visits: int, every: int, panel: tuple[int, int], keep: Callable[[Report], None]) -> Report:
    """The whole of it, with a house of its own, on a panel of so many pixels."""
    with VirtualScreen(*panel) as screen, tempfile.TemporaryDirectory(prefix="kiosk-soak-") as folder:
        running = Kiosk(house(Path(folder), *panel), screen)
        try:
            running.eye.until(running.ready, 60)
            return asyncio.run(soak(running, visits, every, keep))
        finally:
            running.stop()


def table(report: Report) -> str:
    """The report in lines."""
    lines = [f"{report.visits} visits, growth from visit {report.start} on; {report.done}"]
    lines.append(
        f"{'':10}{'growth':>10}{'PSS first':>11}{'PSS last':>10}{'USS last':>10}{'RSS last':>10}  handles  threads"
    )
    for room, by in report.grown.items():
        of = [one for one in report.samples if one.room == room]
        lines.append(
            f"{room:10}{by:>7.2f} MB{of[0].pss:>11.1f}{of[-1].pss:>10.1f}{of[-1].uss:>10.1f}{of[-1].rss:>10.1f}"
            f"  {of[0].handles:>3}→{of[-1].handles:<3}  {of[0].threads:>3}→{of[-1].threads:<3}"
        )
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=EVERY)
    parser.add_argument("--out", type=Path, default=Path("build/soak.json"))
    parser.add_argument(
        "--small", action="store_true", help="on the 7-inch panel: drawn in a fifth of the time"
    )
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    report = run(
        given.visits, given.every, SMALL if given.small else TALL, lambda report: report.write(given.out)
    )
    print(table(report))
    too_much = [room for room, by in report.grown.items() if by >= GROWTH_MB]
    for room in too_much:
        print(f"{room} has grown by {report.grown[room]:.1f} MB; the most is {GROWTH_MB:g}")
    return 1 if too_much or report.revived else 0


if __name__ == "__main__":
    sys.exit(main())

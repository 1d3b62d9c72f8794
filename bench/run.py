"""`make bench`: everything that is measured, as one table of ratios, and as JSON in build/bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Line, table

PARTS = {
    "loans": "durable loans a second against bare sqlite3; 1,000 against 1,000,000 members",
    "feel": "touch to feedback, scan to prompt drawn",
    "busy": "the same while a plugin's thread computes without pause",
    "plugins": "fifty plugins against none",
    "ledger": "a card's enquiry, a top-up and a day's report with a million members and ten million lots (some minutes)",
    "cards": "a card written and checked against the time of its bytes on the line",
    "wires": "a scan to its event, bytes on paper, a locker's command to its pulse",
    "start": "start to first touch and memory against a bare Kivy window; idling",
    "restore": "a store of five million rows put back, against the bare copy of its file (some minutes)",
    "browser": "the same home screen in Chromium's kiosk mode: figures to know",
}


BUSY = 0.5
"""Load for each core at the start, beyond which the figures are not to be believed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that are named, else all. Always 0: a busy machine is not a fault."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios from one run.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="; ".join(f"{k}: {v}" for k, v in PARTS.items())
    )
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"), help="where the figures go")
    parsed = parser.parse_args(arguments)
    unknown = set(parsed.parts) - PARTS.keys()
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    lines: list[Line] = []
    for part in parsed.parts or PARTS:
        print(f"measuring {PARTS[part]} …", flush=True)
        try:
            lines += importlib.import_module(f"bench.{part}").measure()
        except Exception:  # noqa: BLE001 - one part that cannot be measured must not cost the others' figures
            traceback.print_exc()
            print(f"{part} could not be measured")
    print(f"\n{machine()}\n")
    print(table(lines))
    if busy:
        print(
            "\nThe machine was busy with something else: ratios of times are worth little, memory and counts are right."
        )
    parsed.out.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "machine": machine(),
        "lines": [line.as_dict() for line in lines],
    }
    parsed.out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return 0


def machine() -> str:
    """What it was measured on; without the machine's name."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"

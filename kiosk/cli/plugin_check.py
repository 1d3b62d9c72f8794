"""`kiosk plugin check`: holds a plugin against the rules that a mall and its customers are owed.

PATH is its project folder or its package, or the id of an installed one. Its own tests are played too, watched; they need
the plugin installed here (`pip install --no-deps -e .`). 0: every rule is kept; 1: something is to be mended, said with file
and line; 2: there is no such plugin.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugin check`."""
    parser.add_argument("plugin", metavar="PATH|ID", nargs="?", default=".", help="which plugin (here)")
    parser.add_argument(
        "--tests", type=Path, metavar="PATH", help="its journeys, when they are not in its tests/"
    )
    parser.add_argument("--quick", action="store_true", help="only read it, play no journey: one second")


def run(parsed: argparse.Namespace) -> int:
    """Judge it, and say what is to be mended."""
    import coverage  # noqa: F401 - said before a minute of journeys, when it is missing

    from kiosk.testing.quality.home import NoPlugin, find
    from kiosk.testing.quality.rules import judge

    try:
        home = find(parsed.plugin, parsed.tests)
    except NoPlugin as problem:
        print(f"kiosk plugin check: {problem}", file=sys.stderr)
        return 2
    verdict = judge(home, play=not parsed.quick)
    for complaint in verdict.complaints:
        print(complaint.told(Path.cwd()))
    played = (
        "journeys not played (--quick)"
        if parsed.quick
        else f"{verdict.journeys} journeys played, {verdict.reached} of {verdict.endings} endings reached"
    )
    count = len(verdict.complaints)
    if not count:
        print(f"{home.id} keeps every rule; {played}.")
        return 0
    print(f"{home.id}: {'one thing' if count == 1 else f'{count} things'} to mend; {played}.")
    return 1

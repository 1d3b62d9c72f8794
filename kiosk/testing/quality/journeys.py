"""Runs a plugin's own tests, watched: which endings they reach, what their screens owe, and what they let slip.

In a process of its own, so that nothing of the plugin is imported here, and under coverage.py, which knows how a line was
left. A suite that fails says nothing about endings; its own words are told instead.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kiosk.testing.quality.complaint import Complaint
from kiosk.testing.quality.endings import Arcs, endings
from kiosk.testing.quality.home import Home
from kiosk.testing.quality.recorder import VARIABLE, Found, Record

TOLD_LINES = 30
"""Of a suite that fails."""

PASSED, NO_TESTS = 0, 5
"""What pytest's exit statuses mean."""


class Outcome(msgspec.Struct):
    """What the journeys showed."""

    complaints: list[Complaint]
    journeys: int = 0
    endings: int = 0
    reached: int = 0


def run(home: Home) -> Outcome:
    """Run the tests and judge them."""
    if home.tests is None:
        words = (
            "there are no tests: write journeys in tests/, one to every ending (`kiosk plugin new` shows how)"
        )
        return Outcome([Complaint(home.root, 0, "ending", words)])
    with tempfile.TemporaryDirectory(prefix="kiosk-check-") as folder:
        status, told, record, arcs = _watched(home, home.tests, Path(folder))
    if status != PASSED:
        words = "no test was found" if status == NO_TESTS else "the tests do not pass; mend them first"
        return Outcome([Complaint(home.tests, 0, "ending", f"{words}:\n{_last(told)}")])
    if not record.journeys:
        words = "no test plays a journey: ask for the fixture kiosk or make_kiosk"
        return Outcome([Complaint(home.tests, 0, "ending", words)])
    found = [_seen(home, one) for one in record.found]
    everything = endings(home)
    missed = [one for one in everything if not one.reached(arcs.get(one.path, ()))]
    for one in missed:
        reaches = "goes on as far as" if one.leaves else "reaches"
        words = f"no journey {reaches} {one.words}: write one, or say why none can with `# allow ending: …`"
        found.append(Complaint(one.path, one.line, "ending", words))
    return Outcome(found, record.journeys, len(everything), len(everything) - len(missed))


def _watched(home: Home, tests: Path, folder: Path) -> tuple[int, str, Record, dict[Path, Arcs]]:
    data, record = folder / "coverage", folder / "record.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "coverage", "run", "--branch", f"--data-file={data}"),
            f"--include={home.package}/*",
            *(
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-x",
                "--tb=short",
                "--show-capture=no",
                "-p",
                "kiosk.testing.quality.recorder",
            ),
            str(tests),
        ],
        cwd=home.root if not home.strange_tests else Path.cwd(),
        env={**os.environ, VARIABLE: str(record), "COVERAGE_RCFILE": "/dev/null"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout + done.stderr
    seen = msgspec.json.decode(record.read_bytes(), type=Record) if record.exists() else Record()
    return done.returncode, told, seen, _arcs(data)


def _arcs(path: Path) -> dict[Path, Arcs]:
    from coverage import CoverageData

    if not path.exists():
        return {}
    data = CoverageData(str(path))
    data.read()
    return {Path(file).resolve(): frozenset(data.arcs(file) or ()) for file in data.measured_files()}


def _seen(home: Home, found: Found) -> Complaint:
    """Where the event that it stood in is written; else the test that showed it."""
    words = f"{found.words} (seen in {found.test})"
    if found.rule == "personal":
        words += "; put ids there, and nothing that tells who"
    path, line = next(_written(home, found.event), (home.package, 0)) if found.event else (home.package, 0)
    return Complaint(path, line, found.rule, words)


def _written(home: Home, event: str) -> Iterator[tuple[Path, int]]:
    for source in home.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and node.value == event:
                yield source.path, node.lineno


def _last(told: str) -> str:
    lines = [line for line in told.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-TOLD_LINES:])

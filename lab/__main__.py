"""`make lab`: build what is missing, run the machine, say what it showed.

    python -m lab                      the whole run
    python -m lab --only shows_gpio    one file, and no reset at the end
    python -m lab --write              the table of docs/devices.md too, if all is well

Exit status: 0 all was shown; 1 something was not; 69 the lab cannot run here, with what it needs.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
from pathlib import Path

import msgspec

from lab import cargo, image, results
from lab.machine import Machine, MachineDied
from lab.needs import NeedsMore, check

LONGEST_SECONDS = 90 * 60.0
GUEST = Path(__file__).parent / "guest"
PAGE = Path(__file__).parents[1] / "docs" / "devices.md"


def main() -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m lab", description="The project's drivers and units on a real kernel."
    )
    parser.add_argument("--out", type=Path, default=Path("build/lab"), help="where console and results go")
    parser.add_argument(
        "--only", action="append", default=[], metavar="FILE", help="one file of lab/guest; may be repeated"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/devices.md")
    asked = parser.parse_args()
    try:
        run = _run(asked.out, asked.only)
    except (NeedsMore, MachineDied) as fault:
        print(fault, file=sys.stderr)
        return 69
    complaints = [each for each in run.complaints if not asked.only or ": " in each]
    for each in complaints:
        print(f"NOT SHOWN  {each}", file=sys.stderr)
    print(
        f"{sum(each.good for each in run.shown)} shown, {len(complaints)} not, {run.seconds:.0f} s; "
        f"console and results: {asked.out}"
    )
    if asked.write and not complaints:
        results.write(PAGE, results.table(run, titles()))
    return 1 if complaints else 0


def _run(out: Path, only: list[str]) -> results.Run:
    code_name = image.release()
    cache = image.cache()
    cache.mkdir(parents=True, exist_ok=True)
    disk = image.image_of(cache, code_name)
    check(cache, built=disk.built)
    if not disk.built:
        image.build(disk, code_name, _say)
    out.mkdir(parents=True, exist_ok=True)
    cargo.pack(out / "cargo.tar", disk.lgpio, only)
    run = results.Run()
    began = time.monotonic()
    machine = Machine(disk, out / "cargo.tar", out)
    _say("the machine is starting")
    try:
        for line in machine.watch(LONGEST_SECONDS):
            shown = run.take(line)
            if shown is not None:
                _say(f"  {'yes' if shown.good else 'NO '}  {shown.shows}")
                for words in shown.saw:
                    _say(f"         {words}")
                if not shown.good:
                    _say(shown.words)
            elif "event" in line:
                _say(f"  ({run.events[-1]})")
    finally:
        machine.end()
        (out / "cargo.tar").unlink(missing_ok=True)
    run.seconds = time.monotonic() - began
    (out / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(run)))
    return run


def titles() -> dict[str, str]:
    """The first sentence of each showing file."""
    found = {}
    for file in GUEST.rglob("shows_*.py"):
        words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or file.stem
        found[file.stem] = " ".join(words.split("\n\n")[0].split())
    return found


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())

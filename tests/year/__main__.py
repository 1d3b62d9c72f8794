"""`make year`: 365 days at one mall, 100,000 visits, 1,000 kills and power cuts; every form made again out of the journal.

    make year                                       the year, within the hour on two cores
    make year ARGS="--days 30 --visits 8000"        a month
    make year ARGS="--seed 7 --in /somewhere"       other dice; the store stays there to be looked at

The plan comes out of the seed, and so do the moments at which a life ends, as far as a signal can be aimed: the same seed has
the same visits on the same days, and ends within milliseconds of the same visit. A line tells what each month came to; at the
end stand the figures, and in `build/year.json`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.year.plan import Plan
from tests.year.running import Year


def main() -> int:
    """Exit status 1 when a figure differs, or `kiosk check` has something to say."""
    words = argparse.ArgumentParser(prog="make year", description="a year at one mall")
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--visits", type=int, default=100_000)
    words.add_argument("--kills", type=int, help="1,000 a year, unless told otherwise")
    words.add_argument("--seed", type=int, default=2026)
    words.add_argument("--minutes", type=float, default=600.0, help="begin no month after so long")
    words.add_argument("--out", type=Path, default=Path("build/year.json"))
    words.add_argument(
        "--in", dest="folder", type=Path, help="keep the store there, and go on with one that is there"
    )
    given = words.parse_args()
    kills = given.kills if given.kills is not None else round(given.visits / 100)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="kiosk-year-") as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        year = Year(
            Plan(given.seed, given.days, given.visits), kills, folder, lambda text: print(text, flush=True)
        )
        year.until = time.monotonic() + 60 * given.minutes
        told = year.run()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(told.as_json(), "utf-8")
    print(f"seed {told.seed}: {told.visits} of {told.wanted} visits, {told.kills} ends of a life")
    print(f"{told.power_cuts} of them power cuts, which took {dict(told.lost)}")
    print(f"{told.entries} entries, {told.journal} rows of the journal, {told.shifts} shifts")
    print(f"{told.months_closed} months closed, {told.seconds:.0f} s")
    print(f"{told.figures} figures compared, {len(told.differences)} differences")
    print(f"kiosk check: {len(told.wrong)} findings")
    if told.not_recomputed:
        print(f"made by the product and not made again: {', '.join(told.not_recomputed)}")
    for text in (*told.differences[:20], *told.wrong[:20]):
        print(f"  {text}")
    return int(bool(told.differences or told.wrong))


if __name__ == "__main__":
    sys.exit(main())

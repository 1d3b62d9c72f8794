"""The table fault × last word × staff × record of docs/devices.md, from what a run of all cases has seen.

`python -m tests.faults.table SEEN` replaces what stands between the two marks of the page; nobody writes there by hand. A run
of a few cases leaves the page as it is, and prints them.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TypedDict

from tests.faults.outcome import Outcome
from tests.faults.situations import ALIKE, CANNOT, STRIKES_LATER, cases

PAGE = Path(__file__).parents[2] / "docs" / "devices.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


WHOSE_FOLDER = re.compile(r"/\S*/run/")
"""Where a box of this run happened to be."""

PYSERIAL = (
    "device reports readiness to read but returned no data (device disconnected or multiple access on port?)"
)


class Row(TypedDict):
    """One line of the table."""

    device: str
    fault: str
    moment: str
    said: str
    staff: str
    record: str


FOR_STAFF = {
    "call": "the bell rings",
    "not_taken": "look whether it was taken",
    "uncertain": "look whether it was taken",
    "returning": "look whether it is in there",
    "left_open": "shut the door",
    "door": "try the door",
    "slip": "a copy of the slip, or nobody needs it",
    "unknown": "read the card before it is given out",
    "spoiled": "write the card again, or destroy it",
    "reencode": "write the member's stripe",
}
"""What waits for staff, in words; a kind that is not here stands under its own name."""


def row_of(outcome: Outcome) -> Row:
    """In words."""
    last = outcome.last
    record = [WHOSE_FOLDER.sub("", one).replace(PYSERIAL, "the line is gone") for one in outcome.record]
    told = f"**{last.title}** {last.more}".strip() if last is not None else ""
    return Row(
        device=outcome.case.device,
        fault=outcome.case.fault,
        moment=outcome.case.moment.words,
        said=told,
        staff=", ".join(dict.fromkeys(FOR_STAFF.get(kind, kind) for kind in outcome.questions)) or "–",
        record="; ".join(record),
    )


def in_order(rows: list[Row]) -> list[Row]:
    """In the product's order, whichever box was quicker; of a case that was played again, the last."""
    seen = {(row["device"], row["fault"], row["moment"]): row for row in rows}
    keys = [(case.device, case.fault, case.moment.words) for case in cases()]
    return [seen[key] for key in keys if key in seen]


def left_out(rows: list[Row]) -> list[str]:
    """How much was played, and what was not."""
    every = list(cases())
    lines = [f"{len(rows)} cases of {len(every)} were played. Left out:", ""]
    lines += [f"- {what}: {why}." for what, why in ALIKE.items()]
    lines += [f"- `{fault}` ({device}): {why}." for (device, fault), why in CANNOT.items()]
    for why in dict.fromkeys(STRIKES_LATER.values()):
        faults = dict.fromkeys(fault for (fault, _moment), each in STRIKES_LATER.items() if each == why)
        moments = dict.fromkeys(
            moment.words for (_fault, moment), each in STRIKES_LATER.items() if each == why
        )
        lines.append(f"- {', '.join(f'`{fault}`' for fault in faults)} when {', '.join(moments)}: {why}.")
    return [*lines, ""]


def written(rows: list[Row]) -> str:
    """As Markdown, a table for each device."""
    lines: list[str] = left_out(rows)
    for device in dict.fromkeys(row["device"] for row in rows):
        lines += [f"### {device.capitalize()}", ""]
        lines += [
            "| fault | when | the screen says last | waits for staff | record |",
            "| --- | --- | --- | --- | --- |",
        ]
        for row in rows:
            if row["device"] == device:
                cells = (f"`{row['fault']}`", row["moment"], row["said"], row["staff"], row["record"])
                lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    rows: list[Row] = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    rows = in_order(rows)
    if len(rows) < len(list(cases())):
        sys.stdout.write(written(rows))
        return
    page = PAGE.read_text("utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{written(rows)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()

"""The table fault × customer × staff × record of docs/devices.md, from what a run of all cases has seen.

`python -m tests.faults.table SEEN` replaces what stands between the two marks of the page; nobody writes there by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TypedDict

from tests.faults.stage import Outcome

PAGE = Path(__file__).parents[2] / "docs" / "devices.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


class Row(TypedDict):
    """One line of the table."""

    device: str
    fault: str
    moment: str
    customer: str
    staff: str
    record: str


def row_of(outcome: Outcome) -> Row:
    """In words."""
    last = outcome.last
    told = f"**{last.title}** {last.more}".strip() if last is not None else ""
    return Row(
        device=outcome.case.device,
        fault=outcome.case.fault,
        moment=outcome.case.moment.words,
        customer=told,
        staff=", ".join(dict.fromkeys(outcome.questions)) or "–",
        record="; ".join(outcome.record),
    )


def written(rows: list[Row]) -> str:
    """As Markdown, a table for each device."""
    lines: list[str] = []
    for device in dict.fromkeys(row["device"] for row in rows):
        lines += [f"### {device.capitalize()}", ""]
        lines += [
            "| fault | when | the customer is told last | waits for staff | record |",
            "| --- | --- | --- | --- | --- |",
        ]
        for row in rows:
            if row["device"] == device:
                cells = (f"`{row['fault']}`", row["moment"], row["customer"], row["staff"], row["record"])
                lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    rows: list[Row] = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    page = PAGE.read_text("utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{written(rows)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()

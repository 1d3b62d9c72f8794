"""One complaint of a rule, and the comment that excuses one.

`# allow constant: a week has seven days`, on the line or the line above, excuses what that rule says of the line. Without a
reason it excuses nothing, and says so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

RuleName = Literal[
    "manifest", "import", "settle", "constant", "text", "title", "language", "ending", "screen", "personal"
]

_ALLOW = re.compile(r"#\s*allow\s+([a-z, ]+?)\s*(?::\s*(.*))?$")


class Complaint(msgspec.Struct, frozen=True):
    """What is not as it should be, where, and what to do. `line` 0: the file as a whole."""

    path: Path
    line: int
    rule: RuleName
    words: str

    def told(self, root: Path) -> str:
        """One line for people; the path as seen from `root`."""
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return (
            f"{path}:{self.line}: {self.rule}: {self.words}"
            if self.line
            else f"{path}: {self.rule}: {self.words}"
        )


def excused(complaint: Complaint, lines: list[str]) -> bool:
    """Whether a comment on the complaint's line, or alone on the line above, excuses it with a reason."""
    here = lines[complaint.line - 1] if 0 < complaint.line <= len(lines) else ""
    above = lines[complaint.line - 2].strip() if 1 < complaint.line <= len(lines) + 1 else ""
    for text in (here, above if above.startswith("#") else ""):
        found = _ALLOW.search(text)
        if found and complaint.rule in found[1].replace(",", " ").split() and (found[2] or "").strip():
            return True
    return False

"""On which line of a TOML file a key stands: what the standard library's reader does not tell. Only used to
name a fault.

Reads text that is valid TOML already, so it needs to know just enough: strings (to skip what is in them),
brackets (to know when a value ends), headers and keys. A key inside an inline table has its value's line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'  # the longest first
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*",
    re.DOTALL,
)
_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.)?""")


class Lines:
    """The lines of one text's keys and tables, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        counts: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        for number, line in _logical_lines(text):
            if line.startswith("["):
                double = line.startswith("[[")
                table = _within(_key(line.lstrip("[ \t")), counts)
                if double:
                    counts[table] = counts.get(table, -1) + 1
                    self._lines.setdefault(table, number)
                    table = (*table, counts[table])
                self._lines.setdefault(table, number)
            else:
                path = (*table, *_key(line))
                for end in range(len(table) + 1, len(path) + 1):
                    self._lines.setdefault(path[:end], number)

    def of(self, path: Sequence[str | int]) -> int:
        """The line of a key, else of the nearest thing around it that has one; 0 when there is none."""
        for end in range(len(path), 0, -1):
            if line := self._lines.get(tuple(path[:end])):
                return line
        return 0


def _within(names: list[str], counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """A header's path with the number of the array entry that it is in: `bank.compartment` is `bank, 0,
    compartment`."""
    path: tuple[str | int, ...] = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    return (*path, names[-1])


def _key(text: str) -> list[str]:
    """The parts of a dotted key at the beginning of a text."""
    parts: list[str] = []
    position = 0
    while found := _PART.match(text, position):
        parts.append(found[1].strip("\"'"))
        position = found.end()
        if not found[2]:
            break
    return parts or [""]


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Headers and `key = value` starts, with their line; a value that spans lines counts as its first."""
    depth = 0
    number = 1
    started = False
    position = 0
    while position < len(text):
        character = text[position]
        if not started and character not in " \t\r\n#":
            end = text.find("\n", position)
            line = text[position : end if end >= 0 else len(text)]
            yield number, line
            started = True
            if line.startswith("["):  # a header: its brackets are no value's
                position += len(line)
                continue
        skipped = _STRING.match(text, position)
        if skipped:
            number += skipped[0].count("\n")
            position = skipped.end()
            continue
        depth += (character in "[{") - (character in "]}")
        if character == "\n":
            number += 1
            started = started and depth > 0
        position += 1

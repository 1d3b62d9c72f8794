"""What a run showed: the lines that the machine sends, a summary for the terminal, and the table in `docs/devices.md`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

BEGIN, END = "<!-- lab: begin -->", "<!-- lab: end -->"


class Shown(msgspec.Struct, frozen=True):
    """One thing that was shown, or was not."""

    file: str
    shows: str
    outcome: str
    seconds: float
    saw: list[str] = []
    words: str = ""

    @property
    def good(self) -> bool:
        return self.outcome == "passed"


class Run(msgspec.Struct):
    """One run, as it grows."""

    shown: list[Shown] = []
    events: list[str] = []
    finished: int = 0
    seconds: float = 0.0
    about: dict[str, str] = {}

    def take(self, line: dict[str, Any]) -> Shown | None:
        """Deal with one line; returns what it shows, if it does."""
        if "event" in line:
            data = line.get("data") or {}
            about = data.get("action") or data.get("reason") or ""
            self.events.append(f"{line['event']} {about}".strip())
        elif "finished" in line:
            self.finished += 1
        elif "about" in line:
            self.about |= line["about"]
        elif "shows" in line:
            shown = msgspec.convert(line, Shown)
            self.shown.append(shown)
            return shown
        return None

    @property
    def complaints(self) -> list[str]:
        """Why this run is no good; empty if it is."""
        words = [f"{each.file}: {each.shows}: {each.outcome}" for each in self.shown if not each.good]
        if "TIME_OVER" in self.events:
            words.append("the machine did not come to an end in time")
        if not any(event.startswith("WATCHDOG") for event in self.events):
            words.append("the watchdog did not reset the machine")
        if self.finished < 2:
            words.append(f"of the two halves, before and after the reset, {self.finished} came to an end")
        return words


def objects(data: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """The whole lines in what came, and the rest. What is no JSON is the kernel's or the firmware's, and nobody's loss."""
    *lines, rest = data.split(b"\n")
    found = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found, rest


def table(run: Run, titles: dict[str, str]) -> str:
    """The results in Markdown. `titles` says what each file is about."""
    parts = [", ".join(f"{name} {value}" for name, value in run.about.items())]
    for file, rows in _by_file(run.shown):
        parts += ["", f"**{titles.get(file, file)}**", "", "| shown | seen |", "|---|---|"]
        for each in rows:
            mark = "" if each.good else f"**{each.outcome}** "
            parts.append(f"| {mark}{_cell(each.shows)} | {_cell('; '.join(each.saw)) or 'yes'} |")
    return "\n".join(parts)


def _by_file(shown: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    files: dict[str, list[Shown]] = {}
    for each in shown:
        files.setdefault(each.file, []).append(each)
    return list(files.items())


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def write(page: Path, text: str) -> None:
    """Put the table between the two marks of a page. Raises `ValueError` when they are not there."""
    whole = page.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no place for the table: {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")

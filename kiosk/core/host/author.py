"""What a plugin's author sees where a customer would read that it did not work: the exception, with the author's own line
on top (`--dev` only).

A table, so that the screen turns its pages and a pressed row shows the lines around it. Above all stands the last line of
the plugin's own code that was passed; below it the whole way down to where the exception was raised, nearest first.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterator
from pathlib import Path

from kiosk.core.host.answers import words_of
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Detail, Row, Table

_ = Texts("core")

AROUND = 1
"""Lines shown before and after the one that is told of; a story holds three."""

LONGEST = 140
MOST_ROWS = 40


def fault_page(problem: BaseException, folder: Path | None, selected: str = "") -> Table:
    """The exception as a page. `folder` is the plugin's; `selected` the row whose surroundings are shown."""
    frames = list(_frames(problem))
    own = [frame for frame in frames if folder is not None and Path(frame.filename).is_relative_to(folder)]
    ordered = own[:1] + [frame for frame in frames if frame not in own[:1]]
    shown = {str(number): frame for number, frame in enumerate(ordered[:MOST_ROWS])}
    chosen = shown.get(selected)
    return Table(
        type(problem).__name__[:LONGEST],
        (_("Where"), _("Line")),
        tuple(
            Row(key, (_where(frame, folder), (frame.line or "")[:LONGEST]), alert=frame in own)
            for key, frame in shown.items()
        ),
        subtitle=words_of(problem)[:LONGEST],
        widths=(4, 7),
        detail=_around(chosen, folder) if chosen is not None else None,
        empty=_("It was raised outside of any code"),
        actions=(Action("again", _("Try again"), icon="refresh", primary=True),),
    )


def _frames(problem: BaseException) -> Iterator[traceback.FrameSummary]:
    """Every place that the exception passed, nearest to where it was raised first; then what it came of."""
    seen: set[int] = set()
    following: BaseException | None = problem
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        if isinstance(following, SyntaxError) and following.filename and following.lineno:
            yield traceback.FrameSummary(
                following.filename, following.lineno, "", line=following.text or None
            )
        yield from reversed(traceback.extract_tb(following.__traceback__))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _where(frame: traceback.FrameSummary, folder: Path | None) -> str:
    path = Path(frame.filename)
    own = folder is not None and path.is_relative_to(folder)
    name = str(path.relative_to(folder)) if own and folder is not None else "/".join(path.parts[-2:])
    return f"{name}:{frame.lineno}" + (f" {frame.name}" if frame.name else "")


def _around(frame: traceback.FrameSummary, folder: Path | None) -> Detail:
    number = frame.lineno or 1
    lines = (
        f"{each}  {linecache.getline(frame.filename, each).rstrip()}"[:LONGEST]
        for each in range(max(1, number - AROUND), number + AROUND + 1)
    )
    return Detail(_where(frame, folder), lines=tuple(lines))

"""The history behind a door or of one item: who, what, when and why, the newest first, a page at a time.

Read from the journal, which is the only record that nobody can touch up; nothing is kept twice. It is read backwards in
stretches, each a step of its own, because a door that nobody has used for a month has its last event far back. People are shown
as the desk knows them: staff by their number, customers by the end of their card, and nobody by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Chosen, Confirm, Fact, JournalEntry, Text, Transaction, Visit, reason_key

from .desk_limits import DeskLimits
from .limits import Limits
from .screens import DONE
from .words import _, split_reason, when
from .words_staff import ACTORS, event_words

Subject = Literal["place", "item"]

PAGE = 24
"""Events read at a time. The screen turns the pages of these by itself; "older" is for who looks further back."""

STRETCH = 2000  # allow constant: how long a step takes, which no mall chooses
"""Rows of the journal that one step looks through: some 15 ms on a Raspberry Pi, far from the two seconds that a step has."""

DEPTH = 100_000  # allow constant: how long reading takes, which no mall chooses
"""Rows after which a page ends although it is not full: about a year of a busy desk."""

BY_STAFF = frozenset({"staff", "by", "approved_by"})
"""Fields of an event that name a person of the staff."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event of a record. `who` is a person as the desk may show one; `why` the reason's text, empty without one."""

    seq: int
    at_ms: int
    event: str
    who: Text
    why: Text = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one step found, the newest first, and before which row the next one goes on (0: the journal's beginning)."""

    lines: tuple[LogLine, ...]
    before: int


def stretch(
    tx: Transaction, subject: Subject, id_: str, before: int, reasons: dict[str, str], wanted: int
) -> Stretch:
    """Events that name the subject among the `STRETCH` rows before row `before` (0: before the end), at most `wanted`."""
    end = before or tx.journal_head()[0] + 1
    begin = max(0, end - 1 - STRETCH)
    found: list[LogLine] = []
    for entry in reversed(tx.journal_entries(after=begin, limit=end - 1 - begin)):
        if id_ not in entry.data:
            continue
        data = json.loads(entry.data)
        if id_ not in (data.get(subject), data.get("to" if subject == "place" else "instead_of")):
            continue
        found.append(LogLine(entry.seq, entry.at_ms, entry.event, _who(tx, entry, data), _why(data, reasons)))
        if len(found) == wanted:
            return Stretch(tuple(found), entry.seq)
    return Stretch(tuple(found), begin + 1 if begin else 0)


def _who(tx: Transaction, entry: JournalEntry, data: dict[str, Any]) -> Text:
    kind, _colon, id_ = entry.actor.partition(":")
    staff_id = id_ or next((str(data[key]) for key in BY_STAFF if key in data), "")
    staff = tx.staff(staff_id) if staff_id else None
    if staff is not None:
        return _("staff {number}", number=staff.number)
    member = tx.member(str(data["member"])) if data.get("member") else None
    if member is not None:
        return _("card {tail}", tail=member.card_tail)
    return ACTORS.get(kind, kind)


def _why(data: dict[str, Any], reasons: dict[str, str]) -> Text:
    """The reason in words: of the site's own reasons their text, of the desk's words their text, else nothing."""
    reason = str(data.get("reason", ""))
    if reason in reasons:
        return _(reasons[reason])
    return WHY.get(reason, "")


WHY: dict[str, Text] = {
    "did_not_open": _("did not move"),
    "not_opened": _("did not open"),
    "not_pulsed": _("not pulsed"),
    "said_not_open": _("said not to open"),
    "changed_mind": _("changed their mind"),
    "nothing_there": _("nothing inside"),
    "seen_inside": _("seen inside"),
    "kept": _("kept it"),
    "uncertain": _("devices lost"),
    "overdue": _("long overdue"),
    "reported": _("reported lost"),
}


def reason_texts(settings: Mapping[str, Any]) -> dict[str, str]:
    """Every reason of the settings by the key that the journal keeps."""
    limits = DeskLimits.of(settings)
    lists = (
        Limits.of(settings).unlock_reasons, limits.damage_reasons, limits.retire_reasons, limits.count_reasons,
        limits.destinations,
    )  # fmt: skip
    return {reason_key(reason): split_reason(reason)[1] for reasons in lists for reason in reasons}


async def show_history(visit: Visit, subject: Subject, id_: str, title: Text, subtitle: Text = "") -> None:
    """The record of one door or item, page by page, until the person is done."""
    reasons = reason_texts(visit.settings)
    starts, number = [0], 0
    while True:
        page = await _page(visit, subject, id_, starts[number], reasons)
        if page.before:
            starts[number + 1 :] = [page.before]
        screen = record(page, title, subtitle, visit.zone, visit.now_ms, newer=number > 0)
        match await visit.ask(screen, update=number > 0):
            case Chosen(key="older"):
                number += 1
            case Chosen(key="newer"):
                number -= 1
            case _:
                return


async def _page(visit: Visit, subject: Subject, id_: str, before: int, reasons: dict[str, str]) -> Stretch:
    """A full page, or as much as there is. One line more is looked for: whether there is anything older."""
    lines: tuple[LogLine, ...] = ()
    looked = 0
    while True:
        part = await visit.read(stretch, subject, id_, before, reasons, PAGE + 1 - len(lines))
        lines, before, looked = (*lines, *part.lines), part.before, looked + STRETCH
        if len(lines) > PAGE:
            return Stretch(lines[:PAGE], lines[PAGE - 1].seq)
        if not before or looked >= DEPTH:
            return Stretch(lines, before)


def record(
    page: Stretch, title: Text, subtitle: Text, zone: ZoneInfo, now_ms: int, *, newer: bool = False
) -> Confirm:
    """One page. To be read: facts and no table, because pressing a row would do nothing."""
    older = (Action("older", _("Older")),) if page.before else ()
    back = (Action("newer", _("Newer")),) if newer else ()
    return Confirm(
        title=title,
        subtitle=subtitle if page.lines else _("Nothing on record yet"),
        facts=tuple(fact for line in page.lines for fact in told(line, now_ms, zone)),
        actions=(DONE, *older, *back),
        icon="assignment",
    )


def told(line: LogLine, now_ms: int, zone: ZoneInfo) -> tuple[Fact, ...]:
    """When, what and who; and why on a line of its own, where a reason is known."""
    what = Fact(
        when(line.at_ms, now_ms, zone), _("{what} · {who}", what=event_words(line.event), who=line.who)
    )
    return (what, Fact(_("Reason"), line.why)) if line.why else (what,)

"""The screens of reports: which there are, a table, a line of it in full, and the movements behind a figure.

A table with more columns than a panel has room for shows a few (`Sheet.brief`, else the first and the last); the line that is
pressed shows all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.forms import kinds, words
from kiosk.core.forms.people import of_actor
from kiosk.core.ledger import Entry
from kiosk.core.moments import stamp, when
from kiosk.core.reports import Behind, Cell, Money, Report, Sheet, Span
from kiosk.core.reports_made import Offered
from kiosk.core.session.shift_words import REASONS, Names, amount, counted_thing, difference
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Confirm, Fact, Menu, Notice, Row, Table
from kiosk.link.texts import Message, Text

_ = Texts("core")

MOST_COLUMNS = 5
"""That fit beside each other on every panel."""


def choose(offered: Mapping[str, Offered]) -> Menu:
    """Which report."""
    return Menu(
        title=_("Which report?"),
        subtitle=_("Made from the ledger as it is now"),
        choices=tuple(Choice(name, one.report.title, icon="description") for name, one in offered.items()),
    )


def table(report: Report, span: Span, made: Sequence[Sheet], at: int, *, later: bool, prints: bool) -> Table:
    """One table of a report; whichever way it stands on paper, each thing is a line here."""
    actions = [Action("earlier", _("Earlier"), icon="arrow_back")]
    if later:
        actions.append(Action("later", _("Later"), icon="arrow_forward"))
    if not made:
        return Table(
            report.title,
            ("",),
            (),
            subtitle=words.days_said(span),
            empty=_("Nothing stands in it for these days."),
            actions=tuple(actions),
        )
    if len(made) > 1:
        actions.append(
            Action(
                "next",
                _("Next table, {number} of {total}", number=at + 1, total=len(made)),
                icon="description",
            )
        )
    if prints:
        actions.append(Action("print", _("Print"), icon="print"))
    sheet = made[at].turned()
    columns = _columns(sheet)
    lines = (*sheet.rows, *((sheet.total,) if sheet.total else ()))
    return Table(
        report.title,
        tuple(sheet.columns[column] for column in columns),
        tuple(
            Row(str(index), tuple(_said(line[column]) for column in columns), alert=_alerts(sheet, line))
            for index, line in enumerate(lines)
        ),
        subtitle=_("{title} · {note}", title=sheet.title, note=sheet.note) if sheet.note else sheet.title,
        widths=(4, *(3 for _column in columns[1:])),
        empty=sheet.note or _("Nothing stands in it for these days."),
        actions=tuple(actions),
    )


def _columns(sheet: Sheet) -> list[int]:
    """The columns that have something, as far as there is room; else the first and the last."""
    lines = (*sheet.rows, *((sheet.total,) if sheet.total else ()))
    last = len(sheet.columns) - 1
    kept = [
        column
        for column in range(last + 1)
        if column in (0, last) or any(_tells(line[column]) for line in lines)
    ]
    if sheet.brief:
        return [column for column in sheet.brief if column <= last]
    return kept if len(kept) <= MOST_COLUMNS else [0, last]


def _tells(cell: Cell) -> bool:
    return cell.fen != 0 if isinstance(cell, Money) else bool(cell)


def _said(cell: Cell) -> Text:
    if isinstance(cell, Message):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _alerts(sheet: Sheet, line: tuple[Cell, ...]) -> bool:
    """A difference that is not nothing is drawn in the warning ink."""
    if line[0] == words.DIFFERENCE:
        return _tells(line[-1])
    return any(
        name == words.DIFFERENCE and _tells(cell) for name, cell in zip(sheet.columns, line, strict=True)
    )


def row(sheet: Sheet, index: int, *, behind: bool) -> Confirm:
    """One line with all its columns."""
    lines = (*sheet.rows, *((sheet.total,) if sheet.total else ()))
    line = lines[index]
    movements = Action("behind", _("Movements behind it"), icon="manage_search", primary=True)
    return Confirm(
        title=_said(line[0]),
        subtitle=sheet.title,
        facts=tuple(
            Fact(name, _said(cell) or "–") for name, cell in zip(sheet.columns[1:], line[1:], strict=True)
        ),
        actions=(movements,) if behind else (),
        icon="description",
        tone="sky",
    )


class Told(msgspec.Struct, frozen=True):
    """A movement, and the number of whoever made it."""

    entry: Entry
    amount: int
    by: str


def look_behind(tx: Transaction, behind: Behind, before: int, limit: int) -> list[Told]:
    """The newest movements before an entry's number (0: from the end)."""
    return [
        Told(one.entry, one.amount, of_actor(tx, one.entry.actor))
        for one in tx.movements(behind, before=before, limit=limit)
    ]


def movements(
    behind: Behind,
    found: Sequence[Told],
    named: Mapping[str, Text],
    names: Names,
    now_ms: int,
    zone: ZoneInfo,
    *,
    older: bool,
    newer: bool,
) -> Table:
    """A stretch of them; what was entered late, or taken back, is drawn in the warning ink."""
    actions = [Action("older", _("Older"), icon="arrow_back")] if older else []
    if newer:
        actions.append(Action("newer", _("Newer"), icon="arrow_forward"))
    return Table(
        _("Movements behind it"),
        (_("When"), _("What"), _("Amount"), words.BY_NUMBER),
        tuple(
            Row(
                one.entry.id,
                (
                    when(one.entry.at_ms, now_ms, zone),
                    kinds.said(one.entry.kind, named),
                    difference(behind.account, one.amount),
                    one.by,
                ),
                alert=one.entry.late or bool(one.entry.reversed_by),
            )
            for one in found
        ),
        subtitle=counted_thing(behind.account, names),
        widths=(3, 4, 4, 3),
        empty=_("Nothing has moved."),
        actions=tuple(actions),
    )


def entry(behind: Behind, one: Told, named: Mapping[str, Text], names: Names, zone: ZoneInfo) -> Confirm:
    """One movement: when it was entered and when it happened, who, why, and by which rule."""
    entered = one.entry
    facts = [
        Fact(_("Amount"), difference(behind.account, one.amount)),
        Fact(_("Entered"), stamp(entered.at_ms, zone)),
        Fact(words.BY_NUMBER, one.by if one.by != "–" else _("Nobody of staff")),
    ]
    if entered.late:
        facts.insert(2, Fact(_("Happened"), stamp(entered.happened_ms, zone), alert=True))
    if entered.reason:
        facts.append(Fact(_("Reason"), REASONS.get(entered.reason, entered.reason)))
    if entered.version:
        facts.append(Fact(_("Rule"), entered.version))
    if entered.reversed_by:
        facts.append(Fact(_("Remark"), _("taken back later"), alert=True))
    for key in ("expected", "counted"):
        value = entered.data.get(key)
        if isinstance(value, int):
            facts.append(Fact(COUNT[key], amount(behind.account, value)))
    return Confirm(
        title=kinds.said(entered.kind, named),
        subtitle=counted_thing(behind.account, names),
        facts=tuple(facts),
        icon="manage_search",
        tone="sky",
    )


COUNT: Mapping[str, Text] = {"expected": _("Booked"), "counted": _("You counted")}
"""What the entry of a difference keeps."""


def could_not_be_made() -> Notice:
    """A plugin failed at its report."""
    return Notice(
        "refused",
        _("The report could not be made"),
        _("The service that makes it has a fault. The other reports are not affected."),
    )


def prints() -> Notice:
    """The slip is on its way."""
    return Notice(
        "done", _("The slip is printing"), _("It is kept with the shift's papers, and signed there.")
    )

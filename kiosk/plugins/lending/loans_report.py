"""`kiosk report loans`: what was lent, brought back, is out, is late and was lost, by kind and place; and the stock behind it.

All from lending's own tables, at the end of the last day asked for, with numbers only: no borrower is in it. A loan counts at
the place that it left; one that was brought back, at the place that it reached ("desk" where a person took it).

"Late" is out and past its due time at the end of the span. What is out is told as the tables have it now: a loan that ended
since does not count as ended before it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.api import Cell, PlaceRecord, Report, Sheet, Span, Text, Transaction, date_of

from . import rows
from .kinds import KINDS, kind_of, lends
from .stock import whereabouts
from .words import _, place_name

_BEGUN = "borrowed_ms >= ? AND borrowed_ms < ? AND state <> 'void'"
_ENDED = "returned_ms >= ? AND returned_ms < ? AND state = 'returned'"
_OUT = "borrowed_ms < ? AND state <> 'void' AND (returned_ms IS NULL OR returned_ms >= ?)"
_REMARKS = "SELECT kind, place_id, what, at_ms FROM lending_remark WHERE at_ms >= ? AND at_ms < ?"
_LOST_BEFORE = "SELECT loan_id FROM lending_remark WHERE what = 'lost' AND loan_id <> '' AND at_ms < ?"
_ENTRIES = "SELECT kind, way, at_ms FROM lending_entry WHERE at_ms >= ?"

COLUMNS = ("begun", "returned", "out", "late", "lost", "damaged")


@dataclass
class Figures:
    """Sums by (kind, place) and by day."""

    by_place: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    by_day: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, what: str, kind: str, place_id: str, day: int | None = None) -> None:
        """Count one more."""
        self.by_place.setdefault((kind, place_id), Counter())[what] += 1
        if day is not None:
            self.by_day.setdefault(day, Counter())[what] += 1


def report(_settings: Mapping[str, Any]) -> Report:
    """For `kiosk_reports`."""
    return Report("loans", _("Loans"), loans)


def loans(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    """The three tables: by kind and place, by day, and the stock."""
    figures = gather(tx, span)
    return (by_place(tx, figures), by_day(span, figures), stock(tx, span))


def gather(_tx: Transaction, span: Span) -> Figures:
    """Read every row of the span once."""
    figures = Figures()
    for loan in rows.loans(_BEGUN, span.begin_ms, span.end_ms):
        figures.add("begun", loan.kind, loan.place_id, span.day_of(loan.borrowed_ms or 0))
    for loan in rows.loans(_ENDED, span.begin_ms, span.end_ms):
        figures.add("returned", loan.kind, loan.returned_place_id or "", span.day_of(loan.returned_ms or 0))
    lost = {row[0] for row in rows.run(_LOST_BEFORE, span.end_ms).fetchall()}
    for loan in rows.loans(_OUT, span.end_ms, span.end_ms):
        if loan.id in lost:
            continue
        figures.add("out", loan.kind, loan.place_id)
        if loan.due_ms <= span.end_ms:
            figures.add("late", loan.kind, loan.place_id)
    for kind, place_id, what, at_ms in rows.run(_REMARKS, span.begin_ms, span.end_ms).fetchall():
        if what in ("lost", "damaged"):
            figures.add(what, kind, place_id, span.day_of(at_ms))
    return figures


def by_place(tx: Transaction, figures: Figures) -> Sheet:
    """Each kind at each place, those in use first by bank and number, the desk last."""
    places = {place_id: tx.place(place_id) for _kind, place_id in figures.by_place if place_id}
    order = {kind.id: number for number, kind in enumerate(KINDS)}

    def key(pair: tuple[str, str]) -> tuple[Any, ...]:
        place = places.get(pair[1])
        # allow constant: after every kind there is
        return (order.get(pair[0], 99), place is None, *((place.bank, place.number) if place else ("", 0)))

    lines = sorted(figures.by_place, key=key)
    return Sheet(
        _("By kind and place"),
        (_("Kind"), _("Place"), *_heads(COLUMNS)),
        tuple(
            (
                _kind_name(kind),
                _place(places.get(place_id)),
                *_counts(figures.by_place[kind, place_id], COLUMNS),
            )
            for kind, place_id in lines
        ),
        total=(_("Total"), "", *_counts(_sum(figures.by_place.values()), COLUMNS)),
    )


def by_day(span: Span, figures: Figures) -> Sheet:
    """Each business day of the span; what is out and late is a state and no event, so it has no day."""
    events = ("begun", "returned", "lost", "damaged")
    return Sheet(
        _("By business day"),
        (_("Day"), *_heads(events)),
        tuple(
            (
                date_of(day),
                *_counts(figures.by_day.get(day, Counter()), events),
            )
            for day in span.days
        ),
        total=(_("Total"), *_counts(_sum(figures.by_day.values()), events)),
    )


def stock(tx: Transaction, span: Span) -> Sheet:
    """前存 · 进 · 销 · 存 of each kind, and where what is left is now."""
    entries = rows.run(_ENTRIES, span.begin_ms).fetchall()
    lines: list[tuple[Cell, ...]] = []
    for kind in KINDS:
        where = Counter(whereabouts(tx, kind.id).values())
        now = sum(where.values()) - where["out"]
        moved = Counter((way, at_ms < span.end_ms) for one, way, at_ms in entries if one == kind.id)
        after = now - moved["in", False] + moved["out", False]
        before = after - moved["in", True] + moved["out", True]
        lines.append(
            (
                kind.words.one, before, moved["in", True], moved["out", True], after,
                where["place"], where["lent"], where["transit"], where["lost"], where["desk"],
            )
        )  # fmt: skip
    return Sheet(
        _("Stock"),
        (
            _("Kind"), _("Before"), _("Came in"), _("Left"), _("After"),
            _("In place"), _("Lent"), _("On its way"), _("Lost"), _("At the desk"),
        ),
        tuple(lines),
        note=_("Where it is, is told as it is now."),
    )  # fmt: skip


HEADS: dict[str, Text] = {
    "begun": _("Borrowed"), "returned": _("Returned"), "out": _("Out"), "late": _("Overdue"), "lost": _("Lost"),
    "damaged": _("Damaged"),
}  # fmt: skip


def _heads(columns: Sequence[str]) -> tuple[Text, ...]:
    return tuple(HEADS[column] for column in columns)


def _counts(counter: Counter[str], columns: Sequence[str]) -> tuple[int, ...]:
    return tuple(counter[column] for column in columns)


def _sum(counters: Any) -> Counter[str]:
    return sum(counters, Counter())


def _kind_name(kind: str) -> Text:
    return kind_of(kind).words.one if lends(kind) else kind


def _place(place: PlaceRecord | None) -> Text:
    return place_name(place, several=True) if place is not None else _("service desk")

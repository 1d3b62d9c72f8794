"""盘点: what is really behind a door, against the book. Counted blind, explained with a reason, corrected by two persons.

    counted     the number that a person saw, entered before the book was shown; on record whatever comes after it
    explain     which items are missing or too many, and why; it waits for a second person
    correct     the book becomes what was counted, in one transaction with who counted and who approved
    refuse      a second person does not believe it: count again

A correction is movements, never an edit. Where the book has moved on since the count (a customer returned an umbrella), nothing
is corrected: the count is outdated, and the place is counted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from kiosk.core.api import Item, Transaction, reason_key

from .cases import close_case, open_case
from .limits import Limits
from .reading import open_cases
from .stock import where_is
from .stock_models import CountRow
from .stock_rows import stocks
from .stock_writes import NotPossible, lose, put_in, take_out
from .transfer import arrive, open_transfer

State = Literal["even", "differs", "open", "corrected", "refused", "outdated"]


class SamePerson(Exception):
    """Who counted cannot approve the correction (design, wall 8)."""


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a place. `missing` and `extra` are item ids; `reason` is a key."""

    id: str
    place_id: str
    book: int
    counted: int
    state: State
    reason: str
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    staff_id: str
    at_ms: int
    decided_by: str


def counted(tx: Transaction, place_id: str, number: int, staff_id: str) -> Count:
    """What was seen. A count of this place that still waits for approval is outdated by it."""
    _outdate(tx, place_id)
    book = len(tx.items_at(place_id))
    count_id = tx.new_id()
    CountRow.create(
        id=count_id, place_id=place_id, business_day=tx.business_day, book=book, counted=number,
        state="even" if number == book else "differs", staff_id=staff_id, at_ms=tx.now_ms,
    )  # fmt: skip
    tx.journal("lending.counted", place=place_id, staff=staff_id, count=count_id, counted=number, book=book)
    return count_of(count_id)


def explain(
    tx: Transaction, count_id: str, missing: Sequence[str], extra: Sequence[str], reason: str, staff_id: str
) -> Count:
    """Which items, and why: from here on it waits for a second person. Raises ValueError where the items do not make up the
    difference, NotPossible where it is no longer the newest count."""
    one = count_of(count_id)
    if one.state != "differs" or one.staff_id != staff_id:
        raise NotPossible(f"count {count_id} is {one.state}")
    inside = {item.id for item in tx.items_at(one.place_id)}
    if one.book - len(set(missing) & inside) + len(set(extra) - inside) != one.counted:
        raise ValueError(
            f"{len(missing)} missing and {len(extra)} extra do not make {one.book} into {one.counted}"
        )
    key = reason_key(reason)
    _change(count_id, state="open", reason=key, missing=" ".join(missing), extra=" ".join(extra))
    tx.journal("lending.count_explained", place=one.place_id, staff=staff_id, count=count_id, reason=key)
    open_case(tx, "count", "differs", place_id=one.place_id)
    return count_of(count_id)


def correct(tx: Transaction, count_id: str, approved_by: str, limits: Limits) -> State:
    """The book becomes what was counted; returns what became of the count: "corrected", or "outdated" where nothing was done.

    Raises SamePerson for whoever counted; PlaceFull where the settings say that so many do not fit.
    """
    one = count_of(count_id)
    if approved_by == one.staff_id:
        raise SamePerson(count_id)
    if one.state != "open":
        return one.state
    if not _still_so(tx, one):
        _outdate(tx, one.place_id)
        return "outdated"
    for item_id in one.missing:
        lose(tx, item_id, one.staff_id, reason="count")
    for item_id in one.extra:
        _bring_here(tx, item_id, one, limits)
    _change(count_id, state="corrected", decided_by=approved_by, decided_ms=tx.now_ms)
    tx.journal(
        "lending.corrected",
        place=one.place_id, staff=one.staff_id, approved_by=approved_by, count=count_id, reason=one.reason,
        book=one.book, counted=one.counted,
    )  # fmt: skip
    _answered(tx, one.place_id, "corrected", approved_by)
    return "corrected"


def refuse(tx: Transaction, count_id: str, by: str) -> None:
    """A second person does not approve; the place is counted again."""
    one = count_of(count_id)
    if by == one.staff_id:
        raise SamePerson(count_id)
    if one.state == "open":
        _change(count_id, state="refused", decided_by=by, decided_ms=tx.now_ms)
        tx.journal("lending.count_refused", place=one.place_id, staff=by, count=count_id)
        _answered(tx, one.place_id, "refused", by)


def count_of(count_id: str) -> Count:
    """One count."""
    return _count(CountRow.get(CountRow.id == count_id))


def open_count(place_id: str) -> Count | None:
    """The count of a place that waits for a second person."""
    row = CountRow.get_or_none((CountRow.place_id == place_id) & (CountRow.state == "open"))
    return None if row is None else _count(row)


def counts_of_day(business_day: int) -> dict[str, Count]:
    """The newest count of each place on a business day."""
    query = (
        CountRow.select().where(CountRow.business_day == business_day).order_by(CountRow.at_ms, CountRow.id)
    )
    return {row.place_id: _count(row) for row in query}


def unfit(tx: Transaction, place_id: str) -> list[Item]:
    """What is behind a door and should not be: expired or damaged (003: daily check for expired or missing items)."""
    known = stocks()
    today = tx.business_day
    return [
        item
        for item in tx.items_at(place_id)
        if item.id in known and (known[item.id].expired(today) or known[item.id].aside == "damaged")
    ]


def _still_so(tx: Transaction, one: Count) -> bool:
    inside = {item.id for item in tx.items_at(one.place_id)}
    return len(inside) == one.book and inside.issuperset(one.missing) and inside.isdisjoint(one.extra)


def _bring_here(tx: Transaction, item_id: str, one: Count, limits: Limits) -> None:
    """An item that the book had elsewhere is behind this door."""
    if open_transfer(item_id) is not None:
        arrive(tx, item_id, one.place_id, one.staff_id, limits)
        return
    item = tx.item(item_id)
    if item is not None and item.place_id is not None:
        take_out(tx, item_id, item.place_id, one.staff_id, "count")
    if item is not None and where_is(item) == "out":
        raise NotPossible(f"item {item_id} has left the stock")
    put_in(tx, item_id, one.place_id, one.staff_id, limits)


def _outdate(tx: Transaction, place_id: str) -> None:
    waiting = open_count(place_id)
    if waiting is not None:
        _change(waiting.id, state="outdated")
        tx.journal("lending.count_outdated", place=place_id, count=waiting.id)
        _answered(tx, place_id, "outdated", None)


def _answered(tx: Transaction, place_id: str, resolution: str, by: str | None) -> None:
    for case in open_cases(place_id=place_id):
        if case.kind == "count":
            close_case(tx, case.id, resolution, by)


def _change(count_id: str, **changes: str | int) -> None:
    CountRow.update(**changes).where(CountRow.id == count_id).execute()


def _count(row: CountRow) -> Count:
    return Count(
        row.id, row.place_id, row.book, row.counted, cast("State", row.state), row.reason,
        tuple(row.missing.split()), tuple(row.extra.split()), row.staff_id, row.at_ms, row.decided_by,
    )  # fmt: skip

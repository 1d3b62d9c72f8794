"""F06 每日每班台账: all that was entered in a shift and what it moved, the stock it began and ended with, and what was counted.

The manual names it and gives no columns (000: 每日每班台账的交接管理): one line for each entry, at the moment it was made, by
the number of whoever made it. Entries made later than they happened say so, and so do those that were taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from kiosk.core.counter_words import SHIFTS
from kiosk.core.forms import kinds, words
from kiosk.core.forms.people import made_by, of_actor
from kiosk.core.ledger import Account, Entry, Transfer
from kiosk.core.moments import clock, date_of, stamp
from kiosk.core.reports import Behind, Cell, Field, Money, Report, Sheet, Span
from kiosk.core.session.shift_words import REASONS, Names, counted_thing
from kiosk.core.shifts import Shift, is_money
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

Products: TypeAlias = Callable[[Transaction], Names]
"""The products as they are named today, in the order of the forms."""

MOST = 2_000
"""Entries of one shift on paper: more than a counter makes in a day of twelve hours, one every twenty seconds."""


def report(named: Mapping[str, Text], products: Products) -> Report:
    """`named`: what the services call their entries; `products`: what is counted by the piece."""

    def make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
        return [
            sheet
            for day in span.days
            for shift in tx.shifts_of_day(day)
            for sheet in _shift(tx, shift, named, products(tx))
        ]

    return Report("f06", _("F06 Ledger of the shifts"), make, at_desk=True)


def _shift(tx: Transaction, shift: Shift, named: Mapping[str, Text], names: Names) -> list[Sheet]:
    return [_entries(tx, shift, named), *_stock(tx, shift, names), *_counted(tx, shift, names)]


def _title(shift: Shift) -> Text:
    return _("{day} {shift}", day=date_of(shift.business_day), shift=SHIFTS[shift.name])


def _entries(tx: Transaction, shift: Shift, named: Mapping[str, Text]) -> Sheet:
    entries = list(reversed(tx.entries_of_shift(shift.id, limit=MOST)))
    rows, sums = [], [0, 0, 0]
    for entry in entries:
        moved = _moved(shift.counter, tx.transfers_of(entry))
        sums = [one + other for one, other in zip(sums, moved, strict=True)]
        money, points, pieces = moved
        rows.append(
            (
                clock(entry.at_ms, tx.zone),
                kinds.said(entry.kind, named),
                Money(money),
                points,
                pieces,
                of_actor(tx, entry.actor),
                _remark(tx, entry),
            )
        )
    return Sheet(
        title=_title(shift),
        columns=(
            _("Time"),
            _("What"),
            _("Money in"),
            _("Points given"),
            _("Pieces in"),
            words.BY_NUMBER,
            _("Remark"),
        ),
        rows=tuple(rows),
        total=(_("Total"), "", Money(sums[0]), sums[1], sums[2], "", ""),
        head=(
            words.of_day(shift.business_day),
            Field(_("Counter"), shift.counter),
            made_by(tx, shift),
            Field(_("From"), stamp(shift.opened_ms, tx.zone)),
            *((Field(_("Until"), stamp(shift.left_ms, tx.zone)),) if shift.left_ms else ()),
        ),
        note="" if rows else _("Nothing was entered."),
        signed=(words.LEFT_BY, words.TAKEN_BY),
        brief=(0, 1, 2),
    )


def _moved(counter: str, transfers: Sequence[Transfer]) -> tuple[int, int, int]:
    """What came into the counter's drawers (fen), onto members' points, and into its stock (pieces); out is below nothing."""
    money = points = pieces = 0
    for one in transfers:
        for account, amount in ((one.debit, one.amount), (one.credit, -one.amount)):
            if account.book == "drawer" and account.owner.startswith(f"{counter}/"):
                money += amount
            elif account.book == "stock" and account.owner == counter:
                pieces += amount
            elif account.book == "points":
                points -= amount
    return money, points, pieces


def _remark(tx: Transaction, entry: Entry) -> Text:
    if entry.reversed_by:
        return _("taken back later")
    if entry.late:
        return _("late, of {time}", time=stamp(entry.happened_ms, tx.zone))
    return REASONS.get(entry.reason, "") if entry.kind == "shift.difference" else ""


def _stock(tx: Transaction, shift: Shift, names: Names) -> list[Sheet]:
    """What there was of each product when the shift began, what came and went, and what is left."""
    not_yet = _from(tx, shift)
    today = tx.sums_of_days(shift.business_day, shift.business_day)
    earlier = [one for one in today if one.shift_id and one.shift_id not in not_yet]
    moved = tx.sums_of_shift(shift.id)
    rows: list[tuple[Cell, ...]] = []
    behind: list[Behind | None] = []
    for account in tx.stock_at(shift.counter):
        begins = tx.held_before(account, shift.business_day)
        begins += sum(one.net for one in earlier if _is(account, one.book, one.owner, one.unit))
        came = sum(one.debited for one in moved if _is(account, one.book, one.owner, one.unit))
        went = sum(one.credited for one in moved if _is(account, one.book, one.owner, one.unit))
        if begins or came or went:
            rows.append((counted_thing(account, names), begins, came, went, begins + came - went))
            behind.append(Behind(account, shift.id))
    if not rows:
        return []
    return [
        Sheet(
            title=_("Stock"),
            columns=(_("Product"), _("Before"), _("In"), _("Out"), _("Left")),
            rows=tuple(rows),
            behind=tuple(behind),
        )
    ]


def _is(account: Account, *key: str) -> bool:
    return (account.book, account.owner, account.unit) == key


def _from(tx: Transaction, shift: Shift) -> set[str]:
    """This shift and those of the same day after it. Whatever else was moved that day was moved before: by the day's earlier
    shifts, or by one of the evening before that was left in the morning only."""
    whole = [one.id for one in tx.shifts_of_day(shift.business_day)]
    return set(whole[whole.index(shift.id) :])


def _counted(tx: Transaction, shift: Shift, names: Names) -> list[Sheet]:
    """Counted beside booked, account by account."""
    counts = tx.counts(shift, "closing")
    if not counts:
        return []
    return [
        Sheet(
            title=_("Counted and booked"),
            columns=(_("What"), _("Booked"), _("You counted"), _("Difference")),
            rows=tuple(
                (
                    counted_thing(one.account, names),
                    *(
                        Money(number) if is_money(one.account) else number
                        for number in (one.expected, one.counted, one.difference)
                    ),
                )
                for one in counts
            ),
            behind=tuple(Behind(one.account, shift.id) for one in counts),
        )
    ]

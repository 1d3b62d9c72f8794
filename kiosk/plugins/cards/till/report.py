"""`kiosk report till`: which files came, what they came to, what did not match and why, and what was earned on cards of staff,
for whoever looks into it.

Of a card only the end of its number is in it; the line of the file has the rest. 收银员不能用自己的会员卡为无卡顾客积分 (A11):
whose card is an employee's is known by their account; that many receipts of one day are on it is for people to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Money, Report, Sheet, Span, Text, Transaction, date_of
from kiosk.plugins.cards.words import _

from .models import ReceiptRow, TillFileRow, UnmatchedRow

WHY: Mapping[str, Text] = {
    "unknown_card": _("No such card"),
    "blocked": _("The card was blocked"),
    "closed": _("The card is closed"),
    "overdrawn": _("Not enough on the card"),
    "no_rule": _("No rule approved for that day"),
    "differs": _("The same receipt with other amounts"),
    "no_original": _("The sale it takes back is not known"),
    "several_originals": _("Several sales with that number: give its day"),
    "refund_too_large": _("More than is left of the sale"),
    "not_booked": _("The sale's payment was not booked"),
}


def report(_settings: Mapping[str, Any]) -> Report:
    """For `kiosk_reports`."""
    return Report("till", _("Tills: files, and what did not match"), till)


def till(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    """The three tables."""
    first, last = span.days[0], span.days[-1]
    within = TillFileRow.business_day.between(first, last)
    files = list(TillFileRow.select().where(within).order_by(TillFileRow.id))
    found = UnmatchedRow.found_day.between(first, last)
    rows = list(UnmatchedRow.select().where(found).order_by(UnmatchedRow.found_day, UnmatchedRow.line))
    names = {
        one.id: one.name
        for one in TillFileRow.select().where(TillFileRow.id.in_([row.file_id for row in rows]))
    }
    return (
        Sheet(
            _("Files"),
            (_("Day"), _("File"), _("Booked"), _("Known already"), _("Not matched")),
            tuple(
                (date_of(one.business_day), one.name, one.booked, one.known, one.unmatched) for one in files
            ),
        ),
        Sheet(
            _("Not matched"),
            (_("Day"), _("File"), _("Line"), _("Receipt"), _("Amount"), _("Card"), _("Why"), _("Now")),
            tuple(
                (
                    date_of(row.found_day),
                    names.get(row.file_id, ""),
                    row.line,
                    f"{row.merchant} {row.terminal} {row.receipt}".strip(),
                    Money(row.amount),
                    row.tail,
                    WHY.get(row.code, row.words or row.code),
                    _("Booked since") if row.settled_ms else _("Not booked yet"),
                )
                for row in rows
            ),
            note=_("Put right what is wrong (a card, a rule, the line), and import the same file again."),
        ),
        _on_cards_of_staff(tx, [one.id for one in files]),
    )


def _on_cards_of_staff(tx: Transaction, files: Sequence[str]) -> Sheet:
    staff, sums = tx.members_of_staff(), dict[tuple[int, str], list[int]]()
    earned = ReceiptRow.select(
        ReceiptRow.day, ReceiptRow.member_id, ReceiptRow.amount, ReceiptRow.points
    ).where(ReceiptRow.file_id.in_(list(files)), ReceiptRow.member_id.in_(list(staff)), ReceiptRow.amount > 0)
    for receipt in earned:
        so_far = sums.setdefault((receipt.day, staff[receipt.member_id]), [0, 0, 0])
        sums[receipt.day, staff[receipt.member_id]] = [
            so_far[0] + 1,
            so_far[1] + receipt.amount,
            so_far[2] + receipt.points,
        ]
    return Sheet(
        _("On cards of staff"),
        (_("Day"), _("Staff number"), _("Receipts"), _("Amount"), _("Points")),
        tuple(
            (date_of(day), number, receipts, Money(fen), points)
            for (day, number), (receipts, fen, points) in sorted(sums.items())
        ),
        note=_("Many receipts of one day on one of these cards: ask whose purchases they were."),
    )

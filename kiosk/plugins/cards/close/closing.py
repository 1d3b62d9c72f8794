"""注销: what cancelling a card would come to, and the one transaction that does it.

Principal is paid back by the law's formula (`refund`), bonus and points lapse, points that were owed are let go, and the number
is dead: one entry, one closed member, or nothing of it. What is paid differs from what is left of principal whenever bonus was
used or a discount is taken back; that difference stands in an account of its own (`refund_difference`), so that finance sees
it.

Cash comes out of the drawer of whoever holds the counter. A transfer is not paid here: it is owed to the customer from then on
(`refunds_due`), and finance pays it to an account of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from kiosk.core.api import (
    FEN,
    POINT,
    PREPAID,
    Account,
    Approved,
    Entry,
    LedgerLine,
    LotLeft,
    Member,
    Share,
    Transaction,
    bonus,
    drawer,
    points,
    points_owed,
    principal,
)
from kiosk.plugins.cards.apply.consents import consents_of, set_consent
from kiosk.plugins.cards.apply.requests import end_request
from kiosk.plugins.cards.issue.models import GivenRow
from kiosk.plugins.cards.models import ClosingRow, LossRow, RefundPaidRow, with_predecessors

from .paid_in import top_ups_of
from .refund import Cause, Refund, refund

KIND = "cards.closed"

DIFFERENCE = Account("refund_difference")
DUE = Account("refunds_due", "", FEN, "credit")
"""What finance owes to customers by transfer."""
GIVEN = Account("given")
LAPSED = Account("lapsed", unit=POINT)

PAGE = 100  # allow constant: entries that are read at a time

Tender = Literal["", "cash", "transfer"]


class StatementChanged(Exception):
    """What is on the card, or the rules, are not what they were when the statement was shown."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What cancelling a card comes to. `version` is of the limits that it was made under; "" while none are approved."""

    member: Member
    held: bool
    version: str
    refund: Refund
    points: int
    owed: int
    cash_most: int

    @property
    def may_be_cash(self) -> bool:
        """A small amount may be paid in cash; above, it goes to an account of the same name."""
        return self.refund.total <= self.cash_most


def statement(tx: Transaction, member_id: str, cause: Cause) -> Statement | None:
    """The card as it is now; None for no such member."""
    member, limits, shift = tx.member(member_id), tx.rule(PREPAID), tx.shift()
    if member is None:
        return None
    law, version = limits if limits is not None else (None, "")
    found = refund(
        top_ups_of(tx, member_id),
        cause,
        today=tx.business_day,
        cooling_off_days=law.cooling_off_days if law is not None else 0,
        discounts=_discounts(tx, member_id) if cause == "customer" else 0,
    )
    return Statement(
        member=member,
        held=shift is not None and shift.state == "open",
        version=version,
        refund=found,
        points=tx.balance(points(member_id)),
        owed=tx.balance(points_owed(member_id)),
        cash_most=law.cash_refund_most if law is not None else 0,
    )


def _discounts(tx: Transaction, member_id: str) -> int:
    """How much less than the undiscounted price was charged, by what the tills said with each sale (`undiscounted`, in fen)."""
    return sum(_discount(tx, entry, one) for one in with_predecessors(member_id) for entry in _all(tx, one))


def _all(tx: Transaction, member_id: str) -> Iterator[Entry]:
    before = 0
    while entries := tx.entries_of(member_id, before=before, limit=PAGE):
        before = entries[-1].number
        yield from entries


def _discount(tx: Transaction, entry: Entry, member_id: str) -> int:
    price = entry.data.get("undiscounted", 0)
    if not isinstance(price, int) or not price or entry.reversed_by or entry.reverses:
        return 0
    return max(price - _charged(tx, entry, member_id), 0)


def _charged(tx: Transaction, entry: Entry, member_id: str) -> int:
    mine = (principal(member_id), bonus(member_id))
    return sum(one.amount for one in tx.transfers_of(entry) if one.debit in mine)


def close(
    tx: Transaction,
    shown: Statement,
    tender: Tender,
    approved: Approved,
    number_of: Callable[[Transaction, str], str],
    identity: str = "seen",
) -> ClosingRow:
    """Pay back, let lapse, and end the card. Raises StatementChanged when it is not what was shown, OwnAccount, NoShift, and
    Overdrawn when the drawer has not so much cash. `number_of` journals the slip and gives its number;
    `identity` is what `Buyer.keep` says of the document."""
    member_id = shown.member.id
    tx.serving(member_id)
    if statement(tx, member_id, shown.refund.cause) != shown or shown.member.status == "closed":
        raise StatementChanged
    tx.use_approval(approved)
    lines = _lines(tx, member_id, shown.refund.total, _payout(tx, tender))
    cause = shown.refund.cause
    entry_id = ""
    if lines:
        data: dict[str, str | int] = {"cause": cause, "tender": tender or "nothing", "identity": identity}
        entry = tx.enter(
            KIND,
            lines,
            subject=member_id,
            version=shown.version,
            reason=cause,
            data=data,
            once=f"{KIND}:{member_id}",
        )
        entry_id = entry.id
    let_go(tx, member_id, cause, approved.by.id)
    if not tx.close_member(member_id, cause):
        raise StatementChanged
    row: ClosingRow = ClosingRow.create(
        id=tx.new_id(),
        member_id=member_id,
        cause=cause,
        entry_id=entry_id,
        number=number_of(tx, member_id),
        at_ms=tx.now_ms,
        tender=tender,
        total=shown.refund.total,
        points=shown.points,
        statement=msgspec.json.encode(shown.refund).decode(),
        tail=shown.member.card_tail,
    )
    return row


def let_go(tx: Transaction, member_id: str, why: str, staff_id: str) -> None:
    """What waited for a member whose card ends waits no more: a report of its loss, a new card that was asked for. And nobody
    writes to them: what was agreed to ends with the card."""
    LossRow.update(ended_ms=tx.now_ms, ended_by=staff_id, why=why).where(
        LossRow.member_id == member_id, LossRow.ended_ms.is_null()
    ).execute()
    end_request(tx, member_id, "closed")
    for key, one in consents_of(member_id).items():
        if one.given:
            set_consent(tx, member_id, key, one.version, given=False, how="desk")


def _payout(tx: Transaction, tender: Tender) -> Account:
    return drawer(tx.site_counter().name, tender) if tender == "cash" else DUE


def _lines(tx: Transaction, member_id: str, total: int, payout: Account) -> list[LedgerLine]:
    mine = principal(member_id)
    lots = tx.lots(mine)
    held = sum(lot.left for lot in lots)
    from_principal, kept = min(total, held), max(held - total, 0)
    lines = []
    if from_principal:
        lines.append(LedgerLine(mine, payout, from_principal, take=shares(lots, 0, from_principal)))
    if kept:
        lines.append(LedgerLine(mine, DIFFERENCE, kept, take=shares(lots, from_principal, held)))
    if total > held:
        lines.append(LedgerLine(DIFFERENCE, payout, total - held))
    for account, house in ((bonus(member_id), GIVEN), (points(member_id), LAPSED)):
        lots = tx.lots(account)
        if left := sum(lot.left for lot in lots):
            lines.append(LedgerLine(account, house, left, take=shares(lots, 0, left)))
    if owed := tx.balance(points_owed(member_id)):
        lines.append(LedgerLine(LAPSED, points_owed(member_id), owed))
    return lines


def shares(lots: list[LotLeft], begin: int, end: int) -> tuple[Share, ...]:
    """The lots that give the amounts from `begin` to `end` of all that is left, one after the other; those that have ended
    too."""
    found, at = [], 0
    for lot in lots:
        amount = min(at + lot.left, end) - max(at, begin)
        if amount > 0:
            found.append(Share(lot.number, amount))
        at += lot.left
    return tuple(found)


def closings(limit: int) -> list[ClosingRow]:
    """Cards that were cancelled, the newest first."""
    query = ClosingRow.select().where(ClosingRow.cause != "merged", ClosingRow.forgotten_ms.is_null())
    return list(query.order_by(ClosingRow.at_ms.desc(), ClosingRow.id).limit(limit))


def waiting(limit: int | None) -> list[ClosingRow]:
    """Refunds by transfer that nobody has said are paid, the oldest first."""
    query = ClosingRow.select().where(
        ClosingRow.tender == "transfer",
        ClosingRow.id.not_in(RefundPaidRow.select(RefundPaidRow.closing_id)),
    )
    return list(query.order_by(ClosingRow.at_ms, ClosingRow.id).limit(limit))


def refund_of(row: ClosingRow) -> Refund:
    """The statement as it was shown."""
    return msgspec.json.decode(row.statement, type=Refund)


def forget(tx: Transaction, keep_ms: int) -> int:
    """Forget whose card ended so long ago, but nobody who still waits for their money; returns how many. The entries and their
    sums stay."""
    over = ClosingRow.select().where(
        ClosingRow.forgotten_ms.is_null(),
        ClosingRow.at_ms <= tx.now_ms - keep_ms,
        ClosingRow.id.not_in([row.id for row in waiting(None)]),
    )
    number = 0
    for row in list(over.order_by(ClosingRow.at_ms).limit(PAGE)):
        tx.forget_member(row.member_id)
        GivenRow.update(number="", before="").where(GivenRow.member_id == row.member_id).execute()
        row.forgotten_ms, row.tail = tx.now_ms, ""
        row.save()
        number += 1
    return number

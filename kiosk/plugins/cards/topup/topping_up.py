"""充值: what a top-up would be, and the one transaction that makes it; and the one that undoes it.

The rules that are approved today decide, and are asked again when it is written; the entry keeps their version. Money goes into
the counter's drawer by its tender, onto the card as principal, and the bonus beside it, in lots that name each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from kiosk.core.api import (
    NO_END,
    PREPAID,
    Account,
    Approved,
    Entry,
    LedgerLine,
    Lot,
    Member,
    Transaction,
    bonus,
    drawer,
    principal,
)
from kiosk.plugins.cards.models import PaidInRow
from kiosk.plugins.cards.rules.bonus import BONUS, bonus_of

KIND = "cards.topped_up"

Refusal = Literal["", "not_set_up", "over_the_limit"]


class QuoteChanged(Exception):
    """The rules, or what is on the card, are not what they were when the amount was shown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A card before its top-up, the tenders of this counter, and the newest top-up if it is of today."""

    member: Member
    principal: int
    bonus: int
    tenders: tuple[str, ...]
    held: bool
    """Whether somebody holds the counter: without a shift no money is taken."""
    last: Entry | None
    last_paid: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """What an amount would do, in fen. `most` is what could be paid in instead, where it is too much."""

    paid: int
    bonus: int
    after: int
    version: str
    refused: Refusal = ""
    most: int = 0
    only_transfer: bool = False


def standing(tx: Transaction, member_id: str) -> Standing | None:
    """The card as it is now; None for no such member."""
    member = tx.member(member_id)
    if member is None:
        return None
    shift, last = tx.shift(), _last(tx, member_id)
    return Standing(
        member=member,
        principal=tx.balance(principal(member_id)),
        bonus=tx.balance(bonus(member_id)),
        tenders=tx.site_counter().tenders,
        held=shift is not None and shift.state == "open",
        last=last,
        last_paid=tx.transfers_of(last)[0].amount if last is not None else 0,
    )


def _last(tx: Transaction, member_id: str) -> Entry | None:
    newest = next(iter(tx.entries_of(member_id, limit=1)), None)
    if newest is None or newest.kind != KIND or newest.business_day != tx.business_day:
        return None
    return newest


def quote(tx: Transaction, member_id: str, paid: int, on_day: int = 0, *, held: int | None = None) -> Quote:
    """What paying in so much would do, by the rules of today, or of the day on which it was written on paper. `held`: what is
    on the card, where another than the local ledger knows it."""
    limits, given = tx.rule(PREPAID, on_day=on_day), tx.rule(BONUS, on_day=on_day)
    if limits is None:
        return Quote(paid, 0, 0, "", "not_set_up")
    law, version = limits
    extra = bonus_of(given[0], paid) if given is not None else 0
    if held is None:
        held = tx.balance(principal(member_id)) + tx.balance(bonus(member_id))
    after = held + paid + extra
    return Quote(
        paid,
        extra,
        after,
        given[1] if given is not None else version,
        "over_the_limit" if after > law.named_most else "",
        max(law.named_most - held, 0),
        paid >= law.person_transfer_from,
    )


def top_up(tx: Transaction, member_id: str, shown: Quote, tender: str, identity: str = "seen") -> Entry:
    """Take the money and put it on the card; `identity` is what `Buyer.keep` says of the document. Raises QuoteChanged when it
    is not what was shown, OwnAccount, NoShift."""
    tx.serving(member_id)
    if quote(tx, member_id, shown.paid) != shown or shown.refused:
        raise QuoteChanged
    return tx.enter(
        KIND,
        paid_in(tx, member_id, shown, tender),
        subject=member_id,
        version=shown.version,
        data={"tender": tender, "identity": identity},
    )


def paid_in(tx: Transaction, member_id: str, shown: Quote, tender: str, on_day: int = 0) -> list[LedgerLine]:
    """The lines of money that goes onto a card: principal, and the bonus of the day's rule beside it (0: of today's)."""
    source = tx.new_id()
    lines = [
        LedgerLine(
            drawer(tx.site_counter().name, tender), principal(member_id), shown.paid, Lot(source=source)
        )
    ]
    given = tx.rule(BONUS, on_day=on_day)
    if shown.bonus and given is not None:
        ends = Lot(last_day_after(on_day or tx.business_day, given[0].valid_days), source=source)
        lines.append(LedgerLine(Account("given"), bonus(member_id), shown.bonus, ends))
    PaidInRow.create(source=source, day=on_day or tx.business_day, paid=shown.paid, given=shown.bonus)
    return lines


def last_day_after(today: int, valid_days: int) -> int:
    """The last business day of what is given today for so many days; 0: it does not end."""
    if not valid_days:
        return NO_END
    first = datetime(today // 10_000, today // 100 % 100, today % 100, tzinfo=UTC)
    return int((first + timedelta(days=valid_days)).strftime("%Y%m%d"))


def undo(tx: Transaction, entry_id: str, member_id: str, approved: Approved, reason: str) -> Entry:
    """Undo a top-up by a reversal, with a second person's word. Raises Overdrawn when something of it was spent, Reversed."""
    tx.serving(member_id)
    tx.use_approval(approved)
    return tx.reverse(entry_id, reason=reason)

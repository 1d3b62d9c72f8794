"""What may not be in the plugin's tables: a report that blocks nothing, a member that there is not, a card that has ended with
money on it, a consent of nobody.

Sums are the ledger's own to check.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.api import Finding, Transaction, bonus, points, points_owed, principal

from .apply.models import ApplicationRow, ConsentRow, RequestRow
from .elsewhere.models import SentRow
from .elsewhere.sending import on_its_way
from .models import ClosingRow, LossRow


def check(tx: Transaction) -> list[Finding]:
    """What is wrong in any of them."""
    return [*_losses(tx), *_applications(tx), *_sent(tx)]


def _applications(tx: Transaction) -> Iterator[Finding]:
    """A card that was made of an application has its member; whoever agreed to something is an applicant or a member."""
    for row in ApplicationRow.select().where(ApplicationRow.state == "issued").order_by(ApplicationRow.id):
        if tx.member(row.member_id) is None:
            yield Finding(
                "cards.issued_to_nobody", f"application {row.id} became a card, and its member is not there"
            )
    for asked in RequestRow.select().where(RequestRow.ended_ms.is_null()).order_by(RequestRow.id):
        if tx.member(asked.member_id) is None:
            yield Finding(
                "cards.wanted_by_nobody",
                f"request {asked.id} is of member {asked.member_id}, and there is none",
            )
    for one in ConsentRow.select(ConsentRow.subject_id).distinct().order_by(ConsentRow.subject_id):
        known = ApplicationRow.get_or_none(ApplicationRow.id == one.subject_id) or tx.member(one.subject_id)
        if known is None:
            yield Finding("cards.consent_of_nobody", f"{one.subject_id} agreed to something, and is nobody")


def _sent(tx: Transaction) -> Iterator[Finding]:
    """What members have paid in at a remote member system and have on no card is what the top-ups say that are not there."""
    owed: dict[str, int] = {}
    for row in SentRow.select().order_by(SentRow.entry_id):
        owed[row.member_id] = owed.get(row.member_id, 0) + (row.paid if row.state in ("sent", "owed") else 0)
    for member_id, fen in owed.items():
        if tx.balance(on_its_way(member_id)) != fen:
            yield Finding(
                "cards.sent_otherwise",
                f"member {member_id} is owed otherwise than their top-ups say: {fen} fen",
            )


def _losses(tx: Transaction) -> list[Finding]:
    """Every report that is open has its blocked card, and every one that was ended says by whom."""
    found = []
    for row in LossRow.select().order_by(LossRow.id):
        member = tx.member(row.member_id)
        if member is None:
            found.append(
                Finding("cards.nobody", f"report {row.id} is about member {row.member_id}, and there is none")
            )
        elif row.ended_ms is None and member.status == "active":
            found.append(
                Finding(
                    "cards.not_blocked", f"report {row.id} is open, and card of member {member.id} serves"
                )
            )
        if row.ended_ms is not None and not row.ended_by:
            found.append(Finding("cards.thawed_by_nobody", f"report {row.id} was ended by nobody"))
    return found + _closings(tx)


def _closings(tx: Transaction) -> list[Finding]:
    """A card that has ended serves nobody, and nothing is on it any more."""
    found = []
    for row in ClosingRow.select().order_by(ClosingRow.id):
        member = tx.member(row.member_id)
        if member is None or member.status != "closed":
            found.append(
                Finding("cards.not_closed", f"card of member {row.member_id} was cancelled, and serves")
            )
        if any(tx.balance(book(row.member_id)) for book in (principal, bonus, points, points_owed)):
            found.append(
                Finding("cards.left_over", f"something is left of member {row.member_id}, whose card ended")
            )
    return found

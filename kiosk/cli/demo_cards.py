"""What the demo's first members have on their cards, and the PIN of the first: so that an enquiry has something to show.

Balances come into the ledger as a cut-over's do. Amounts and PIN are invented, as everything in the demo.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.ledger import NO_END, POINT, Account, Line, Lot, bonus, points, principal
from kiosk.core.staff import StaffPolicy
from kiosk.core.staff.hashes import hash_pin
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction

BALANCES = ((123_456, 20_000, 320), (50_000, 0, 1_280), (0, 0, 75))
"""Principal and bonus in fen, and points, of the first three; their points end with the next year."""

MEMBER_PIN = "718293"
"""Of the first: whoever looks at the demo shall be able to try phone and PIN."""

QUICK = StaffPolicy(time_cost=1, memory_kib=64, parallelism=1)
"""The PIN stands in this file: a hash that is hard to make would hide nothing."""

_PIN = "INSERT INTO member_pins (member_id, pin_hash, made_ms, made_by) SELECT ?, ?, ?, id FROM staff ORDER BY id LIMIT 1"


def furnish(store: Store, cards: Sequence[str]) -> None:
    """Give the members of these cards what they have."""
    store.write_now(_bring_balances, cards)
    store.write_now(_give_pin, cards[0], hash_pin(MEMBER_PIN, "", QUICK))


def _bring_balances(tx: Transaction, cards: Sequence[str]) -> None:
    ends = (tx.business_day // 10_000 + 1) * 10_000 + 1231
    for card, amounts in zip(cards, BALANCES, strict=False):
        member = tx.member_by_card(card)
        if member is None:
            continue
        accounts = (principal(member.id), bonus(member.id), points(member.id))
        lines = tuple(
            Line(_opening(account), account, amount, Lot(ends if account.unit == POINT else NO_END))
            for account, amount in zip(accounts, amounts, strict=True)
            if amount
        )
        tx.enter("members.opened", lines, subject=member.id)


def _opening(account: Account) -> Account:
    return Account("opening", unit=account.unit)


def _give_pin(tx: Transaction, card: str, pin_hash: str) -> None:
    member = tx.member_by_card(card)
    if member is not None:
        run(tx, _PIN, (member.id, pin_hash, tx.now_ms))

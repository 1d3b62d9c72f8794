"""The account of a top-up: what is on the card, what is in the drawer, and how many slips were asked for, to the last fen."""

from __future__ import annotations

from kiosk.cli.house import open_kiosk_store
from kiosk.core.ledger import bonus, principal
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings

PAID, BONUS = 100_000, 10_000
"""What is paid in at once here, and what the sample pack gives on top."""

_ENTRIES = "SELECT count(*) FROM ledger_entries WHERE kind = 'cards.topped_up' AND subject = ?"


def topped_up(settings: Settings, card: str, *, times: int) -> list[str]:
    """What is not so on the stopped store: booked so often, with its bonus."""
    with open_kiosk_store(settings, to_read=True) as store:
        return store.read_now(_account, card, times)


def bookings(settings: Settings, card: str) -> int:
    """How often this card was topped up."""
    with open_kiosk_store(settings, to_read=True) as store:
        return store.read_now(_entries, card)


def _entries(tx: Transaction, card: str) -> int:
    member = tx.member_by_card(card)
    assert member is not None
    return int(tx._one(_ENTRIES, (member.id,))[0])


def _account(tx: Transaction, card: str, times: int) -> list[str]:
    member = tx.member_by_card(card)
    assert member is not None
    booked, on_it = _entries(tx, card), (tx.balance(principal(member.id)), tx.balance(bonus(member.id)))
    found = []
    if booked != times or on_it != (times * PAID, times * BONUS):
        found.append(
            f"{card} was to be topped up {times} times; booked {booked} times, and {on_it} are on it"
        )
    return found

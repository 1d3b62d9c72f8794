"""The ticket's keys, and how often a wrong one may be typed.

On the paper is a QR code of 80 bits that nobody can guess. Whoever has lost the paper, or got none because the printer is out,
types nine digits instead: three are the ticket's number, six are secret. Those can be guessed, so wrong ones are
counted, for the position and for the ticket, in durable rows: a restart forgets none of them. What is kept is a
digest; the digits are on the screen and on the paper only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Transaction

from .limits import Limits
from .models import DepositRow, TryRow
from .reading import deposit_of, rows_in
from .records import BEHIND_A_DOOR, HERE, Deposit, Secret

SCAN = "ZGB1:"
"""Before what a ticket's QR code says; a later format gets another number."""

DIGITS = 9  # allow constant: short enough to type, long enough not to be guessed
NUMBER_DIGITS = 3  # allow constant: of them, the ticket's number


def new_secret(ticket: int) -> Secret:
    """The keys of a new ticket."""
    # allow constant: ten digits, and ten bytes below
    typed = f"{ticket:0{NUMBER_DIGITS}d}{secrets.randbelow(10 ** (DIGITS - NUMBER_DIGITS)):0{DIGITS - NUMBER_DIGITS}d}"
    # allow constant: a code that can be guessed is none in any mall
    return Secret(typed, SCAN + base64.b32encode(secrets.token_bytes(10)).decode())


def digest(deposit_id: str, key: str) -> str:
    """What is kept of a key; salted, so that equal digits of two tickets do not look alike."""
    return hashlib.sha256(f"{deposit_id}:{key}".encode()).hexdigest()


def scan_digest(text: str) -> str:
    """What is kept of a QR code, to find its ticket by; 80 random bits need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_ticket() -> int:
    """A free short number, drawn at random so that two kiosks rarely draw the same; the database holds them apart."""
    taken = {row.ticket for row in rows_in(BEHIND_A_DOOR)}
    return secrets.choice([number for number in range(100, 1000) if number not in taken])


def is_ticket(text: str) -> bool:
    """Whether a scan is a ticket of ours at all."""
    return text.strip().upper().startswith(SCAN)


def scanned(text: str) -> Deposit | None:
    """The deposit of a ticket's QR code, in whatever state; None: no ticket of ours."""
    row = DepositRow.get_or_none(DepositRow.scan_digest == scan_digest(text.strip().upper()))
    return deposit_of(row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Wrong:
    """The code fits no ticket. `tries_left`: before typing is locked here."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong codes, at this position or for this ticket."""

    what: Literal["position", "ticket"]
    minutes: int


def locked(tx: Transaction, limits: Limits) -> Locked | None:
    """Whether typing is locked at the transaction's position."""
    tries = _lately(tx, limits, TryRow.position == tx.context.position)
    return _lock("position", tries, limits.position_tries, tx.now_ms, limits)


def typed(tx: Transaction, digits: str, limits: Limits) -> Deposit | Wrong | Locked:
    """The deposit of a typed code; a wrong one is counted. Looked at under a lock of its own: nothing is told through one."""
    closed = locked(tx, limits)
    if closed is not None:
        return closed
    ticket = int(digits[:NUMBER_DIGITS])
    rows = rows_in(HERE, ticket)
    if rows:
        tries = _lately(tx, limits, TryRow.ticket == ticket)
        closed = _lock("ticket", tries, limits.ticket_tries, tx.now_ms, limits)
        if closed is not None:
            return closed
        for (
            row
        ) in rows:  # a number is given out again while an earlier bag of it waits where lost property is kept
            if hmac.compare_digest(row.code_digest, digest(row.id, digits)):
                return deposit_of(row)
    TryRow.delete().where(TryRow.at_ms <= tx.now_ms - limits.lock_ms).execute()
    TryRow.create(position=tx.context.position, ticket=ticket if rows else 0, at_ms=tx.now_ms)
    tx.journal("bags.wrong_code", ticket=ticket if rows else 0)
    closed = locked(tx, limits)
    if closed is not None:
        return closed
    used = len(_lately(tx, limits, TryRow.position == tx.context.position))
    return Wrong(limits.position_tries - used)


def _lately(tx: Transaction, limits: Limits, where: object) -> list[int]:
    rows = TryRow.select().where(where, TryRow.at_ms > tx.now_ms - limits.lock_ms).order_by(TryRow.at_ms)
    return [row.at_ms for row in rows]


def _lock(
    what: Literal["position", "ticket"], tries: list[int], most: int, now_ms: int, limits: Limits
) -> Locked | None:
    """Locked until the oldest of the last `most` wrong codes is forgotten."""
    if len(tries) < most:
        return None
    left_ms = tries[-most] + limits.lock_ms - now_ms
    return Locked(what, max(1, -(-left_ms // 60_000)))

"""A member's PIN, where a service wants one: kept as an argon2id hash and nowhere else, and never asked for by the desk itself.

It is set on first use, after staff have looked at the card and whoever holds it; a forgotten one is set anew in the same way.
As at signing in (`kiosk.core.staff.signing_in`), an attempt is *counted first*, durably, and only then compared, so that
nobody gains a guess by pulling the plug, and several kiosks guessing at once get so many guesses together; comparing is slow
on purpose and stands outside of any transaction. Lengths, attempts and the time of locking are those of `[staff]`.

Whoever knows it changes it alone; for a first one, or a forgotten one, staff have looked. Left out: who it is that has no card
at hand (`members.without_card`).
"""

from __future__ import annotations

import asyncio

import msgspec

from kiosk.core.records import Approved, Context
from kiosk.core.staff.hashes import hash_pin, verify
from kiosk.core.staff.policy import POLICY, StaffPolicy
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.statements import for_update, one, run
from kiosk.core.store.transaction import Transaction

_FIND = "SELECT pin_hash, wrong_attempts, locked_until_ms FROM member_pins WHERE member_id = ?"
_COUNT = "UPDATE member_pins SET wrong_attempts = ?, locked_until_ms = ? WHERE member_id = ?"
_LOCK = "UPDATE member_pins SET locked_until_ms = ? WHERE member_id = ? AND wrong_attempts >= ?"
_RIGHT = "UPDATE member_pins SET wrong_attempts = 0, locked_until_ms = 0 WHERE member_id = ? AND pin_hash = ?"
_CHANGE = "UPDATE member_pins SET pin_hash = ?, wrong_attempts = 0, locked_until_ms = 0, made_ms = ? WHERE member_id = ?"
_PUT = (
    "INSERT INTO member_pins (member_id, pin_hash, made_ms, made_by) VALUES (?, ?, ?, ?) ON CONFLICT (member_id) DO UPDATE SET"
    " pin_hash = excluded.pin_hash, wrong_attempts = 0, locked_until_ms = 0, made_ms = excluded.made_ms,"
    " made_by = excluded.made_by"
)


class PinWrong(msgspec.Struct, frozen=True):
    """Not right; so many tries are left. With none, it is locked for so many minutes, also for the right one."""

    attempts_left: int
    locked_minutes: int = 0


class NoPin(msgspec.Struct, frozen=True):
    """The member has none yet."""


class _Attempt(msgspec.Struct, frozen=True):
    hash: str
    left: int


async def check_pin(
    store: Store, member_id: str, pin: str, *, policy: StaffPolicy = POLICY, context: Context = SYSTEM
) -> PinWrong | NoPin | None:
    """Whether this is the member's PIN; None when it is."""
    attempt = await store.write(_count, member_id, policy, context=context)
    if not isinstance(attempt, _Attempt):
        return attempt
    if not await asyncio.to_thread(verify, attempt.hash, pin, policy):
        return await store.write(_refuse, member_id, attempt, policy, context=context)
    return await store.write(_accept, member_id, attempt, context=context)


async def set_pin(
    store: Store,
    member_id: str,
    pin: str,
    approved: Approved,
    *,
    policy: StaffPolicy = POLICY,
    context: Context = SYSTEM,
) -> None:
    """Give a member a PIN, first or new, in place of any before; `approved` is the word of whoever of staff has looked.

    Raises PinRefused for one that is no PIN or is guessed easily, ApprovalUsed when that word was used before.
    """
    made = await asyncio.to_thread(hash_pin, pin, "", policy)
    await store.write(_put, member_id, made, approved, context=context)


async def change_pin(
    store: Store, member_id: str, pin: str, *, policy: StaffPolicy = POLICY, context: Context = SYSTEM
) -> bool:
    """Put another PIN in place of the one that whoever asks has just proved to know. False when there is none any more.

    Raises PinRefused as `set_pin` does.
    """
    made = await asyncio.to_thread(hash_pin, pin, "", policy)
    return await store.write(_change, member_id, made, context=context)


def _count(tx: Transaction, member_id: str, policy: StaffPolicy) -> _Attempt | PinWrong | NoPin:
    row = one(tx, _FIND + for_update(tx), (member_id,))
    if row is None:
        return NoPin()
    pin_hash, wrong, until = row
    if until and tx.now_ms >= until:
        wrong = until = 0
    if until or wrong >= policy.attempts:
        # At most the whole period from now: a clock that was set back must not lock anybody out for days.
        until = min(until or tx.now_ms + policy.lock_ms, tx.now_ms + policy.lock_ms)
        run(tx, _COUNT, (wrong, until, member_id))
        return _locked(until, tx.now_ms)
    run(tx, _COUNT, (wrong + 1, 0, member_id))
    return _Attempt(pin_hash, policy.attempts - wrong - 1)


def _refuse(tx: Transaction, member_id: str, attempt: _Attempt, policy: StaffPolicy) -> PinWrong:
    until = tx.now_ms + policy.lock_ms
    locked = run(tx, _LOCK, (until, member_id, policy.attempts)).rowcount == 1
    tx.journal("members.pin_locked" if locked else "members.pin_refused", member=member_id)
    return _locked(until, tx.now_ms) if locked else PinWrong(attempt.left)


def _accept(tx: Transaction, member_id: str, attempt: _Attempt) -> PinWrong | None:
    if run(tx, _RIGHT, (member_id, attempt.hash)).rowcount != 1:
        return PinWrong(attempt.left)  # it was set anew meanwhile
    return None


def _put(tx: Transaction, member_id: str, pin_hash: str, approved: Approved) -> None:
    tx.use_approval(approved)
    run(tx, _PUT, (member_id, pin_hash, tx.now_ms, approved.by.id))
    tx.journal_act("members.pin_set", approved.reason, member=member_id, staff=approved.by.id)


def _change(tx: Transaction, member_id: str, pin_hash: str) -> bool:
    if run(tx, _CHANGE, (pin_hash, tx.now_ms, member_id)).rowcount != 1:
        return False
    tx.journal("members.pin_changed", member=member_id)
    return True


def _locked(until: int, now: int) -> PinWrong:
    return PinWrong(0, -(-(until - now) // 60_000))

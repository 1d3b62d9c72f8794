"""Signing in with number and PIN.

Order matters here as it does with doors: an attempt is *counted first*, durably, and only then compared, so
that nobody gains a guess by pulling the plug, and ten screens guessing at once get five guesses together.
Comparing is slow on purpose and happens on a thread of its own, outside of any transaction: the writer must
not stand still for a PIN.
"""

from __future__ import annotations

import asyncio

import msgspec

from kiosk.core.records import Context, StaffIdentity
from kiosk.core.staff.hashes import hasher, nobody, verify
from kiosk.core.staff.policy import POLICY, StaffPolicy
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.statements import for_update, one, run
from kiosk.core.store.transaction import Transaction

STRANGERS = 1024
"""How many numbers without an account are remembered at a time, see `Strangers`."""


class SignInRefused(msgspec.Struct, frozen=True):
    """Number or PIN is wrong, or the account is locked; which of the two is wrong is not said."""

    attempts_left: int
    locked_until_ms: int | None = None
    locked_minutes: int = 0


class _Attempt(msgspec.Struct, frozen=True):
    """What an attempt may be compared with; `hash` "" where there is no such account."""

    staff_id: str
    hash: str
    left: int


_FIND = "SELECT id, pin_hash, wrong_attempts, locked_until_ms FROM staff WHERE number = ? AND active = 1"
_COUNT = "UPDATE staff SET wrong_attempts = ?, locked_until_ms = ? WHERE id = ?"
_LOCK = "UPDATE staff SET locked_until_ms = ? WHERE id = ? AND wrong_attempts >= ?"
_WELCOME = (
    "UPDATE staff SET wrong_attempts = 0, locked_until_ms = 0, pin_hash = ? WHERE id = ? AND pin_hash = ?"
)
_IDENTITY = "SELECT id, number, name, role, member_id FROM staff WHERE id = ? AND active = 1"


class Strangers:
    """Tries at numbers that no account has, counted as those at accounts are, so that the answers do not tell which
    numbers exist. In memory and only so many: what is forgotten costs a stranger nothing but the same tries again.
    """

    def __init__(self) -> None:
        self._tries: dict[str, tuple[int, int]] = {}

    def locked(self, number: str, now_ms: int, policy: StaffPolicy) -> SignInRefused | None:
        """The refusal of a number that has been tried too often; None while it may be tried."""
        _wrong, until = self._tries.get(number, (0, 0))
        until = min(until, now_ms + policy.lock_ms)
        return locked_for(until, now_ms) if until > now_ms else None

    def refuse(self, number: str, now_ms: int, policy: StaffPolicy) -> SignInRefused:
        """Count a try, and say what is said of it."""
        wrong, until = self._tries.pop(number, (0, 0))
        wrong = 1 if until else wrong + 1
        until = now_ms + policy.lock_ms if wrong >= policy.attempts else 0
        self._tries[number] = wrong, until
        if len(self._tries) > STRANGERS:
            del self._tries[next(iter(self._tries))]
        return locked_for(until, now_ms) if until else SignInRefused(policy.attempts - wrong)


async def sign_in(
    store: Store,
    number: str,
    pin: str,
    *,
    policy: StaffPolicy = POLICY,
    strangers: Strangers | None = None,
    context: Context = SYSTEM,
    event: str = "staff.signed_in",
) -> StaffIdentity | SignInRefused:
    """Sign in with number and PIN. An unknown number costs the same time as a wrong PIN.

    After `policy.attempts` wrong PINs the account is locked for `policy.lock_minutes`, also for the right
    one. A caller that says how many tries are left keeps one `strangers` for all that are tried there.
    `event` is what the journal calls it: the second person of an approval does not sign in.
    """
    strangers = strangers or Strangers()
    attempt = await store.write(_count_attempt, number, policy, context=context)
    if isinstance(attempt, SignInRefused):
        return attempt
    if not attempt.staff_id and (refused := strangers.locked(number, store.clock.now_ms(), policy)):
        return refused
    right = await asyncio.to_thread(verify, attempt.hash or nobody(policy), pin, policy)
    if not right or not attempt.hash:
        refusal = await store.write(_refuse, attempt, policy, context=context)
        return refusal if attempt.staff_id else strangers.refuse(number, store.clock.now_ms(), policy)
    renewed = attempt.hash
    if hasher(policy).check_needs_rehash(attempt.hash):
        renewed = await asyncio.to_thread(hasher(policy).hash, pin)
    identity = await store.write(_welcome, attempt, renewed, event, context=context)
    return identity or SignInRefused(attempt.left)


def _count_attempt(tx: Transaction, number: str, policy: StaffPolicy) -> _Attempt | SignInRefused:
    row = one(tx, _FIND + for_update(tx), (number,))
    if row is None:
        return _Attempt("", "", policy.attempts - 1)
    staff_id, pin_hash, wrong, until = row
    if until and tx.now_ms >= until:
        wrong = until = 0
    if until or wrong >= policy.attempts:
        # At most the whole period from now: a clock that was set back must not lock anybody out for days.
        until = min(until or tx.now_ms + policy.lock_ms, tx.now_ms + policy.lock_ms)
        run(tx, _COUNT, (wrong, until, staff_id))
        return locked_for(until, tx.now_ms)
    run(tx, _COUNT, (wrong + 1, 0, staff_id))
    return _Attempt(staff_id, pin_hash, policy.attempts - wrong - 1)


def _refuse(tx: Transaction, attempt: _Attempt, policy: StaffPolicy) -> SignInRefused:
    if not attempt.staff_id:
        tx.journal("staff.sign_in_refused", staff="unknown")
        return SignInRefused(attempt.left)
    until = tx.now_ms + policy.lock_ms
    locked = run(tx, _LOCK, (until, attempt.staff_id, policy.attempts)).rowcount == 1
    if locked:
        tx.journal_act("staff.locked", "wrong_pins", staff=attempt.staff_id)
    else:
        tx.journal("staff.sign_in_refused", staff=attempt.staff_id)
    return locked_for(until, tx.now_ms) if locked else SignInRefused(attempt.left)


def _welcome(tx: Transaction, attempt: _Attempt, pin_hash: str, event: str) -> StaffIdentity | None:
    if run(tx, _WELCOME, (pin_hash, attempt.staff_id, attempt.hash)).rowcount != 1:
        return None  # the PIN was changed meanwhile
    row = one(tx, _IDENTITY, (attempt.staff_id,))
    if row is None:
        return None
    tx.journal(event, staff=attempt.staff_id)
    return StaffIdentity(row[0], row[1], row[2], row[3], row[4] or "")


def locked_for(until: int, now: int) -> SignInRefused:
    """The refusal of a locked account; its minutes are rounded up."""
    return SignInRefused(0, until, -(-(until - now) // 60_000))

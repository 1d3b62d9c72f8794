"""Staff accounts: a number, a name, a role, and a PIN that is kept as an argon2id hash and nowhere else.

There is no default PIN. The first account is made on the command line, or on the screen with a one-time code
that the kiosk prints: valid once, for half an hour, and only while there is no account.

Order matters here as it does with doors: an attempt is *counted first*, durably, and only then compared, so
that nobody gains a guess by pulling the plug, and ten screens guessing at once get five guesses together.
Comparing is slow on purpose and happens on a thread of its own, outside of any transaction: the writer must
not stand still for a PIN.

Left out: forgotten PINs (another person resets them), roles that do more than carry their name, and badges:
later issues.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from functools import lru_cache
from itertools import pairwise
from typing import Self

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.core.records import Context, StaffIdentity
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.errors import ConstraintBroken, StoreError
from kiosk.core.store.statements import cause, for_update, one, run
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Staff as Limits

CODE_DIGITS = 8

NUMBER_DIGITS = 8
"""Digits of the longest staff number. Numbers are typed on a keypad: one with anything else in it could never sign in."""

PIN_FLOOR = 4
"""Digits of the shortest PIN that any setting allows, and so of any that an account may have from an earlier setting."""

STRANGERS = 1024
"""How many numbers without an account are remembered at a time, see `Strangers`."""


class StaffPolicy(msgspec.Struct, frozen=True):
    """The limits (settings, section `staff`) and how hard a hash is to make (RFC 9106, its low-memory
    choice).
    """

    pin_minimum: int = 6
    pin_maximum: int = 12
    attempts: int = 5
    lock_minutes: int = 15
    code_minutes: int = 30
    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """As the settings have it."""
        return cls(pin_minimum=limits.pin_minimum, attempts=limits.attempts, lock_minutes=limits.lock_minutes)

    @property
    def lock_ms(self) -> int:
        """For how long an account is locked."""
        return self.lock_minutes * 60_000

    @property
    def code_ms(self) -> int:
        """For how long a first code is valid."""
        return self.code_minutes * 60_000


POLICY = StaffPolicy()


class SignInRefused(msgspec.Struct, frozen=True):
    """Number or PIN is wrong, or the account is locked; which of the two is wrong is not said."""

    attempts_left: int
    locked_until_ms: int | None = None
    locked_minutes: int = 0


class FirstCodeRefused(StoreError):
    """The one-time code is wrong, used, too old, tried too often, or no longer needed."""


class PinRefused(StoreError):
    """The PIN cannot be used; `reason` is "digits", "short", "long" or "guessable"."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"this PIN cannot be used: {reason}")
        self.reason = reason


class NumberRefused(StoreError):
    """A staff number is 1 to 8 digits."""


class NumberTaken(StoreError):
    """Another account has this number."""


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
_IDENTITY = "SELECT id, number, name, role FROM staff WHERE id = ? AND active = 1"
_ADD = "INSERT INTO staff (id, number, name, role, pin_hash, made_ms, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ANY = "SELECT 1 FROM staff LIMIT 1"
_VOID_CODES = "UPDATE first_codes SET used_ms = ? WHERE used_ms IS NULL"
_ADD_CODE = "INSERT INTO first_codes (id, code_hash, made_ms, expires_ms) VALUES (?, ?, ?, ?)"
_CODE = "SELECT id, code_hash, expires_ms, wrong_attempts FROM first_codes WHERE used_ms IS NULL"
_COUNT_CODE = "UPDATE first_codes SET wrong_attempts = wrong_attempts + 1 WHERE id = ?"
_USE_CODE = "UPDATE first_codes SET used_ms = ? WHERE id = ? AND used_ms IS NULL"


def has_staff(tx: Transaction) -> bool:
    """Whether there is any staff account, active or not."""
    return one(tx, _ANY) is not None


def pin_problem(pin: str, number: str, policy: StaffPolicy = POLICY) -> str:
    """Why a PIN cannot be used: "digits", "short", "long", "guessable"; "" when it can."""
    if not (pin.isascii() and pin.isdigit()):
        return "digits"
    if len(pin) < policy.pin_minimum:
        return "short"
    if len(pin) > policy.pin_maximum:
        return "long"
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(pin)}
    if steps <= {0, 1} or steps <= {0, 9}:
        return "guessable"  # 000000, 123456, 987654, 112233
    if len(set(pin)) < 3 or pin in (number, number.zfill(len(pin))):
        return "guessable"
    if pin == pin[::-1] or any(pin[size:] == pin[:-size] for size in range(1, len(pin) // 2 + 1)):
        return "guessable"  # 123321, 482482
    return ""


def number_problem(number: str) -> str:
    """Why a staff number cannot be used: "digits"; "" when it can."""
    return "" if re.fullmatch(f"[0-9]{{1,{NUMBER_DIGITS}}}", number) else "digits"


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
        return _locked(until, now_ms) if until > now_ms else None

    def refuse(self, number: str, now_ms: int, policy: StaffPolicy) -> SignInRefused:
        """Count a try, and say what is said of it."""
        wrong, until = self._tries.pop(number, (0, 0))
        wrong = 1 if until else wrong + 1
        until = now_ms + policy.lock_ms if wrong >= policy.attempts else 0
        self._tries[number] = wrong, until
        if len(self._tries) > STRANGERS:
            del self._tries[next(iter(self._tries))]
        return _locked(until, now_ms) if until else SignInRefused(policy.attempts - wrong)


def add_staff(
    store: Store,
    number: str,
    name: str,
    pin: str,
    *,
    role: str = "attendant",
    policy: StaffPolicy = POLICY,
    context: Context = SYSTEM,
) -> StaffIdentity:
    """Make an account (blocks; for the command line). Raises PinRefused, NumberRefused, NumberTaken,
    ConstraintBroken for a bad name.
    """
    _check_number(number)
    made = _hash_pin(pin, number, policy)
    return store.write_now(_add, number, name, role, made, context=context)


async def sign_in(
    store: Store,
    number: str,
    pin: str,
    *,
    policy: StaffPolicy = POLICY,
    strangers: Strangers | None = None,
    context: Context = SYSTEM,
) -> StaffIdentity | SignInRefused:
    """Sign in with number and PIN. An unknown number costs the same time as a wrong PIN.

    After `policy.attempts` wrong PINs the account is locked for `policy.lock_minutes`, also for the right
    one. A caller that says how many tries are left keeps one `strangers` for all that are tried there.
    """
    strangers = strangers or Strangers()
    attempt = await store.write(_count_attempt, number, policy, context=context)
    if isinstance(attempt, SignInRefused):
        return attempt
    if not attempt.staff_id and (refused := strangers.locked(number, store.clock.now_ms(), policy)):
        return refused
    right = await asyncio.to_thread(_verify, attempt.hash or _nobody(policy), pin, policy)
    if not right or not attempt.hash:
        refusal = await store.write(_refuse, attempt, policy, context=context)
        return refusal if attempt.staff_id else strangers.refuse(number, store.clock.now_ms(), policy)
    renewed = attempt.hash
    if _hasher(policy).check_needs_rehash(attempt.hash):
        renewed = await asyncio.to_thread(_hasher(policy).hash, pin)
    identity = await store.write(_welcome, attempt, renewed, context=context)
    return identity or SignInRefused(attempt.left)


def issue_first_code(tx: Transaction, policy: StaffPolicy = POLICY) -> str:
    """A one-time code of eight digits for making the first account, to be printed; voids any before it.

    Raises FirstCodeRefused when there is an account already.
    """
    if has_staff(tx):
        raise FirstCodeRefused("there is a staff account already")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    run(tx, _VOID_CODES, (tx.now_ms,))
    values = (tx.new_id(), _hasher(policy).hash(code), tx.now_ms, tx.now_ms + policy.code_ms)
    run(tx, _ADD_CODE, values)
    tx.journal("staff.first_code_issued")
    return code


async def redeem_first_code(
    store: Store,
    code: str,
    number: str,
    pin: str,
    *,
    name: str = "",
    role: str = "attendant",
    policy: StaffPolicy = POLICY,
    context: Context = SYSTEM,
) -> StaffIdentity:
    """Make the first account with a printed code. Raises FirstCodeRefused, PinRefused or NumberRefused; none of
    them uses the code up.
    """
    _check_number(number)
    made = await asyncio.to_thread(_hash_pin, pin, number, policy)
    found = await store.write(_count_code, policy, context=context)
    if found is None or not await asyncio.to_thread(_verify, found[1], code, policy):
        raise FirstCodeRefused("the code is not valid")
    return await store.write(_redeem, found[0], number, name or number, role, made, context=context)


# ------------------------------------------------------------------------------- within transactions


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
        return _locked(until, tx.now_ms)
    run(tx, _COUNT, (wrong + 1, 0, staff_id))
    return _Attempt(staff_id, pin_hash, policy.attempts - wrong - 1)


def _refuse(tx: Transaction, attempt: _Attempt, policy: StaffPolicy) -> SignInRefused:
    if not attempt.staff_id:
        tx.journal("staff.sign_in_refused", staff="unknown")
        return SignInRefused(attempt.left)
    until = tx.now_ms + policy.lock_ms
    locked = run(tx, _LOCK, (until, attempt.staff_id, policy.attempts)).rowcount == 1
    tx.journal("staff.locked" if locked else "staff.sign_in_refused", staff=attempt.staff_id)
    return _locked(until, tx.now_ms) if locked else SignInRefused(attempt.left)


def _welcome(tx: Transaction, attempt: _Attempt, pin_hash: str) -> StaffIdentity | None:
    if run(tx, _WELCOME, (pin_hash, attempt.staff_id, attempt.hash)).rowcount != 1:
        return None  # the PIN was changed meanwhile
    row = one(tx, _IDENTITY, (attempt.staff_id,))
    if row is None:
        return None
    tx.journal("staff.signed_in", staff=attempt.staff_id)
    return StaffIdentity(*row)


def _add(tx: Transaction, number: str, name: str, role: str, pin_hash: str) -> StaffIdentity:
    identity = StaffIdentity(tx.new_id(), number, name, role)
    made_by = tx.context.actor
    try:
        values = (identity.id, number, name, role, pin_hash, tx.now_ms, made_by)
        run(tx, _ADD, values)
    except Exception as error:
        meaning = cause(tx, error)
        if isinstance(meaning, ConstraintBroken) and re.search("unique.*number", str(meaning), re.IGNORECASE):
            raise NumberTaken(f"there is an account with the number {number}") from error
        raise
    tx.journal("staff.added", staff=identity.id, role=role)
    return identity


def _count_code(tx: Transaction, policy: StaffPolicy) -> tuple[str, str] | None:
    row = one(tx, _CODE + for_update(tx))
    if row is None:
        return None
    code_id, code_hash, expires, wrong = row
    # Not before it was made, either: a clock set back would make it valid for longer.
    if not 0 < expires - tx.now_ms <= policy.code_ms or wrong >= policy.attempts:
        return None
    run(tx, _COUNT_CODE, (code_id,))
    return code_id, code_hash


def _redeem(tx: Transaction, code_id: str, number: str, name: str, role: str, pin_hash: str) -> StaffIdentity:
    if has_staff(tx) or run(tx, _USE_CODE, (tx.now_ms, code_id)).rowcount != 1:
        raise FirstCodeRefused("the code has been used")
    tx.journal("staff.first_code_used")
    return _add(tx, number, name, role, pin_hash)


# ------------------------------------------------------------------------------------------ hashes


@lru_cache(maxsize=8)
def _hasher(policy: StaffPolicy) -> PasswordHasher:
    return PasswordHasher(policy.time_cost, policy.memory_kib, policy.parallelism)


@lru_cache(maxsize=8)
def _nobody(policy: StaffPolicy) -> str:
    """A hash that nothing matches, made like the others, for numbers that do not exist."""
    return _hasher(policy).hash(secrets.token_hex(16))


def _check_number(number: str) -> None:
    if number_problem(number):
        raise NumberRefused(f"a staff number is 1 to {NUMBER_DIGITS} digits")


def _hash_pin(pin: str, number: str, policy: StaffPolicy) -> str:
    if problem := pin_problem(pin, number, policy):
        raise PinRefused(problem)
    return _hasher(policy).hash(pin)


def _verify(pin_hash: str, pin: str, policy: StaffPolicy) -> bool:
    try:
        return _hasher(policy).verify(pin_hash, pin[:64])
    except (VerificationError, InvalidHashError):
        return False


def _locked(until: int, now: int) -> SignInRefused:
    return SignInRefused(0, until, -(-(until - now) // 60_000))

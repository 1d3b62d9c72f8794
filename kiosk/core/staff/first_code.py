"""The first account: made with a one-time code that the kiosk prints, valid once, for half an hour, and only while
there is no account.
"""

from __future__ import annotations

import asyncio
import secrets

from kiosk.core.records import Context, StaffIdentity
from kiosk.core.staff.accounts import add_in, has_staff
from kiosk.core.staff.hashes import check_number, hash_pin, hasher, verify
from kiosk.core.staff.policy import CODE_DIGITS, POLICY, StaffPolicy
from kiosk.core.staff.refusals import FirstCodeRefused
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.statements import for_update, one, run
from kiosk.core.store.transaction import Transaction

_VOID_CODES = "UPDATE first_codes SET used_ms = ? WHERE used_ms IS NULL"
_ADD_CODE = "INSERT INTO first_codes (id, code_hash, made_ms, expires_ms) VALUES (?, ?, ?, ?)"
_CODE = "SELECT id, code_hash, expires_ms, wrong_attempts FROM first_codes WHERE used_ms IS NULL"
_COUNT_CODE = "UPDATE first_codes SET wrong_attempts = wrong_attempts + 1 WHERE id = ?"
_USE_CODE = "UPDATE first_codes SET used_ms = ? WHERE id = ? AND used_ms IS NULL"


def issue_first_code(tx: Transaction, policy: StaffPolicy = POLICY) -> str:
    """A one-time code of eight digits for making the first account, to be printed; voids any before it.

    Raises FirstCodeRefused when there is an account already.
    """
    if has_staff(tx):
        raise FirstCodeRefused("there is a staff account already")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    run(tx, _VOID_CODES, (tx.now_ms,))
    values = (tx.new_id(), hasher(policy).hash(code), tx.now_ms, tx.now_ms + policy.code_ms)
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
    role: str = "manager",
    policy: StaffPolicy = POLICY,
    context: Context = SYSTEM,
) -> StaffIdentity:
    """Make the first account with a printed code. Raises FirstCodeRefused, PinRefused or NumberRefused; none of
    them uses the code up.
    """
    check_number(number)
    made = await asyncio.to_thread(hash_pin, pin, number, policy)
    found = await store.write(_count_code, policy, context=context)
    if found is None or not await asyncio.to_thread(verify, found[1], code, policy):
        raise FirstCodeRefused("the code is not valid")
    return await store.write(_redeem, found[0], number, name or number, role, made, context=context)


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
    return add_in(tx, number, name, role, pin_hash)

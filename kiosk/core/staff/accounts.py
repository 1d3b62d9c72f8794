"""Accounts: made, listed, given another role or PIN, linked to a member, closed. A PIN is kept as a hash and nowhere else.

There is no default PIN. Whoever changes another's account is in the transaction's context; that a change of a role
takes a second person is decided where it is asked for (`kiosk.core.session.accounts`, `kiosk staff`).
"""

from __future__ import annotations

import re

from kiosk.core.records import Context, StaffIdentity
from kiosk.core.staff.hashes import check_number, hash_pin
from kiosk.core.staff.policy import POLICY, StaffPolicy
from kiosk.core.staff.refusals import NumberTaken
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.errors import ConstraintBroken
from kiosk.core.store.statements import cause, one, run
from kiosk.core.store.transaction import Transaction

_ADD = "INSERT INTO staff (id, number, name, role, pin_hash, made_ms, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ANY = "SELECT 1 FROM staff LIMIT 1"


def has_staff(tx: Transaction) -> bool:
    """Whether there is any staff account, active or not."""
    return one(tx, _ANY) is not None


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
    check_number(number)
    made = hash_pin(pin, number, policy)
    return store.write_now(add_in, number, name, role, made, context=context)


def add_in(tx: Transaction, number: str, name: str, role: str, pin_hash: str) -> StaffIdentity:
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
    tx.journal_act("staff.added", "account", staff=identity.id, role=role)
    return identity

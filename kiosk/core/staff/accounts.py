"""Accounts: made, listed, given another role or PIN, linked to a member, closed. A PIN is kept as a hash and nowhere else.

There is no default PIN. Whoever changes another's account is in the transaction's context; that a change of a role
takes a second person is decided where it is asked for (`kiosk.core.session.accounts`, `kiosk staff`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from kiosk.core.records import Context, StaffIdentity, StaffRecord
from kiosk.core.staff.badges import revoke_badges
from kiosk.core.staff.hashes import check_number, hash_pin
from kiosk.core.staff.policy import POLICY, StaffPolicy
from kiosk.core.staff.refusals import LastOne, NumberTaken, RoleRefused
from kiosk.core.staff.rights import ROLES, is_role
from kiosk.core.store.database import SYSTEM, Store
from kiosk.core.store.errors import ConstraintBroken
from kiosk.core.store.statements import cause, one, run
from kiosk.core.store.transaction import Transaction

_ADD = "INSERT INTO staff (id, number, name, role, pin_hash, made_ms, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ANY = "SELECT 1 FROM staff LIMIT 1"
_ALL = "SELECT id, number, name, role, active, locked_until_ms, made_ms, member_id FROM staff ORDER BY active DESC, number"
_BY_NUMBER = (
    "SELECT id, number, name, role, active, locked_until_ms, made_ms, member_id FROM staff WHERE number = ?"
)
_ROLE = "UPDATE staff SET role = ? WHERE id = ?"
_ACTIVE = "UPDATE staff SET active = ? WHERE id = ?"
_PIN = "UPDATE staff SET pin_hash = ?, wrong_attempts = 0, locked_until_ms = 0 WHERE id = ?"
_LINK = "UPDATE staff SET member_id = ? WHERE id = ?"


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
    """Make an account within a transaction, from a PIN that was hashed before it. Raises RoleRefused too."""
    check_role(role)
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


def check_role(role: str) -> None:
    """Raises RoleRefused where there is no such role."""
    if not is_role(role):
        raise RoleRefused(f"there is no role {role!r}; there are: {', '.join(ROLES)}")


def all_staff(tx: Transaction) -> list[StaffRecord]:
    """Every account, those in use first."""
    return [_record(row) for row in run(tx, _ALL).fetchall()]


def staff_by_number(tx: Transaction, number: str) -> StaffRecord | None:
    """One account by its number."""
    row = one(tx, _BY_NUMBER, (number,))
    return None if row is None else _record(row)


def others_who_may(tx: Transaction, roles: Collection[str], without: Collection[str]) -> list[StaffRecord]:
    """Accounts in use with one of these roles, except some: is there a second person at all?"""
    return [one_ for one_ in all_staff(tx) if one_.active and one_.role in roles and one_.id not in without]


def set_role(tx: Transaction, staff_id: str, role: str, keepers: Collection[str]) -> None:
    """Give an account another role. `keepers` are the roles that may look after accounts: one of them has to be left.

    Raises RoleRefused, LastOne.
    """
    check_role(role)
    if role not in keepers:
        _somebody_is_left(tx, staff_id, keepers)
    run(tx, _ROLE, (role, staff_id))
    tx.journal_act("staff.role_changed", "role", staff=staff_id, role=role)


def close_account(tx: Transaction, staff_id: str, keepers: Collection[str]) -> None:
    """Nobody signs in with it any more; it stays on record, and its badge is void. Raises LastOne."""
    _somebody_is_left(tx, staff_id, keepers)
    run(tx, _ACTIVE, (0, staff_id))
    revoke_badges(tx, staff_id, "closed")
    tx.journal_act("staff.closed", "closed", staff=staff_id)


def open_account(tx: Transaction, staff_id: str) -> None:
    """An account that was closed may be signed in with again, with the PIN and the role that it had."""
    run(tx, _ACTIVE, (1, staff_id))
    tx.journal_act("staff.opened", "opened", staff=staff_id)


def set_pin(tx: Transaction, staff_id: str, pin_hash: str) -> None:
    """Another PIN, hashed before the transaction; the account is not locked any more."""
    run(tx, _PIN, (pin_hash, staff_id))
    tx.journal_act("staff.pin_reset", "forgotten", staff=staff_id)


def link_member(tx: Transaction, staff_id: str, member_id: str) -> None:
    """Say which member somebody is, so that they cannot serve themselves ("": nobody that is known)."""
    run(tx, _LINK, (member_id or None, staff_id))
    tx.journal_act("staff.linked", "linked" if member_id else "unlinked", staff=staff_id)


def _somebody_is_left(tx: Transaction, staff_id: str, keepers: Collection[str]) -> None:
    record = tx.staff(staff_id)
    if record is None or not record.active or record.role not in keepers:
        return
    if not others_who_may(tx, keepers, (staff_id,)):
        raise LastOne("nobody would be left who may look after accounts")


def _record(row: Any) -> StaffRecord:
    return StaffRecord(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7] or "")

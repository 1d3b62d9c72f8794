"""Badges: a code that a scanner reads, kept as a keyed hash and nowhere else.

A badge's code is a short number that could be tried through; what is in the database is its HMAC-SHA256 under a key that
is not (design, wall 6): a systemd credential `kiosk-badge-key`, else a file of this box's own, made at random at its
first use. Kiosks that share a database need the same credential. A badge that was lost is revoked, and stays on record.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from kiosk.core.records import StaffIdentity
from kiosk.core.staff.policy import StaffPolicy
from kiosk.core.staff.refusals import BadgeRefused
from kiosk.core.staff.signing_in import SignInRefused, locked_for
from kiosk.core.store.errors import ConstraintBroken, StoreError
from kiosk.core.store.statements import cause, one, run
from kiosk.core.store.transaction import Transaction

CREDENTIAL = "kiosk-badge-key"
KEY_FILE = "badge.key"
KEY_BYTES = 32

_CODE = re.compile(r"[\x21-\x7e]{6,64}")
"""Codes of badges: printable ASCII without a space; fewer than 6 characters could be met by chance."""

_ADD = "INSERT INTO badges (id, staff_id, code_hash, made_ms, made_by) VALUES (?, ?, ?, ?, ?)"
_REVOKE = "UPDATE badges SET revoked_ms = ?, revoked_by = ? WHERE staff_id = ? AND revoked_ms IS NULL"
_COUNT = "SELECT count(*) FROM badges WHERE staff_id = ? AND revoked_ms IS NULL"
_WHOSE = (
    "SELECT s.id, s.number, s.name, s.role, s.member_id, s.locked_until_ms FROM badges b JOIN staff s ON s.id = b.staff_id"
    " WHERE b.code_hash = ? AND b.revoked_ms IS NULL AND s.active = 1"
)


class BadgeKey:
    """This box's key. Read at its first use, made where there is none."""

    def __init__(self, data: Path) -> None:
        self._file = data / KEY_FILE
        self._key = b""

    def hash(self, code: str) -> str:
        """What is kept of a badge's code: 64 hexadecimal digits."""
        if not self._key:
            self._key = self._read()
        return hmac.new(self._key, b"badge:" + code.strip().encode(), hashlib.sha256).hexdigest()

    def _read(self) -> bytes:
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        credential = Path(folder or "/nowhere") / CREDENTIAL
        key = credential.read_bytes().strip() if credential.exists() else self._own()
        if len(key) < KEY_BYTES:
            raise StoreError(f"the key of the badges has {len(key)} bytes; the least is {KEY_BYTES}")
        return key

    def _own(self) -> bytes:
        """The box's own file, whole or not there at all: two that begin at once read the same."""
        if not self._file.exists():
            self._file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            draft = self._file.with_suffix(f".{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_hex(KEY_BYTES).encode())
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._file)
            except FileExistsError:
                pass  # somebody was faster; theirs is the key
            draft.unlink()
        return self._file.read_bytes()


def badge_problem(code: str) -> str:
    """Why a code cannot be a badge: "code"; "" when it can."""
    return "" if _CODE.fullmatch(code.strip()) else "code"


def give_badge(tx: Transaction, staff_id: str, code: str, key: BadgeKey) -> None:
    """Make a scanned code somebody's badge; theirs before it is void. Raises BadgeRefused."""
    if badge_problem(code):
        raise BadgeRefused("code")
    if tx.member_by_card(code) is not None:
        raise BadgeRefused("member_card")  # a customer who shows their card must never be signed in
    revoke_badges(tx, staff_id, "replaced")
    try:
        values = (tx.new_id(), staff_id, key.hash(code), tx.now_ms, tx.context.actor)
        run(tx, _ADD, values)
    except Exception as error:
        if isinstance(cause(tx, error), ConstraintBroken):
            raise BadgeRefused("taken") from error
        raise
    tx.journal_act("staff.badge_given", "badge", staff=staff_id)


def revoke_badges(tx: Transaction, staff_id: str, why: str) -> int:
    """Somebody's badge is void from now on ("lost", "replaced", "closed"); returns how many were."""
    count = int(run(tx, _REVOKE, (tx.now_ms, tx.context.actor, staff_id)).rowcount)
    if count:
        tx.journal_act("staff.badge_revoked", why, staff=staff_id)
    return count


def has_badge(tx: Transaction, staff_id: str) -> bool:
    """Whether somebody has a badge that is valid."""
    return bool(one(tx, _COUNT, (staff_id,))[0])


def whose_badge(tx: Transaction, code_hash: str) -> StaffIdentity | None:
    """Whose badge it is; None for one that is void or was never given."""
    row = one(tx, _WHOSE, (code_hash,))
    return None if row is None else StaffIdentity(row[0], row[1], row[2], row[3], row[4] or "")


def welcome_by_badge(
    tx: Transaction, code_hash: str, policy: StaffPolicy, event: str
) -> StaffIdentity | SignInRefused | None:
    """Sign in by badge alone; a locked account stays locked. None: the badge is not known any more."""
    row = one(tx, _WHOSE, (code_hash,))
    if row is None:
        return None
    until = min(row[5], tx.now_ms + policy.lock_ms)
    if until > tx.now_ms:
        return locked_for(until, tx.now_ms)
    tx.journal(event, staff=row[0], by="badge")
    return StaffIdentity(row[0], row[1], row[2], row[3], row[4] or "")


def unknown_badge(tx: Transaction) -> None:
    """On record: a code was shown for a badge that is none."""
    tx.journal("staff.sign_in_refused", staff="unknown", by="badge")

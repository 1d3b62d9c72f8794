"""Buyers' identity records in the store: sealed when they are written, emptied when their time is over, read by nobody here.

What is readable of a record is whose it is (a member's id, or nothing), what it was for, when and by whom it was made, until
when it is kept, and which key opens it. The journal has the hash of what was sealed, so that another record in its place is
found out. A record is emptied in two steps a week apart: a clock that jumps ahead for a day must not destroy what the law
wants kept.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.identity import (
    DocumentKind,
    IdentityRecord,
    digest,
    months_before,
    problem,
    revealed,
    seal,
    years_later,
)
from kiosk.core.personal import Personal
from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving
from kiosk.core.store.journal import entries_of

WEEK_MS = 7 * 86_400_000
"""For how long a record has to have been due before it is emptied."""

_COLUMNS = (
    "SELECT id, number, purpose, subject, sealed_to, made_ms, made_day, made_by, purge_day, purged_ms"
    " FROM identities WHERE "
)
_BY_ID = _COLUMNS + "id = ?"
_BY_NUMBER = _COLUMNS + "number = ?"
_AGAIN = (
    _COLUMNS + "subject = ? AND made_day >= ? AND purged_ms IS NULL AND sealed_to = ? AND purge_day >= ?"
    " ORDER BY made_day DESC LIMIT 1"
)
_LIST = _COLUMNS + "id > ? ORDER BY id LIMIT ?"
_ADD = (
    "INSERT INTO identities (id, kiosk, seq, number, purpose, subject, sealed_to, sealed, made_ms, made_day, made_by,"
    " purge_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_KEEP_LONGER = "UPDATE identities SET purge_day = ? WHERE id = ? AND purge_day < ? AND purged_ms IS NULL"
_SEALED = "SELECT sealed, kiosk, seq FROM identities WHERE id = ?"
_READ = "INSERT INTO identity_reads (id, identity, at_ms, read_by, reason) VALUES (?, ?, ?, ?, ?)"
_READS = "SELECT count(*), max(at_ms) FROM identity_reads WHERE identity = ?"
_ANY_DUE = "SELECT 1 FROM identities WHERE purge_day < ? AND purged_ms IS NULL LIMIT 1"
_ANY_MARKED = "SELECT 1 FROM identities WHERE due_ms IS NOT NULL AND purged_ms IS NULL LIMIT 1"
_DUE = "UPDATE identities SET due_ms = ? WHERE purge_day < ? AND purged_ms IS NULL AND (due_ms IS NULL OR due_ms > ?)"
_NOT_DUE = (
    "UPDATE identities SET due_ms = NULL WHERE purge_day >= ? AND purged_ms IS NULL AND due_ms IS NOT NULL"
)
_OVER = "SELECT id FROM identities WHERE purge_day < ? AND purged_ms IS NULL AND due_ms <= ? ORDER BY purge_day, id LIMIT ?"
_EMPTY = "UPDATE identities SET sealed = ?, purged_ms = ? WHERE id = ? AND purged_ms IS NULL"


class Identity(msgspec.Struct, frozen=True):
    """A record from outside. `number` is the one on paper; `sealed_to` names the key; times are UTC milliseconds."""

    id: str
    number: str
    purpose: str
    subject: str
    sealed_to: str
    made_ms: int
    made_day: int
    made_by: str
    purge_day: int
    purged_ms: int | None


class Sealing(Approving):
    """The transaction's identity records."""

    def identity_key(self) -> str:
        """The fingerprint of the key that this kiosk seals to; "" where none is set, and nothing is kept."""
        return self._store.identity.key

    def seal_identity(
        self,
        purpose: str,
        subject: str,
        document_kind: DocumentKind,
        number: str | Personal,
        name: str | Personal,
        contact: str | Personal,
        years: int,
    ) -> str:
        """Keep who a buyer is, so that only the holder of the private key reads it; the record's id, for the entry's data.

        `purpose` is a plain key (your service), `subject` a member's id or "". A plugin needs the permission `identity.seal`.
        Raises NoIdentityKey; ValueError for what is no document, in words that repeat nothing of it.
        """
        self._permitted("identity.seal")
        rules = self._store.identity
        if not rules.public:
            raise errors.NoIdentityKey(
                "no key to seal identity records to: kiosk identity keygen, then [identity] public_key in kiosk.toml"
            )
        told = revealed(number), revealed(name), revealed(contact)
        if wrong := problem(document_kind, *told):
            raise ValueError(wrong)
        if not 1 <= years <= 30:
            raise ValueError(f"a record is kept for 1 to 30 years, not {years}")
        record = IdentityRecord(
            id=self.new_id(), kind=document_kind, number=told[0], name=told[1], contact=told[2]
        )
        sealed = seal(rules.public, record)
        until = years_later(self.business_day, years)
        facts: dict[str, str | int] = {"identity": record.id, "hash": digest(sealed), "until": until}
        seq = self._desk_journals(
            "identity.sealed", purpose, act=False, subject=subject, key=rules.key, **facts
        )
        row = (record.id, self._kiosk, seq, self.paper_number(seq), purpose, subject, rules.key, sealed)
        self._run(_ADD, (*row, self.now_ms, self.business_day, self.context.actor, until))
        return record.id

    def identity(self, which: str) -> Identity | None:
        """One record from outside, by its id or the number on paper."""
        row = self._one(_BY_NUMBER if "-" in which and len(which) < 36 else _BY_ID, (which,))
        return None if row is None else Identity(*row)

    def identity_again(self, subject: str) -> Identity | None:
        """A member's newest record that may be used once more: young enough here, and sealed to the key of today."""
        self._permitted("identity.seal")
        rules = self._store.identity
        if not (subject and rules.public and rules.again_after_months):
            return None
        since = months_before(self.business_day, rules.again_after_months)
        row = self._one(_AGAIN, (subject, since, rules.key, self.business_day))
        return None if row is None else Identity(*row)

    def use_identity_again(self, identity_id: str, purpose: str, years: int) -> str:
        """The same document was looked at again: the record is kept for so many years from today. Raises Unknown when it is
        not there, or was emptied."""
        self._permitted("identity.seal")
        found = self.identity(identity_id)
        if found is None or found.purged_ms is not None:
            raise errors.Unknown("there is no such identity record")
        until = years_later(self.business_day, years)
        self._run(_KEEP_LONGER, (until, found.id, until))
        self._desk_journals(
            "identity.used_again", purpose, act=False, identity=found.id, until=max(until, found.purge_day)
        )
        return found.id

    # ------------------------------------------------------------------ the desk's own

    def identities(self, after: str = "", limit: int = 500) -> list[Identity]:
        """Records in the order in which they were made."""
        self._for_the_host("identities")
        return [Identity(*row) for row in self._all(_LIST, (after, limit))]

    def identity_reads(self, identity_id: str) -> tuple[int, int]:
        """How often a record was read, and when last (0: never)."""
        self._for_the_host("identity_reads")
        row = self._one(_READS, (identity_id,))
        return int(row[0]), int(row[1] or 0)

    def sealed_identity(self, identity_id: str) -> bytes:
        """What was sealed, held against the journal; b"" for a record that was emptied. Raises Unknown; StoreBroken when it is
        not what was written."""
        self._for_the_host("sealed_identity")
        row = self._one(_SEALED, (identity_id,))
        if row is None:
            raise errors.Unknown("there is no such identity record")
        sealed = bytes(row[0])
        written: list[Any] = entries_of(self, row[1], row[2] - 1, 1)
        facts = msgspec.json.decode(written[0].data) if written else {}
        if sealed and (facts.get("identity"), facts.get("hash")) != (identity_id, digest(sealed)):
            raise errors.StoreBroken("this identity record is not the one that the journal tells of")
        return sealed

    def identity_was_read(self, identity_id: str, reason: str, by: str) -> None:
        """Somebody has opened a record, and why: on the auditors' list, and counted."""
        self._for_the_host("identity_was_read")
        self.journal_act("identity.read", reason, identity=identity_id, by=by)
        self._run(_READ, (self.new_id(), identity_id, self.now_ms, by, reason))

    def identities_due(self) -> bool:
        """Whether `purge_identities` has anything to do today."""
        self._for_the_host("identities_due")
        return bool(self._one(_ANY_DUE, (self.business_day,)) or self._one(_ANY_MARKED))

    def purge_identities(self, limit: int) -> int:
        """Empty what has been due for a week; how many. What has come due is marked, and what is not due any more (it was used
        again, or the clock was wrong) is not marked any longer."""
        self._for_the_host("purge_identities")
        today = self.business_day
        self._run(_NOT_DUE, (today,))
        self._run(_DUE, (self.now_ms, today, self.now_ms))
        emptied = 0
        for (identity_id,) in self._all(_OVER, (today, self.now_ms - WEEK_MS, limit)):
            if self._run(_EMPTY, (b"", self.now_ms, identity_id)).rowcount == 1:
                self.journal("identity.purged", identity=identity_id)
                emptied += 1
        return emptied

"""The journal: every business event, in the transaction of what it records, linked by hashes.

Each row's hash covers the kiosk's id, its own fields and the hash of the row before, so that nothing in the
middle can change unnoticed. The end is kept twice: a trigger carries each new row's number and hash into
`journal_heads`, from where the next row goes on, and the newest hash is meant for shift slips (which come with the
shifts), out of the reach of whoever could rewrite both. The database itself refuses a row that does not link on. Only ids and
numbers go in, never a name, a phone number or free text, so that a member can be forgotten without touching
it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.personal import identity_number
from kiosk.core.records import Context, JournalEntry
from kiosk.core.store import errors
from kiosk.core.store.part import Part

if TYPE_CHECKING:
    from kiosk.core.store.database import Store

GENESIS = bytes(32)
"""What the first row of a kiosk links to."""

_PLAIN = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PHONE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")
_THE_HOSTS = frozenset(
    {
        "absence",
        "approval",
        "brands",
        "call",
        "desk",
        "door",
        "hours",
        "identity",
        "journal",
        "ledger",
        "members",
        "order",
        "plugin",
        "rules",
        "session",
        "shift",
        "slip",
        "staff",
        "store",
        "stripe",
    }
)
"""Families of events that a plugin's function does not record: what they tell, the desk itself has seen."""
_encode = msgspec.json.Encoder(order="deterministic").encode

_HEAD = "SELECT seq, hash FROM journal_heads WHERE kiosk = ?"
_TURN = "SELECT number FROM kiosk WHERE number = ?"
_ADD = (
    "INSERT INTO journal (kiosk, seq, at_ms, boot_id, clock_trusted, business_day, event, actor, position, session_id,"
    " data, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ROWS = (
    "SELECT seq, at_ms, boot_id, clock_trusted, business_day, event, actor, position, session_id, data, previous_hash,"
    " hash FROM journal WHERE kiosk = ? AND seq > ? ORDER BY seq LIMIT ?"
)


class Journalling(Part):
    """The transaction's journal."""

    _head: tuple[int, bytes] | None = None

    def __init__(self, store: Store, context: Context) -> None:
        super().__init__(store, context)
        self.families: set[str] = set()
        """Families of what was recorded here ("lending"); after the commit, screens that show it are told."""

    def journal(self, event: str, **ids: str | int) -> int:
        """Record an event ("lending.borrowed"); returns its sequence number. Actor, position and session are
        the context's.

        Values are ids, keys and numbers: text of at most 64 characters out of letters, digits and `_.:/+-`.
        Anything else, and anything shaped like a phone or identity number, raises NotAPlainValue; an event
        of the desk's own (staff.…, session.…, plugin.…) in a plugin's function raises NotAllowed.
        """
        if _EVENT.fullmatch(event) is None:
            raise errors.NotAPlainValue(f"an event is named like lending.borrowed, not {event!r}")
        if self.context.plugin and event.split(".", 1)[0] in _THE_HOSTS:
            self._for_the_host(f"the event {event}")
        for key, value in ids.items():
            _check_value(key, value)
        store, context = self._store, self.context
        seq, previous = self._head or self._find_head()
        seq += 1
        trusted = int(store.clock.trusted)
        data = _encode(ids).decode()
        boot = store.clock.boot_id
        day = self.business_day
        fields = (
            seq,
            self.now_ms,
            boot,
            trusted,
            day,
            event,
            context.actor,
            context.position,
            context.session_id,
            data,
        )
        linked = link(store.kiosk_id, fields, previous)
        self._run(_ADD, (self._kiosk, *fields, previous, linked))
        self._head = (seq, linked)
        self.families.add(event.split(".", 1)[0])
        return seq

    def paper_number(self, seq: int) -> str:
        """A number for a slip out of a record's sequence number, 20261122-0042: unlike every other kiosk's that shares the
        store, whose journals count for themselves (20261122-2-0042).
        """
        kiosk = "" if self._kiosk == 1 else f"{self._kiosk}-"
        return f"{self.business_day}-{kiosk}{seq:04d}"

    def journal_head(self) -> tuple[int, bytes]:
        """The newest row's sequence number and hash; (0, 32 zero bytes) before the first."""
        row = self._one(_HEAD, (self._kiosk,))
        return (row[0], bytes(row[1])) if row else (0, GENESIS)

    def journal_entries(self, after: int = 0, limit: int = 1000) -> list[JournalEntry]:
        """This kiosk's rows after a sequence number, in order."""
        return entries_of(self, self._kiosk, after, limit)

    def _find_head(self) -> tuple[int, bytes]:
        if self._store.dialect.for_update:
            # Two processes of one kiosk take turns here; a statement of its own, so that the next one sees
            # what the other wrote.
            self._one(_TURN + self._store.dialect.for_update, (self._kiosk,))
        return self.journal_head()


def entries_of(tx: Part, kiosk: int, after: int, limit: int) -> list[JournalEntry]:
    """Rows of the kiosk with this number, for whoever looks at all of them."""
    return [entry_of(row) for row in tx._all(_ROWS, (kiosk, after, limit))]  # noqa: SLF001  the store's own


def link(kiosk_id: str, fields: tuple[Any, ...], previous: bytes) -> bytes:
    """The hash of a row: SHA-256 over the JSON list of the kiosk's id, the row's fields in their order, and
    the hash before.
    """
    return hashlib.sha256(_encode((kiosk_id, *fields, previous.hex()))).digest()


def head_of(tx: Part, kiosk: int) -> tuple[int, bytes] | None:
    """Where the journal of the kiosk with this number ends, as was remembered when its newest row was added."""
    row = tx._one(_HEAD, (kiosk,))  # noqa: SLF001  the store's own
    return (row[0], bytes(row[1])) if row else None


def verify_chain(
    kiosk_id: str, entries: Iterator[JournalEntry], head: tuple[int, bytes] | None
) -> Iterator[str]:
    """What is wrong with a kiosk's journal, row by row from its beginning to its remembered end (`head`);
    nothing when it is whole.
    """
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.seq != expected:
            yield f"journal row {expected} is missing"
            expected = entry.seq
        if entry.previous_hash != previous:
            yield f"journal row {entry.seq} does not link to the row before it"
        fields = (
            entry.seq,
            entry.at_ms,
            entry.boot_id,
            int(entry.clock_trusted),
            entry.business_day,
            entry.event,
            entry.actor,
            entry.position,
            entry.session_id,
            entry.data,
        )
        if link(kiosk_id, fields, entry.previous_hash) != entry.hash:
            yield f"journal row {entry.seq} was changed after it was written"
        expected, previous = expected + 1, entry.hash
    yield from _verify_end(expected - 1, previous, head)


def _verify_end(newest: int, linked: bytes, head: tuple[int, bytes] | None) -> Iterator[str]:
    if head is None:
        yield f"where the journal ends was removed; its newest row is {newest}"
    elif newest < head[0]:
        rows = f"rows {newest + 1} to {head[0]} are" if newest + 1 < head[0] else f"row {head[0]} is"
        yield f"journal {rows} missing at its end"
    elif head != (newest, linked):
        yield f"journal row {newest} is not the one that was remembered as its end, {head[0]}"


def _check_value(key: str, value: object) -> None:
    if type(value) is int:
        return
    if type(value) is not str or _PLAIN.fullmatch(value) is None:
        # Not the value itself: this message ends in a log.
        raise errors.NotAPlainValue(f"{key} is not an id, a key or a number")
    if _ID.fullmatch(value) is not None:
        return
    if _PHONE.fullmatch(value) is not None or identity_number(value):
        raise errors.NotAPlainValue(f"{key} is shaped like a phone or identity number")


def entry_of(row: Any) -> JournalEntry:
    """A row of the journal, its columns in the order of `_ROWS`."""
    seq, at_ms, boot_id, trusted, day, event, actor, position, session_id, data, previous, linked = row
    return JournalEntry(
        seq,
        at_ms,
        boot_id,
        bool(trusted),
        day,
        event,
        actor,
        position,
        session_id,
        data,
        bytes(previous),
        bytes(linked),
    )

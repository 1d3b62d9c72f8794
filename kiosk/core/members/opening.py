"""Opening balances at the cut-over: the draft of an import, a second person's yes, and the entries in the ledger.

Whoever brought the file stands for it with their number and PIN. Another person compares the draft with the paper books and
says yes or no, once for the whole import. A yes marks its rows in one statement. Entering them is work that goes on by itself,
in small transactions, so that the desk serves meanwhile and a power cut costs nothing: each row says which entry was made of
it, in the transaction of the entry, and the entry's key is used once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from kiosk.core.ledger import POINT, Account, Line, Lot, points, principal
from kiosk.core.records import ApprovalRequest, Context
from kiosk.core.service import Decided
from kiosk.core.store.database import Store
from kiosk.core.store.errors import AlreadyAsked, AlreadyEntered, StoreBusy
from kiosk.core.store.statements import one, run
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.money import yuan
from kiosk.link.prompts import Fact

_ = Texts("core")

KIND = "opening"
"""Of the request for an approval; its subject is the import."""

RIGHT = "members.opening"

BATCH = 100
"""Members in one transaction: customers wait no longer than this takes."""

_DRAFTS = (
    "SELECT e.import_id, coalesce(min(i.name), ''), min(e.made_ms), min(e.made_by), count(DISTINCT e.member_id),"
    " sum(CASE WHEN e.kind = 'principal' THEN e.amount ELSE 0 END), sum(CASE WHEN e.kind = 'points' THEN e.amount ELSE 0 END)"
    " FROM opening_entries e LEFT JOIN member_imports i ON i.id = e.import_id"
    " WHERE e.state = 'awaiting approval'"
)
_ALL = _DRAFTS + " GROUP BY e.import_id ORDER BY min(e.made_ms), e.import_id"
_ONE = _DRAFTS + " AND e.import_id = ? GROUP BY e.import_id"
_ANY = "SELECT 1 FROM opening_entries WHERE state = 'awaiting approval' LIMIT 1"
_LEFT = "SELECT count(DISTINCT member_id) FROM opening_entries WHERE state = 'approved' AND entered = ''"
_ANY_DUE = "SELECT 1 FROM opening_entries WHERE state = 'approved' AND entered = '' LIMIT 1"
_DECIDE = (
    "UPDATE opening_entries SET state = ?, decided_ms = ?, decided_by = ?"
    " WHERE import_id = ? AND state = 'awaiting approval' AND made_by <> ?"
)
_DUE = (
    "SELECT import_id, member_id, id, kind, amount, last_day, decided_by FROM opening_entries"
    " WHERE state = 'approved' AND entered = '' ORDER BY import_id, member_id, kind LIMIT ?"
)
_ENTERED = (
    "UPDATE opening_entries SET entered = ?"
    " WHERE import_id = ? AND member_id = ? AND state = 'approved' AND entered = ''"
)
_KINDS = 2
"""Rows of one member: principal and points."""


class Draft(msgspec.Struct, frozen=True):
    """The balances of one import that nobody has approved yet. Amounts are fen and points."""

    import_id: str
    name: str
    made_ms: int
    made_by: str
    members: int
    principal: int
    points: int

    @property
    def version(self) -> str:
        """What was compared: held against what stands there when it is approved."""
        return f"{self.members}/{self.principal}/{self.points}"


def drafts(tx: Transaction) -> list[Draft]:
    """Every import whose balances wait, the oldest first."""
    return [_draft(row) for row in run(tx, _ALL).fetchall()]


def draft(tx: Transaction, import_id: str) -> Draft | None:
    """One import's."""
    row = one(tx, _ONE, (import_id,))
    return None if row is None else _draft(row)


def anything_waits(tx: Transaction) -> bool:
    """Whether there is a draft."""
    return one(tx, _ANY) is not None


def still_to_enter(tx: Transaction) -> int:
    """Members whose approved balances are not in the ledger yet."""
    return int(one(tx, _LEFT)[0])


def _draft(row: Any) -> Draft:
    return Draft(row[0], row[1], row[2], row[3], row[4], int(row[5]), int(row[6]))


def ask(tx: Transaction, import_id: str) -> str:
    """The open request for this draft, made in the name of whoever brought the file; "" when there is nothing to approve."""
    found = draft(tx, import_id)
    if found is None:
        return ""
    try:
        return tx.request_approval(
            RIGHT,
            kind=KIND,
            subject=import_id,
            title=_("Opening balances"),
            facts=facts(found),
            reason=KIND,
            version=found.version,
            asked_by=found.made_by.removeprefix("staff:"),
        )
    except AlreadyAsked:
        waiting = (each for each in tx.open_requests() if (each.kind, each.subject) == (KIND, import_id))
        return next((each.id for each in waiting), "")


def facts(found: Draft) -> tuple[Fact, ...]:
    """What is compared with the paper books."""
    return (
        Fact(_("Import"), found.name or found.import_id[:8]),
        Fact(_("Members"), f"{found.members:,}"),
        Fact(_("Principal"), yuan(found.principal)),
        Fact(_("Points"), f"{found.points:,}"),
    )


def decided(tx: Transaction, request: ApprovalRequest) -> Decided | None:
    """The desk's own act: the whole import is approved or refused, or it is not what was compared any more."""
    if request.state not in ("approved", "refused"):
        return None
    found = draft(tx, request.subject)
    if found is None or found.version != request.version:
        return Decided(outdated=True)
    by = f"staff:{request.decided_by}"
    run(tx, _DECIDE, (request.state, tx.now_ms, by, request.subject, by))
    tx.journal(f"members.opening_{request.state}", batch=request.subject, members=found.members)
    return Decided(
        _("They are entered into the ledger within a minute.") if request.state == "approved" else ""
    )


class Openings:
    """Enters what was approved; `look` is called again and again, and after a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._busy = False

    async def look(self) -> None:
        """Enter everything that is approved and not entered, a batch at a time."""
        if self._busy or not await self._store.read(_anything_due):
            return
        self._busy = True
        try:
            while await self._next():  # whoever writes meanwhile comes between two batches
                continue
        finally:
            self._busy = False

    async def _next(self) -> int:
        try:
            return await self._store.write(enter_some, context=Context(actor="system"))
        except (AlreadyEntered, StoreBusy):
            return 1  # another kiosk of the house does the same: look again


def _anything_due(tx: Transaction) -> bool:
    return one(tx, _ANY_DUE) is not None


def enter_some(tx: Transaction) -> int:
    """One entry for each of the next members; returns how many there were."""
    rows = run(tx, _DUE, (BATCH * _KINDS,)).fetchall()
    members = [(key, list(group)) for key, group in groupby(rows, lambda row: (row[0], row[1]))]
    if len(rows) == BATCH * _KINDS and len(members) > 1:
        members.pop()  # perhaps not whole: the rest of it comes with the next
    for (import_id, member_id), mine in members:
        entry_id = _enter(tx, import_id, member_id, mine)
        run(tx, _ENTERED, (entry_id, import_id, member_id))
    return len(members)


def _enter(tx: Transaction, import_id: str, member_id: str, rows: list[Any]) -> str:
    once = f"opening:{min(row[2] for row in rows)}"
    before = tx.entered(once)
    if before is not None:
        return before.id
    entry = tx.enter(
        "members.opened",
        tuple(_lines(member_id, rows)),
        subject=member_id,
        data={"batch": import_id, "by": rows[0][6]},
        once=once,
    )
    return entry.id


def _lines(member_id: str, rows: list[Any]) -> Iterator[Line]:
    for _import, _member, _id, kind, amount, last_day, _by in rows:
        if kind == "points":
            yield Line(Account("opening", unit=POINT), points(member_id), amount, Lot(last_day))
        else:
            yield Line(Account("opening"), principal(member_id), amount, Lot())

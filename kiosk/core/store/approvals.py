"""Approvals: what a second person has to say yes to, as rows, so that it is asked once and answered once.

`given` and then `used` is one that a second person gave at the screen, for the act that the same visit does next.
`open` and then `approved`, `refused`, `outdated`, `expired` or `withdrawn` is a request that waits for whoever may
answer it, at any position. That nobody approves what they asked for themselves is a constraint of the database.

Deciding is the desk's own (`kiosk.core.approver`); a plugin asks, looks, takes back, and uses what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kiosk.core.records import ApprovalRequest, Approved, JournalEntry
from kiosk.core.store import errors
from kiosk.core.store.journal import Journalling, entry_of
from kiosk.link.prompts import Fact
from kiosk.link.texts import Text

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_data = msgspec.json.Decoder(dict[str, str | int]).decode
_decode_members = msgspec.json.Decoder(tuple[str, ...]).decode

LARGEST_SHOWN = 4000
"""Bytes of a request's title and facts: one screen's worth."""


class Shown(msgspec.Struct, frozen=True):
    """What whoever answers a request is told."""

    title: Text
    facts: tuple[Fact, ...] = ()


_decode_shown = msgspec.json.Decoder(Shown).decode

_ADD = (
    "INSERT INTO approvals (id, kiosk, plugin, kind, subject, version, needs, reason, shown, data, not_by, state, asked_by,"
    " asked_ms, asked_at, session_id, expires_ms, decided_by, decided_ms, decided_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kiosk, plugin, kind, subject) WHERE state = 'open' DO NOTHING"
)
_COLUMNS = (
    "SELECT id, plugin, kind, subject, version, needs, reason, shown, data, not_by, state, asked_by, asked_ms, asked_at,"
    " session_id, expires_ms, decided_by, decided_ms FROM approvals"
)
_BY_ID = _COLUMNS + " WHERE id = ? AND kiosk = ?"
_OPEN = _COLUMNS + " WHERE kiosk = ? AND state = 'open' ORDER BY id"
_USE = (
    "UPDATE approvals SET state = 'used' WHERE id = ? AND state = 'given' AND plugin = ? AND session_id = ?"
)
_DECIDE = "UPDATE approvals SET state = ?, decided_by = ?, decided_ms = ?, decided_at = ? WHERE id = ? AND state = 'open'"
_OUTDATE = "UPDATE approvals SET state = 'outdated' WHERE id = ? AND state = 'approved'"
_ACTS = (
    "SELECT j.seq, j.at_ms, j.boot_id, j.clock_trusted, j.business_day, j.event, j.actor, j.position, j.session_id, j.data,"
    " j.previous_hash, j.hash FROM acts a JOIN journal j ON j.kiosk = a.kiosk AND j.seq = a.seq"
    " WHERE a.kiosk = ? AND a.seq < ? ORDER BY a.seq DESC LIMIT ?"
)
LAST = 2**62
"""After every row that a journal will ever have."""
_MARK = "INSERT INTO acts (kiosk, seq) VALUES (?, ?)"


class Approving(Journalling):
    """The transaction's approvals."""

    def journal_act(self, event: str, why: str, **ids: str | int) -> int:
        """Record an event as a sensitive act: it stands in the list that auditors read. `why` is a plain key."""
        seq = self.journal(event, why=why, **ids)
        self._run(_MARK, (self._kiosk, seq))
        return seq

    def sensitive_acts(self, before: int = 0, limit: int = 100) -> list[JournalEntry]:
        """This kiosk's sensitive acts, newest first, before a row of the journal (0: from its end)."""
        return [entry_of(row) for row in self._all(_ACTS, (self._kiosk, before or LAST, limit))]

    def use_approval(self, approved: Approved) -> None:
        """Use what a second person gave in this visit, in the transaction of the act itself: once, and on record.

        Raises ApprovalUsed when it was used before, was given to another plugin or in another visit, or never.
        """
        context = self.context
        if self._run(_USE, (approved.id, context.plugin, context.session_id)).rowcount != 1:
            raise errors.ApprovalUsed("this approval was used before, or is not for this visit")
        row = self._one(_BY_ID, (approved.id, self._kiosk))
        request = _request(row)
        self._as_host("approval.used", request, request.decided_by)

    def request_approval(
        self,
        needs: str,
        *,
        kind: str,
        subject: str,
        title: Text,
        facts: Sequence[Fact] = (),
        reason: str,
        version: str = "",
        data: Mapping[str, str | int] | None = None,
        not_by: Sequence[str] = (),
        asked_by: str = "",
    ) -> str:
        """Ask for the approval of somebody who holds the right `needs`, whenever and wherever they answer; returns its id.

        `version` says what it was made from, for `kiosk_decided` to hold against what then stands in the store;
        `not_by` are members whom the person who answers may not be. It expires by the site's setting
        (`[staff] approval_hours`). Title and facts are kept: nothing personal goes in. Raises AlreadyAsked while a
        request of this kind for this subject is open. `asked_by` is the desk's own: in whose name it is, where that is not
        whoever is signed in.
        """
        actor = f"staff:{self._in_whose_name(asked_by)}" if asked_by else self.context.actor
        request = ApprovalRequest(
            id=self.new_id(),
            plugin=self.context.plugin,
            kind=kind,
            subject=subject,
            version=version,
            right=needs,
            reason=reason,
            title=title,
            facts=tuple(facts),
            data=dict(data or {}),
            not_by=tuple(not_by),
            state="open",
            asked_by=actor.removeprefix("staff:") if actor.startswith("staff:") else "",
            asked_ms=self.now_ms,
            position=self.context.position,
            session_id=self.context.session_id,
            expires_ms=self.now_ms + self._store.staff_rules.approval_ms,
        )
        if not self._add_approval(request, "", "open"):
            raise errors.AlreadyAsked(f"{kind} of {subject} waits for an approval already")
        self._as_host("approval.asked", request, "", act=False)
        return request.id

    def _in_whose_name(self, staff_id: str) -> str:
        """What somebody stands for who has done it elsewhere; plugins ask in the name of whoever is there."""
        self._for_the_host("asking in another's name")
        return staff_id

    def approval_request(self, request_id: str) -> ApprovalRequest | None:
        """One request, whatever has become of it."""
        row = self._one(_BY_ID, (request_id, self._kiosk))
        return None if row is None else _request(row)

    def open_requests(self) -> list[ApprovalRequest]:
        """What waits for an approval at this kiosk, oldest first; a plugin sees its own."""
        mine = self.context.plugin
        found = (_request(row) for row in self._all(_OPEN, (self._kiosk,)))
        return [request for request in found if not mine or request.plugin == mine]

    def withdraw_request(self, request_id: str) -> bool:
        """Take an open request back; False when it is not open any more, or another plugin's."""
        request = self.approval_request(request_id)
        if request is None or (self.context.plugin and request.plugin != self.context.plugin):
            return False
        return self._decide(request, "withdrawn", "")

    # ------------------------------------------------------------------ the desk's own

    def give_approval(self, request: ApprovalRequest, by: str) -> None:
        """A second person said yes at the screen; it is for this visit, to be used once."""
        self._for_the_host("give_approval")
        self._add_approval(request, by, "given")
        self._as_host("approval.given", request, by, act=False)

    def decide_request(self, request: ApprovalRequest, state: str, by: str) -> bool:
        """End an open request; False when somebody was faster."""
        self._for_the_host("decide_request")
        return self._decide(request, state, by)

    def outdate_request(self, request: ApprovalRequest) -> None:
        """What was approved a moment ago, in this transaction, is not what stands there any more."""
        self._for_the_host("outdate_request")
        self._run(_OUTDATE, (request.id,))

    def _decide(self, request: ApprovalRequest, state: str, by: str) -> bool:
        values = (state, by or None, self.now_ms, self.context.position, request.id)
        return bool(self._run(_DECIDE, values).rowcount == 1)

    def _add_approval(self, request: ApprovalRequest, by: str, state: str) -> bool:
        shown = _encode(Shown(request.title, request.facts))
        if len(shown) > LARGEST_SHOWN:
            raise errors.NotAPlainValue(
                f"{len(shown)} bytes to show with a request; the most is {LARGEST_SHOWN}"
            )
        _decode_shown(shown)  # what could not be read again would stop everybody's list
        values = (
            request.id,
            self._kiosk,
            request.plugin,
            request.kind,
            request.subject,
            request.version,
            request.right,
            request.reason,
            shown.decode(),
            _encode(request.data).decode(),
            _encode(request.not_by).decode(),
            state,
            request.asked_by or None,
            request.asked_ms,
            request.position,
            request.session_id,
            request.expires_ms,
            by or None,
            self.now_ms if by else None,
            self.context.position if by else "",
        )
        return bool(self._run(_ADD, values).rowcount == 1)

    def _as_host(self, event: str, request: ApprovalRequest, by: str, *, act: bool = True) -> None:
        """Record what became of an approval: the desk's own word, whoever's transaction it is in."""
        ids: dict[str, str | int] = {"approval": request.id, "kind": request.kind, "needs": request.right}
        if request.asked_by:
            ids["asked_by"] = request.asked_by
        if by:
            ids["by"] = by
        self._desk_journals(event, request.reason, act=act, **ids)

    def _desk_journals(self, event: str, why: str, *, act: bool = True, **ids: str | int) -> int:
        """An event that is the desk's own word, though it happens in a plugin's transaction."""
        context = self.context
        self.context = msgspec.structs.replace(context, plugin="")
        try:
            return self.journal_act(event, why, **ids) if act else self.journal(event, why=why, **ids)
        finally:
            self.context = context


def _request(row: Any) -> ApprovalRequest:
    shown = _decode_shown(row[7])
    return ApprovalRequest(
        id=row[0],
        plugin=row[1],
        kind=row[2],
        subject=row[3],
        version=row[4],
        right=row[5],
        reason=row[6],
        title=shown.title,
        facts=shown.facts,
        data=_decode_data(row[8]),
        not_by=_decode_members(row[9]),
        state=row[10],
        asked_by=row[11] or "",
        asked_ms=row[12],
        position=row[13],
        session_id=row[14],
        expires_ms=row[15],
        decided_by=row[16] or "",
        decided_ms=row[17],
    )

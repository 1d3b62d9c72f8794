"""Who may say yes, and what happens when they do: the second person at the screen, and whoever answers a request later.

The second person is never the one who asked, nor another account of the same member, nor the member whom it is about
(design, wall 8; domain.md A1, A11), and holds the right that the act needs. A request is decided and acted upon in one
transaction with its plugin's `kiosk_decided`: what was approved has happened, or nothing was approved. Everything that
counts is read again there, so that of two who answer at once one wins, and the other is told.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.records import ApprovalRequest, Approved, Context, StaffIdentity
from kiosk.core.service import Decided
from kiosk.core.store.behalf import on_behalf_of
from kiosk.core.store.database import Store
from kiosk.core.store.statements import for_update, one
from kiosk.core.store.transaction import Transaction
from kiosk.link.texts import Text

Objection = Literal["", "same_person", "own_account", "no_right"]
"""Why somebody may not be the one who approves; "" when they may."""

Became = Literal["approved", "refused", "outdated", "taken", "expired", "failed"] | Objection
"""What became of an answer to a request. `taken`: somebody was faster. `failed`: its plugin could not act on it."""

_LOCK = "SELECT 1 FROM approvals WHERE id = ?"
_WHO = "SELECT id, number, name, role, member_id FROM staff WHERE id = ? AND active = 1"


class OwnRequest(Protocol):
    """The desk's own act behind a request that no plugin made."""

    def __call__(self, tx: Transaction, request: ApprovalRequest) -> Decided | None:
        """See `kiosk_decided`."""
        ...


class Answered(msgspec.Struct, frozen=True):
    """What became of an answer, and what its plugin says of it."""

    became: Became
    told: Text = ""


def objection(host: Host, tx: Transaction, request: ApprovalRequest, by: StaffIdentity) -> Objection:
    """Why `by` may not approve `request`; their account as it is now, not as it was when they signed in."""
    if by.id == request.asked_by:
        return "same_person"
    asker = one(tx, _WHO, (request.asked_by,)) if request.asked_by else None
    if by.member_id and (by.member_id in request.not_by or (asker and asker[4] == by.member_id)):
        return "own_account"
    return "" if host.rights.may(by.role, request.right) else "no_right"


class Approver:
    """Decides. `own` are the desk's own kinds of request."""

    def __init__(self, store: Store, host: Host, own: dict[str, OwnRequest]) -> None:
        self._store = store
        self._host = host
        self._own = own

    async def second(
        self, request: ApprovalRequest, by: StaffIdentity, context: Context
    ) -> Approved | Objection:
        """A second person has proved who they are, beside whoever asks: give the approval, or say why not."""
        own = msgspec.structs.replace(context, plugin="")  # the desk's word, in whoever's visit
        return await self._store.write(self._second, request, by, context=own)

    def _second(self, tx: Transaction, request: ApprovalRequest, by: StaffIdentity) -> Approved | Objection:
        now = _account(tx, by.id)
        why_not = objection(self._host, tx, request, now) if now is not None else "no_right"
        if why_not or now is None:
            tx.journal("approval.objected", why=why_not or "no_right", needs=request.right, by=by.id)
            return why_not
        tx.give_approval(request, now.id)
        return Approved(request.id, now, request.asked_by, request.right, request.reason)

    async def answer(self, request_id: str, by: StaffIdentity, context: Context, *, yes: bool) -> Answered:
        """Answer a request that waits. What the plugin does of it is in the same transaction."""
        try:
            return await self._store.write(self._answer, request_id, by, yes, context=context)
        except PluginFailed:
            return Answered("failed")

    def _answer(self, tx: Transaction, request_id: str, by: StaffIdentity, yes: bool) -> Answered:  # noqa: FBT001
        one(tx, _LOCK + for_update(tx), (request_id,))
        request = tx.approval_request(request_id)
        if request is None or request.state != "open":
            return Answered("taken")
        if tx.now_ms >= request.expires_ms:
            return self._end(tx, request, "expired", "")
        now = _account(tx, by.id)
        why_not = objection(self._host, tx, request, now) if now is not None else "no_right"
        if why_not or now is None:
            tx.journal(
                "approval.objected",
                why=why_not or "no_right",
                approval=request.id,
                needs=request.right,
                by=by.id,
            )
            return Answered(why_not)
        if not yes:
            return self._end(tx, request, "refused", now.id)
        if request.plugin and request.plugin not in self._host.plugins:
            return Answered("failed")
        return self._end(tx, request, "approved", now.id)

    async def expire(self) -> None:
        """End every request whose time is over; each in a transaction of its own."""
        now = self._store.clock.now_ms()
        for request in await self._store.read(_open):
            if now < request.expires_ms or (request.plugin and request.plugin not in self._host.plugins):
                continue
            try:
                where = Context(actor="system", position=request.position)
                await self._store.write(self._expire, request.id, context=where)
            except PluginFailed:
                continue  # it stays in the list, its plugin has the strike, and no answer counts any more

    def _expire(self, tx: Transaction, request_id: str) -> None:
        one(tx, _LOCK + for_update(tx), (request_id,))
        request = tx.approval_request(request_id)
        if request is not None and request.state == "open" and tx.now_ms >= request.expires_ms:
            self._end(tx, request, "expired", "")

    def _end(
        self,
        tx: Transaction,
        request: ApprovalRequest,
        state: Literal["approved", "refused", "expired"],
        by: str,
    ) -> Answered:
        if not tx.decide_request(request, state, by):
            return Answered("taken")
        decided = tx.approval_request(request.id)
        assert decided is not None  # noqa: S101 - it was decided in this transaction
        said = self._act(tx, decided)
        if said is not None and said.outdated and state == "approved":
            tx.outdate_request(request)
            _record(tx, "approval.outdated", decided)
            return Answered("outdated", said.told)
        _record(tx, f"approval.{state}", decided)
        return Answered(state, said.told if said is not None else "")

    def _act(self, tx: Transaction, request: ApprovalRequest) -> Decided | None:
        if not request.plugin:
            act = self._own.get(request.kind)
            return act(tx, request) if act is not None else None
        with on_behalf_of(tx, request.plugin):
            answer: Decided | None = self._host.call_one(
                request.plugin, "kiosk_decided", tx=tx, request=request
            )
        return answer


def _record(tx: Transaction, event: str, request: ApprovalRequest) -> None:
    ids = {"asked_by": request.asked_by, "by": request.decided_by}
    said = {key: value for key, value in ids.items() if value}
    tx.journal_act(event, request.reason, approval=request.id, kind=request.kind, needs=request.right, **said)


def _open(tx: Transaction) -> list[ApprovalRequest]:
    return tx.open_requests()


def _account(tx: Transaction, staff_id: str) -> StaffIdentity | None:
    row = one(tx, _WHO, (staff_id,))
    return None if row is None else StaffIdentity(row[0], row[1], row[2], row[3], row[4] or "")

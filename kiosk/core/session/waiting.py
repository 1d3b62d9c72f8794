"""What waits for an approval: a list that is the same at every position, and answered at any of them.

Each line keeps what it was made from and who asked; the person who asked may take it back and never approves it. What
somebody else answers meanwhile disappears here by itself; whoever presses too late is told so.
"""

from __future__ import annotations

import msgspec

from kiosk.core.approver import Answered, objection
from kiosk.core.moments import when
from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.records import ApprovalRequest, Context, StaffIdentity
from kiosk.core.service import Availability
from kiosk.core.session.approving import objection_said
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.session.position import PositionDesk
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice, Row, Table
from kiosk.link.texts import Text

_ = Texts("core")

FAMILY = "approval"


class Waiting(msgspec.Struct, frozen=True):
    """A request as the list shows it: what is asked, by which number, and why whoever looks may not answer."""

    request: ApprovalRequest
    asked_by: str
    objection: Text


async def waiting(visit: LiveVisit) -> None:
    """The list, then one request at a time."""
    position, update = visit.desk, False
    while True:
        found = await visit.read(_waiting, position)
        outcome = await visit.ask(_table(found, position), accepts=(Changes(FAMILY),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        if outcome == BACK or not isinstance(outcome, Chosen):
            return
        chosen = next((one for one in found if one.request.id == outcome.key), None)
        if chosen is not None:
            await _about(visit, position, chosen)


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """Under the line in the staff menu: how many wait."""
    count = len(tx.open_requests())
    return Availability(_.plural("{count} waits", "{count} wait", count) if count else _("Nothing waits"))


async def answer_one(visit: LiveVisit, request_id: str) -> None:
    """One request, from a screen that is about what it asks for."""
    found = await visit.read(_waiting, visit.desk)
    chosen = next((one for one in found if one.request.id == request_id), None)
    if chosen is not None:
        await _about(visit, visit.desk, chosen)


async def _about(visit: LiveVisit, position: PositionDesk, one: Waiting) -> None:
    staff = position.staff
    outcome = await visit.ask(_question(one, position, staff))
    if staff is None or not isinstance(outcome, Chosen):
        return
    context = Context(f"staff:{staff.id}", position.name, position.session_id)
    match outcome.key:
        case "approve" | "refuse":
            answered = await position.approver.answer(
                one.request.id, staff, context, yes=outcome.key == "approve"
            )
            await visit.ask(_notice(answered, position, one.request))
        case "withdraw":
            await visit.write(_withdraw, one.request.id)
        case _:
            pass


def _waiting(tx: Transaction, position: PositionDesk) -> list[Waiting]:
    staff = position.staff
    found = []
    for request in tx.open_requests():
        asker = tx.staff(request.asked_by) if request.asked_by else None
        why = objection(position.host, tx, request, staff) if staff is not None else "no_right"
        said = objection_said(why, position, request.right) if why else ""
        found.append(Waiting(request, asker.number if asker is not None else "", said))
    return found


def _withdraw(tx: Transaction, request_id: str) -> None:
    request = tx.approval_request(request_id)
    if request is not None and tx.withdraw_request(request_id):
        tx.journal_act("approval.withdrawn", request.reason, approval=request.id, kind=request.kind)


def _table(found: list[Waiting], position: PositionDesk) -> Table:
    return Table(
        _("Waiting for approval"),
        (_("What"), _("By"), _("Since")),
        tuple(
            Row(one.request.id, (one.request.title, one.asked_by, _when(one.request.asked_ms, position)))
            for one in found
        ),
        widths=(5, 2, 3),
        empty=_("Nothing waits for an approval."),
    )


def _question(one: Waiting, position: PositionDesk, staff: StaffIdentity | None) -> Confirm:
    request = one.request
    facts = (
        *request.facts,
        Fact(
            _("Asked by"), _("Number {number}, at {position}", number=one.asked_by, position=request.position)
        ),
        Fact(_("Expires"), _when(request.expires_ms, position)),
    )
    actions: tuple[Action, ...] = (
        Action("approve", _("Approve"), icon="check", primary=True),
        Action("refuse", _("Refuse"), danger=True),
    )
    if staff is not None and staff.id == request.asked_by:
        actions = (Action("withdraw", _("Take it back"), icon="undo"),)
    elif one.objection:
        actions = ()
    return Confirm(
        request.title,
        one.objection or _("It is done as soon as you approve it."),
        facts,
        actions,
        icon="fact_check",
        tone="amber",
    )


def _notice(answered: Answered, position: PositionDesk, request: ApprovalRequest) -> Notice:
    match answered.became:
        case "approved":
            return Notice("done", _("Approved"), answered.told or _("It is done."))
        case "refused":
            return Notice("done", _("Refused"), answered.told or _("Nothing was changed."))
        case "outdated":
            told = answered.told or _(
                "Something else has changed since it was asked. Ask again from what is now."
            )
            return Notice("refused", _("Out of date"), told)
        case "taken":
            return Notice(
                "refused", _("Answered already"), _("Somebody else was faster. Nothing was done twice.")
            )
        case "expired":
            return Notice("refused", _("It has expired"), _("Nothing was changed. It can be asked again."))
        case "failed":
            return Notice("refused", _("That did not work"), _("Nothing was changed; it still waits."))
        case why:
            return Notice("refused", _("Not you"), objection_said(why, position, request.right))


def _when(ms: int, position: PositionDesk) -> str:
    return when(ms, position.clock.now_ms(), position.zone)

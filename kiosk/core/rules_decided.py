"""What the desk does when a pack of rules has been decided: it holds, or it never will."""

from __future__ import annotations

from kiosk.core.records import ApprovalRequest
from kiosk.core.service import Decided
from kiosk.core.store.rules import KIND
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts

__all__ = ["KIND", "decided"]

_ = Texts("core")


def decided(tx: Transaction, request: ApprovalRequest) -> Decided | None:
    """Approved or refused by a person; a request that has expired leaves its pack inert, to be brought again."""
    if request.state not in ("approved", "refused"):
        return None
    yes = request.state == "approved"
    if not tx.decide_rules(str(request.data["pack"]), request.version, request.decided_by, yes=yes):
        return Decided(outdated=True)
    return Decided(_("The rules hold from their first day on.") if yes else _("The rules were not taken."))

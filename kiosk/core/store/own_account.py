"""Staff do not serve themselves (domain.md A1, A11; manual 000 §11: 不得有私领等徇私舞弊行为).

An account may be linked to the member that its owner is. Whatever staff then hold for that member is refused, or let
through and marked as a sensitive act, as the site has it (`[staff] own_account`). Customers at their own screen are not
staff, whoever they are at work.
"""

from __future__ import annotations

from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving

_LOCK = "SELECT id FROM members WHERE id = ?"
_STAFFS = "SELECT member_id, number FROM staff WHERE member_id IS NOT NULL ORDER BY number"
_MINE = "SELECT 1 FROM staff WHERE id = ? AND member_id = ?"


class Impartial(Approving):
    """The transaction's look at whose hands it is in."""

    def own_account(self, member_id: str) -> bool:
        """Whether a member is the very person that the transaction's staff account belongs to."""
        actor = self.context.actor
        if not actor.startswith("staff:") or not member_id:
            return False
        return self._one(_MINE, (actor.removeprefix("staff:"), member_id)) is not None

    def members_of_staff(self) -> dict[str, str]:
        """Members who are somebody of the staff, with the numbers of their accounts: whose points a report sets apart (A11)."""
        return dict(self._all(_STAFFS))

    def serving(self, member_id: str) -> None:
        """Say which member the staff at hand are about to serve; `hold` says it by itself for a subject `member:…`.

        Said first in a transaction, whatever is read of this member afterwards is what stands when it commits: two desks that
        serve one member do so one after the other.

        Raises OwnAccount where it is their own and the site refuses that; where it only flags, the act is marked.
        """
        if self._store.dialect.for_update:
            self._one(_LOCK + self._store.dialect.for_update, (member_id,))
        if not self.own_account(member_id):
            return
        if self._store.staff_rules.own_account == "refuse":
            raise errors.OwnAccount("staff do not serve their own member account")
        self._desk_journals("staff.own_account", "own_account", member=member_id)

"""Cards that are blocked (挂失, 冻结) and thawed (解挂): a member's status, which every service looks at.

One statement each, so that of two who do it at once one has done it. What a block is for, and who may end it, is the business
of the service that asks; that nobody of staff does it to their own card is looked at here (domain.md A1). Where the member is
a remote system's, it is ordered there in the same transaction: here it holds at once, whether anybody answers there or not.
"""

from __future__ import annotations

from kiosk.core.store.own_account import Impartial
from kiosk.core.store.remote_members import Mirroring

_BLOCK = "UPDATE members SET status = 'blocked' WHERE id = ? AND status = 'active'"
_THAW = "UPDATE members SET status = 'active' WHERE id = ? AND status = 'blocked'"


class Blocking(Impartial, Mirroring):
    """The transaction's word on whether a card serves."""

    def block_member(self, member_id: str, why: str) -> bool:
        """Block a member's card, at once and everywhere; balances stay as they are. False when it was not active.

        `why` is a plain key for the journal. A plugin needs the permission `members.block`. Raises OwnAccount for staff who
        would do it to their own.
        """
        self._permitted("members.block")
        self.serving(member_id)
        if self._run(_BLOCK, (member_id,)).rowcount != 1 and not self._stopped_there_only(member_id):
            return False
        self._desk_journals("members.blocked", why, act=self._by_staff(), member=member_id)
        self._tell_there("block", member_id)
        return True

    def thaw_member(self, member_id: str, why: str) -> bool:
        """End a block: the card serves again. False when it was not blocked. Else as `block_member`."""
        self._permitted("members.block")
        self.serving(member_id)
        if self._run(_THAW, (member_id,)).rowcount != 1:
            return False
        self._desk_journals("members.thawed", why, act=self._by_staff(), member=member_id)
        self._tell_there("thaw", member_id)
        return True

    def _by_staff(self) -> bool:
        return self.context.actor.startswith("staff:")

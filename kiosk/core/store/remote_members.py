"""Members of a remote system as this box knows them: a row among its own members, brought up to date whenever they come.

So every service finds them by card, lends to them, asks for their PIN and looks at their status as it does for anybody; only
what they own is asked there each time. What is kept is what the other side tells: number, name, tier, phone; of who has not
come for a year, the number alone (`kiosk/core/forgetting.py`). A block that was made here stays until it is lifted here,
whatever is told meanwhile; one that was made there ends there.
"""

from __future__ import annotations

from typing import Any

from kiosk.core.member_system import OrderKind, OrderState, RemoteMember
from kiosk.core.store import errors
from kiosk.core.store.orders import Ordering
from kiosk.core.store.people import Knowing

_BY_CARD = (
    "SELECT m.id, m.name, m.tier, m.phone, m.status, r.there, r.stopped, r.seen_month FROM members m"
    " LEFT JOIN member_elsewhere r ON r.member_id = m.id WHERE m.card = ?"
)
_BY_THERE = "SELECT member_id FROM member_elsewhere WHERE there = ?"
_THERE = "SELECT there FROM member_elsewhere WHERE member_id = ?"
_ADD = (
    "INSERT INTO members (id, card, name, phone, tier, import_id, made_ms) VALUES (?, ?, ?, ?, ?, '', ?)"
    " ON CONFLICT DO NOTHING"
)
_LINK = "INSERT INTO member_elsewhere (member_id, there) VALUES (?, ?) ON CONFLICT DO NOTHING"
_CARD = "UPDATE members SET card = ? WHERE id = ?"
_CALLED = "UPDATE members SET name = ?, tier = ?, phone = ? WHERE id = ?"
_STOP = "UPDATE members SET status = 'blocked' WHERE id = ? AND status = 'active'"
_GO_ON = (
    "UPDATE members SET status = 'active' WHERE id = ? AND status = 'blocked'"
    " AND EXISTS (SELECT 1 FROM member_elsewhere r WHERE r.member_id = members.id AND r.stopped = 1)"
)
_STOPPED = "UPDATE member_elsewhere SET stopped = ? WHERE member_id = ?"
_SEEN = "UPDATE member_elsewhere SET seen_month = ? WHERE member_id = ?"
_UNSEEN = "SELECT member_id FROM member_elsewhere WHERE seen_month BETWEEN 1 AND ? AND member_id > ? ORDER BY member_id LIMIT ?"
_NOBODY = "UPDATE members SET name = '', phone = '', tier = '' WHERE id = ?"
_STOPPED_THERE = "SELECT 1 FROM member_elsewhere WHERE member_id = ? AND stopped = 1"
_STATUS_ORDERED = "SELECT 1 FROM member_orders WHERE member = ? AND state = 'intended' AND kind <> 'adjust'"
_LAST_WORD = "SELECT state FROM member_orders WHERE member = ? AND kind <> 'adjust' ORDER BY made_ms DESC, id DESC LIMIT 1"


class Mirroring(Ordering, Knowing):
    """The transaction's word on members who are a remote system's."""

    def member_there(self, member_id: str) -> str:
        """A member's id in the remote system, under which changes are ordered; "" for one of the local ledger's own."""
        row = self._one(_THERE, (member_id,))
        return str(row[0]) if row is not None else ""

    def remote_member_as_told(self, card: str, told: RemoteMember | None) -> bool:
        """Whether what is told of a card (in its stored form) is what is known of it, so that there is nothing to write."""
        row = self._one(_BY_CARD, (card,))
        if told is None:
            return row is None or row[5] is None or row[4] != "active"
        if row is None or row[1:4] != (told.name, told.tier, told.phone) or row[5] != told.id:
            return False
        if row[7] != self._month:
            return False
        return bool(
            (told.status == "blocked") == (row[4] != "active") or (row[4] == "blocked" and not row[6])
        )

    def note_remote_member(self, card: str, told: RemoteMember | None) -> None:
        """Keep what the remote system has just told of a card (in its stored form); None: it is nobody's there.

        Raises CardTaken where it contradicts what it told before, ConstraintBroken for a name or number that is none.
        """
        self._for_the_host("note_remote_member")
        row = self._one(_BY_CARD, (card,))
        if told is None:
            if row is not None and row[5] is not None:
                self._stop(row[0], row[5])
            return
        member_id = self._known(card, told, row)
        self._run(_CALLED, (told.name, told.tier, told.phone, member_id))
        self._run(_SEEN, (self._month, member_id))
        if told.status == "blocked":
            self._stop(member_id, told.id)
        elif self._one(_STATUS_ORDERED, (told.id,)) is None and self._run(_GO_ON, (member_id,)).rowcount:
            self._run(_STOPPED, (0, member_id))
            self._desk_journals("members.thawed", "told_by_member_system", act=False, member=member_id)

    @property
    def _month(self) -> int:
        return self.business_day // 100

    def remote_members_unseen(self, until_month: int, after: str, limit: int) -> list[str]:
        """Ids of members who have last come in this month (yyyymm) or before, and of whom something is kept, in the order of
        their ids from `after` on."""
        return [row[0] for row in self._all(_UNSEEN, (until_month, after, limit))]

    def forget_remote_member(self, member_id: str) -> None:
        """Keep no name, phone and tier of a remote system's member until they come again; the number and the PIN stay."""
        self._for_the_host("forget_remote_member")
        self._run(_NOBODY, (member_id,))
        self._run(_SEEN, (0, member_id))
        self._desk_journals("members.forgotten", "unseen", act=False, member=member_id)

    def _known(self, card: str, told: RemoteMember, row: Any) -> str:
        """The row that this is, made or moved to the number that the card has now."""
        known = self._one(_BY_THERE, (told.id,))
        if known is not None and row is not None and row[0] == known[0]:
            return str(known[0])
        if row is not None and (known is not None or row[5] is not None):
            raise errors.CardTaken("the member system tells that one card is two members'")
        if known is not None:
            self._run(_CARD, (card, known[0]))
            self._desk_journals("members.card_changed", "told_by_member_system", act=False, member=known[0])
            return str(known[0])
        member_id = row[0] if row is not None else self._add(card, told)
        if self._run(_LINK, (member_id, told.id)).rowcount != 1:
            raise errors.CardTaken("another desk has noted this member just now")
        return str(member_id)

    def _add(self, card: str, told: RemoteMember) -> str:
        member_id = self.new_id()
        row = (member_id, card, told.name, told.phone, told.tier, self.now_ms)
        if self._run(_ADD, row).rowcount != 1:
            raise errors.CardTaken("another desk has noted this card just now")
        self._desk_journals("members.added", "told_by_member_system", act=False, member=member_id)
        return member_id

    def _stop(self, member_id: str, there: str) -> None:
        if self._one(_STATUS_ORDERED, (there,)) is None and self._run(_STOP, (member_id,)).rowcount:
            self._run(_STOPPED, (1, member_id))
            self._desk_journals("members.blocked", "told_by_member_system", act=False, member=member_id)

    def block_there(self, member_id: str) -> OrderState:
        """How the newest word on whether the card serves has fared there: `done` where there was nothing to say."""
        row = self._one(_LAST_WORD, (self.member_there(member_id),))
        state: OrderState = row[0] if row is not None else "done"
        return state

    def _stopped_there_only(self, member_id: str) -> bool:
        """Whether a card that does not serve is blocked by the other side's word alone: a block of ours outlives that."""
        row = self._one(_STOPPED_THERE, (member_id,))
        return row is not None

    def _tell_there(self, kind: OrderKind, member_id: str) -> None:
        """What was decided here of a card goes there too, where it is a remote system's."""
        if there := self.member_there(member_id):
            self._run(_STOPPED, (0, member_id))
            self._order(kind, there, None, None, "")

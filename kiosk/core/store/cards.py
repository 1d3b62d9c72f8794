"""What the desk intends to do with a card, and what staff have to see to about cards.

What is to be written on a card goes to the encoder with the commit and nowhere else: a row says that a card was to be made,
never what is on it. So nothing that was read or written can be told from the database, and nothing can be sent again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from kiosk.core.records import CardMatter, CardWork, Operation, OperationKind
from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving
from kiosk.core.store.operations import Operating
from kiosk.link.cards import TRACK_NUMBERS, Coercivity, TrackNumber, Tracks

_MATTERS = (
    "SELECT m.id, CASE WHEN o.state = 'failed' THEN 'spoiled' ELSE m.kind END,"
    " m.member_id, m.operation_id, m.position, m.opened_ms"
    " FROM member_card_matters m LEFT JOIN operations o ON o.id = m.operation_id WHERE "
)
"""The table knows two kinds; a card that was not made and is on the list was spoiled, as its operation says."""
_OPEN = _MATTERS + "m.closed_ms IS NULL ORDER BY m.opened_ms, m.id"
_ONE_OPEN = _MATTERS + "m.id = ? AND m.closed_ms IS NULL"
_OF_MEMBER = _MATTERS + "m.member_id = ? AND m.closed_ms IS NULL"
_OF_OPERATION = _MATTERS + "m.operation_id = ? AND o.plugin = ? AND m.closed_ms IS NULL"
_ADD = (
    "INSERT INTO member_card_matters (id, kiosk, kind, member_id, operation_id, position, opened_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_CLOSE = (
    "UPDATE member_card_matters SET closed_ms = ?, closed_by = ?, how = ? WHERE id = ? AND closed_ms IS NULL"
)

CHANGING = ("encode_card", "erase_card")
"""Kinds of operation after which a card is another."""


class Carding(Approving, Operating):
    """The transaction's cards."""

    def intend_card(
        self, tracks: Tracks, *, purpose: str, coercivity: Literal["", Coercivity] = ""
    ) -> Operation:
        """Intend to write a card at the context's position; asked for after the commit, and `done` only once it was read
        back and is the same. A track without text is left alone. Raises `ValueError` where there is no text at all.

        `coercivity` is the card's own; "" is what the site's blanks usually are.
        """
        if not tracks.texts:
            raise ValueError("a card with nothing on it is not written: erase it")
        return self._intend_card("encode_card", purpose, CardWork(tracks, coercivity=coercivity))

    def intend_erase(
        self,
        purpose: str,
        *,
        tracks: Collection[TrackNumber] = TRACK_NUMBERS,
        coercivity: Literal["", Coercivity] = "",
    ) -> Operation:
        """Intend to erase tracks of a card; `done` only once they were read and are empty. Raises `ValueError` for none."""
        wanted = tuple(sorted(set(tracks)))
        if not wanted or not set(wanted) <= set(TRACK_NUMBERS):
            raise ValueError("no track of a card was named to be erased")
        return self._intend_card("erase_card", purpose, CardWork(erased=wanted, coercivity=coercivity))

    def intend_read(self, purpose: str) -> Operation:
        """Intend to read a card; what is on it comes to the flow (`CardSeen`) and is kept nowhere."""
        return self._intend_card("read_card", purpose, CardWork())

    def _intend_card(self, kind: OperationKind, purpose: str, work: CardWork) -> Operation:
        context = self.context
        operation = Operation(
            id=self.new_id(),
            kind=kind,
            purpose=purpose,
            state="intended",
            card=work,
            session_id=context.session_id,
            plugin=context.plugin,
            position=context.position,
            intended_ms=self.now_ms,
        )
        self._intend(operation, None, None)
        return operation

    def end_operation(
        self,
        operation_id: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,
    ) -> Operation | None:
        """As for every operation; a card that may have been changed, and nobody has seen the result, or that failed with
        half of it written (`spoiled`), is put before staff in the same transaction."""
        self._for_the_host("end_operation")
        operation = super().end_operation(operation_id, outcome, reason, spoiled=spoiled)
        if operation is None or operation.kind not in CHANGING:
            return operation
        if operation.state == "uncertain" or (operation.state == "failed" and spoiled):
            self._matter("unknown", operation.position, operation_id=operation.id, why=operation.state)
        return operation

    # ------------------------------------------------------------------ what staff see to

    def request_reencode(self, member_id: str) -> bool:
        """Put a member's card on the list of those whose stripe is to be written anew (加磁); journaled. False when it is on
        it already. Raises Unknown for no such member.
        """
        if self._one("SELECT 1 FROM members WHERE id = ?", (member_id,)) is None:
            raise errors.Unknown(f"there is no member {member_id}")
        return self._matter("reencode", self.context.position, member_id=member_id)

    def reencoded(self, member_id: str) -> bool:
        """A member's card has a good stripe again: it leaves the list. False when it was not on it."""
        row = self._one(_OF_MEMBER, (member_id,))
        return row is not None and self._closed(row[0], "done")

    def card_is_settled(self, operation_id: str, how: str) -> bool:
        """What an operation of this plugin left on a card is seen to (it was made again, or is destroyed): it leaves the list.
        False when it was not on it."""
        row = self._one(_OF_OPERATION, (operation_id, self.context.plugin))
        return row is not None and self._closed(row[0], how)

    def card_matters(self) -> list[CardMatter]:
        """Everything about cards that waits for staff, of every kiosk that shares the store, the oldest first."""
        return [_matter(row) for row in self._all(_OPEN)]

    def close_card_matter(self, matter_id: str, how: str) -> bool:
        """Staff have seen to it; False when somebody else has."""
        self._for_the_host("close_card_matter")
        return self._one(_ONE_OPEN, (matter_id,)) is not None and self._closed(matter_id, how)

    def _closed(self, matter_id: str, how: str) -> bool:
        if self._run(_CLOSE, (self.now_ms, self.context.actor, how, matter_id)).rowcount != 1:
            return False
        self._desk_journals("stripe.seen_to", how, act=False, matter=matter_id)
        return True

    def _matter(
        self,
        kind: str,
        position: str,
        *,
        member_id: str | None = None,
        operation_id: str | None = None,
        why: str = "bad_swipes",
    ) -> bool:
        matter_id = self.new_id()
        row = (matter_id, self._kiosk, kind, member_id, operation_id, position, self.now_ms)
        if self._run(_ADD, row).rowcount != 1:
            return False
        what = {"member": member_id} if member_id is not None else {"operation": operation_id or ""}
        event = "requested" if member_id is not None else "spoiled" if why == "failed" else "unknown"
        self._desk_journals(f"stripe.{event}", why, act=False, matter=matter_id, **what)
        return True


def _matter(row: Any) -> CardMatter:
    return CardMatter(row[0], row[1], row[2] or "", row[3] or "", row[4], row[5])

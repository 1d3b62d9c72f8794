"""A member's card that has ended (注销), and, later, a member who is forgotten: what is left is an id that the ledger knows.

Closing is at once and for good: the number is dead, the PIN is gone. Forgetting takes everything that is a person's out of the
row and keeps the dead number apart, without whose it was or when, so that it is never given out again. Sums, entries and the
journal know ids only and stay as they are. What is on the card is paid back or moved by whoever closes it, in the same
transaction.
"""

from __future__ import annotations

from kiosk.core.store.own_account import Impartial

_CLOSE = "UPDATE members SET status = 'closed' WHERE id = ? AND status <> 'closed'"
_NO_PIN = "DELETE FROM member_pins WHERE member_id = ?"
_NO_MATTER = (
    "UPDATE member_card_matters SET closed_ms = ?, closed_by = ?, how = 'closed'"
    " WHERE member_id = ? AND closed_ms IS NULL"
)
_NO_PIECE = (
    "UPDATE serials SET state = 'void', moved_ms = ?, moved_by = ?, why = ?"
    " WHERE serial = (SELECT card FROM members WHERE id = ?) AND state = 'out'"
)
_CARD = "SELECT card FROM members WHERE id = ? AND status = 'closed' AND substr(card, 1, 6) <> 'ended-'"
VOID_CARD = "INSERT INTO void_cards (card) VALUES (?) ON CONFLICT DO NOTHING"
_FORGET = (
    "UPDATE members SET card = ?, name = '', phone = '', birth_month = NULL, birth_day = NULL, tier = '',"
    " language = 'zh_CN', import_id = '' WHERE id = ? AND card = ?"
)
_UNLINK = "UPDATE staff SET member_id = NULL WHERE member_id = ?"
_IS_VOID = "SELECT 1 FROM void_cards WHERE card = ?"
_NO_PHONES = "DELETE FROM member_phone_changes WHERE member_id = ?"


class Parting(Impartial):
    """The transaction's word on cards that have ended."""

    def close_member(self, member_id: str, why: str) -> bool:
        """End a member's card for good: no service takes it, its PIN is gone, its piece of the stock is void. False when it has
        ended before.

        `why` is a plain key for the journal. Balances stay where they are: whoever closes has entered what becomes of them. A
        plugin needs the permission `members.close`. Raises OwnAccount for staff who would do it to their own.
        """
        self._permitted("members.close")
        self.serving(member_id)
        if self._run(_CLOSE, (member_id,)).rowcount != 1:
            return False
        self._run(_NO_PIN, (member_id,))
        self._run(_NO_MATTER, (self.now_ms, self.context.actor, member_id))
        self._run(_NO_PIECE, (self.now_ms, self.context.actor, why, member_id))
        self._desk_journals("members.closed", why, member=member_id)
        return True

    def forget_member(self, member_id: str) -> bool:
        """Take out of a closed member's row all that is a person's. False when it is not closed, or was forgotten before.

        The id stays, and with it every sum and every entry; the number is kept apart as void (`card_is_void`). A plugin needs
        the permission `members.close`.
        """
        self._permitted("members.close")
        row = self._one(_CARD, (member_id,))
        if row is None:
            return False
        self._run(_FORGET, (_nobodys_card(member_id), member_id, row[0]))
        self._run(VOID_CARD, (row[0],))
        self._run(_UNLINK, (member_id,))
        self._run(_NO_PHONES, (member_id,))
        self._desk_journals("members.forgotten", "retention", act=False, member=member_id)
        return True

    def card_is_void(self, card: str) -> bool:
        """Whether a number, as it is stored, was a card and is none any more: of a member who is forgotten, or has another."""
        return self._one(_IS_VOID, (card,)) is not None


def _nobodys_card(member_id: str) -> str:
    """In place of a number: small letters, which no number has, so that nothing that is scanned or typed is one."""
    return f"ended-{member_id.replace('-', '')[-20:]}-----"

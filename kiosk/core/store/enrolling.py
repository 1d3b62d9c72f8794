"""Members that staff make at the desk (办卡), and the number and tier of those there are (换取, 补办, 升级).

Balances, points, PIN and loans belong to the member and not to the number, so another card moves nothing. A card's number is
one member's (a unique key), for two desks at once too. Left out: importing lists (`core.members`), what a tier is given for.
"""

from __future__ import annotations

from kiosk.core.members.cards import normal_card
from kiosk.core.members.values import BadValue, phone
from kiosk.core.records import Member
from kiosk.core.store import errors
from kiosk.core.store.blocking import Blocking
from kiosk.core.store.parting import VOID_CARD

_ADD = (
    "INSERT INTO members (id, card, name, phone, birth_month, birth_day, tier, language, import_id, made_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT DO NOTHING"
)
_CARD = "UPDATE members SET card = ? WHERE id = ? AND card = ? AND status <> 'closed'"
_TAKEN = "SELECT 1 FROM members WHERE card = ?"
_NUMBER = "SELECT card FROM members WHERE id = ?"
_TIER = "UPDATE members SET tier = ? WHERE id = ? AND status <> 'closed'"
_BY_PHONE = (
    "SELECT id FROM members WHERE phone = ? AND phone <> '' AND status <> 'closed' ORDER BY id LIMIT 8"
)


class Enrolling(Blocking):
    """The transaction's word on who is a member, and with which card. A plugin needs the permission `members.write`."""

    def add_member(
        self,
        card: str,
        *,
        phone_number: str,
        name: str,
        tier: str,
        language: str = "zh_CN",
        birthday: tuple[int, int] | None = None,
    ) -> Member:
        """A new member. Raises CardTaken for a number that is somebody's, ValueError for what is no number or phone at all."""
        self._permitted("members.write")
        number, called = normal_card(card), _phone(phone_number)
        if not number or not name:
            raise ValueError("a member has a card and a name")
        month, day = birthday or (None, None)
        member_id = self.new_id()
        row = (member_id, number, name, called, month, day, tier, language, self.now_ms)
        if self._run(_ADD, row).rowcount != 1:
            raise errors.CardTaken("this number is another member's card")
        self._desk_journals("members.added", "at_desk", act=False, member=member_id)
        member = self.member(member_id)
        assert member is not None  # noqa: S101  just added
        return member

    def change_card(self, member_id: str, card: str, why: str) -> str:
        """The member's card is another one from now on; the old number is nobody's ever again. Returns the old number.

        Raises CardTaken, Unknown for no such member or one whose account is closed, OwnAccount.
        """
        self._permitted("members.write")
        self.serving(member_id)
        number, row = normal_card(card), self._one(_NUMBER, (member_id,))
        if not number or row is None:
            raise errors.Unknown(f"there is no member {member_id}, or no such card")
        if self._one(_TAKEN, (number,)) is not None:
            raise errors.CardTaken("this number is another member's card")
        if self._run(_CARD, (number, member_id, row[0])).rowcount != 1:
            raise errors.Unknown(f"the account of member {member_id} is closed")
        self._run(VOID_CARD, (row[0],))
        self._desk_journals("members.card_changed", why, act=self._by_staff(), member=member_id)
        return str(row[0])

    def card_number(self, member_id: str) -> str:
        """A member's whole number, to be written on their own card and shown to nobody. A plugin needs `members.write`."""
        self._permitted("members.write")
        row = self._one(_NUMBER, (member_id,))
        return str(row[0]) if row is not None else ""

    def change_tier(self, member_id: str, tier: str, why: str) -> None:
        """The member is of another tier from now on. Raises Unknown, OwnAccount."""
        self._permitted("members.write")
        self.serving(member_id)
        if self._run(_TIER, (tier, member_id)).rowcount != 1:
            raise errors.Unknown(f"there is no member {member_id} whose account is open")
        self._desk_journals("members.tier_changed", why, act=False, member=member_id)

    def members_with_phone(self, phone_number: str) -> list[Member]:
        """Members with this phone whose accounts are open, for staff who make or change a card; never told to a customer."""
        self._permitted("members.write")
        found = (self.member(row[0]) for row in self._all(_BY_PHONE, (_phone(phone_number),)))
        return [member for member in found if member is not None]


def _phone(text: str) -> str:
    try:
        return phone(text)
    except BadValue as wrong:
        raise ValueError(str(wrong.reason)) from None

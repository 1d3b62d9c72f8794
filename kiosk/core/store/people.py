"""Members, staff and visits, as far as services look them up. Writing accounts is `members/` and `staff.py`."""

from __future__ import annotations

from typing import Any

from kiosk.core.members.cards import normal_card
from kiosk.core.personal import Personal, tail
from kiosk.core.records import Member, Session, StaffRecord
from kiosk.core.store.part import Part

_MEMBERS = "SELECT id, card, name, status, tier, language FROM members WHERE "
_MEMBER = _MEMBERS + "id = ?"
_MEMBER_BY_CARD = _MEMBERS + "card = ?"
_HAS_PIN = "SELECT 1 FROM member_pins WHERE member_id = ?"
_STAFF = "SELECT id, number, name, role, active, locked_until_ms, made_ms, member_id FROM staff WHERE id = ?"
_BEGIN = "INSERT INTO sessions (id, kiosk, position, begun_ms) VALUES (?, ?, ?, ?)"
_END = "UPDATE sessions SET ended_ms = ?, how = ? WHERE id = ? AND ended_ms IS NULL"
_OPEN = "SELECT id, position, begun_ms, ended_ms, how FROM sessions WHERE kiosk = ? AND ended_ms IS NULL ORDER BY id"
_PHONE = "SELECT phone FROM members WHERE id = ?"
_BIRTHDAY = "SELECT birth_month, birth_day FROM members WHERE id = ?"


class Knowing(Part):
    """The transaction's people."""

    def member_by_card(self, number: str) -> Member | None:
        """The member with this card, as scanned or swiped (spaces, full-width digits and case do not matter)."""
        card = normal_card(number)
        row = self._one(_MEMBER_BY_CARD, (card,)) if card else None
        return None if row is None else _member(row)

    def member(self, member_id: str) -> Member | None:
        """One member."""
        row = self._one(_MEMBER, (member_id,))
        return None if row is None else _member(row)

    def member_has_pin(self, member_id: str) -> bool:
        """Whether a member has set a PIN; `Visit.member_pin` asks for it."""
        return self._one(_HAS_PIN, (member_id,)) is not None

    def member_phone(self, member_id: str) -> Personal:
        """A member's phone number, to be shown masked; showing more to a person is journaled by whoever does."""
        row = self._one(_PHONE, (member_id,))
        return Personal(row[0] if row else "")

    def member_birthday(self, member_id: str) -> tuple[int, int] | None:
        """Month and day of a member's birthday, for who has identified themselves; None where it is not known. No year is."""
        row = self._one(_BIRTHDAY, (member_id,))
        return (row[0], row[1]) if row is not None and row[0] and row[1] else None

    def staff(self, staff_id: str) -> StaffRecord | None:
        """One staff account."""
        row = self._one(_STAFF, (staff_id,))
        return (
            None
            if row is None
            else StaffRecord(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7] or "")
        )

    def begin_session(self, session_id: str, position: str) -> None:
        """A visit begins: where and when, never who."""
        self._for_the_host("begin_session")
        self._run(_BEGIN, (session_id, self._kiosk, position, self.now_ms))

    def end_session(self, session_id: str, how: str) -> bool:
        """A visit is over and settled; False when it already was."""
        self._for_the_host("end_session")
        return bool(self._run(_END, (self.now_ms, how, session_id)).rowcount == 1)

    def open_sessions(self) -> list[Session]:
        """Visits at this kiosk that have not ended: the live ones, and after a restart those that were cut
        off.
        """
        return [Session(*row) for row in self._all(_OPEN, (self._kiosk,))]


def _member(row: Any) -> Member:
    return Member(row[0], tail(row[1]), Personal(row[2]), row[3], row[4], row[5])

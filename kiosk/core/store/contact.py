"""What members may change of themselves at any kiosk: the phone number, and the language they are written to in.

The number is what somebody is found by without a card, so that a change is kept with what it was before (domain.md S06: audit
old and new), in a table of its own: the journal takes no phone number. Who may change it is looked at by the service that
asks. Once a member is forgotten, so is every number of theirs.
"""

from __future__ import annotations

from kiosk.core.members.values import normal_phone
from kiosk.core.personal import Personal
from kiosk.core.store import errors
from kiosk.core.store.own_account import Impartial
from kiosk.link.texts import LANGUAGES

_FIND = "SELECT phone, language FROM members WHERE id = ?"
_PHONE = "UPDATE members SET phone = ? WHERE id = ?"
_LANGUAGE = "UPDATE members SET language = ? WHERE id = ?"
_KEEP = (
    "INSERT INTO member_phone_changes (id, kiosk, member_id, old_phone, new_phone, made_ms, made_by, position)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Contacting(Impartial):
    """The transaction's word on how a member is reached."""

    def change_member_phone(self, member_id: str, phone: Personal) -> bool:
        """Another phone number; the one before is kept beside it, with who and when. False when it is that already.

        Others may have the same number, and nobody is told. A plugin needs the permission `members.write`. Raises ValueError
        for what is no phone number, Unknown for no such member, OwnAccount for staff who would do it to their own.
        """
        self._permitted("members.write")
        self.serving(member_id)
        number = normal_phone(phone.reveal())
        if not number:
            raise ValueError("that is no phone number")
        before = self._reached(member_id)[0]
        if before == number:
            return False
        self._run(_PHONE, (number, member_id))
        context = self.context
        row = (
            self.new_id(),
            self._kiosk,
            member_id,
            before,
            number,
            self.now_ms,
            context.actor,
            context.position,
        )
        self._run(_KEEP, row)
        self._desk_journals("members.phone_changed", "contact", act=False, member=member_id)
        return True

    def set_member_language(self, member_id: str, language: str) -> bool:
        """The language that a member is written to in. False when it is that already. Else as `change_member_phone`."""
        self._permitted("members.write")
        self.serving(member_id)
        if language not in LANGUAGES:
            raise ValueError(f"there is no language {language!r} here")
        before = self._reached(member_id)[1]
        if before == language:
            return False
        self._run(_LANGUAGE, (language, member_id))
        self._desk_journals(
            "members.language_changed",
            "contact",
            act=False,
            member=member_id,
            before=before,
            language=language,
        )
        return True

    def _reached(self, member_id: str) -> tuple[str, str]:
        row = self._one(_FIND + self._store.dialect.for_update, (member_id,))
        if row is None:
            raise errors.Unknown(f"there is no member {member_id}")
        return row[0], row[1]

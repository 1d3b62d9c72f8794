"""Applications for a card: what is noted of an applicant, until a card is made of it or it is forgotten.

Noted are a phone number and how somebody is addressed; month and day of a birthday if they like. There is no field for an
identity number, an address or an occupation: a card needs none of them. However an application ends, what is personal in
it is wiped in the same statement.

Whether the phone is a member's already is not looked at here: the kiosk would tell strangers who is a member. Staff see it.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.core.api import Personal, Slip, Transaction, mask_phone

from .consents import hand_on, keep_consents
from .models import ApplicationRow

SCAN = "ZGA1:"
"""Before the code of an application on its slip; a later format gets another number."""

Ended = Literal["issued", "withdrawn", "forgotten", "replaced"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has given so far. Masked wherever it becomes text."""

    phone: Personal
    salutation: str = ""
    birthday: tuple[int, int] | None = None
    agreed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Application:
    """One application. Phone, salutation and birthday are there while it waits."""

    id: str
    code: str
    state: str
    phone: Personal
    salutation: str
    birthday: tuple[int, int] | None
    tier: str
    language: str
    made_ms: int

    @property
    def waits(self) -> bool:
        """Whether a card is still to be made."""
        return self.state == "waiting"

    @property
    def shown(self) -> str:
        """As much of the number as screens tell: 138****5678."""
        return mask_phone(self.phone.reveal())


def new_code() -> str:
    """What the slip's code says: nobody guesses it."""
    # allow constant: a code that can be guessed is none in any mall
    return SCAN + base64.b32encode(secrets.token_bytes(10)).decode()


def note(tx: Transaction, draft: Draft, *, version: str, tier: str, language: str) -> Application:
    """The application waits from now on. An earlier one with the same number ends: the newest is what somebody wants."""
    for earlier in _waiting().where(ApplicationRow.phone == draft.phone.reveal()):
        _end(tx, earlier.id, "replaced")
    month, day = draft.birthday or (None, None)
    row = ApplicationRow.create(
        id=tx.new_id(),
        code=new_code(),
        state="waiting",
        phone=draft.phone.reveal(),
        salutation=draft.salutation,
        birth_month=month,
        birth_day=day,
        tier=tier,
        language=language,
        made_ms=tx.now_ms,
    )
    keep_consents(tx, row.id, draft.agreed, version)
    tx.journal("cards.applied", application=row.id)
    return _application(row)


def print_slip(tx: Transaction, slip: Slip) -> None:
    """The applicant's paper; staff can print it again, because nothing on it opens anything."""
    tx.intend_print(slip, purpose="cards.application")


def waiting_applications() -> list[Application]:
    """All that wait, the oldest first."""
    return [_application(row) for row in _waiting().order_by(ApplicationRow.made_ms, ApplicationRow.id)]


def application(application_id: str) -> Application | None:
    """One of them, in whatever state."""
    row = ApplicationRow.get_or_none(ApplicationRow.id == application_id)
    return None if row is None else _application(row)


def application_of(text: str) -> Application | None:
    """The application of a slip's code; None: no slip of ours."""
    row = ApplicationRow.get_or_none(ApplicationRow.code == text.strip().upper()) if is_code(text) else None
    return None if row is None else _application(row)


def is_code(text: str) -> bool:
    """Whether a scan is an application's slip at all, known or not."""
    return text.strip().upper().startswith(SCAN)


def issued(tx: Transaction, application_id: str, member_id: str) -> bool:
    """A card was made of it: what was agreed to goes on with the member. False when it does not wait any more."""
    if not _end(tx, application_id, "issued", member_id):
        return False
    hand_on(tx, application_id, member_id)
    return True


def drop(tx: Transaction, application_id: str, how: Ended = "withdrawn") -> bool:
    """Nobody wants it any more. False when it had ended before."""
    return _end(tx, application_id, how)


def forget_old(tx: Transaction, days: int) -> int:
    """Forget what was not fetched within so many days; returns how many."""
    until = tx.now_ms - days * 86_400_000
    return sum(_end(tx, row.id, "forgotten") for row in _waiting().where(ApplicationRow.made_ms <= until))


def _waiting() -> Any:  # peewee's queries have no types
    return ApplicationRow.select().where(ApplicationRow.state == "waiting")


def _end(tx: Transaction, application_id: str, how: Ended, member_id: str = "") -> bool:
    changed = (
        ApplicationRow.update(
            state=how,
            phone="",
            salutation="",
            birth_month=None,
            birth_day=None,
            ended_ms=tx.now_ms,
            member_id=member_id,
        )
        .where((ApplicationRow.id == application_id) & (ApplicationRow.state == "waiting"))
        .execute()
    )
    if changed:
        ids = {"member": member_id} if member_id else {}
        tx.journal("cards.application_ended", application=application_id, how=how, **ids)
    return bool(changed)


def _application(row: ApplicationRow) -> Application:
    birthday = (row.birth_month, row.birth_day) if row.birth_month and row.birth_day else None
    return Application(
        row.id,
        row.code,
        row.state,
        Personal(row.phone),
        row.salutation,
        birthday,
        row.tier,
        row.language,
        row.made_ms,
    )

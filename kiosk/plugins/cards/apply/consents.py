"""Who has agreed to what, and when they took it back: rows that are only ever added; the newest of a key holds.

A subject is an application or a member. What an applicant agreed to becomes the member's with the card. Taking back is one
touch and holds from that row on; nobody is asked again because of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.core.api import Transaction
from kiosk.plugins.cards.rules.consents import CONSENTS, ConsentsRule

from .models import ConsentRow


@dataclass(frozen=True, slots=True)
class Given:
    """Where somebody stands on one consent, and under which version of the texts they said so."""

    given: bool
    version: str
    at_ms: int


def texts_of_today(tx: Transaction) -> tuple[ConsentsRule, str] | None:
    """The texts that hold, and their version; None while none were approved."""
    return tx.rule(CONSENTS)


def consents_of(subject_id: str) -> dict[str, Given]:
    """By key; what was never asked is not in it, and is not agreed to."""
    rows = ConsentRow.select().where(ConsentRow.subject_id == subject_id).order_by(ConsentRow.id)
    return {row.consent: Given(bool(row.given), row.version, row.at_ms) for row in rows}


def agreed(subject_id: str) -> frozenset[str]:
    """The keys that somebody agrees to now."""
    return frozenset(key for key, one in consents_of(subject_id).items() if one.given)


def set_consent(
    tx: Transaction, subject_id: str, key: str, version: str, *, given: bool, how: str = "kiosk"
) -> None:
    """Somebody said yes or no. `version` is that of the texts which stood on the screen."""
    ConsentRow.create(
        subject_id=subject_id,
        consent=key,
        version=version,
        given=int(given),
        how=how,
        at_ms=tx.now_ms,
    )
    tx.journal(
        "cards.consented" if given else "cards.consent_taken_back",
        subject=subject_id,
        consent=key,
        version=version,
    )


def keep_consents(tx: Transaction, subject_id: str, keys: Collection[str], version: str) -> None:
    """What an applicant has ticked. What stayed unticked leaves no row: nobody said no to it."""
    for key in sorted(keys):
        set_consent(tx, subject_id, key, version, given=True)


def hand_on(tx: Transaction, application_id: str, member_id: str) -> None:
    """An applicant is a member now, and agrees to the same as before, under the same versions."""
    for key, one in consents_of(application_id).items():
        if one.given:
            set_consent(tx, member_id, key, one.version, given=True, how="application")

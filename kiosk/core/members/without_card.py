"""Whose a phone number or a printed card number is, proved by the PIN: for members without their card.

Whether a number is on file is never told: an unknown one, and one whose member has no PIN, costs the same time and the same
tries as a wrong PIN, and is answered in the same words. Tries at a member's are counted as everywhere (`members.pin`), before
they are compared; tries at nobody's are counted by the position, in memory.

A phone may belong to several members (a family's, a company's). Each of their PINs is then tried, so that the answer takes no
longer and no shorter than the number of cards would tell; a right one proves no single card, and a card is asked for.
"""

from __future__ import annotations

import asyncio
from typing import Literal

import msgspec

from kiosk.core.members.cards import normal_card
from kiosk.core.members.pin import PinWrong, check_pin
from kiosk.core.records import Context
from kiosk.core.staff.hashes import nobody, verify
from kiosk.core.staff.policy import StaffPolicy
from kiosk.core.staff.signing_in import Strangers
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction

KnownBy = Literal["phone", "number"]
"""How somebody says who they are: the phone number on file, or the number printed on the card."""

MOST = 8
"""Members of one phone whose PINs are tried: who shares it with more needs a card."""

_HAS_PIN = "EXISTS (SELECT 1 FROM member_pins p WHERE p.member_id = m.id)"
_FIND = {
    # The second condition lets SQLite use the index of phones, which has no row for who has none.
    by: f"SELECT m.id, {_HAS_PIN} FROM members m WHERE m.{column} = ? AND m.{column} <> ''"  # noqa: S608  constants of this file
    f" AND m.status <> 'closed' ORDER BY m.id LIMIT {MOST}"
    for by, column in (("phone", "phone"), ("number", "card"))
}


class Several(msgspec.Struct, frozen=True):
    """The PIN is right, and more than one member has this phone."""


async def member_by_pin(
    store: Store,
    by: KnownBy,
    number: str,
    pin: str,
    *,
    policy: StaffPolicy,
    strangers: Strangers,
    context: Context,
) -> str | Several | PinWrong:
    """The member's id; or that there are several; or that number or PIN is not right, and how many tries are left."""
    plain = normal_card(number) if by == "number" else number
    found = await store.read(_find, by, plain) if plain else []
    with_pin = [member_id for member_id, has_pin in found if has_pin]
    if not with_pin:
        return await _nobody(store, f"{by}:{number}", pin, policy, strangers, context)
    answers = await asyncio.gather(
        *(check_pin(store, member_id, pin, policy=policy, context=context) for member_id in with_pin)
    )
    if any(answer is None for answer in answers):
        return with_pin[0] if len(found) == 1 else Several()
    wrong = [answer for answer in answers if isinstance(answer, PinWrong)]
    return min(wrong, key=lambda one: one.attempts_left, default=PinWrong(0))


def _find(tx: Transaction, by: KnownBy, number: str) -> list[tuple[str, bool]]:
    return [(row[0], bool(row[1])) for row in run(tx, _FIND[by], (number,)).fetchall()]


async def _nobody(
    store: Store, key: str, pin: str, policy: StaffPolicy, strangers: Strangers, context: Context
) -> PinWrong:
    if refused := strangers.locked(key, store.clock.now_ms(), policy):
        return PinWrong(0, refused.locked_minutes)
    await asyncio.to_thread(verify, nobody(policy), pin, policy)
    await store.write(_refuse, context=context)
    told = strangers.refuse(key, store.clock.now_ms(), policy)
    return PinWrong(told.attempts_left, told.locked_minutes)


def _refuse(tx: Transaction) -> None:
    tx.journal("members.pin_refused", member="unknown")

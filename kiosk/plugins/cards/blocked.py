"""解挂, for staff: the cards that are blocked, and who made them good again and why; and a block for who comes without a PIN.

Staff look at who stands there; the desk keeps no number of any document. Nobody does this for their own card (A1), and each is
a sensitive act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.api import (
    Changed,
    Changes,
    Chosen,
    Entered,
    Member,
    OwnAccount,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    mask_phone,
)

from . import staff_screens
from .limits import Limits
from .loss import report
from .models import LossRow


@dataclass(frozen=True, slots=True)
class Held:
    """A card as staff see it; `at_ms` is 0 for one that no report of ours has blocked."""

    member: Member
    phone: str
    at_ms: int = 0
    how: str = ""


async def blocked(visit: Visit) -> None:
    """The list; one of it, or any card by its number."""
    update, error = False, _nothing()
    while True:
        found = await visit.read(all_blocked)
        screen = staff_screens.table(found, visit.now_ms, visit.zone, error)
        outcome = await visit.ask(screen, accepts=(Changes("cards"), Scans()), update=update)
        update, error = isinstance(outcome, Changed), _nothing()
        if update:
            continue
        match outcome:
            case Chosen("back"):
                return
            case Chosen("number"):
                typed = await visit.ask(staff_screens.type_number())
                one = await visit.read(by_number, typed.text) if isinstance(typed, Entered) else None
                error = staff_screens.NOT_KNOWN if one is None and isinstance(typed, Entered) else error
            case Scan():
                one = await visit.read(by_number, outcome.text)
                error = staff_screens.NOT_KNOWN if one is None else error
            case Chosen(key=key):
                one = next((each for each in found if each.member.id == key), None)
            case _:
                return
        if one is not None:
            await _about(visit, one)


def _nothing() -> Text:
    return ""


def all_blocked(tx: Transaction) -> list[Held]:
    """Every card that was reported and is not good again, the newest first."""
    rows = LossRow.select().where(LossRow.ended_ms.is_null()).order_by(LossRow.at_ms.desc(), LossRow.id)
    found = (_held(tx, tx.member(row.member_id), row.at_ms, row.how) for row in rows)
    return [one for one in found if one is not None]


def by_number(tx: Transaction, number: str) -> Held | None:
    """Any member's card."""
    member = tx.member_by_card(number)
    row = _open(member.id) if member is not None else None
    return _held(tx, member, row.at_ms, row.how) if row is not None else _held(tx, member)


def _held(tx: Transaction, member: Member | None, at_ms: int = 0, how: str = "") -> Held | None:
    if member is None:
        return None
    return Held(member, mask_phone(tx.member_phone(member.id).reveal()), at_ms, how)


def _open(member_id: str) -> LossRow | None:
    row: LossRow | None = LossRow.get_or_none(LossRow.member_id == member_id, LossRow.ended_ms.is_null())
    return row


async def _about(visit: Visit, one: Held) -> None:
    may = visit.may("cards.block")
    match await visit.ask(staff_screens.about(one, visit.now_ms, visit.zone, may=may)):
        case Chosen("thaw"):
            reason = await visit.ask(staff_screens.why(Limits.of(visit.settings).thaw_reasons))
            if not isinstance(reason, Chosen) or reason.key == "back":
                return
            await _do(visit, thaw, one.member.id, reason.key)
        case Chosen("block"):
            await _do(visit, block, one.member.id)


async def _do(visit: Visit, act: Callable[..., bool], member_id: str, *more: str) -> None:
    staff = visit.staff
    if staff is None:
        return
    try:
        done = await visit.write(act, member_id, staff.id, *more)
    except OwnAccount:
        await visit.ask(staff_screens.own(), back=False)
        return
    await visit.ask(staff_screens.told(done=done, thawed=act is thaw), back=False)


def block(tx: Transaction, member_id: str, staff_id: str) -> bool:
    """For somebody who has no PIN, or no phone at hand."""
    del staff_id
    return report(tx, member_id, "staff", "reported_at_desk")


def thaw(tx: Transaction, member_id: str, staff_id: str, why: str) -> bool:
    """The card is good again; the report is closed, with who and why."""
    if not tx.thaw_member(member_id, why):
        return False
    row = _open(member_id)
    if row is not None:
        row.ended_ms, row.ended_by, row.why = tx.now_ms, staff_id, why
        row.save()
    tx.journal("cards.thawed", member=member_id, why=why, staff=staff_id)
    return True

"""解挂 · 冻结, for staff: the cards that are blocked, and who made them good again and why; a block for who comes without a
PIN, and a card that the desk freezes with a reason. What was frozen is thawed by whoever may freeze.

Staff look at who stands there; the desk keeps no number of any document. Nobody does this for their own card (A1), and each is
a sensitive act.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.core.api import (
    BACK,
    Changed,
    Changes,
    Chosen,
    Entered,
    Member,
    MemberSystemAway,
    OwnAccount,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    mask_phone,
)
from kiosk.plugins.cards.apply.requests import end_request
from kiosk.plugins.cards.elsewhere.confirmed import confirmed_there
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.mine.loss import report
from kiosk.plugins.cards.models import LossRow

from . import screens


async def blocked(visit: Visit) -> None:
    """The list; one of it, or any card by its number."""
    update, error = False, _nothing()
    while True:
        found = await visit.read(all_blocked)
        reasons = Limits.of(visit.settings).freeze_reasons
        screen = screens.table(found, visit.now_ms, visit.zone, reasons, error)
        outcome = await visit.ask(screen, accepts=(Changes("cards"), Scans()), update=update)
        update, error = isinstance(outcome, Changed), _nothing()
        if update:
            continue
        match outcome:
            case Chosen("back"):
                return
            case Chosen("number"):
                typed = await visit.ask(screens.type_number())
                one = await _any_card(visit, typed.text) if isinstance(typed, Entered) else None
                error = screens.NOT_KNOWN if one is None and isinstance(typed, Entered) else error
            case Scan():
                one = await _any_card(visit, outcome.text)
                error = screens.NOT_KNOWN if one is None else error
            case Chosen(key=key):
                one = next((each for each in found if each.member.id == key), None)
            case _:
                return
        if one is not None:
            await _about(visit, one)


def _nothing() -> Text:
    return ""


def all_blocked(tx: Transaction) -> list[screens.Held]:
    """Every card that was reported and is not good again, the newest first."""
    rows = LossRow.select().where(LossRow.ended_ms.is_null()).order_by(LossRow.at_ms.desc(), LossRow.id)
    found = (_held(tx, tx.member(row.member_id), row) for row in rows)
    return [one for one in found if one is not None]


def by_number(tx: Transaction, number: str) -> screens.Held | None:
    """Any member's card."""
    member = tx.member_by_card(number)
    row = _open(member.id) if member is not None else None
    return _held(tx, member, row)


async def _any_card(visit: Visit, number: str) -> screens.Held | None:
    """Any member's card; where nobody answers who knows them all, of those who were here before. A loss waits for nobody."""
    with suppress(MemberSystemAway):
        await visit.member_by_card(number)
    return await visit.read(by_number, number)


def _held(tx: Transaction, member: Member | None, row: LossRow | None) -> screens.Held | None:
    if member is None:
        return None
    phone = mask_phone(tx.member_phone(member.id).reveal())
    return (
        screens.Held(member, phone)
        if row is None
        else screens.Held(member, phone, row.at_ms, row.how, row.cause)
    )


def _open(member_id: str) -> LossRow | None:
    row: LossRow | None = LossRow.get_or_none(LossRow.member_id == member_id, LossRow.ended_ms.is_null())
    return row


async def _about(visit: Visit, one: screens.Held) -> None:
    limits = Limits.of(visit.settings)
    able = {right for right in ("block", "freeze") if visit.may(f"cards.{right}")}
    screen = screens.about(one, visit.now_ms, visit.zone, limits.freeze_reasons, able)
    match await visit.ask(screen):
        case Chosen("thaw"):
            reason = await visit.ask(screens.why(limits.thaw_reasons))
            if isinstance(reason, Chosen) and reason != BACK:
                await _do(visit, thaw, one.member.id, reason.key)
        case Chosen("freeze"):
            reason = await visit.ask(screens.why_frozen(limits.freeze_reasons))
            if isinstance(reason, Chosen) and reason != BACK:
                await _do(visit, freeze, one.member.id, reason.key)
        case Chosen("block"):
            await _do(visit, block, one.member.id)


async def _do(visit: Visit, act: Callable[..., bool], member_id: str, *more: str) -> None:
    staff = visit.staff
    if staff is None:
        return
    try:
        done = await visit.write(act, member_id, staff.id, *more)
    except OwnAccount:
        await visit.ask(screens.own(), back=False)
        return
    everywhere = not done or await confirmed_there(visit, member_id)
    await visit.ask(screens.told(done=done, act=act.__name__, everywhere=everywhere), back=False)


def block(tx: Transaction, member_id: str, staff_id: str) -> bool:
    """For somebody who has no PIN, or no phone at hand."""
    del staff_id
    return report(tx, member_id, "staff", "reported_at_desk")


def freeze(tx: Transaction, member_id: str, staff_id: str, why: str) -> bool:
    """冻结: the desk stops a card that nobody has lost, with a reason (a dispute, a suspicion, its holder's wish)."""
    if not tx.block_member(member_id, why):
        return False
    LossRow.create(id=tx.new_id(), member_id=member_id, how="staff", cause=why, at_ms=tx.now_ms)
    tx.journal("cards.frozen", member=member_id, why=why, staff=staff_id)
    return True


def thaw(tx: Transaction, member_id: str, staff_id: str, why: str) -> bool:
    """The card is good again; the report is closed, with who and why."""
    if not tx.thaw_member(member_id, why):
        return False
    row = _open(member_id)
    if row is not None:
        row.ended_ms, row.ended_by, row.why = tx.now_ms, staff_id, why
        row.save()
    end_request(tx, member_id, "thawed")
    tx.journal("cards.thawed", member=member_id, why=why, staff=staff_id)
    return True

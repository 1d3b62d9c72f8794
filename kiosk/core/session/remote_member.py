"""Whose card it is where members are a remote system's, and what they have: asked there, within a moment.

Behind `Visit.member_by_card` and `Visit.balances`. Whoever is known there becomes known here (`store/remote_members.py`), so
that a service looks members up as it does anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from kiosk.core.ledger import bonus, points, principal
from kiosk.core.member_system import Balances, Members, MemberSystemAway, RemoteMember
from kiosk.core.members.cards import normal_card
from kiosk.core.members.values import BadValue, cleaned, phone
from kiosk.core.records import Context, Member
from kiosk.core.store.database import Store
from kiosk.core.store.errors import CardTaken, ConstraintBroken
from kiosk.core.store.transaction import Transaction

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

log = logging.getLogger(__name__)


def system_at(position: PositionDesk) -> Members | None:
    """Whom to ask where members are a remote system's; None where they are the local ledger's."""
    orders = position.management.orders if position.management is not None else None
    return orders if orders is not None and orders.system() is not None else None


async def member_there(store: Store, system: Members, text: str, context: Context) -> Member | None:
    """The member with this card, kept as what is told of them now; None for nobody's, and for what is no card's number.

    Raises MemberSystemAway without an answer, and for one that cannot be true.
    """
    card = normal_card(text)
    if not card:
        return None
    told = _told(await system.identify(card))
    own = replace(context, plugin="")  # the desk's own business, in whoever's visit
    await _kept(store, card, told, own)
    return await store.read(lambda tx: tx.member_by_card(card)) if told is not None else None


async def _kept(store: Store, card: str, told: RemoteMember | None, context: Context) -> None:
    for last in (False, True):
        if await store.read(lambda tx: tx.remote_member_as_told(card, told)):
            return
        try:
            await store.write(lambda tx: tx.note_remote_member(card, told), context=context)
        except (CardTaken, ConstraintBroken) as problem:
            if last:  # the first time another desk may have kept the same a moment before
                log.warning("what the member system told of a card was not kept: %s", problem)
                raise MemberSystemAway("its answer cannot be true") from problem
        else:
            return


def _told(told: RemoteMember | None) -> RemoteMember | None:
    """What a site's client answered, as this box would have it from a list: a phone that is none is none."""
    if told is None:
        return None
    try:
        known = msgspec.convert(msgspec.to_builtins(told), RemoteMember)
        name, called = cleaned(known.name), _phone(known.phone)
    except (msgspec.ValidationError, TypeError, BadValue) as problem:
        raise MemberSystemAway(f"its answer is none: {problem}") from problem
    if not known.id:
        raise MemberSystemAway("its answer names nobody")
    return replace(known, name=name, phone=called)


def _phone(text: str) -> str:
    try:
        return phone(text)
    except BadValue:
        return ""


async def became_known(position: PositionDesk, text: str) -> bool:
    """Whether a code that nobody here knows is a card of the remote system's; no, where it does not say."""
    system = system_at(position)
    if system is None:
        return False
    try:
        return await member_there(position.store, system, text, position.as_customer()) is not None
    except MemberSystemAway:
        return False


async def balances_there(store: Store, system: Members, member_id: str) -> Balances:
    """What a member has there. Raises MemberSystemAway without an answer; also for a member whom it never told of."""
    there = await store.read(lambda tx: tx.member_there(member_id))
    if not there:
        raise MemberSystemAway("this member is not one of the member system's")
    told = await system.balances(there)
    try:
        return msgspec.convert(dict(told) if isinstance(told, Mapping) else told, Balances)
    except msgspec.ValidationError as problem:
        raise MemberSystemAway(f"its answer is none: {problem}") from problem


def balances_here(tx: Transaction, member_id: str) -> Balances:
    """What a member has in the local ledger; points that have ended do not count."""
    held = tx.balances(member_id)
    left = tx.left_by_day(points(member_id), on_day=tx.business_day)
    return Balances(held.get(principal(member_id), 0), held.get(bonus(member_id), 0), sum(left.values()))

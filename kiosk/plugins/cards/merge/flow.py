"""合并两张卡, for staff: the card that stays, the one that ends, both beside each other, a second person, and one is left."""

from __future__ import annotations

from kiosk.core.api import (
    AlreadyEntered,
    Approved,
    Chosen,
    ConstraintBroken,
    Member,
    Operation,
    Overdrawn,
    OwnAccount,
    Tied,
    Transaction,
    Visit,
)
from kiosk.plugins.cards.close import screens as close_screens
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.mine.loss import frozen
from kiosk.plugins.cards.whose import whose_card
from kiosk.plugins.cards.words import _

from . import screens
from .merging import Merger, MergerChanged, merge, merger
from .slip import merger_slip, number_of


async def merge_cards(visit: Visit) -> None:
    """One pair, and then back to the menu: nobody has two pairs."""
    found: list[Member] = []
    for title in (_("Which card stays?"), _("Which card ends?")):
        one = await whose_card(
            visit, title, _("The card itself, or its number or phone with the PIN, and an identity document.")
        )
        if isinstance(one, str):
            return
        member, by_pin = one
        why = await _serves(visit, member, by_pin=by_pin, ends=bool(found))
        if not why and found and found[0].id == member.id:
            why = "same"
        if why:
            await visit.ask(screens.refused(why), back=False)
            return
        found.append(member)
    why = await _agree(visit, *found)
    if why:
        await visit.ask(screens.refused(why), back=False)


async def _serves(visit: Visit, member: Member, *, by_pin: bool, ends: bool) -> str:
    """Why this card cannot be one of the two; a lost one may be the one that ends, for whoever knows its PIN."""
    if member.status == "closed":
        return "ended"
    if member.status == "blocked":
        if await visit.read(frozen, member.id):
            return "frozen"
        if not (ends and by_pin):
            return "blocked"
    return "own" if await visit.own_account(member.id) else ""


async def _agree(visit: Visit, kept: Member, gone: Member) -> str:
    if ties := await visit.member_ties(gone.id):
        await visit.ask(close_screens.tied(gone, ties), back=False)
        return ""
    shown = await visit.read(merger, kept.id, gone.id)
    if shown is None or not shown.version:
        return "not_set_up"
    if shown.too_much:
        return "too_much"
    if await visit.ask(screens.compare(shown)) != Chosen("merge"):
        return ""
    approved = await visit.approval(
        "cards.merge_approve",
        _("Merge these two cards?"),
        screens.facts(shown),
        reason="merged",
        not_by=(kept.id, gone.id),
    )
    return await _write(visit, shown, approved) if isinstance(approved, Approved) else ""


async def _write(visit: Visit, shown: Merger, approved: Approved) -> str:
    def join(tx: Transaction) -> Operation:
        row = merge(tx, shown, approved, number_of)
        return tx.intend_print(merger_slip(visit, shown, row), purpose="cards.merged")

    gone = shown.gone.member
    try:
        printing = await visit.write_untied(gone.id, join)
    except Tied as tied:
        await visit.ask(close_screens.tied(gone, tied.ties), back=False)
        return ""
    except (MergerChanged, AlreadyEntered, ConstraintBroken, Overdrawn):  # another desk was faster
        return "changed"
    except OwnAccount:
        return "own"
    await last_word(visit, screens.done(shown), printing)
    return ""

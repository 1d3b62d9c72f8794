"""A known member: what they have out, until when, and what they may do now.

Reached with a card scanned at the home screen, and from "show your card" when the member has something out. Without open
loans the tile goes straight on to borrowing; the home screen asks first, because nobody has said yet what they want.
"""

from __future__ import annotations

from kiosk.core.api import (
    Action,
    Calendar,
    Choice,
    Chosen,
    Confirm,
    Fact,
    Item,
    Menu,
    Notice,
    Outcome,
    Text,
    Transaction,
    Visit,
)

from . import refusals
from .borrow import borrow
from .bring_back import bring_back, own_loans, return_own
from .desk_limits import DeskLimits
from .ending import End
from .kinds import KINDS, Kind, kind_of
from .limits import Limits
from .overdue import note_shown
from .reading import standing
from .records import Loan
from .refuse import refuse, say_lost
from .renew import keep_longer, renewable
from .rules import Refusal, is_overdue, may_borrow
from .words import _, item_name

ANOTHER = Action("borrow", _("Borrow another"))
LONGER = Action("renew", _("Keep it longer"))
LOST = Action("lost", _("I lost it"))


async def card(visit: Visit, kind: Kind, member_id: str, *, proven: bool = False) -> End:
    """A card was shown after a kind's tile: borrow at once, unless one is out already. `proven`: the PIN was given."""
    loans = [pair for pair in await visit.read(own_loans, member_id) if pair[0].kind == kind.id]
    if not loans:
        return await borrow(visit, kind, member_id, proven=proven)
    await _tell_late(visit, member_id, loans)
    against = await visit.read(_against, kind, member_id, Limits.of(visit.settings, kind), visit.calendar)
    if against is not None:
        end = await refuse(visit, kind, member_id, against)
        return "home" if end == "again" else end
    return await my_loans(visit, member_id, kind)


async def my_loans(visit: Visit, member_id: str, kind: Kind | None = None) -> End:
    """What is out, of every kind, and what to do about it. `kind`: the one whose tile was pressed."""
    while True:
        offered = (kind,) if kind is not None else await visit.read(kinds_here)
        loans = await visit.read(own_loans, member_id)
        await _tell_late(visit, member_id, loans)
        open_to = [one for one in offered if await _no_reason_against(visit, one, member_id)]
        screen = overview(loans, open_to, visit) if loans else nothing_out(offered)
        outcome = await visit.ask(screen)
        if outcome == Chosen("borrow"):
            one = await which_kind(visit, open_to or offered)
            if one is not None:
                return await borrow(visit, one, member_id)
            continue
        if isinstance(outcome, Chosen) and any(outcome.key == one.id for one in offered):
            return await borrow(visit, kind_of(outcome.key), member_id)
        shown = kind_of(loans[0][0].kind) if loans else offered[0]
        end = await _about_loans(visit, outcome, shown, member_id, loans)
        if end is not None:
            return end


async def _tell_late(visit: Visit, member_id: str, loans: list[tuple[Loan, Item]]) -> None:
    """What is late stands on the screen that follows: a reminder, and on record as one."""
    if any(is_overdue(loan.due_ms, visit.now_ms) for loan, _item in loans):
        await visit.write(note_shown, member_id, DeskLimits.of(visit.settings).again_ms)


async def _about_loans(
    visit: Visit, outcome: Outcome, shown: Kind, member_id: str, loans: list[tuple[Loan, Item]]
) -> End | None:
    """What is done about what is out; None: the list is shown again."""
    match outcome:
        case Chosen("return"):
            return await (return_own(visit, shown, member_id) if loans else bring_back(visit, shown))
        case Chosen("renew"):
            return await keep_longer(visit, loans)
        case Chosen("lost"):
            return await say_lost(visit, member_id)
    return "home"


async def _no_reason_against(visit: Visit, kind: Kind, member_id: str) -> bool:
    return (
        await visit.read(_against, kind, member_id, Limits.of(visit.settings, kind), visit.calendar) is None
    )


def kinds_here(tx: Transaction) -> tuple[Kind, ...]:
    """The kinds that this kiosk has places for; umbrellas where it has none at all."""
    return tuple(kind for kind in KINDS if tx.places(holds=kind.id)) or KINDS[:1]


def _against(
    tx: Transaction, kind: Kind, member_id: str, limits: Limits, calendar: Calendar
) -> Refusal | None:
    return may_borrow(standing(tx, member_id, kind.id)[0], limits, calendar=calendar)


async def which_kind(visit: Visit, kinds: list[Kind] | tuple[Kind, ...]) -> Kind | None:
    """ "Borrow another": of which kind, where there are several; None: they went back."""
    if len(kinds) == 1:
        return kinds[0]
    outcome = await visit.ask(Menu(title=_("What would you like to borrow?"), choices=_borrow_choices(kinds)))
    return next((kind for kind in kinds if outcome == Chosen(kind.id)), None)


def _borrow_choices(kinds: list[Kind] | tuple[Kind, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(kind.id, kind.words.borrow_one, icon=kind.icon, tone=kind.tone) for kind in kinds)


def overview(loans: list[tuple[Loan, Item]], open_to: list[Kind], visit: Visit) -> Confirm:
    """The loans with their due times; late ones in the warning ink. `open_to`: what they may borrow besides."""
    facts: list[Fact] = []
    for loan, item in loans:
        kind = kind_of(loan.kind)
        facts.append(Fact(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of))
        facts.append(refusals.due_fact(loan, visit.now_ms, visit.zone, Limits.of(visit.settings, kind)))
    kinds = {loan.kind for loan, _item in loans}
    limits_of = {one: Limits.of(visit.settings, kind_of(one)) for one in kinds}
    first = kind_of(loans[0][0].kind)
    several = len(kinds) > 1
    back: Text = _("Return something") if several else first.words.return_one
    return Confirm(
        title=_.plural("You have {count} thing out", "You have {count} things out", len(loans))
        if several
        else first.words.out(len(loans)),
        subtitle=_("Each goes back to its own wall") if several else first.words.any_place_takes_it,
        facts=tuple(facts),
        actions=(
            Action("return", back, icon="keyboard_return" if several else first.icon, primary=True),
            *((ANOTHER,) if open_to else ()),
            *((LONGER,) if renewable(loans, visit.now_ms, limits_of) else ()),
            LOST,
        ),
        icon="assignment" if several else first.icon,
        tone=first.tone,
    )


def nothing_out(offered: tuple[Kind, ...]) -> Notice | Menu:
    """A known card, nothing out: what would they like?"""
    if len(offered) > 1:
        back = Choice("return", _("Return something"), icon="keyboard_return")
        return Menu(
            title=_("What shall it be today?"),
            subtitle=_("You have nothing out."),
            choices=(*_borrow_choices(offered), back),
        )
    kind = offered[0]
    return Notice(
        outcome="information",
        title=_("What would you like to do?"),
        subtitle=kind.words.none_out,
        actions=(
            Action("borrow", kind.words.borrow_one, icon=kind.icon, primary=True),
            Action("return", kind.words.return_one),
        ),
        icon=kind.icon,
    )

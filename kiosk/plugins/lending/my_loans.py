"""A known member: what they have out, until when, and what they may do now.

Reached with a card scanned at the home screen, and from "show your card" when the member has something out. Without open
loans the tile goes straight on to borrowing; the home screen asks first, because nobody has said yet what they want.
"""

from __future__ import annotations

from kiosk.core.api import Action, Chosen, Confirm, Fact, Item, Notice, Transaction, Visit

from . import refusals
from .borrow import borrow
from .bring_back import bring_back, own_loans, return_own
from .ending import End
from .limits import Limits
from .reading import standing
from .records import Loan
from .refuse import refuse, say_lost
from .rules import Refusal, may_borrow
from .words import _, item_name

RETURN = Action("return", _("Return an umbrella"), icon="umbrella", primary=True)
ANOTHER = Action("borrow", _("Borrow another"))
LOST = Action("lost", _("I lost it"))


async def card(visit: Visit, member_id: str) -> End:
    """A card was shown after the umbrella tile: borrow at once, unless something is out already."""
    loans, against = await visit.read(_state, member_id, Limits.of(visit.settings))
    if not loans:
        return await borrow(visit, member_id)
    if against is not None:
        end = await refuse(visit, member_id, against)
        return "home" if end == "again" else end
    return await my_loans(visit, member_id)


async def my_loans(visit: Visit, member_id: str) -> End:
    """What is out, and what to do about it."""
    limits = Limits.of(visit.settings)
    while True:
        loans, against = await visit.read(_state, member_id, limits)
        screen = overview(loans, against, visit, limits) if loans else nothing_out()
        match await visit.ask(screen):
            case Chosen("return"):
                end = await (return_own(visit, member_id) if loans else bring_back(visit))
                if end is not None:
                    return end
            case Chosen("lost"):
                end = await say_lost(visit, member_id)
                if end is not None:
                    return end
            case Chosen("borrow"):
                return await borrow(visit, member_id)
            case _:
                return "home"


def _state(tx: Transaction, member_id: str, limits: Limits) -> tuple[list[tuple[Loan, Item]], Refusal | None]:
    return own_loans(tx, member_id), may_borrow(standing(tx, member_id)[0], limits)


def overview(
    loans: list[tuple[Loan, Item]], against: Refusal | None, visit: Visit, limits: Limits
) -> Confirm:
    """The loans with their due times; late ones in the warning ink."""
    facts: list[Fact] = []
    for loan, item in loans:
        facts.append(Fact(_("Umbrella"), item_name(item) if loan.confirmed else _("1 umbrella")))
        facts.append(refusals.due_fact(loan, visit.now_ms, visit.zone, limits))
    return Confirm(
        title=_.plural("You have {count} umbrella out", "You have {count} umbrellas out", len(loans)),
        subtitle=_("Any free locker takes it back"),
        facts=tuple(facts),
        actions=(RETURN, LOST) if against is not None else (RETURN, ANOTHER, LOST),
        icon="umbrella",
        tone="sky",
    )


def nothing_out() -> Notice:
    """A known card, nothing out: what would they like?"""
    return Notice(
        outcome="information",
        title=_("What would you like to do?"),
        subtitle=_("You have no umbrella out."),
        actions=(
            Action("borrow", _("Borrow an umbrella"), icon="umbrella", primary=True),
            Action("return", _("Return an umbrella")),
        ),
        icon="umbrella",
    )

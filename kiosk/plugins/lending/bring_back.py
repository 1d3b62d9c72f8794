"""What is brought back? From a tag, a slip, or one's own card, to the one item that `give_back` then takes in."""

from __future__ import annotations

from kiosk.core.api import Chosen, Item, Scan, Scans, Text, Transaction, Visit

from . import attendant
from . import return_screens as screens
from .borrowers import who_has_what
from .ending import End
from .give_back import give_back
from .kinds import Kind
from .limits import Limits
from .reading import item_by_id, loans_of
from .records import Loan
from .refusals import scan_error
from .returns import STILL_OUT
from .scans import Recognised, look_up
from .words import _


async def bring_back(visit: Visit, kind: Kind) -> End | None:
    """ "Return one" was pressed: what is it? Whatever its kind. None: they went back."""
    error: Text = ""
    while True:
        asked = screens.show_tag(kind, error) if visit.staff is None else attendant.scan_what_comes(error)
        outcome = await visit.ask(asked, accepts=(Scans(),), update=bool(error))
        if isinstance(outcome, Scan):
            seen = await look_up(visit, outcome)
            if seen is None or not seen.anything:
                again = _("Not recognised. Please scan the tag")
                error = scan_error(outcome, tag=True) if outcome.refused else again
                continue
            if seen.member_id:
                return await return_own(visit, kind, seen.member_id)
            return await return_seen(visit, seen)
        error = ""
        if outcome != Chosen("no_tag"):
            return None
        if visit.staff is not None:
            return await of_whom(visit)
        if await visit.ask(screens.no_tag(kind)) == Chosen("home"):
            return "home"


async def of_whom(visit: Visit) -> End | None:
    """Nothing to scan, and somebody without a card: staff pick who brings it. None: they went back."""
    lines = [
        line for line in await visit.read(who_has_what) if line[1] is not None and line[1].state in STILL_OUT
    ]
    outcome = await visit.ask(attendant.who_brings_it(lines, visit.zone, visit.now_ms))
    for borrower, loan, item, _fen in lines:
        if loan is not None and item is not None and outcome == Chosen(borrower.id):
            return await give_back(visit, item, loan)
    return None


async def return_seen(visit: Visit, seen: Recognised) -> End:
    """A tag or a slip that is known."""
    if seen.item is None:
        return await already_back(visit)
    return await give_back(visit, seen.item, seen.loan)


async def already_back(visit: Visit) -> End:
    """A slip whose loan is over."""
    await visit.ask(screens.already_back(), back=False)
    return "done"


async def return_own(visit: Visit, kind: Kind, member_id: str) -> End | None:
    """A member returns one of their own, of whatever kind; the list comes only when there is more than one."""
    loans = await visit.read(own_loans, member_id)
    if not loans:
        told = screens.nothing_out if visit.staff is None else attendant.nothing_out
        again = await visit.ask(told(kind)) == Chosen("again")
        return await bring_back(visit, kind) if again else "home"
    loan, item = loans[0]
    if len(loans) > 1:
        limits = Limits.of(visit.settings)
        title = _("Which one is brought back?") if visit.staff is not None else ""
        outcome = await visit.ask(screens.which_one(loans, visit.now_ms, visit.zone, limits, title=title))
        picked = [pair for pair in loans if outcome == Chosen(pair[0].id)]
        if not picked:
            return None
        loan, item = picked[0]
    return await give_back(visit, item, loan)


def own_loans(tx: Transaction, member_id: str) -> list[tuple[Loan, Item]]:
    """What a member has out, the first due first."""
    return [(loan, item_by_id(tx, loan.item_id)) for loan in loans_of(member_id, "lent")]

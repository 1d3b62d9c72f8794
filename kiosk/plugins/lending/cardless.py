"""无卡借还, for staff: lent to anybody, taken back from anybody, by the same doors, rules and slips as with a card.

A phone number, or a name, and a deposit where the settings ask for one; never a document. What comes back may come back here,
or by its tag at the kiosk while nobody of staff is there: the deposit then waits, and the list says whose.
"""

from __future__ import annotations

from kiosk.core.api import (
    Chosen,
    Entered,
    Personal,
    Text,
    Transaction,
    Visit,
    identity_number,
)

from . import cardless_screens as screens
from .borrow import lend_to
from .borrowers import (
    Borrower,
    Line,
    deposit_held,
    known_borrowers,
    needed,
    who_has_what,
    wipe,
    wipe_what_is_over,
)
from .bring_back import bring_back
from .deposits import give_back_deposit, settle_deposit
from .ending import End
from .kinds import Kind, kind_of
from .limits import Limits
from .my_loans import kinds_here
from .reading import spots
from .rules import count_lendable
from .words import _


async def cardless(visit: Visit) -> End:
    """The staff service."""
    await visit.write(wipe_what_is_over, Limits.of(visit.settings))
    while True:
        kinds, notes, deposits = await visit.read(_offer)
        outcome = await visit.ask(screens.what(kinds, notes, deposits))
        if visit.staff is None or not isinstance(outcome, Chosen):
            return "home"
        match outcome.key:
            case "return":
                await bring_back(visit, kinds[0])
            case "people":
                await _people(visit)
            case key if any(kind.id == key for kind in kinds):
                await _lend(visit, kind_of(key))
            case _:
                return "home"


def _offer(tx: Transaction) -> tuple[tuple[Kind, ...], dict[str, Text], int]:
    kinds = kinds_here(tx)
    notes = {kind.id: kind.words.to_lend(count_lendable(spots(tx, {}, kind.id), tx.now_ms)) for kind in kinds}
    waiting = sum(1 for one in known_borrowers() if deposit_held(one.id) and not needed(one.id))
    return kinds, notes, waiting


async def _lend(visit: Visit, kind: Kind) -> None:
    """Who, a look at all of it, and the door."""
    borrower = await _who(visit)
    if borrower is None:
        return
    limits = Limits.of(visit.settings, kind)
    due_ms = limits.due_ms(visit.now_ms, visit.zone, visit.calendar)
    screen = screens.review(kind, borrower, due_ms, limits.deposit_fen, visit.zone)
    if await visit.ask(screen) != Chosen("lend") or visit.staff is None:
        return
    await lend_to(visit, kind, borrower)
    await settle_deposit(visit, borrower)


async def _who(visit: Visit) -> Borrower | None:
    """A phone number, or a family name: no more is asked, so that it stays at five questions."""
    borrower_id = await visit.read(lambda tx: tx.new_id())
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.phone(error), update=bool(error))
        if isinstance(outcome, Entered):
            if identity_number(outcome.text):
                error = _("That is an identity number. It is not noted here.")
                continue
            return Borrower(borrower_id, Personal(""), Personal(outcome.text))
        if outcome != Chosen("no_phone"):
            return None
        surnames = Limits.of(visit.settings).surnames
        name = await visit.ask(screens.surname(surnames))
        if isinstance(name, Chosen) and name.key in surnames:
            return Borrower(borrower_id, Personal(name.key), Personal(""))
        error = ""


async def _people(visit: Visit) -> None:
    while True:
        lines = await visit.read(who_has_what)
        outcome = await visit.ask(screens.people(lines, visit.zone, visit.now_ms))
        picked = [line for line in lines if outcome == Chosen(line[0].id)]
        if not picked:
            return
        await _person(visit, picked[0])


async def _person(visit: Visit, line: Line) -> None:
    """One of them: the money, the number, or forgetting them."""
    borrower, number = line[0], ""
    while True:
        outcome = await visit.ask(screens.person(line, visit.zone, number=number), update=bool(number))
        staff = visit.staff
        if staff is None:
            return
        if outcome == Chosen("reveal"):
            await visit.write(_revealed, borrower.id, staff.id)
            number = borrower.phone.reveal()
            continue
        if outcome == Chosen("money"):
            await give_back_deposit(visit, borrower)
        elif outcome == Chosen("wipe"):
            await visit.write(wipe, borrower.id, staff_id=staff.id)
        return


def _revealed(tx: Transaction, borrower_id: str, staff_id: str) -> None:
    tx.journal_act("lending.revealed", "borrower", borrower=borrower_id, staff=staff_id)

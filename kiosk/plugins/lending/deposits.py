"""A deposit goes back: to the very person, by staff, at once where staff are there; else it waits on their list."""

from __future__ import annotations

from kiosk.core.api import Chosen, StaffIdentity, Transaction, Visit

from . import cardless_screens as screens
from . import slips
from .borrowers import Borrower, deposit_held, give_deposit_back, loans_to, needed
from .reading import item_by_id


async def settle_deposit(visit: Visit, borrower: Borrower) -> None:
    """Where a deposit is held and nothing is out any more (or no door opened): it goes back at once."""
    fen, out = await visit.read(lambda _tx: (deposit_held(borrower.id), needed(borrower.id)))
    if not fen or out or visit.staff is None:
        return
    if await visit.ask(screens.give_money_back(fen, borrower), back=False) == Chosen("given"):
        await give_back_deposit(visit, borrower)


async def give_back_deposit(visit: Visit, borrower: Borrower) -> None:
    """Staff give it back: two facts of it, the row and the slip."""
    staff = visit.staff
    if staff is None:
        return
    fen = await visit.write(_give_back_with_slip, visit, borrower, staff)
    if fen:
        await visit.ask(screens.given_back(fen), back=False)


def _give_back_with_slip(tx: Transaction, visit: Visit, borrower: Borrower, staff: StaffIdentity) -> int:
    fen = give_deposit_back(tx, borrower.id, staff.id)
    if fen and visit.ready("printer"):
        loans = loans_to(borrower.id)
        had = next((item_by_id(tx, loan.item_id) for loan in loans if loan.state != "void"), None)
        slip = slips.deposit_returned(visit, borrower, fen, loans[-1].number, had, staff)
        tx.intend_print(slip, purpose="lending.deposit")
    return fen

"""退款转账, for finance: what is owed to customers of cancelled cards, the oldest first, and that it was transferred.

The desk pays nothing here and keeps no account number: the statement that the customer has signed has it. Until somebody says
that the money is on its way it stands in `refunds_due`, and its holder is not forgotten.
"""

from __future__ import annotations

from kiosk.core.api import (
    Account,
    Action,
    AlreadyEntered,
    Changed,
    Changes,
    Chosen,
    Confirm,
    ConstraintBroken,
    Fact,
    LedgerLine,
    Notice,
    OwnAccount,
    Row,
    Table,
    Transaction,
    Visit,
    stamp,
)
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.models import ClosingRow, RefundPaidRow
from kiosk.plugins.cards.words import _, card_tail, yuan

from .closing import DUE, waiting

KIND = "cards.refund_paid"
SAFE = Account("safe")

SHOWN = 100  # allow constant: the oldest that wait; the next follow when these are done


async def refunds_due(visit: Visit) -> None:
    """The list, one after the other, until nobody waits or staff go back."""
    update = False
    while True:
        rows = await visit.read(lambda _tx: waiting(SHOWN))
        outcome = await visit.ask(_table(visit, rows), accepts=(Changes("ledger"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        row = next((one for one in rows if outcome == Chosen(one.id)), None)
        if row is None:
            return
        if await visit.ask(_about(visit, row)) != Chosen("paid"):
            continue
        try:
            done = await visit.write(paid, row.id, visit.staff.id if visit.staff is not None else "")
        except OwnAccount:
            await visit.ask(_own(), back=False)
            continue
        except (AlreadyEntered, ConstraintBroken):
            done = False
        await visit.ask(_told(row, done=done), back=False)


def paid(tx: Transaction, closing_id: str, staff_id: str) -> bool:
    """The money has left the house's account; False when somebody else has said so. Raises OwnAccount."""
    row = ClosingRow.get_by_id(closing_id)
    tx.serving(row.member_id)
    if RefundPaidRow.get_or_none(RefundPaidRow.closing_id == row.id) is not None:
        return False
    entry = tx.enter(
        KIND,
        [LedgerLine(DUE, SAFE, row.total)],
        subject=row.member_id,
        once=f"{KIND}:{row.id}",
        data={"closing": row.entry_id},
    )
    RefundPaidRow.create(closing_id=row.id, entry_id=entry.id, staff_id=staff_id, at_ms=tx.now_ms)
    return True


def _late(visit: Visit, row: ClosingRow) -> bool:
    return visit.now_ms - row.at_ms > Limits.of(visit.settings).refund_within_ms


def _table(visit: Visit, rows: list[ClosingRow]) -> Table:
    return Table(
        title=_("Refunds to transfer"),
        columns=(_("Since"), _("Statement"), _("Amount")),
        rows=tuple(
            Row(
                row.id,
                (stamp(row.at_ms, visit.zone), row.number, yuan(row.total)),
                alert=_late(visit, row),
            )
            for row in rows
        ),
        subtitle=_("The account stands on the signed statement."),
        widths=(4, 5, 3),
        empty=_("Nobody waits for a transfer."),
    )


def _about(visit: Visit, row: ClosingRow) -> Confirm:
    return Confirm(
        title=_("{amount} transferred?", amount=yuan(row.total)),
        subtitle=_("To the account of the same name on the statement."),
        facts=(
            Fact(_("Statement"), row.number),
            Fact(_("Card"), card_tail(row.tail)),
            Fact(_("Cancelled"), stamp(row.at_ms, visit.zone), alert=_late(visit, row)),
        ),
        actions=(
            Action("paid", _("It is transferred"), icon="check", primary=True),
            Action("wait", _("Not yet")),
        ),
        icon="payments",
        tone="leaf",
    )


def _told(row: ClosingRow, *, done: bool) -> Notice:
    if not done:
        return Notice("information", _("Somebody was faster"), _("It is on record as transferred."))
    return Notice(
        "done", _("{amount} is paid", amount=yuan(row.total)), _("It is in the books."), icon="payments"
    )


def _own() -> Notice:
    return Notice("refused", _("This is your own card"), _("A colleague does this for you, at any position."))

"""Where every item is, and whether it may be lent: the one place in which the stock's parts are told apart.

    place     behind a door, as the books have it          desk      in staff's hands
    lent      with a borrower                              transit   on its way to another place
    lost      given up, or not where it should be          out       left the stock for good

Each item is in exactly one of them, so that at any moment place + lent + transit + lost + desk = in − out (domain.md M10).
The table of `kiosk check` and the report both count with `whereabouts`.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import Item, Transaction

from . import rows
from .reading import item_by_id
from .records import Loan
from .stock_models import EntryRow, RemarkRow
from .stock_rows import SOUND, Stock, moving, stock_of, stocks

Whereabouts = Literal["place", "lent", "transit", "lost", "desk", "out"]
Remark = Literal["damaged", "mended", "lost", "found"]

OUT_STATES = ("lent", "returning_unverified")
LOST_STATES = ("missing", "lost")


_LOANS = "state IN ('lent', 'returning_unverified', 'missing', 'lost') ORDER BY opened_ms, id"


def whereabouts(tx: Transaction, kind: str) -> dict[str, Whereabouts]:
    """Every item of a kind, by id."""
    known, on_the_way, newest = stocks(), moving(), newest_loans()
    return {
        item.id: _where(item, known.get(item.id, SOUND), on_the_way.get(item.id, ""), newest.get(item.id))
        for item in tx.items(kind)
    }


def where_is(item: Item) -> Whereabouts:
    """One item."""
    found = rows.loans(f"item_id = ? AND {_LOANS}", item.id)
    return _where(item, stock_of(item.id), moving().get(item.id, ""), found[-1] if found else None)


def newest_loans() -> dict[str, Loan]:
    """The loan that has an item, or had it when it was lost; by item."""
    return {loan.item_id: loan for loan in rows.loans(_LOANS)}


def _where(item: Item, known: Stock, on_the_way: str, loan: Loan | None) -> Whereabouts:
    if known.out_ms is not None:
        return "out"
    if item.place_id is not None:
        return "place"
    if on_the_way == "transit":
        return "transit"
    if loan is not None and loan.state in OUT_STATES:
        return "lent"
    if known.aside == "lost" or (loan is not None and loan.state in LOST_STATES):
        return "lost"
    return "desk"


def enter(tx: Transaction, item_id: str, way: Literal["in", "out"], reason: str, staff_id: str) -> None:
    """进/销 in the ledger."""
    kind = item_by_id(tx, item_id).kind
    EntryRow.create(
        id=tx.new_id(), item_id=item_id, kind=kind, way=way, reason=reason, staff_id=staff_id, at_ms=tx.now_ms
    )


def remark(
    tx: Transaction,
    item_id: str,
    what: Remark,
    staff_id: str,
    *,
    note: str = "",
    place_id: str = "",
    loan_id: str = "",
) -> None:
    """What was found of an item, in the ledger; `note` is a reason's key."""
    RemarkRow.create(
        id=tx.new_id(), item_id=item_id, kind=item_by_id(tx, item_id).kind, place_id=place_id, loan_id=loan_id,
        what=what, note=note, staff_id=staff_id, at_ms=tx.now_ms,
    )  # fmt: skip


def in_and_out(tx: Transaction, kind: str) -> tuple[int, int]:
    """How many items of a kind were ever taken in, and how many left for good."""
    items = tx.items(kind)
    known = stocks()
    return len(items), sum(known.get(item.id, SOUND).out_ms is not None for item in items)


def total(tx: Transaction, kind: str) -> int:
    """存: what should be somewhere."""
    taken_in, left = in_and_out(tx, kind)
    return taken_in - left

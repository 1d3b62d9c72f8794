"""The statement of a cancelled card on paper: the same lines as on the screen, what lapses, and room to sign.

The end of the number and no name. Where finance transfers the money, the customer writes the account on the house's copy by
hand: the desk keeps no account numbers.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.core.api import (
    TENDERS,
    Frame,
    Line,
    Pair,
    Rule,
    Slip,
    Transaction,
    Visit,
    service_slip,
    signature,
    stamp,
)
from kiosk.plugins.cards.models import ClosingRow
from kiosk.plugins.cards.words import _, card_tail, yuan

from .closing import refund_of
from .screens import CAUSE, lapses, reckoned


def statement_slip(visit: Visit, row: ClosingRow, *, copy: bool = False) -> Slip:
    """As it was shown and agreed to."""
    found = refund_of(row)
    by_transfer = row.tender == "transfer"
    slip = service_slip(
        visit,
        "cards.closed",
        _("Member card · cancelled"),
        Pair(_("Card"), card_tail(row.tail)),
        Pair(_("Time"), stamp(row.at_ms, visit.zone)),
        Pair(_("Cause"), CAUSE[found.cause][0]),
        Rule(),
        *(Pair(label, value) for label, value in reckoned(found)),
        *(Pair(label, value) for label, value in lapses(found.given_left, row.points)),
        Frame(_("Paid back"), yuan(row.total)),
        *((Pair(_("Paid by"), TENDERS[row.tender]),) if row.tender else ()),
        *((Line(_("To an account of the same name, by finance:"), size="small"),) if by_transfer else ()),
        *(signature(_("Account")) if by_transfer else ()),
        Line(
            _("Reckoned by the Supreme Court's rules of 2025 on prepayment, articles 14 to 20."), size="small"
        ),
        *signature(_("Customer")),
        *signature(_("Desk")),
        number=row.number,
    )
    return replace(slip, copy=True) if copy else slip


def number_of(tx: Transaction, member_id: str) -> str:
    """The paper's number, on record."""
    return tx.paper_number(tx.journal("cards.statement", member=member_id))

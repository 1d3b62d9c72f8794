"""The customer's paper of a merger: which number serves, which is void, and what there is now."""

from __future__ import annotations

from kiosk.core.api import Line, Pair, Rule, Slip, Transaction, Visit, service_slip, stamp
from kiosk.plugins.cards.models import ClosingRow
from kiosk.plugins.cards.words import _, card_tail, yuan

from .merging import Merger


def merger_slip(visit: Visit, shown: Merger, row: ClosingRow) -> Slip:
    """The ends of both numbers, and no name."""
    kept, gone = shown.kept, shown.gone
    return service_slip(
        visit,
        "cards.merged",
        _("Member card · merged"),
        Pair(_("This card stays"), card_tail(kept.member.card_tail)),
        Pair(_("This card ends"), card_tail(gone.member.card_tail)),
        Pair(_("Time"), stamp(row.at_ms, visit.zone)),
        Rule(),
        Pair(_("Principal"), yuan(kept.principal + gone.principal)),
        Pair(_("Bonus"), yuan(kept.bonus + gone.bonus)),
        Pair(_("Points"), f"{kept.points + gone.points:,}"),
        Line(
            _("The card that ended is void. Last days of bonus and points stay as they were."), size="small"
        ),
        number=row.number,
    )


def number_of(tx: Transaction, member_id: str) -> str:
    """The paper's number, on record."""
    return tx.paper_number(tx.journal("cards.merger_slip", member=member_id))

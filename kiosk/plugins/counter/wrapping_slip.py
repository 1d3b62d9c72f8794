"""The customer's paper of gift wrapping that cost something."""

from __future__ import annotations

from kiosk.core.api import TENDERS, Pair, Rule, Slip, Visit, service_slip, stamp

from .words import _
from .wrapping_screens import facts
from .wrapping_up import Wanted


def wrapping_slip(visit: Visit, wanted: Wanted, number: str) -> Slip:
    """What it was, and what was paid."""
    return service_slip(
        visit,
        "counter.wrapping",
        _("Gift wrapping"),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        *(Pair(fact.label, fact.value) for fact in facts(wanted)),
        Pair(_("Paid by"), TENDERS[wanted.tender]),
        number=number,
    )

"""The slip of a shift (每班台账): what was counted beside the books, who signs, and where the journal stood."""

from __future__ import annotations

from kiosk.core.counter_words import SHIFTS
from kiosk.core.moments import stamp
from kiosk.core.service_slip import service_slip, signature
from kiosk.core.session.shift_words import Names, amount, counted_thing, difference
from kiosk.core.shifts import Shift
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.slips import Block, Line, Pair, Rule, Slip

_ = Texts("core")

HEAD_SHOWN = 16
"""Characters of the journal's newest hash that stand on paper."""


def shift_slip(tx: Transaction, shift: Shift, visit: Visit, names: Names) -> Slip:
    """Counted by the person who leaves, with room for both names."""
    blocks: list[Block] = [
        Pair(_("Shift"), SHIFTS[shift.name]),
        Pair(_("From"), stamp(shift.opened_ms, visit.zone)),
        Pair(_("Until"), stamp(shift.left_ms or tx.now_ms, visit.zone)),
        Rule(),
    ]
    for one in tx.counts(shift, "closing"):
        blocks.append(Pair(counted_thing(one.account, names), amount(one.account, one.counted)))
        if one.difference:
            booked = _("booked {amount}", amount=amount(one.account, one.expected))
            blocks.append(Pair(booked, difference(one.account, one.difference)))
    seq, head = tx.journal_head()
    blocks += [
        Rule(),
        *signature(_("Handed over by")),
        *signature(_("Taken over by")),
        Line(_("Journal {number}: {head}", number=seq, head=head.hex()[:HEAD_SHOWN]), size="small"),
    ]
    number = f"{shift.business_day}-{shift.id[-4:]}"
    return service_slip(visit, "core.shift", _("Shift record"), *blocks, number=number, customer=False)

"""One life of the mall's process: from wherever the store says that it is, visit by visit, until it ends or is told to."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.store.transaction import Transaction
from tests.year.counter import bring_to, close_months, leave
from tests.year.mall import Mall, open_mall
from tests.year.nights import night
from tests.year.plan import CLOSES, Plan, Visit, as_date, moment
from tests.year.power import Meter
from tests.year.visits import play


class Lost(AssertionError):
    """Something that somebody was told of is not there any more."""


def live(place: Path, plan: Plan, meter: Meter, until: int) -> None:
    """Play every visit up to a number that is not over yet."""
    mall = open_mall(place, meter)
    try:
        _nothing_is_lost(mall, meter)
        for number in range(mall.done() + 1, until + 1):
            visit = plan.visit(number)
            night(mall, plan, visit, place.parent)
            bring_to(mall, visit)
            play(mall, visit)
            meter.visited(number)
        if until >= plan.visits:
            _end(mall, plan.visit(plan.visits))
    finally:
        mall.store.close()


def _nothing_is_lost(mall: Mall, meter: Meter) -> None:
    head = mall.read(lambda tx: tx.journal_head()[0])
    if head < meter.head:
        raise Lost(f"row {meter.head} of the journal was answered, and it ends with {head}")


def _end(mall: Mall, last: Visit) -> None:
    """The last shift counts and goes; then it is the first of the next month."""
    shift = mall.read(Transaction.shift)
    day = as_date(last.day)
    while shift is not None:
        mall.until(moment(day, CLOSES))
        after = Visit(last.number + 1, 99991231, moment(day, CLOSES), "early", "", last.dice)
        if shift.state == "open":
            leave(mall, shift, after)
        else:
            second = next(one.id for one in mall.staff.values() if one.id != shift.left_by)
            reasons = {one.account: "change" for one in mall.read(lambda tx, of=shift: tx.differences(of))}
            mall.write(lambda tx, of=shift, by=second, why=reasons: tx.settle_shift(of, by, why))
        shift = mall.read(Transaction.shift)
    following = (day.replace(day=28).toordinal() + 4) - (day.replace(day=28).toordinal() - 28)
    mall.until(moment(day.replace(day=1), 0) + following * 86_400_000 + 12 * 3_600_000)
    close_months(mall)

"""爱心雨伞, Umbrellas: lent from locker doors to members, brought back by anyone to any of them.

This file holds the hooks and nothing else. One flow a file: `borrow`, `give_back`, `my_loans` for customers (entered through
`umbrella`), `wall` and `waiting` for staff. Rules are plain functions (`rules`, `wall_rules`), every change is a named write
(`writes`, `returns`, `staff_writes`, `answers`), and whatever was cut short is ended by `settle` with the same writes.
Strollers come next, as another kind of item.

Principle: a loan begins when the door has been seen open after our pulse, and at no other moment. What the sensors cannot
tell is put before staff (`cases`), never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import (
    Availability,
    Claim,
    Facts,
    Finding,
    Reservation,
    Scan,
    Service,
    Settlement,
    Transaction,
    hookimpl,
)

from . import availability, checks, scans
from . import settle as settling
from .ending import service
from .umbrella import umbrella
from .waiting import waiting
from .wall import wall
from .words import _


@hookimpl
def kiosk_services(settings: Mapping[str, Any]) -> Sequence[Service]:  # noqa: ARG001  the hook's signature
    """One tile for customers, two lines for staff."""
    return (
        Service(
            "lending.umbrella",
            _("Umbrellas"),
            service(umbrella),
            verb=_("Borrow or return an umbrella"),
            icon="umbrella",
            tone="sky",
            devices=("lockers", "scanner"),
            order=10,
        ),
        Service(
            "lending.wall",
            _("Locker wall"),
            service(wall),
            icon="door_sliding",
            audience="staff",
            devices=("lockers",),
            order=10,
        ),
        Service(
            "lending.waiting",
            _("Waiting for you"),
            service(waiting),
            icon="fact_check",
            tone="rose",
            audience="staff",
            order=20,
        ),
    )


@hookimpl
def kiosk_availability(tx: Transaction, service_id: str) -> Availability | None:
    """How many there are to lend; how much waits for staff."""
    return availability.note(tx, service_id)


@hookimpl
def kiosk_claim_scan(tx: Transaction, scan: Scan) -> Claim | None:
    """Member cards, tags and slips shown at the home screen."""
    return scans.claim(tx, scan)


@hookimpl
def kiosk_settle(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement | None:
    """The end of a borrowing, a return or an unlocking whose visit is over."""
    return settling.settle(tx, reservation, facts)


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether every loan has its item and every uncertainty its question."""
    return checks.check(tx)

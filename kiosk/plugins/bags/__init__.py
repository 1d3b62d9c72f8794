"""存包, Bag storage: a bag behind a locker door for the day, against a ticket; an optional service, off unless the site asks.

The second locker service, and a test of the first's doors: it imports `kiosk.core.api` like any stranger's plugin.
This file holds the hooks and nothing else. Flows: `bag` (the tile), `store`, `collect` for customers; `doors` and
`sweep` for staff. Every change is a named write (`storing`, `collecting`, `staff_writes`), and whatever was cut short
is ended by `settle` with the same writes.

Principles: whoever holds the ticket or knows its code may open the door, and nobody is written down. The code is shown before a
door opens, so that no customer depends on paper. What sensors cannot tell is put before staff, and the ticket stays
good meanwhile. Left out: money (storing is free, manual 003), photographs, and the register of lost property, which
takes over what was not collected with the event `bags.moved_to_lost`.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from .bag import bag
from .doors import doors
from .sweep import sweep
from .words import _


@hookimpl
def kiosk_services() -> Sequence[Service]:
    """One tile for customers, two lines for staff."""
    return (
        Service(
            "bags.bag",
            _("Bag storage"),
            bag,
            verb=_("Store or collect a bag"),
            icon="luggage",
            tone="plum",
            devices=("lockers",),
            order=30,
            when_closed="serve",  # bags are collected as long as somebody is here; none is taken in
        ),
        Service(
            "bags.doors",
            _("Bag compartments"),
            doors,
            icon="luggage",
            tone="plum",
            audience="staff",
            devices=("lockers",),
            order=30,
        ),
        Service(
            "bags.sweep",
            _("Bags not collected"),
            sweep,
            icon="fact_check",
            tone="plum",
            audience="staff",
            devices=("lockers",),
            order=31,
        ),
    )


@hookimpl
def kiosk_availability(tx: Transaction, service_id: str) -> Availability | None:
    """How many compartments are free; what waits for staff."""
    return availability.note(tx, service_id)


@hookimpl
def kiosk_claim_scan(tx: Transaction, scan: Scan) -> Claim | None:  # noqa: ARG001  the hook's signature
    """Tickets shown at the home screen."""
    return scans.claim(scan)


@hookimpl
def kiosk_settle(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement | None:
    """The end of a storing, a collecting or an unlocking whose visit is over."""
    return settling.settle(tx, reservation, facts)


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether every bag is where its ticket says."""
    return checks.check(tx)

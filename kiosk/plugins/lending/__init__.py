"""爱心雨伞 and 免费童车: umbrellas and strollers, lent from locker doors to members, brought back by anyone to any of them.

This file holds the hooks and nothing else. One flow a file: `borrow`, `give_back`, `my_loans` for customers (entered through
`tile`), `wall`, `waiting` and `cleaning` for staff. What differs between the kinds is a record in `kinds`. Rules are plain
functions (`rules`, `wall_rules`), every change is a named write (`writes`, `returns`, `staff_writes`, `cleaning_writes`,
`answers`), and whatever was cut short is ended by `settle` with the same writes.

Principle: a loan begins when the door has been seen open after our pulse, and at no other moment. What the sensors cannot
tell is put before staff (`cases`), never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Availability,
    Claim,
    Facts,
    Finding,
    Report,
    Reservation,
    Scan,
    Service,
    Settlement,
    Text,
    Transaction,
    hookimpl,
)

from . import availability, checks, loans_report, notes, scans
from . import settle as settling
from .borrowers import wipe_what_is_over
from .cardless import cardless
from .cleaning import cleaning
from .count_desk import count_desk
from .ending import service
from .items_desk import stock_desk
from .kinds import KINDS
from .limits import Limits
from .overdue_desk import overdue
from .tile import tile
from .waiting import waiting
from .wall import wall
from .words import _


@hookimpl
def kiosk_services(settings: Mapping[str, Any]) -> Sequence[Service]:  # noqa: ARG001  the hook's signature
    """A tile for each kind, and the lines of staff."""
    tiles = (
        Service(
            kind.service,
            kind.words.tile,
            service(tile(kind)),
            verb=kind.words.verb,
            icon=kind.icon,
            tone=kind.tone,
            devices=("lockers", "scanner"),
            order=10 + position,
            when_closed="serve",
        )
        for position, kind in enumerate(KINDS)
    )
    return (
        *tiles,
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
        Service(
            "lending.clean",
            _("To be cleaned"),
            service(cleaning),
            icon="cleaning_services",
            tone="leaf",
            audience="staff",
            order=30,
        ),
        Service(
            "lending.overdue",
            _("Overdue"),
            service(overdue),
            icon="call",
            tone="amber",
            audience="staff",
            order=40,
        ),
        Service(
            "lending.stock",
            _("Stock"),
            service(stock_desk),
            icon="inventory_2",
            tone="sky",
            audience="staff",
            order=50,
        ),
        Service(
            "lending.count",
            _("Stock count"),
            service(count_desk),
            icon="checklist",
            tone="plum",
            audience="staff",
            order=60,
        ),
        Service(
            "lending.desk",
            _("Without a card"),
            service(cardless),
            icon="person_off",
            tone="amber",
            audience="staff",
            devices=("lockers",),
            order=15,
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
def kiosk_member_notes(tx: Transaction, member_id: str, zone: ZoneInfo) -> Sequence[Text]:
    """What a member has out, and until when."""
    return notes.notes(tx, member_id, zone)


@hookimpl
def kiosk_member_ties(tx: Transaction, member_id: str, zone: ZoneInfo) -> Sequence[Text]:
    """What a member has out, or what of theirs is in question."""
    return notes.ties(tx, member_id, zone)


@hookimpl
def kiosk_daily(tx: Transaction, settings: Mapping[str, Any]) -> None:
    """Forget who borrowed without a card, so many days after it came back."""
    wipe_what_is_over(tx, Limits.of(settings))


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether every loan has its item and every uncertainty its question."""
    return checks.check(tx)


@hookimpl
def kiosk_reports(settings: Mapping[str, Any]) -> Sequence[Report]:
    """`kiosk report loans`."""
    return (loans_report.report(settings),)

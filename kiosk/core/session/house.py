"""The desk's own staff services: lines of the staff menu that no plugin offers.

A flow here is written like a plugin's, and is given the same visit; its transactions are the host's own (no plugin in
their context), and `visit.desk` is the position that it runs at. What it raises is the desk's own fault and nobody's
strike.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core import months, rules_decided
from kiosk.core.approver import OwnRequest
from kiosk.core.members import opening
from kiosk.core.service import Availability, Service
from kiosk.core.session import (
    absence_page,
    accounts,
    acts,
    backup_page,
    calls_page,
    cards_page,
    doctor_page,
    doors_page,
    hours_page,
    month_page,
    opening_page,
    orders_page,
    plugins_page,
    reports_page,
    shift_page,
    slips_page,
    stock_page,
    waiting,
    who_may,
)
from kiosk.core.session.position import PositionDesk
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts

_ = Texts("core")

HOUSE: tuple[Service, ...] = (
    Service(
        "core.doors",
        _("Doors forced open"),
        doors_page.doors_page,
        icon="lock_open",
        tone="rose",
        audience="staff",
        order=-100,  # before everything: it is there only while a door stands or stood open
        right="desk.look",
    ),
    Service(
        "core.backup",
        _("Backup of the database"),
        backup_page.backup_page,
        icon="save",
        tone="rose",
        audience="staff",
        order=-90,  # there only while a backup has failed or is missing
        right="desk.look",
    ),
    Service(
        "core.restored",
        _("Restored from a backup"),
        backup_page.restored_page,
        icon="history",
        tone="rose",
        audience="staff",
        order=-80,  # there only until somebody has seen to it
        right="desk.look",
    ),
    Service(
        "core.shift",
        _("Shift"),
        shift_page.shift_page,
        icon="schedule",
        tone="sky",
        audience="staff",
        order=-50,  # the first thing of a day, and the last
        right="shift.hold",
    ),
    Service(
        "core.stock",
        _("Stock"),
        stock_page.stock_page,
        icon="inventory_2",
        tone="sky",
        audience="staff",
        order=100,
        right="desk.look",
    ),
    Service(
        "core.cards",
        _("Cards to see to"),
        cards_page.cards_page,
        icon="credit_card",
        tone="amber",
        audience="staff",
        order=690,  # there only while a card waits
        right="desk.look",
    ),
    Service(
        "core.slips",
        _("Slips not printed"),
        slips_page.slips_page,
        icon="receipt_long",
        tone="amber",
        audience="staff",
        order=695,  # as above: only while there is one
        right="desk.look",
    ),
    Service(
        "core.opening",
        _("Opening balances"),
        opening_page.opening_page,  # type: ignore[arg-type]  # a flow of the desk's own is given the live visit
        icon="fact_check",
        tone="leaf",
        audience="staff",
        order=696,  # as above: only while balances wait, or are being entered
        right=opening.RIGHT,
    ),
    Service(
        "core.orders",
        _("Member system"),
        orders_page.orders_page,
        icon="schedule",
        tone="amber",
        audience="staff",
        order=697,  # as above: only while an order has no answer
        right="desk.look",
    ),
    Service(
        "core.reports",
        _("Reports"),
        reports_page.reports_page,
        icon="description",
        tone="sky",
        audience="staff",
        order=698,
        right="reports.read",
    ),
    Service(
        "core.month",
        _("Month close"),
        month_page.month_page,
        icon="event",
        tone="sky",
        audience="staff",
        order=699,
        right="reports.read",
    ),
    Service(
        "core.calls",
        _("Calls"),
        calls_page.calls_page,
        icon="notifications_active",
        tone="amber",
        audience="staff",
        order=700,
        right="desk.look",
    ),
    Service(
        "core.absence",
        _("Away from the desk"),
        absence_page.absence_page,
        icon="schedule",
        audience="staff",
        order=710,
    ),
    Service(
        "core.hours",
        _("Hours of today"),
        hours_page.hours_page,
        icon="calendar_month",
        audience="staff",
        order=720,
        right="desk.look",
    ),
    Service(
        "core.waiting",
        _("Waiting for approval"),
        waiting.waiting,  # type: ignore[arg-type]  # a flow of the desk's own is given the live visit
        icon="how_to_reg",
        tone="amber",
        audience="staff",
        order=800,
        right="approvals.answer",
    ),
    Service(
        "core.acts",
        _("Sensitive acts"),
        acts.acts,  # type: ignore[arg-type]  # as above
        icon="manage_search",
        tone="plain",
        audience="staff",
        order=890,
        right="acts.read",
    ),
    Service(
        "core.accounts",
        _("Staff accounts"),
        accounts.accounts,  # type: ignore[arg-type]  # as above
        icon="groups",
        tone="plain",
        audience="staff",
        order=880,
        right="staff.manage",
    ),
    Service(
        "core.rights",
        _("Who may do what"),
        who_may.who_may,
        icon="rule",
        tone="plain",
        audience="staff",
        order=900,
        right="desk.look",
    ),
    Service(
        plugins_page.KEY,
        _("Plugins"),
        plugins_page.plugins_page,
        icon="extension",
        tone="plain",
        audience="staff",
        order=910,
        right="desk.look",
    ),
    Service(
        doctor_page.KEY,
        _("Doctor"),
        doctor_page.doctor_page,
        icon="medical_services",
        tone="plain",
        audience="staff",
        order=920,
        right="desk.look",
    ),
)

NOTES: dict[str, Callable[[Transaction, PositionDesk], Availability]] = {
    "core.waiting": waiting.note,
    "core.calls": calls_page.note,
    "core.cards": cards_page.note,
    "core.doors": doors_page.note,
    "core.backup": backup_page.backup_note,
    "core.restored": backup_page.restored_note,
    "core.shift": shift_page.note,
    "core.slips": slips_page.note,
    "core.stock": stock_page.note,
    "core.month": month_page.note,
    "core.opening": opening_page.note,
    "core.orders": orders_page.note,
    "core.absence": absence_page.note,
    "core.hours": hours_page.note,
}
"""What stands under a line, by the service's id."""

OWN_REQUESTS: dict[str, OwnRequest] = {
    rules_decided.KIND: rules_decided.decided,
    opening.KIND: opening.decided,
    months.KIND: months.decided,
}
"""What the desk itself does when a request of its own has been decided, by the request's kind."""

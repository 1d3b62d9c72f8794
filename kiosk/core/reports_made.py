"""Which reports there are, and making one: the same for `kiosk report` and for the staff page."""

from __future__ import annotations

import msgspec

from kiosk.core.forms.all import forms
from kiosk.core.host.answers import sheets
from kiosk.core.host.host import Host
from kiosk.core.reports import Report, Sheet, Span
from kiosk.core.store.transaction import Transaction


class Offered(msgspec.Struct, frozen=True):
    """A report, and whose it is ("" for the manual's forms)."""

    plugin: str
    report: Report


def offered(host: Host) -> dict[str, Offered]:
    """Every report by its id, in that order; the manual's forms begin with their letter and number."""
    found = {report.id: Offered("", report) for report in forms(host)}
    for plugin, reports in host.call("kiosk_reports"):
        for report in reports:
            found.setdefault(report.id, Offered(plugin, report))
    return dict(sorted(found.items()))


def make(tx: Transaction, host: Host, one: Offered, span: Span) -> list[Sheet]:
    """The tables of a report. Raises PluginFailed where it is a plugin's and that fails at it."""
    if not one.plugin:
        return list(one.report.make(tx, span, {}))
    with host.guarded(one.plugin, f"report {one.report.id}"):
        made = one.report.make(tx, span, host.plugins[one.plugin].settings)
        return sheets(made, host.sayable)

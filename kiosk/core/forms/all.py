"""Every form of the manual that there is, with what the services say belongs to each of its lines."""

from __future__ import annotations

from kiosk.core.forms import blank, f06, f09, f10, f11, f14, late
from kiosk.core.host.host import Host
from kiosk.core.host.products import products_of
from kiosk.core.reports import Report
from kiosk.core.session.shift_words import Names
from kiosk.core.store.transaction import Transaction
from kiosk.link.texts import Text


def forms(host: Host) -> list[Report]:
    """In the order of their numbers; those without one last."""
    of = lines(host)

    def products(tx: Transaction) -> Names:
        return products_of(host, tx)

    return [
        f06.report(entry_words(host), products),
        f09.report(of.money),
        f10.report(of, products),
        f11.report(products),
        f14.report(products),
        late.report(),
        blank.report(),
    ]


def lines(host: Host) -> f10.Lines:
    """Which kinds of entries belong to which line of F09 and F10."""
    return f10.Lines(_kinds(host, "kiosk_money_lines"), _kinds(host, "kiosk_month_lines"))


def entry_words(host: Host) -> dict[str, Text]:
    """What the services call their entries."""
    return {kind: said for _plugin, found in host.call("kiosk_entry_words") for kind, said in found.items()}


def _kinds(host: Host, hook: str) -> dict[str, str]:
    return {kind: line for _plugin, found in host.call(hook) for kind, line in found.items()}

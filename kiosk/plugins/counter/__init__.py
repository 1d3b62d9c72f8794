"""总服务台, Service counter: what a mall's desk does beside cards: the directory of shops, gift wrapping, returns.

It imports `kiosk.core.api` like any stranger's plugin. This file holds the hooks and nothing else. Flows: `directory` for
customers; `wrapping` and `returns` for staff. The directory itself is the desk's (`tx.brands`, `kiosk brands import`), because
other services ask for a shop too; money and material are the ledger's; the plugin's own tables know what was wrapped and what
was brought back.

Left out: giving money back, which the till does; whether goods are taken back at all, which the shop decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import (
    Availability,
    Finding,
    Product,
    Report,
    RuleKind,
    Service,
    Text,
    TillCounts,
    TillLine,
    Transaction,
    hookimpl,
)

from . import checks, returns_report, till
from .directory import directory
from .returned import count_waiting
from .returns import returns
from .words import _
from .wrapping import wrapping
from .wrapping_rule import WRAPPING, products
from .wrapping_up import KIND


@hookimpl
def kiosk_services() -> Sequence[Service]:
    """One tile for customers, two lines for staff."""
    return (
        Service(
            "counter.directory",
            _("Find a shop"),
            directory,
            verb=_("Find a shop in this house"),
            icon="storefront",
            tone="sky",
            order=40,
            when_closed="serve",  # it says when the house opens
        ),
        Service(
            "counter.wrapping",
            _("Gift wrapping"),
            wrapping,
            icon="redeem",
            tone="rose",
            audience="staff",
            order=70,
            right="counter.wrap",
        ),
        Service(
            "counter.returns",
            _("Returns and exchanges"),
            returns,
            icon="swap_horiz",
            tone="amber",
            audience="staff",
            order=80,
            right="counter.returns",
        ),
    )


@hookimpl
def kiosk_availability(tx: Transaction, service_id: str) -> Availability | None:
    """How many shops there are; what waits to be collected, which the next shift reads as left to do."""
    if service_id == "counter.directory":
        number = tx.count_brands()
        return Availability(_.plural("{count} shop", "{count} shops", number), offered=number > 0)
    if service_id == "counter.returns":
        number = count_waiting(tx)
        return Availability(
            _.plural("{count} to be collected", "{count} to be collected", number) if number else ""
        )
    return None


@hookimpl
def kiosk_money_lines() -> Mapping[str, str]:
    """礼品包装 is a line of F09."""
    return {KIND: "wrapping"}


@hookimpl
def kiosk_entry_words() -> Mapping[str, Text]:
    """What staff read in a shift's ledger."""
    return {KIND: _("Gift wrapping")}


@hookimpl
def kiosk_rules() -> Sequence[RuleKind[Any]]:
    """The price list, with a second person's word."""
    return (WRAPPING,)


@hookimpl
def kiosk_products(tx: Transaction) -> Sequence[Product]:
    """What is used up for wrapping."""
    return products(tx)


@hookimpl
def kiosk_reports() -> Sequence[Report]:
    """The register of returns."""
    return (returns_report.report(),)


@hookimpl
def kiosk_till(tx: Transaction, lines: Sequence[TillLine]) -> TillCounts | None:
    """A registered return learns that its money went back."""
    return till.told(tx, lines)


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether what was wrapped is what was paid."""
    return checks.check(tx)

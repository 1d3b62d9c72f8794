"""The papers of a return: the label on the goods, the customer's slip, and what the department signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.core.api import (
    Code,
    Frame,
    Line,
    Pair,
    Rule,
    Slip,
    StaffIdentity,
    Visit,
    service_slip,
    signature,
    stamp,
)

from .receipts import Receipt
from .return_screens import WHATS, receipt_words, shop
from .returned import LABEL, Goods
from .words import _, counted, date_of, named, yuan

Lists = Mapping[str, list[str]]


def label(visit: Visit, one: Goods, lists: Lists) -> Slip:
    """On the goods: whose they are, and a code by which they are found."""
    place = _where(one)
    return service_slip(
        visit,
        "counter.label",
        _("Goods to be collected · label"),
        Frame(WHATS[one.what], shop(one)),
        *((Pair(_("Floor"), place),) if place else ()),
        Pair(_("Goods"), named(one.goods, lists["goods"])),
        Pair(_("Pieces"), str(one.pieces)),
        Pair(_("Reason"), named(one.reason, lists["reasons"])),
        Pair(_("Registered at"), stamp(one.at_ms, visit.zone)),
        Code(LABEL + one.number, _("Scan this when it is collected")),
        number=one.number,
        customer=False,
    )


def _where(one: Goods) -> str:
    return (
        " · ".join(part for part in (one.brand.floor, one.brand.unit) if part)
        if one.brand is not None
        else ""
    )


def customers_slip(visit: Visit, one: Goods, lists: Lists) -> Slip:
    """What was left at the desk, and why."""
    return service_slip(
        visit,
        "counter.return",
        _("Goods received · {what}", what=WHATS[one.what]),
        Pair(_("Shop"), shop(one)),
        Pair(_("Goods"), named(one.goods, lists["goods"])),
        Pair(_("Pieces"), str(one.pieces)),
        Pair(_("Reason"), named(one.reason, lists["reasons"])),
        Rule(),
        *_receipt(one.receipt),
        *((Pair(_("Amount"), yuan(one.receipt.amount)),) if one.receipt.amount else ()),
        Pair(_("Registered at"), stamp(one.at_ms, visit.zone)),
        Line(_("We hand the goods to the shop, and it sees to your wish."), size="small"),
        number=one.number,
    )


def _receipt(receipt: Receipt) -> list[Pair]:
    if receipt.none:
        return [Pair(_("Receipt"), receipt_words(receipt))]
    return [
        Pair(_("Till"), receipt.terminal),
        Pair(_("Receipt"), receipt.receipt),
        Pair(_("Sold on"), date_of(receipt.day)),
    ]


def collection(visit: Visit, some: Sequence[Goods], staff: StaffIdentity, lists: Lists, number: str) -> Slip:
    """What the department has taken, with room for both names."""
    blocks: list[Pair | Rule | Line] = [
        Pair(_("Shop"), shop(some[0])),
        Pair(_("Time"), stamp(visit.now_ms, visit.zone)),
    ]
    for one in some:
        blocks += [
            Rule(),
            Pair(one.number, WHATS[one.what]),
            Pair(named(one.goods, lists["goods"]), counted(one.pieces)),
        ]
    blocks += [
        Rule(),
        Pair(_("Staff"), staff.number),
        *signature(_("Handed over by")),
        *signature(_("Collected by")),
    ]
    return service_slip(
        visit, "counter.collected", _("Returned goods · handed over"), *blocks, number=number, customer=False
    )

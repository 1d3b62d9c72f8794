"""会员卡, Member cards: what a member sees and does about their own card; what staff do when one is blocked.

It imports `kiosk.core.api` like any stranger's plugin. This file holds the hooks and nothing else. Flows: `mine` (the tile),
`history`, `loss` and `apply` for customers; `issue`, `topup`, `close`, `applications`, `blocked` for staff. Balances and stock
are the ledger's, whether a card serves is the member's status, and the PIN is the desk's: the plugin's own tables know who
reported a loss and who ended it, which cards were given, who applied for one, and what people agreed to. What other services
want to tell an identified member comes through `kiosk_member_notes`.

Left out: signing in anywhere with a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import (
    Availability,
    Claim,
    Finding,
    Product,
    Report,
    RuleKind,
    Scan,
    Service,
    Text,
    TillCounts,
    TillFault,
    TillFile,
    TillLine,
    Transaction,
    hookimpl,
)

from . import availability, checks, f01, f02, f03, till, till_report
from .applications import applications
from .apply import apply
from .applying import application_of, forget_old, is_code
from .blocked import blocked
from .bonus_rule import BONUS
from .close import close_card
from .closing import forget
from .consents_rule import CONSENTS
from .give import give
from .history import KINDS
from .issue import issue
from .issuing import ISSUED, OPENED
from .limits import Limits
from .merge import merge_cards
from .mine import mine
from .paper import paper
from .rebate import rebate_desk
from .rebate_rule import REBATE
from .rebating import KIND as REBATED
from .refunds_due import refunds_due
from .reminders import reminders
from .renew import renew
from .renewing import KIND as REPLACED
from .sell import sell_cards
from .selling import KIND as SOLD
from .tiers import TIERS
from .till_rules import EARNING, SPENDING
from .topping_up import KIND as TOPPED_UP
from .topup import topup
from .wares import WARES, products
from .words import _


@hookimpl
def kiosk_services() -> Sequence[Service]:
    """Two tiles for customers, and the lines of staff."""
    return (
        Service(
            "cards.mine",
            _("My card"),
            mine,
            verb=_("Look at my card, or block it"),
            icon="credit_card",
            tone="leaf",
            order=20,
            when_closed="serve",  # a card is lost at every hour
        ),
        Service(
            "cards.apply",
            _("Apply for a card"),
            apply,
            verb=_("Apply for a member card"),
            icon="person_add",
            tone="leaf",
            order=25,
        ),
        Service(
            "cards.applications",
            _("Cards to make"),
            applications,
            icon="person_add",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=45,
        ),
        Service(
            "cards.blocked",
            _("Blocked cards"),
            blocked,
            icon="credit_card",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=60,
            right="desk.look",
        ),
        Service(
            "cards.issue",
            _("Make a card"),
            issue,
            icon="person_add",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=40,
            right="cards.issue",
        ),
        Service(
            "cards.renew",
            _("Replace, or write the stripe"),
            renew,
            icon="swap_horiz",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=45,
            right="cards.issue",
        ),
        Service(
            "cards.sell",
            _("Sell shopping cards"),
            sell_cards,
            icon="sell",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=55,
            right="cards.sell",
        ),
        Service(
            "cards.give",
            _("Exchange cards, car wash"),
            give,
            icon="redeem",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=56,
            right="cards.sell",
        ),
        Service(
            "cards.topup",
            _("Top up"),
            topup,
            icon="payments",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            devices=("scanner",),
            order=50,
            right="cards.topup",
        ),
        Service(
            "cards.paper",
            _("Top-ups on paper"),
            paper,
            icon="edit_note",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=52,
            right="cards.topup",
        ),
        Service(
            "cards.close",
            _("Cancel a card"),
            close_card,
            icon="credit_card",
            tone="rose",
            audience="staff",
            group=_("Member cards"),
            order=55,
            right="cards.refund",
        ),
        Service(
            "cards.merge",
            _("Merge two cards"),
            merge_cards,
            icon="credit_card",
            tone="amber",
            audience="staff",
            group=_("Member cards"),
            order=56,
            right="cards.merge",
        ),
        Service(
            "cards.rebate",
            _("Points to bonus"),
            rebate_desk,
            icon="redeem",
            tone="leaf",
            audience="staff",
            group=_("Member cards"),
            order=57,
            right="cards.rebate",
        ),
        Service(
            "cards.refunds",
            _("Refunds to transfer"),
            refunds_due,
            icon="payments",
            tone="amber",
            audience="staff",
            group=_("Member cards"),
            order=58,
            right="cards.refund_pay",
        ),
    )


@hookimpl
def kiosk_money_lines() -> Mapping[str, str]:
    """充值, 售卖购物卡, 会员卡补办 and 积分兑换 are lines of F09."""
    return {
        TOPPED_UP: "topup",
        OPENED: "topup",
        SOLD: "cards",
        ISSUED: "reissue",
        REPLACED: "reissue",
        REBATED: "points",
    }


@hookimpl
def kiosk_month_lines() -> Mapping[str, str]:
    """What of this plugin's is reconciled on the 1st (F10): 会员卡, 积分兑换, 洗车票."""
    return {
        ISSUED: "member_cards",
        REPLACED: "member_cards",
        "cards.exchanged": "points",
        "cards.redeemed": "points",
        "cards.carwash": "car_wash",
    }


@hookimpl
def kiosk_entry_words() -> Mapping[str, Text]:
    """As members read them in their own history, and what is in nobody's."""
    return {**KINDS, SOLD: _("Shopping cards sold"), "cards.spoiled": _("Blank spoiled")}


@hookimpl
def kiosk_rules() -> Sequence[RuleKind[Any]]:
    """What a site decides of cards, with a second person's word."""
    return (BONUS, CONSENTS, TIERS, WARES, EARNING, SPENDING, REBATE)


@hookimpl
def kiosk_products(tx: Transaction) -> Sequence[Product]:
    """Blanks of every tier, cards that are sold or exchanged, tickets."""
    return products(tx)


@hookimpl
def kiosk_availability(tx: Transaction, service_id: str) -> Availability | None:
    """What a tile is for; how many wait."""
    return availability.note(tx, service_id)


@hookimpl
def kiosk_claim_scan(scan: Scan) -> Claim | None:
    """An application's slip at the home screen."""
    if scan.refused or not is_code(scan.text):
        return None
    made = application_of(scan.text)
    return Claim("cards.apply", f"slip:{made.id if made is not None else ''}")


@hookimpl
def kiosk_daily(tx: Transaction, settings: Mapping[str, Any]) -> None:
    """Forget whose card was cancelled so many days ago, and applications that nobody has fetched."""
    limits = Limits.of(settings)
    forget(tx, limits.closed_keep_ms)
    forget_old(tx, limits.application_days)


@hookimpl
def kiosk_member_notes(tx: Transaction, member_id: str, settings: Mapping[str, Any]) -> Sequence[Text]:
    """Points that end soon, a tier that can be had, the birthday month."""
    return reminders(tx, member_id, Limits.of(settings)).lines


@hookimpl
def kiosk_till(
    tx: Transaction, file: TillFile, lines: Sequence[TillLine], faults: Sequence[TillFault]
) -> TillCounts:
    """Points for members, and cards that were paid with."""
    return till.book(tx, file, lines, faults)


@hookimpl
def kiosk_reports(settings: Mapping[str, Any]) -> Sequence[Report]:
    """The manual's forms of cards, and what the tills' files came to."""
    return (f01.report(), f02.report(), f03.report(), till_report.report(settings))


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether every report blocks a card, and every consent is somebody's."""
    return checks.check(tx)

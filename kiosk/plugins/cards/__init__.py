"""会员卡, Member cards: what a member sees and does about their own card; what staff do for members and their cards.

It imports `kiosk.core.api` like any stranger's plugin. This file holds the hooks and nothing else, `services` what is on the
menus. Each thing that is done here is a folder: the conversation (`flow`), its `screens`, the paper (`slip`), and the
transaction that does it, named as the act is (`issuing`, `closing`). `rules` are what a site decides with a second person's
word.

Balances and stock are the ledger's, whether a card serves is the member's status, and the PIN is the desk's: the plugin's own
tables know who reported a loss and who ended it, which cards were given, who applied for one, and what people agreed to. What
other services want to tell an identified member comes through `kiosk_member_notes`.

Left out: signing in anywhere with a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import (
    Availability,
    Claim,
    Facts,
    Finding,
    MemberOrder,
    Product,
    Report,
    Reservation,
    RuleKind,
    Scan,
    Service,
    Settlement,
    Text,
    TillCounts,
    TillFault,
    TillFile,
    TillLine,
    Transaction,
    hookimpl,
)

from . import availability, checks
from .apply.applying import application_of, forget_old, is_code
from .close.closing import forget
from .elsewhere.sending import KIND as TOPPED_UP_THERE
from .elsewhere.sending import answered, unsettled
from .forms import f01, f02, f03
from .issue.issuing import ISSUED, OPENED
from .limits import Limits
from .mine.history import KINDS
from .mine.reminders import reminders
from .rebate.rebating import KIND as REBATED
from .renew.renewing import KIND as REPLACED
from .rules.bonus import BONUS
from .rules.consents import CONSENTS
from .rules.rebate import REBATE
from .rules.tiers import TIERS
from .rules.till import EARNING, SPENDING
from .rules.wares import WARES, products
from .sell.selling import KIND as SOLD
from .services import SERVICES
from .stripe.held import end
from .till import booking
from .till import report as till_report
from .topup.topping_up import KIND as TOPPED_UP
from .words import _


@hookimpl
def kiosk_services() -> Sequence[Service]:
    """Two tiles for customers, and the lines of staff."""
    return SERVICES


@hookimpl
def kiosk_money_lines() -> Mapping[str, str]:
    """充值, 售卖购物卡, 会员卡补办 and 积分兑换 are lines of F09."""
    return {
        TOPPED_UP: "topup",
        TOPPED_UP_THERE: "topup",
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
def kiosk_settle(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement | None:
    """A card at the encoder whose visit is over."""
    end(tx, reservation, "written" if facts.outcome == "done" else "left")
    return Settlement(facts.outcome)


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
def kiosk_member_ties(tx: Transaction, member_id: str) -> Sequence[Text]:  # noqa: ARG001  the hook's own names
    """A top-up at a remote member system that is not settled."""
    return (_("A top-up is not settled"),) if unsettled(member_id) else ()


@hookimpl
def kiosk_till(
    tx: Transaction, file: TillFile, lines: Sequence[TillLine], faults: Sequence[TillFault]
) -> TillCounts:
    """Points for members, and cards that were paid with."""
    return booking.book(tx, file, lines, faults)


@hookimpl
def kiosk_reports(settings: Mapping[str, Any]) -> Sequence[Report]:
    """The manual's forms of cards, and what the tills' files came to."""
    return (f01.report(), f02.report(), f03.report(), till_report.report(settings))


@hookimpl
def kiosk_member_order(tx: Transaction, order: MemberOrder) -> None:
    """What a remote member system made of a top-up, or of its undoing."""
    answered(tx, order)


@hookimpl
def kiosk_check(tx: Transaction) -> Sequence[Finding]:
    """Whether every report blocks a card, and every consent is somebody's."""
    return checks.check(tx)

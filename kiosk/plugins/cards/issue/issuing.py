"""办卡: what a card would be given for, and the one transaction that gives it.

The tiers that are approved today decide, and are asked again when it is written. Blank, money, bonus and member move together:
a card that was written at the encoder and not entered here is a blank of the stock with its own number on it, and nobody's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import (
    Account,
    Entry,
    LedgerLine,
    Member,
    Transaction,
    drawer,
    normal_serial,
)
from kiosk.plugins.cards.apply.applying import issued
from kiosk.plugins.cards.rules.tiers import TIERS, Route, Tier, Tiers
from kiosk.plugins.cards.stripe.writing import Stripe
from kiosk.plugins.cards.topup.topping_up import Quote, QuoteChanged, paid_in, quote

from .models import GivenRow, StripeRow

ISSUED, OPENED = "cards.issued", "cards.opened"
"""The card and what it costs; the money that is paid in with it (开卡额)."""

WhyNot = Literal["", "not_set_up", "no_shift", "no_blanks"]


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who gets a card. `member`: whose card is upgraded; None for somebody new. `application`: the request that it answers."""

    phone: str = ""
    name: str = ""
    birthday: tuple[int, int] | None = None
    language: str = "zh_CN"
    member: Member | None = None
    application: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was agreed: a tier by a route, with what was paid in or spent (fen), and how it is paid."""

    applicant: Applicant
    tier: Tier
    route: Route
    version: str
    money: Quote | None = None
    spent: int = 0
    brand: str = ""
    tender: str = ""

    @property
    def due(self) -> int:
        """What the customer pays now."""
        return self.tier.fee + (self.money.paid if self.money is not None else 0)


def tiers_of(tx: Transaction) -> tuple[Tiers, str] | None:
    """The tiers of today and their version; None while none were approved."""
    return tx.rule(TIERS)


def why_not(tx: Transaction) -> WhyNot:
    """Why no card can be given here now."""
    if tiers_of(tx) is None:
        return "not_set_up"
    shift = tx.shift()
    return "" if shift is not None and shift.state == "open" else "no_shift"


def money_of(tx: Transaction, applicant: Applicant, paid: int) -> Quote:
    """What paying in so much would do, on a new card or on the one that is upgraded."""
    return quote(tx, applicant.member.id if applicant.member is not None else "", paid)


def blank_lies_here(tx: Transaction, text: str, tier: Tier) -> str:
    """The number of a blank of this tier that lies at this counter; "" for anything else."""
    number = normal_serial(text)
    found = tx.serial(number) if number else None
    here = found is not None and (found.product, found.state, found.counter) == (
        tier.product,
        "stock",
        tx.site_counter().name,
    )
    return number if here and tx.member_by_card(number) is None else ""


def is_void(tx: Transaction, text: str) -> bool:
    """Whether this is the number of a card that is no good any more."""
    number = normal_serial(text)
    found = tx.serial(number) if number else None
    return found is not None and found.state == "void"


def give(
    tx: Transaction, wanted: Wanted, blank: str, stripe: Stripe, staff_id: str, keep: Callable[[str], str]
) -> Member:
    """Give the card: the blank leaves the stock, the money comes in, the member has this number. `keep`: keeps the record of
    whoever pays in under the member's id, and says what it is (`Buyer.keep`).

    Raises QuoteChanged when tiers or limits are not what was shown, NotInStock, CardTaken, NoShift, OwnAccount.
    """
    who, rule = wanted.applicant.member, tiers_of(tx)
    if who is not None:
        tx.serving(who.id)  # before anything is read: another desk may be at it
        if tx.member(who.id) != who:
            raise QuoteChanged
    if rule is None or rule[1] != wanted.version or rule[0].of(wanted.tier.key) != wanted.tier:
        raise QuoteChanged
    if wanted.money is not None and money_of(tx, wanted.applicant, wanted.money.paid) != wanted.money:
        raise QuoteChanged
    piece = tx.take_serials(wanted.tier.product, [blank], why="issued")
    member, before = _member(tx, wanted, blank)
    identity = keep(member.id)
    lines = [piece]
    if wanted.tier.fee:
        lines.append(_fee(tx, wanted.tender, wanted.tier.fee))
    entry = tx.enter(
        ISSUED,
        lines,
        subject=member.id,
        version=wanted.version,
        data={"tier": wanted.tier.key, "route": wanted.route, "tender": wanted.tender, "identity": identity},
    )
    if wanted.money is not None and wanted.money.paid:
        tx.enter(
            OPENED,
            paid_in(tx, member.id, wanted.money, wanted.tender),
            subject=member.id,
            version=wanted.money.version,
            data={"tender": wanted.tender, "identity": identity, "tier": wanted.tier.key},
        )
    _record(tx, wanted, member, blank, before, entry, staff_id)
    if wanted.applicant.application and not issued(tx, wanted.applicant.application, member.id):
        raise QuoteChanged  # another desk was faster, or whoever applied has taken it back
    settle_stripe(tx, member.id, stripe, staff_id)
    return member


def _member(tx: Transaction, wanted: Wanted, blank: str) -> tuple[Member, str]:
    who = wanted.applicant
    if who.member is None:
        added = tx.add_member(
            blank,
            phone_number=who.phone,
            name=who.name,
            tier=wanted.tier.key,
            language=who.language,
            birthday=who.birthday,
        )
        return added, ""
    before = tx.change_card(who.member.id, blank, "upgraded")
    void_if_known(tx, before, "upgraded")
    tx.change_tier(who.member.id, wanted.tier.key, "upgraded")
    return who.member, before


def void_if_known(tx: Transaction, number: str, why: str) -> None:
    """The old card is void; one that was imported has no row of its own."""
    old = tx.serial(number)
    if old is not None and old.state == "out":
        tx.void_serial(number, why=why)


def _fee(tx: Transaction, tender: str, fen: int) -> LedgerLine:
    return LedgerLine(drawer(tx.site_counter().name, tender), Account("fees"), fen)


def settle_stripe(tx: Transaction, member_id: str, stripe: Stripe, staff_id: str) -> None:
    """Where the stripe was written it is counted; where it was not, it waits on the staff's list."""
    if stripe.how == "later":
        tx.request_reencode(member_id)
    if stripe.how == "written":
        tx.reencoded(member_id)
        StripeRow.create(
            id=tx.new_id(),
            member_id=member_id,
            at_ms=tx.now_ms,
            operation_id=stripe.operation,
            staff_id=staff_id,
        )


def _record(
    tx: Transaction, wanted: Wanted, member: Member, blank: str, before: str, entry: Entry, staff_id: str
) -> None:
    GivenRow.create(
        id=tx.new_id(),
        member_id=member.id,
        at_ms=tx.now_ms,
        business_day=tx.business_day,
        how="upgraded" if before else "issued",
        tier=wanted.tier.key,
        route=wanted.route,
        number=blank,
        before=before,
        entry_id=entry.id,
        paid=wanted.money.paid if wanted.money is not None else 0,
        spent=wanted.spent,
        brand=wanted.brand,
        staff_id=staff_id,
    )
    tx.journal(f"cards.{'upgraded' if before else 'given'}", member=member.id, entry=entry.id)

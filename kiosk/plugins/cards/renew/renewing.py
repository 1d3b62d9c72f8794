"""换取 / 补办 / 加磁: another card for a member, or the same number on the stripe again; each in one transaction.

A lost card that is replaced ends its report: the old number is nobody's, so that nothing is left to block. Balances stay where
they are, with the member. What it costs is the tier's rule, and is asked again when it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Account, Entry, LedgerLine, Member, Text, Transaction, drawer
from kiosk.plugins.cards.apply.requests import end_request
from kiosk.plugins.cards.issue.issuing import settle_stripe, tiers_of, void_if_known
from kiosk.plugins.cards.issue.models import GivenRow, StripeRow
from kiosk.plugins.cards.models import LossRow
from kiosk.plugins.cards.rules.tiers import Tier
from kiosk.plugins.cards.stripe.writing import Stripe
from kiosk.plugins.cards.topup.topping_up import QuoteChanged
from kiosk.plugins.cards.words import _

KIND = "cards.replaced"

Why = Literal["lost", "broken", "exchanged"]

WHYS: dict[Why, Text] = {
    "lost": _("Lost"),
    "broken": _("Broken"),
    "exchanged": _("Worn, or exchanged by the mall"),
}
"""What a new card is for; the mall's own exchange (换取) costs nothing."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A member at the desk, their tier where the rules of today know it, and how often their stripe was written."""

    member: Member
    tier: Tier | None
    version: str
    written: int
    lost: bool
    """Whether the block on the card is a report of its loss, and nothing else."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What was agreed."""

    holder: Holder
    tier: Tier
    why: Why
    tender: str = ""

    @property
    def fee(self) -> int:
        """What the customer pays."""
        return 0 if self.why == "exchanged" else self.tier.replaced_fee


def holder_of(tx: Transaction, member_id: str) -> Holder | None:
    """The member as staff see one; None for nobody."""
    member, rule = tx.member(member_id), tiers_of(tx)
    if member is None:
        return None
    tiers, version = rule if rule is not None else (None, "")
    written = StripeRow.select().where(StripeRow.member_id == member_id).count()
    return Holder(
        member,
        tiers.of(member.tier) if tiers is not None else None,
        version,
        written,
        _loss(member_id) is not None,
    )


def all_tiers(tx: Transaction) -> tuple[Tier, ...]:
    """Of today; for a member whose tier nobody knows any more."""
    rule = tiers_of(tx)
    return rule[0].tiers if rule is not None else ()


def _loss(member_id: str) -> LossRow | None:
    row: LossRow | None = LossRow.get_or_none(
        LossRow.member_id == member_id, LossRow.ended_ms.is_null(), LossRow.cause == ""
    )
    return row


def replace_card(tx: Transaction, agreed: Replacement, blank: str, stripe: Stripe, staff_id: str) -> Entry:
    """The member has another card. Raises QuoteChanged, NotInStock, CardTaken, NoShift, OwnAccount."""
    member_id, tier = agreed.holder.member.id, agreed.tier
    tx.serving(member_id)  # before anything is read: another desk may be at it
    if holder_of(tx, member_id) != agreed.holder or tier not in all_tiers(tx):
        raise QuoteChanged
    lines = [tx.take_serials(tier.product, [blank], why="replaced")]
    if agreed.fee:
        lines.append(LedgerLine(drawer(tx.site_counter().name, agreed.tender), Account("fees"), agreed.fee))
    before = tx.change_card(member_id, blank, agreed.why)
    void_if_known(tx, before, agreed.why)
    if agreed.holder.member.tier != tier.key:
        tx.change_tier(member_id, tier.key, "replaced")
    _end_loss(tx, member_id, staff_id)
    end_request(tx, member_id, "made")
    entry = tx.enter(
        KIND,
        lines,
        subject=member_id,
        version=agreed.holder.version,
        reason=agreed.why,
        data={"tier": tier.key, "tender": agreed.tender, "identity": "seen"},
    )
    GivenRow.create(
        id=tx.new_id(),
        member_id=member_id,
        at_ms=tx.now_ms,
        business_day=tx.business_day,
        how="replaced",
        tier=tier.key,
        number=blank,
        before=before,
        entry_id=entry.id,
        staff_id=staff_id,
    )
    tx.journal("cards.replaced", member=member_id, why=agreed.why, entry=entry.id)
    settle_stripe(tx, member_id, stripe, staff_id)
    return entry


def _end_loss(tx: Transaction, member_id: str, staff_id: str) -> None:
    row = _loss(member_id)
    if row is None:
        return
    tx.thaw_member(member_id, "replaced")
    row.ended_ms, row.ended_by, row.why = tx.now_ms, staff_id, "replaced"
    row.save()


def rewritten(tx: Transaction, member_id: str, stripe: Stripe, staff_id: str) -> None:
    """The same number stands on the stripe again (加磁): counted, and off the list. One that could not be written is on it.
    Raises OwnAccount."""
    tx.serving(member_id)
    settle_stripe(tx, member_id, stripe, staff_id)
    if stripe.how == "written":
        tx.journal("cards.rewritten", member=member_id, operation=stripe.operation)

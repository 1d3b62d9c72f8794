"""积兑卡 and 洗车票: what a member may have for their points or their tier, and the transactions that give it.

Both leave the stock by the piece. An exchange card carries its face value like a shopping card; whoever owes points gets none
(domain.md 3.6). Car washes are counted by the calendar month out of the ledger: each is an entry under a key of its own (the
first of a month, the second), so that two desks give together no more than the rule says.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import (
    POINT,
    Account,
    Entry,
    LedgerLine,
    Lot,
    Member,
    Transaction,
    points,
    points_owed,
    principal,
    stock,
)
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.plugins.cards.rules.wares import CARWASH, FEN_A_YUAN, WARES
from kiosk.plugins.cards.sell.selling import Card, card_of, last_day
from kiosk.plugins.cards.topup.topping_up import QuoteChanged

EXCHANGED, WASHED = "cards.exchanged", "cards.carwash"

EXCHANGE_CARDS = "cards_exchange_"


@dataclass(frozen=True, slots=True)
class Entitled:
    """What a member may have today. `points_a_yuan`: 0 where nothing is exchanged. `washes`: those that are left this month."""

    member: Member
    points: int
    owed: int
    points_a_yuan: int
    washes: int
    a_month: int
    tickets: int
    version: str


def entitled(tx: Transaction, member_id: str) -> Entitled | None:
    """A member as they are now; None for nobody, and while no rule was approved."""
    member, rule = tx.member(member_id), tx.rule(WARES)
    if member is None or rule is None:
        return None
    wares, version = rule
    tier = _tier_of(tx, member)
    a_month = next((one.a_month for one in wares.carwash if one.tier == tier), 0)
    return Entitled(
        member,
        tx.spendable(points(member_id)),
        tx.balance(points_owed(member_id)),
        wares.points_a_yuan if wares.exchange else 0,
        max(a_month - washed(tx, member_id), 0),
        a_month,
        tx.balance(stock(tx.site_counter().name, CARWASH)),
        version,
    )


def _tier_of(tx: Transaction, member: Member) -> str:
    rule = tx.rule(TIERS)
    tier = rule[0].of(member.tier) if rule is not None else None
    return tier.key if tier is not None else member.tier


def _washes(tx: Transaction, member_id: str) -> Account:
    """Car washes that a member has had this month: one account for each month, so that it is one row to read."""
    return Account("washes", f"{member_id}/{tx.business_day // 100}", f"piece:{CARWASH}", "debit")


def washed(tx: Transaction, member_id: str) -> int:
    """How many they have had this month."""
    return tx.balance(_washes(tx, member_id))


def exchange_card(tx: Transaction, text: str) -> Card | None:
    """The exchange card with this number, where it lies here."""
    return card_of(tx, text, EXCHANGE_CARDS)


def price_of(card: Card, shown: Entitled) -> int:
    """Points for one card."""
    return card.face_fen // FEN_A_YUAN * shown.points_a_yuan


def exchange(tx: Transaction, shown: Entitled, card: Card) -> Entry:
    """Points for a card. Raises QuoteChanged, NotInStock, NoShift, OwnAccount, Overdrawn."""
    member_id = shown.member.id
    tx.serving(member_id)
    if entitled(tx, member_id) != shown or shown.owed or exchange_card(tx, card.number) != card:
        raise QuoteChanged
    lines = [
        tx.take_serials(card.product, [card.number], why="exchanged"),
        LedgerLine(points(member_id), Account("redeemed", unit=POINT), price_of(card, shown)),
        LedgerLine(Account("exchanged"), principal(card.number), card.face_fen, Lot(last_day(tx))),
    ]
    return tx.enter(
        EXCHANGED, lines, subject=member_id, version=shown.version, data={"points": price_of(card, shown)}
    )


def wash(tx: Transaction, shown: Entitled) -> Entry:
    """One car wash ticket. Raises QuoteChanged when it is not what was shown (another desk gave one), Overdrawn, NoShift."""
    member_id = shown.member.id
    tx.serving(member_id)
    if entitled(tx, member_id) != shown or not shown.washes:
        raise QuoteChanged
    counter = tx.site_counter().name
    line = LedgerLine(_washes(tx, member_id), stock(counter, CARWASH), 1)
    month = tx.business_day // 100
    number = shown.a_month - shown.washes + 1
    return tx.enter(
        WASHED,
        [line],
        subject=member_id,
        version=shown.version,
        once=f"{WASHED}:{member_id}:{month}:{number}",
    )

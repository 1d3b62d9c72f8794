"""购物卡售卖: what a basket of shopping cards comes to, what the law asks for, and the one transaction that activates them.

A carton of three thousand is activated like one card: every number leaves the stock and carries its face value, or none does.
Each card's value is an account of its own, with a last day that the law's shortest validity sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kiosk.core.api import (
    PREPAID,
    Approved,
    LedgerLine,
    Lot,
    Product,
    Transaction,
    drawer,
    normal_serial,
    principal,
    runs_of,
    serial_range,
    serial_run,
)
from kiosk.plugins.cards.rules.wares import WARES, products
from kiosk.plugins.cards.topup.topping_up import QuoteChanged
from kiosk.plugins.cards.words import date_of

from .models import SaleRow, SoldRow

KIND = "cards.sold"

CARDS_AN_ENTRY = 30  # allow constant: an entry of the ledger has forty lines at most

Buyer = Literal["person", "unit"]


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the basket."""

    number: str
    product: str
    face_fen: int


Basket = tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a basket asks for by the rules of today. `too_high`: a face above what an unnamed card may hold, in fen."""

    fen: int
    version: str
    unit_matters: bool
    too_high: int = 0
    most: int = 0
    identity_from: int = 0
    person_transfer_from: int = 0
    unit_transfer_from: int = 0

    @property
    def needs_identity(self) -> bool:
        """Whether the buyer is to be known (10,000 CNY at once)."""
        return self.fen >= self.identity_from

    def only_transfer(self, buyer: Buyer) -> bool:
        """Whether it is paid by bank transfer alone."""
        return self.fen >= (self.unit_transfer_from if buyer == "unit" else self.person_transfer_from)


@dataclass(frozen=True, slots=True)
class Late:
    """A sale that was written on paper: the key of its line, which is the sale's id, when it was, and what is told of it."""

    key: str
    day: int
    happened_ms: int
    reason: str
    told: Mapping[str, str]


def entry_key(sale_id: str, part: int = 0) -> str:
    """Under which a part of a sale is entered once."""
    return f"{KIND}:{sale_id}:{part}"


def why_not(tx: Transaction) -> str:
    """Why nothing can be sold here now: a key of the screens, "" when it can."""
    if tx.rule(WARES) is None or tx.rule(PREPAID) is None:
        return "not_set_up"
    shift = tx.shift()
    return "" if shift is not None and shift.state == "open" else "no_shift"


def terms(tx: Transaction, basket: Basket, on_day: int = 0) -> Terms | None:
    """What the law asks for, today or on a business day; None while its limits were not approved."""
    law = tx.rule(PREPAID, on_day=on_day)
    if law is None:
        return None
    limits, version = law
    fen = sum(card.face_fen for card in basket)
    highest = max((card.face_fen for card in basket), default=0)
    return Terms(
        fen,
        version,
        fen >= limits.unit_transfer_from,
        highest if highest > limits.unnamed_most else 0,
        limits.unnamed_most,
        limits.identity_from,
        limits.person_transfer_from,
        limits.unit_transfer_from,
    )


def card_of(tx: Transaction, text: str, kind: str = "cards_shopping_") -> Card | None:
    """The card with this number, where it lies at this counter and is of a kind that is sold; None for any other."""
    number = normal_serial(text)
    found = tx.serial(number) if number else None
    if found is None or (found.state, found.counter) != ("stock", tx.site_counter().name):
        return None
    product = next((one for one in _sold(tx, kind) if one.id == found.product), None)
    return Card(number, product.id, product.face_fen) if product is not None else None


def run_of(tx: Transaction, first: Card, count: int) -> Basket | None:
    """So many cards from this one on, all of its product and lying here; None when one is not. Raises WrongRange."""
    numbers = serial_run(first.number, count)
    here = (first.product, "stock", tx.site_counter().name)
    found = (tx.serial(number) for number in numbers)
    if not all(one is not None and (one.product, one.state, one.counter) == here for one in found):
        return None
    return tuple(Card(number, first.product, first.face_fen) for number in numbers)


def _sold(tx: Transaction, kind: str) -> list[Product]:
    return [one for one in products(tx) if one.id.startswith(kind)]


def last_day(tx: Transaction) -> int:
    """Until when the value of an unnamed card is good at the least."""
    law = tx.rule(PREPAID)
    years = law[0].unnamed_valid_years if law is not None else 0
    year, month, day = (int(part) for part in date_of(tx.business_day).split("-"))
    ends = date(year + years, month, 1) + timedelta(days=day - 1)  # of 29 February: the day after the 28th
    return int(ends.strftime("%Y%m%d"))


def runs(basket: Basket) -> list[tuple[str, int, str, str, int]]:
    """Product, face, first and last number, and how many, of every run of a basket."""
    found: list[tuple[str, int, str, str, int]] = []
    for product, face in sorted({(card.product, card.face_fen) for card in basket}, key=lambda one: one[1]):
        numbers = [card.number for card in basket if card.product == product]
        found += [
            (product, face, first, last, len(serial_range(first, last))) for first, last in runs_of(numbers)
        ]
    return found


def sell(
    tx: Transaction,
    basket: Basket,
    shown: Terms,
    buyer: Buyer,
    tender: str,
    staff_id: str,
    *,
    identity: str = "",
    late: Late | None = None,
) -> SaleRow:
    """Activate every card of the basket and take the money. `identity`: the sealed record of the buyer.

    Raises QuoteChanged when the rules are not what was shown, NotInStock (with the number) when somebody else has sold one
    meanwhile, AlreadyEntered for a line of paper that was, NoShift.
    """
    if (
        terms(tx, basket, late.day if late else 0) != shown
        or shown.too_high
        or (shown.needs_identity and not identity)
    ):
        raise QuoteChanged
    sale_id = late.key if late else tx.new_id()
    money, good_until = drawer(tx.site_counter().name, tender), last_day(tx)
    for number, (product, cards) in enumerate(_entries(basket)):
        lot = Lot(good_until, source=sale_id)
        lines = [tx.take_serials(product, [card.number for card in cards], why="sold")]
        lines += [LedgerLine(money, principal(card.number), card.face_fen, lot) for card in cards]
        tx.enter(
            KIND,
            lines,
            subject=f"sale:{sale_id}",
            version=shown.version,
            reason=late.reason if late else "",
            data={"tender": tender, "buyer": buyer, "part": number, **(late.told if late else {})},
            once=entry_key(sale_id, number),
            happened_ms=late.happened_ms if late else None,
        )
    sale = SaleRow.create(
        id=sale_id,
        at_ms=tx.now_ms,
        business_day=tx.business_day,
        buyer=buyer,
        tender=tender,
        fen=shown.fen,
        cards=len(basket),
        identity=identity,
        staff_id=staff_id,
    )
    for product, face, first, last, count in runs(basket):
        SoldRow.create(
            id=tx.new_id(),
            sale_id=sale.id,
            product=product,
            first=first,
            last=last,
            cards=count,
            face_fen=face,
        )
    tx.journal("cards.sale", sale=sale.id, cards=len(basket), fen=shown.fen)
    return sale


def _entries(basket: Basket) -> Iterator[tuple[str, Sequence[Card]]]:
    for product in sorted({card.product for card in basket}):
        cards = [card for card in basket if card.product == product]
        for begin in range(0, len(cards), CARDS_AN_ENTRY):
            yield product, cards[begin : begin + CARDS_AN_ENTRY]


def sale_of(tx: Transaction, text: str) -> SaleRow | None:
    """The sale of today that a card belongs to, which is not undone."""
    number = normal_serial(text)
    today = list(SaleRow.select().where(SaleRow.business_day == tx.business_day, SaleRow.undone_ms.is_null()))
    sold = SoldRow.select().where(SoldRow.sale_id.in_([sale.id for sale in today]))
    run = next(
        (one for one in sold if len(one.first) == len(number) and one.first <= number <= one.last), None
    )
    return next((sale for sale in today if run is not None and sale.id == run.sale_id), None)


def undo_sale(tx: Transaction, sale_id: str, approved: Approved, why: str) -> SaleRow:
    """Take a whole sale of today back: money, values and cards. Raises Overdrawn when one of its cards was used, QuoteChanged
    when it was undone before."""
    tx.use_approval(approved)
    marked = (
        SaleRow.update(undone_ms=tx.now_ms)
        .where(SaleRow.id == sale_id, SaleRow.undone_ms.is_null())
        .execute()
    )
    if marked != 1:
        raise QuoteChanged
    number = 0
    while (entry := tx.entered(entry_key(sale_id, number))) is not None:
        tx.reverse(entry.id, reason=why)
        number += 1
    sale: SaleRow = SaleRow.get_by_id(sale_id)
    for run in SoldRow.select().where(SoldRow.sale_id == sale_id):
        tx.put_back_serials(run.product, serial_range(run.first, run.last), why=why)
    tx.journal("cards.sale_undone", sale=sale_id, why=why)
    return sale

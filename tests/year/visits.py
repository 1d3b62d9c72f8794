"""What somebody wants who comes, done by the transactions of the services themselves.

Each visit looks first at what is possible, as a screen would, and does it then; where nothing is, it ends as it began. The last
transaction of a visit says that it is over. What a service refuses by its own rules (a limit, an empty drawer, a card that
somebody else changed) is no failure here: it is what the rules are for.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kiosk.core.ids import new_id
from kiosk.core.ledger import Line, principal, stock
from kiosk.core.records import Member
from kiosk.core.store import errors
from kiosk.core.store.serials import spoiled
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.blocked.flow import freeze, thaw
from kiosk.plugins.cards.close import closing
from kiosk.plugins.cards.close.refunds_due import paid as transferred
from kiosk.plugins.cards.close.slip import number_of
from kiosk.plugins.cards.give import giving
from kiosk.plugins.cards.issue import issuing
from kiosk.plugins.cards.merge import merging
from kiosk.plugins.cards.mine import loss
from kiosk.plugins.cards.rebate import rebating
from kiosk.plugins.cards.renew import renewing
from kiosk.plugins.cards.sell import selling
from kiosk.plugins.cards.sell.models import SaleRow, SoldRow
from kiosk.plugins.cards.stripe.held import spoil
from kiosk.plugins.cards.stripe.tracks import tracks
from kiosk.plugins.cards.stripe.writing import Stripe
from kiosk.plugins.cards.topup import topping_up
from kiosk.plugins.counter import wrapping_up
from tests.year.counter import holder
from tests.year.lockers import bag_collected, bag_stored, borrowed, brought_back
from tests.year.mall import Mall
from tests.year.plan import Visit

CARDS, COUNTER = "cards", "counter"
TENDERS = ("cash", "cash", "wechat", "wechat", "alipay", "bank_card")
REFUSED = (
    errors.Overdrawn,
    errors.NotInStock,
    errors.CardTaken,
    errors.AlreadyEntered,
    errors.Reversed,
    topping_up.QuoteChanged,
    closing.StatementChanged,
    merging.MergerChanged,
    rebating.OfferChanged,
    wrapping_up.PriceChanged,
)
_MEMBERS = "SELECT id FROM members WHERE status = ? ORDER BY id LIMIT 1 OFFSET ?"
_MANY = "SELECT count(*) FROM members WHERE status = ?"


class Guest:
    """One visit while it goes on."""

    def __init__(self, mall: Mall, visit: Visit) -> None:
        self.mall, self.visit, self.dice = mall, visit, visit.dice
        self.who = holder(visit.day, visit.shift)
        others = [number for number in sorted(mall.staff) if number != self.who]
        self.second = self.dice.choice(others)

    @property
    def staff_id(self) -> str:
        return self.mall.staff[self.who].id

    def look(self, function: Callable[..., Any], *more: Any) -> Any:
        return self.mall.read(function, *more, plugin=CARDS)

    def do(self, function: Callable[..., Any], *more: Any, plugin: str = CARDS) -> Any:
        """By staff."""
        return self.mall.write(function, *more, by=self.who, plugin=plugin)

    def customer(self, function: Callable[..., Any], *more: Any, plugin: str = CARDS) -> Any:
        return self.mall.write(function, *more, plugin=plugin)

    def approved(self, right: str, plugin: str = CARDS) -> Any:
        return self.mall.approved(self.second, self.who, right, plugin)

    def member(self, status: str = "active") -> Member | None:
        """Anybody whose card is so."""

        def pick(tx: Transaction) -> Member | None:
            many = run(tx, _MANY, (status,)).fetchone()[0]
            if not many:
                return None
            return tx.member(run(tx, _MEMBERS, (status, self.dice.randrange(many))).fetchone()[0])

        return self.mall.read(pick)  # type: ignore[no-any-return]

    def tender(self) -> str:
        return self.dice.choice(TENDERS)

    def stripe(self, number: str) -> Stripe:
        """Most are written and read back; some wait, for want of an encoder."""
        if self.dice.random() < 0.15:
            return Stripe("later")
        operation = self.do(lambda tx: tx.intend_card(tracks(number), purpose="cards.stripe"))
        self.mall.write(lambda tx: tx.end_operation(operation.id, "done"))
        return Stripe("written", operation.id)


def play(mall: Mall, visit: Visit) -> None:
    """The whole visit, with its beginning and its end."""
    mall.session = new_id(mall.clock)
    mall.write(lambda tx: tx.begin_session(mall.session, "front"))
    try:
        VISITS[visit.kind](Guest(mall, visit))
    except REFUSED:
        pass

    def end(tx: Transaction) -> None:
        tx.end_session(mall.session, "done")
        tx.journal("year.visit", number=visit.number, kind=visit.kind)

    mall.write(end)
    mall.session = ""


# ------------------------------------------------------------------------------------------- money onto cards


def topped_up(guest: Guest) -> None:
    member = guest.member()
    if member is None:
        return issued(guest)
    quote = guest.look(
        topping_up.quote, member.id, guest.dice.choice((5_000, 10_000, 20_000, 50_000, 100_000, 123_45))
    )
    if not quote.refused:
        guest.do(topping_up.top_up, member.id, quote, guest.tender())
    return None


def top_up_undone(guest: Guest) -> None:
    """The wrong amount: taken back at once, with a second person's word."""
    member = guest.member()
    if member is None:
        return
    quote = guest.look(topping_up.quote, member.id, 30_000)
    if quote.refused:
        return
    entry = guest.do(topping_up.top_up, member.id, quote, guest.tender())
    guest.do(topping_up.undo, entry.id, member.id, guest.approved("cards.undo"), "wrong_amount")


def rebated(guest: Guest) -> None:
    member = guest.member()
    offer = guest.look(rebating.offer, member.id) if member else None
    if offer is not None and offer.most:
        guest.do(rebating.rebate, offer, guest.dice.randint(1, offer.most), "desk")


# ------------------------------------------------------------------------------------------- cards


def issued(guest: Guest) -> None:
    """办卡, for money that is paid in or for what was spent."""
    tiers, version = guest.look(issuing.tiers_of)
    tier = guest.dice.choices(tiers.tiers, (8, 3, 1)[: len(tiers.tiers)])[0]
    route = guest.dice.choice([one for one in tier.routes if one != "upgraded"])
    applicant = issuing.Applicant(phone=f"13{guest.visit.number:09d}", name=f"会员{guest.visit.number}")
    money = guest.look(issuing.money_of, applicant, tier.prepaid_from) if route == "prepaid" else None
    if money is not None and money.refused:
        route, money = "spent", None
    spent = tier.spent_from if route == "spent" else 0
    _give(guest, issuing.Wanted(applicant, tier, route, version, money, spent, tender=guest.tender()))


def upgraded(guest: Guest) -> None:
    member, found = guest.member(), guest.look(issuing.tiers_of)
    tier = next((one for one in found[0].tiers if member and one.upgraded_from == member.tier), None)
    if member is None or tier is None:
        return
    applicant = issuing.Applicant(member=member)
    wanted = issuing.Wanted(
        applicant, tier, "upgraded", found[1], spent=tier.upgraded_spent or 0, tender=guest.tender()
    )
    _give(guest, wanted)


def _blank(guest: Guest, product: str) -> str:
    """The next of the stack; "" where there is none."""
    lying = guest.mall.read(lambda tx: tx.serials_lying(product, 1))
    return lying[0] if lying else ""


def _give(guest: Guest, wanted: issuing.Wanted) -> None:
    blank = _blank(guest, wanted.tier.product)
    if not blank:
        return
    if guest.dice.random() < 0.03:  # the encoder has spoiled one
        guest.do(spoil, wanted.tier.product, blank)
        blank = _blank(guest, wanted.tier.product)
    if blank:
        guest.do(issuing.give, wanted, blank, guest.stripe(blank), guest.staff_id, lambda _member: "seen")


def replaced(guest: Guest) -> None:
    """补办 for a lost or broken one, 换取 for a worn one."""
    member = guest.member("blocked" if guest.dice.random() < 0.4 else "active")
    found = guest.look(renewing.holder_of, member.id) if member else None
    if found is None or found.tier is None or (found.member.status == "blocked" and not found.lost):
        return
    why = "lost" if found.lost else guest.dice.choice(("broken", "exchanged"))
    blank = _blank(guest, found.tier.product)
    if blank:
        agreed = renewing.Replacement(found, found.tier, why, guest.tender())
        guest.do(renewing.replace_card, agreed, blank, guest.stripe(blank), guest.staff_id)


def rewritten(guest: Guest) -> None:
    member = guest.member()
    if member is not None:
        number = guest.mall.read(
            lambda tx: run(tx, "SELECT card FROM members WHERE id = ?", (member.id,)).fetchone()[0]
        )
        guest.do(renewing.rewritten, member.id, guest.stripe(number), guest.staff_id)


def frozen(guest: Guest) -> None:
    member = guest.member()
    if member is not None:
        guest.do(freeze, member.id, guest.staff_id, "dispute")


def thawed(guest: Guest) -> None:
    member = guest.member("blocked")
    if member is not None:
        guest.do(thaw, member.id, guest.staff_id, "found")


def reported_lost(guest: Guest) -> None:
    """By the customer, at the kiosk."""
    member = guest.member()
    if member is not None:
        guest.customer(loss.report, member.id, "customer", "reported_lost")


def closed(guest: Guest) -> None:
    """注销: paid back by the formula, in cash where it is little."""
    member = guest.member()
    cause = guest.dice.choice(("customer", "operator"))
    shown = guest.look(closing.statement, member.id, cause) if member else None
    if shown is None:
        return
    tender = "" if not shown.refund.total else "cash" if shown.may_be_cash else "transfer"
    guest.do(closing.close, shown, tender, guest.approved("cards.refund"), number_of)


def refund_paid(guest: Guest) -> None:
    """Finance says that the oldest is transferred."""
    rows = guest.look(lambda _tx: closing.waiting(1))
    if rows:
        staff_id = guest.mall.staff["2001"].id
        guest.mall.write(transferred, rows[0].id, staff_id, by="2001", plugin=CARDS)


def merged(guest: Guest) -> None:
    kept, gone = guest.member(), guest.member()
    if kept is None or gone is None or kept.id == gone.id:
        return
    shown = guest.look(merging.merger, kept.id, gone.id)
    if shown is not None and not shown.too_much:
        guest.do(merging.merge, shown, guest.approved("cards.merge"), number_of)


# ------------------------------------------------------------------------------------------- what is sold and given


def sold(guest: Guest) -> str:
    """Some cards of one or two kinds; now and then a company takes a row of them."""

    def basket(tx: Transaction) -> selling.Basket:
        faces = guest.dice.sample((5, 10, 20, 30, 50, 100), guest.dice.randint(1, 2))
        many = guest.dice.randint(30, 80) if guest.dice.random() < 0.02 else guest.dice.randint(1, 4)
        found = [number for face in faces for number in tx.serials_lying(f"cards_shopping_{face * 10}", many)]
        return tuple(one for number in found if (one := selling.card_of(tx, number)) is not None)

    cards = guest.look(basket)
    shown = guest.look(selling.terms, cards) if cards else None
    if shown is None or shown.too_high:
        return ""
    buyer = "unit" if len(cards) > 20 else "person"
    tender = "transfer" if shown.only_transfer(buyer) else guest.tender()
    identity = "seen" if shown.needs_identity else ""
    sale = guest.do(
        lambda tx: selling.sell(tx, cards, shown, buyer, tender, guest.staff_id, identity=identity).id
    )
    return str(sale)


def sale_undone(guest: Guest) -> None:
    sale = sold(guest)
    if sale:
        guest.do(selling.undo_sale, sale, guest.approved("cards.undo"), "wrong_cards")


def exchanged(guest: Guest) -> None:
    """积兑: points for a card."""
    member = guest.member()
    shown = guest.look(giving.entitled, member.id) if member else None
    if shown is None or shown.owed or not shown.points_a_yuan:
        return
    face = max(
        (face for face in (50, 100, 200, 500) if face * shown.points_a_yuan <= shown.points), default=0
    )
    lying = guest.mall.read(lambda tx: tx.serials_lying(f"cards_exchange_{face}", 1)) if face else []
    card = guest.look(giving.exchange_card, lying[0]) if lying else None
    if card is not None:
        guest.do(giving.exchange, shown, card)


def washed(guest: Guest) -> None:
    member = guest.member()
    shown = guest.look(giving.entitled, member.id) if member else None
    if shown is not None and shown.washes and shown.tickets:
        guest.do(giving.wash, shown)


def written_off(guest: Guest) -> None:
    """Damaged: a card by its number, or tickets."""
    product = guest.dice.choice(("cards_carwash", "cards_gold", "cards_shopping_100", "cards_exchange_50"))
    number = "" if product == "cards_carwash" else _blank(guest, product)
    approved = guest.approved("stock.second", plugin="")

    def write_off(tx: Transaction) -> None:
        tx.use_approval(approved)
        line = (
            tx.spoil_serial(product, number, why="damaged")
            if number
            else Line(spoiled(product), stock("desk", product), 1)
        )
        tx.enter("stock.written_off", [line], subject=product, reason="damaged")

    if number or product == "cards_carwash":
        guest.mall.write(write_off, by=guest.who)


def wrapped(guest: Guest) -> None:
    """礼品包装; one in fifteen was a mistake."""
    now = guest.mall.read(wrapping_up.standing, plugin=COUNTER)
    if now.rule is None:
        return
    kind = guest.dice.choice(now.rule.kinds)
    wanted = wrapping_up.Wanted(kind, guest.dice.randint(1, 3), now.version, guest.tender())
    row_id = guest.do(lambda tx: wrapping_up.wrap(tx, wanted, guest.staff_id).id, plugin=COUNTER)
    if guest.dice.random() < 0.07:
        approved = guest.approved("counter.undo", COUNTER)
        guest.do(wrapping_up.undo, row_id, approved, guest.staff_id, "mistake", plugin=COUNTER)


def looked(guest: Guest) -> None:
    """My card: nothing is written but that somebody was here."""
    member = guest.member()
    if member is not None:
        guest.look(
            lambda tx: (tx.balances(member.id), tx.lots(principal(member.id)), tx.entries_of(member.id))
        )


def shopping_cards(mall: Mall, dice: random.Random, many: int) -> list[str]:
    """Numbers of cards that were sold, for the tills."""

    def pick(_tx: Transaction) -> list[str]:
        rows = list(
            SoldRow.select(SoldRow.first)
            .join(SaleRow, on=SaleRow.id == SoldRow.sale_id)
            .where(SaleRow.undone_ms.is_null())
            .order_by(SoldRow.id.desc())
            .limit(400)
        )
        return [row.first for row in dice.sample(rows, min(many, len(rows)))]

    found: list[str] = mall.read(pick, plugin=CARDS)
    return found


VISITS: dict[str, Callable[[Guest], Any]] = {
    one.__name__: one
    for one in (
        topped_up, top_up_undone, issued, upgraded, sold, sale_undone, exchanged, washed, replaced, rewritten, rebated,
        closed, refund_paid, frozen, thawed, reported_lost, merged, written_off, wrapped, looked, borrowed, brought_back,
        bag_stored, bag_collected,
    )
}  # fmt: skip

"""What people do again and again where a card is cancelled."""

from __future__ import annotations

from kiosk.core.ledger import Account, Line, Lot, bonus, drawer, principal
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.models import PaidInRow
from kiosk.testing.journey import Journey
from tests.journeys.cards.counter import second_person, sign_in
from tests.journeys.cards.steps import (
    OTHER_CARD,
    member_id,
)

TILL = Account("till")
CASH = drawer("desk", "cash")
DAY_S = 24 * 60 * 60


def paid_in(kiosk: Journey, *, day: int = 20260601, paid: int = 100_000, given: int = 20_000) -> str:
    """A top-up of some time ago on the other card: 1,000 and 200 on top."""
    owner = member_id(kiosk, OTHER_CARD)

    def enter(tx: Transaction) -> None:
        source = f"topup-{day}"
        lots = Lot(earned_day=day, source=source)
        lines = [Line(CASH, principal(owner), paid, lots)]
        lines += [Line(Account("given"), bonus(owner), given, lots)] if given else []
        tx.enter("cards.topped_up", lines, subject=owner)
        PaidInRow.create(source=source, day=day, paid=paid, given=given)

    kiosk.write(enter)
    return owner


def spent(kiosk: Journey, fen: int, *, of_bonus: int = 0, full_price: int = 0) -> None:
    owner = member_id(kiosk, OTHER_CARD)
    data: dict[str, str | int] = {"undiscounted": full_price} if full_price else {}
    lines = [Line(principal(owner), TILL, fen - of_bonus)]
    lines += [Line(bonus(owner), TILL, of_bonus)] if of_bonus else []
    kiosk.write(lambda tx: tx.enter("cards.spent", lines, subject=owner, data=data))


def to_the_statement(kiosk: Journey, cause: str, card: str = OTHER_CARD) -> None:
    sign_in(kiosk)
    kiosk.choose("cards.close")
    kiosk.expect("注销哪张卡")
    kiosk.scan(card)
    kiosk.expect("为什么退卡")
    kiosk.choose(cause)
    kiosk.until(lambda: "应退" in kiosk.title or "无可退" in kiosk.title, "the statement")


def agree(kiosk: Journey, tender: str = "transfer") -> None:
    """From the statement to the second person's word."""
    kiosk.choose("go")
    if tender:
        kiosk.expect("怎么退款")
        kiosk.choose(tender)
    kiosk.expect("确认注销此卡")
    kiosk.choose("close")
    kiosk.expect("注销此卡并退款")
    second_person(kiosk)


def held(kiosk: Journey) -> tuple[int, int, int]:
    """Principal, bonus, and the cash in the drawer."""
    owner = member_id(kiosk, OTHER_CARD)
    return kiosk.read(lambda tx: (tx.balance(principal(owner)), tx.balance(bonus(owner)), tx.balance(CASH)))


def books(kiosk: Journey) -> dict[str, int]:
    """What every account holds, house and members alike."""
    rows = kiosk.read(
        lambda tx: run(tx, "SELECT book, owner, unit, credits - debits FROM ledger_accounts").fetchall()
    )
    return {f"{book}/{owner}/{unit}": amount for book, owner, unit, amount in rows}

"""Whoever holds the counter: shifts that begin and end, cash that comes and goes, goods that come in, months that close.

Nothing of it is remembered from one moment to the next. Before each visit the counter is looked at and brought to where it
should be by then, so a process that was killed in the middle of a count goes on with that count.
"""

from __future__ import annotations

import random
from datetime import timedelta

from kiosk.core import months
from kiosk.core.host.products import products_of
from kiosk.core.ledger import Account, Line, drawer, safe, stock
from kiosk.core.products import Product
from kiosk.core.shifts import Shift, is_money
from kiosk.core.store import errors
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.rules.wares import CARWASH
from tests.year.mall import Mall
from tests.year.plan import CHANGES, CLOSES, Visit, as_date, moment

CASH = drawer("desk", "cash")
FLOAT = 50_000
CARTON = {"cards_shopping_": 200, "cards_exchange_": 60}
BLANKS, TICKETS, LOW = 120, 200, 40
EVERY = 15
"""Visits between two looks at drawer, stock and calendar."""
REASONS = ("change", "unknown")
_KNOWN = "SELECT count(*) FROM serials WHERE product = ?"


def bring_to(mall: Mall, visit: Visit) -> None:
    """The right shift is open, its drawer has change, its stock is there, and last month is closed."""
    while (shift := mall.read(Transaction.shift)) is not None:
        if (shift.business_day, shift.name, shift.state) == (visit.day, visit.shift, "open"):
            break
        if shift.state == "open":
            leave(mall, shift, visit)
        else:
            _settle(mall, shift, _other(mall, shift.left_by, visit.dice), visit.dice)
    mall.until(visit.at_ms)
    if shift is None:
        begin(mall, visit)
    if shift is None or visit.number % EVERY == 0:
        restock(mall, holder(visit.day, visit.shift))
        close_months(mall)


def holder(day: int, shift: str) -> str:
    """Who stands there."""
    first = "1002" if day % 2 else "1003"
    return first if shift == "early" else {"1002": "1003", "1003": "1001"}[first]


def begin(mall: Mall, visit: Visit) -> None:
    """Take it over, with change in the drawer."""
    who = holder(visit.day, visit.shift)
    mall.write(lambda tx: tx.open_shift(visit.shift, mall.staff[who].id), by=who)


def change(mall: Mall, who: str) -> None:
    """Change comes in where there is too little."""
    held = mall.read(lambda tx: tx.balance(CASH))
    if held < FLOAT // 2:
        mall.write(lambda tx: tx.enter("shift.cash_in", [Line(CASH, safe(), FLOAT - held)]), by=who)


def leave(mall: Mall, shift: Shift, visit: Visit) -> None:
    """Hand in, count, go; now and then the count is another, or the evening's shift is left in the morning only."""
    dice = random.Random(f"{visit.number}:leave:{shift.business_day}:{shift.name}")
    who = next(number for number, one in mall.staff.items() if one.id == shift.opened_by)
    forgotten = shift.name == "late" and dice.random() < 0.08
    day = as_date(shift.business_day)
    over = CHANGES if shift.name == "early" else CLOSES
    if not forgotten:
        mall.until(min(moment(day, over), visit.at_ms))
    else:
        mall.until(min(moment(day + timedelta(days=1), 9 * 60), visit.at_ms))
    counted = mall.read(lambda tx: {one.account for one in tx.counts(shift, "closing")})
    if not counted:
        _hand_in(mall, who, shift.name)
    for account in mall.read(Transaction.to_count):
        wrong = _wrong(account, dice)
        if account not in counted:
            mall.write(_count, shift, account, wrong, mall.staff[who].id, by=who)
    left = mall.write(lambda tx: tx.leave_shift(shift, mall.staff[who].id), by=who)
    if left.state == "left" and dice.random() < 0.7:
        _settle(mall, left, _other(mall, left.left_by, dice), dice)


def _hand_in(mall: Mall, who: str, name: str) -> None:
    held = mall.read(lambda tx: tx.balance(CASH))
    if name == "late" and held > FLOAT:
        mall.write(lambda tx: tx.enter("shift.cash_out", [Line(safe(), CASH, held - FLOAT)]), by=who)


def _count(tx: Transaction, shift: Shift, account: Account, wrong: int, staff_id: str) -> None:
    tx.count(shift, "closing", account, max(tx.balance(account) + wrong, 0), staff_id)


def _wrong(account: Account, dice: random.Random) -> int:
    """Now and then another figure; of pieces with numbers seldom."""
    chance = dice.random()
    if is_money(account):
        return dice.choice((-1, 1)) * dice.choice((1, 10, 50, 500, 2000)) if chance < 0.08 else 0
    loose = account.unit == f"piece:{CARWASH}" or account.unit.startswith("piece:counter_")
    return dice.choice((-1, 1, 2)) if chance < (0.15 if loose else 0.004) else 0


def _other(mall: Mall, staff_id: str, dice: random.Random) -> str:
    return dice.choice([number for number, one in sorted(mall.staff.items()) if one.id != staff_id])


def _settle(mall: Mall, shift: Shift, second: str, dice: random.Random) -> None:
    reasons = {one.account: dice.choice(REASONS) for one in mall.read(lambda tx: tx.differences(shift))}
    mall.write(lambda tx: tx.settle_shift(shift, mall.staff[second].id, reasons), by=second)


def restock(mall: Mall, who: str) -> None:
    """Change for the drawer; and of what is nearly out, another carton comes in, by its numbers."""
    change(mall, who)

    def short(tx: Transaction) -> list[Product]:
        return [
            one for one in products_of(mall.host, tx).values() if tx.balance(stock("desk", one.id)) <= LOW
        ]

    for product in mall.read(short):
        many = next((n for stem, n in CARTON.items() if product.id.startswith(stem)), BLANKS)
        if product.numbered:
            mall.write(_receive, product.id, many, by=who)
        else:
            mall.write(lambda tx, one=product: tx.receive(one.id, TICKETS), by=who)


def _receive(tx: Transaction, product: str, many: int) -> None:
    known = run(tx, _KNOWN, (product,)).fetchone()[0]
    tx.receive(product, many, [serial_of(product, known + number) for number in range(1, many + 1)])


def serial_of(product: str, number: int) -> str:
    """Numbers that say what they are: eleven digits, the first four by the product."""
    stem = {"gold": 8001, "diamond": 8002, "platinum": 8003}.get(product.removeprefix("cards_"))
    if stem is None:
        shopping = product.startswith("cards_shopping_")
        face = int(product.rsplit("_", 1)[-1])
        stem = (6000 if shopping else 7000) + face % 1000 + (face // 1000)
    return f"{stem}{number:07d}"


def close_months(mall: Mall) -> None:
    """The first of a month, or as soon as nothing stands in the way."""
    month = mall.read(months.to_close)
    if not month:
        return
    seen = mall.read(months.standing, month)
    if not seen.why:
        lead, finance = mall.staff["1001"].id, mall.staff["2001"].id
        try:
            mall.write(months.close, seen, lead, finance, by="2001")
        except errors.ShiftOpen:
            return

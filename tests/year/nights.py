"""What happens once a day, before the first customer: the tills' file of yesterday, the plugins' daily work, and twice a year
a rule that changes.

A file is written once and imported until it is done; what was booked before a power cut is known by then and booked no second
time.
"""

from __future__ import annotations

import random
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.cli.demo_rules import PACK
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.core.till.importer import import_till
from tests.year.mall import Mall
from tests.year.plan import Plan, Visit, as_date
from tests.year.visits import shopping_cards

HEADER = "商户号,收银机号,小票号,日期,时间,金额,会员卡号,付款卡号,卡付金额,原价金额,原小票号,原日期"
RECEIPTS = 40
CHANGES = ((0.3, "cards.bonus", {"valid_days": 180}), (0.6, "cards.wares", {"points_a_yuan": 90}))
"""After which part of the year, which rule, and what of it is another."""
_NIGHT = "SELECT data FROM journal WHERE event = 'year.night' ORDER BY seq DESC LIMIT 1"
_CARDS = "SELECT card FROM members WHERE status = 'active' ORDER BY id"


def night(mall: Mall, plan: Plan, visit: Visit, folder: Path) -> None:
    """Everything that is due before this day's first visit."""
    if mall.morning == visit.day:
        return
    last = mall.read(lambda tx: run(tx, _NIGHT).fetchone())
    if last is not None and f'"day":{visit.day}' in last[0]:
        mall.morning = visit.day
        return
    _tills(mall, plan, visit, folder)
    for name in list(mall.host.plugins):
        mall.write(lambda tx, one=name: mall.host.call_one(one, "kiosk_daily", tx=tx), plugin=name)
    _change_rules(mall, plan, visit)
    mall.write(lambda tx: tx.journal("year.night", day=visit.day))
    mall.morning = visit.day
    for file in folder.glob("till-*.csv"):  # only now: whoever is cut off before imports it once more
        file.unlink()


def _tills(mall: Mall, plan: Plan, visit: Visit, folder: Path) -> None:
    """Receipts of yesterday: most are some member's, some were paid with a card, a few were brought back."""
    yesterday = as_date(visit.day) - timedelta(days=1)
    file = folder / f"till-{yesterday}.csv"
    if not file.exists():
        dice = random.Random(f"{plan.seed}:till:{yesterday}")
        members = mall.read(lambda tx: [row[0] for row in run(tx, _CARDS).fetchall()])
        if not members:
            return
        sold = shopping_cards(mall, dice, 6)
        lines = [_line(dice, number, str(yesterday), members, sold) for number in range(RECEIPTS)]
        part = file.with_suffix(".part")
        part.write_text("\n".join((HEADER, *lines, "")), "utf-8")
        part.rename(file)
    import_till(mall.store, mall.host, file, mall.store.day.zone)


def _line(dice: random.Random, number: int, day: str, members: list[str], sold: list[str]) -> str:
    if number % 12 == 11:  # the receipt before comes back as a whole
        return f"A01,1,{9000 + number},{day},21:{number:02d},-{_amount(number - 1, day)},,,,,{1000 + number - 1},{day}"
    card = dice.choice(members)
    amount = _amount(number, day)
    paid = ""
    if number % 12 != 10 and dice.random() < 0.25:
        payer = dice.choice(sold) if sold and dice.random() < 0.5 else dice.choice(members)
        paid = f"{payer},{min(amount, dice.choice((20, 50, 80)))}"
    return f"A01,1,{1000 + number},{day},20:{number:02d},{amount},{card},{paid or ','},,,"


def _amount(number: int, day: str) -> int:
    return random.Random(f"{day}:{number}").choice((38, 120, 260, 599, 1200, 3800))


def _change_rules(mall: Mall, plan: Plan, visit: Visit) -> None:
    """A new version holds from the day on which it is brought."""
    whole: dict[str, Any] = {one["name"]: one for one in tomllib.loads(PACK.read_text("utf-8"))["rule"]}
    for part, name, other in CHANGES:
        due = plan.visit(max(int(plan.visits * part), 1)).day
        if visit.day < due:
            continue
        versions = mall.read(Transaction.rule_versions, name)
        if any(one.from_day >= due and one.state == "approved" for one in versions):
            continue
        rule = {**whole[name], "from": visit.day, "body": {**whole[name]["body"], **other}}
        mall.rules([rule], "new_rules")

"""What lending asks staff when they lend without a card, by its own functions, to be measured like the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.api import Item, Personal
from kiosk.plugins.lending import cardless_screens as screens
from kiosk.plugins.lending.borrowers import Borrower
from kiosk.plugins.lending.kinds import KINDS, STROLLER, UMBRELLA
from kiosk.plugins.lending.records import Loan

ZONE = ZoneInfo("Asia/Shanghai")
WITH_PHONE = Borrower("b1", Personal(""), Personal("13812345678"), 1_795_000_000_000)
BY_NAME = Borrower("b2", Personal("欧阳"), Personal(""), 1_795_000_000_000)


def asked_of_staff(loan: Loan, item: Item) -> Iterator[tuple[str, Any]]:
    """Every screen of it; `loan` is some loan of an umbrella and `item` the umbrella."""
    now_ms = loan.opened_ms
    notes = {kind.id: kind.words.to_lend(12) for kind in KINDS}
    yield "cardless", screens.what(KINDS, notes, 2)
    yield "cardless-phone", screens.phone()
    yield "cardless-surname", screens.surname(("王", "李", "张", "刘", "陈", "杨", "黄", "赵", "其他"))
    yield "cardless-review", screens.review(UMBRELLA, WITH_PHONE, loan.due_ms, 0, ZONE)
    yield "cardless-review-deposit", screens.review(STROLLER, BY_NAME, loan.due_ms, 50_000, ZONE)
    yield "cardless-money", screens.give_money_back(50_000, WITH_PHONE)
    yield "cardless-given", screens.given_back(50_000)
    lines: list[screens.Line] = [
        (WITH_PHONE, loan, item, 5_000),
        (BY_NAME, None, None, 50_000),
        (BY_NAME, None, None, 0),
    ]
    yield "cardless-people", screens.people(lines * 2, ZONE, now_ms)
    yield "cardless-person", screens.person(lines[0], ZONE)
    yield "cardless-person-money", screens.person(lines[1], ZONE)
    yield "cardless-person-over", screens.person((WITH_PHONE, None, None, 0), ZONE)

"""What lending asks staff when they lend without a card, by its own functions, to be measured like the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.api import Fact, Item, Personal, PlaceRecord
from kiosk.plugins.lending import attendant, condition
from kiosk.plugins.lending import cardless_screens as screens
from kiosk.plugins.lending.borrowers import Borrower, Line
from kiosk.plugins.lending.kinds import KINDS, STROLLER, UMBRELLA
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.records import Loan
from kiosk.plugins.lending.words import _

ZONE = ZoneInfo("Asia/Shanghai")
WITH_PHONE = Borrower("b1", Personal(""), Personal("13812345678"), 1_795_000_000_000)
BY_NAME = Borrower("b2", Personal("欧阳"), Personal(""), 1_795_000_000_000)


def asked_of_staff(loan: Loan, item: Item, places: list[PlaceRecord]) -> Iterator[tuple[str, Any]]:
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
    lines: list[Line] = [
        (WITH_PHONE, loan, item, 5_000),
        (BY_NAME, None, None, 50_000),
        (BY_NAME, None, None, 0),
    ]
    yield "cardless-people", screens.people(lines * 2, ZONE, now_ms)
    yield "cardless-person", screens.person(lines[0], ZONE)
    yield "cardless-person-money", screens.person(lines[1], ZONE)
    yield "cardless-person-over", screens.person((WITH_PHONE, None, None, 0), ZONE)
    yield from _at_the_door(loan, item, places, lines)


def _at_the_door(
    loan: Loan, item: Item, places: list[PlaceRecord], lines: list[Line]
) -> Iterator[tuple[str, Any]]:
    """What the attendant reads from the open door on, lending and taking back."""
    now_ms, place, holder = loan.opened_ms, places[16], Fact(_("Borrower"), WITH_PHONE.shown)
    yield "attendant-take", attendant.take_it_out(places, place)
    yield "attendant-take-noted", attendant.take_it_out(places, place, scanned=item)
    yield "attendant-lent", attendant.lent(loan, item, holder, ZONE, slip=True, deposit_fen=50_000)
    yield (
        "attendant-lent-open",
        attendant.lent(loan, item, holder, ZONE, slip=False, deposit_fen=0, door_open=place),
    )
    yield "attendant-nothing-lent", attendant.nothing_lent(UMBRELLA, another=True)
    for why in ("busy", "resting", "none"):
        yield f"attendant-none-{why}", attendant.none_to_lend(STROLLER, why)
    yield "attendant-no-door", attendant.no_door_opened()
    yield "attendant-scan", attendant.scan_what_comes(_("Not recognised. Please scan the tag"))
    yield "attendant-who", attendant.who_brings_it(lines * 3, ZONE, now_ms)
    yield "attendant-nothing-out", attendant.nothing_out(UMBRELLA)
    yield "attendant-put", attendant.put_it_in(UMBRELLA, places, place)
    note = attendant.other_tag(item, item)
    yield "attendant-put-other", attendant.put_it_in(UMBRELLA, places, place, note=note)
    back = attendant.taken_back(item, _("service desk"), holder, now_ms, ZONE, slip=True, deposit_fen=50_000)
    yield "attendant-back", back
    yield "attendant-noted", attendant.noted(attendant.LEFT_OPEN)
    yield "attendant-kept-here", attendant.kept_here(item)
    yield "attendant-kept", attendant.kept(STROLLER)
    yield "attendant-full", attendant.no_room(STROLLER, "full", Limits(other_places="2F 服务台、B1 停车场"))
    yield "attendant-stuck", attendant.no_door_for_it(UMBRELLA)
    yield "attendant-condition", condition.condition(STROLLER, by_staff=True)

"""What staff are shown of items: one with its state, and the lists (all, expiring, set aside, on their way)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kiosk.core.api import Item, PlaceRecord, Text, Transaction, date_of, place_name, several_banks

from .kinds import KINDS
from .reading import loan_of_item
from .records import Loan, LoanState
from .stock import Whereabouts, where_is, whereabouts
from .stock_rows import Stock, moving, stock_of, stocks
from .transfer import in_transit
from .words import _

Which = Literal["all", "expiring", "aside", "transit", "desk"]

LENT_STATES: tuple[LoanState, ...] = ("lent", "returning_unverified", "missing", "lost")


@dataclass(frozen=True, slots=True)
class Known:
    """One item and all that its card tells. `today` is the business day, yyyymmdd."""

    item: Item
    where: Whereabouts
    stock: Stock
    place: PlaceRecord | None
    loan: Loan | None
    today: int
    leaving: bool = False
    several: bool = False
    """Whether a door's number alone is not enough."""

    @property
    def expired(self) -> bool:
        """Past its day."""
        return self.stock.expired(self.today)


def known(tx: Transaction, item: Item) -> Known:
    """One item now."""
    where = where_is(item)
    return Known(
        item, where, stock_of(item.id), tx.place(item.place_id) if item.place_id else None,
        loan_of_item(item.id, *LENT_STATES) if where in ("lent", "lost") else None, tx.business_day,
        leaving=moving().get(item.id) == "leaving", several=several_banks(tx.places()),
    )  # fmt: skip


def listed(tx: Transaction, which: Which, soon_days: int) -> list[tuple[Item, Whereabouts, Stock]]:
    """One of the lists: what is nearest to its day first, otherwise by tag."""
    facts, on_the_way = stocks(), {one.item.id for one in in_transit(tx)}
    found = []
    for kind in KINDS:
        where = whereabouts(tx, kind.id)
        for item in tx.items(kind.id):
            stock = facts.get(item.id, Stock())
            if where[item.id] != "out" and _belongs(
                which, where[item.id], stock, tx.business_day, soon_days, moving=item.id in on_the_way
            ):
                found.append((item, where[item.id], stock))
    if which == "expiring":
        return sorted(found, key=lambda one: (one[2].expires_day, one[0].tag))
    return sorted(found, key=lambda one: one[0].tag)


def _belongs(
    which: Which, where: Whereabouts, stock: Stock, today: int, soon_days: int, *, moving: bool
) -> bool:
    if which == "all":
        return True
    if which == "expiring":
        return 0 < stock.expires_day <= day_after(today, soon_days)
    if which == "aside":
        return stock.aside == "damaged"
    if which == "desk":
        return where == "desk"
    return moving


def counts(tx: Transaction, soon_days: int) -> dict[Which, int]:
    """How long each list is, for the menu."""
    lists: tuple[Which, ...] = ("all", "expiring", "aside", "transit", "desk")
    return {which: len(listed(tx, which, soon_days)) for which in lists}


def day_after(day: int, days: int) -> int:
    """A day some days later, both yyyymmdd."""
    later = date(day // 10_000, day // 100 % 100, day % 100) + timedelta(days=days)
    return later.year * 10_000 + later.month * 100 + later.day


def as_day(digits: str) -> int | None:
    """What was typed, if it is a day: 20261130."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return int(digits)


WHERE_WORDS: dict[Whereabouts, Text] = {
    "place": _("in its place"), "lent": _("lent"), "transit": _("on its way"), "lost": _("lost"),
    "desk": _("at the desk"), "out": _("left the stock"),
}  # fmt: skip


def where_words(one: Known) -> Text:
    """Where it is, in a few words."""
    if one.place is not None:
        return place_name(one.place, several=one.several)
    return WHERE_WORDS[one.where]


def condition(stock: Stock, today: int) -> Text:
    """What is wrong with it, or until when it is good; "" when there is nothing to say."""
    if stock.aside == "damaged":
        return _("damaged")
    if stock.expired(today):
        return _("expired {day}", day=date_of(stock.expires_day))
    if stock.expires_day:
        return _("good until {day}", day=date_of(stock.expires_day))
    return ""

"""The forms of pieces once more (F01, F02, F03, F11, F14), out of what `reader` has read of the journal and nothing else.

What a day had before it is everything that was entered into the days before; an entry belongs to the day that its row says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.year.reader import Account, Reader, Shift

RECEIVED = "stock.received"
ADJUSTED = {"stock.written_off", "shift.difference", "cards.spoiled"}
TOPPED_UP, OPENED, REBATED, ISSUED = "cards.topped_up", "cards.opened", "cards.points_rebate", "cards.issued"
COUNTER = "desk"


@dataclass
class OfADay:
    """One product on one day: what came, what each shift gave, what was written off or differed."""

    came: int = 0
    out: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    adjusted: int = 0

    @property
    def net(self) -> int:
        return self.came - sum(self.out.values()) + self.adjusted


@dataclass
class Stock:
    """Every product by day, and the money that F01 has at its foot."""

    days: dict[int, dict[str, OfADay]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(OfADay))
    )
    given: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    """By day: fen of bonus and principal, by kind."""

    @classmethod
    def of(cls, reader: Reader) -> Stock:
        """Sorted anew out of every entry."""
        stock = cls()
        for entry in reader.entries:
            shift = reader.shifts[entry.shift].name if entry.shift else ""
            for account, amount in entry.net():
                if account.book == "stock" and account.owner == COUNTER:
                    of_day = stock.days[entry.day][account.unit]
                    if entry.plain == RECEIVED:
                        of_day.came += amount
                    elif entry.plain in ADJUSTED:
                        of_day.adjusted += amount
                    else:
                        of_day.out[shift] -= amount
                elif account.book in ("bonus", "principal"):
                    stock.given[entry.day][f"{account.book} {entry.plain}"] -= amount
        return stock

    def before(self, unit: str, day: int) -> int:
        """前存: everything of the days before."""
        return sum(of[unit].net for one, of in list(self.days.items()) if one < day and unit in of)

    def of_day(self, unit: str, day: int) -> tuple[int, int, int, int, int, int, int]:
        """前存, 进, 早销, 晚销, out without a shift, adjusted, 存."""
        before, one = self.before(unit, day), self.days[day][unit]
        return (
            before, one.came, one.out["early"], one.out["late"], one.out[""], one.adjusted, before + one.net,
        )  # fmt: skip

    def of_month(self, unit: str, month: int) -> tuple[int, int, int, int]:
        """Before, came, used, left."""
        before = self.before(unit, month * 100)
        left = self.before(unit, month * 100 + 99)
        came = sum(of[unit].came for day, of in list(self.days.items()) if day // 100 == month and unit in of)
        return before, came, before + came - left, left

    def f01_foot(self, reader: Reader, day: int) -> list[int]:
        """充值返利, 积分返利, both, 充值开卡额, 充值金额, 台账总额."""
        given = self.given[day]
        on_top = given[f"bonus {TOPPED_UP}"] + given[f"bonus {OPENED}"]
        for_points = given[f"bonus {REBATED}"]
        ledger = sum(sum(reader.f09(shift).values()) for shift in reader.shifts_of(day))
        paid_in = (given[f"principal {OPENED}"], given[f"principal {TOPPED_UP}"])
        return [on_top, for_points, on_top + for_points, *paid_in, ledger]

    def f02_sum(self, day: int) -> int:
        """The face value of every shopping card that went out; a product is named after its yuan."""
        stem = "piece:cards_shopping_"
        return sum(
            int(unit.removeprefix(stem)) * 100 * sum(one.out.values())
            for unit, one in self.days[day].items()
            if unit.startswith(stem)
        )


def newest_count(reader: Reader, unit: str, days: list[int]) -> tuple[Shift, tuple[int, int, int]] | None:
    """The last shift of some days that was left with this product, and what it counted."""
    account = Account("stock", COUNTER, unit)
    for day in reversed(days):
        for shift in reversed(reader.shifts_of(day)):
            if shift.at_leaving is not None and account in shift.at_leaving:
                return shift, reader.f06_counted(shift)[account]
    return None


def new_cards(reader: Reader, days: list[int]) -> dict[tuple[str, str], int]:
    """F03: cards that were given, by the product of their blank and the route.

    Upgraded is what the cards' own row of the journal calls so; prepaid is what had money paid in for the same member in the
    same moment; the rest was spent.
    """
    found: dict[tuple[str, str], int] = defaultdict(int)
    opened = {(one.subject, one.at_ms) for one in reader.entries if one.kind == OPENED}
    for entry in reader.entries:
        if entry.kind != ISSUED or entry.day not in days:
            continue
        blank = next(account.unit for account, _amount in entry.net() if account.book == "stock")
        route = "prepaid" if (entry.subject, entry.at_ms) in opened else "spent"
        if entry.id in reader.upgraded:
            route = "upgraded"
        found[blank.removeprefix("piece:cards_"), route] += 1
    return dict(found)

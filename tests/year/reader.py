"""Every figure of the forms once more, by somebody who has the journal and nothing else.

Nothing of the product is imported here. What is read is the journal's rows and the JSON in them: `ledger.account` (which
number is which account), `ledger.entered` (what was moved), `shift.*` (who held the counter), `ledger.closed`. Which kind of
entry belongs to which line of a form was written down again from the manual; if the product's services say otherwise, the two
differ, and that is the point.

An entry is of the shift that was open when it was made; a difference, and what is settled with finance at a shift's end, are of
the shift that they are about.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

F09_LINES = ("topup", "cards", "reissue", "wrapping", "points")
F09_LINE = {
    "cards.topped_up": "topup",  # 充值
    "cards.opened": "topup",
    "cards.sold": "cards",  # 售卖购物卡
    "cards.issued": "reissue",  # 会员卡补办
    "cards.replaced": "reissue",
    "counter.wrapped": "wrapping",  # 礼品包装
    "cards.points_rebate": "points",  # 积分兑换
}
F10_LINES = ("shopping_cards", "points", "member_cards", "car_wash")
F10_LINE = {
    "cards.sold": "shopping_cards",  # 购物卡
    "cards.exchanged": "points",  # 积分兑换
    "cards.redeemed": "points",
    "cards.points_rebate": "points",
    "cards.issued": "member_cards",  # 会员卡
    "cards.replaced": "member_cards",
    "cards.carwash": "car_wash",  # 洗车票
}
NOT_EARNED = {"shift.cash_in", "shift.cash_out", "shift.settled", "shift.difference"}
CHINA_MS = 8 * 3_600_000
_ROWS = (
    "SELECT seq, at_ms, business_day, event, data FROM journal WHERE seq > ?"
    " AND (event LIKE 'ledger.%' OR event LIKE 'shift.%' OR event = 'cards.upgraded') ORDER BY seq"
)


@dataclass(frozen=True)
class Account:
    """What the journal says of an account's number."""

    book: str
    owner: str
    unit: str


@dataclass
class Entry:
    """One entry, with its transfers as (debit, credit, amount)."""

    id: str
    kind: str
    subject: str
    day: int
    at_ms: int
    shift: str
    moved: list[tuple[Account, Account, int]]

    @property
    def plain(self) -> str:
        return self.kind.removesuffix(".reversed")

    def net(self) -> Iterator[tuple[Account, int]]:
        """What came onto each account's debit side, and left it."""
        for debit, credit, amount in self.moved:
            yield debit, amount
            yield credit, -amount


@dataclass
class Shift:
    """A shift by its own rows, with what the counter held when it began and when it was left."""

    id: str
    name: str
    counter: str
    day: int
    before: dict[Account, int]
    entries: list[Entry] = field(default_factory=list)
    at_leaving: dict[Account, int] | None = None
    closed: bool = False


@dataclass
class Reader:
    """Reads on from where it was; sums are by account number's owner, never by what the ledger carries."""

    seq: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)
    held: dict[Account, int] = field(default_factory=lambda: defaultdict(int))
    debits: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    credits: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    shifts: dict[str, Shift] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    open: dict[str, str] = field(default_factory=dict)
    closed_months: set[int] = field(default_factory=set)
    upgraded: set[str] = field(default_factory=set)
    """Entries of cards that took another's place, by id."""
    never: list[str] = field(default_factory=list)
    """What must not be: a counter's drawer or stock below nothing, an entry in a month that is closed."""

    def read(self, place: Path) -> None:
        """Everything that was journaled since."""
        database = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
        try:
            for seq, at_ms, day, event, data in database.execute(_ROWS, (self.seq,)):
                self._row(at_ms, day, event, json.loads(data))
                self.seq = seq
        finally:
            database.close()

    def _row(self, at_ms: int, day: int, event: str, data: dict[str, str | int]) -> None:
        if event == "ledger.account":
            owner = "" if data["owner"] == "house" else str(data["owner"])
            self.accounts[int(data["number"])] = Account(str(data["book"]), owner, str(data["unit"]))
        elif event == "ledger.entered":
            self._entry(at_ms, day, data)
        elif event == "cards.upgraded":
            self.upgraded.add(str(data["entry"]))
        elif event == "ledger.closed":
            self.closed_months.add(int(data["month"]))
        elif event == "shift.opened":
            counter = str(data["counter"])
            shift = Shift(str(data["shift"]), str(data["why"]), counter, day, self._of_counter(counter))
            self.shifts[shift.id] = shift
            self.open[counter] = shift.id
        elif event == "shift.left":
            shift = self.shifts[str(data["shift"])]
            shift.at_leaving = self._of_counter(shift.counter)
            del self.open[shift.counter]
        elif event == "shift.closed":
            self.shifts[str(data["shift"])].closed = True

    def _entry(self, at_ms: int, day: int, data: dict[str, str | int]) -> None:
        moved = []
        for line in range(len([key for key in data if key.startswith("amount")])):
            debit, credit, amount = (int(data[f"{word}{line}"]) for word in ("debit", "credit", "amount"))
            self.debits[debit] += amount
            self.credits[credit] += amount
            moved.append((self.accounts[debit], self.accounts[credit], amount))
        kind = str(data["kind"])
        about_a_shift = kind in ("shift.settled", "shift.difference")
        shift = str(data["subject"]) if about_a_shift else next(iter(self.open.values()), "")
        entry = Entry(str(data["entry"]), kind, str(data.get("subject", "")), day, at_ms, shift, moved)
        self.entries.append(entry)
        if shift:
            self.shifts[shift].entries.append(entry)
        for account, amount in entry.net():
            self.held[account] += amount
        self._look(entry)

    def _look(self, entry: Entry) -> None:
        if entry.day // 100 in self.closed_months:
            self.never.append(f"{entry.kind} was entered into {entry.day}, and the month is closed")
        for account, _amount in entry.net():
            if account.book in ("drawer", "stock") and self.held[account] < 0:
                self.never.append(f"{account} holds {self.held[account]} after {entry.kind}")

    def _of_counter(self, counter: str) -> dict[Account, int]:
        return {
            account: held
            for account, held in self.held.items()
            if (account.book == "drawer" and account.owner.startswith(f"{counter}/"))
            or (account.book == "stock" and account.owner == counter)
        }

    def shifts_of(self, day: int) -> list[Shift]:
        """In the order of their beginning."""
        return [one for one in self.shifts.values() if one.day == day]

    # ------------------------------------------------------------------ the forms

    def f09(self, shift: Shift) -> dict[tuple[str, str], int]:
        """款项: by line and tender, in fen."""
        return self._money(shift.entries, shift.counter)

    def f09_cash(self, shift: Shift) -> list[int]:
        """Change put in, takings handed in; and once it was counted: booked, counted, difference."""
        cash = Account("drawer", f"{shift.counter}/cash", "fen")
        moved: dict[str, int] = defaultdict(int)
        for entry in shift.entries:
            for account, amount in entry.net():
                if account == cash:
                    moved[entry.kind] += amount
        told = [moved["shift.cash_in"], -moved["shift.cash_out"]]
        if shift.at_leaving is None:
            return told
        booked, wrong = shift.at_leaving.get(cash, 0), moved["shift.difference"]
        return [*told, booked, booked + wrong, wrong]

    def f06_entries(self, shift: Shift) -> list[tuple[str, int, int, int]]:
        """台账: time, money into the drawers, points given, pieces into the stock, entry by entry."""
        return [self._line(entry, shift.counter) for entry in shift.entries]

    def _line(self, entry: Entry, counter: str) -> tuple[str, int, int, int]:
        money = points = pieces = 0
        for account, amount in entry.net():
            if account.book == "drawer" and account.owner.startswith(f"{counter}/"):
                money += amount
            elif account.book == "stock" and account.owner == counter:
                pieces += amount
            elif account.book == "points":
                points -= amount
        minute = (entry.at_ms + CHINA_MS) // 60_000 % 1440
        return f"{minute // 60:02d}:{minute % 60:02d}", money, points, pieces

    def f06_stock(self, shift: Shift) -> dict[str, tuple[int, int, int, int]]:
        """前存, 进, 销, 存 of each product that was there or moved."""
        came: dict[str, int] = defaultdict(int)
        went: dict[str, int] = defaultdict(int)
        before = {one.unit: held for one, held in shift.before.items() if one.book == "stock"}
        for entry in shift.entries:
            for debit, credit, amount in entry.moved:
                if debit.book == "stock" and debit.owner == shift.counter:
                    came[debit.unit] += amount
                if credit.book == "stock" and credit.owner == shift.counter:
                    went[credit.unit] += amount
        found = {}
        for unit in sorted({*before, *came, *went}):
            had, more, less = before.get(unit, 0), came[unit], went[unit]
            if had or more or less:
                found[unit] = (had, more, less, had + more - less)
        return found

    def f06_counted(self, shift: Shift) -> dict[Account, tuple[int, int, int]]:
        """Booked, counted, difference, of everything that lay at the counter when it was left."""
        wrong: dict[Account, int] = defaultdict(int)
        for entry in shift.entries:
            if entry.kind == "shift.difference":
                for account, amount in entry.net():
                    wrong[account] += amount
        booked = shift.at_leaving or {}
        return {one: (held, held + wrong[one], wrong[one]) for one, held in booked.items()}

    def f10_lines(self, month: int) -> dict[str, tuple[int, int, int, int]]:
        """对账: times, pieces out, points spent, fen, by the manual's lines and "other"."""
        sums: dict[str, list[int]] = {line: [0, 0, 0, 0] for line in (*F10_LINES, "other")}
        for entry in self._of_month(month):
            told = sums[F10_LINE.get(entry.plain, "other")]
            told[0] += 1 if entry.plain == entry.kind else -1
            for account, amount in entry.net():
                if account.book == "stock" and entry.plain != "shift.difference":
                    told[1] -= amount
                elif account.book == "points":
                    told[2] += amount
                elif account.book == "drawer" and entry.plain not in NOT_EARNED:
                    told[3] += amount
        return {line: (told[0], told[1], told[2], told[3]) for line, told in sums.items()}

    def f10_money(self, month: int) -> dict[tuple[str, str], int]:
        """All money of the month by F09's line and tender."""
        return self._money(self._of_month(month), "")

    def f10_differences(self, month: int) -> dict[tuple[str, Account], int]:
        """What was more (or less) than there should be, by shift and account."""
        found: dict[tuple[str, Account], int] = defaultdict(int)
        for entry in self._of_month(month):
            if entry.kind == "shift.difference":
                for account, amount in entry.net():
                    if account.book in ("drawer", "stock"):
                        found[entry.shift, account] += amount
        return dict(found)

    def _of_month(self, month: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.day // 100 == month]

    def _money(self, entries: list[Entry], counter: str) -> dict[tuple[str, str], int]:
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for entry in entries:
            if entry.plain in NOT_EARNED:
                continue
            for account, amount in entry.net():
                if account.book == "drawer" and account.owner.startswith(counter):
                    sums[F09_LINE.get(entry.plain, "other"), account.owner.rsplit("/", 1)[-1]] += amount
        return {key: fen for key, fen in sums.items() if fen}

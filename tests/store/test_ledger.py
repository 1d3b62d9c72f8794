"""The ledger: what is entered moves between accounts, and nothing is made, lost, overdrawn or undone twice."""

from __future__ import annotations

import json

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.ledger import Account, Line, Lot, Share, bonus, drawer, pieces, points, principal, stock
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from tests.store.conftest import OTHER_KIOSK, Opener

MEMBER = "01900000-0000-7000-8000-00000000a001"
CASH = drawer("first-floor", "cash")
GIVEN = Account("given", "", "fen")
SPENT = Account("spent", "", "fen")
EARNED = Account("earned", "", "point")
REDEEMED = Account("redeemed", "", "point")


def top_up(tx: Transaction, paid: int = 100_000, given: int = 20_000, once: str = ""):
    lines = [Line(CASH, principal(MEMBER), paid), Line(GIVEN, bonus(MEMBER), given)]
    return tx.enter("cards.topped_up", lines, subject=MEMBER, version="bonus-3", once=once)


def earn(tx: Transaction, amount: int, last_day: int, earned_day: int = 0):
    return tx.enter(
        "cards.earned", [Line(EARNED, points(MEMBER), amount, Lot(last_day, earned_day))], subject=MEMBER
    )


def redeem(tx: Transaction, amount: int):
    return tx.enter("gifts.redeemed", [Line(points(MEMBER), REDEEMED, amount)], subject=MEMBER)


def balances(store: Store) -> tuple[int, int, int]:
    return store.read_now(
        lambda tx: tuple(tx.balance(one) for one in (principal(MEMBER), bonus(MEMBER), CASH))
    )


def test_a_top_up_is_in_the_drawer_and_on_the_card_with_its_bonus_apart(store):
    entry = store.write_now(top_up)

    assert balances(store) == (100_000, 20_000, 100_000)
    found = store.read_now(lambda tx: tx.entry(entry.id))
    assert (found.kind, found.subject, found.version, found.late) == (
        "cards.topped_up",
        MEMBER,
        "bonus-3",
        False,
    )
    moved = store.read_now(
        lambda tx: [(one.debit.book, one.credit.book, one.amount) for one in tx.transfers_of(found)]
    )
    assert moved == [("drawer", "principal", 100_000), ("given", "bonus", 20_000)]
    assert store.read_now(lambda tx: tx.balances(MEMBER)) == {
        bonus(MEMBER): 20_000,
        principal(MEMBER): 100_000,
    }
    assert not check(store)


@pytest.mark.parametrize(
    "line",
    [
        Line(principal(MEMBER), SPENT, 100_001),
        Line(SPENT, CASH, 100_001),
        Line(Account("sold", "first-floor", pieces("gold")), stock("first-floor", "gold"), 1),
    ],
    ids=["more than was paid in", "more than is in the drawer", "a piece that is not there"],
)
def test_nothing_that_a_person_holds_falls_below_nothing_and_nothing_of_the_entry_stays(store, line):
    store.write_now(top_up)

    with pytest.raises(errors.Overdrawn):
        store.write_now(lambda tx: tx.enter("cards.tried", [Line(GIVEN, bonus(MEMBER), 7), line]))

    assert balances(store) == (100_000, 20_000, 100_000)
    assert not check(store)


def test_points_are_spent_by_their_last_day_and_of_two_the_older_first(store, clock):
    store.write_now(earn, 100, 20271231, 20251105)
    store.write_now(earn, 50, 20261231, 20251103)
    store.write_now(earn, 30, 20261231, 20251101)

    by_day = store.read_now(lambda tx: tx.left_by_day(points(MEMBER)))
    assert list(by_day.items()) == [(20261231, 80), (20271231, 100)]
    store.write_now(redeem, 95)

    left = store.read_now(lambda tx: [(lot.last_day, lot.left) for lot in tx.lots(points(MEMBER))])
    assert left == [(20271231, 85)]


def test_points_that_have_ended_are_not_spent(store, clock: ManualClock):
    day = store.read_now(lambda tx: tx.business_day)
    store.write_now(earn, 100, day)
    store.write_now(earn, 10, day + 10_000)
    clock.move(86_400)

    with pytest.raises(errors.Overdrawn, match="10 of 11"):
        store.write_now(redeem, 11)

    assert store.read_now(lambda tx: (tx.spendable(points(MEMBER)), tx.balance(points(MEMBER)))) == (10, 110)
    assert store.read_now(lambda tx: tx.left_by_day(points(MEMBER), on_day=tx.business_day)) == {
        day + 10_000: 10
    }
    ended = store.read_now(lambda tx: tx.lots(points(MEMBER)))[0]
    line = Line(points(MEMBER), Account("ended", "", "point"), 100, take=(Share(ended.number, 100),))
    store.write_now(lambda tx: tx.enter("cards.points_ended", [line]))
    assert store.read_now(lambda tx: tx.balance(points(MEMBER))) == 10
    assert not check(store)


def test_a_reversal_puts_points_back_into_the_lots_they_came_from(store):
    store.write_now(earn, 30, 20991231)
    store.write_now(earn, 50, 20981231)
    spent = store.write_now(redeem, 60)

    undone = store.write_now(lambda tx: tx.reverse(spent.id, reason="gift_returned"))

    left = store.read_now(lambda tx: [(lot.last_day, lot.left) for lot in tx.lots(points(MEMBER))])
    assert left == [(20981231, 50), (20991231, 30)]
    assert undone.kind == "gifts.redeemed.reversed"
    assert store.read_now(lambda tx: tx.entry(spent.id)).reversed_by == undone.id
    assert not check(store)


def test_points_that_ended_while_they_were_spent_come_back_with_days_of_grace(store, clock: ManualClock):
    day = store.read_now(lambda tx: tx.business_day)
    store.write_now(earn, 30, day)
    spent = store.write_now(redeem, 20)
    clock.move(3 * 86_400)
    until = store.read_now(lambda tx: tx.business_day) + 100

    store.write_now(lambda tx: tx.reverse(spent.id, reason="gift_returned", again_until=until))

    assert store.read_now(lambda tx: tx.spendable(points(MEMBER))) == 20
    assert not check(store)


def test_nothing_is_reversed_twice_and_no_reversal_is_reversed(store):
    entry = store.write_now(top_up)
    undone = store.write_now(lambda tx: tx.reverse(entry.id, reason="wrong_member"))

    with pytest.raises(errors.Reversed):
        store.write_now(lambda tx: tx.reverse(entry.id, reason="wrong_member"))
    with pytest.raises(ValueError, match="a reversal itself"):
        store.write_now(lambda tx: tx.reverse(undone.id, reason="wrong_member"))

    assert balances(store) == (0, 0, 0)


def test_a_top_up_of_which_something_was_spent_is_not_reversed_as_if_nothing_had_been(store):
    entry = store.write_now(top_up)
    store.write_now(lambda tx: tx.enter("cards.spent", [Line(principal(MEMBER), SPENT, 1)]))
    store.write_now(lambda tx: tx.enter("cards.topped_up", [Line(CASH, principal(MEMBER), 50_000)]))

    with pytest.raises(errors.Overdrawn):
        store.write_now(lambda tx: tx.reverse(entry.id, reason="wrong_member"))

    assert balances(store) == (149_999, 20_000, 150_000)


def test_under_one_key_there_is_one_entry(store):
    first = store.write_now(top_up, once="till:2026-11-29:0042")

    with pytest.raises(errors.AlreadyEntered):
        store.write_now(top_up, once="till:2026-11-29:0042")

    assert balances(store) == (100_000, 20_000, 100_000)
    assert store.read_now(lambda tx: tx.entered("till:2026-11-29:0042")).id == first.id
    assert store.read_now(lambda tx: [one.id for one in tx.entries_of(MEMBER)]) == [first.id]


def test_two_kiosks_that_enter_under_one_key_make_one_entry(postgres_store):
    url = postgres_store.dialect.database.database
    other = Store.open(url, postgres_store.clock, kiosk_id=OTHER_KIOSK)
    try:
        postgres_store.write_now(top_up, once="serial:8800001")
        with pytest.raises(errors.AlreadyEntered):
            other.write_now(top_up, once="serial:8800001")
    finally:
        other.close()
    assert balances(postgres_store) == (100_000, 20_000, 100_000)


def test_a_closed_month_takes_nothing_more_and_a_reversal_stands_in_the_open_one(store, clock: ManualClock):
    entry = store.write_now(top_up)
    month = entry.business_day // 100
    with pytest.raises(ValueError, match="is not over"):
        store.write_now(lambda tx: tx.close_month(month, "staff:1", "staff:2"))
    clock.move(32 * 86_400)

    with pytest.raises(errors.ConstraintBroken):
        store.write_now(lambda tx: tx.close_month(month, "staff:1", "staff:1"))
    assert store.write_now(lambda tx: tx.close_month(month, "staff:1", "staff:2"))
    assert not store.write_now(lambda tx: tx.close_month(month, "staff:3", "staff:4"))

    clock.jump(-32 * 86_400)
    with pytest.raises(errors.MonthClosed):
        store.write_now(top_up)
    clock.jump(32 * 86_400)
    undone = store.write_now(lambda tx: tx.reverse(entry.id, reason="wrong_member"))
    assert undone.business_day // 100 != month
    assert balances(store) == (0, 0, 0)


def test_what_happened_before_it_was_entered_says_so_and_stands_in_the_day_of_its_entry(
    store, clock: ManualClock
):
    yesterday = clock.now_ms() - 86_400_000

    entry = store.write_now(
        lambda tx: tx.enter(
            "cards.topped_up",
            [Line(CASH, principal(MEMBER), 1)],
            happened_ms=yesterday,
            reason="power_was_out",
        )
    )

    assert entry.late
    assert entry.business_day == store.read_now(lambda tx: tx.business_day)
    with pytest.raises(ValueError, match="has happened"):
        store.write_now(
            lambda tx: tx.enter("cards.later", [Line(CASH, SPENT, 1)], happened_ms=clock.now_ms() + 1)
        )


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "1 to 40 lines"),
        ([Line(CASH, SPENT, 0)], "at least 1"),
        ([Line(CASH, CASH, 1)], "to itself"),
        ([Line(CASH, points(MEMBER), 1)], "cannot become"),
        ([Line(CASH, SPENT, 1, Lot())], "not kept in lots"),
        ([Line(principal(MEMBER), SPENT, 2, take=(Share(1, 1),))], "are not the amount"),
        ([Line(CASH, Account("principal", MEMBER, "fen", "either"), 1)], "kept otherwise"),
    ],
)
def test_what_is_no_entry_is_refused_with_the_reason(store, lines, why):
    store.write_now(top_up)
    with pytest.raises(ValueError, match=why):
        store.write_now(lambda tx: tx.enter("cards.wrong", lines))


def test_the_journal_alone_tells_every_figure(store):
    store.write_now(top_up)
    spent = store.write_now(lambda tx: tx.enter("cards.spent", [Line(principal(MEMBER), SPENT, 30_000)]))
    store.write_now(lambda tx: tx.reverse(spent.id, reason="goods_returned"))

    accounts, sums = {}, {}
    for row in store.read_now(lambda tx: tx.journal_entries()):
        data = json.loads(row.data)
        if row.event == "ledger.account":
            accounts[data["number"]] = (data["book"], data["owner"])
        for line in range(40):
            if row.event == "ledger.entered" and f"amount{line}" in data:
                amount = data[f"amount{line}"]
                sums[data[f"debit{line}"]] = sums.get(data[f"debit{line}"], 0) - amount
                sums[data[f"credit{line}"]] = sums.get(data[f"credit{line}"], 0) + amount

    told = {accounts[number]: total for number, total in sums.items()}
    assert told[("principal", MEMBER)] == 100_000
    assert told[("bonus", MEMBER)] == 20_000
    assert told[("drawer", "first-floor/cash")] == -100_000
    assert sum(sums.values()) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET reason = 'other'",
        "DELETE FROM ledger_transfers",
        "UPDATE ledger_transfers SET amount = 1",
        "DELETE FROM ledger_accounts",
        "UPDATE ledger_accounts SET owner = 'other'",
        (
            "INSERT INTO ledger_accounts (book, owner, unit, side, in_lots, credits, made_ms)"
            " VALUES ('a', 'b', 'fen', 'either', 0, 5, 0)"
        ),
        "UPDATE ledger_lots SET last_day = 20991231",
        "DELETE FROM ledger_lots",
        "UPDATE ledger_lot_uses SET amount = 1",
    ],
)
def test_the_ledger_is_only_added_to(store, statement):
    store.write_now(top_up)
    store.write_now(lambda tx: tx.enter("cards.spent", [Line(principal(MEMBER), SPENT, 1)]))

    with pytest.raises((errors.AppendOnly, errors.ConstraintBroken, errors.NotAllowed)):
        store.write_now(lambda tx: tx._run(statement))

    assert not check(store)


def test_check_finds_a_sum_that_its_transfers_do_not_make(sqlite_store):
    sqlite_store.write_now(top_up)
    sqlite_store.write_now(
        lambda tx: tx._run("UPDATE ledger_accounts SET credits = credits + 1 WHERE book = 'principal'")
    )

    assert {finding.code for finding in check(sqlite_store)} == {"ledger.account", "ledger.lots"}


def test_check_finds_an_entry_that_the_journal_tells_otherwise(sqlite_store):
    sqlite_store.write_now(top_up)
    number = sqlite_store.read_now(lambda tx: tx.entries_of(MEMBER))[0].number
    accounts = sqlite_store.read_now(
        lambda tx: tx._all("SELECT debit, credit FROM ledger_transfers WHERE line = 1")
    )[0]

    sqlite_store.write_now(
        lambda tx: tx._run(
            f"INSERT INTO ledger_transfers VALUES ({number}, 9, {accounts[0]}, {accounts[1]}, 5)"
        )
    )

    assert "ledger.journal" in {finding.code for finding in check(sqlite_store)}


def test_plugins_have_the_ledgers_words_and_none_of_its_walls(store, open_store: Opener):
    """A plugin's context enters, and the journal's row is the desk's own."""
    from kiosk.core.records import Context

    context = Context(actor="customer", plugin="cards", position="front")
    with pytest.raises(errors.NotAllowed, match=r"ledger\.enter"):
        store.write_now(top_up, context=context)
    store.permits = lambda plugin, permission: (plugin, permission) == ("cards", "ledger.enter")
    store.write_now(top_up, context=context)
    with pytest.raises(errors.NotAllowed, match=r"ledger\.enter"):
        store.write_now(top_up, context=Context(actor="customer", plugin="bags", position="front"))

    entry = store.read_now(lambda tx: tx.entries_of(MEMBER))[0]
    assert entry.actor == "customer"
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.journal("ledger.entered", entry="x"), context=context)
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.close_month(200001, "a", "b"), context=context)

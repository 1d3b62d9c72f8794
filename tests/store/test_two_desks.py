"""Two desks on one PostgreSQL want the same card, blank, run of numbers or balance: exactly one gets it, the other is told."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.ledger import Account, Line, drawer, principal, stock
from kiosk.core.products import serial_range
from kiosk.core.records import Context
from kiosk.core.rules import proposed
from kiosk.core.staff import add_staff
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.plugins import cards
from kiosk.plugins.cards.renew.renewing import Replacement, holder_of, replace_card
from kiosk.plugins.cards.rules.tiers import TIERS, Tier
from kiosk.plugins.cards.stripe.writing import Stripe
from kiosk.plugins.cards.topup.topping_up import QuoteChanged
from kiosk.testing.people import QUICK
from tests.store.conftest import OTHER_KIOSK
from tests.store.test_two_kiosks import at_once, overlapping

pytestmark = pytest.mark.postgres

GOLD, CARTON = "cards_gold", serial_range("80020000", "80020019")
GOLD_TIER = Tier("gold", "金卡", "Gold card", spent_from=0)
CASH = drawer("desk", "cash")


@pytest.fixture
def two(postgres_store, clock):
    """One counter with two screens, each with a desk of its own; the cards' tables and tiers, and a carton of blanks."""
    other = Store.open(postgres_store.dialect.database.database, clock, kiosk_id=OTHER_KIOSK)
    for store in (postgres_store, other):
        store.migrate("cards", Path(cards.__file__).parent / "migrations")
    people = [
        add_staff(postgres_store, number, f"员工{number}", "80264713", policy=QUICK).id
        for number in ("1001", "1002")
    ]
    tiers = proposed(TIERS, 20200101, {"tiers": [msgspec.to_builtins(GOLD_TIER)]})
    pack = postgres_store.write_now(
        lambda tx: tx.propose_rules([tiers], titles=["tiers"], reason="new_rules"),
        context=Context(f"staff:{people[0]}"),
    )
    version = postgres_store.read_now(lambda tx: tx.open_requests()[0].version)
    postgres_store.write_now(lambda tx: tx.decide_rules(pack, version, people[1], yes=True))
    postgres_store.write_now(lambda tx: tx.receive(GOLD, len(CARTON), CARTON))
    yield postgres_store, other
    found = check(postgres_store)
    other.close()
    assert found == []


def one_of_two(results: list[Any], refusal: type[Exception]) -> None:
    assert sum(isinstance(one, refusal) for one in results) == 1, results
    assert sum(not isinstance(one, Exception) for one in results) == 1, results


def issue(number: str, phone: str):
    """A blank, its member and the money, in one transaction."""

    def act(tx):
        member = tx.add_member(number, phone_number=phone, name="女士", tier="gold")
        piece = tx.take_serials(GOLD, [number], why="issued")
        tx.enter("cards.issued", [piece, Line(CASH, principal(member.id), 100_000)], subject=member.id)
        return member.id

    return act


def sell(numbers: list[str]):
    def act(tx):
        tx.enter("cards.sold", [tx.take_serials(GOLD, numbers, why="sold")])
        return len(numbers)

    return act


def spend(owner: str, fen: int):
    def act(tx):
        return tx.enter("cards.spent", [Line(principal(owner), Account("till"), fen)]).id

    return act


def test_one_blank_becomes_one_members_card_and_is_paid_once(two):
    one, other = two
    results = at_once(
        lambda: one.write_now(issue(CARTON[0], "13912345678")),
        lambda: other.write_now(issue(CARTON[0], "13912345679")),
    )

    one_of_two(results, (errors.CardTaken, errors.NotInStock))
    assert one.read_now(lambda tx: (tx.balance(CASH), tx.balance(stock("desk", GOLD)))) == (100_000, 19)


def test_the_second_waits_for_the_first_and_is_told_that_the_card_is_somebodys(two):
    one, other = two
    results = overlapping(one, issue(CARTON[0], "13912345678"), other, issue(CARTON[0], "13912345679"))

    assert isinstance(results[1], errors.CardTaken), results


def test_one_number_is_sold_by_one_of_two_and_the_others_run_is_not_sold_at_all(two):
    one, other = two
    results = overlapping(one, sell(CARTON[:10]), other, sell(CARTON[9:15]))

    assert isinstance(results[1], errors.NotInStock), results
    assert results[1].serial == CARTON[9]
    assert one.read_now(lambda tx: tx.serials_lying(GOLD)) == CARTON[10:]


def test_ten_times_over_no_number_is_sold_twice_whichever_way_the_runs_lie(two):
    one, other = two
    for begin in range(0, 20, 4):
        run = CARTON[begin : begin + 4]
        results = at_once(partial(one.write_now, sell(run)), partial(other.write_now, sell(run[::-1])))
        assert results.count(4) <= 1, results
        assert all(each == 4 or isinstance(each, errors.NotInStock | errors.StoreBusy) for each in results)
    sold = 20 - len(one.read_now(lambda tx: tx.serials_lying(GOLD)))
    assert one.read_now(lambda tx: tx.balance(stock("desk", GOLD))) == 20 - sold


def test_a_balance_is_spent_once(two):
    one, other = two
    owner = one.write_now(issue(CARTON[0], "13912345678"))
    results = at_once(
        lambda: one.write_now(spend(owner, 60_000)), lambda: other.write_now(spend(owner, 60_000))
    )

    one_of_two(results, errors.Overdrawn)
    assert other.read_now(lambda tx: tx.balance(principal(owner))) == 40_000


def test_a_member_gets_one_new_card_of_two(two):
    one, other = two
    owner = one.write_now(issue(CARTON[0], "13912345678"))
    agreed = one.read_now(lambda tx: Replacement(holder_of(tx, owner), GOLD_TIER, "exchanged"))

    def replaced(number: str):
        return lambda tx: replace_card(tx, agreed, number, Stripe("plain"), "staff-1")

    results = overlapping(one, replaced(CARTON[1]), other, replaced(CARTON[2]))

    assert isinstance(results[1], QuoteChanged), results
    assert one.read_now(lambda tx: tx.balance(stock("desk", GOLD))) == 18
    assert one.read_now(lambda tx: tx.member_by_card(CARTON[1])).id == owner


def test_the_same_carton_is_received_once(two):
    one, other = two
    more = serial_range("80030000", "80030009")
    results = at_once(
        lambda: one.write_now(lambda tx: tx.receive(GOLD, 10, more)),
        lambda: other.write_now(lambda tx: tx.receive(GOLD, 10, more)),
    )

    one_of_two(results, errors.SerialKnown)
    assert one.read_now(lambda tx: tx.balance(stock("desk", GOLD))) == 30

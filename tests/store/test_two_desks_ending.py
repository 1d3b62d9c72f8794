"""Two desks on one PostgreSQL cancel, merge or redeem the same card: one has done it, the other is told, and money moves
once."""

from __future__ import annotations

from functools import partial

import pytest

from kiosk.core.ledger import Account, Line, Lot, bonus, points, principal
from kiosk.core.prepaid_law import PREPAID
from kiosk.core.records import Approved, Context, StaffIdentity
from kiosk.core.rules import proposed
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.close.closing import (
    DUE,
    Statement,
    StatementChanged,
    close,
    forget,
    statement,
    waiting,
)
from kiosk.plugins.cards.close.refunds_due import paid
from kiosk.plugins.cards.merge.merging import Merger, MergerChanged, merge, merger
from kiosk.plugins.cards.rebate.rebating import OfferChanged, offer, rebate
from kiosk.plugins.cards.rules.rebate import REBATE
from kiosk.testing.people import add_member
from tests.store.test_two_desks import two  # noqa: F401  the fixture
from tests.store.test_two_kiosks import at_once, overlapping

pytestmark = pytest.mark.postgres

YES = Approved("a", StaffIdentity("s", "1002", "二", "supervisor"), "t", "cards.refund_approve", "customer")
GIVEN = Account("given", unit="point")


@pytest.fixture
def desks(two: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Store]:  # noqa: F811
    """With limits and a rebate; that an approval is used once is tried elsewhere."""
    monkeypatch.setattr(Transaction, "use_approval", lambda _tx, _approved: None)
    one, _other = two
    by, second = (each.id for each in one.read_now(all_staff))
    rules = [proposed(PREPAID, 20200101, {}), proposed(REBATE, 20200101, {"points": 100, "fen": 100})]
    pack = one.write_now(
        lambda tx: tx.propose_rules(rules, titles=["1", "2"], reason="new_rules"),
        context=Context(f"staff:{by}"),
    )
    version = one.read_now(lambda tx: tx.open_requests()[-1].version)
    one.write_now(lambda tx: tx.decide_rules(pack, version, second, yes=True))
    one.write_now(lambda tx: tx.open_shift("early", by))
    return two


def holder(store: Store, card: str) -> str:
    """500 paid, 50 given, 1,000 points."""
    owner = store.write_now(lambda tx: add_member(tx, card))

    def enter(tx: Transaction) -> None:
        lines = [
            Line(Account("till"), principal(owner), 50_000, Lot(source=card)),
            Line(Account("given"), bonus(owner), 5_000, Lot(source=card)),
            Line(GIVEN, points(owner), 1_000, Lot(20991231)),
        ]
        tx.enter("test.topped_up", lines, subject=owner)

    store.write_now(enter)
    return owner


def number(tx: Transaction, member_id: str) -> str:
    return tx.paper_number(tx.journal("test.statement", member=member_id))


def cancelling(shown: Statement):
    return lambda tx: close(tx, shown, "transfer", YES, number).id


def merging(shown: Merger):
    return lambda tx: merge(tx, shown, YES, number).id


def test_a_card_is_cancelled_and_paid_back_once(desks):
    one, other = desks
    owner = holder(one, "80090001")
    shown = one.read_now(lambda tx: statement(tx, owner, "customer"))
    results = overlapping(one, cancelling(shown), other, cancelling(shown))

    assert isinstance(results[1], StatementChanged), results
    assert one.read_now(lambda tx: tx.balance(DUE)) == 50_000
    row = one.read_now(lambda _tx: waiting(None))[0]
    assert sorted(
        at_once(*(partial(desk.write_now, lambda tx: paid(tx, row.id, "s")) for desk in desks))
    ) == [
        False,
        True,
    ]
    assert one.read_now(lambda tx: tx.balance(DUE)) == 0
    assert one.write_now(lambda tx: forget(tx, 0)) == 1
    assert one.read_now(lambda tx: tx.card_is_void("80090001"))


def test_a_card_that_one_desk_cancels_is_not_merged_by_the_other(desks):
    one, other = desks
    gone, kept = holder(one, "80090001"), holder(one, "80090002")
    shown = one.read_now(lambda tx: statement(tx, gone, "operator"))
    pair = other.read_now(lambda tx: merger(tx, kept, gone))
    results = overlapping(one, cancelling(shown), other, merging(pair))

    assert isinstance(results[1], MergerChanged), results
    assert one.read_now(lambda tx: tx.balance(principal(kept))) == 50_000


def test_two_cards_that_are_merged_either_way_at_once_are_merged_one_way(desks):
    one, other = desks
    first, second = holder(one, "80090001"), holder(one, "80090002")
    there = one.read_now(lambda tx: merger(tx, first, second))
    back = other.read_now(lambda tx: merger(tx, second, first))
    results = overlapping(one, merging(there), other, merging(back))

    assert isinstance(results[1], MergerChanged), results
    assert one.read_now(lambda tx: (tx.balance(principal(first)), tx.balance(principal(second)))) == (
        100_000,
        0,
    )


def test_the_same_points_become_bonus_once(desks):
    one, other = desks
    owner = holder(one, "80090001")
    shown = one.read_now(lambda tx: offer(tx, owner))
    results = overlapping(
        one, lambda tx: rebate(tx, shown, 10, "staff").id, other, lambda tx: rebate(tx, shown, 10, "staff").id
    )

    assert isinstance(results[1], OfferChanged), results
    assert one.read_now(lambda tx: (tx.balance(points(owner)), tx.balance(bonus(owner)))) == (0, 6_000)

"""What is paid back for a card, by the formulas of 法释〔2025〕4号: the worked example, tables, and what holds for every
history."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.plugins.cards.close.refund import CAUSES, Cause, TopUp, cools_off, refund, share

TODAY, LONG_AGO = 20261130, 20260601
WORKED = TopUp("worked", LONG_AGO, paid=100_000, given=20_000, paid_left=40_000, given_left=20_000)


def back(one: TopUp, cause: Cause, *, today: int = TODAY, discounts: int = 0) -> int:
    return refund([one], cause, today=today, cooling_off_days=7, discounts=discounts).total


def test_statement_12_the_worked_refund_by_the_malls_cause_and_by_the_customers():
    assert back(WORKED, "operator") == 50_000  # 1,000 - 600 × (1000/1200)
    assert back(WORKED, "customer") == 40_000  # 1,000 - 600, the goods at their full price
    assert back(WORKED, "customer", discounts=10_000) == 30_000  # the goods were 700 before the discount
    assert back(WORKED, "customer", discounts=50_000) == 0  # never below zero


@pytest.mark.parametrize(("principal", "bonus"), [(40_000, 20_000), (60_000, 0), (50_000, 10_000)])
def test_by_which_of_the_two_a_till_took_it_makes_no_difference(principal, bonus):
    one = replace(WORKED, paid_left=principal, given_left=bonus)

    assert (back(one, "operator"), back(one, "customer")) == (50_000, 40_000)


@pytest.mark.parametrize(
    ("used", "operator", "customer"),
    [(0, 1000, 1000), (1, 1000, 999), (100, 917, 900), (1000, 167, 0), (1199, 1, 0), (1200, 0, 0)],
)
def test_a_fraction_of_a_fen_is_the_customers(used, operator, customer):
    from_bonus = min(used, 200)
    one = TopUp("x", LONG_AGO, 1000, 200, 1000 - (used - from_bonus), 200 - from_bonus)

    assert (back(one, "operator"), back(one, "customer")) == (operator, customer)


@pytest.mark.parametrize(
    ("day", "cools"), [(20261130, True), (20261123, True), (20261122, False), (20261201, False)]
)
def test_cooling_off_runs_seven_days_from_the_day_of_the_top_up(day, cools):
    assert cools_off(day, TODAY, 7) is cools
    assert cools_off(20261228, 20270104, 7)


def test_statement_14_what_was_not_used_comes_back_whole_in_the_seven_days_and_its_bonus_lapses():
    fresh = TopUp("x", 20261125, paid=100_000, given=20_000, paid_left=100_000, given_left=20_000)
    found = refund([fresh], "customer", today=TODAY, cooling_off_days=7)

    assert (found.total, found.given_left, found.shares[0].formula) == (100_000, 20_000, "cooling_off")


def test_a_discount_is_not_taken_back_from_a_top_up_that_cools_off():
    fresh = replace(WORKED, source="fresh", day=20261125)
    found = refund([fresh, WORKED], "customer", today=TODAY, cooling_off_days=7, discounts=90_000)

    assert [one.back for one in found.shares] == [40_000, 40_000]
    assert (found.discounts, found.total) == (40_000, 40_000)


def test_bonus_that_nobody_paid_for_is_never_paid_out():
    rebate = TopUp("points", LONG_AGO, paid=0, given=5_000, paid_left=0, given_left=5_000)

    assert [back(rebate, cause) for cause in CAUSES] == [0, 0]


@st.composite
def top_ups(draw: st.DrawFn) -> TopUp:
    paid, given_ = draw(st.integers(0, 10_000_00)), draw(st.integers(0, 2_000_00))
    day = draw(st.sampled_from([LONG_AGO, 20261122, 20261123, TODAY]))
    left = draw(st.integers(0, paid)), draw(st.integers(0, given_))
    return TopUp("x", day, paid, given_, *left)


causes = st.sampled_from(get_args(Cause))


@given(st.lists(top_ups(), max_size=6), causes, st.integers(0, 20_000_00))
def test_never_below_nothing_and_never_above_what_was_paid(cards, cause, discounts):
    found = refund(cards, cause, today=TODAY, cooling_off_days=7, discounts=discounts)

    assert all(0 <= one.back <= one.top_up.paid for one in found.shares)
    assert 0 <= found.total <= found.paid
    assert found.total == sum(one.back for one in found.shares) - found.discounts


@given(top_ups(), causes, st.integers(0, 5_000_00), st.integers(0, 5_000_00), st.integers(0, 9_000_00))
def test_who_used_more_is_paid_no_more(one, cause, principal, bonus, discounts):
    more = replace(
        one, paid_left=max(one.paid_left - principal, 0), given_left=max(one.given_left - bonus, 0)
    )

    assert back(more, cause, discounts=discounts) <= back(one, cause, discounts=discounts)


@given(st.lists(top_ups(), max_size=6), st.integers(0, 9_000_00), st.integers(0, 9_000_00))
def test_the_malls_cause_never_pays_less_than_the_customers_and_a_discount_never_more(cards, less, more):
    def total(cause: Cause, discounts: int) -> int:
        return refund(cards, cause, today=TODAY, cooling_off_days=7, discounts=discounts).total

    assert total("operator", 0) >= total("customer", 0)
    assert total("operator", less) == total("operator", 0), "a discount is the customer's at the mall's cause"
    assert total("customer", less + more) <= total("customer", less)


@given(top_ups(), causes)
def test_cooling_off_is_never_worse_than_the_same_top_up_later(one, cause):
    early = share(replace(one, day=TODAY), cause, today=TODAY, cooling_off_days=7)
    late = share(replace(one, day=LONG_AGO), cause, today=TODAY, cooling_off_days=7)

    assert early.back >= late.back


@given(top_ups())
def test_the_ratio_is_exact_and_rounded_towards_the_customer(one):
    back_now = share(one, "operator", today=TODAY, cooling_off_days=7).back
    exact_times = one.paid * (one.paid + one.given) - one.used * one.paid

    assert back_now * (one.paid + one.given) >= exact_times
    assert (back_now - 1) * (one.paid + one.given) < exact_times or back_now == 0

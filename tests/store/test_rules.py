"""A rule is inert until a second person approves it, holds from its day on, and is never changed."""

from __future__ import annotations

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.prepaid_law import PREPAID, PrepaidLimits
from kiosk.core.records import Context
from kiosk.core.rules import proposed
from kiosk.core.staff import add_staff
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.testing.people import QUICK


@pytest.fixture
def people(store: Store) -> list[str]:
    return [add_staff(store, number, number, "80264713", policy=QUICK).id for number in ("1001", "1002")]


def bring(store: Store, staff_id: str, from_day: int, most: int, reason: str = "new_rules") -> str:
    rule = proposed(PREPAID, from_day, {"named_most": most})

    def write(tx):
        return tx.propose_rules([rule], titles=["Limits"], reason=reason)

    return str(store.write_now(write, context=Context(f"staff:{staff_id}")))


def approve(store: Store, pack: str, staff_id: str, *, yes: bool = True) -> bool:
    request = next(one for one in store.read_now(lambda tx: tx.open_requests()) if one.data["pack"] == pack)
    return bool(store.write_now(lambda tx: tx.decide_rules(pack, request.version, staff_id, yes=yes)))


def most(store: Store, on_day: int = 0) -> int | None:
    found = store.read_now(lambda tx: tx.rule(PREPAID, on_day=on_day))
    return None if found is None else found[0].named_most


def test_nothing_holds_before_a_second_person_has_said_yes(store, people):
    pack = bring(store, people[0], 20200101, 300_000)
    assert most(store) is None
    assert [one.state for one in store.read_now(lambda tx: tx.rule_versions("core.prepaid"))] == ["waits"]

    assert approve(store, pack, people[1])

    assert most(store) == 300_000
    assert "rules.approved" in [row.event for row in store.read_now(lambda tx: tx.journal_entries())]
    assert not check(store)


def test_whoever_brought_a_pack_does_not_approve_it(store, people):
    pack = bring(store, people[0], 20200101, 300_000)

    with pytest.raises(errors.ConstraintBroken):
        approve(store, pack, people[0])

    assert most(store) is None


def test_what_was_refused_never_holds(store, people):
    pack = bring(store, people[0], 20200101, 300_000)

    assert approve(store, pack, people[1], yes=False)

    assert most(store) is None
    with pytest.raises((errors.AppendOnly, errors.ConstraintBroken)):
        approve(store, pack, people[1])


def test_a_rule_holds_from_its_day_on_and_the_day_before_keeps_its_own(store, people, clock: ManualClock):
    today = store.read_now(lambda tx: tx.business_day)
    for from_day, number in ((20200101, 100_000), (today + 1, 200_000)):
        approve(store, bring(store, people[0], from_day, number), people[1])

    assert (most(store), most(store, today + 1), most(store, 20191231)) == (100_000, 200_000, None)
    key = store.read_now(lambda tx: tx.rule(PREPAID)[1])
    assert key.startswith("core.prepaid:")


def test_of_two_with_the_same_day_the_later_one_holds(store, people):
    for number in (100_000, 150_000):
        approve(store, bring(store, people[0], 20200101, number), people[1])

    assert most(store) == 150_000


def test_the_very_same_pack_waits_once(store, people):
    bring(store, people[0], 20200101, 100_000)

    with pytest.raises(errors.AlreadyAsked):
        bring(store, people[1], 20200101, 100_000)


def test_a_pack_that_is_not_the_one_they_saw_is_not_approved(store, people):
    pack = bring(store, people[0], 20200101, 100_000)

    assert not store.write_now(lambda tx: tx.decide_rules(pack, "0" * 64, people[1], yes=True))
    assert most(store) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule_versions SET body = '{}'",
        "DELETE FROM rule_decisions",
        "UPDATE rule_packs SET made_by = 'x'",
    ],
)
def test_rules_are_only_added_to(store, people, statement):
    approve(store, bring(store, people[0], 20200101, 100_000), people[1])

    with pytest.raises((errors.AppendOnly, errors.NotAllowed)):
        store.write_now(lambda tx: tx._run(statement))


def test_a_plugin_reads_rules_and_brings_none(store, people):
    approve(store, bring(store, people[0], 20200101, 100_000), people[1])
    plugin = Context(actor="customer", plugin="cards")

    assert store.write_now(lambda tx: tx.rule(PREPAID)[0], context=plugin) == PrepaidLimits(
        named_most=100_000
    )
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.propose_rules([], titles=[], reason="x"), context=plugin)

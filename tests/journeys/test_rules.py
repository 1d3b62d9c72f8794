"""Rules that one person brings are seen and approved by another at the staff screen, and hold from then on."""

from __future__ import annotations

import pytest

from kiosk.core.prepaid_law import PREPAID
from kiosk.core.records import Context
from kiosk.core.rules import proposed
from kiosk.core.staff import add_staff
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK

PEOPLE = {"1001": "908172", "1002": "271909"}


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    return brought(make_kiosk(plugins=(), store="memory"))


def brought(kiosk: Journey) -> Journey:
    """A rule that one of two has brought."""
    ids = [
        add_staff(kiosk.store, number, number, pin, role="supervisor", policy=QUICK).id
        for number, pin in PEOPLE.items()
    ]
    rule = proposed(PREPAID, 20200101, {"named_most": 300_000})

    def bring(tx):
        return tx.propose_rules([rule], titles=[PREPAID.title], reason="new_rules")

    kiosk.store.write_now(bring, context=Context(f"staff:{ids[0]}"))
    return kiosk


def to_the_request(kiosk: Journey, number: str) -> None:
    kiosk.sign_in(number, PEOPLE[number])
    kiosk.choose("core.waiting")
    kiosk.expect("待批准")
    kiosk.choose(kiosk.read(lambda tx: tx.open_requests())[0].id)


def most(kiosk: Journey) -> int | None:
    found = kiosk.read(lambda tx: tx.rule(PREPAID))
    return None if found is None else found[0].named_most


def test_a_second_person_sees_what_it_is_and_from_when_and_approves_it(kiosk):
    assert most(kiosk) is None
    to_the_request(kiosk, "1002")
    asked = kiosk.expect("1 条新规则")
    told = [(str(fact.label), str(fact.value)) for fact in asked.facts]
    assert ("预付卡限额", "2020-01-01 起") in told
    kiosk.choose("approve")
    kiosk.expect("已批准")

    assert most(kiosk) == 300_000


def test_whoever_brought_it_is_not_offered_to_approve_it(kiosk):
    to_the_request(kiosk, "1001")
    asked = kiosk.expect("1 条新规则")

    assert "approve" not in [action.key for action in asked.actions]
    assert most(kiosk) is None


def test_what_is_refused_never_holds(kiosk):
    to_the_request(kiosk, "1002")
    kiosk.choose("refuse")
    kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_requests()), "the request to end")

    assert most(kiosk) is None
    assert [one.state for one in kiosk.read(lambda tx: tx.rule_versions("core.prepaid"))] == ["refused"]

"""A member's PIN: set once staff have looked, counted before it is compared, locked after so many tries, in nobody's sight."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.core.members import pin as pins
from kiosk.core.members.pin import NoPin, PinWrong, check_pin, set_pin
from kiosk.core.records import ApprovalRequest, Approved, Context
from kiosk.core.staff import add_staff
from kiosk.core.staff.policy import StaffPolicy
from kiosk.core.staff.refusals import PinRefused
from kiosk.core.store.database import Store
from kiosk.core.store.errors import ApprovalUsed, ConstraintBroken
from kiosk.testing.people import add_member

CHEAP = StaffPolicy(time_cost=1, memory_kib=8, parallelism=1, attempts=3)
CONTEXT = Context(actor="customer", position="front", session_id="s1")
PIN = "718293"


@pytest.fixture
def member(store: Store) -> str:
    return store.write_now(add_member, "6901234563307")


@pytest.fixture
def staff(store: Store):
    return add_staff(store, "1024", "李姐", "908172", policy=CHEAP)


def word_of(store: Store, staff, number: int = 1) -> Approved:
    """Staff have looked at the card."""
    request = ApprovalRequest(
        id=f"a{number}", plugin="", kind="at_once", subject="s1", version="", right="desk.serve",
        reason="member_pin", title="", facts=(), data={}, not_by=(), state="given", asked_by="", asked_ms=0,
        position="front", session_id="s1", expires_ms=0,
    )  # fmt: skip
    store.write_now(lambda tx: tx.give_approval(request, staff.id), context=CONTEXT)
    return Approved(request.id, staff, "", "desk.serve", "member_pin")


def give(store: Store, member: str, staff, pin: str = PIN, number: int = 1) -> None:
    approved = word_of(store, staff, number)
    asyncio.run(set_pin(store, member, pin, approved, policy=CHEAP, context=CONTEXT))


def tried(store: Store, member: str, pin: str):
    return asyncio.run(check_pin(store, member, pin, policy=CHEAP, context=CONTEXT))


def test_a_member_without_one_has_none(store, member):
    assert tried(store, member, PIN) == NoPin()
    assert store.read_now(lambda tx: tx.member_has_pin(member)) is False


def test_the_right_one_is_right_and_takes_back_what_was_counted(store, member, staff):
    give(store, member, staff)

    assert tried(store, member, "111222") == PinWrong(2)
    assert tried(store, member, PIN) is None
    assert tried(store, member, "111222") == PinWrong(2)


def test_too_many_tries_lock_it_for_the_right_one_too_and_only_for_a_while(store, member, staff, clock):
    give(store, member, staff)
    assert tried(store, member, "111222") == PinWrong(2)
    assert tried(store, member, "111222") == PinWrong(1)
    assert tried(store, member, "111222") == PinWrong(0, CHEAP.lock_minutes)
    assert tried(store, member, PIN) == PinWrong(0, CHEAP.lock_minutes)

    clock.jump(CHEAP.lock_minutes * 60)
    assert tried(store, member, PIN) is None


def test_an_attempt_counts_before_it_is_compared(store, member, staff, monkeypatch):
    give(store, member, staff)

    def pulled(*_args: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(pins, "verify", pulled)
    with pytest.raises(KeyboardInterrupt):
        tried(store, member, "111222")
    monkeypatch.undo()

    assert tried(store, member, "111222") == PinWrong(1)


def test_a_word_of_staff_is_good_for_one_pin(store, member, staff):
    approved = word_of(store, staff)
    asyncio.run(set_pin(store, member, PIN, approved, policy=CHEAP, context=CONTEXT))

    with pytest.raises(ApprovalUsed):
        asyncio.run(set_pin(store, member, "192837", approved, policy=CHEAP, context=CONTEXT))
    assert tried(store, member, PIN) is None


def test_a_new_one_replaces_the_old_one_and_unlocks(store, member, staff):
    give(store, member, staff)
    for _try in range(3):
        tried(store, member, "111222")
    give(store, member, staff, "192837", number=2)

    assert tried(store, member, "192837") is None
    assert isinstance(tried(store, member, PIN), PinWrong)


@pytest.mark.parametrize("bad", ["123456", "000000", "12345", "12a456", "1234567890123"])
def test_what_is_guessed_easily_is_refused_and_uses_up_no_word(store, member, staff, bad):
    approved = word_of(store, staff)
    with pytest.raises(PinRefused):
        asyncio.run(set_pin(store, member, bad, approved, policy=CHEAP, context=CONTEXT))

    asyncio.run(set_pin(store, member, PIN, approved, policy=CHEAP, context=CONTEXT))


def test_the_database_keeps_a_hash_and_nothing_else(store, member, staff):
    give(store, member, staff)
    row = store.read_now(lambda tx: tx._one("SELECT pin_hash FROM member_pins", ()))
    assert row[0].startswith("$argon2id$")
    assert PIN not in row[0]

    with pytest.raises(ConstraintBroken):
        store.write_now(lambda tx: tx._run("UPDATE member_pins SET pin_hash = ?", (PIN,)))


def test_it_is_on_record_who_looked_and_never_what_was_typed(store, member, staff):
    give(store, member, staff)
    tried(store, member, "111222")
    entries = store.read_now(lambda tx: tx.journal_entries())

    assert {"members.pin_set", "members.pin_refused", "approval.used"} <= {entry.event for entry in entries}
    said = " ".join(entry.data for entry in entries)
    assert staff.id in said
    assert PIN not in said
    assert "111222" not in said

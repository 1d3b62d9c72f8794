"""Approvals and sensitive acts in the store: asked once, answered once, by another; read newest first; on both databases."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.core.approver import Approver
from kiosk.core.host.host import Host
from kiosk.core.records import ApprovalRequest, Context, StaffIdentity, StaffRules
from kiosk.core.staff import StaffPolicy, add_staff
from kiosk.core.staff.accounts import link_member
from kiosk.core.store import errors
from kiosk.core.store.behalf import on_behalf_of
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.link.prompts import Fact
from kiosk.link.texts import Message
from kiosk.testing.people import add_member
from tests.store.test_two_kiosks import at_once

QUICK = StaffPolicy(time_cost=1, memory_kib=8, parallelism=1)
PINS = {"1": "908172", "2": "271909", "3": "573914"}


@pytest.fixture
def people(store):
    """Three accounts: an attendant and two supervisors."""
    return {
        number: add_staff(
            store,
            number,
            f"员工{number}",
            pin,
            role="attendant" if number == "1" else "supervisor",
            policy=QUICK,
        )
        for number, pin in PINS.items()
    }


@pytest.fixture
def host(clock):
    return Host(clock.now_ms, migrate=lambda _plugin, _folder: None)


def at_work(person, session="s1", plugin="lending"):
    return Context(f"staff:{person.id}", "front", session, plugin)


def asked(tx, kind="count", subject="place:A", **more):
    return tx.request_approval(
        "staff.approve", kind=kind, subject=subject, reason="count", title=Message("core", "Approve"),
        facts=(Fact("实点", "11"),), data={"counted": 11}, **more,
    )  # fmt: skip


def given(store, people, by="2", session="s1"):
    request = ApprovalRequest(
        id=store.write_now(lambda tx: tx.new_id()), plugin="lending", kind="at_once", subject=session, version="",
        right="staff.approve", reason="count", title="T", facts=(), data={}, not_by=(), state="given",
        asked_by=people["1"].id, asked_ms=0, position="front", session_id=session, expires_ms=0,
    )  # fmt: skip
    store.write_now(
        lambda tx: tx.give_approval(request, people[by].id), context=at_work(people["1"], plugin="")
    )
    from kiosk.core.records import Approved

    return Approved(request.id, people[by], people["1"].id, "staff.approve", "count")


def test_what_was_asked_is_read_again_as_it_was(store, people):
    request_id = store.write_now(asked, version="7", not_by=("m1",), context=at_work(people["1"]))
    (request,) = store.read_now(lambda tx: tx.open_requests())
    assert request.id == request_id
    assert (request.title, request.facts) == (Message("core", "Approve"), (Fact("实点", "11"),))
    assert (request.version, request.data, request.not_by) == ("7", {"counted": 11}, ("m1",))
    assert (request.asked_by, request.plugin, request.position) == (people["1"].id, "lending", "front")
    assert request.expires_ms - request.asked_ms == 24 * 3_600_000
    assert check(store) == []


def test_the_same_thing_waits_once_and_can_be_asked_again_when_it_was_answered(store, people):
    first = store.write_now(asked, context=at_work(people["1"]))
    with pytest.raises(errors.AlreadyAsked):
        store.write_now(asked, context=at_work(people["3"]))
    store.write_now(asked, subject="place:B", context=at_work(people["1"]))
    assert store.write_now(lambda tx: tx.withdraw_request(first), context=at_work(people["1"]))
    assert not store.write_now(lambda tx: tx.withdraw_request(first), context=at_work(people["1"]))
    store.write_now(asked, context=at_work(people["1"]))


def test_a_plugin_sees_and_takes_back_its_own_requests_only(store, people):
    request_id = store.write_now(asked, context=at_work(people["1"]))
    other = at_work(people["1"], plugin="bags")
    assert store.read_now(lambda tx: tx.open_requests(), context=other) == []
    assert not store.write_now(lambda tx: tx.withdraw_request(request_id), context=other)


def test_a_plugin_can_neither_give_nor_decide(store, people):
    request_id = store.write_now(asked, context=at_work(people["1"]))
    request = store.read_now(lambda tx: tx.approval_request(request_id))
    for act in (
        lambda tx: tx.give_approval(request, people["2"].id),
        lambda tx: tx.decide_request(request, "approved", people["2"].id),
        lambda tx: tx.outdate_request(request),
        lambda tx: tx.journal("approval.used", approval=request_id),
    ):
        with pytest.raises(errors.NotAllowed):
            store.write_now(act, context=at_work(people["1"]))


@pytest.mark.parametrize("state", ["approved", "refused"])
def test_the_database_itself_refuses_that_somebody_answers_their_own_request(store, people, state):
    request_id = store.write_now(asked, context=at_work(people["1"]))
    with pytest.raises(errors.ConstraintBroken):
        store.write_now(
            lambda tx: run(
                tx,
                "UPDATE approvals SET state = ?, decided_ms = 1, decided_by = ? WHERE id = ?",
                (state, people["1"].id, request_id),
            )
        )


def test_an_approval_is_used_once_in_its_own_visit_by_its_own_plugin(store, people):
    approved = given(store, people)
    for wrong in (at_work(people["1"], session="s2"), at_work(people["1"], plugin="bags")):
        with pytest.raises(errors.ApprovalUsed):
            store.write_now(lambda tx: tx.use_approval(approved), context=wrong)
    store.write_now(lambda tx: tx.use_approval(approved), context=at_work(people["1"]))
    with pytest.raises(errors.ApprovalUsed):
        store.write_now(lambda tx: tx.use_approval(approved), context=at_work(people["1"]))
    (used,) = store.read_now(lambda tx: tx.sensitive_acts(limit=1))
    assert used.event == "approval.used"
    assert msgspec.json.decode(used.data)["by"] == people["2"].id


def test_an_act_that_fails_leaves_its_approval_unused(store, people):
    approved = given(store, people)

    def failing(tx):
        tx.use_approval(approved)
        raise ValueError("the act failed")

    with pytest.raises(ValueError, match="the act failed"):
        store.write_now(failing, context=at_work(people["1"]))
    store.write_now(lambda tx: tx.use_approval(approved), context=at_work(people["1"]))


def test_an_approval_that_was_never_given_is_not_used(store, people):
    approved = msgspec.structs.replace(given(store, people), id="01900000-0000-7000-8000-00000000dead")
    with pytest.raises(errors.ApprovalUsed):
        store.write_now(lambda tx: tx.use_approval(approved), context=at_work(people["1"]))


def test_sensitive_acts_are_read_newest_first_and_a_stretch_at_a_time(store, people):
    for number in range(5):
        store.write_now(
            lambda tx, n=number: (tx.journal("demo.plain", n=n), tx.journal_act("demo.act", "why", n=n))
        )
    newest = store.read_now(lambda tx: tx.sensitive_acts(limit=3))
    assert [msgspec.json.decode(act.data)["n"] for act in newest] == [4, 3, 2]
    older = store.read_now(lambda tx: tx.sensitive_acts(before=newest[-1].seq, limit=3))
    assert [msgspec.json.decode(act.data).get("n") for act in older][:2] == [1, 0]
    assert all(act.event != "demo.plain" for act in newest + older)


def test_a_sensitive_act_says_why_in_a_plain_key_and_is_never_unmarked(store):
    with pytest.raises(errors.NotAPlainValue):
        store.write_now(lambda tx: tx.journal_act("demo.act", "张伟 13800000000 要的"))
    store.write_now(lambda tx: tx.journal_act("demo.act", "why"))
    for sql in ("DELETE FROM acts", "UPDATE acts SET seq = 0"):
        with pytest.raises(errors.AppendOnly):
            store.write_now(lambda tx, sql=sql: run(tx, sql))


def test_a_request_larger_than_a_screen_is_refused(store, people):
    with pytest.raises(errors.NotAPlainValue):
        store.write_now(
            lambda tx: tx.request_approval("x", kind="k", subject="s", reason="r", title="满" * 3000),
            context=at_work(people["1"]),
        )


# ----------------------------------------------------------------------------------------- own account


def test_staff_do_not_hold_anything_for_the_member_that_they_are(store, people):
    member = store.write_now(add_member, "80000001")
    other = store.write_now(add_member, "80000002")
    store.write_now(link_member, people["1"].id, member)
    with pytest.raises(errors.OwnAccount):
        store.write_now(lambda tx: tx.hold("loan", f"member:{member}"), context=at_work(people["1"]))
    store.write_now(lambda tx: tx.hold("loan", f"member:{other}"), context=at_work(people["1"]))
    store.write_now(lambda tx: tx.hold("loan", f"member:{member}"), context=at_work(people["2"]))


def test_a_customer_at_their_own_screen_is_not_staff_whoever_they_are_at_work(store, people):
    member = store.write_now(add_member, "80000001")
    store.write_now(link_member, people["1"].id, member)
    store.write_now(
        lambda tx: tx.hold("loan", f"member:{member}"), context=Context("customer", "front", "s1", "lending")
    )


def test_a_site_that_only_flags_lets_it_through_and_marks_it(store, people):
    member = store.write_now(add_member, "80000001")
    store.write_now(link_member, people["1"].id, member)
    store.staff_rules = StaffRules(own_account="flag")
    store.write_now(lambda tx: tx.hold("loan", f"member:{member}"), context=at_work(people["1"]))
    (flagged,) = store.read_now(lambda tx: tx.sensitive_acts(limit=1))
    assert (flagged.event, flagged.actor) == ("staff.own_account", f"staff:{people['1'].id}")


# ------------------------------------------------------------------------------------------- deciding


def test_the_second_person_is_held_against_their_account_as_it_is_now(store, people, host):
    import asyncio

    approver = Approver(store, host, {})
    request_id = store.write_now(asked, context=at_work(people["1"], plugin=""))
    stale = StaffIdentity(people["2"].id, "2", "", "supervisor")
    store.write_now(lambda tx: run(tx, "UPDATE staff SET active = 0 WHERE number = '2'"))
    answered = asyncio.run(
        approver.answer(request_id, stale, Context(f"staff:{stale.id}", "front"), yes=True)
    )
    assert answered.became == "no_right"
    answered = asyncio.run(
        approver.answer(request_id, people["3"], Context(f"staff:{people['3'].id}"), yes=True)
    )
    assert answered.became == "approved"


def test_a_member_named_in_the_request_does_not_answer_it(store, people, host):
    import asyncio

    member = store.write_now(add_member, "80000001")
    store.write_now(link_member, people["2"].id, member)
    request_id = store.write_now(asked, not_by=(member,), context=at_work(people["1"], plugin=""))
    approver = Approver(store, host, {})
    answered = asyncio.run(
        approver.answer(request_id, people["2"], Context(f"staff:{people['2'].id}"), yes=False)
    )
    assert answered.became == "own_account"


def test_while_a_hook_runs_in_the_desks_transaction_its_statements_are_its_plugins(lending, people):
    def within(tx):
        with on_behalf_of(tx, "lending"):
            with pytest.raises(errors.NotAllowed):
                tx.end_session("s", "x")
            assert tx.context.plugin == "lending"
        tx.journal("staff.added", staff="x")

    lending.write_now(within)


@pytest.mark.postgres
def test_two_processes_that_answer_at_once_act_once(postgres_store, clock):
    """The desk and a command line, or two desks of one kiosk on one database."""
    import asyncio

    store = postgres_store
    people = {n: add_staff(store, n, n, pin, role="supervisor", policy=QUICK) for n, pin in PINS.items()}
    acted = []
    other = Store.open(store.dialect.database.database, clock, kiosk_id=store.kiosk_id)
    try:
        for turn in range(8):
            request_id = store.write_now(
                asked, subject=f"place:{turn}", context=at_work(people["1"], plugin="")
            )
            answers = at_once(
                *(
                    lambda at=at, who=who, request_id=request_id: asyncio.run(
                        Approver(
                            at,
                            Host(clock.now_ms, migrate=lambda _p, _f: None),
                            {"count": lambda tx, request: acted.append(request.id)},
                        ).answer(request_id, people[who], Context(f"staff:{people[who].id}"), yes=True)
                    )
                    for at, who in ((store, "2"), (other, "3"))
                )
            )
            assert sorted(answer.became for answer in answers) == ["approved", "taken"]
        assert len(acted) == len(set(acted)) == 8
        assert check(store) == []
    finally:
        other.close()

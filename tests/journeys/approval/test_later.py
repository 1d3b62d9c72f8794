"""A second person's yes, asked for later: in a list, over restarts, for as long as the site says."""

from __future__ import annotations

from kiosk.core.records import Context
from kiosk.core.store.statements import run
from kiosk.link.prompts import Confirm, Table
from kiosk.testing.journey import Journey
from tests.journeys.approval.steps import (
    PEOPLE,
    ask,
    books,
    later,
    sign_in,
    staff_id,
    state,
    told,
    waiting,
)


def test_what_waits_is_approved_by_another_person_after_a_restart_and_done_in_that_moment(
    kiosk: Journey,
) -> None:
    later(kiosk)
    assert books(kiosk) == []
    kiosk.restart()
    confirm = waiting(kiosk, "2")
    assert ("实点", "11") in [(fact.label, fact.value) for fact in confirm.facts]
    kiosk.choose("approve")
    notice = kiosk.expect("已批准")
    assert notice.subtitle == "改好了"
    assert books(kiosk) == [11]
    assert state(kiosk) == "approved"
    approved = told(kiosk, "approval.approved")
    assert (approved["asked_by"], approved["by"]) == (staff_id(kiosk, "1"), staff_id(kiosk, "2"))
    assert kiosk.check() == []


def test_whoever_asked_may_take_it_back_and_not_approve_it(kiosk: Journey) -> None:
    later(kiosk, "2")
    confirm = waiting(kiosk, "2")
    assert [action.key for action in confirm.actions] == ["withdraw"]
    kiosk.choose("withdraw")
    kiosk.expect("待批准")
    assert state(kiosk) == "withdrawn"
    assert books(kiosk) == []


def test_a_refusal_is_said_to_the_plugin_and_changes_nothing(kiosk: Journey) -> None:
    later(kiosk)
    waiting(kiosk, "4")
    kiosk.choose("refuse")
    assert kiosk.expect("未批准").subtitle == "不改"
    assert (state(kiosk), books(kiosk)) == ("refused", [])


def test_the_same_thing_is_not_asked_for_twice(kiosk: Journey) -> None:
    later(kiosk)
    sign_in(kiosk, "3")
    ask(kiosk)
    kiosk.choose("later")
    kiosk.expect("已经问过")


def test_what_has_changed_since_it_was_asked_is_not_approved_from_an_old_picture(kiosk: Journey) -> None:
    later(kiosk)
    kiosk.write(lambda tx: run(tx, "INSERT INTO trial_book (place, count) VALUES ('A', 7)"))
    waiting(kiosk, "2")
    kiosk.choose("approve")
    kiosk.expect("已不适用")
    assert (state(kiosk), books(kiosk)) == ("outdated", [7])


def test_a_request_expires_by_the_sites_time_and_is_not_answered_after_it(kiosk: Journey) -> None:
    later(kiosk)
    sign_in(kiosk, "2")
    kiosk.choose("core.waiting")
    table = kiosk.expect("待批准")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the request")
    kiosk.clock.jump(24 * 3600)
    kiosk.choose("approve")
    kiosk.expect("已过期")
    assert (state(kiosk), books(kiosk)) == ("expired", [])


def test_an_expired_request_leaves_the_list_by_itself(kiosk: Journey) -> None:
    later(kiosk)
    kiosk.clock.jump(24 * 3600)
    kiosk.wait(61)
    kiosk.until(lambda: state(kiosk) == "expired", "the end of the request")
    assert told(kiosk, "approval.expired")["kind"] == "count"


def test_a_plugin_that_fails_to_act_leaves_the_request_open(kiosk: Journey) -> None:
    later(kiosk)
    kiosk.write(lambda tx: run(tx, "UPDATE approvals SET data = ?", ('{"count":99}',)))
    waiting(kiosk, "2")
    kiosk.choose("approve")
    kiosk.expect("没有办成")
    assert (state(kiosk), books(kiosk)) == ("open", [])
    assert kiosk.desk.host.states["trial"].strikes
    assert "approval.approved" not in kiosk.events()


def test_two_who_answer_at_once_act_once_and_the_second_is_told(kiosk: Journey) -> None:
    import asyncio

    from kiosk.core.records import StaffIdentity

    later(kiosk)
    (request,) = kiosk.read(lambda tx: tx.open_requests())
    people = [StaffIdentity(staff_id(kiosk, number), number, "", PEOPLE[number][1]) for number in ("2", "4")]

    async def both() -> list[str]:
        answers = [
            kiosk.desk.approver.answer(request.id, person, Context(f"staff:{person.id}", "front"), yes=True)
            for person in people
        ]
        return [answered.became for answered in await asyncio.gather(*answers)]

    assert sorted(kiosk._run(both())) == ["approved", "taken"]
    assert books(kiosk) == [11]
    assert kiosk.events().count("trial.corrected") == 1
    assert kiosk.check() == []


def test_somebody_whose_role_was_taken_away_a_moment_ago_answers_nothing(kiosk: Journey) -> None:
    later(kiosk)
    waiting(kiosk, "2")
    kiosk.write(lambda tx: run(tx, "UPDATE staff SET role = 'attendant' WHERE number = '2'"))
    kiosk.choose("approve")
    kiosk.expect("您不能批准")
    assert state(kiosk) == "open"

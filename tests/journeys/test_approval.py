"""A second person's yes: given inside the prompt, refused to whoever must not give it, used once, or asked for later."""

from __future__ import annotations

import contextlib
import itertools
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.manifest import Named
from kiosk.core.records import Context
from kiosk.core.staff import add_staff
from kiosk.core.staff.badges import give_badge
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import Answered
from kiosk.link.prompts import Approval, Chosen, Confirm, Entered, Table
from kiosk.link.texts import titled
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey, JourneyStuck
from kiosk.testing.people import add_member
from kiosk.testing.plugin import NOON_MS, settings_for
from kiosk.testing.second_screen import SecondScreen
from tests.journeys.conftest import Install
from tests.journeys.lending.steps import QUICK

PLUGIN = """
from peewee import IntegerField, TextField
from kiosk.core.api import *

class Book(PluginModel):
    place = TextField(primary_key=True)
    count = IntegerField()

    class Meta:
        table_name = "trial_book"

def count_now(tx):
    return Book.get_or_none(Book.place == "A")

def set_count(tx, count):
    Book.insert(place="A", count=count).on_conflict_replace().execute()
    tx.journal("trial.corrected", count=count)

def correct(tx, approved, count):
    tx.use_approval(approved)
    set_count(tx, count)

def ask_later(tx, count):
    book = count_now(tx)
    return tx.request_approval(
        "trial.approve", kind="count", subject="place:A", title="更正 A", facts=(Fact("实点", str(count)),),
        version=str(book.count if book else 0), data={"count": count}, reason="count",
    )

async def main(visit):
    member = visit.argument or MEMBER
    approved = await visit.approval(
        "trial.approve", "更正账面", (Fact("实点", "11"),), reason="count", not_by=(member,), later=True)
    if approved == "later":
        try:
            await visit.write(ask_later, 11)
            await visit.ask(Notice("done", "等待批准"))
        except AlreadyAsked:
            await visit.ask(Notice("refused", "已经问过"))
    elif approved is None:
        await visit.ask(Notice("refused", "没有批准"))
    else:
        await visit.write(correct, approved, 11)
        again = ""
        try:
            await visit.write(correct, approved, 12)
        except ApprovalUsed:
            again = "只用一次"
        await visit.ask(Notice("done", "更正好了", again or "又用了一次"))

@hookimpl
def kiosk_decided(tx, request, settings):
    if request.state != "approved":
        return Decided("不改")
    book = count_now(tx)
    if str(book.count if book else 0) != request.version:
        return Decided(outdated=True)
    if request.data["count"] == 99:
        raise RuntimeError("the shelf fell down")
    set_count(tx, request.data["count"])
    return Decided("改好了")

@hookimpl
def kiosk_services():
    return [Service("trial.main", "盘点", main, audience="staff")]
"""

MIGRATION = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE trial_book (place TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) STRICT")
"""

RIGHT = '[rights.approve]\ntitle = "Approve"\ntitle_zh = "批准更正"\nroles = ["shift_lead", "supervisor"]\n'

PEOPLE = {
    "1": ("908172", "attendant"),
    "2": ("271909", "shift_lead"),
    "3": ("573914", "attendant"),
    "4": ("660193", "supervisor"),
    "9": ("660482", "auditor"),
}


@pytest.fixture
def start(tmp_path: Path, install: Install) -> Iterator[Callable[..., Journey]]:
    """A kiosk with five people and a plugin whose one act needs a second of them."""
    made: list[Journey] = []
    boxes = itertools.count()

    def begin(extra: str = "") -> Journey:
        plugin = install("trial", ["trial.main"], "MEMBER = ''\n" + textwrap.dedent(PLUGIN))
        assert plugin.folder is not None
        manifest = plugin.folder / "plugin.toml"
        manifest.write_text(manifest.read_text() + RIGHT)
        (plugin.folder / "migrations").mkdir()
        (plugin.folder / "migrations" / "0001_book.py").write_text(MIGRATION)
        journey = Journey(
            settings_for(tmp_path / f"box-{next(boxes)}", extra=extra), ManualClock(NOON_MS), plugins=[plugin]
        )
        journey.start()
        made.append(journey)
        for number, (pin, role) in PEOPLE.items():
            add_staff(journey.store, number, f"员工{number}", pin, role=role, policy=QUICK)
        return journey

    yield begin
    for journey in made:
        journey.stop()
        journey.close()


@pytest.fixture
def kiosk(start: Callable[..., Journey]) -> Journey:
    return start()


def sign_in(kiosk: Journey, number: str = "1") -> None:
    kiosk.press("staff")
    kiosk.expect("请输入工号")
    kiosk.type(number)
    kiosk.expect("请输入密码")
    kiosk.type(PEOPLE[number][0])
    kiosk.expect("请选择工作")


def ask(kiosk: Journey) -> Approval:
    kiosk.choose("trial.main")
    prompt = kiosk.expect("更正账面")
    assert isinstance(prompt, Approval)
    return prompt


def approve(kiosk: Journey, number: str, pin: str = "") -> None:
    """From the review: the second person's number and PIN."""
    if getattr(kiosk.prompt, "stage", "") == "review":
        kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the approver's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk._answer(Entered(pin or PEOPLE[number][0]))


def told(kiosk: Journey, event: str) -> dict[str, object]:
    entries = [entry for entry in kiosk.read(lambda tx: tx.journal_entries()) if entry.event == event]
    assert len(entries) == 1, f"{event}: {len(entries)} rows"
    data: dict[str, object] = msgspec.json.decode(entries[0].data)
    return {**data, "actor": entries[0].actor, "position": entries[0].position}


def staff_id(kiosk: Journey, number: str) -> str:
    row = kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = ?", (number,)))
    return str(row[0])


def test_a_second_person_approves_inside_the_prompt_and_the_first_stays_signed_in(kiosk: Journey) -> None:
    sign_in(kiosk)
    review = ask(kiosk)
    assert "领班、主管" in str(review.who)
    approve(kiosk, "2")
    notice = kiosk.expect("更正好了")
    assert notice.subtitle == "只用一次", "an approval is for one act"
    kiosk.choose("done")
    kiosk.expect("请选择工作")
    assert kiosk.screen is not None
    assert "1" in kiosk.screen.header.status, "whose session it still is"
    used = told(kiosk, "approval.used")
    assert used["actor"] == f"staff:{staff_id(kiosk, '1')}"
    assert used["by"] == staff_id(kiosk, "2")
    assert (used["why"], used["needs"], used["position"]) == ("count", "trial.approve", "front")
    assert kiosk.events().count("staff.identified") == 1
    assert kiosk.events().count("staff.signed_in") == 1, "the second person did not sign in"
    assert kiosk.check() == []


def test_whoever_asks_cannot_approve_and_the_next_person_can_there_and_then(kiosk: Journey) -> None:
    sign_in(kiosk, "2")
    ask(kiosk)
    approve(kiosk, "2")
    kiosk.expect("须由他人批准")
    assert "trial.corrected" not in kiosk.events()
    approve(kiosk, "4")
    kiosk.expect("更正好了")


def test_a_role_without_the_right_is_told_who_has_it(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    approve(kiosk, "3")
    kiosk.expect("您的角色不能批准此项")
    assert told(kiosk, "approval.objected")["why"] == "no_right"


def test_another_account_of_the_same_member_is_the_same_person(kiosk: Journey) -> None:
    member = kiosk.write(add_member, "80000001")
    kiosk.write(lambda tx: run(tx, "UPDATE staff SET member_id = ? WHERE number IN ('1', '2')", (member,)))
    sign_in(kiosk)
    ask(kiosk)
    approve(kiosk, "2")
    kiosk.expect("这是您本人的账户")
    assert "approval.given" not in kiosk.events()


def test_wrong_pins_of_the_second_person_count_and_lock_as_at_signing_in(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    for left in ("4", "3", "2", "1"):
        approve(kiosk, "2", "111999")
        kiosk.until(lambda left=left: left in str(getattr(kiosk.prompt, "error", "")), f"{left} tries left")
    approve(kiosk, "2", "111999")
    kiosk.expect("输错次数过多")
    approve(kiosk, "2")
    kiosk.expect("输错次数过多")
    assert "approval.given" not in kiosk.events()
    assert told(kiosk, "staff.locked")["why"] == "wrong_pins"


def test_nobody_comes_and_nothing_is_approved(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    for _ in range(3):
        kiosk.wait(35)
        kiosk.touched()
    kiosk.wait(20)
    kiosk.expect("没有批准")
    assert "approval.given" not in kiosk.events()


def test_the_first_persons_session_ends_while_the_second_types_and_nothing_is_approved(
    kiosk: Journey,
) -> None:
    sign_in(kiosk)
    ask(kiosk)
    kiosk.choose("here")
    kiosk._answer(Entered("2"))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    assert kiosk.screen is not None
    late = Answered(kiosk.screen.prompt_id, Entered(PEOPLE["2"][0]))
    kiosk.press("lock")
    kiosk.expect_attract()
    kiosk._send(late)
    kiosk.wait(2)
    assert "approval.given" not in kiosk.events()


def test_a_pin_typed_for_an_earlier_question_is_dropped(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the approver's number")
    assert kiosk.screen is not None
    late = Answered(kiosk.screen.prompt_id, Entered("3"))
    kiosk._answer(Entered("2"))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk._send(late)
    kiosk._answer(Entered(PEOPLE["2"][0]))
    kiosk.expect("更正好了")


def test_what_the_review_cannot_be_answered_with_is_dropped(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    strange = [
        Entered("2"),
        Entered(""),
        Entered("９"),
        Chosen("done"),
        Chosen("approve"),
        Chosen("trial.main"),
    ]
    for value in strange:
        assert kiosk.screen is not None
        kiosk._send(Answered(kiosk.screen.prompt_id, value))
    kiosk.wait(1)
    assert isinstance(kiosk.prompt, Approval)
    assert kiosk.prompt.stage == "review"


def test_a_badge_and_a_pin_approve(kiosk: Journey) -> None:
    kiosk.write(give_badge, staff_id(kiosk, "2"), "BADGE-0002", kiosk.desk._badge_key)
    sign_in(kiosk)
    ask(kiosk)
    kiosk.scan("BADGE-0002")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk._answer(Entered(PEOPLE["2"][0]))
    kiosk.expect("更正好了")


def test_a_badge_that_nobody_has_approves_nothing(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    kiosk.scan("BADGE-9999")
    kiosk.expect("此工牌在这里无效")


# ------------------------------------------------------------------------------------------------ later


def later(kiosk: Journey, number: str = "1") -> None:
    sign_in(kiosk, number)
    ask(kiosk)
    kiosk.choose("later")
    kiosk.expect("等待批准")
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.expect_attract()


def waiting(kiosk: Journey, number: str) -> Confirm:
    sign_in(kiosk, number)
    kiosk.choose("core.waiting")
    table = kiosk.expect("待批准")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    confirm = kiosk.expect("")
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the request")
    confirm = kiosk.prompt
    assert isinstance(confirm, Confirm)
    return confirm


def books(kiosk: Journey) -> list[int]:
    return [row[0] for row in kiosk.read(lambda tx: tx._all("SELECT count FROM trial_book"))]


def state(kiosk: Journey) -> str:
    (row,) = kiosk.read(lambda tx: tx._all("SELECT state FROM approvals WHERE kind = 'count'"))
    return str(row[0])


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


# ---------------------------------------------------------------------------------------- the auditor's list


def test_an_auditor_reads_who_why_and_where_and_can_change_nothing(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    approve(kiosk, "2")
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.expect_attract()
    sign_in(kiosk, "9")
    kiosk.choose("core.acts")
    table = kiosk.expect("敏感操作")
    assert isinstance(table, Table)
    rows = {str(row.cells[1]): row for row in table.rows}
    used = rows["经批准操作"]
    assert used.cells[2] == "1 + 2"
    kiosk.choose(used.key)
    kiosk.until(lambda: getattr(kiosk.prompt, "detail", None), "its story")
    assert isinstance(kiosk.prompt, Table)
    assert kiosk.prompt.detail is not None
    assert "front" in str(kiosk.prompt.detail.lines[1])
    assert "更正账面" in str(kiosk.prompt.detail.lines[1])
    assert "why count" in str(kiosk.prompt.detail.lines[2])
    assert not kiosk.prompt.actions


def test_the_auditors_list_names_what_the_box_did_by_itself_and_what_a_plugin_calls_its_acts(
    kiosk: Journey,
) -> None:
    trial = kiosk.desk.host.states["trial"]
    trial.acts = {"shown": Named("Shown in full", "完整显示")}
    trial.why = {"wrong_pins": titled("客人问起", "a customer asked")}

    def acted(tx: Transaction, event: str, context: Context) -> None:
        tx.context = context
        tx.journal_act(event, "wrong_pins")

    for event, context in (
        ("staff.locked", Context(position="front")),
        ("staff.added", Context()),
        ("trial.shown", Context("customer", "front")),
        ("trial.hidden", Context("customer", "front")),
    ):
        kiosk.write(acted, event, context)
    sign_in(kiosk, "9")
    kiosk.choose("core.acts")
    table = kiosk.expect("敏感操作")
    assert isinstance(table, Table)
    assert [row.cells[1:] for row in table.rows[:4]] == [
        ("trial.hidden", "顾客"),
        ("完整显示", "顾客"),
        ("新建账号", "终端"),
        ("账号锁定", "系统"),
    ]
    kiosk.press("language")
    table = kiosk.expect("Sensitive acts")
    assert isinstance(table, Table)
    assert [row.cells[1:] for row in table.rows[1:4]] == [
        ("Shown in full", "A customer"),
        ("Account made", "Terminal"),
        ("Account locked", "The box itself"),
    ]
    for row, why in ((3, "too many wrong PINs"), (1, "a customer asked")):
        kiosk.choose(table.rows[row].key)
        kiosk.until(lambda why=why: why in str(getattr(kiosk.prompt, "detail", None)), "its story")


def test_a_long_list_is_walked_through_a_stretch_at_a_time(kiosk: Journey) -> None:
    def many(tx: object) -> None:
        for number in range(95):
            tx.journal_act("demo.act", "test", number=number)  # type: ignore[attr-defined]

    kiosk.write(many)
    sign_in(kiosk, "4")
    kiosk.choose("core.acts")
    kiosk.expect("敏感操作")
    seen = []
    for turn in range(3):
        assert isinstance(kiosk.prompt, Table)
        seen += [row.key for row in kiosk.prompt.rows]
        if turn < 2:
            before = kiosk.prompt.rows[0].key
            kiosk.choose("older")
            kiosk.until(lambda before=before: kiosk.prompt.rows[0].key != before, "the next stretch")  # type: ignore[union-attr]
    assert len(seen) == len(set(seen)) == 95 + 5, (
        "every act once: those of the test, and the five accounts made"
    )


# ------------------------------------------------------------------------------- two positions, and the power

BESIDE = '[[position]]\nname = "staff"\n'


def at_staff(screen: Journey, number: str) -> None:
    screen.expect("请输入工号")
    screen.type(number)
    screen.expect("请输入密码")
    screen.type(PEOPLE[number][0])
    screen.expect("请选择工作")


def open_request(screen: Journey) -> None:
    screen.choose("core.waiting")
    screen.until(lambda: isinstance(screen.prompt, Table) and screen.prompt.rows, "a request in the list")
    assert isinstance(screen.prompt, Table)
    screen.choose(screen.prompt.rows[0].key)
    screen.until(lambda: isinstance(screen.prompt, Confirm), "the request")


def test_what_is_asked_at_one_position_appears_in_the_open_list_of_another_and_is_answered_there(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "2")
    staff.choose("core.waiting")
    staff.expect("待批准")
    assert isinstance(staff.prompt, Table)
    assert staff.prompt.rows == ()
    later(kiosk)
    staff.until(
        lambda: isinstance(staff.prompt, Table) and staff.prompt.rows, "the request to appear by itself"
    )
    assert isinstance(staff.prompt, Table)
    staff.choose(staff.prompt.rows[0].key)
    staff.choose("approve")
    staff.expect("已批准")
    assert books(kiosk) == [11]
    approved = told(kiosk, "approval.approved")
    assert approved["position"] == "staff"


def test_two_positions_with_the_same_request_open_act_once_and_the_slower_is_told(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    later(kiosk)
    at_staff(staff, "2")
    open_request(staff)
    sign_in(kiosk, "4")
    open_request(kiosk)
    staff.choose("approve")
    staff.expect("已批准")
    kiosk.choose("refuse")
    kiosk.expect("已有人处理")
    assert (state(kiosk), books(kiosk)) == ("approved", [11])
    assert kiosk.events().count("trial.corrected") == 1


@pytest.mark.parametrize("stage", ["review", "number", "pin"])
def test_a_second_screen_that_is_killed_within_an_approval_comes_back_to_the_same_question(
    start: Callable[..., Journey], stage: str
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "1")
    ask(staff)
    if stage != "review":
        staff.choose("here")
    if stage == "pin":
        staff.until(lambda: getattr(staff.prompt, "stage", "") == "number", "the approver's number")
        staff._answer(Entered("2"))
    staff.until(lambda: getattr(staff.prompt, "stage", "") == stage, stage)
    kiosk._tasks[-1].cancel()  # its shell dies
    again = SecondScreen(kiosk, "staff")
    assert getattr(again.prompt, "stage", "") == stage
    if stage == "pin":
        again._answer(Entered(PEOPLE["2"][0]))
    else:
        approve(again, "2")
    again.expect("更正好了")
    assert kiosk.events().count("approval.used") == 1
    assert books(kiosk) == [11]


def test_a_desk_that_ends_within_an_approval_at_the_second_screen_leaves_nothing_of_it(
    start: Callable[..., Journey],
) -> None:
    kiosk = start(BESIDE)
    staff = SecondScreen(kiosk, "staff")
    at_staff(staff, "1")
    ask(staff)
    staff.choose("here")
    staff.until(lambda: getattr(staff.prompt, "stage", "") == "number", "the approver's number")
    staff._answer(Entered("2"))
    staff.until(lambda: getattr(staff.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk.cut_now()
    kiosk.restart()
    staff = SecondScreen(kiosk, "staff")
    staff.expect("请输入工号")
    assert not [event for event in kiosk.events() if event.startswith("approval.")]
    assert books(kiosk) == []
    assert kiosk.check() == []


@pytest.mark.slow
def test_wherever_the_power_goes_what_waits_is_answered_and_done_or_neither(
    start: Callable[..., Journey],
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = start()
        later(kiosk)
        waiting(kiosk, "2")
        kiosk.cut_at(points)
        with contextlib.suppress(PowerCut, JourneyStuck):
            kiosk.choose("approve")
            kiosk.expect("已批准")
            kiosk.choose("done")
            kiosk.expect("待批准")
        kiosk.restart()
        kiosk.expect_attract()
        done = state(kiosk) == "approved"
        assert books(kiosk) == ([11] if done else [])
        assert (
            kiosk.events().count("trial.corrected") == kiosk.events().count("approval.approved") == int(done)
        )
        assert kiosk.check() == []

    count, failures = crash_walk(run)
    assert count > 3
    assert failures == []


@pytest.mark.slow
def test_wherever_the_power_goes_an_approval_given_at_the_screen_is_used_once_or_never(
    start: Callable[..., Journey],
) -> None:
    def run(points: CrashPoints) -> None:
        kiosk = start()
        sign_in(kiosk)
        ask(kiosk)
        kiosk.cut_at(points)
        with contextlib.suppress(PowerCut, JourneyStuck):
            approve(kiosk, "2")
            kiosk.expect("更正好了")
            kiosk.choose("done")
            kiosk.expect("请选择工作")
        kiosk.restart()
        kiosk.expect_attract()
        used = kiosk.events().count("approval.used")
        assert books(kiosk) == [11] * used
        assert kiosk.events().count("trial.corrected") == used <= 1
        assert kiosk.check() == []

    count, failures = crash_walk(run, every=2)
    assert count > 6
    assert failures == []

"""A second person's yes, given inside the prompt: refused to whoever must not give it, used once."""

from __future__ import annotations

from kiosk.core.staff.badges import give_badge
from kiosk.core.store.statements import run
from kiosk.link.messages import Answered
from kiosk.link.prompts import Approval, Chosen, Entered
from kiosk.testing.journey import Journey
from kiosk.testing.people import add_member
from tests.journeys.approval.steps import PEOPLE, approve, ask, sign_in, staff_id, told


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

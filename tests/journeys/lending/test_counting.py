"""盘点: counted blind, and a difference is corrected only with another person."""

from __future__ import annotations

from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Entered, Keypad, Menu
from kiosk.testing.people import QUICK
from tests.journeys.lending.steps import (
    borrow,
    cases,
    in_service,
    leave,
    sign_in,
    where,
)
from tests.journeys.lending.stock_steps import (
    DAY_S,
    SECOND,
    facts,
    open_service,
    told,
    whereabouts,
)

# ---------------------------------------------------------------------- the count


def count_door(kiosk, number: int, counted: int) -> None:
    open_service(kiosk, "count")
    table = kiosk.expect("盘点")
    kiosk.choose(table.rows[number - 1].key)
    keypad = kiosk.expect("柜内有几件")
    assert isinstance(keypad, Keypad)
    kiosk.type(str(counted))


def test_counting_is_blind_and_what_agrees_is_done(kiosk):
    open_service(kiosk, "count")
    shown = [str(cell) for row in kiosk.expect("盘点").rows for cell in row.cells]
    assert not any("U-0" in cell or "件" in cell for cell in shown), "how many there should be is not shown"
    leave(kiosk)
    count_door(kiosk, 1, 1)
    kiosk.expect("与账面相符")
    kiosk.choose("done")
    kiosk.expect("今日已盘 1/6")
    assert told(kiosk, "lending.counted")[0] | {"actor": ""} == told(kiosk, "lending.counted")[0] | {
        "actor": ""
    }
    assert cases(kiosk) == []


def test_a_difference_is_explained_and_corrected_only_when_another_person_approves(kiosk):
    count_door(kiosk, 1, 0)
    screen = kiosk.expect("与账面不符")
    assert isinstance(screen, Confirm)
    assert facts(kiosk) == {"已盘点": "0", "账面": "1"}
    kiosk.choose("explain")
    kiosk.expect("为什么不符")
    kiosk.choose("0")
    kiosk.until(lambda: kiosk.prompt.__class__.__name__ == "Approval", "the approval")
    assert where(kiosk, "U-0001") == 1, "nothing is corrected yet"
    kiosk.back()
    kiosk.expect("等待核对")
    kiosk.choose("done")
    leave(kiosk)
    assert cases(kiosk) == [("count", "differs")]

    number, pin = SECOND
    add_staff(kiosk.store, number, "员工", pin, role="shift_lead", policy=QUICK)
    kiosk.sign_in(number, pin)
    kiosk.choose("lending.waiting")
    kiosk.choose(kiosk.expect("待处理").rows[0].key)
    kiosk.expect("更正账面吗")
    kiosk.choose("approved")
    kiosk.expect("账面已更正")
    assert cases(kiosk) == []
    assert where(kiosk, "U-0001") is None
    corrected = told(kiosk, "lending.corrected")[0]
    assert corrected["staff"] != corrected["approved_by"]
    assert (corrected["book"], corrected["counted"], corrected["reason"]) == (1, 0, "not_found")
    assert whereabouts(kiosk) == ["lost", "place", "place"]


def test_who_counted_cannot_approve_it_from_the_list(kiosk):
    count_door(kiosk, 1, 0)
    kiosk.choose("explain")
    kiosk.choose("0")
    kiosk.back()
    kiosk.choose("done")
    leave(kiosk)
    open_service(kiosk, "waiting")
    kiosk.choose(kiosk.expect("待处理").rows[0].key)
    kiosk.until(lambda: kiosk.prompt.__class__.__name__ == "Approval", "another person is asked")
    assert where(kiosk, "U-0001") == 1


def test_who_counted_cannot_approve_it_at_somebody_elses_screen_either(kiosk):
    number, pin = SECOND
    sign_in(kiosk)
    leave(kiosk)
    add_staff(kiosk.store, number, "员工", pin, role="shift_lead", policy=QUICK)
    add_staff(kiosk.store, "3", "员工", pin, role="attendant", policy=QUICK)
    kiosk.sign_in(number, pin)
    kiosk.choose("lending.count")
    kiosk.choose(kiosk.expect("盘点").rows[0].key)
    kiosk.type("0")
    kiosk.choose("explain")
    kiosk.choose("0")
    kiosk.back()
    kiosk.choose("done")
    leave(kiosk)
    kiosk.sign_in("3", pin)
    kiosk.choose("lending.waiting")
    kiosk.choose(kiosk.expect("待处理").rows[0].key)
    kiosk.choose("here")
    kiosk.until(lambda: kiosk.prompt.stage == "number", "the number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: kiosk.prompt.stage == "pin", "the PIN")
    kiosk._answer(Entered(pin))
    kiosk.expect("请由他人核对")
    assert where(kiosk, "U-0001") == 1
    assert "lending.corrected" not in kiosk.events()


def test_what_is_too_many_is_named_by_its_tag(kiosk):
    count_door(kiosk, 5, 1)
    kiosk.choose("explain")
    kiosk.expect("请扫多出的物品")
    kiosk.scan("U-0003")
    kiosk.choose("1")
    kiosk.until(lambda: kiosk.prompt.__class__.__name__ == "Approval", "the approval")
    assert facts(kiosk)["已盘点"] == "1"


def test_the_staff_menu_says_how_much_there_is_to_do(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(5 * DAY_S)
    sign_in(kiosk)
    assert isinstance(kiosk.prompt, Menu)
    notes = {choice.key: str(choice.note) for choice in kiosk.prompt.choices}
    assert notes["lending.overdue"] == "逾期 1 件，待提醒 1 件"
    assert in_service(kiosk, 1)

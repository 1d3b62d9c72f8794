"""The wave before closing, played from the customer who finds every bay full to the staff who put it away the next morning."""

from __future__ import annotations

import pytest

from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    borrow_stroller,
    cases,
    leave,
    never_stuck,
    sign_in,
    states,
    where,
)

CLOSING_S = 9.6 * 3600
"""From noon to 21:36; the house closes at 22:00."""


@pytest.fixture
def full(make_kiosk):
    """Two strollers out, every bay taken by others, and it is nearly closing time."""
    kiosk = make_kiosk(doors=1, kept={1: ["U-0001"]}, bays={11: ["S-0011"], 12: ["S-0012"]})
    borrow_stroller(kiosk)
    borrow_stroller(kiosk, OTHER_CARD)
    kiosk.write(_taken, 11)
    kiosk.write(_taken, 12)
    kiosk.clock.jump(CLOSING_S)
    yield kiosk
    never_stuck(kiosk.shown)


def _taken(tx, number: int) -> None:
    place = next(place for place in tx.places() if place.number == number)
    tx.add_item(f"S-09{number}", "stroller", place_id=place.id)


def leave_beside(kiosk, tag: str) -> None:
    """A customer with a stroller and no bay; it stays beside the others."""
    kiosk.scan(tag)
    kiosk.expect("童车位暂时停满了")
    assert "已呼叫工作人员" in str(kiosk.prompt.subtitle)
    kiosk.choose("here")
    kiosk.expect("请扫童车上的标签")
    kiosk.scan(tag)
    kiosk.expect("请放在那里")
    kiosk.choose("done")
    kiosk.expect_attract()


def answer(kiosk, resolution: str) -> None:
    """Staff look at the first question, and say what they saw."""
    sign_in(kiosk)
    kiosk.choose("lending.waiting")
    table = kiosk.expect("待处理")
    kiosk.choose(table.rows[0].key)
    kiosk.expect("请确认看到的情况")
    kiosk.choose(resolution)
    kiosk.expect("待处理")
    leave(kiosk)


def test_two_leave_theirs_and_staff_are_rung_once(full):
    leave_beside(full, "S-0011")
    leave_beside(full, "S-0012")

    assert [call.kind for call in full.read(lambda tx: tx.open_calls())] == ["returns_full"]
    assert states(full) == ["returning_unverified"] * 2
    assert cases(full) == [("handed_in", "scanned")] * 2
    assert full.check() == []


def test_staff_find_it_put_it_away_and_clean_it_before_the_next_child(full):
    leave_beside(full, "S-0011")
    answer(full, "found")
    assert states(full) == ["returned", "lent"]
    sign_in(full)
    full.choose("lending.clean")
    table = full.expect("待清洁")
    assert [str(cell) for cell in table.rows[0].cells[1:3]] == ["S-0011", "在员工处"]
    leave(full)
    full.write(_out, 11)
    sign_in(full)
    full.choose("lending.stock")
    full.choose("desk")
    table = full.expect("在台")
    full.choose(next(row.key for row in table.rows if "S-0011" in str(row.cells[0])))
    full.choose("put")
    full.choose(full.expect("放到几号门").rows[0].key)
    full.expect("放入 S-0011")
    full.world.world.hands.append("S-0011")
    door = full.world.opened()
    full.world.put(door, "S-0011")
    full.world.close(door)
    full.until(lambda: where(full, "S-0011") == door, "it to be behind its door")
    leave(full)
    sign_in(full)
    full.choose("lending.clean")
    assert len(full.expect("待清洁").rows) == 1


def _out(tx, number: int) -> None:
    item = next(item for item in tx.items("stroller") if item.tag == f"S-09{number}")
    tx.move(item.id, None, reason="taken home by nobody")


def test_what_is_not_there_is_on_loan_again_and_late(full):
    leave_beside(full, "S-0011")
    answer(full, "not_here")

    assert states(full) == ["lent", "lent"]
    full.scan(CARD)
    full.until(lambda: full.prompt is not None and "S-0011" in str(full.prompt), "their own page")

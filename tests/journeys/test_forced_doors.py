"""A door that opens without a command, with nobody at the kiosk: on record, before staff, until one of them has looked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN

DOOR = 3


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    """Four doors, and somebody who works here; no plugin has a word in it."""
    journey = make_kiosk(doors=4, plugins=[])
    add_staff(journey.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)
    return journey


def sign_in(kiosk: Journey) -> None:
    kiosk.press("staff")
    kiosk.type(STAFF_NUMBER)
    kiosk.type(STAFF_PIN)
    kiosk.expect("请选择工作")


def acts(kiosk: Journey, event: str) -> list[tuple[str, dict[str, Any]]]:
    rows = kiosk.read(lambda tx: tx.sensitive_acts())
    return [(row.actor, json.loads(row.data)) for row in rows if row.event == event]


def line(kiosk: Journey) -> str:
    """What stands under the first line of the staff menu, where that is the one about doors; else nothing."""
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    first = menu.choices[0]
    return str(first.note) if first.key == "core.doors" else ""


def test_a_door_that_is_forced_while_nobody_is_there_is_on_record_and_waits_for_staff(kiosk: Journey) -> None:
    kiosk.expect_attract()
    kiosk.world.force(DOOR)
    kiosk.until(lambda: acts(kiosk, "door.forced"), "the record")
    ((actor, data),) = acts(kiosk, "door.forced")
    assert (actor, data["door"]) == ("system", DOOR)
    kiosk.world.close(DOOR)
    kiosk.restart()  # the desk goes and comes back: it still waits, and is not told twice
    kiosk.expect_attract()
    sign_in(kiosk)
    assert line(kiosk) == "1 个待查看"
    kiosk.choose("core.doors")
    table = kiosk.expect("柜门被强开")
    assert isinstance(table, Table)
    assert [row.cells[2] for row in table.rows] == ["已关"]
    kiosk.choose(table.rows[0].key)
    page = kiosk.expect("门锁完好")
    assert isinstance(page, Confirm)
    kiosk.choose("looked")
    assert line(kiosk) == ""
    ((actor, _data),) = acts(kiosk, "door.looked_at")
    assert actor.startswith("staff:")
    assert len(acts(kiosk, "door.forced")) == 1
    assert kiosk.check() == []


def test_the_line_appears_by_itself_and_says_how_the_door_stands_now(kiosk: Journey) -> None:
    sign_in(kiosk)
    assert line(kiosk) == ""
    kiosk.world.force(DOOR)
    kiosk.until(lambda: line(kiosk) == "1 个待查看", "the line")
    kiosk.choose("core.doors")
    kiosk.until(lambda: isinstance(kiosk.prompt, Table) and kiosk.prompt.rows[0].cells[2] == "开着", "open")
    kiosk.world.close(DOOR)
    kiosk.until(lambda: isinstance(kiosk.prompt, Table) and kiosk.prompt.rows[0].cells[2] == "已关", "shut")


def test_a_second_time_before_anybody_looked_is_the_same_door_and_after_that_another_record(
    kiosk: Journey,
) -> None:
    for _ in range(2):
        kiosk.world.force(DOOR)
        kiosk.world.close(DOOR)
    kiosk.until(lambda: acts(kiosk, "door.forced"), "the record")
    sign_in(kiosk)
    kiosk.choose("core.doors")
    table = kiosk.expect("柜门被强开")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    kiosk.choose("looked")
    assert line(kiosk) == ""
    assert len(acts(kiosk, "door.forced")) == 1
    kiosk.world.force(DOOR)
    kiosk.until(lambda: len(acts(kiosk, "door.forced")) == 2, "another record")


def test_a_door_that_was_asked_to_open_is_not_forced(kiosk: Journey) -> None:
    sign_in(kiosk)
    place = next(place for place in kiosk.read(lambda tx: tx.places()) if place.number == DOOR)
    kiosk.write(lambda tx: tx.intend_door(place.id, purpose="test"))
    assert kiosk.world.opened() == DOOR
    kiosk.world.close(DOOR)
    kiosk.until(lambda: kiosk.desk.positions["front"].door(place.id) == "locked", "the shut door")
    assert acts(kiosk, "door.forced") == []


def test_one_that_is_forced_while_the_disk_is_full_is_on_record_once_there_is_room(kiosk: Journey) -> None:
    disk = kiosk.fill_disk(1)
    kiosk.expect_attract()
    kiosk.world.force(DOOR)
    kiosk.until(lambda: kiosk.desk.owed, "the refusal")
    assert acts(kiosk, "door.forced") == []
    disk.make_room()
    kiosk.wait(61)
    ((_actor, data),) = acts(kiosk, "door.forced")
    assert data["door"] == DOOR

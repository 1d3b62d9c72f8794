"""A shift that nobody has left when its day is over: staff are told wherever they pass, until one of them has left it."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.second_screen import SecondScreen
from tests.journeys.test_shift import count, staffed, take_over, to_the_shift

NIGHT, DAY = 15 * 3600, 24 * 3600
"""From noon to three in the morning, which is the same business day still, and to the next noon."""


STAFF_SCREEN = """
[[position]]
name = "staff"
audience = "staff"
"""


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    kiosk = staffed(make_kiosk(plugins=(), store="memory"))
    take_over(kiosk)
    kiosk.leave()
    return kiosk


def acts(kiosk: Journey) -> list[dict[str, object]]:
    return [
        msgspec.json.decode(entry.data)
        for entry in kiosk.read(lambda tx: tx.sensitive_acts())
        if entry.event == "shift.left_open"
    ]


def told(kiosk: Journey) -> str:
    assert kiosk.screen is not None
    return str(kiosk.screen.banner.title) if kiosk.screen.banner is not None else ""


def test_a_shift_is_nobodys_alarm_before_its_business_day_is_over(kiosk):
    kiosk.wait(NIGHT)
    assert told(kiosk) == ""
    assert acts(kiosk) == []


def test_past_its_day_it_stands_over_the_screen_sounds_and_is_on_record_once(kiosk):
    kiosk.wait(DAY)
    kiosk.until(lambda: told(kiosk) == "有一个班次没有交班", "the alarm")
    assert kiosk.screen is not None
    assert kiosk.screen.ring == "soft"
    kiosk.wait(3600)
    assert [one["by"] for one in acts(kiosk)] == [kiosk.read(lambda tx: tx.shift()).opened_by]


def test_a_customer_who_is_being_served_is_not_told_of_it(kiosk):
    kiosk.wait(DAY)
    kiosk.until(lambda: told(kiosk), "the alarm")
    kiosk.touch()
    kiosk.until(lambda: not told(kiosk), "the customer's own screen")
    assert kiosk.screen is not None
    assert kiosk.screen.ring == ""


def test_its_button_asks_for_the_number_of_staff_and_leaving_the_shift_ends_it(kiosk):
    kiosk.wait(DAY)
    kiosk.until(lambda: told(kiosk), "the alarm")
    kiosk.press("coming")
    kiosk.expect("工号")
    kiosk.leave()
    to_the_shift(kiosk)
    count(kiosk, "50000")
    kiosk.choose("review")
    kiosk.expect("清点与账面")
    kiosk.choose("leave")
    kiosk.expect("已交班")
    kiosk.leave()
    kiosk.wait(120)
    assert told(kiosk) == ""


def test_where_staff_have_a_screen_of_their_own_it_is_told_there_and_customers_are_left_alone(make_kiosk):
    kiosk = staffed(make_kiosk(plugins=(), store="memory", extra=STAFF_SCREEN))
    take_over(kiosk)
    kiosk.leave()
    staff = SecondScreen(kiosk, "staff")
    kiosk.wait(DAY)
    kiosk.until(lambda: told(staff), "the alarm behind the desk")
    assert told(kiosk) == ""
    assert kiosk.screen is not None
    assert kiosk.screen.ring == ""


def test_a_box_that_does_not_know_the_time_says_nothing_of_days(make_kiosk):
    kiosk = staffed(make_kiosk(plugins=(), store="memory"))
    take_over(kiosk)
    kiosk.leave()
    kiosk.clock.trusted, kiosk.clock.boot_id = False, "another"
    kiosk.restart()
    kiosk.wait(DAY)
    assert told(kiosk) == ""


def test_what_finds_no_room_on_the_disk_is_told_all_the_same_and_on_record_later_once(kiosk):
    disk = kiosk.fill_disk(1)
    kiosk.clock.jump(DAY)
    kiosk.wait(61)
    assert (told(kiosk), acts(kiosk)) == ("有一个班次没有交班", [])
    disk.make_room()
    kiosk.wait(130)
    assert len(acts(kiosk)) == 1

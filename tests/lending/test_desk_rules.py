"""The rules of staff's side, as tables: quiet hours, expiry, what can be done with an item where it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.core.api import Item
from kiosk.plugins.lending.desk_limits import DeskLimits, quiet_until
from kiosk.plugins.lending.items import Known, as_day, day_after
from kiosk.plugins.lending.items_desk import deeds
from kiosk.plugins.lending.stock_rows import Stock
from tests.lending.conftest import SHANGHAI


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("08:59", "09:00"), ("09:00", ""), ("11:59", ""), ("12:00", "14:00"), ("13:59", "14:00"), ("14:00", ""),
        ("20:59", ""), ("21:00", "09:00"), ("23:59", "09:00"), ("00:00", "09:00"),
    ],
)  # fmt: skip
def test_nobody_is_called_at_rest_times(clock, until):
    hour, minute = map(int, clock.split(":"))
    now = int(datetime(2026, 11, 22, hour, minute, tzinfo=SHANGHAI).timestamp() * 1000)
    assert quiet_until(now, SHANGHAI, DeskLimits()) == until
    assert quiet_until(now, SHANGHAI, DeskLimits(quiet=(("09:00", "09:00"),))) == "", "no quiet hours"


@pytest.mark.parametrize(
    ("day", "expired"), [(0, False), (20261121, True), (20261122, False), (20261123, False)]
)
def test_a_thing_is_good_to_the_end_of_its_day(day, expired):
    assert Stock(expires_day=day).expired(20261122) is expired


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20261130", 20261130),
        ("20261131", None),
        ("20260229", None),
        ("20280229", 20280229),
        ("00000000", None),
    ],
)
def test_a_day_is_typed_as_eight_figures(typed, day):
    assert as_day(typed) == day


def test_days_go_over_the_end_of_the_year():
    assert day_after(20261222, 30) == 20270121


@pytest.mark.parametrize(
    ("where", "aside", "offered"),
    [
        ("place", "", ("take", "send", "damage", "lose", "log")),
        ("place", "damaged", ("take", "send", "mend", "lose", "log")),
        ("desk", "", ("put", "damage", "send", "retire", "lose", "log")),
        ("lent", "", ("damage", "lose", "log")),
        ("transit", "", ("put", "arrive", "miss", "log")),
        ("lost", "lost", ("find", "retire", "log")),
        ("out", "", ("log",)),
    ],
)
def test_what_can_be_done_with_an_item_follows_from_where_it_is(where, aside, offered):
    item = Item("i", "U-0001", "umbrella")
    assert deeds(Known(item, where, Stock(aside=aside), None, None, 20261122)) == offered

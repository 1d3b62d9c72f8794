"""The rules as tables of cases."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.calendar import Calendar
from kiosk.core.records import Item, PlaceRecord
from kiosk.plugins.lending.limits import DAY_MS, HOUR_MS, MINUTE_MS, Limits
from kiosk.plugins.lending.records import Loan, Lodged, Spot, Standing
from kiosk.plugins.lending.renew import may_renew
from kiosk.plugins.lending.rules import (
    can_return,
    choose_to_lend,
    choose_to_return,
    count_lendable,
    days_over,
    is_due_soon,
    is_lost,
    is_overdue,
    lendable,
    may_borrow,
    shortage,
    usable,
)

NOW = 1_000_000


def place(number: int, *, rack: int = 0, level: int = 0, **changes: object) -> PlaceRecord:
    fields: dict[str, object] = {
        "id": f"p{number}", "bank": "wall", "number": number, "row": 0, "column": number,
        "kind": "rack" if rack else "single", "capacity": rack or 1, "holds": ("umbrella",), "in_service": True,
        "level": level, "held": False,
    }  # fmt: skip
    return PlaceRecord(**{**fields, **changes})  # type: ignore[arg-type]


def spot(
    number: int,
    *dry: int,
    rack: int = 0,
    door: str = "locked",
    checked: bool = False,
    asked: tuple[int, ...] = (),
    **changes: object,
) -> Spot:
    """A place with an umbrella for each dry time; those at the positions `asked` wait for staff."""
    items = tuple(
        Lodged(Item(f"i{number}{at}", f"U-{number:02}{at:02}", "umbrella"), ms, checked=at in asked)
        for at, ms in enumerate(dry)
    )
    return Spot(place(number, rack=rack, level=len(dry), **changes), door, items, checked)


@pytest.mark.parametrize(
    ("standing", "limits", "against"),
    [
        (Standing(active=True), Limits(), None),
        (Standing(active=False), Limits(), "blocked"),
        (Standing(active=False, overdue=1, out=1), Limits(), "blocked"),
        (Standing(active=True, out=1), Limits(limit=2), None),
        (Standing(active=True, out=2), Limits(limit=2), "limit"),
        (Standing(active=True, out=3), Limits(limit=2), "limit"),
        (Standing(active=True, out=1), Limits(limit=1), "limit"),
        (Standing(active=True, out=1, overdue=1), Limits(), "overdue"),
        (Standing(active=True, out=1, overdue=1), Limits(overdue_blocks=False), None),
        (Standing(active=True, out=2, overdue=1), Limits(overdue_blocks=False), "limit"),
        (Standing(active=True, unverified=1), Limits(), None),
        (Standing(active=True, unverified=2), Limits(), "checking"),
        (Standing(active=True, unverified=1, out=1), Limits(limit=2), None),
    ],
)
def test_who_may_borrow(standing: Standing, limits: Limits, against: str | None) -> None:
    assert may_borrow(standing, limits) == against


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"in_service": False}, False),
        ({"held": True}, False),
        ({"checked": True}, False),
        *(({"door": door}, False) for door in ("unknown", "open", "left_open", "stuck", "forced", "pulsing")),
    ],
)
def test_a_door_is_offered_only_when_it_is_known_to_be_shut_and_nobody_needs_it(
    changes: dict, fits: bool
) -> None:
    assert usable(spot(1, 0, **changes)) is fits


def test_a_resting_umbrella_and_one_under_question_are_not_lent() -> None:
    one = spot(9, 0, NOW + 1, NOW, 5, rack=9, asked=(3,))

    assert [lodged.item.tag for lodged in lendable(one, NOW)] == ["U-0900", "U-0902"]


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([spot(1, 0), spot(2, 0)], "U-0100"),
        ([spot(2, 0), spot(1, 0)], "U-0100"),  # the lower number, in whatever order they come
        ([spot(1, 500), spot(2, 100)], "U-0200"),  # the longer dry
        ([spot(1, 100), spot(9, 0, 50, rack=5)], "U-0100"),  # a door of its own: nobody is asked which one
        ([spot(8, 0, rack=5), spot(9, 100, 50, rack=5)], "U-0901"),  # the fuller rack, its longest dry
        ([spot(1, NOW + 1), spot(2, 900)], "U-0200"),
        ([spot(1, 0, held=True), spot(2, 900)], "U-0200"),
        ([spot(1, 0, in_service=False), spot(2, 900)], "U-0200"),
        ([spot(1, 0, door="left_open"), spot(2, 900)], "U-0200"),
        ([spot(1, 0, checked=True), spot(2, 900)], "U-0200"),
    ],
)
def test_which_umbrella_is_lent(spots: list[Spot], expected: str) -> None:
    chosen = choose_to_lend(spots, NOW)

    assert chosen is not None
    assert chosen[1].item.tag == expected


def test_a_door_that_was_tried_is_not_tried_again() -> None:
    chosen = choose_to_lend([spot(1, 0), spot(2, 0)], NOW, avoid=frozenset({"p1"}))

    assert chosen is not None
    assert chosen[0].place.number == 2


@pytest.mark.parametrize(
    ("spots", "why"),
    [
        ([], "none"),
        ([spot(1)], "none"),
        ([spot(1, NOW + 1)], "resting"),
        ([spot(1, NOW + 1), spot(2, 0, held=True)], "busy"),
        ([spot(1, 0, held=True, in_service=False)], "none"),
        ([spot(1, NOW + 1, checked=True)], "none"),
        ([spot(1, NOW + 1, held=True)], "resting"),
        ([spot(1, 0, door="open")], "busy"),  # the tile counts it, so that it cannot be gone
        ([spot(1, 0, door="unknown"), spot(2, NOW + 1)], "away"),
        ([spot(1, 0, door="unknown"), spot(2, 0, held=True)], "busy"),
    ],
)
def test_why_there_is_none(spots: list[Spot], why: str) -> None:
    assert choose_to_lend(spots, NOW) is None
    assert shortage(spots, NOW) == why


def test_the_tile_counts_what_is_dry_and_in_service_whoever_stands_there() -> None:
    spots = [
        spot(1, 0, held=True),
        spot(2, NOW + 1),
        spot(3, 0, in_service=False),
        spot(9, 0, 0, rack=5),
        spot(4),
    ]

    assert count_lendable(spots, NOW) == 3


@pytest.mark.parametrize(
    ("spots", "number"),
    [
        ([spot(1, 0), spot(2)], 2),
        ([spot(3), spot(2)], 2),
        ([spot(9, rack=5), spot(4)], 4),  # a compartment of its own to dry in, before a rack
        ([spot(8, 0, 0, 0, rack=5), spot(9, 0, rack=5)], 9),  # the rack with more room
        ([spot(9, 0, 0, rack=2), spot(1, 0)], None),
        ([spot(1, held=True)], None),
        ([spot(1, in_service=False)], None),
        ([spot(1, checked=True)], None),
        ([spot(1, door="unknown")], None),
        ([], None),
    ],
)
def test_where_an_umbrella_goes_back(spots: list[Spot], number: int | None) -> None:
    chosen = choose_to_return(spots)

    assert (chosen.place.number if chosen else None) == number


@pytest.mark.parametrize(
    ("spots", "room"),
    [
        ([spot(1, held=True)], True),
        ([spot(1, 0)], False),
        ([spot(1, in_service=False)], False),
        ([spot(1, checked=True)], False),
    ],
)
def test_whether_there_is_room_at_all(spots: list[Spot], room: bool) -> None:
    assert can_return(spots) is room


def test_doors_that_this_visit_has_tried_are_not_waited_for() -> None:
    assert shortage([spot(1, 0)], NOW, avoid=frozenset({"p1"})) == "none"


@pytest.mark.parametrize(("late_by", "overdue"), [(-1, False), (0, True), (1, True), (7 * DAY_MS, True)])
def test_overdue_begins_with_the_due_minute(late_by: int, overdue: bool) -> None:
    assert is_overdue(NOW, NOW + late_by) is overdue


@pytest.mark.parametrize(
    ("zone", "due", "now", "days"),
    [
        ("Asia/Shanghai", "2026-11-21T22:00", "2026-11-21T22:00", 1),
        ("Asia/Shanghai", "2026-11-21T22:00", "2026-11-22T00:01", 1),
        (
            "Asia/Shanghai",
            "2026-11-21T22:00",
            "2026-11-22T23:59",
            1,
        ),  # more than a day by the clock, one by the calendar
        ("Asia/Shanghai", "2026-11-21T22:00", "2026-11-23T07:00", 2),
        ("Asia/Shanghai", "2026-11-21T22:00", "2026-11-28T22:00", 7),
        ("America/New_York", "2026-10-31T22:00", "2026-11-02T10:00", 2),  # over the end of summer time
    ],
)
def test_days_over_are_the_calendar_days_of_the_site(zone: str, due: str, now: str, days: int) -> None:
    due_ms, now_ms = (
        int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
        for text in (due, now)
    )

    assert days_over(due_ms, now_ms, ZoneInfo(zone)) == days


@pytest.mark.parametrize(
    ("before", "soon"), [(2 * HOUR_MS + 1, False), (2 * HOUR_MS, True), (1, True), (0, False)]
)
def test_a_loan_is_due_soon_within_the_reminder_hours(before: int, soon: bool) -> None:
    assert is_due_soon(NOW + before, NOW, Limits()) is soon


@pytest.mark.parametrize(("late_by", "lost"), [(7 * DAY_MS - 1, False), (7 * DAY_MS, True)])
def test_a_loan_is_staffs_after_a_week(late_by: int, lost: bool) -> None:
    assert is_lost(NOW, NOW + late_by, Limits()) is lost


OPEN, LAST, CLOSING, CLOSED = (
    Calendar(known=True, phase=phase, business_day=20261122)  # type: ignore[arg-type]
    for phase in ("open", "last_loans", "closing", "closed")
)
TODAY = Limits(same_day=True, days=0, limit=1, least_ms=30 * MINUTE_MS)


@pytest.mark.parametrize(
    ("limits", "calendar", "left", "against"),
    [
        (Limits(), OPEN, DAY_MS, None),
        (Limits(), LAST, DAY_MS, None),
        (Limits(), CLOSING, DAY_MS, "closing"),
        (Limits(), CLOSED, DAY_MS, "closing"),
        (TODAY, OPEN, 30 * MINUTE_MS, None),
        (TODAY, OPEN, 30 * MINUTE_MS - 1, "closing"),
        (TODAY, OPEN, -1, "closing"),
        (TODAY, LAST, HOUR_MS, "closing"),
        (TODAY, CLOSED, HOUR_MS, "closing"),
    ],
)
def test_nothing_is_lent_that_would_be_due_at_once(
    limits: Limits, calendar: Calendar, left: int, against: str | None
) -> None:
    assert may_borrow(Standing(active=True), limits, left_ms=left, calendar=calendar) == against


def lent(*, renewed: int = 0, due_ms: int = NOW + DAY_MS) -> Loan:
    return Loan("l", "n", "c", "umbrella", "m", "i", "p", "lent", True, 1, 0, due_ms, 0, renewed=renewed)


@pytest.mark.parametrize(
    ("loan", "limits", "left", "closing", "against"),
    [
        (lent(), Limits(), 1, False, None),
        (lent(), Limits(renewals=0), 1, False, "never"),
        (lent(), Limits(same_day=True), 1, False, "never"),
        (lent(renewed=1), Limits(), 1, False, "used_up"),
        (lent(renewed=1), Limits(renewals=2), 1, False, None),
        (lent(due_ms=NOW), Limits(), 1, False, "overdue"),
        (lent(due_ms=NOW, renewed=1), Limits(), 1, False, "overdue"),
        (lent(), Limits(), 0, False, "wanted"),
        (lent(), Limits(renewal_spare=0), 0, False, None),
        (lent(), Limits(), 1, True, "closing"),
        (lent(due_ms=NOW + 3 * DAY_MS), Limits(), 1, False, "no_gain"),
    ],
)
def test_what_may_be_kept_longer(
    loan: Loan, limits: Limits, left: int, closing: bool, against: str | None
) -> None:
    assert may_renew(loan, limits, NOW, NOW + 3 * DAY_MS, left=left, closing=closing) == against

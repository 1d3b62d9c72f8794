"""Which compartment a bag gets, and until when: tables of cases."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from kiosk.core.calendar import OpeningHours, Span
from kiosk.core.records import PlaceRecord
from kiosk.plugins.bags.limits import Limits
from kiosk.plugins.bags.look import look_words
from kiosk.plugins.bags.records import Spot
from kiosk.plugins.bags.rules import choose, count_free, holds_bags, sizes
from tests.bags.conftest import NOON_MS, SHANGHAI


def place(number: int, *holds: str, kind="single", level=0, held=False, in_service=True, capacity=1):
    return PlaceRecord(
        str(number), "wall", number, 0, number, kind, capacity, holds, in_service, level, held
    )  # fmt: skip


def spots(*places: PlaceRecord, door: str = "locked") -> list[Spot]:
    return [Spot(each, door) for each in places]


SMALL, LARGE = place(2, "bag"), place(1, "bag", "large_bag")


@pytest.mark.parametrize(
    ("one", "fits"),
    [
        (place(1, "bag"), True),
        (place(1, "large_bag"), True),
        (place(1, "umbrella", "bag"), True),
        (place(1, "umbrella"), False),
        (place(1), False),  # takes anything: left to the others
        (place(1, "bag", kind="rack", capacity=5), False),  # one door would show everybody's
    ],
)
def test_only_single_compartments_that_name_bags(one: PlaceRecord, fits: bool) -> None:
    assert holds_bags(one) is fits


@pytest.mark.parametrize(
    ("places", "kind", "number"),
    [
        ((LARGE, SMALL), "bag", 2),  # the small one first, so that large bags find room
        ((LARGE, SMALL), "large_bag", 1),
        ((LARGE,), "bag", 1),
        ((SMALL,), "large_bag", None),
        ((place(3, "bag"), place(2, "bag")), "bag", 2),
        ((place(2, "bag", level=1),), "bag", None),
        ((place(2, "bag", held=True),), "bag", None),
        ((place(2, "bag", in_service=False),), "bag", None),
        ((), "bag", None),
    ],
)
def test_the_compartment_that_is_chosen(places, kind: str, number: int | None) -> None:
    chosen = choose(spots(*places), kind)
    assert (chosen.number if chosen else None) == number


@pytest.mark.parametrize("door", ["unknown", "open", "left_open", "forced", "stuck", "pulsing"])
def test_a_door_that_is_not_known_to_be_shut_is_not_offered(door: str) -> None:
    assert choose(spots(SMALL, door=door), "bag") is None


def test_a_door_that_was_tried_is_not_tried_again() -> None:
    assert choose(spots(SMALL), "bag", avoid=frozenset({"2"})) is None


def test_sizes_and_how_many_are_free() -> None:
    assert sizes([SMALL]) == ("bag",)
    assert sizes([LARGE, SMALL]) == ("bag", "large_bag")
    assert sizes([place(1, "umbrella")]) == ()
    places = [SMALL, LARGE, place(3, "bag", level=1), place(4, "umbrella")]
    assert (count_free(places), count_free(places, "bag"), count_free(places, "large_bag")) == (2, 2, 1)


TEN_TO_TEN = OpeningHours("Asia/Shanghai", [Span((time(10), time(22)))] * 7)


def until(limits: Limits, clock: str, hours: OpeningHours = TEN_TO_TEN) -> str | None:
    now = datetime.fromisoformat(f"2026-11-22T{clock}").replace(tzinfo=SHANGHAI)
    now_ms = int(now.timestamp() * 1000)
    until_ms = limits.until_ms(hours.at(now_ms), now_ms, SHANGHAI)
    return datetime.fromtimestamp(until_ms / 1000, SHANGHAI).strftime("%d %H:%M") if until_ms else None


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("10:00", "22 22:00"),
        ("21:29", "22 22:00"),
        ("21:30", None),
        ("22:00", None),
        ("23:59", None),
        ("08:00", None),
    ],
)
def test_until_closing_time(clock: str, told: str | None) -> None:
    assert until(Limits(), clock) == told


@pytest.mark.parametrize(("clock", "told"), [("08:00", "22 20:00"), ("19:29", "22 20:00"), ("19:30", None)])
def test_or_until_the_hour_that_the_site_sets(clock: str, told: str | None) -> None:
    assert until(Limits(collect_by="20:00"), clock) == told


def test_a_house_that_never_closes_or_does_not_know_the_time_keeps_a_bag_for_a_day() -> None:
    assert until(Limits(), "12:00", OpeningHours.always()) == "23 12:00"


def test_a_time_of_the_year_2100_fits() -> None:
    now_ms = NOON_MS + 74 * 365 * 86_400_000
    assert (Limits().until_ms(TEN_TO_TEN.at(now_ms), now_ms, SHANGHAI) or 0) > 2**41


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("suitcase:red", "{kind}, {colour}"),
        ("box:gone", "Box"),
        ("", "Not described"),
        ("??", "Not described"),
    ],
)
def test_what_a_bag_looks_like_in_words(look: str, words: str) -> None:
    told = look_words(look)
    assert getattr(told, "id", told) == words

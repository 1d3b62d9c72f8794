"""One door's states from its switch: what bounces does not count, and what is not known is not assumed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.lockers.door import LATE_OPENING_SECONDS, NEVER, Debouncer, Door

WINDOW = 0.08


@pytest.fixture
def door():
    return Door(debounce=WINDOW, open_within=3.0, left_open=60.0)


def shown(door, *, is_open, at):
    """The switch says something and goes on saying it."""
    door.read(at, is_open=is_open)
    assert not door.settle(at)
    return door.settle(at + WINDOW)


def locked(door, at=0.0):
    shown(door, is_open=False, at=at)
    assert door.state == "locked"
    return door


def test_a_door_is_unknown_until_it_has_been_read(door):
    assert door.state == "unknown"
    assert door.is_open is None
    assert door.deadline() == NEVER


@pytest.mark.parametrize(("is_open", "state"), [(False, "locked"), (True, "open")])
def test_the_first_reading_tells_the_state_and_blames_nobody(door, is_open, state):
    shown(door, is_open=is_open, at=0.0)
    assert (door.state, door.operation) == (state, "")


def test_a_pulse_and_an_opening(door):
    locked(door).pulsed("op", 10.0)
    assert door.state == "pulsing"
    assert shown(door, is_open=True, at=10.2)
    assert (door.state, door.operation) == ("open", "op")


def test_no_opening_within_the_limit_is_stuck(door):
    locked(door).pulsed("op", 10.0)
    assert door.deadline() == 13.0
    assert not door.settle(12.99)
    assert door.settle(13.0)
    assert (door.state, door.operation) == ("stuck", "op")


def test_an_opening_that_began_in_time_is_in_time(door):
    locked(door).pulsed("op", 10.0)
    door.read(12.97, is_open=True)
    assert not door.settle(13.0)
    assert door.settle(12.97 + WINDOW)
    assert door.state == "open"


@pytest.mark.parametrize(
    ("later", "state"),
    [(5.0, "open"), (LATE_OPENING_SECONDS - 0.1, "open"), (LATE_OPENING_SECONDS + 1, "forced")],
)
def test_a_stuck_door_that_comes_free_soon_was_opened_by_its_pulse(door, later, state):
    locked(door).pulsed("op", 10.0)
    door.settle(13.0)
    shown(door, is_open=True, at=13.0 + later - WINDOW)
    assert door.state == state


def test_an_opening_without_a_pulse_is_forced(door):
    shown(locked(door), is_open=True, at=10.0)
    assert (door.state, door.operation) == ("forced", "")


def test_a_forced_door_stays_forced_however_long(door):
    shown(locked(door), is_open=True, at=10.0)
    assert not door.settle(10_000.0)
    assert door.state == "forced"


def test_a_door_left_open_is_said_once_and_ends_with_closing(door):
    locked(door).pulsed("op", 10.0)
    shown(door, is_open=True, at=10.2)
    assert door.settle(80.0)
    assert (door.state, door.operation) == ("left_open", "op")
    assert not door.settle(200.0)
    assert shown(door, is_open=False, at=201.0)
    assert (door.state, door.operation) == ("locked", "")


def test_a_short_flicker_changes_nothing(door):
    locked(door)
    door.read(10.0, is_open=True)
    door.read(10.0 + WINDOW / 2, is_open=False)
    assert not door.settle(20.0)
    assert door.state == "locked"


def test_forgetting_makes_everything_unknown(door):
    locked(door).forget()
    assert (door.state, door.is_open) == ("unknown", None)
    shown(door, is_open=True, at=5.0)
    assert door.state == "open"  # read, not assumed to have been forced


@given(
    st.lists(st.tuples(st.floats(0.0001, WINDOW * 0.99), st.booleans()), max_size=60),
    st.booleans(),
)
def test_however_a_switch_chatters_only_its_last_word_counts(steps, last):
    level = Debouncer(WINDOW)
    level.feed(0.0, level=False)
    level.settle(1.0)
    now, changes = 1.0, []
    for pause, value in steps:
        now += pause
        if (changed := level.settle(now)) is not None:
            changes.append(changed)
        level.feed(now, level=value)
    now += 0.001
    level.feed(now, level=last)
    if (changed := level.settle(now + WINDOW)) is not None:
        changes.append(changed)
    assert level.stable is last
    assert all(before != after for before, after in zip([False, *changes], changes, strict=False))

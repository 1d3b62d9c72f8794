"""The world's own physics, by hand: what a coil, a spring and a hand do to a door."""

import heapq

import pytest

from kiosk.drivers.lockers.emulator import (
    BOUNCE_SECONDS,
    BURN_SECONDS,
    RELEASE_SECONDS,
    SPRING_SECONDS,
    EmulatedDoor,
    Impossible,
)
from kiosk.drivers.world.messages import Compartment


class HandScheduler:
    """Things to come, which happen when the test lets the time pass."""

    def __init__(self):
        self.now = 0.0
        self._queue = []
        self._count = 0

    def time(self):
        return self.now

    def call_later(self, delay, callback, *args):
        self._count += 1
        entry = [self.now + delay, self._count, callback, args]
        heapq.heappush(self._queue, entry)

        class Timer:
            def cancel(self):
                entry[2] = lambda *args: None

        return Timer()

    def advance(self, seconds):
        end = self.now + seconds
        while self._queue and self._queue[0][0] <= end + 1e-9:
            at, _, callback, args = heapq.heappop(self._queue)
            self.now = max(self.now, at)
            callback(*args)
        self.now = end


@pytest.fixture
def time():
    return HandScheduler()


@pytest.fixture
def seen():
    return []


@pytest.fixture
def door(time, seen):
    made = EmulatedDoor(
        Compartment("wall", 17, items=["A", "B"]),
        scheduler=time,
        switch=lambda: seen.append((round(time.now, 4), made.contact)),
        changed=lambda: None,
    )
    return made


def pulse(door, time, seconds):
    door.coil(1)
    time.advance(seconds)
    door.coil(0)


def test_a_pulse_releases_the_latch_and_the_spring_opens_the_door(door, time, seen):
    pulse(door, time, 0.3)
    assert door.truth.is_open
    assert seen == [(RELEASE_SECONDS + SPRING_SECONDS, True)]
    assert [(each.milliseconds, each.cut) for each in door.truth.pulses] == [(300, False)]


def test_a_pulse_that_is_too_short_moves_nothing(door, time):
    pulse(door, time, RELEASE_SECONDS / 2)
    time.advance(1)
    assert not door.truth.is_open
    assert not door.truth.released
    assert door.truth.pulse_count == 1


def test_a_released_door_opens_even_if_the_coil_is_cut_off(door, time):
    pulse(door, time, RELEASE_SECONDS)
    time.advance(1)
    assert door.truth.is_open


def test_a_coil_that_is_driven_too_long_is_gone_for_good(door, time):
    pulse(door, time, BURN_SECONDS + 0.1)
    assert door.truth.burnt
    door.close()
    pulse(door, time, 0.3)
    time.advance(1)
    assert not door.truth.is_open


def test_hands_and_what_they_cannot_do(door, time):
    for deed in (door.pull, door.close, lambda: door.take(""), lambda: door.put("C")):
        with pytest.raises(Impossible):
            deed()
    pulse(door, time, 0.3)
    assert door.take("") == "B"  # the one in front
    assert door.take("A") == "A"
    with pytest.raises(Impossible):
        door.take("A")
    door.put("C")
    assert door.truth.items == ["C"]
    door.close()
    assert not door.truth.is_open


def test_something_in_the_way(door, time):
    pulse(door, time, 0.3)
    door.fault("will_not_close", 0, on=True)
    with pytest.raises(Impossible):
        door.close()
    door.fault("will_not_close", 0, on=False)
    door.close()


def test_a_sticky_door_waits_for_a_pull_or_latches_again(door, time):
    door.fault("sticks", 0, on=True)
    pulse(door, time, 0.3)
    time.advance(5)
    assert not door.truth.is_open
    door.pull()
    assert door.truth.is_open
    door.close()
    pulse(door, time, 0.3)
    door.close()  # pushed shut before it had opened
    with pytest.raises(Impossible):
        door.pull()


@pytest.mark.parametrize("kind", ["jammed", "coil_dead"])
def test_what_does_not_move_at_all(door, time, kind):
    door.fault(kind, 0, on=True)
    pulse(door, time, 0.3)
    time.advance(5)
    with pytest.raises(Impossible):
        door.pull()
    door.force()
    assert door.truth.is_open


def test_a_slow_door(door, time, seen):
    door.fault("slow", 700, on=True)
    pulse(door, time, 0.3)
    time.advance(5)
    assert seen == [(RELEASE_SECONDS + 0.7, True)]


def test_a_chattering_switch_ends_at_the_truth(door, time, seen):
    door.fault("bounces", 3, on=True)
    pulse(door, time, 0.3)
    time.advance(BOUNCE_SECONDS * 10)
    assert [contact for _, contact in seen] == [True, False, True, False, True, False, True]
    assert door.contact


@pytest.mark.parametrize(("kind", "reads"), [("sensor_reads_open", True), ("sensor_reads_closed", False)])
def test_a_lying_switch_tells_its_lie_at_once_and_whatever_moves(door, time, seen, kind, reads):
    if not reads:
        door.force()
        seen.clear()
    door.fault(kind, 0, on=True)
    assert [contact for _, contact in seen] == [reads]
    door.force()
    door.close()
    assert len(seen) == 1
    door.fault(kind, 0, on=False)
    assert door.contact is door.truth.is_open

"""Which switch tells of which lock, and which way round: heard from walls that are wired as walls are."""

import pytest

from kiosk.drivers.lockers.wiring import Heard, declared_coils, listen

CONFIG = """
dtparam=strict_gpiod
gpio=17=op,dl
gpio=22,23=op,dl   # two more
 gpio=5-7=op,dl
#gpio=9=op,dl
gpio=12=ip,pu
gpio=13=op,dh
"""


class Wall:
    """Locks whose doors open as the script says: `{lock: [looks that show it]}`."""

    def __init__(self, moves, idle):
        self.moves, self.idle = moves, dict(idle)
        self.released = []
        self.locks = tuple(moves)
        self._looks = []

    def release(self, lock):
        self.released.append(lock)
        self._looks = list(self.moves[lock])

    def look(self):
        if self._looks:
            self.idle.update(self._looks.pop(0))
        return dict(self.idle)

    def close(self):
        pass


class Time:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def hear(wall, lock):
    time = Time()
    heard = listen(wall, lock, clock=time, sleep=time.sleep)
    return heard, time.now


def test_pins_are_coils_only_where_somebody_has_declared_them():
    assert declared_coils(CONFIG) == (17, 22, 23, 5, 6, 7)


@pytest.mark.parametrize("level", [0, 1])
def test_a_switch_that_moves_tells_its_polarity(level):
    wall = Wall({4: [{}, {9: bool(level)}]}, {8: True, 9: not level})
    heard, _ = hear(wall, 4)
    assert heard == Heard(4, 9, level, 0)
    assert wall.released == [4]


def test_a_switch_that_chatters_is_waited_for():
    wall = Wall({1: [{9: True}, {9: False}, {9: True}, {9: True}]}, {9: False})
    assert hear(wall, 1)[0] == Heard(1, 9, 1, 0)


def test_a_lock_without_a_door_is_told_as_such_and_released_once():
    wall = Wall({1: []}, {9: False})
    heard, seconds = hear(wall, 1)
    assert (heard.switch, wall.released) == (None, [1])
    assert seconds >= 2.0


def test_a_coil_rests_twice_as_long_as_its_pulse_before_the_next_one():
    wall = Wall({1: [{9: True}]}, {9: False})
    assert hear(wall, 1)[1] >= 0.6


def test_of_several_switches_the_locks_own_is_taken_and_the_rest_is_told():
    wall = Wall({(0, 3): [{(0, 3): True, (0, 4): True}]}, {(0, 3): False, (0, 4): False})
    assert hear(wall, (0, 3))[0] == Heard((0, 3), (0, 3), 1, 1)

"""Finding the doors: walls that are wired in order, otherwise, wrongly or not at all, and a person who looks."""

from __future__ import annotations

import pytest

from kiosk.drivers.port import DeviceOffline
from kiosk.link.prompts import Board, Progress
from kiosk.setup.finding import Things
from kiosk.setup.steps import walls as steps


class Wall:
    """A wall of pins. `wiring`: the door behind each coil (0: none); `lying`: doors whose switch is the other way round."""

    def __init__(self, wiring, *, lying=(), broken=()):
        self.wiring = dict(wiring)
        self.lying = set(lying)
        self.broken = set(broken)
        self.locks = tuple(wiring)
        self.is_open = dict.fromkeys((door for door in wiring.values() if door), False)
        self.released = []
        self.closed = False

    def release(self, lock):
        if lock in self.broken:
            raise DeviceOffline("the line has gone")
        self.released.append(lock)
        door = self.wiring[lock]
        if door:
            self.is_open[door] = True

    def look(self):
        return {100 + door: is_open != (door in self.lying) for door, is_open in self.is_open.items()}

    def shut(self):
        self.is_open = dict.fromkeys(self.is_open, False)

    def close(self):
        self.closed = True


@pytest.fixture
def at_the_wall(make_box, monkeypatch):
    """A person before a wall, in the step that finds its doors."""

    def begin(wall):
        monkeypatch.setattr(steps, "open_wall", lambda _source, _box: wall)
        box = make_box(world=False)

        async def only_this(self):
            self.box.things = Things(coils=wall.locks)
            await steps.walls(self.box)
            self.result = self.box.draft.banks or "nothing"

        monkeypatch.setattr(type(box), "_commission", only_this)
        box.start()
        return box

    return begin


def doors_of(box):
    (bank,) = box.finished()
    return {door.number: (door.coil, door.sensor) for door in bank.compartments}, bank


def shut_all(box, wall):
    box.expect("请关好所有柜门")
    wall.shut()


def test_doors_that_open_in_their_order_take_one_touch(at_the_wall):
    wall = Wall({17: 1, 22: 2, 23: 3})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("order")
    shut_all(box, wall)
    doors, bank = doors_of(box)
    assert doors == {1: (17, 101), 2: (22, 102), 3: (23, 103)}
    assert (bank.sensor_open_level, wall.released, wall.closed) == (1, [17, 22, 23], True)
    assert box.touches == 2


def test_the_door_that_should_be_open_is_lit_while_they_open(at_the_wall):
    wall = Wall({n: n for n in range(1, 9)})
    box = at_the_wall(wall)
    box.choose("open")
    box.expect("号门开了吗")
    assert isinstance(box.prompt, Board)
    lit = [place.label for place in box.prompt.places if place.lit]
    assert len(lit) == 1
    assert lit[0] in box.title


def test_doors_in_another_order_are_asked_for_one_by_one(at_the_wall):
    wall = Wall({17: 2, 22: 3, 23: 1})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("each")
    shut_all(box, wall)
    for number in (2, 3, 1):
        box.expect("哪扇门开了")
        box.choose(str(number))
    shut_all(box, wall)
    assert doors_of(box)[0] == {1: (23, 101), 2: (17, 102), 3: (22, 103)}
    assert wall.released == [17, 22, 23, 17, 22, 23]


def test_whoever_sees_another_door_than_the_lit_one_says_so_at_once(at_the_wall):
    wall = Wall({n: 13 - n for n in range(1, 13)})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("other")
    shut_all(box, wall)
    for number in range(12, 0, -1):
        box.expect("哪扇门开了")
        box.choose(str(number))
    shut_all(box, wall)
    assert doors_of(box)[0] == {n: (13 - n, 100 + n) for n in range(1, 13)}


def test_a_door_that_nobody_saw_is_opened_again_and_left_out(at_the_wall):
    wall = Wall({17: 1, 22: 2})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("each")
    shut_all(box, wall)
    box.choose("1")
    box.expect("哪扇门开了")
    wall.shut()
    box.choose("again")
    box.expect("哪扇门开了")
    box.choose("none")
    assert doors_of(box)[0] == {1: (17, 101)}


def test_locks_without_doors_are_passed_over(at_the_wall):
    wall = Wall({17: 1, 22: 0, 23: 2})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("order")
    shut_all(box, wall)
    assert doors_of(box)[0] == {1: (17, 101), 2: (23, 102)}


def test_a_wall_whose_switches_are_all_the_other_way_round_is_fine(at_the_wall):
    wall = Wall({17: 1, 22: 2}, lying=(1, 2))
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("order")
    shut_all(box, wall)
    assert doors_of(box)[1].sensor_open_level == 0


def test_one_switch_that_contradicts_the_others_is_told_and_left_out(at_the_wall):
    wall = Wall({17: 1, 22: 2, 23: 3}, lying=(2,))
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("order")
    shut_all(box, wall)
    box.expect("柜门: 2")
    box.choose("on")
    doors, bank = doors_of(box)
    assert sorted(doors) == [1, 3]
    assert bank.sensor_open_level == 1


def test_a_wall_on_which_nothing_moves_can_be_left_for_later(at_the_wall):
    wall = Wall({17: 0})
    box = at_the_wall(wall)
    box.choose("open")
    box.expect("没有看到门打开")
    box.choose("on")
    box.choose("later")
    assert box.finished() == "nothing"


def test_a_line_that_goes_in_the_middle_is_told_and_the_wall_given_back(at_the_wall):
    wall = Wall({17: 1, 22: 2}, broken=(22,))
    box = at_the_wall(wall)
    box.choose("open")
    box.expect("柜子没有回应")
    assert wall.closed
    box.choose("on")
    box.expect("认一认柜门")


def test_stop_ends_after_the_lock_that_is_being_released_and_never_two_at_once(at_the_wall):
    class Slow(Wall):
        at_once = most = 0

        def look(self):
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            try:
                return super().look()
            finally:
                self.at_once -= 1

    wall = Slow({n: n for n in range(1, 13)})
    box = at_the_wall(wall)
    box.choose("open")
    box.until(lambda: wall.released, "a lock to be released")
    box.choose("stop")
    box.until(lambda: "认一认柜门" in box.said or "请关好" in box.said, "the end")
    wall.shut()
    box.expect("认一认柜门")
    assert len(wall.released) < 12
    assert wall.most == 1


def test_a_door_that_will_not_shut_holds_up_nobody(at_the_wall):
    wall = Wall({17: 1})
    box = at_the_wall(wall)
    box.choose("open")
    box.choose("order")
    box.expect("请关好所有柜门")
    box.choose("on")
    assert doors_of(box)[0] == {1: (17, 101)}


def test_another_width_puts_the_doors_elsewhere_on_the_wall(at_the_wall):
    wall = Wall({17: 1, 22: 2, 23: 3})
    box = at_the_wall(wall)
    box.choose("columns")
    box.type("2")
    box.choose("open")
    box.choose("order")
    shut_all(box, wall)
    bank = doors_of(box)[1]
    assert [(door.row, door.column) for door in bank.compartments] == [(0, 0), (0, 1), (1, 0)]


def test_before_the_first_door_is_seen_there_is_a_way_to_stop():
    prompt = steps._under_way([], 4, 2)
    assert isinstance(prompt, Progress)
    assert [action.key for action in prompt.actions] == ["stop"]

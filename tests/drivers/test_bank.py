"""The rules of a bank, with the time in the test's hand: pulses are judged by the times recorded at the coils."""

import itertools

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.drivers.lockers.bank import COIL_GAP_SECONDS, PATIENCE_SECONDS, Bank, Supply
from kiosk.drivers.lockers.door import NEVER, Door
from kiosk.drivers.port import DeviceOffline
from kiosk.link.messages import DoorChanged
from tests.drivers.aids import Events, HandClock, MemoryOperations

PULSE, COOLDOWN, WITHIN, WINDOW = 0.3, 0.6, 3.0, 0.08


class Wall:
    """A bank of doors whose coils only note the time."""

    def __init__(self, doors=3, beside=None):
        """`beside`: another wall of the same box, on the same supply and in the same time."""
        self.clock = beside.clock if beside else HandClock()
        self.supply = beside.supply if beside else Supply()
        self.operations = MemoryOperations()
        self.events = Events()
        self.pulses = []
        self.broken = False
        self.bank = Bank(
            "wall",
            {
                number: Door(debounce=WINDOW, open_within=WITHIN, left_open=60.0)
                for number in range(1, doors + 1)
            },
            pulse=self.pulse,
            operations=self.operations,
            report=self.events,
            pulse_seconds=PULSE,
            cooldown_seconds=COOLDOWN,
            supply=self.supply,
        )

    def pulse(self, compartment):
        if self.broken:
            raise DeviceOffline("the wire is cut")
        self.pulses.append((self.clock.now, compartment))
        return self.clock.now

    def show(self, **doors):
        """Switches change: `_1=True` is door 1 open."""
        for name, is_open in doors.items():
            self.bank.read(int(name[1:]), self.clock.now, is_open=is_open)

    def run(self, seconds):
        """Let the time pass, waking exactly when the bank asked to be woken."""
        end = self.clock.now + seconds
        while (due := self.bank.step(self.clock.now)) <= end:
            assert due > self.clock.now, "the bank wants to be woken at once, again and again"
            self.clock.now = due
        self.clock.now = end
        self.bank.step(end)

    def all_locked(self):
        for number in self.bank.doors:
            self.bank.read(number, self.clock.now, is_open=False)
        self.run(1.0)
        return self


@pytest.fixture
def wall():
    return Wall().all_locked()


def states(wall, compartment):
    return [event.state for event in wall.events.of(DoorChanged) if event.compartment == compartment]


def test_an_opening_is_recorded_then_pulsed_then_done_when_the_door_is_seen_open(wall):
    order = []
    wall.operations.on_begin = lambda operation: order.append(("begun", len(wall.pulses)))
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(0.2)
    assert order == [("begun", 0)]  # the record came before the pulse
    assert len(wall.pulses) == 1
    assert "op" not in wall.operations.ended
    wall.show(_1=True)
    wall.run(WINDOW)
    assert wall.operations.ended["op"] == ("done", "")
    assert states(wall, 1) == ["locked", "pulsing", "open"]
    assert wall.operations.begun == [("op", "door:wall:1")]


def test_a_door_that_does_not_open_is_stuck_and_is_not_pulsed_again(wall):
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(600)
    assert wall.operations.ended["op"] == ("failed", "stuck")
    assert len(wall.pulses) == 1


def test_another_decision_may_try_a_stuck_door_again(wall):
    wall.bank.open("first", 1, wall.clock.now)
    wall.run(5)
    wall.bank.open("second", 1, wall.clock.now)
    wall.run(0.1)
    assert len(wall.pulses) == 2
    wall.show(_1=True)
    wall.run(1)
    assert wall.operations.ended["second"] == ("done", "")
    assert wall.operations.ended["first"] == ("failed", "stuck")


def test_one_coil_at_a_time_and_each_rests(wall):
    for number in (1, 2, 3, 1):
        wall.bank.open(f"op{number}-{len(wall.pulses)}-{number}", number, wall.clock.now)
        wall.bank.step(wall.clock.now)
    wall.run(10)
    times = [at for at, _ in wall.pulses]
    assert [compartment for _, compartment in wall.pulses] == [1, 2, 3, 1]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert all(gap >= PULSE + COIL_GAP_SECONDS - 1e-9 for gap in gaps)
    assert times[3] - times[0] >= PULSE + COOLDOWN


def test_one_coil_at_a_time_also_where_two_walls_share_the_supply(wall):
    other = Wall(beside=wall).all_locked()
    for each in (wall, other):
        for number in (1, 2, 3):
            each.bank.open(f"open {number}", number, wall.clock.now)
    end = wall.clock.now + 10
    while (due := min(wall.bank.step(wall.clock.now), other.bank.step(wall.clock.now))) <= end:
        assert due > wall.clock.now
        wall.clock.now = due
    times = sorted(time for time, _ in wall.pulses + other.pulses)
    assert len(times) == 6
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= PULSE + COIL_GAP_SECONDS - 1e-9


def test_a_coil_that_may_have_been_driven_rests_the_supply_too(wall):
    other = Wall(beside=wall).all_locked()
    wall.broken = True
    wall.bank.open("broken", 1, wall.clock.now)
    with pytest.raises(DeviceOffline):
        wall.bank.step(wall.clock.now)
    began = wall.clock.now
    other.bank.open("whole", 1, began)
    other.run(1.0)
    assert other.pulses == [(pytest.approx(began + PULSE + COIL_GAP_SECONDS), 1)]


def test_doors_need_not_wait_for_each_other_to_be_opened_only_for_the_supply(wall):
    wall.bank.open("a", 1, wall.clock.now)
    wall.bank.open("b", 2, wall.clock.now)
    wall.run(0.45)
    assert len(wall.pulses) == 2  # door 1 is still not open


def test_an_open_door_gets_no_pulse(wall):
    wall.show(_1=True)
    wall.run(1)
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(1)
    assert wall.operations.ended["op"] == ("done", "already open")
    assert wall.pulses == []
    assert wall.operations.begun == []


def test_a_door_that_opens_while_its_opening_waits_gets_no_pulse(wall):
    wall.bank.open("a", 1, wall.clock.now)
    wall.bank.step(wall.clock.now)
    wall.bank.open("b", 2, wall.clock.now)
    wall.show(_2=True)
    wall.run(1)
    assert wall.operations.ended["b"] == ("done", "already open")
    assert [compartment for _, compartment in wall.pulses] == [1]


def test_the_same_operation_twice_is_one_pulse(wall):
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(0.05)
    wall.show(_1=True)
    wall.run(0.2)
    wall.show(_1=False)
    wall.run(2)
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(5)
    assert len(wall.pulses) == 1


def test_what_cannot_be_recorded_is_not_pulsed(wall):
    wall.operations.unwritable = True
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(1)
    assert wall.pulses == []
    assert wall.operations.ended["op"] == ("failed", "it could not be recorded")


def test_a_door_that_there_is_not(wall):
    wall.bank.open("op", 99, wall.clock.now)
    assert wall.operations.ended["op"][0] == "failed"
    assert wall.pulses == []


def test_nothing_is_pulsed_before_the_door_has_been_read():
    wall = Wall()
    wall.bank.open("op", 1, wall.clock.now)
    wall.run(5)
    assert wall.pulses == []
    wall.all_locked()
    assert len(wall.pulses) == 1


def test_an_opening_that_waited_too_long_is_refused(wall):
    unread = Wall()
    unread.bank.open("op", 1, unread.clock.now)
    unread.run(PATIENCE_SECONDS + 1)
    assert unread.operations.ended["op"] == ("failed", "waited too long")
    unread.all_locked()
    assert unread.pulses == []


def test_a_pulse_that_may_have_reached_the_coil_is_uncertain(wall):
    wall.broken = True
    wall.bank.open("op", 1, wall.clock.now)
    with pytest.raises(DeviceOffline):
        wall.bank.step(wall.clock.now)
    assert wall.operations.ended["op"] == ("uncertain", "the wire is cut")


@pytest.mark.parametrize(("is_open", "outcome"), [(True, "done"), (False, "uncertain")])
def test_lines_lost_in_the_middle_are_settled_by_the_next_reading(wall, is_open, outcome):
    wall.bank.open("pulsed", 1, wall.clock.now)
    wall.run(0.05)
    wall.bank.open("waiting", 2, wall.clock.now)
    wall.bank.lost("the wire is cut")
    assert wall.operations.ended == {"waiting": ("failed", "the wire is cut")}
    assert states(wall, 1)[-1] == "unknown"
    wall.show(_1=is_open, _2=False, _3=False)
    wall.run(1)
    assert wall.operations.ended["pulsed"][0] == outcome
    assert len(wall.pulses) == 1


def test_an_older_unsettled_operation_on_the_same_door_is_uncertain(wall):
    fresh = Wall()
    fresh.bank.unsettled("older", 1)
    fresh.bank.unsettled("newer", 1)
    fresh.bank.unsettled("elsewhere", 99)
    fresh.show(_1=True)
    fresh.run(1)
    assert {key: outcome for key, (outcome, _) in fresh.operations.ended.items()} == {
        "older": "uncertain",
        "newer": "done",
        "elsewhere": "uncertain",
    }


def test_a_door_opened_and_closed_while_nobody_looked_is_still_seen(wall):
    """The thread was held up: readings come late, but with their own times."""
    wall.bank.open("op", 1, wall.clock.now)
    wall.bank.step(wall.clock.now)
    began = wall.clock.now
    for at, is_open in ((began + 0.2, True), (began + 0.9, False)):
        wall.bank.elapse(at)
        wall.bank.read(1, at, is_open=is_open)
    wall.clock.now = began + 2
    wall.bank.step(wall.clock.now)
    assert wall.operations.ended["op"] == ("done", "")
    assert states(wall, 1)[-2:] == ["open", "locked"]


class AnyAfternoon(RuleBasedStateMachine):
    """Whatever is asked and whatever the doors do: one coil at a time, rests kept, at most one pulse for an operation."""

    @initialize()
    def begin(self):
        self.wall = Wall().all_locked()
        self.count = 0

    @rule(compartment=st.integers(1, 3), again=st.booleans())
    def ask(self, compartment, again):
        self.count += not again
        self.wall.bank.open(f"op{self.count}", compartment, self.wall.clock.now)

    @rule(compartment=st.integers(1, 3), is_open=st.booleans())
    def move(self, compartment, is_open):
        self.wall.show(**{f"_{compartment}": is_open})

    @rule(seconds=st.sampled_from([0.01, 0.1, 0.3, 0.5, 1.0, 4.0, 31.0]))
    def wait(self, seconds):
        self.wall.run(seconds)

    @rule()
    def lose(self):
        self.wall.bank.lost("gone")

    @invariant()
    def pulses_keep_the_rules(self):
        if not hasattr(self, "wall"):
            return
        pulses, begun = self.wall.pulses, self.wall.operations.begun
        assert len(pulses) == len(begun)
        assert len({operation for operation, _ in begun}) == len(begun)
        for (earlier, _), (later, _) in itertools.pairwise(pulses):
            assert later - earlier >= PULSE + COIL_GAP_SECONDS - 1e-9
        for number in (1, 2, 3):
            own = [at for at, compartment in pulses if compartment == number]
            assert all(b - a >= PULSE + COOLDOWN - 1e-9 for a, b in itertools.pairwise(own))

    def teardown(self):
        if hasattr(self, "wall"):
            self.wall.show(_1=False, _2=False, _3=False)
            self.wall.run(PATIENCE_SECONDS + 10)
            ended = set(self.wall.operations.ended)
            assert {operation for operation, _ in self.wall.operations.begun} <= ended
            assert self.wall.bank.step(self.wall.clock.now) == NEVER


TestAnyAfternoon = AnyAfternoon.TestCase
TestAnyAfternoon.settings = hypothesis_settings(max_examples=60, stateful_step_count=40, deadline=None)

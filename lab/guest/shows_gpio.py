"""Pins: a pulse has its length whatever Python does, lines fall when their owner dies, switches are seen and debounced."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of, lines_low
from kiosk.drivers.lockers.gpio import LgpioFactory
from kiosk.drivers.port import DeviceTaken
from kiosk.drivers.supervisor import Supervisor
from kiosk.link.messages import DeviceChanged, DoorChanged, OpenDoor
from kiosk.link.settings import Settings
from lab.guest import pins
from lab.guest.aids import Events, MemoryOperations, until
from lab.guest.conftest import Saw
from lab.guest.pins import COIL, SENSOR, Trace

SETTINGS = """
[paths]
data = "/run/lab-data"
run = "/run"
[[bank]]
name = "lab"
[[bank.compartment]]
number = 1
coil = 17
sensor = 27
row = 0
column = 0
"""


def held(pin: int, pulse: float, how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "lab.guest.held", str(pin), str(pulse), how], check=False, cwd="/run"
    )
    return done.returncode


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    from kiosk.link.settings import load

    file = tmp_path / "kiosk.toml"
    file.write_text(SETTINGS)
    return load(file)


@pytest.fixture
def operations() -> MemoryOperations:
    return MemoryOperations()


def is_locked(number: int, event: object) -> bool:
    return isinstance(event, DoorChanged) and event.compartment == number and event.state == "locked"


@pytest.fixture
def running(events: Events, operations: MemoryOperations, settings: Settings) -> Iterator[Supervisor]:
    """The project's locker driver on the header, two doors, both shut."""
    port = bank_of(pins.bank(), settings, operations, events, Supply())
    supervisor = Supervisor(port)
    supervisor.start()
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online")
    # Now: the driver's own pull-up, as it claims a switch, is the last word in a simulated line.
    for number, sensor in ((1, SENSOR), (2, pins.OTHER_SENSOR)):
        pins.shut(sensor)
        events.wait(partial(is_locked, number))
    yield supervisor
    supervisor.stop()
    assert supervisor.join(20)


def test_a_pulse_of_300_ms_keeps_its_length_while_the_interpreter_lock_is_held_for_2500_ms(saw: Saw) -> None:
    with Trace() as trace:
        assert held(COIL, 0.3, "2.5") == 0
    (pulse,) = trace.pulses(COIL)
    saw(f"{pulse * 1000:.1f} ms between the kernel's two changes of the line")
    assert 0.29 <= pulse <= 0.32


@pytest.mark.parametrize("length", [0.3, 2.0])
def test_a_pulse_begins_when_it_is_asked_for(length: float, saw: Saw) -> None:
    """lgpio's own pulses begin on a grid of their period: 0.4 s late, or 2.1 s."""
    late, lengths = [], []
    factory = LgpioFactory(Path("/run"))
    factory.claim_low(COIL)
    for wait in (0.11, 0.37, 0.23, 0.31, 0.05):
        time.sleep(wait)
        with Trace() as trace:
            asked = time.monotonic()
            factory.pulse(COIL, length)
            until(lambda: bool(trace.pulses(COIL)), 10, "no pulse came")
        late.append(trace.of(COIL)[0].at - asked)
        lengths += trace.pulses(COIL)
    factory.low(COIL)
    factory.free(COIL)
    factory.close()
    saw(
        f"five of {length} s: begun {min(late) * 1000:.1f} to {max(late) * 1000:.1f} ms after the call, "
        f"{min(lengths) * 1000:.1f} to {max(lengths) * 1000:.1f} ms long"
    )
    assert max(late) < 0.05
    assert abs(max(lengths) - length) < 0.02


def test_a_coil_is_claimed_without_a_blip(saw: Saw) -> None:
    with Trace() as trace:
        factory = LgpioFactory(Path("/run"))
        factory.claim_low(COIL)
        time.sleep(0.2)
        factory.low(COIL)
        factory.free(COIL)
        factory.close()
    levels = [change.level for change in trace.of(COIL)]
    saw(f"levels set from claim to release: {levels}")
    assert 1 not in levels


def test_a_pulse_that_is_to_end_early_ends_at_once_and_the_line_stays_low(saw: Saw) -> None:
    with Trace() as trace:
        factory = LgpioFactory(Path("/run"))
        factory.claim_low(COIL)
        factory.pulse(COIL, 2.0)
        time.sleep(0.3)
        asked = time.monotonic()
        factory.low(COIL)
        took = until(lambda: pins.level(COIL) == 0, 5, "the line stayed high")
        time.sleep(2.5)
        factory.free(COIL)
        factory.close()
    changes = trace.of(COIL)
    saw(
        f"low {took * 1000:.0f} ms after it was asked for; levels from claim to release: {[each.level for each in changes]}"
    )
    assert [each.level for each in changes if each.at > asked] in ([0], [])
    assert [each.level for each in changes].count(1) == 1


def test_a_line_is_low_after_its_owner_was_killed_in_the_middle_of_a_pulse(saw: Saw) -> None:
    with Trace() as trace:
        assert held(COIL, 2.0, "kill") == -9
        died = time.monotonic()
        took = until(lambda: pins.level(COIL) == 0, 5, "the line stayed high")
    highs = [change for change in trace.of(COIL) if change.level == 1]
    assert len(highs) == 1
    saw(
        f"high for {died - highs[0].at:.2f} s until the death was known, low {took * 1000:.0f} ms later "
        "(gpio-sim, not a Pi's kernel)"
    )


def test_lines_low_lowers_what_a_dead_process_left_and_says_what_it_may_not(
    settings: Settings, saw: Saw
) -> None:
    with Trace() as trace:
        assert lines_low(settings) == []
    saw(f"levels that it set: {[change.level for change in trace.of(COIL)]}")
    factory = LgpioFactory(Path("/run"))
    factory.claim_low(COIL)
    try:
        (fault,) = lines_low(settings)
    finally:
        factory.free(COIL)
        factory.close()
    saw(f"with the line held by another: {fault!r}")
    assert "another process holds it" in fault


def test_a_second_owner_of_a_line_is_refused() -> None:
    factory, other = LgpioFactory(Path("/run")), LgpioFactory(Path("/run"))
    factory.claim_low(COIL)
    try:
        with pytest.raises(DeviceTaken):
            other.claim_low(COIL)
    finally:
        factory.free(COIL)
        factory.close()
        other.close()


def test_a_door_is_released_by_one_pulse_and_seen_to_open_and_to_shut(
    running: Supervisor, events: Events, operations: MemoryOperations, saw: Saw
) -> None:
    with Trace() as trace:
        running.port.submit(OpenDoor("one", "lab", 1))
        until(lambda: pins.level(COIL) == 1, 20, "no pulse came")
        time.sleep(0.1)
        pins.opened(SENSOR)
        moved = time.monotonic()
        events.wait(
            lambda event: isinstance(event, DoorChanged) and event.compartment == 1 and event.state == "open"
        )
        seen = time.monotonic() - moved
        outcome = operations.wait("one")
        until(lambda: bool(trace.pulses(COIL)), 10, "the pulse did not end")
        pulses = trace.pulses(COIL)
    after = len(events.all)
    pins.shut(SENSOR)
    events.wait(lambda event: isinstance(event, DoorChanged) and event.state == "locked", after=after)
    saw(
        f"one pulse of {pulses[0] * 1000:.1f} ms; seen open {seen * 1000:.0f} ms after the switch moved; {outcome}"
    )
    assert len(pulses) == 1
    assert outcome[0] == "done"


LONGEST_BOUNCE = 0.06
"""Seconds; below the window in which a level has to stay. A busy computer may hold the emulation up between two edges for
longer, and that is no bounce."""


def bounce(events: Events) -> tuple[float, int]:
    """Twenty-one edges, each soon after the one before: how long they took, and from which event on they were told."""
    for _ in range(30):
        after, edges = len(events.all), [time.monotonic()]
        for level in (pins.opened, pins.shut) * 10 + (pins.opened,):
            level(SENSOR)
            edges.append(time.monotonic())
        if max(later - earlier for earlier, later in pairwise(edges)) < LONGEST_BOUNCE:
            return edges[-1] - edges[0], after
        pins.shut(SENSOR)
        time.sleep(1.0)
    raise AssertionError("this computer is too busy for a switch to bounce: no 21 edges came quickly")


def test_a_switch_that_bounces_twenty_times_is_one_opening(
    running: Supervisor, events: Events, saw: Saw
) -> None:
    took, after = bounce(events)
    events.wait(lambda event: isinstance(event, DoorChanged) and event.compartment == 1, after=after)
    time.sleep(1.0)
    states = [
        each.state for each in events.all[after:] if isinstance(each, DoorChanged) and each.compartment == 1
    ]
    pins.shut(SENSOR)
    saw(f"21 edges in {took * 1000:.0f} ms, told: {states}")
    assert states == ["forced"]


def test_only_one_coil_is_driven_at_a_time(
    running: Supervisor, operations: MemoryOperations, saw: Saw
) -> None:
    with Trace() as trace:
        running.port.submit(OpenDoor("first", "lab", 1))
        running.port.submit(OpenDoor("second", "lab", 2))
        ended = operations.wait("first", 90), operations.wait("second", 90)
        time.sleep(0.5)
        first, second = trace.of(COIL), trace.of(pins.OTHER_COIL)
    intervals = sorted((a.at, b.at) for line in (first, second) for a, b in pairwise(line) if a.level)
    assert len(intervals) == 2, ended
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(intervals)]
    saw(f"{len(intervals)} pulses on two coils; the shortest rest between two: {min(gaps) * 1000:.0f} ms")
    assert min(gaps) >= 0

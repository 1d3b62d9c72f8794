"""A whole bank of locks on expanders: doors, faults of the bus and the chips, and coils that are low whoever dies."""

import os
import signal
import subprocess
import sys

import pytest

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of, lines_low
from kiosk.drivers.lockers.expander import bus as buses
from kiosk.drivers.lockers.expander import wires
from kiosk.drivers.port import DeviceFault, DeviceOffline, NoDevice
from kiosk.link.messages import DoorChanged, OpenDoor
from kiosk.link.settings import parse
from tests.drivers.aids import until

# ------------------------------------------------------------------------------------------ a whole bank


SETTINGS = """
[paths]
data = "data"
run = "run"
[[bank]]
name = "wall"
driver = "expander"
port = "i2c"
open_within_ms = 1000
{extra}
"""

DOOR = """
[[bank.compartment]]
number = {number}
board = {board}
coil = {coil}
sensor = {sensor}
row = 0
column = {number}
"""


@pytest.fixture
def extra():
    return ""


@pytest.fixture
def box(tmp_path, extra):
    (tmp_path / "run").mkdir()
    (tmp_path / "data").mkdir()
    doors = "".join(
        DOOR.format(number=n, board=0x20 + n // 3, coil=(7, 15, 0)[n - 1], sensor=n + 8) for n in (1, 2, 3)
    )
    return parse(SETTINGS.format(extra=extra) + doors, tmp_path / "kiosk.toml")


@pytest.fixture
def port(box, operations, events):
    return bank_of(box.banks[0], box, operations, events, Supply())


@pytest.fixture
def bank(port, world, run, events, monkeypatch):
    monkeypatch.setattr(wires, "LAST_SECONDS", 0.2)
    alive = run(port)
    for number in (1, 2, 3):
        events.wait(said(number, "locked"))
    return alive


def said(number, state):
    return lambda event: (
        isinstance(event, DoorChanged) and (event.compartment, event.state) == (number, state)
    )


def coil(hands, number):
    return hands.truth().compartment(number)


@pytest.mark.parametrize("extra", ["sensor_open_level = 1", "sensor_open_level = 0"])
def test_doors_open_one_after_the_other_an_item_is_taken_and_the_pulse_is_as_long_as_it_should_be(
    bank, hands, operations, events
):
    hands.stock(2, "U-0117")
    for number in (1, 2, 3):
        bank.port.submit(OpenDoor(f"op{number}", "wall", number))
    assert [operations.wait(f"op{number}") for number in (1, 2, 3)] == [("done", "")] * 3
    assert hands.take(2) == "U-0117"
    before = len(events.all)
    hands.close(2)
    events.wait(said(2, "locked"), after=before)
    until(lambda: all(each.pulses for each in hands.truth().compartments))
    truth = hands.truth()
    assert truth.coils_at_once == 1
    assert [each.pulse_count for each in truth.compartments] == [1, 1, 1]
    assert all(290 <= each.pulses[0].milliseconds <= 1000 for each in truth.compartments)


def test_a_forced_door_is_told(bank, hands, events):
    hands.force(2)
    events.wait(said(2, "forced"))
    assert bank.fault is None


@pytest.mark.parametrize(
    ("fault", "value", "kind"),
    [
        ("i2c_unplugged", 0, DeviceOffline),
        ("i2c_nack", 1, DeviceOffline),
        ("i2c_stuck", 0, DeviceFault),
        ("i2c_wrong_readback", 0, DeviceFault),
        ("i2c_reset", 0, DeviceFault),
    ],
)
def test_what_the_bus_or_a_chip_does_wrong_loses_the_bank_and_it_comes_back(
    bank, hands, events, operations, fault, value, kind
):
    hands.fault(fault, value=value)
    assert type(bank.wait_for_fault()) is kind
    events.wait(said(3, "unknown"), after=1)
    hands.mend_all()
    bank.resume()
    bank.port.submit(OpenDoor("op", "wall", 3))
    assert operations.wait("op") == ("done", "")


def test_a_guard_that_is_killed_in_a_pulse_leaves_no_coil_driven(box, world, hands):
    ours = wires.ExpanderWires(box.run / "i2c", box.banks[0])
    ours.pulse(1, 2.0)
    assert coil(hands, 1).pulse_count == 1
    os.kill(ours.guard.pid, signal.SIGKILL)
    with pytest.raises(DeviceFault, match="the guard of the coils has ended; they were lowered without it"):
        ours.look(())
    until(lambda: len(coil(hands, 1).pulses) == 1)
    ours.release()
    assert coil(hands, 1).pulses[0].milliseconds < 1900


def test_a_guard_that_hangs_in_a_pulse_is_killed_and_the_coil_lowered(box, world, hands, monkeypatch):
    monkeypatch.setattr(wires, "ANSWER_SECONDS", 0.2)
    ours = wires.ExpanderWires(box.run / "i2c", box.banks[0])
    ours.pulse(1, 2.0)
    os.kill(ours.guard.pid, signal.SIGSTOP)
    with pytest.raises(DeviceFault, match="does not answer"):
        ours._ask(wires.Read(), 0.2)
    assert ours.guard.returncode == -signal.SIGKILL
    until(lambda: len(coil(hands, 1).pulses) == 1)
    ours.release()


HOLDER = """
import sys, time
from pathlib import Path
from kiosk.drivers.lockers.expander.wires import ExpanderWires
from kiosk.link.settings import load
box = load(sys.argv[1])
wires = ExpanderWires(box.run / "i2c", box.banks[0])
wires.pulse(2, 2.0)
print("driven", flush=True)
time.sleep(60)
"""


def test_a_device_process_that_is_killed_in_a_pulse_leaves_no_coil_driven(box, tmp_path, world, hands, extra):
    doors = "".join(
        DOOR.format(number=n, board=0x20 + n // 3, coil=(7, 15, 0)[n - 1], sensor=n + 8) for n in (1, 2, 3)
    )
    (tmp_path / "kiosk.toml").write_text(SETTINGS.format(extra=extra) + doors)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "kiosk.toml")], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "driven\n"
        assert coil(hands, 2).pulses == []
        holder.kill()
    until(lambda: len(coil(hands, 2).pulses) == 1)
    assert coil(hands, 2).pulses[0].milliseconds < 1900


def test_lines_low_takes_the_current_from_every_coil_when_nobody_else_could(box, world, hands):
    bus = buses.open_bus(box.run / "i2c")
    bus.write_i2c_block_data(0x20, 0x00, [0x00, 0x00])
    bus.write_i2c_block_data(0x20, 0x14, [0x80, 0x00])
    bus.close()
    until(lambda: coil(hands, 1).pulse_count == 1)
    assert lines_low(box) == []
    until(lambda: len(coil(hands, 1).pulses) == 1)
    hands.fault("i2c_unplugged")
    assert [each.partition(": ")[2] for each in lines_low(box)] == [
        f"expander {address} does not answer: no power, a loose wire, or another address"
        for address in ("0x20", "0x21")
    ]


def test_a_bus_that_is_not_there_says_so(port):
    port.open()
    with pytest.raises(NoDevice, match="there is no I2C bus"):
        port.claim(10)
    port.close()

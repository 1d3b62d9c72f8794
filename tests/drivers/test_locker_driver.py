"""The real bank driver on gpiozero pins that end in the world: what the coils got is judged by the world's own record."""

import pytest

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of, factory_of, lines_low
from kiosk.drivers.lockers.driver import WAITING_DOORS
from kiosk.drivers.port import DeviceFault, DeviceMisconfigured, DeviceOffline
from kiosk.link.messages import DeviceChanged, DoorChanged, OpenDoor
from tests.drivers.aids import until


@pytest.fixture
def port(box, operations, events):
    return bank_of(box.banks[0], box, operations, events, Supply())


@pytest.fixture
def bank(port, run, world, events):
    alive = run(port)
    for number in (1, 2, 3):
        events.wait(door(number, "locked"))
    return alive


def door(number, state):
    return lambda event: (
        isinstance(event, DoorChanged) and (event.compartment, event.state) == (number, state)
    )


def states(events, number):
    known = [event.state for event in events.of(DoorChanged) if event.compartment == number]
    assert known[0] == "unknown"  # said before anything is touched
    return known[1:]


def pulses(hands, number):
    return hands.truth().compartment(number).pulses


def test_a_door_opens_and_its_item_can_be_taken(bank, hands, operations, events):
    hands.stock(1, "U-0117")
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op") == ("done", "")
    assert hands.take(1) == "U-0117"
    hands.close(1)
    until(lambda: states(events, 1) == ["locked", "pulsing", "open", "locked"])
    until(lambda: pulses(hands, 1))
    (made,) = pulses(hands, 1)
    assert not made.cut
    assert made.milliseconds >= 290


def test_many_doors_open_one_coil_at_a_time(bank, hands, operations):
    for number in (1, 2, 3):
        bank.port.submit(OpenDoor(f"op{number}", "wall", number))
    assert [operations.wait(f"op{number}") for number in (1, 2, 3)] == [("done", "")] * 3
    truth = hands.truth()
    assert truth.coils_at_once == 1
    assert [each.pulse_count for each in truth.compartments] == [1, 1, 1]


def test_a_jammed_door_is_stuck_after_one_pulse(bank, hands, operations, events):
    hands.fault("jammed", door=2)
    bank.port.submit(OpenDoor("op", "wall", 2))
    assert operations.wait("op") == ("failed", "stuck")
    assert len(pulses(hands, 2)) == 1
    assert states(events, 2)[-1] == "stuck"


def test_a_sticky_door_comes_free_with_a_pull(bank, hands, operations, events):
    hands.fault("sticks", door=2)
    bank.port.submit(OpenDoor("op", "wall", 2))
    assert operations.wait("op") == ("failed", "stuck")
    hands.pull(2)
    assert events.wait(door(2, "open")).operation == "op"
    assert len(pulses(hands, 2)) == 1


def test_a_slow_door_is_not_stuck(bank, hands, operations):
    hands.fault("slow", door=2, value=700)
    bank.port.submit(OpenDoor("op", "wall", 2))
    assert operations.wait("op") == ("done", "")


def test_a_chattering_switch_is_one_opening(bank, hands, operations, events):
    hands.fault("bounces", door=3, value=10)
    bank.port.submit(OpenDoor("op", "wall", 3))
    assert operations.wait("op") == ("done", "")
    hands.close(3)
    until(lambda: states(events, 3) == ["locked", "pulsing", "open", "locked"])


def test_a_crowbar_is_forced(bank, hands, events):
    hands.force(1)
    assert events.wait(door(1, "forced")).operation == ""
    hands.close(1)
    until(lambda: states(events, 1)[-1] == "locked")


def test_a_switch_that_says_closed_makes_an_open_door_look_stuck(bank, hands, operations):
    hands.fault("sensor_reads_closed", door=1)
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op") == ("failed", "stuck")
    assert hands.truth().compartment(1).is_open
    assert len(pulses(hands, 1)) == 1


def test_a_dead_coil_and_a_cut_switch_wire(bank, hands, operations, events):
    hands.fault("coil_dead", door=1)
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op") == ("failed", "stuck")
    hands.fault("sensor_reads_open", door=2)  # a cut wire reads open: never a locked door that is not
    events.wait(door(2, "forced"))


def test_an_open_door_gets_no_pulse(bank, hands, operations, events):
    hands.force(1)
    events.wait(door(1, "forced"))
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op") == ("done", "already open")
    assert pulses(hands, 1) == []


def test_a_start_reads_the_doors_and_pulses_nothing(port, run, world, hands, events):
    hands.force(2)
    run(port)
    assert events.wait(door(2, "open")).operation == ""
    events.wait(door(1, "locked"))
    assert all(each.pulse_count == 0 for each in hands.truth().compartments)


def test_what_an_earlier_process_began_is_settled_by_the_door(port, run, world, hands, operations):
    hands.force(1)
    port.bank.unsettled("opened", 1)
    port.bank.unsettled("closed", 2)
    run(port)
    assert operations.wait("opened")[0] == "done"
    assert operations.wait("closed")[0] == "uncertain"


def test_a_world_that_goes_and_comes_back(bank, world, hands, operations, events):
    hands.force(3)
    events.wait(door(3, "forced"))
    world.stop()
    assert isinstance(bank.wait_for_fault(), DeviceOffline)
    assert states(events, 1)[-1] == "unknown"
    bank.port.submit(OpenDoor("while away", "wall", 1))
    assert operations.wait("while away")[0] == "failed"
    seen = len(events.all)
    world.start()
    bank.resume()
    events.wait(door(1, "locked"), after=seen)
    assert events.wait(door(3, "open"), after=seen).operation == ""
    bank.port.submit(OpenDoor("back", "wall", 1))
    assert operations.wait("back") == ("done", "")


def test_release_lowers_a_coil_that_is_being_driven(box, bank, hands, operations):
    bank.port.submit(OpenDoor("op", "wall", 1))
    until(lambda: operations.begun)
    bank.end()
    until(lambda: pulses(hands, 1))
    assert "op" not in operations.ended or operations.ended["op"][0] == "done"


def test_every_device_is_said_to_be_online_and_checked(bank, events):
    assert events.of(DeviceChanged)[-1] == DeviceChanged("wall", "lockers", "", "online")
    assert bank.port.check_health("external").words == "wall: 1: locked, 2: locked, 3: locked"
    assert bank.port.check_health().ok


def test_lines_low_lowers_everything_that_nobody_holds(box, world, hands):
    assert lines_low(box) == []


def test_lines_low_goes_on_past_a_line_that_is_held_and_says_so(box, bank):
    faults = lines_low(box)
    assert len(faults) == 3
    assert "busy" in faults[0]


def test_lines_low_without_a_board_says_so(box):
    assert "no world" in lines_low(box)[0]


def test_a_pulse_beyond_the_cap_is_refused_before_anything_is_touched(box, operations, events):
    import msgspec

    long = msgspec.structs.replace(box.banks[0], pulse_ms=2001)
    port = bank_of(long, box, operations, events, Supply())
    with pytest.raises(DeviceMisconfigured):
        port.open()


def test_a_real_bank_is_for_lgpio(box, monkeypatch):
    import msgspec

    from kiosk.drivers.lockers import gpio

    made = []
    monkeypatch.setattr(gpio, "LgpioFactory", made.append)
    factory_of(msgspec.structs.replace(box.banks[0], factory="lgpio"), box)()
    assert made == [box.run]


def test_a_switch_that_cannot_be_read_loses_the_bank(port, world, monkeypatch):
    port.open()
    port.claim(5)
    monkeypatch.setattr(port._wires, "_switches", {1: object()})
    with pytest.raises(DeviceFault, match="a switch cannot be read"):
        port.enable()
    assert port.stage == "claimed"
    port.close()
    with pytest.raises(DeviceOffline):
        port._look()
    with pytest.raises(DeviceOffline):
        port._pulse(1)


def test_more_openings_than_anybody_waits_for_are_refused(port, world, operations):
    port.open()
    port.claim(5)
    port.enable()
    for number in range(WAITING_DOORS + 1):
        port.submit(OpenDoor(f"op{number}", "wall", 1))
    assert operations.ended == {f"op{WAITING_DOORS}": ("failed", "too many commands are waiting")}
    port.close()
    assert len(operations.ended) == WAITING_DOORS + 1  # none is left without an end
    assert operations.begun == []

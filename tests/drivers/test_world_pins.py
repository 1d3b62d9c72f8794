"""gpiozero's own devices on the world's pins, and what the world does with the lines of a process that dies."""

import threading

import pytest
from gpiozero import LED, Button
from gpiozero.exc import PinInvalidFunction, PinInvalidPin, PinSetInput

from kiosk.drivers.port import DeviceFault, DeviceOffline, NoDevice
from kiosk.drivers.world.messages import ReadPin
from kiosk.drivers.world.pins import SOCKET_VARIABLE, WorldFactory
from tests.drivers.aids import GENEROUS, until


@pytest.fixture
def factory(box, world):
    made = WorldFactory(box.world_socket)
    yield made
    made.close()


def pulses(hands, door=1):
    return hands.truth().compartment(door).pulses


def test_gpiozeros_led_is_a_coil_and_its_button_a_door_switch(factory, hands):
    coil = LED(2, pin_factory=factory)
    switch = Button(3, pull_up=True, pin_factory=factory)  # pressed is low is closed
    released = threading.Event()
    switch.when_released = released.set
    assert switch.is_pressed
    coil.on()
    assert coil.is_lit
    hands.wait_open(1)
    coil.off()
    assert released.wait(GENEROUS)
    assert not switch.is_pressed
    switch.close()
    coil.close()
    assert len(pulses(hands)) == 1


def test_the_factory_can_be_found_by_the_environment(box, world, monkeypatch):
    monkeypatch.setenv(SOCKET_VARIABLE, str(box.world_socket))
    factory = WorldFactory()
    assert factory.pin("GPIO3").state == 0
    factory.close()


def test_a_pulse_is_timed_by_the_world(factory, hands):
    factory.claim_low(2)
    factory.pulse(2, 0.3)
    until(lambda: pulses(hands))
    (made,) = pulses(hands)
    assert not made.cut
    assert 290 <= made.milliseconds < 2000  # never shorter; longer only if the machine stood still


def test_low_ends_a_pulse(factory, hands):
    factory.claim_low(2)
    factory.pulse(2, 60.0)
    factory.low(2)
    (made,) = pulses(hands)
    assert made.milliseconds < 60_000


def test_the_lines_of_a_process_that_dies_go_low_in_the_middle_of_a_pulse(box, world, hands):
    doomed = WorldFactory(box.world_socket)
    doomed.claim_low(2)
    doomed.pulse(2, 60.0)
    doomed._peer.close()  # as the kernel closes it for a process that was killed
    until(lambda: pulses(hands))
    assert pulses(hands)[0].cut
    doomed.close()


def test_a_pin_that_another_process_drives_is_busy(factory, box):
    factory.claim_low(2)
    other = WorldFactory(box.world_socket)
    with pytest.raises(DeviceFault, match="busy"):
        other.claim_low(2)
    factory.free(2)
    other.claim_low(2)
    other.close()


def test_only_ones_own_outputs_can_be_driven(factory):
    with pytest.raises(DeviceFault, match="not an output"):
        factory.pulse(2, 0.1)


def test_pins_are_pins(factory):
    pin = factory.pin(3)
    assert factory.pin("BCM3") is pin
    assert (pin.function, pin.pull) == ("input", "up")
    with pytest.raises(PinSetInput):
        pin.state = 1
    with pytest.raises(PinInvalidFunction):
        pin.function = "motor"
    with pytest.raises(PinInvalidPin):
        factory.pin("GPIO512")
    pin.function = "output"
    assert (pin.function, pin.pull, pin.state) == ("output", "floating", 0)
    pin.function = "input"


def test_only_the_wanted_edges_are_told(factory, hands):
    pin = factory.pin(3)
    seen = []

    def edge(ticks, level):
        seen.append(level)

    pin.edges = "falling"
    pin.when_changed = edge
    hands.force(1)
    hands.close(1)
    until(lambda: seen)
    assert seen == [False]
    assert factory.ticks_diff(factory.ticks(), 0) > 0


def test_a_world_that_goes_is_noticed_at_once_and_by_every_call(factory, world):
    gone = threading.Event()
    factory.lost = gone.set
    pin = factory.pin(3)
    world.stop()
    assert gone.wait(GENEROUS)
    with pytest.raises(DeviceOffline):
        factory.ask(ReadPin(3))
    with pytest.raises(DeviceOffline):
        _ = pin.state


def test_where_no_world_is(box):
    with pytest.raises(NoDevice):
        WorldFactory(box.world_socket)

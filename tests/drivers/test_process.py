"""The device process as a process: killed at any moment, it comes back, gives no second pulse, and tells the truth."""

import asyncio
import signal

import pytest

from kiosk.drivers import process
from kiosk.link.health import AskStatistics, CheckHealth, HealthChecked, Statistics
from kiosk.link.messages import (
    ArmScanner,
    DeviceChanged,
    DoorChanged,
    OpenDoor,
    PrintSlip,
    Recall,
    Scanned,
)
from tests.drivers import slips
from tests.drivers.aids import GENEROUS, until
from tests.drivers.processes import DIE_AFTER_BEGIN, Box, DeskEnd, Devices


@pytest.fixture
def desk(box):
    end = DeskEnd(box)
    yield end
    end.stop()


@pytest.fixture
def devices(box, box_text, world, desk):
    made = Devices(Box(box, box_text))
    yield made
    made.stop()


def online(name):
    return lambda event: isinstance(event, DeviceChanged) and (event.device, event.status) == (name, "online")


def state(number, wanted):
    return lambda event: (
        isinstance(event, DoorChanged) and (event.compartment, event.state) == (number, wanted)
    )


def all_up(desk, after=0):
    for name in ("scanner", "printer", "wall"):
        desk.heard.wait(online(name), after=after)
    for number in (1, 2, 3):
        desk.heard.wait(
            lambda event, number=number: state(number, "locked")(event) or state(number, "open")(event),
            after=after,
        )


def pulse_counts(hands):
    return [each.pulse_count for each in hands.truth().compartments]


def test_a_visit_through_the_real_process(devices, desk, hands):
    devices.start()
    all_up(desk)
    hands.stock(2, "U-0117")
    desk.send(ArmScanner("front", True))
    hands.scan("front", "6901234567892")
    assert desk.heard.wait(lambda event: isinstance(event, Scanned)).text == "6901234567892"
    desk.send(OpenDoor("op", "wall", 2))
    assert desk.ended("op") == ("done", "")
    assert hands.take(2) == "U-0117"
    hands.close(2)
    desk.send(PrintSlip("slip", "printer", slips.BORROWED))
    assert desk.ended("slip") == ("done", "")
    assert len(hands.slips()) == 1
    desk.send(AskStatistics())
    told = {
        each.device: each for each in desk.heard.wait(lambda event: isinstance(event, Statistics)).devices
    }
    assert (told["scanner"].opens, told["scanner"].errors, told["scanner"].found) == (1, 0, "yes")
    assert told["scanner"].path.startswith(str(desk.settings.run))
    desk.send(CheckHealth("q", "printer"))
    health = desk.heard.wait(lambda event: isinstance(event, HealthChecked))
    assert (health.request, health.ok, health.words) == ("q", True, "printer: online, paper full.")
    assert devices.stop() == 0
    assert pulse_counts(hands) == [0, 1, 0]


def test_killed_between_record_and_pulse_the_door_stays_shut_and_is_said_to_be_uncertain(
    devices, desk, hands
):
    devices.start(before=DIE_AFTER_BEGIN)
    all_up(desk)
    desk.send(OpenDoor("op", "wall", 1))
    devices.process.wait(GENEROUS)
    seen = len(desk.heard.all)
    devices.start()
    all_up(desk, after=seen)
    desk.send(OpenDoor("op", "wall", 1))
    desk.send(Recall(("op",)))
    assert desk.ended("op")[0] == "uncertain"
    assert pulse_counts(hands) == [0, 0, 0]


def test_killed_after_the_pulse_an_open_door_is_done_and_gets_no_second_pulse(devices, desk, hands):
    devices.start()
    all_up(desk)
    hands.fault("slow", door=1, value=400)
    desk.send(OpenDoor("op", "wall", 1))
    desk.heard.wait(state(1, "pulsing"))
    until(lambda: hands.truth().compartment(1).released)
    devices.kill()
    hands.wait_open(1)
    seen = len(desk.heard.all)
    devices.start()
    all_up(desk, after=seen)
    desk.send(OpenDoor("op", "wall", 1))
    assert desk.ended("op") == ("done", "the door was found open after an interruption")
    assert pulse_counts(hands) == [1, 0, 0]


def test_killed_in_the_middle_of_a_pulse_the_line_goes_low(devices, desk, hands):
    devices.start()
    all_up(desk)
    hands.fault("jammed", door=3)
    desk.send(OpenDoor("op", "wall", 3))
    desk.heard.wait(state(3, "pulsing"))
    devices.kill()
    until(lambda: hands.truth().compartment(3).pulses)
    made = hands.truth().compartment(3).pulses
    assert made[0].milliseconds < 2000
    assert not hands.truth().compartment(3).burnt


def test_killed_before_it_heard_of_an_operation_it_will_never_execute_it(devices, desk, hands):
    devices.start()
    all_up(desk)
    devices.kill()
    seen = len(desk.heard.all)
    devices.start()
    all_up(desk, after=seen)
    desk.send(Recall(("lost on the way",)))
    assert desk.ended("lost on the way") == ("failed", "unknown operation")
    seen = len(desk.heard.all)
    desk.send(OpenDoor("lost on the way", "wall", 1))
    assert desk.ended("lost on the way", after=seen)[0] == "failed"
    assert pulse_counts(hands) == [0, 0, 0]


def test_killed_while_printing_the_slip_is_uncertain_and_is_not_printed_again(devices, desk, hands):
    devices.start()
    all_up(desk)
    desk.send(PrintSlip("before", "printer", slips.UNLOCKED))
    assert desk.ended("before") == ("done", "")
    printed = hands.truth().printer().printed_mm
    hands.fault("sluggish", value=20_000)
    desk.send(PrintSlip("slip", "printer", slips.BORROWED))
    until(lambda: hands.truth().printer().printed_mm > printed)
    devices.kill()
    hands.mend_all()
    seen = len(desk.heard.all)
    devices.start()
    all_up(desk, after=seen)
    desk.send(PrintSlip("slip", "printer", slips.BORROWED))
    assert desk.ended("slip")[0] == "uncertain"
    desk.send(PrintSlip("next", "printer", slips.RETURNED))
    assert desk.ended("next") == ("done", "")
    assert hands.truth().printer().complaints == []


def test_the_desk_may_die_and_come_back(devices, desk, hands):
    devices.start()
    all_up(desk)
    desk.send(OpenDoor("op", "wall", 1))
    desk.heard.wait(state(1, "pulsing"))
    desk.stop()
    hands.wait_open(1)
    seen = len(desk.heard.all)
    desk.start()
    desk.heard.wait(state(1, "open"), after=seen)
    desk.send(Recall(("op",)))
    assert desk.ended("op", after=seen) == ("done", "")
    assert pulse_counts(hands) == [1, 0, 0]


def test_a_second_device_process_refuses_to_start(devices, desk, box):
    devices.start()
    all_up(desk)
    other = Devices(devices.box)
    other.start()
    assert other.process.wait(GENEROUS) == 1
    assert devices.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_lowers_every_line(devices, desk, hands, number):
    devices.start()
    all_up(desk)
    desk.send(OpenDoor("op", "wall", 1))
    desk.heard.wait(state(1, "pulsing"))
    devices.process.send_signal(number)
    assert devices.process.wait(GENEROUS) == 0
    until(lambda: hands.truth().compartment(1).pulses)
    assert hands.truth().compartment(1).pulse_count == 1


def test_a_mistake_of_ours_ends_the_process_instead_of_half_of_it(box, world, monkeypatch):
    async def broken(settings, hub):
        raise ZeroDivisionError

    async def serve():
        await process.serve_devices(box, asyncio.Event())

    monkeypatch.setattr(process, "_talk", broken)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(serve())


def test_the_world_makes_its_own_runtime_folder(box):
    async def visit():
        stop = asyncio.Event()
        await process.serve_world(box, stop, stop.set)

    box.run.rmdir()
    asyncio.run(visit())
    assert box.run.is_dir()

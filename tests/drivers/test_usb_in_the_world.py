"""The USB printer in the emulated world: the real driver in one process, the printer in another, and what hands can break."""

import pytest

from kiosk.drivers.printer import driver
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.supervisor import BackOff, Supervisor
from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.link.messages import DeviceChanged, PrintSlip
from kiosk.link.settings import parse
from tests.drivers import slips
from tests.drivers.aids import GENEROUS, until
from tests.drivers.conftest import WorldThread, free_port

BOX = """
[paths]
data = "data"
run = "run"
[[printer]]
name = "printer"
driver = "usb"
path = "usb"
[[printer]]
name = "other"
host = "127.0.0.1"
port = {port}
"""


@pytest.fixture
def settings(tmp_path):
    for folder in ("run", "data"):
        (tmp_path / folder).mkdir()
    return parse(BOX.format(port=free_port()), tmp_path / "kiosk.toml")


@pytest.fixture
def world(settings):
    thread = WorldThread(settings)
    yield thread
    thread.stop()


@pytest.fixture
def hands(settings, world):
    with WorldHands(settings.world_socket) as pair:
        yield pair


@pytest.fixture
def printer(settings, world, operations, events, monkeypatch):
    monkeypatch.setattr(driver, "POLL_SECONDS", 0.2)
    port = printer_of(settings.printers[0], settings.data, settings.run, operations, events)
    alive = Supervisor(port, back_off=BackOff(0.05, 0.2))
    alive.start()
    events.wait(said("online"))
    yield port
    alive.stop()
    assert alive.join(GENEROUS)


def said(*wanted):
    return lambda event: isinstance(event, DeviceChanged) and event.status in wanted


def test_a_slip_comes_out_in_the_other_process(printer, hands, operations):
    printer.submit(PrintSlip("op", "printer", slips.BORROWED))
    assert operations.wait("op") == ("done", "")
    until(lambda: len(hands.truth().printer("printer").slips) == 1)
    assert hands.truth().printer("printer").complaints == []


@pytest.mark.parametrize(("fault", "value"), [("usb_unplugged", 0), ("usb_taken", 0), ("halt_at", 10)])
def test_what_hands_break_at_usb_is_told_and_well_again_when_it_is_mended(
    printer, hands, operations, events, fault, value
):
    before = len(events.all)
    if fault == "usb_taken":  # who has it keeps it: only the next who comes is refused
        hands.fault("usb_unplugged")
        events.wait(said("no_device", "offline"), after=before)
        hands.fault(fault)
        hands.fault("usb_unplugged", on=False)
        before = len(events.all)
    else:
        hands.fault(fault, value=value)
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status != "online", after=before)
    before = len(events.all)
    hands.fault(fault, on=False)
    events.wait(said("online"), after=before)
    printer.submit(PrintSlip("op", "printer", slips.BORROWED))
    assert operations.wait("op") == ("done", "")


def test_a_plug_that_came_out_in_the_middle_is_back_by_itself(printer, hands, operations, events):
    printer.submit(PrintSlip("first", "printer", slips.BORROWED))
    assert operations.wait("first")[0] == "done"
    before = len(events.all)
    hands.fault("disconnect_at", value=3_000)
    printer.submit(PrintSlip("op", "printer", slips.BORROWED))
    assert operations.wait("op")[0] == "uncertain"
    events.wait(said("online"), after=before)


def test_a_world_that_dies_takes_the_printer_along_and_brings_it_back(printer, world, events):
    before = len(events.all)
    world.stop()
    events.wait(said("no_device", "offline"), after=before)
    before = len(events.all)
    world.start()
    events.wait(said("online"), after=before)


def test_each_printer_has_the_faults_of_its_own_connection(hands):
    with pytest.raises(CannotDo, match="other is not at USB"):
        hands.fault("short_writes", device="other", value=100)
    with pytest.raises(CannotDo, match="printer is not at an address"):
        hands.fault("refuses", device="printer")

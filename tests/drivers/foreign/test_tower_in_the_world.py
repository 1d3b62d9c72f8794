"""The tower in a whole box: its driver in a process beside the device process's others, its board in the world."""

import asyncio

import pytest

from kiosk.drivers.hub import Hub
from kiosk.drivers.operations_log import OperationsLog
from kiosk.drivers.port import DeviceMisconfigured
from kiosk.drivers.process import ports_of
from kiosk.drivers.world.messages import BreakDevice
from kiosk.link.lights import SetLights
from kiosk.link.settings import parse
from tests.drivers.aids import until

SETTINGS = """
[paths]
data = "data"
run = "run"
[[device]]
name = "tower"
driver = "signal_tower"
[device.settings]
port = "tower.tty"
lamps = ["red", "green"]
"""


@pytest.fixture
def box(tmp_path, tower):
    (tmp_path / "run").mkdir()
    (tmp_path / "data").mkdir()
    return parse(SETTINGS, tmp_path / "kiosk.toml")


def port_of(box):
    """The one device of a box, as the device process makes it."""
    record, loop = OperationsLog(box.data / "devices.log"), asyncio.new_event_loop()
    try:
        (only,) = ports_of(box, Hub(record, loop))
    finally:
        record.close()
        loop.close()
    return only


@pytest.fixture
def port(box):
    return port_of(box)


def test_the_world_has_the_board_and_its_faults(box, world, hands, port, run):
    assert box.has_world
    alive = run(port)
    alive.port.set_lights(SetLights("tower", {"red": "continuous"}))
    until(lambda: hands.truth().device("tower").facts == {"red": "on", "green": "off"})
    hands.ask(BreakDevice("unplugged", "tower"))
    assert "tower.tty" in str(alive.wait_for_fault())
    hands.mend_all()
    alive.resume()
    assert hands.truth().device("tower").facts == {"red": "off", "green": "off"}


def test_a_setting_that_the_driver_does_not_have_is_said_when_the_device_is_opened(box, tower, tmp_path):
    port = port_of(parse(SETTINGS + 'colour = "red"\n', tmp_path / "kiosk.toml"))
    with pytest.raises(DeviceMisconfigured, match="has no setting 'colour'; it has: lamps, port"):
        port.open()

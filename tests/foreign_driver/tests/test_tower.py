"""The tower's own tests: the driver in its process, at the emulated board."""

import pytest
from zhanggui_tower import command, states

from kiosk.drivers.testing import Bench


def test_the_bytes_are_those_of_the_description():
    assert command(1, on=True) == bytes.fromhex("A0 01 01 A2")
    assert command(1, on=False) == bytes.fromhex("A0 01 00 A1")
    assert command(4, on=True) == bytes.fromhex("A0 04 01 A5")
    assert states(b"CH1:ON \r\nCH2:OFF \r\nCH3:O") == {1: True, 2: False}


@pytest.fixture
def bench(tmp_path):
    with Bench("signal_tower", tmp_path) as bench:
        bench.wait_for("online")
        yield bench


def test_lamps_are_lit_flash_and_go_dark(bench):
    bench.show(green="continuous", red="quick")
    bench.until(lambda: bench.truth.facts == {"red": "on", "yellow": "off", "green": "on"})
    bench.until(lambda: bench.truth.facts == {"red": "off", "yellow": "off", "green": "on"})
    bench.until(lambda: bench.truth.facts["red"] == "on")
    bench.show()
    bench.until(lambda: set(bench.truth.facts.values()) == {"off"})


def test_a_board_that_is_pulled_out_comes_back_dark(bench):
    bench.show(red="continuous")
    bench.until(lambda: bench.truth.facts["red"] == "on")
    bench.break_("unplugged")
    assert "device.tty" in bench.wait_for("no_device").fault
    bench.mend("unplugged")
    bench.wait_for("online")
    assert bench.truth.facts["red"] == "off"


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("mute", "unknown", "does not answer"),
        ("sticks", "hardware_error", "channel 1 does not do what it is told"),
    ],
)
def test_the_board_is_believed_and_not_the_driver(bench, fault, status, words):
    bench.break_(fault, 1)
    bench.show(red="continuous")
    assert words in bench.wait_for(status).fault
    bench.mend(fault)
    bench.wait_for("online")

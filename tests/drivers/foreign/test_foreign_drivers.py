"""Drivers of strangers in processes of their own: what they do wrong stays there, and is said in words."""

import logging
import os
import re
import time
from pathlib import Path

import pytest

from kiosk.drivers.foreign import port as module
from kiosk.drivers.foreign.manifest import Manifest
from kiosk.drivers.foreign.port import ForeignPort
from kiosk.drivers.port import DeviceFault, DeviceMisconfigured, DeviceTaken
from kiosk.drivers.supervisor import BackOff, Supervisor
from kiosk.link.lights import SetLights
from kiosk.link.messages import DeviceChanged
from kiosk.link.settings_declared import Setting
from kiosk.link.settings_devices import Device
from tests.drivers.aids import GENEROUS, until

PORT = Setting("string", "lamp", "Where it is")


def manifest(driver, **more):
    facts = {
        "version": "1.0",
        "host": ">=1,<2",
        "title": "A lamp",
        "device": "lights",
        "settings": {"port": PORT},
    }
    return Manifest(id="lamp", driver=driver, **(facts | more))


def made(name, events, settings=None, driver=None):
    return ForeignPort(
        Device(name="tower", driver="lamp", settings=settings or {}),
        folder=Path("/run/kiosk"),
        report=events,
        manifest=lambda wanted: manifest(driver or f"hostile_drivers:{name}"),
    )


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "kiosk.devices")
    return lambda: [each.getMessage() for each in caplog.records]


def pid(port):
    return port._process.pid


def gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_good_driver_shows_what_is_wanted_and_is_dark_at_the_end(run, events, lines):
    alive = run(made("Good", events))
    events.wait(lambda event: event.status == "online")
    assert alive.port.model == "paper lamp"
    process = pid(alive.port)
    alive.port.set_lights(SetLights("tower", {"red": "continuous"}))
    until(lambda: "driver of tower: red on" in lines())
    alive.port.set_lights(SetLights("tower", {"green": "continuous"}))
    until(lambda: "driver of tower: green on" in lines())
    alive.end()
    assert gone(process)
    until(lambda: lines().count("driver of tower: green off") == 2)
    assert alive.fault is None


def test_what_the_device_is_said_to_be_has_its_own_cause(events):
    port = made("Taken", events)
    port.open()
    with pytest.raises(DeviceTaken, match="somebody has it"):
        port.claim(1)
    port.close()


@pytest.mark.parametrize(
    ("driver", "words"),
    [
        ("no_such_module:Driver", "cannot be loaded: ModuleNotFoundError"),
        ("hostile_drivers:NoSuchClass", "cannot be loaded: AttributeError"),
        ("hostile_drivers:NeedsMore", "cannot be loaded: TypeError"),
        ("hostile_drivers:NoDriver", "is no driver of lights: it makes a NoDriver"),
    ],
)
def test_what_is_no_driver_is_named(events, driver, words):
    port = made("", events, driver=driver)
    port.open()
    with pytest.raises(DeviceMisconfigured, match=words):
        port.claim(1)
    port.close()


def test_settings_are_checked_before_anything_is_started(events):
    port = made("Good", events, {"port": 3})
    with pytest.raises(DeviceMisconfigured, match=r"\[device.settings\] port must be of type string"):
        port.open()
    port = made("Good", events, {"prot": "x"})
    with pytest.raises(DeviceMisconfigured, match="has no setting 'prot'; it has: port"):
        port.open()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Raises", r"ended by itself \(exit code 1\)"),
        ("Exits", r"ended by itself \(exit code 7\)"),
        ("HangsInTurn", "its driver hangs; its process was ended"),
        ("Floods", "floods this process with messages"),
        ("TalksNonsense", "is not understood"),
    ],
)
def test_a_driver_that_misbehaves_is_ended_and_said_so(run, events, monkeypatch, lines, name, words):
    monkeypatch.setattr(module, "SILENCE_SECONDS", 1.5)
    alive = run(made(name, events))
    process = pid(alive.port)
    fault = alive.wait_for_fault()
    assert type(fault) is DeviceFault
    assert re.search(words, str(fault)), fault
    assert gone(process)
    if name == "Raises":
        until(lambda: "driver of tower: RuntimeError: a mistake in the driver" in lines())


def test_a_driver_that_never_begins_is_given_up(events, monkeypatch):
    monkeypatch.setattr(module, "START_SECONDS", 1.5)
    monkeypatch.setattr(module, "LEAVE_SECONDS", 0.1)
    port = made("HangsInClaim", events)
    port.open()
    with pytest.raises(DeviceFault, match=r"not begun to work after 1.5 s"):
        port.claim(1)
    port.close()


def test_a_driver_that_will_not_leave_is_killed(run, events, monkeypatch):
    monkeypatch.setattr(module, "LEAVE_SECONDS", 0.2)
    alive = run(made("WillNotLeave", events))
    process = pid(alive.port)
    began = time.monotonic()
    alive.end()
    assert gone(process)
    assert time.monotonic() - began < GENEROUS


def test_a_driver_speaks_for_its_own_device_only_and_not_without_end(run, events):
    run(made("TalksOfOthers", events))
    said = events.wait(lambda event: event.status == "hardware_error")
    assert (said.device, said.device_class, said.position) == ("tower", "lights", "front")
    assert len(said.fault) == 500


def test_a_driver_that_prints_without_end_fills_neither_the_log_nor_the_memory(run, events, lines):
    alive = run(made("Prints", events))
    until(lambda: "driver of tower: line 0" in lines())
    time.sleep(0.5)
    alive.end()
    said = [each for each in lines() if each.startswith("driver of tower: ")]
    until(lambda: any("more lines were thrown away" in each for each in lines()))
    assert len(said) <= module.LINES_A_MINUTE + 1
    assert max(map(len, said)) <= module.LINE + 20
    assert alive.fault is None


def test_a_driver_that_ends_again_and_again_is_begun_again_less_and_less_often(events, lines):
    port = made("Exits", events)
    waits = []

    class Noted(BackOff):
        def wait(self):
            waits.append(super().wait())
            return waits[-1]

    supervisor = Supervisor(port, back_off=Noted(0.01, 0.05, lambda: 0.5))
    supervisor.start()
    try:
        until(lambda: len(waits) >= 3)
    finally:
        supervisor.stop()
        assert supervisor.join(GENEROUS)
    assert waits[:3] == [0.01, 0.02, 0.04]
    statuses = [event.status for event in events.of(DeviceChanged)]
    assert statuses[:3] == ["starting", "online", "hardware_error"]


def test_commands_to_a_driver_that_hangs_hold_up_nobody(run, events, monkeypatch):
    monkeypatch.setattr(module, "SILENCE_SECONDS", 1.5)
    alive = run(made("HangsInTurn", events))
    began = time.monotonic()
    for _ in range(10_000):
        alive.port.set_lights(SetLights("tower", {"red": "quick"}))
    assert time.monotonic() - began < 1.0
    assert "hangs" in str(alive.wait_for_fault())

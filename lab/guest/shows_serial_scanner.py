"""A scanner with a serial port of its own (USB-CDC): taken by one process, nothing lost while that is late, found again by its
stable name."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.drivers.port import DeviceTaken
from kiosk.drivers.scanner.serial import SerialScanner
from kiosk.drivers.supervisor import Supervisor
from kiosk.link.messages import DeviceChanged, Scanned
from kiosk.link.settings_devices import Scanner
from lab.guest.aids import Events
from lab.guest.conftest import Saw
from lab.guest.gadgets import SerialGadget
from lab.guest.replug import replug

CODE = b"U-0117"


def settings_of(gadget: SerialGadget) -> Scanner:
    return Scanner(name="scanner", driver="serial", port=str(gadget.by_id))


@pytest.fixture(scope="module")
def gadget() -> Iterator[SerialGadget]:
    gadget = SerialGadget(0, "S1")
    gadget.plug()
    yield gadget
    gadget.remove()


@pytest.fixture
def running(gadget: SerialGadget, events: Events) -> Iterator[Supervisor]:
    supervisor = Supervisor(SerialScanner(settings_of(gadget), Path("/run"), events))
    supervisor.start()
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online")
    yield supervisor
    supervisor.stop()
    assert supervisor.join(20)


def scanned(event: object) -> bool:
    return isinstance(event, Scanned)


def test_a_scan_arrives(running: Supervisor, gadget: SerialGadget, events: Events, saw: Saw) -> None:
    time.sleep(1)  # what is sent to a port that is only just being opened is lost, as with every serial port
    began = time.monotonic()
    gadget.send(CODE + b"\r")
    assert events.wait(scanned).text == CODE.decode()
    saw(f"told {(time.monotonic() - began) * 1000:.0f} ms after it was sent")


def test_a_second_process_is_refused_as_taken(running: Supervisor, gadget: SerialGadget, saw: Saw) -> None:
    second = SerialScanner(settings_of(gadget), Path("/run"), Events())
    second.open()
    with pytest.raises(DeviceTaken) as refused:
        second.claim(10)
    saw(str(refused.value))


def test_three_hundred_scans_wait_in_the_kernel_for_a_driver_that_is_late(
    gadget: SerialGadget, events: Events, saw: Saw
) -> None:
    port = SerialScanner(settings_of(gadget), Path("/run"), events)
    port.open()
    port.claim(10)
    port.enable()
    time.sleep(1)
    for number in range(300):
        gadget.send(f"U-{number:04}\r".encode())
    time.sleep(1)
    deadline = time.monotonic() + 60
    while len(events.of(Scanned)) < 300 and time.monotonic() < deadline:
        port.turn(0.2)
    port.close()
    saw(f"{len(events.of(Scanned))} of 300 scans, 2100 bytes, read after the last was sent")
    assert [each.text for each in events.of(Scanned)] == [f"U-{number:04}" for number in range(300)]


def test_pulled_out_and_pushed_in_it_is_back_by_itself_though_its_number_moved(
    running: Supervisor, gadget: SerialGadget, events: Events, saw: Saw
) -> None:
    # A process that hangs holds the old device file open, as ModemManager or a lost shell would: the number stays taken.
    hanging = os.open(gadget.by_id, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    replugged = replug(gadget, events)
    os.close(hanging)
    time.sleep(1)
    gadget.send(CODE + b"\r")
    assert events.wait(scanned).text == CODE.decode()
    saw(str(replugged))

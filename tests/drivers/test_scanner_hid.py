"""The real driver for keyboard-mode scanners, with its reader process, on the world's stream of key events."""

import errno
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.drivers.port import DeviceMisconfigured, DeviceMute, DeviceOffline, DeviceTaken, NoDevice
from kiosk.drivers.scanner import hid_reader
from kiosk.drivers.scanner.hid import HidScanner
from kiosk.link.messages import DeviceChanged, Scanned, ScanRefused


@pytest.fixture
def box_text(box_text):
    stripes = '[[scanner]]\nname = "stripes"\nreads = "stripes"\ndriver = "hid"\nport = "stripes"\n'
    return box_text.replace('port = "scanner"\n', f'port = "scanner"\ndriver = "hid"\n{stripes}', 1)


@pytest.fixture
def port(box, events):
    return HidScanner(box.scanners[0], box.run, events)


@pytest.fixture
def scanner(world, port, run):
    return run(port)


def scanned(event):
    return isinstance(event, Scanned)


def refused(event):
    return isinstance(event, ScanRefused)


def test_a_scan_is_typed_and_arrives_whole(scanner, hands, events):
    hands.scan("scanner", "M-80010021024/Ab")
    assert events.wait(scanned) == Scanned("scanner", "front", "M-80010021024/Ab")


def test_a_driver_that_is_held_up_loses_nothing(world, port, hands, events):
    """The kernel would keep ten keys; the reader is another process, and its pipe holds thousands."""
    port.open()
    port.claim(10)
    port.enable()
    for number in range(20):
        hands.scan("scanner", f"80010021{number:03}")
    deadline = time.monotonic() + 15
    while len(events.of(Scanned)) < 20 and time.monotonic() < deadline:
        port.turn(0.2)
    port.close()
    assert [each.text for each in events.of(Scanned)] == [f"80010021{number:03}" for number in range(20)]


def test_when_the_kernels_queue_runs_over_the_whole_scan_is_dropped_and_the_next_counts(
    scanner, hands, events
):
    hands.fault("keys_lost", device="scanner", value=5)
    hands.scan("scanner", "80010021024")
    assert events.wait(refused) == ScanRefused("scanner", "front", "lost")
    hands.mend_all()
    hands.scan("scanner", "80010013307")
    events.wait(scanned)
    assert [each.text for each in events.of(Scanned)] == ["80010013307"]
    assert len(events.of(ScanRefused)) == 1


def test_a_stripe_gives_its_number_and_a_bank_card_is_neither_told_nor_logged(
    box, events, run, world, hands, caplog
):
    caplog.set_level(logging.DEBUG)
    run(HidScanner(box.scanners[1], box.run, events))
    assert {each.device_class for each in events.of(DeviceChanged)} == {"stripe_reader"}
    hands.scan("stripes", "%E?;E?")
    assert events.wait(refused).reason == "bad_swipe"
    hands.scan("stripes", ";4111111111111111=26121010000000000000?")
    assert events.wait(lambda event: refused(event) and event.reason == "payment_card")
    hands.scan("stripes", ";80010021024?")
    assert events.wait(scanned) == Scanned("stripes", "front", "80010021024", "stripe")
    assert "4111111111111111" not in caplog.text
    assert "80010021024" not in caplog.text


def test_unplugged_it_is_offline_and_plugged_in_again_it_works(scanner, hands, events):
    hands.fault("unplugged", device="scanner")
    assert isinstance(scanner.wait_for_fault(), DeviceOffline)
    hands.mend_all()
    scanner.resume()
    hands.scan("scanner", "80010021024")
    assert events.wait(scanned)


def test_where_nothing_is_plugged_in_there_is_no_device(port):
    port.open()
    with pytest.raises(NoDevice):
        port.claim(1)
    port.close()


def test_released_it_leaves_no_process_behind(scanner, port):
    pid = port._reader.pid
    scanner.end()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_reader_whose_owner_has_died_ends():
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "kiosk.drivers.scanner.hid_reader", os.ttyname(theirs)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"ready\n"
        reader.stdin.close()
        assert reader.wait(10) == 0
    os.close(ours)
    os.close(theirs)


# ------------------------------------------------------------------------------------------ the kernel's own devices


class FakeDevice:
    """What python-evdev makes of a device; `grab` says what the kernel says."""

    answer: BaseException | None = None

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY | os.O_NOCTTY)

    def grab(self):
        if self.answer is not None:
            raise self.answer


@pytest.fixture
def kernel_device(monkeypatch):
    """A path that passes for one of the kernel's input devices."""
    ours, theirs = os.openpty()
    monkeypatch.setattr(hid_reader.os, "major", lambda _: hid_reader.INPUT_MAJOR)
    monkeypatch.setitem(sys.modules, "evdev", SimpleNamespace(InputDevice=FakeDevice))
    yield Path(os.ttyname(theirs))
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (OSError(errno.EBUSY, "busy"), b"taken Device or resource busy\n"),
        (OSError(errno.ENODEV, "gone"), b"missing No such device\n"),
        (SystemError("returned NULL without setting an exception"), b"missing Input/output error\n"),
    ],
)
def test_a_device_that_cannot_be_grabbed_is_told_with_its_cause(kernel_device, monkeypatch, answer, line):
    said = []
    monkeypatch.setattr(FakeDevice, "answer", answer)
    monkeypatch.setattr(hid_reader.os, "write", lambda _fd, data: said.append(data))
    assert hid_reader.main(kernel_device) == 1
    assert said == [line]


def test_a_device_that_can_be_grabbed_is_ours(kernel_device):
    descriptor = hid_reader.grabbed(kernel_device)
    os.close(descriptor)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("taken Device or resource busy", DeviceTaken),
        ("missing No such device", NoDevice),
        ("misconfigured python-evdev is missing", DeviceMisconfigured),
        ("", DeviceMute),
    ],
)
def test_each_cause_is_a_fault_of_its_own(port, world, monkeypatch, line, fault):
    port.open()
    monkeypatch.setattr(port, "_first_line", lambda seconds: line)
    with pytest.raises(fault):
        port.claim(1)
    port.close()

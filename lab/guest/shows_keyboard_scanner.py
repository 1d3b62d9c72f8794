"""A scanner that types, over USB: grabbed for one process, read whole, pulled out and found again under its stable name."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.drivers.port import DeviceTaken
from kiosk.drivers.scanner.hid import HidScanner
from kiosk.drivers.supervisor import Supervisor
from kiosk.link.messages import DeviceChanged, Scanned, ScanRefused
from kiosk.link.settings_devices import Scanner
from lab.guest.aids import Events
from lab.guest.conftest import Saw
from lab.guest.gadgets import Keyboard
from lab.guest.replug import replug

CODE = "M-80010021024/Ab"
RUN = Path("/run")


def settings_of(keyboard: Keyboard) -> Scanner:
    return Scanner(name="scanner", driver="hid", port=str(keyboard.by_id), idle_ms=500)


@pytest.fixture(scope="module")
def keyboard() -> Iterator[Keyboard]:
    gadget = Keyboard(0, "K1")
    gadget.plug()
    yield gadget
    gadget.remove()


@pytest.fixture
def running(keyboard: Keyboard, events: Events) -> Iterator[Supervisor]:
    supervisor = Supervisor(HidScanner(settings_of(keyboard), RUN, events))
    supervisor.start()
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online")
    yield supervisor
    supervisor.stop()
    assert supervisor.join(20)


def scanned(event: object) -> bool:
    return isinstance(event, Scanned)


def test_a_scan_that_is_typed_on_the_bus_arrives_whole_capitals_and_signs_too(
    running: Supervisor, keyboard: Keyboard, events: Events, saw: Saw
) -> None:
    began = time.monotonic()
    keyboard.type(CODE + "\n")
    assert events.wait(scanned).text == CODE
    saw(f"{len(CODE)} characters, told {(time.monotonic() - began) * 1000:.0f} ms after the first key")


def test_a_second_grab_is_refused_as_taken(running: Supervisor, keyboard: Keyboard, saw: Saw) -> None:
    second = HidScanner(settings_of(keyboard), RUN, Events())
    second.open()
    with pytest.raises(DeviceTaken) as refused:
        second.claim(30)
    saw(f"{refused.value}")


def test_nobody_else_sees_what_is_typed_into_a_grabbed_scanner(
    running: Supervisor, keyboard: Keyboard, events: Events, saw: Saw
) -> None:
    listener = os.open(keyboard.by_id, os.O_RDONLY | os.O_NONBLOCK)
    try:
        keyboard.type(CODE + "\n")
        events.wait(scanned)
        heard = select.select((listener,), (), (), 0.5)[0]
    finally:
        os.close(listener)
    saw("another reader of the same device file, root's: nothing" if not heard else "another reader heard it")
    assert not heard


def test_a_driver_that_is_held_up_for_seconds_loses_no_key(
    keyboard: Keyboard, events: Events, saw: Saw
) -> None:
    """The kernel keeps some ten keys; the reader is a process of its own, and its pipe holds thousands."""
    port = HidScanner(settings_of(keyboard), RUN, events)
    port.open()
    port.claim(60)
    port.enable()
    for number in range(12):
        keyboard.type(f"80010021{number:03}\n")
    time.sleep(2)
    deadline = time.monotonic() + 60
    while len(events.of(Scanned)) < 12 and time.monotonic() < deadline:
        port.turn(0.2)
    port.close()
    saw(f"{len(events.of(Scanned))} of 12 scans of 11 characters, read after the last was typed")
    assert [each.text for each in events.of(Scanned)] == [f"80010021{number:03}" for number in range(12)]


def test_when_the_kernels_queue_runs_over_the_whole_scan_is_dropped_and_the_next_counts(
    running: Supervisor, keyboard: Keyboard, events: Events, saw: Saw
) -> None:
    reader = running.port._reader  # type: ignore[attr-defined]  # noqa: SLF001 - the one process that must stand still
    os.kill(reader.pid, signal.SIGSTOP)
    keyboard.type("6901234567892" * 6 + "\n")
    os.kill(reader.pid, signal.SIGCONT)
    lost = events.wait(lambda event: isinstance(event, ScanRefused))
    time.sleep(1)
    keyboard.type(CODE + "\n")
    assert events.wait(scanned).text == CODE
    saw(
        f"78 characters typed to a reader that stood still: refused as {lost.reason!r}, nothing of it told; the next scan whole"
    )
    assert lost.reason == "lost"
    assert len(events.of(Scanned)) == 1


def test_pulled_out_and_pushed_in_it_is_back_by_itself_under_another_number(
    running: Supervisor, keyboard: Keyboard, events: Events, saw: Saw
) -> None:
    other = Keyboard(1, "K2")  # somebody else's keyboard comes first and takes the number
    replugged = replug(keyboard, events, meanwhile=other.plug)
    keyboard.type(CODE + "\n")
    assert events.wait(scanned).text == CODE
    other.remove()
    saw(str(replugged))

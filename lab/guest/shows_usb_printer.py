"""A receipt printer over USB, by the kernel's usblp and by libusb: every byte arrives though the line takes them in pieces,
and a slip that was interrupted is never printed again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.drivers.port import DeviceTaken
from kiosk.drivers.printer.connectors import DeviceFileWire, Wire
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.job import job_of
from kiosk.drivers.printer.usb_wire import UsbWire
from kiosk.drivers.supervisor import Supervisor
from kiosk.link.messages import DeviceChanged, PrintSlip
from kiosk.link.settings_devices import Printer
from kiosk.link.slips import Frame, Line, Pair, Rule, Slip
from lab.guest.aids import Events, MemoryOperations, until
from lab.guest.conftest import Saw
from lab.guest.gadgets import PrinterGadget
from lab.guest.paper import Paper

SLIP = Slip(
    "lab.slip",
    (
        Line("星河广场 服务台", "centre", "large", bold=True),
        Rule(),
        *(Pair(f"雨伞 {number}", f"U-{number:04}") for number in range(6)),
        Frame("请于下列时间前归还", "11月25日（周三）22:00"),
    ),
)
SETTINGS = {
    "file": Printer(name="printer", driver="file", path="/dev/usb/lp0", width_dots=576),
    "usb": Printer(name="printer", driver="usb", usb="1d6b:0100", usb_serial="P1", width_dots=576),
}


class Tally:
    """What the line took at each write, of how much."""

    def __init__(self) -> None:
        self.writes: list[tuple[int, int]] = []
        self.full = 0

    @property
    def short(self) -> int:
        """Writes that took something, and not all."""
        return sum(0 < taken < asked for asked, taken in self.writes)


class FileCable(DeviceFileWire):
    """The driver's own wire through usblp, counted."""

    tally: Tally

    def _send(self, data: memoryview) -> int:
        try:
            taken = super()._send(data)
        except BlockingIOError:
            self.tally.full += 1
            raise
        self.tally.writes.append((min(len(data), 4096), taken))
        return taken


class UsbCable(UsbWire):
    """The driver's own wire through libusb, counted."""

    tally: Tally

    def _send(self, piece: bytes, sent: int, total: int) -> int:
        taken = super()._send(piece, sent, total)
        self.tally.writes.append((len(piece), taken))
        self.tally.full += taken == 0
        return taken


@pytest.fixture(params=["file", "usb"], ids=["usblp", "libusb"])
def settings(request: pytest.FixtureRequest) -> Printer:
    """By the kernel's device file, and past it."""
    found: Printer = SETTINGS[request.param]
    return found


@pytest.fixture
def gadget() -> Iterator[PrinterGadget]:
    gadget = PrinterGadget(0, "P1")
    gadget.plug()
    yield gadget
    gadget.remove()


@pytest.fixture
def paper(gadget: PrinterGadget) -> Iterator[Paper]:
    paper = Paper(gadget, 576)
    paper.start()
    yield paper
    paper.stop()


@pytest.fixture
def operations() -> MemoryOperations:
    return MemoryOperations()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def running(
    settings: Printer, paper: Paper, events: Events, operations: MemoryOperations, tally: Tally
) -> Iterator[Supervisor]:
    def connect(_seconds: float) -> Wire:
        cable = FileCable(Path(settings.path)) if settings.driver == "file" else UsbCable(settings)
        cable.tally = tally
        return cable

    supervisor = Supervisor(ReceiptPrinter(settings, connect, operations, events, confirm_seconds=60))
    supervisor.start()
    events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online")
    paper.settle()
    yield supervisor
    supervisor.stop()
    supervisor.join(30)


def test_a_slip_is_printed_once_and_confirmed_by_the_printer_itself(
    running: Supervisor, paper: Paper, operations: MemoryOperations, saw: Saw
) -> None:
    began = time.monotonic()
    running.port.submit(PrintSlip("one", "printer", SLIP))
    assert operations.wait("one", 180)[0] == "done"
    (slip,) = paper.slips
    saw(
        f"{len(paper.received)} bytes, {slip.height} rows of paper, done after {time.monotonic() - began:.1f} s"
    )


def test_a_slow_printer_gets_every_byte_though_the_line_takes_them_piece_by_piece(
    running: Supervisor, settings: Printer, paper: Paper, operations: MemoryOperations, tally: Tally, saw: Saw
) -> None:
    paper.bytes_per_second = 8000
    before = len(paper.received)
    running.port.submit(PrintSlip("slow", "printer", SLIP))
    assert operations.wait("slow", 240)[0] == "done"
    job = job_of(SLIP, settings, Typeface()).data
    saw(
        f"{len(job)} bytes at 8000 a second: {len(tally.writes)} writes, {tally.short} of them short, {tally.full} times "
        f"no room; the job stands whole in what arrived: {job in bytes(paper.received[before:])}"
    )
    assert job in bytes(paper.received[before:])
    assert len(tally.writes) > 5
    assert len(paper.slips) == 1


def test_of_one_long_write_the_kernel_takes_a_part_and_says_so(paper: Paper, saw: Saw) -> None:
    """What the driver's own loop is for: whoever does not look at the count has lost the rest."""
    paper.stands_still_after = 0
    line = os.open("/dev/usb/lp0", os.O_RDWR | os.O_NONBLOCK)
    try:
        taken = os.write(line, bytes(65536))
    finally:
        os.close(line)
    saw(f"of 65536 bytes to /dev/usb/lp0 at once: {taken}")
    assert 0 < taken < 65536


def test_a_printer_that_stops_in_the_middle_leaves_the_slip_uncertain_and_says_how_far_it_came(
    running: Supervisor, paper: Paper, operations: MemoryOperations, saw: Saw
) -> None:
    paper.stands_still_after = len(paper.received) + 6000
    running.port.submit(PrintSlip("stopped", "printer", SLIP))
    outcome = operations.wait("stopped", 120)
    saw(f"{outcome}")
    assert outcome[0] == "uncertain"
    assert paper.slips == []


def test_pulled_out_in_the_middle_of_a_slip_it_is_uncertain_and_not_printed_again(
    running: Supervisor,
    paper: Paper,
    gadget: PrinterGadget,
    operations: MemoryOperations,
    events: Events,
    saw: Saw,
) -> None:
    paper.stands_still_after = len(paper.received) + 6000
    running.port.submit(PrintSlip("torn", "printer", SLIP))
    until(lambda: 0 <= paper.stands_still_after <= len(paper.received), 60, "it never got so far")
    after = len(events.all)
    paper.stop()
    gadget.unplug()
    outcome = operations.wait("torn", 60)
    gone = events.wait(lambda event: isinstance(event, DeviceChanged), after=after)
    gadget.plug()
    began = time.monotonic()
    again = Paper(gadget, 576)
    again.start()
    try:
        events.wait(lambda event: isinstance(event, DeviceChanged) and event.status == "online", after=after)
        back = time.monotonic() - began
        time.sleep(3)
        came = again.printed
        running.port.submit(PrintSlip("next", "printer", SLIP))
        assert operations.wait("next", 180)[0] == "done"
    finally:
        running.stop()
        running.join(30)
        again.stop()
    saw(
        f"{outcome}; {gone.status}; back {back:.1f} s after it was pushed in; slips by itself: {came}; "
        f"after the next one: {again.printed}"
    )
    assert outcome[0] == "uncertain"
    assert came == 0


def test_a_second_process_is_refused_as_taken(running: Supervisor, settings: Printer, saw: Saw) -> None:
    with pytest.raises(DeviceTaken) as refused:
        DeviceFileWire(Path(settings.path)) if settings.driver == "file" else UsbWire(settings)
    saw(str(refused.value))


def test_it_has_a_stable_name_of_its_own(gadget: PrinterGadget, saw: Saw) -> None:
    name = Path("/dev/printer/by-id/usb-Lab_Printer_P1")
    until(name.exists, 10, f"there is no {name}; there is {sorted(Path('/dev/usb').iterdir())}")
    saw(f"{name} is {name.resolve()}")

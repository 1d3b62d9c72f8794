"""The real printer driver at a printer at USB, on pyusb's own code: whole slips, what USB does to them, and who may have it."""

import errno

import pytest
import usb.core
import zxingcpp
from PIL import Image

from kiosk.drivers.port import (
    DeviceFault,
    DeviceMisconfigured,
    DeviceOffline,
    DeviceTaken,
    NoDevice,
)
from kiosk.drivers.printer import driver, usb_wire
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.drivers.printer.usb_emulator import EmulatedUsb, EmulatedUsbPrinter
from kiosk.drivers.printer.usb_wire import UsbWire
from kiosk.drivers.world.messages import PrinterTruth
from kiosk.link.messages import DeviceChanged, PrintSlip
from kiosk.link.settings_devices import Printer
from tests.drivers import slips

SETTINGS = Printer(name="printer", driver="usb")


def another(tmp_path, **facts):
    return EmulatedUsbPrinter(SETTINGS, PrinterTruth("printer"), pictures=tmp_path, **facts)


@pytest.fixture
def paper(tmp_path):
    """The printer itself."""
    return another(tmp_path)


@pytest.fixture
def host(paper):
    return EmulatedUsb(paper)


@pytest.fixture
def port(host, operations, events, monkeypatch):
    monkeypatch.setattr(driver, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(driver, "ANSWER_SECONDS", 0.3)
    return ReceiptPrinter(
        SETTINGS, lambda seconds: UsbWire(SETTINGS, host), operations, events, confirm_seconds=1.0
    )


def status(wanted, paper=None):
    return lambda event: (
        isinstance(event, DeviceChanged) and event.status == wanted and paper in (None, event.paper)
    )


@pytest.fixture
def printer(port, run, events):
    alive = run(port)
    events.wait(status("online"))
    return alive


def submit(printer, operation="op", slip=slips.BORROWED):
    printer.port.submit(PrintSlip(operation, "printer", slip))


def codes(path):
    with Image.open(path) as picture:
        return [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))]


def test_a_slip_comes_out_whole_and_its_code_can_be_read(printer, paper, operations):
    submit(printer)
    assert operations.wait("op") == ("done", "")
    (path,) = paper.truth.slips
    assert codes(path) == [slips.LOAN]
    assert paper.truth.complaints == []


def test_what_a_transfer_did_not_take_is_sent_again_and_nothing_else(printer, paper, operations):
    paper.break_("short_writes", 777)
    submit(printer)
    assert operations.wait("op") == ("done", "")
    assert max(paper.transfers[-20:]) <= 777
    assert codes(paper.truth.slips[0]) == [slips.LOAN]
    assert paper.truth.complaints == []


def test_a_slow_printer_holds_up_the_sender_and_loses_nothing(printer, paper, operations):
    paper.break_("sluggish", 100_000)
    submit(printer)
    assert operations.wait("op") == ("done", "")
    assert paper.truth.complaints == []


def test_a_printer_that_takes_nothing_more_is_given_up_with_what_it_took(host, paper):
    paper.load(0)
    wire = UsbWire(SETTINGS, host)
    with pytest.raises(DeviceOffline, match="stopped taking data after 65536 of 200000 bytes"):
        wire.write(bytes(200_000), stall_seconds=0.3)
    wire.close()


def test_paper_that_ends_in_the_middle_is_a_failure_and_the_next_slip_is_whole(
    printer, paper, operations, events
):
    paper.break_("paper_out_at", 5_000)
    submit(printer)
    outcome, reason = operations.wait("op")
    assert (outcome, reason) == ("failed", "the paper has run out while printing")
    assert paper.truth.slips == []
    seen = len(events.all)
    paper.load(80_000)
    events.wait(status("online"), after=seen)
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    assert paper.truth.complaints == []


def test_the_plug_is_pulled_in_the_middle_the_slip_is_uncertain_and_not_printed_again(
    printer, paper, operations
):
    paper.break_("disconnect_at", 5_000)
    submit(printer)
    outcome, reason = operations.wait("op")
    assert outcome == "uncertain"
    assert "No such device" in reason
    assert isinstance(printer.wait_for_fault(), DeviceOffline)
    paper.plug()
    printer.resume()
    submit(printer)
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    assert [code for path in paper.truth.slips for code in codes(path)] == [
        slips.LOAN
    ]  # the torn one has none


def test_an_endpoint_that_halts_leaves_the_slip_uncertain_and_goes_on_after_the_next_claim(
    printer, paper, operations
):
    paper.break_("halt_at", 5_000)
    submit(printer)
    outcome, reason = operations.wait("op")
    assert outcome == "uncertain"
    assert "halted its endpoint after" in reason
    assert isinstance(printer.wait_for_fault(), DeviceFault)
    assert paper.halted == set()
    printer.resume()
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")


def test_what_the_printer_had_to_say_to_somebody_before_is_not_taken_for_an_answer(port, paper, run, events):
    paper.write(b"\x12\x72" * 40)  # "no paper", asked by whoever had it last
    run(port)
    assert events.wait(status("online")).paper == "full"


def test_a_printer_that_never_stops_talking_is_broken(host, paper):
    paper.give = lambda room, milliseconds: b"\x12" * room
    with pytest.raises(DeviceFault, match="does not stop talking"):
        UsbWire(SETTINGS, host)
    assert not paper.claimed


@pytest.mark.parametrize(
    ("fault", "seen"),
    [("mute", "unknown"), ("nonsense", "unknown"), ("cover_open", "hardware_error"), ("near_end", "online")],
)
def test_a_printer_is_believed_what_it_says_and_nothing_else(printer, paper, events, fault, seen):
    before = len(events.all)
    paper.break_(fault)
    event = events.wait(status(seen), after=before)
    assert fault != "near_end" or event.paper == "low"


def test_bytes_that_nobody_asked_for_are_no_answer(port, paper, run, events):
    paper.break_("asb")
    run(port)
    assert events.wait(status("online")).paper == "full"


# ---------------------------------------------------------------------------------------------- whose it is


def test_the_kernels_driver_lets_go_and_gets_the_printer_back(host, paper):
    wire = UsbWire(SETTINGS, host)
    assert (paper.kernel_driver, paper.claimed) == (False, True)
    wire.close()
    assert (paper.kernel_driver, paper.claimed) == (True, False)
    wire.close()


def test_a_printer_that_the_kernel_did_not_have_is_not_given_to_it(host, paper):
    paper.kernel_driver = False
    UsbWire(SETTINGS, host).close()
    assert not paper.kernel_driver


def test_closing_a_printer_that_is_gone_is_no_trouble(host, paper):
    wire = UsbWire(SETTINGS, host)
    paper.unplug()
    wire.close()
    with pytest.raises(NoDevice, match="no such printer at USB"):
        UsbWire(SETTINGS, host)


def test_another_programs_printer_is_taken_and_the_kernel_has_it_as_before(host, paper):
    paper.taken = True
    with pytest.raises(DeviceTaken, match="another program holds it"):
        UsbWire(SETTINGS, host)
    assert paper.kernel_driver


@pytest.mark.parametrize("asked", [{}, {"usb_serial": "K1-0001"}])
def test_no_permission_says_which_group_and_which_rule(host, paper, asked):
    paper.allowed = False
    settings = Printer(name="printer", driver="usb", **asked)
    with pytest.raises(DeviceMisconfigured, match=r"group of USB printers: lp.*99-kiosk.rules"):
        UsbWire(settings, host)


def test_two_printers_are_told_apart_and_never_guessed_at(host, tmp_path):
    host.printers.append(another(tmp_path, serial_number="K1-0002", ports=(2, 3)))
    with pytest.raises(DeviceMisconfigured, match=r"2 printers at USB fit.*at ports 1-2.3, 1-4;"):
        UsbWire(SETTINGS, host)
    for asked in ({"usb_serial": "K1-0002"}, {"usb_port": "1-2.3"}):
        wire = UsbWire(Printer(name="printer", driver="usb", **asked), host)
        assert [each.claimed for each in host.printers] == [False, True]
        wire.close()
    with pytest.raises(NoDevice, match="any printer, serial number K9"):
        UsbWire(Printer(name="printer", driver="usb", usb_serial="K9"), host)


def test_ids_name_a_printer_whose_interface_is_its_makers_own(host, paper):
    paper.interface = (0xFF, 0, 0)
    with pytest.raises(NoDevice):
        UsbWire(SETTINGS, host)
    wire = UsbWire(Printer(name="printer", driver="usb", usb="0519:0003"), host)
    assert paper.claimed
    wire.close()
    with pytest.raises(NoDevice, match="04b8:0e15"):
        UsbWire(Printer(name="printer", driver="usb", usb="04b8:0e15"), host)


def test_a_device_that_is_no_printer_is_not_printed_at(host, paper):
    paper.interface = (3, 0, 0)
    with pytest.raises(DeviceMisconfigured, match="no two-way printer interface"):
        UsbWire(Printer(name="printer", driver="usb", usb="0519:0003"), host)


def test_without_libusb_the_message_says_what_to_install(monkeypatch):
    def nothing(**_how):
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", nothing)
    with pytest.raises(DeviceMisconfigured, match=r"apt install libusb-1.0-0"):
        UsbWire(SETTINGS)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EBUSY, DeviceTaken),
        (errno.EACCES, DeviceMisconfigured),
        (errno.EPIPE, DeviceFault),
        (errno.ENODEV, DeviceOffline),
        (errno.EIO, DeviceOffline),
        (errno.EPROTO, DeviceOffline),
    ],
)
def test_each_error_has_its_cause(number, kind):
    fault = usb.core.USBError("words", -1, number)
    assert type(usb_wire._meaning(fault, "1-4")) is kind

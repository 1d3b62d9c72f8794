"""The real printer driver at a printer on a serial line: whole slips, a line that is pulled, paper that ends in the middle."""

import pytest
import zxingcpp
from PIL import Image

from kiosk.drivers.port import DeviceOffline, NoDevice
from kiosk.drivers.printer import driver
from kiosk.drivers.printer.choose import printer_of
from kiosk.link.messages import DeviceChanged, PrintSlip
from tests.drivers import slips
from tests.drivers.aids import until


@pytest.fixture
def box_text(box_text):
    return box_text.replace(
        'host = "127.0.0.1"\nport = ', 'driver = "serial"\npath = "paper"\nflow = "none"\nport = '
    )


@pytest.fixture
def port(box, operations, events, monkeypatch):
    monkeypatch.setattr(driver, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(driver, "ANSWER_SECONDS", 0.3)
    return printer_of(box.printers[0], box.data, box.run, operations, events)


def online(event):
    return isinstance(event, DeviceChanged) and event.status == "online"


@pytest.fixture
def printer(port, run, world, hands, events):
    alive = run(port)
    events.wait(online)
    return alive


def codes(path):
    with Image.open(path) as picture:
        return [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))]


def submit(printer, operation="op"):
    printer.port.submit(PrintSlip(operation, "printer", slips.BORROWED))


def test_a_slip_comes_out_whole_and_its_code_can_be_read(printer, hands, operations):
    submit(printer)
    assert operations.wait("op") == ("done", "")
    (path,) = hands.wait_slips(1)
    assert codes(path) == [slips.LOAN]
    assert hands.truth().printer().complaints == []


def test_paper_that_ends_in_the_middle_is_a_failure_and_the_next_slip_is_whole(printer, hands, operations):
    hands.fault("paper_out_at", value=5_000)
    submit(printer)
    assert operations.wait("op")[0] == "failed"
    assert hands.slips() == []
    hands.load_paper()
    until(lambda: hands.truth().printer().paper_mm > 0)
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    assert hands.truth().printer().complaints == []


def test_the_plug_is_pulled_in_the_middle_the_slip_is_uncertain_and_not_printed_again(
    printer, box, hands, operations
):
    hands.fault("disconnect_at", value=5_000)
    submit(printer)
    assert operations.wait("op")[0] == "uncertain"
    assert isinstance(printer.wait_for_fault(), DeviceOffline)
    until((box.run / "paper").exists)  # plugged in again
    printer.resume()
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    assert [code for path in hands.wait_slips(1) for code in codes(path)] == [
        slips.LOAN
    ]  # the torn one has none


def test_a_printer_that_takes_bytes_slowly_holds_up_the_sender_and_loses_none(printer, hands, operations):
    hands.fault("sluggish", value=40_000)
    submit(printer)
    assert operations.wait("op") == ("done", "")
    assert hands.truth().printer().complaints == []


def test_where_there_is_no_line_there_is_no_device(port):
    port.open()
    with pytest.raises(NoDevice):
        port.claim(1)
    port.close()

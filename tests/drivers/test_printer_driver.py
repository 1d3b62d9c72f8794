"""The real printer driver at a printer on a TCP port, with everything that goes wrong with printers."""

import pytest
import zxingcpp
from PIL import Image

from kiosk.drivers.port import DeviceMute, DeviceOffline, NoDevice
from kiosk.drivers.printer import driver, emulator
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.printer.connectors import NetworkWire
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.link.messages import DeviceChanged, PrintSlip
from kiosk.link.slips import Line, Slip
from kiosk.link.texts import Message
from tests.drivers import slips


@pytest.fixture
def port(box, operations, events, monkeypatch):
    monkeypatch.setattr(driver, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(driver, "ANSWER_SECONDS", 0.3)
    settings = box.printers[0]

    def connect(seconds):
        return NetworkWire(settings.host, settings.port, seconds)

    return ReceiptPrinter(settings, connect, operations, events, confirm_seconds=1.0)


@pytest.fixture
def printer(port, run, world, hands, events):
    alive = run(port)
    events.wait(status("online"))
    return alive


def status(wanted, paper=None):
    return lambda event: (
        isinstance(event, DeviceChanged) and event.status == wanted and paper in (None, event.paper)
    )


def submit(printer, operation="op", slip=slips.BORROWED):
    printer.port.submit(PrintSlip(operation, "printer", slip))


def complaints(hands):
    return hands.truth().printer().complaints


def test_a_slip_comes_out_whole_and_its_code_can_be_read(printer, hands, operations):
    submit(printer)
    assert operations.wait("op") == ("done", "")
    (path,) = hands.wait_slips(1)
    with Image.open(path) as picture:
        assert picture.width == 576
        assert [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))] == [slips.LOAN]
    assert complaints(hands) == []
    assert operations.begun == [("op", "print:printer")]


def test_slips_come_out_in_their_order(printer, hands, operations):
    for number, slip in enumerate(slips.ALL.values()):
        submit(printer, f"op{number}", slip)
    assert {operations.wait(f"op{number}") for number in range(4)} == {("done", "")}
    assert len(hands.slips()) == 4


def test_the_same_operation_is_printed_once(printer, hands, operations):
    submit(printer)
    operations.wait("op")
    submit(printer)
    submit(printer, "next", slips.RETURNED)
    operations.wait("next")
    assert len(hands.slips()) == 2


def test_the_state_at_the_start_is_the_printers_own(port, run, world, hands, events):
    hands.fault("near_end")
    run(port)
    events.wait(status("online", "low"))


def test_no_paper_means_no_beginning(printer, hands, operations, events):
    hands.load_paper(millimetres=0)
    events.wait(status("offline", "out"))
    submit(printer)
    assert operations.wait("op") == ("failed", "the paper has run out")
    assert operations.begun == []
    seen = len(events.all)
    hands.load_paper()
    events.wait(status("online", "full"), after=seen)
    submit(printer, "again")
    assert operations.wait("again") == ("done", "")


def test_an_open_cover_is_said_and_nothing_begins(printer, hands, operations, events):
    hands.fault("cover_open")
    assert events.wait(status("hardware_error")).fault == "the cover is open"
    submit(printer)
    assert operations.wait("op") == ("failed", "the cover is open")
    assert operations.begun == []


@pytest.mark.parametrize("after", [100, 9_000, 40_000])
def test_paper_that_ends_in_the_middle_of_a_slip_is_a_failure(printer, hands, operations, after):
    hands.fault("paper_out_at", value=after)
    submit(printer)
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "paper" in reason
    assert hands.slips() == []


def test_a_slip_that_is_all_in_the_printer_when_its_cover_opens_is_uncertain_for_it_comes_out_later(
    port, run, world, hands, operations, monkeypatch
):
    monkeypatch.setattr(emulator, "BUFFER_BYTES", 1 << 20)  # a roomy one: most hold a slip of text
    hands.fault("no_unasked_status")
    alive = run(port)
    operations.on_begin = lambda _operation: hands.fault("cover_open")
    submit(alive)
    assert operations.wait("op") == ("uncertain", "the cover is open, with the slip in the printer")
    assert hands.slips() == []
    hands.fault("cover_open", on=False)
    assert readable(hands.wait_slips(1)[0]) == [slips.LOAN], "a copy beside it would have been a second one"


def test_paper_that_ends_by_the_millimetre(printer, hands, operations):
    hands.load_paper(millimetres=60)
    submit(printer)
    assert operations.wait("op") == ("failed", "the paper has run out while printing")
    submit(printer, "next")
    assert operations.wait("next") == ("failed", "the paper has run out")
    assert hands.slips() == []


@pytest.mark.parametrize("after", [4, 5_000, 60_000])
def test_a_connection_that_breaks_in_the_middle_is_uncertain(printer, hands, operations, after):
    hands.fault("disconnect_at", value=after)
    submit(printer)
    outcome, _reason = operations.wait("op")
    assert outcome == ("uncertain" if operations.begun else "failed")
    assert isinstance(printer.wait_for_fault(), DeviceOffline)


def readable(path):
    with Image.open(path) as picture:
        return [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))]


def test_half_a_slip_is_cut_off_and_does_not_spoil_the_next_one(printer, hands, operations):
    hands.fault("disconnect_at", value=12_345)  # in the middle of a picture
    submit(printer)
    printer.wait_for_fault()
    printer.resume()
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    half, whole = hands.wait_slips(2)
    assert readable(half) == []
    assert readable(whole) == [slips.LOAN]
    assert complaints(hands) == []


def test_a_slip_that_waited_inside_the_printer_for_paper_does_not_spoil_the_next_one(
    printer, hands, operations, events
):
    hands.fault("paper_out_at", value=9_000)
    submit(printer)
    assert operations.wait("op")[0] == "failed"
    hands.load_paper()
    seen = len(events.all)
    events.wait(status("online", "full"), after=seen - 1)
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")
    assert readable(hands.slips()[-1]) == [slips.LOAN]
    assert complaints(hands) == []


def test_what_was_left_in_the_printer_before_this_process_began_does_not_spoil_the_first_slip(
    box, port, run, world, hands, operations, events
):
    import socket

    with socket.create_connection(("127.0.0.1", box.printers[0].port)) as earlier:
        earlier.sendall(b"\x1dv0\x00\x48\x00\xf0\x00" + b"\x55" * 100)
    submit(run(port))
    assert operations.wait("op") == ("done", "")
    assert readable(hands.wait_slips(1)[-1]) == [slips.LOAN]
    assert complaints(hands) == []


def test_a_printer_that_does_not_speak_up_is_found_out_by_asking(port, run, world, hands, operations):
    hands.fault("no_unasked_status")
    alive = run(port)
    hands.fault("paper_out_at", value=60_000)
    submit(alive)
    outcome, reason = operations.wait("op")
    assert (outcome, reason) == ("failed", "the paper has run out while printing")


def test_a_printer_that_falls_silent_after_a_slip_leaves_it_uncertain(printer, hands, operations):
    operations.on_begin = lambda operation: hands.fault("mute")
    submit(printer)
    assert operations.wait("op") == ("uncertain", "the printer did not answer after the slip")
    hands.mend_all()


def test_a_stray_byte_from_a_printer_that_fell_silent_confirms_nothing(
    printer, hands, operations, monkeypatch
):
    """0x00 looks like the answer "paper is there"."""
    stray = []
    read = NetworkWire.read
    monkeypatch.setattr(
        NetworkWire, "read", lambda wire, seconds: read(wire, seconds) or (stray.pop() if stray else b"")
    )

    def fall_silent(_operation):
        hands.fault("mute")
        stray.append(b"\x00")

    operations.on_begin = fall_silent
    submit(printer)
    assert operations.wait("op")[0] == "uncertain"


def test_a_mute_printer_is_unknown_and_takes_no_slip(printer, hands, operations, events):
    hands.fault("mute")
    events.wait(status("unknown", "unknown"))
    submit(printer)
    assert operations.wait("op")[0] == "failed"
    assert operations.begun == []
    assert isinstance(printer.wait_for_fault(), DeviceMute)  # after some polls: the connection is made anew


def test_nonsense_is_not_an_answer(printer, hands, operations, events):
    hands.fault("nonsense")
    events.wait(status("unknown"))
    submit(printer)
    assert operations.wait("op")[0] == "failed"
    seen = len(events.all)
    hands.mend_all()
    events.wait(status("online"), after=seen)


def test_unasked_status_bytes_confuse_nobody(port, run, world, hands, operations, events):
    hands.fault("asb")
    alive = run(port)
    events.wait(status("online", "full"))
    submit(alive)
    assert operations.wait("op") == ("done", "")


def test_a_printer_that_knows_no_in_order_status_is_asked_when_it_must_be_over(
    port, run, world, hands, operations
):
    hands.fault("no_in_order_status")
    alive = run(port)
    submit(alive)
    assert operations.wait("op") == ("done", "confirmed by real-time status only")
    assert len(hands.slips()) == 1


def test_a_slow_printer_is_waited_for(printer, hands, operations):
    hands.fault("sluggish", value=60_000)
    submit(printer)
    assert operations.wait("op") == ("done", "")
    assert complaints(hands) == []


def test_nobody_there(box, port, world, hands):
    hands.fault("refuses")
    port.open()
    with pytest.raises(NoDevice, match="127\\.0\\.0\\.1"):
        port.claim(1)
    port.close()


def test_a_printer_that_is_switched_off_and_on(printer, hands, operations, events):
    hands.fault("refuses")
    assert isinstance(printer.wait_for_fault(), DeviceOffline)
    submit(printer)
    assert operations.wait("op") == ("failed", "the device is not ready")
    hands.mend_all()
    printer.resume()
    submit(printer, "again")
    assert operations.wait("again") == ("done", "")


def test_slips_that_wait_when_the_printer_is_lost_have_failed(port, operations, world, hands):
    port.open()
    port.claim(5)
    port.enable()
    port.submit(PrintSlip("waiting", "printer", slips.BORROWED))
    port.release()
    assert operations.ended["waiting"][0] == "failed"
    assert operations.begun == []
    port.close()


def test_more_slips_than_anybody_waits_for_are_refused(port, operations, world, hands):
    port.open()
    port.claim(5)
    port.enable()
    for number in range(driver.WAITING_SLIPS + 1):
        port.submit(PrintSlip(f"op{number}", "printer", slips.BORROWED))
    assert operations.ended == {f"op{driver.WAITING_SLIPS}": ("failed", "too many commands are waiting")}
    port.close()


def test_what_cannot_be_recorded_is_not_printed(printer, hands, operations):
    operations.unwritable = True
    submit(printer)
    assert operations.wait("op") == ("failed", "it could not be recorded")
    assert hands.truth().printer().printed_mm == 0


def test_what_cannot_be_laid_out_fails_and_the_next_slip_is_printed(printer, operations):
    submit(printer, "wordless", Slip("any", (Line(Message("lending", "Take the umbrella")),)))
    assert operations.wait("wordless") == ("failed", "it cannot be laid out")
    submit(printer, "next")
    assert operations.wait("next") == ("done", "")


def test_a_health_check_asks_the_printer(port, world, hands):
    assert not port.check_health().ok
    port.open()
    port.claim(5)
    port.enable()
    assert port.check_health("external").ok
    hands.fault("cover_open")
    health = port.check_health("external")
    assert (health.ok, "the cover is open" in health.words) == (False, True)
    port.close()


def test_the_text_back_end_prints_on_the_same_printer(box, run, world, hands, operations, events):
    import msgspec

    settings = msgspec.structs.replace(box.printers[0], backend="text")
    submit(run(printer_of(settings, box.data, box.run, operations, events)))
    assert operations.wait("op") == ("done", "")
    assert complaints(hands) == []

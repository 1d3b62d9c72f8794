"""The real scanner driver at a pseudo-terminal that behaves like a scanner on USB."""

import logging

import pytest

from kiosk.drivers.port import DeviceOffline, DeviceTaken, NoDevice
from kiosk.drivers.scanner.serial import SerialScanner
from kiosk.drivers.world.hands import CannotDo
from kiosk.link.messages import Scanned, ScanRefused


@pytest.fixture
def port(box, events):
    return SerialScanner(box.scanners[0], box.run, events)


@pytest.fixture
def scanner(port, run, world):
    return run(port)


def scanned(event):
    return isinstance(event, Scanned)


def refused(event):
    return isinstance(event, ScanRefused)


def test_a_scan_arrives_with_its_device_and_position(scanner, hands, events):
    hands.scan("scanner", "6901234567892")
    assert events.wait(scanned) == Scanned("scanner", "front", "6901234567892")


def test_it_may_be_named_by_its_position_and_be_chinese(scanner, hands, events):
    hands.scan("front", "]Q1雨伞一号".encode("gb18030"))
    assert events.wait(scanned) == Scanned("scanner", "front", "雨伞一号", "qr")


def test_a_scan_that_nobody_armed_is_sent_all_the_same_and_a_scan_disarms(scanner, port, hands, events):
    hands.scan("scanner", "A")
    events.wait(scanned)
    port.arm(armed=True)
    hands.scan("scanner", "B")
    events.wait(lambda event: scanned(event) and event.text == "B")
    assert not port.armed


def test_a_payment_code_is_refused_and_never_logged(scanner, hands, events, caplog):
    caplog.set_level(logging.DEBUG)
    hands.scan("scanner", "130123456789012345")
    assert events.wait(refused).reason == "payment_code"
    hands.scan("scanner", "6901234567892")
    events.wait(scanned)
    assert "130123456789012345" not in caplog.text
    assert "6901234567892" not in caplog.text


@pytest.mark.parametrize("size", [513, 4096, 10_000])
def test_a_scan_that_is_too_long_is_refused_once_and_the_next_is_read(scanner, hands, events, size):
    hands.scan("scanner", b"7" * size)
    assert events.wait(refused).reason == "too_long"
    hands.scan("scanner", "U-0117")
    assert events.wait(scanned).text == "U-0117"
    assert len(events.of(ScanRefused)) == 1


def test_nothing_but_controls_is_no_scan(scanner, hands, events):
    for raw in (b"", b"\x00\x01\x02", b"\n"):
        hands.scan("scanner", raw)
    hands.scan("scanner", "U-1")
    assert events.wait(scanned).text == "U-1"
    assert not events.of(ScanRefused)


def test_garbage_before_a_code_is_refused_or_cleaned_and_does_no_harm(scanner, hands, events):
    hands.fault("garbage")
    hands.scan("scanner", "U-1")
    events.wait(lambda event: scanned(event) or refused(event))
    hands.mend_all()
    hands.scan("scanner", "U-2")
    assert events.wait(lambda event: scanned(event) and event.text == "U-2")


def test_a_scan_with_a_pause_in_its_middle_is_lost_and_not_halved(scanner, hands, events):
    hands.scan("scanner", "whole")
    events.wait(scanned)
    hands.fault("split", value=1000)
    hands.scan("scanner", "12345678")
    assert events.wait(refused).reason == "lost"
    hands.mend_all()
    hands.scan("scanner", "12345678")
    assert events.wait(lambda event: scanned(event) and event.text == "12345678")
    assert [event.text for event in events.of(Scanned)] == ["whole", "12345678"]


def test_a_scanner_programmed_without_suffix_still_works(scanner, hands, events):
    hands.fault("no_suffix")
    hands.scan("scanner", "U-0117")
    assert events.wait(scanned).text == "U-0117"


def test_unplugging_ends_the_loop_and_plugging_in_brings_it_back(scanner, hands, events):
    hands.fault("unplugged")
    assert isinstance(scanner.wait_for_fault(), DeviceOffline)
    with pytest.raises(NoDevice):
        scanner.port.claim(1)
    with pytest.raises(CannotDo):
        hands.scan("scanner", "U-1")
    hands.fault("unplugged", on=False)
    scanner.resume()
    hands.scan("scanner", "U-2")
    assert events.wait(scanned).text == "U-2"


def test_what_was_scanned_while_nobody_had_the_port_open_is_gone(port, run, hands, events):
    hands.scan("scanner", "stale")
    run(port)
    hands.scan("scanner", "fresh")
    assert events.wait(scanned).text == "fresh"


def test_the_port_is_ours_alone(scanner, box, events):
    other = SerialScanner(box.scanners[0], box.run, events)
    other.open()
    with pytest.raises(DeviceTaken):
        other.claim(1)
    other.close()


def test_a_port_that_is_no_terminal_is_refused(box, events):
    (box.run / "scanner").write_text("I am a file")
    port = SerialScanner(box.scanners[0], box.run, events)
    port.open()
    with pytest.raises(NoDevice):
        port.claim(1)
    port.close()


def test_a_scan_that_nobody_reads_does_not_hold_up_the_world(world, hands):
    with pytest.raises(CannotDo, match="nobody reads"):
        hands.scan("scanner", b"x" * 60_000)
    hands.force(1)  # still there


def test_only_a_person_can_check_a_scanner(scanner, port):
    assert "scan any code now" in port.check_health("interactive").words
    assert port.check_health("external").ok


def test_a_waiting_scanner_can_be_interrupted_and_closed_at_any_moment(port, world):
    port.interrupt()
    port.open()
    port.claim(5)
    port.enable()
    port.interrupt()
    port.turn(60.0)  # returns at once
    port.close()
    port.interrupt()

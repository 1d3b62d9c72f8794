"""Slips into files, printers behind device files, and what the library's import must not do."""

import errno
import os
import pty
import subprocess
import sys
import threading
import tty
from pathlib import Path

import msgspec
import pytest

from kiosk.drivers.port import DeviceOffline, DeviceTaken, NoDevice
from kiosk.drivers.printer import file as file_module
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.printer.connectors import DeviceFileWire, NetworkWire
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.drivers.printer.file import FilePrinter
from kiosk.link.messages import PrintSlip
from tests.drivers import slips
from tests.drivers.conftest import free_port
from tests.drivers.test_escpos import Paper


@pytest.fixture
def settings(box):
    return msgspec.structs.replace(box.printers[0], driver="file", path="slips")


@pytest.fixture
def printer(settings, box, run, operations, events):
    return run(printer_of(settings, box.data, box.run, operations, events))


def test_each_slip_is_a_file_that_any_printer_could_print(printer, box, operations):
    printer.port.submit(PrintSlip("0198f3c2-op", "printer", slips.BORROWED))
    assert operations.wait("0198f3c2-op") == ("done", "")
    (path,) = (box.data / "slips").iterdir()
    assert path.name == "0198f3c2-op.bin"
    paper = Paper()
    paper.reader.feed(path.read_bytes())
    assert len(paper.cuts) == 1


def test_a_slip_is_on_the_disk_before_it_is_done(printer, operations, monkeypatch):
    order = []
    real = os.fsync
    monkeypatch.setattr(file_module.os, "fsync", lambda number: (order.append("synced"), real(number)))
    operations.on_begin = lambda operation: order.append("begun")
    printer.port.submit(PrintSlip("op", "printer", slips.BORROWED))
    operations.wait("op")
    assert order == ["begun", "synced"]


def test_an_operations_name_cannot_lead_out_of_the_folder(printer, box, operations):
    printer.port.submit(PrintSlip("../../etc/passwd", "printer", slips.UNLOCKED))
    assert operations.wait("../../etc/passwd") == ("done", "")
    assert [path.name for path in (box.data / "slips").iterdir()] == ["______etc_passwd.bin"]


def test_a_full_disk_is_a_failure_and_leaves_no_whole_slip(printer, box, operations, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file_module.os, "fsync", full)
    printer.port.submit(PrintSlip("op", "printer", slips.BORROWED))
    assert operations.wait("op") == ("failed", "the file cannot be written: No space left on device")
    assert isinstance(printer.wait_for_fault(), DeviceOffline)
    assert not list((box.data / "slips").glob("*.bin"))


def test_a_folder_that_cannot_be_made(settings, box, operations, events):
    (box.data / "slips").write_text("in the way")
    port = printer_of(settings, box.data, box.run, operations, events)
    port.open()
    with pytest.raises(NoDevice):
        port.claim(1)
    port.close()


def test_the_path_decides_between_a_folder_and_a_device(settings, box, operations, events):
    assert isinstance(printer_of(settings, box.data, box.run, operations, events), FilePrinter)
    device = msgspec.structs.replace(settings, path="/dev/usb/lp0")
    assert isinstance(printer_of(device, box.data, box.run, operations, events), ReceiptPrinter)


def test_a_printer_behind_a_device_file_is_asked_like_any_other(settings, box, run, operations, events):
    """A pseudo-terminal in the place of /dev/usb/lp0, and a printer at its other end."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    paper = Paper()

    def be_a_printer():
        pending = b""
        while True:
            try:
                data = os.read(master, 4096)
            except OSError:
                return
            pending += data
            while (at := pending.find(b"\x10\x04")) >= 0 and len(pending) >= at + 3:
                os.write(master, b"\x12")
                pending = pending[:at] + pending[at + 3 :]
            paper.reader.feed(pending)
            pending = b""
            os.write(master, paper.answers)
            paper.answers = b""

    thread = threading.Thread(target=be_a_printer)
    thread.start()
    device = msgspec.structs.replace(settings, path=os.ttyname(slave))
    alive = run(printer_of(device, box.data, box.run, operations, events))
    alive.port.submit(PrintSlip("op", "printer", slips.UNLOCKED))
    assert operations.wait("op") == ("done", "")
    assert len(paper.cuts) == 1
    alive.end()
    os.close(slave)
    thread.join(10)
    os.close(master)


def test_a_device_file_that_is_not_there(tmp_path):
    with pytest.raises(NoDevice, match="No such file"):
        DeviceFileWire(tmp_path / "lp0")


def test_a_device_file_that_another_process_holds(tmp_path, monkeypatch):
    """What the kernel's usblp says to the second one."""

    def busy(path, _flags):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))

    monkeypatch.setattr(os, "open", busy)
    with pytest.raises(DeviceTaken, match="busy"):
        DeviceFileWire(tmp_path / "lp0")


def test_an_address_where_nobody_listens():
    with pytest.raises(NoDevice, match="refused"):
        NetworkWire("127.0.0.1", free_port(), 1.0)


def test_a_printer_that_takes_no_more_data_does_not_hold_us_up():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = NetworkWire("127.0.0.1", server.getsockname()[1], 5.0)
        connection, _ = server.accept()
        with connection, pytest.raises(DeviceOffline, match="stopped taking data after"):
            wire.write(bytes(50_000_000), stall_seconds=0.3)
        wire.close()


def test_importing_the_library_leaves_no_folder_and_no_log_handler(tmp_path):
    script = (
        "import logging, os, tempfile\n"
        "from kiosk.drivers.printer.connectors import library\n"
        "library(); library()\n"
        "variables = [name for name in os.environ if 'ESCPOS' in name]\n"
        "print(logging.getLogger().handlers, os.listdir(tempfile.gettempdir()), variables)\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[] [] []"
    assert not list(tmp_path.iterdir())

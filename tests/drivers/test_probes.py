"""Who hangs on a port is asked with questions alone: each device is told by its own, and none of them moves anything."""

import asyncio
import threading
from pathlib import Path

import pytest

from kiosk.drivers.encoder.ears import Ears
from kiosk.drivers.lockers.boards.emulator import EmulatedBoards
from kiosk.drivers.lockers.boards.families import family_of
from kiosk.drivers.lockers.emulator import EmulatedDoor
from kiosk.drivers.process import serve_world
from kiosk.drivers.world.messages import BoardsTruth, Compartment
from kiosk.drivers.world.serial_end import SerialEnd
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import parse
from kiosk.link.settings_devices import Bank
from kiosk.setup.finding import look
from kiosk.setup.layout import layout_of

PATIENCE = 0.2


class Running:
    """An asyncio loop in a thread, for what the probes talk to."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


@pytest.fixture
def running():
    running = Running()
    yield running
    running.close()


def settings_of(folder: Path, family: str):
    first = 1 if family == "8a" else 0
    doors = "".join(
        f"[[bank.compartment]]\nnumber = {n}\nboard = {first}\nlock = {first + n}\nrow = 0\ncolumn = {n}\n"
        for n in (1, 2)
    )
    silent = (
        '[[scanner]]\nname = "scanner"\nport = "scanner.tty"\n'
        '[[encoder]]\nname = "encoder"\nport = "encoder.tty"\n'
    )
    return parse(
        '[paths]\ndata = "data"\nrun = "run"\n'
        '[[printer]]\nname = "printer"\ndriver = "serial"\npath = "printer.tty"\n'
        + (silent if family == "k16" else "")  # asked everything before they are known: once is enough
        + f'[[bank]]\nname = "wall"\ndriver = "board"\nfamily = "{family}"\nport = "boards.tty"\n{doors}',
        folder / "kiosk.toml",
    )


@pytest.mark.parametrize(("family", "count"), [("k16", 16), ("k12", 12), ("k48", 48), ("8a", 0)])
def test_each_device_says_who_it_is_and_nothing_is_moved(tmp_path, running, family, count):
    settings = settings_of(tmp_path, family)

    async def begin():
        stop, ready = asyncio.Event(), asyncio.Event()
        return stop, asyncio.create_task(serve_world(settings, stop, ready.set)), await ready.wait()

    stop, task, _ = running.call(begin())
    try:
        things = look(layout_of(tmp_path / "kiosk.toml", world=True), patience=PATIENCE)
    finally:
        running.loop.call_soon_threadsafe(stop.set)
        running.call(asyncio.wait_for(task, 10))
    found = {each.port: each for each in things.found}
    assert found["printer.tty"].device_class == "printer"
    assert (found["printer.tty"].state, found["printer.tty"].baud) == ("ready", 115200)
    if family == "k16":
        assert found["encoder.tty"].device_class == "encoder"
        assert "REVH3.10" in found["encoder.tty"].says
        assert found["scanner.tty"].device_class == "unknown"
    # Of the 8A family lock 1 is asked for first, and here there is none: nobody answers.
    assert found["boards.tty"].family == ("" if family == "8a" else family)
    assert len(found["boards.tty"].locks) == count
    truth = TruthFile(tmp_path / "data" / "world" / "truth.json").load(settings)
    assert [door.pulse_count for door in truth.compartments] == [0, 0]
    assert truth.printers[0].printed_mm == 0
    assert not truth.printers[0].complaints
    assert not any(encoder.waits for encoder in truth.encoders)


def everything_that_is_sent(running: Running, folder: Path) -> bytes:
    """What a port that answers nobody is asked, from the first byte to the last."""
    heard: list[bytes] = []
    port = folder / "run" / "silent.tty"

    async def plug():
        end = SerialEnd(port, heard.append)
        end.plug()
        return end

    async def unplug(end):
        await asyncio.sleep(0.05)
        end.unplug()

    end = running.call(plug())
    things = look(layout_of(folder / "kiosk.toml", world=True), patience=0.02)
    running.call(unplug(end))
    assert [each.device_class for each in things.found] == ["unknown"]
    return b"".join(heard)


@pytest.mark.parametrize("family", ["k16", "k12", "k48", "8a"])
def test_nothing_that_is_asked_opens_a_lock_of_any_family(tmp_path, running, family):
    sent = everything_that_is_sent(running, tmp_path)
    assert len(sent) > 40
    first = 1 if family == "8a" else 0
    addresses = [(board, lock) for board in range(first, first + 16) for lock in range(first, first + 48)]

    async def hear():
        doors = {
            each: EmulatedDoor(
                Compartment(number=n + 1, bank="wall"),
                scheduler=asyncio.get_running_loop(),
                switch=lambda: None,
                changed=lambda: None,
            )
            for n, each in enumerate(addresses)
        }
        bank = Bank(name="wall", driver="board", family=family, port="boards.tty", compartments=())
        boards = EmulatedBoards(bank, tmp_path, BoardsTruth("wall", faults={"bus_mute": 0}), doors)
        # A board hears the whole of it, or begins to listen in the middle, and may lose its place.
        for start in range(len(sent)):
            boards._hear(sent[start:])
            boards._heard = b""
        opened = [each for each, door in doors.items() if door.truth.pulse_count]
        boards._hear(family_of(family, 5).unlock(first, first + 1))  # this would be seen
        return opened, doors[first, first + 1].truth.pulse_count

    assert running.call(hear()) == ([], 1)


def test_nothing_that_is_asked_writes_or_erases_a_card_or_waits_for_one(tmp_path, running):
    sent = everything_that_is_sent(running, tmp_path)
    commands = {frame[1] for start in range(len(sent)) for frame in Ears([]).hear(sent[start:])}
    assert commands == {0x61, 0x65}


def test_a_printer_is_asked_for_its_state_and_for_nothing_else_before_it_has_answered(tmp_path, running):
    sent = everything_that_is_sent(running, tmp_path)
    assert sent.startswith(b"\x10\x04\x01" * 4)


def test_a_port_that_somebody_else_has_is_told_and_not_taken(tmp_path, running):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "gone.tty").symlink_to(tmp_path / "nowhere")
    found = look(layout_of(tmp_path / "kiosk.toml", world=True), patience=0.02).found
    assert [each.device_class for each in found] == ["unknown"]
    assert "No such file" in found[0].says

"""Whatever a printer answers, at whatever moment: every slip ends once, in bounded time, and silence is never "done"."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.drivers.port import DeviceError, DeviceOffline
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.link.messages import PrintSlip
from kiosk.link.settings_devices import Printer
from kiosk.link.slips import Line, Slip
from tests.drivers.aids import Events, HandClock, MemoryOperations

CORPUS = Path(__file__).parents[1] / "corpus" / "drivers" / "printer-answers.txt"
SLIP = Slip("any", (Line("伞"),))
FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


class ScriptedWire:
    """A printer made of a script: one piece for each reading, then silence. `honest` answers status questions
    as a good one would."""

    def __init__(self, clock, script, *, honest_until=0):
        self.clock, self.script, self.honest_until = clock, list(script), honest_until
        self.written = 0
        self.waiting = bytearray()

    def write(self, data, stall_seconds=10.0, heard=None):
        self.written += len(data)
        if data[:2] == b"\x10\x04" and self.written <= self.honest_until:
            self.waiting.append(FINE[data[2]])
        if self.script and self.script[0] is None:
            self.script.pop(0)
            raise DeviceOffline("cut")

    def read(self, seconds):
        if self.waiting:
            data, self.waiting = bytes(self.waiting), bytearray()
            return data
        if seconds > 0 and self.script:
            piece = self.script.pop(0)
            if piece is None:
                raise DeviceOffline("the printer hung up")
            if piece:
                return piece
        self.clock.advance(max(seconds, 0.001))
        return b""

    def close(self):
        pass


def printer_at(wire, clock, operations):
    return ReceiptPrinter(
        Printer(name="printer", host="nowhere"),
        lambda seconds: wire,
        operations,
        Events(),
        clock=clock,
        confirm_seconds=5,
    )


def print_one(script, honest_until=0):
    clock, operations = HandClock(), MemoryOperations()
    began = clock.now
    wire = ScriptedWire(clock, script, honest_until=honest_until)
    port = printer_at(wire, clock, operations)
    port.open()
    try:
        port.claim(1)
        port.enable()
        port.submit(PrintSlip("op", "printer", SLIP))
        port.turn(0.0)
    except DeviceError:
        pass
    port.close()
    assert clock.now - began < 120
    return operations


def check(script, honest_until=0):
    operations = print_one(script, honest_until)
    if not operations.ended:
        assert operations.begun == []  # it was lost before it heard of the slip
        return None
    outcome, _ = operations.ended["op"]
    assert outcome in ("done", "failed", "uncertain")
    if not operations.begun:
        assert outcome == "failed"
    return outcome


def corpus():
    for line in CORPUS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pieces, _, why = line.partition("  ")
            script = [
                None if each == "cut" else b"" if each == "-" else bytes.fromhex(each)
                for each in pieces.split()
            ]
            yield pytest.param(script, id=why.strip())


@pytest.mark.parametrize("script", list(corpus()))
@pytest.mark.parametrize("honest_until", [0, 20_000, 10**9])
def test_every_conversation_of_the_corpus_comes_to_an_end(script, honest_until):
    check(script, honest_until)


piece = st.one_of(
    st.none(),
    st.just(b""),
    st.binary(max_size=6),
    st.sampled_from(
        [b"\x12", b"\x1a", b"\x16", b"\x72", b"\x00", b"\x0f", b"\x10\x00\x00\x00", b"\x18\x00\x0c\x00"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(piece, max_size=40), st.sampled_from([0, 20_000, 10**9]))
def test_every_conversation_comes_to_an_end(script, honest_until):
    check(script, honest_until)


class Chatter(ScriptedWire):
    """A printer that has always something more to say."""

    def read(self, seconds):
        self.clock.advance(0.001)
        return b"\xa5"


def test_a_printer_that_never_stops_talking_holds_nobody_up():
    clock = HandClock()
    port = printer_at(Chatter(clock, []), clock, MemoryOperations())
    port.open()
    port.claim(1)
    with pytest.raises(DeviceError, match="does not stop talking"):
        port.enable()
    assert clock.now < 1120


@pytest.mark.parametrize("honest_until", [0, 20, 20_000])
def test_silence_is_never_done(honest_until):
    assert check([], honest_until) in ("failed", "uncertain", None)


def test_an_honest_printer_is_believed():
    assert check([], 10**9) == "done"

"""Claiming, pulsing and releasing lines: what reaches lgpio, in which order, and at which level."""

import builtins
import os
import sys
import types
from pathlib import Path
from typing import ClassVar

import pytest

from kiosk.drivers.lockers.lines import MAXIMUM_PULSE_SECONDS, Coil, Lines
from kiosk.drivers.port import DeviceFault, DeviceMisconfigured, DeviceTaken, NoDevice


class BoardFactory:
    """A board of gpiozero's mock pins, with coils that only take notes."""

    def __init__(self):
        from gpiozero.pins.mock import MockFactory

        self.mock = MockFactory()
        self.notes = []
        self.lost = lambda: None

    def pin(self, name):
        self.notes.append(("pin", name))
        return self.mock.pin(name)

    def __getattr__(self, step):
        return lambda *arguments: self.notes.append((step, *arguments))


@pytest.fixture
def board():
    return BoardFactory()


def lines_on(board, changed=lambda compartment, is_open: None, open_level=1):
    return Lines(board, coils={1: 17, 2: 18}, switches={1: 22, 2: 23}, open_level=open_level, changed=changed)


def test_every_coil_is_low_before_any_switch_is_looked_at(board):
    lines_on(board)
    assert board.notes == [("claim_low", 17), ("claim_low", 18), ("pin", 22), ("pin", 23)]


def test_a_coil_never_becomes_a_gpiozero_pin(board):
    lines = lines_on(board)
    lines.pulse(1, 0.3)
    lines.release()
    assert not [note for note in board.notes if note in (("pin", 17), ("pin", 18))]


def test_release_lowers_and_frees_every_coil_and_then_closes(board):
    lines = lines_on(board)
    board.notes.clear()
    lines.release()
    assert board.notes == [("low", 17), ("free", 17), ("low", 18), ("free", 18), ("close",)]


def test_release_goes_on_past_a_line_that_is_gone(board):
    lines = lines_on(board)

    def gone(pin):
        raise DeviceFault("gone")

    board.low = gone
    board.notes.clear()
    lines.release()
    assert ("close",) in board.notes


def test_a_claim_that_fails_half_way_gives_back_what_it_took(board):
    def busy(name):
        raise DeviceTaken("busy")

    board.pin = busy
    with pytest.raises(DeviceTaken):
        lines_on(board)
    assert board.notes[-5:] == [("low", 17), ("free", 17), ("low", 18), ("free", 18), ("close",)]


@pytest.mark.parametrize("seconds", [0, -1, MAXIMUM_PULSE_SECONDS + 0.001, float("nan")])
def test_no_coil_is_driven_longer_than_the_hard_cap(board, seconds):
    coil = Coil(board, 17)
    with pytest.raises(ValueError, match="a coil is driven for at most"):
        coil.pulse(seconds)
    assert not [note for note in board.notes if note[0] == "pulse"]


@pytest.mark.parametrize("open_level", [0, 1])
def test_edges_and_levels_mean_open_by_the_wiring(board, open_level):
    seen = []
    lines = lines_on(board, lambda compartment, is_open: seen.append((compartment, is_open)), open_level)
    pin = board.mock.pin(22)
    assert pin.pull == "up"
    pin.drive_low()
    pin.drive_high()
    assert seen == [(1, open_level == 0), (1, open_level == 1)]
    assert lines.look(())[1] is (open_level == 1)


def test_every_edge_comes_through_because_the_debounce_is_ours(board):
    seen = []
    lines = lines_on(board, lambda compartment, is_open: seen.append(is_open))
    pin = board.mock.pin(23)
    for _ in range(10):
        pin.drive_low()
        pin.drive_high()
    assert len(seen) == 20
    assert pin.bounce is None
    lines.release()
    pin.drive_low()
    assert len(seen) == 20


# ---------------------------------------------------------------------------------------------- lgpio


@pytest.fixture
def chip(monkeypatch):
    """A stand-in for the lgpio module and gpiozero's factory for it, which notes every call."""

    class Error(Exception):
        pass

    calls = []
    module = types.ModuleType("lgpio")
    module.error = Error
    module.refuse = {}

    def function(name):
        def call(*arguments):
            calls.append((name, *arguments))
            if name in module.refuse:
                raise Error(module.refuse[name])
            if name == "tx_busy":
                return module.waves_left.pop() if module.waves_left else 0
            return 7 if name == "gpiochip_open" else 0

        return call

    names = (
        "gpiochip_open",
        "gpiochip_close",
        "gpio_claim_output",
        "gpio_write",
        "gpio_free",
        "tx_wave",
        "tx_busy",
    )
    for name in names:
        setattr(module, name, function(name))
    module.calls = calls
    module.waves_left, module.TX_WAVE = [], 1
    module.pulse = lambda levels, lines, microseconds: (levels, lines, microseconds)

    class LGPIOFactory:
        chip = 0
        pins: ClassVar = {"shared": "by the whole process"}

        def pin(self, name):
            calls.append(("switch", name))

        def close(self):
            calls.append(("switches closed",))

    adapter = types.ModuleType("gpiozero.pins.lgpio")
    adapter.LGPIOFactory = LGPIOFactory
    monkeypatch.setitem(sys.modules, "lgpio", module)
    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", adapter)
    monkeypatch.delenv("LG_WD", raising=False)
    module.factory_class = LGPIOFactory
    return module


def test_lgpio_gets_outputs_at_level_low_and_waves_of_one_pulse(chip, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    factory = LgpioFactory(tmp_path)
    factory.claim_low(17)
    factory.pulse(17, 0.3)
    factory.low(17)
    factory.free(17)
    factory.close()
    assert chip.calls == [
        ("gpiochip_open", 0),
        ("gpio_claim_output", 7, 17, 0),
        ("tx_wave", 7, 17, [(1, 1, 300_000), (0, 1, 100)]),
        ("gpio_write", 7, 17, 0),
        ("tx_busy", 7, 17, 1),
        ("gpio_free", 7, 17),
        ("switches closed",),
        ("gpiochip_close", 7),
    ]


def test_a_pulse_that_may_be_only_about_to_begin_is_lowered_once_more(chip, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    factory = LgpioFactory(tmp_path)
    factory.claim_low(17)
    chip.waves_left.append(1)
    factory.low(17)
    factory.close()
    assert [call[0] for call in chip.calls].count("gpio_write") == 2


def test_its_fifo_goes_to_the_runtime_folder_and_not_to_the_working_directory(chip, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    LgpioFactory(tmp_path).close()
    assert os.environ.pop("LG_WD") == str(tmp_path)


def test_two_banks_do_not_close_each_others_switches(chip, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    one, two = LgpioFactory(tmp_path), LgpioFactory(tmp_path)
    assert one._switches.pins is not two._switches.pins
    assert chip.factory_class.pins == {"shared": "by the whole process"}


def test_the_import_of_lgpio_does_not_move_the_process(chip, tmp_path, monkeypatch):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    real = builtins.__import__
    before = Path.cwd()

    def moving(name, *rest):
        if name == "lgpio":
            os.chdir(tmp_path)  # what lgpio 0.2.2.0 does when LG_WD is set
        return real(name, *rest)

    monkeypatch.setenv("LG_WD", str(tmp_path))
    monkeypatch.setattr(builtins, "__import__", moving)
    LgpioFactory(tmp_path).close()
    assert Path.cwd() == before


@pytest.mark.parametrize(("words", "error"), [("GPIO busy", DeviceTaken), ("bad handle", DeviceFault)])
def test_lgpios_one_error_class_becomes_a_cause(chip, tmp_path, words, error):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    chip.refuse["gpio_claim_output"] = words
    with pytest.raises(error, match="pin 17"):
        LgpioFactory(tmp_path).claim_low(17)


def test_a_board_whose_chip_cannot_be_opened(chip, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    chip.refuse["gpiochip_open"] = "can not open gpiochip"
    with pytest.raises(NoDevice):
        LgpioFactory(tmp_path)


def test_a_machine_without_lgpio_says_what_to_install(monkeypatch, tmp_path):
    from kiosk.drivers.lockers.gpio import LgpioFactory

    real = builtins.__import__

    def missing(name, *rest):
        if name == "lgpio":
            raise ImportError("No module named 'lgpio'")
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "lgpio", raising=False)
    monkeypatch.setenv("LG_WD", str(tmp_path))
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(DeviceMisconfigured, match="python3-lgpio"):
        LgpioFactory(tmp_path)

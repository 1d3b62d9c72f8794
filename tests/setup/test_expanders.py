"""Expanders when a box is set up: found by reading alone, and their doors by the usual wiring."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aids import QUICKLY, Screenless

from kiosk.drivers.lockers.expander.emulator import Mcp23017
from kiosk.drivers.lockers.expander.probe import REGISTERS, registers
from kiosk.link.settings import parse
from kiosk.setup.finding import look
from kiosk.setup.layout import layout_of
from kiosk.setup.steps import walls as steps

BANK = """
[paths]
data = "world-data"
run = "run"
[[bank]]
name = "wall"
driver = "expander"
port = "i2c"
sensor_open_level = 0
"""
DOOR = """
[[bank.compartment]]
number = {number}
board = {board}
coil = {coil}
sensor = {sensor}
row = 0
column = {number}
"""


def world(folder):
    places = [(0x21, 0), (0x21, 3), (0x21, 4)]
    doors = (
        DOOR.format(number=number, board=board, coil=coil, sensor=coil + 8)
        for number, (board, coil) in enumerate(places, start=1)
    )
    return parse(BANK + "".join(doors), folder / "world.toml")


@pytest.mark.parametrize(
    "before",
    ["", "00 7E 7E, 0C 7E 7E", "12", "05 00, 14 01 00"],
    ids=["fresh", "claimed", "elsewhere", "driven"],
)
def test_a_chip_is_known_by_reading_it_wherever_it_stands(before):
    chip = Mcp23017()
    for each in filter(None, before.split(", ")):
        chip.transfer(bytes.fromhex(each), 0)
    held = bytes(chip.registers)

    assert registers(chip.transfer(b"", 2 * REGISTERS)) is not None
    assert bytes(chip.registers) == held


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 2 * REGISTERS,
        b"\x00" * 2 * REGISTERS,
        b"\x0f\xf0" * REGISTERS,
        bytes(range(2 * REGISTERS)),
        b"",
    ],
    ids=["a PCF8574", "nothing but zeros", "a PCF8575", "a memory", "silence"],
)
def test_other_chips_at_these_addresses_are_none(data):
    assert registers(data) is None


def test_their_doors_are_found_and_written_with_their_pins(tmp_path, monkeypatch):
    box = Screenless(tmp_path, world=world(tmp_path), pace=replace(QUICKLY, door=0.3))

    async def only_walls(self):
        self.box.things = await asyncio.to_thread(look, self.box.layout, patience=0.2)
        await steps.walls(self.box)
        self.result = self.box.draft.banks

    monkeypatch.setattr(Screenless, "_commission", only_walls)
    try:
        box.start()
        box.expect("A 口接线圈、B 口接门磁")
        box.expect("扩展板: 1，最多 7 把锁")
        box.choose("open")
        box.expect("开了 3 扇门")
        box.choose("order")
        box.expect("请关好所有柜门")
        box.close_doors()
        (bank,) = box.finished()
    finally:
        box.close()

    assert (bank.driver, bank.port, bank.sensor_open_level) == ("expander", "i2c", 0)
    wired = [(each.board, each.coil, each.sensor) for each in bank.compartments]
    assert wired == [(0x21, 0, 8), (0x21, 3, 11), (0x21, 4, 12)]


def test_a_bus_that_is_stuck_is_said_to_be(tmp_path):
    box = Screenless(tmp_path, world=world(tmp_path))
    try:
        box.start()
        box.world.expanders("").fault("i2c_stuck", 0, on=True)
        things = box.run(asyncio.to_thread(look, box.layout, patience=0.2))
    finally:
        box.close()
    (found,) = things.found
    assert (found.device_class, found.port) == ("unknown", "i2c")
    assert "stuck" in found.says


def test_the_computers_own_port_is_asked_once_and_never_the_systems_console(tmp_path):
    layout = layout_of(tmp_path / "kiosk.toml", world=True)
    run = layout.run_folder
    run.mkdir()
    for name in ("ttyAMA0", "ttyAMA3", "ttyAMA10"):
        (run / name).touch()
    (run / "serial0").symlink_to(run / "ttyAMA0")
    (run / "cmdline.txt").write_text("console=ttyAMA10,115200 root=/dev/mmcblk0p2 console=tty1\n")
    places = replace(layout.places, serial=(f"{run}/serial0", f"{run}/ttyAMA*"))

    asked = look(replace(layout, places=places), patience=0.01).found
    assert [each.port for each in asked] == ["serial0", "ttyAMA3"]

    (run / "cmdline.txt").write_text("console=serial0,115200\n")
    asked = look(replace(layout, places=places), patience=0.01).found
    assert [each.port for each in asked] == ["ttyAMA10", "ttyAMA3"]

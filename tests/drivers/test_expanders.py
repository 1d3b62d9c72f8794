"""MCP23017 expanders: the data sheet's own transactions, one coil and never two, whole banks on emulated chips, and deaths."""

import errno
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.lockers.expander import bus as buses
from kiosk.drivers.lockers.expander.chip import ADDRESSES, OLAT, OUTPUT_ONLY, PINS, Chip, NoSuchPin
from kiosk.drivers.lockers.expander.emulator import Mcp23017
from kiosk.drivers.lockers.expander.guard import Coils
from kiosk.drivers.port import DeviceFault, DeviceMisconfigured, DeviceOffline, DeviceTaken, NoDevice
from kiosk.link.settings_wiring import EXPANDER_OUTPUTS, EXPANDER_PINS, EXPANDERS

# ------------------------------------------------------------------------------------------ the bytes

CLAIM_OF_0_AND_8 = [
    "05 00",  # IOCON, if it was left in BANK 1 (GPINTENB otherwise)
    "0A 00",  # IOCON
    "14 00 00",  # OLATA, OLATB: low before anything is an output
    "02 00 00",  # IPOL
    "04 00 00",  # GPINTEN
    "0C 7E 7E",  # GPPU: GPA0, GPA7, GPB0, GPB7 have none
    "00 7E 7E",  # IODIR: those four are outputs
]
"""By table 3-5 of DS20001952; GPA7 and GPB7 are outputs by its revision D."""


def test_the_claim_is_written_in_the_data_sheets_registers_and_latches_come_first():
    writes = [bytes((register, *data)) for register, data in Chip(0x20, (0, 8)).claim()]
    assert writes == [bytes.fromhex(each) for each in CLAIM_OF_0_AND_8]


@pytest.mark.parametrize(
    ("pin", "written"), [(0, "14 01 00"), (7, "14 80 00"), (8, "14 00 01"), (15, "14 00 80")]
)
def test_a_coil_is_one_bit_of_its_latch(pin, written):
    assert bytes((OLAT, *Chip(0x20, (pin,)).drive(pin))) == bytes.fromhex(written)


REGISTERS = [
    ("power on: every pin an input, everything else zero", "", "00", "FF FF" + " 00" * 20),
    ("a write of two bytes runs on into B", "14 05 A0", "14", "05 A0"),
    ("a port written is its latch written", "12 0F", "14", "0F 00"),
    ("a pin that is an output reads what it drives", "14 01 80, 00 FE 7F", "12", "01 80"),
    ("an open contact reads low without the pull-up", "", "12", "00 00"),
    ("and high with it", "0C FF FF", "12", "FF FF"),
    ("inverted by IPOL", "0C FF FF, 02 01 00", "12", "FE FF"),
    ("IOCON is one register at two places", "0B 04", "0A", "04 04"),
    ("INTCAP cannot be written", "10 55", "10", "00"),
    ("in BANK 1, IODIRB is at 10", "0A 80, 10 3C, 05 00", "00", "FF 3C"),
    ("in BANK 1, OLATB is at 1A", "0A 80, 1A 81, 05 00", "14", "00 81"),
    (
        "our claim brings a chip back from BANK 1",
        "0A 80, " + ", ".join(CLAIM_OF_0_AND_8),
        "00",
        "7E 7E 00 00",
    ),
    ("with SEQOP set the pointer toggles between A and B", "0A 20", "14", "00 00 00 00"),
    ("addresses run around", "14 12 34", "15", "34 FF"),
]


@pytest.mark.parametrize(
    ("written", "register", "read"), [row[1:] for row in REGISTERS], ids=[row[0] for row in REGISTERS]
)
def test_the_emulated_chip_has_the_data_sheets_registers(written, register, read):
    chip = Mcp23017()
    for each in filter(None, written.split(", ")):
        chip.transfer(bytes.fromhex(each), 0)
    expected = bytes.fromhex(read)
    assert chip.transfer(bytes.fromhex(register), len(expected)) == expected


def test_settings_and_driver_count_alike():
    assert (EXPANDERS, EXPANDER_PINS, EXPANDER_OUTPUTS) == (ADDRESSES, PINS, OUTPUT_ONLY)


# ------------------------------------------------------------------------------------------ one coil, never two


class WatchedBus:
    """Chips on a bus, and how many coils were ever driven together, looked at after each transaction."""

    def __init__(self, addresses):
        self.chips = {address: Mcp23017() for address in addresses}
        self.most = 0
        self.fail = lambda address, register, written: None
        self.lost = set()

    def driven(self):
        return {
            (address, pin) for address, chip in self.chips.items() for pin in range(16) if chip.output(pin)
        }

    def write_i2c_block_data(self, address, register, data):
        self.fail(address, register, data)
        if (address, register) not in self.lost:
            self.chips[address].transfer(bytes((register, *data)), 0)
        self.most = max(self.most, len(self.driven()))

    def read_i2c_block_data(self, address, register, length):
        self.fail(address, register, None)
        return list(self.chips[address].transfer(bytes((register,)), length))

    def close(self):
        pass


def claimed(chips):
    bus = WatchedBus([each.address for each in chips])
    coils = Coils(bus)
    coils.claim(chips)
    return bus, coils


@given(
    coils=st.dictionaries(
        st.sampled_from(ADDRESSES), st.sets(st.sampled_from(PINS), min_size=1), min_size=1, max_size=3
    ),
    asked=st.lists(
        st.tuples(
            st.one_of(st.sampled_from(ADDRESSES), st.integers(-300, 300)),
            st.one_of(st.integers(-(2**40), 2**40), st.booleans(), st.sampled_from(PINS)),
        ),
        max_size=30,
    ),
)
def test_no_number_whatever_drives_more_than_its_own_coil(coils, asked):
    chips = tuple(Chip(address, tuple(sorted(pins))) for address, pins in coils.items())
    bus, guard = claimed(chips)
    for address, pin in asked:
        before = bus.driven()
        allowed = type(pin) is int and pin in coils.get(address, ()) and not before
        try:
            guard.pulse(address, pin, 2.0)
        except (DeviceFault, NoSuchPin):
            assert not allowed
            assert bus.driven() == before
        else:
            assert allowed
            assert bus.driven() == {(address, pin)}
        if len(before) and pin in PINS:
            guard.ends_at = 0.0
            guard.tend()
            assert bus.driven() == set()
    assert bus.most <= 1


def test_every_number_of_every_chip_drives_its_own_coil_and_no_other():
    for pin in PINS:
        assert int.from_bytes(Chip(0x20, tuple(PINS)).drive(pin), "little") == 1 << pin
    for pin in (*range(-300, 0), *range(16, 300), True, False, 1.0, "1", None):
        with pytest.raises(NoSuchPin):
            Chip(0x20, tuple(PINS)).drive(pin)


def test_a_pulse_beyond_the_hard_cap_never_begins():
    bus, coils = claimed((Chip(0x20, (0,)),))
    for seconds in (0.0, -1.0, 2.001, float("inf"), float("nan")):
        with pytest.raises(DeviceFault, match="at most 2 s"):
            coils.pulse(0x20, 0, seconds)
    assert bus.most == 0


def test_what_an_earlier_process_left_high_is_low_before_anything_is_an_output():
    bus = WatchedBus([0x20])
    chip = bus.chips[0x20]
    for each in ("0A 80", "0A FF", "1A FF"):  # BANK 1, all latches high, by whoever was here before
        chip.transfer(bytes.fromhex(each), 0)
    Coils(bus).claim((Chip(0x20, (0, 1)),))
    assert bus.most == 0
    assert bus.driven() == set()


def test_a_write_that_did_not_arrive_is_seen_when_it_is_read_back():
    bus = WatchedBus([0x20])
    bus.lost = {(0x20, 0x00)}
    with pytest.raises(DeviceFault, match="register 00 reads ffff and not 7f7f"):
        Coils(bus).claim((Chip(0x20, (7,)),))
    bus, coils = claimed((Chip(0x20, (0,)),))
    bus.lost = {(0x20, OLAT)}
    with pytest.raises(DeviceFault, match="register 14 reads 0000 and not 0100"):
        coils.pulse(0x20, 0, 0.3)
    assert not coils.driven


def test_a_chip_that_lost_its_power_gets_no_pulse_until_it_is_claimed_anew():
    bus, coils = claimed((Chip(0x20, (0,)),))
    bus.chips[0x20].reset()
    with pytest.raises(DeviceFault, match="lost its power"):
        coils.pulse(0x20, 0, 0.3)
    with pytest.raises(DeviceFault, match="lost its power"):
        coils.read()
    assert bus.most == 0
    coils.claim((Chip(0x20, (0,)),))
    coils.pulse(0x20, 0, 0.3)


def test_a_coil_that_cannot_be_lowered_is_tried_until_it_can_and_nothing_else_is_done():
    bus, coils = claimed((Chip(0x20, (0, 1)),))
    coils.pulse(0x20, 0, 0.001)
    time.sleep(0.002)

    def stuck(address, register, written):
        raise OSError(errno.ETIMEDOUT, "timed out")

    bus.fail = stuck
    for _ in range(3):
        coils.tend()
        time.sleep(0.006)
    assert coils.driven
    with pytest.raises(DeviceFault, match="could not be lowered"):
        coils.read()
    bus.fail = lambda *_: None
    coils.tend()
    assert (coils.driven, bus.driven()) == (False, set())
    with pytest.raises(DeviceFault, match="could not be lowered"):  # the bank is to be claimed anew
        coils.pulse(0x20, 1, 0.3)


def test_a_device_process_that_is_gone_has_everything_lowered_past_what_fails():
    bus, coils = claimed((Chip(0x20, (0,)), Chip(0x21, (0,))))
    coils.pulse(0x21, 0, 2.0)

    def dead(address, register, written):
        if address == 0x20:
            raise OSError(errno.EREMOTEIO, "not acknowledged")

    bus.fail = dead
    assert not coils.lower_all(0.05)
    assert bus.driven() == set()
    bus.fail = lambda *_: None
    assert coils.lower_all()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EREMOTEIO, DeviceOffline),
        (errno.ENXIO, DeviceOffline),
        (errno.EBUSY, DeviceTaken),
        (errno.ETIMEDOUT, DeviceFault),
        (errno.EIO, DeviceFault),
    ],
)
def test_each_error_of_a_transaction_has_its_cause(number, kind):
    assert type(buses.meaning(OSError(number, "words"), 0x20)) is kind


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EACCES, DeviceMisconfigured, "group i2c"),
        (errno.ENOENT, NoDevice, "i2c_arm"),
        (errno.ENXIO, NoDevice, ""),
    ],
)
def test_each_error_of_opening_has_its_cause(tmp_path, number, kind, words):
    fault = buses.opening(OSError(number, "words"), tmp_path)
    assert type(fault) is kind
    assert words in str(fault)

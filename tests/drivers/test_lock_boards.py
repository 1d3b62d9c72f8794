"""Lock boards on RS-485: the protocols' own bytes, no way to "open everything", whole banks on emulated boards, and faults."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.lockers import choose
from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.boards import wires
from kiosk.drivers.lockers.boards.emulator import EmulatedBoards
from kiosk.drivers.lockers.boards.families import NoSuchLock, family_of
from kiosk.drivers.lockers.choose import bank_of, lines_low
from kiosk.drivers.lockers.driver import READ_WITHIN_SECONDS, LockerBank
from kiosk.drivers.port import DeviceMute, DeviceOffline, NoDevice
from kiosk.drivers.world.messages import BoardsTruth
from kiosk.link.messages import DeviceChanged, DoorChanged, OpenDoor
from kiosk.link.settings import parse
from kiosk.link.settings_devices import Bank
from kiosk.link.settings_wiring import LOCKS
from tests.drivers.aids import HandClock

FAMILIES = ("k16", "k12", "k48", "8a")
FIRST = {"k16": (0, 0), "k12": (0, 0), "k48": (0, 0), "8a": (1, 1)}

GOLDEN = [
    ("k16", "unlock", 0, 0, "02 00 31 03 36"),
    ("k16", "unlock", 1, 2, "02 12 31 03 48"),
    ("k16", "query", 0, 0, "02 00 30 03 35"),
    ("k12", "unlock", 0, 11, "02 00 0B 81 00 00 03 91"),
    ("k12", "query", 0, 0, "02 00 00 80 00 00 03 85"),
    ("k48", "unlock", 0, 0, "02 00 00 61 03 66"),
    ("k48", "query", 0, 0, "02 00 00 60 03 65"),
    ("8a", "unlock", 1, 1, "8A 01 01 11 9B"),
    ("8a", "unlock", 1, 12, "8A 01 0C 11 96"),
    ("8a", "query", 1, 1, "80 01 01 33 B3"),
]
"""As printed in the documents that each family's docstring names; K12's and the second K16's sums by their rule."""

REPLIES = [
    ("k16", 5, 0, "02 00 35 05 80 00 00 03 BF", {0, 2, 15}),
    ("k12", 5, 0, "02 00 00 80 10 02 03 97 01 08", {0, 11}),
    ("k12", 5, 0, "02 00 00 80 10 02 03 A0 01 08", {0, 11}),
    ("k48", 5, 0, "02 00 00 75 06 01 00 00 00 00 80 FE", {0, 47}),
    ("k48", 4, 0, "02 00 00 75 01 00 00 00 00 80 03 FB", {0, 47}),
    ("8a", 5, 1, "80 01 02 11 92", {2}),
]

OPEN_ALL = {bytes.fromhex("8A 01 00 11 9A"), bytes.fromhex("02 00 33 03 38")}


# ------------------------------------------------------------------------------------------ the bytes


@pytest.mark.parametrize(("family", "what", "board", "lock", "expected"), GOLDEN)
def test_what_is_sent_is_what_the_documents_print(family, what, board, lock, expected):
    assert getattr(family_of(family, 5), what)(board, lock) == bytes.fromhex(expected)


@pytest.mark.parametrize(("family", "offset", "board", "reply", "high"), REPLIES)
def test_a_reply_is_read_also_behind_an_echo_and_noise(family, offset, board, reply, high):
    protocol = family_of(family, offset)
    frame = bytes.fromhex(reply)
    lock = protocol.locks[0]
    for before in (b"", protocol.query(board, lock), b"\x02\x00\x75\x80", b"\xff" * 40):
        levels = protocol.read(before + frame, board)
        assert {each for each, level in levels.items() if level} == high
    for cut in range(len(frame)):
        assert protocol.read(frame[:cut], board) is None
    assert protocol.read(frame[:-3] + bytes((frame[-3] ^ 0x40,)) + frame[-2:], board) is None
    assert protocol.read(frame, board + 1) is None


@given(data=st.binary(max_size=64), family=st.sampled_from(FAMILIES), offset=st.sampled_from((4, 5)))
def test_whatever_comes_the_reading_ends_with_levels_of_real_locks_or_with_nothing(data, family, offset):
    protocol = family_of(family, offset)
    levels = protocol.read(data, protocol.boards[0])
    assert levels is None or set(levels) <= set(protocol.locks)


# ------------------------------------------------------------------------------------------ one lock, never all


class CountedDoor:
    """Counts how often its coil is driven."""

    contact = False
    driven = False

    def __init__(self):
        self.pulses = 0

    def coil(self, level):
        self.pulses += level


async def opened_by(family, frame):
    """Which locks of which boards a frame opens on boards that have all of them."""
    protocol = family_of(family, 5)
    doors = {(board, lock): CountedDoor() for board in protocol.boards for lock in protocol.locks}
    bank = Bank(name="wall", driver="board", family=family, port="boards", compartments=())
    boards = EmulatedBoards(bank, Path("/nowhere"), BoardsTruth("wall"), doors)
    boards._hear(frame)
    return {address for address, door in doors.items() if door.pulses}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_number_whatever_opens_more_than_its_own_lock(family):
    protocol = family_of(family, 5)

    async def all_numbers():
        for board in range(-2, 260):
            for lock in range(-2, 260):
                if board in protocol.boards and lock in protocol.locks:
                    frame = protocol.unlock(board, lock)
                    assert frame not in OPEN_ALL
                    if board == protocol.boards[0] or lock == protocol.locks[0]:
                        assert await opened_by(family, frame) == {(board, lock)}
                else:
                    with pytest.raises(NoSuchLock):
                        protocol.unlock(board, lock)
                    with pytest.raises(NoSuchLock):
                        protocol.query(board, lock)

    asyncio.run(all_numbers())


def test_the_emulator_would_notice_open_all():
    assert len(asyncio.run(opened_by("8a", bytes.fromhex("8A 01 00 11 9A")))) == 50
    assert len(asyncio.run(opened_by("k16", bytes.fromhex("02 00 33 03 38")))) == 16


@pytest.mark.parametrize("family", FAMILIES)
def test_settings_and_drivers_count_locks_alike(family):
    protocol = family_of(family, 5)
    assert LOCKS[family] == (protocol.boards, protocol.locks)


# ------------------------------------------------------------------------------------------ a whole bank


SETTINGS = """
[paths]
data = "data"
run = "run"
[[bank]]
name = "wall"
driver = "board"
family = "{family}"
port = "boards"
pulse_ms = 500
cooldown_ms = 1000
open_within_ms = 1500
"""

DOOR = """
[[bank.compartment]]
number = {number}
board = {board}
lock = {lock}
row = 0
column = {number}
"""


@pytest.fixture(params=FAMILIES)
def family(request):
    return request.param


@pytest.fixture
def box(tmp_path, family):
    (tmp_path / "run").mkdir()
    (tmp_path / "data").mkdir()
    board, lock = FIRST[family]
    doors = "".join(DOOR.format(number=n + 1, board=board + n // 2, lock=lock + n % 2 * 9) for n in range(3))
    return parse(SETTINGS.format(family=family) + doors, tmp_path / "kiosk.toml")


@pytest.fixture
def port(box, operations, events):
    return bank_of(box.banks[0], box, operations, events, Supply())


@pytest.fixture
def bank(port, run, world, events):
    alive = run(port)
    for number in (1, 2, 3):
        events.wait(said(number, "locked"))
    return alive


def said(number, state):
    return lambda event: (
        isinstance(event, DoorChanged) and (event.compartment, event.state) == (number, state)
    )


def is_online(event):
    return isinstance(event, DeviceChanged) and event.status == "online"


def test_a_door_opens_its_item_is_taken_and_it_is_shut(bank, hands, operations, events):
    hands.stock(2, "U-0117")
    bank.port.submit(OpenDoor("op", "wall", 2))
    assert operations.wait("op") == ("done", "")
    assert hands.take(2) == "U-0117"
    before = len(events.all)
    hands.close(2)
    events.wait(said(2, "locked"), after=before)
    assert [each.pulse_count for each in hands.truth().compartments] == [0, 1, 0]


def test_two_boards_get_one_coil_at_a_time(bank, hands, operations):
    for number in (1, 2, 3):
        bank.port.submit(OpenDoor(f"op{number}", "wall", number))
    assert [operations.wait(f"op{number}") for number in (1, 2, 3)] == [("done", "")] * 3
    assert hands.truth().coils_at_once == 1


@pytest.mark.parametrize("family", ["k16", "8a"], indirect=True)
@pytest.mark.parametrize("fault", ["bus_echo", "bus_noise", "bus_split"])
def test_echo_noise_and_halves_are_sorted_out(bank, hands, operations, fault):
    hands.fault(fault, value=20)
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op") == ("done", "")
    assert bank.fault is None


@pytest.mark.parametrize("family", ["k12"], indirect=True)
@pytest.mark.parametrize("fault", ["bus_mute", "bus_wrong_sum"])
def test_boards_that_do_not_answer_are_mute_and_their_doors_unknown(bank, hands, events, fault):
    hands.fault(fault)
    assert isinstance(bank.wait_for_fault(), DeviceMute)
    events.wait(said(3, "unknown"), after=1)


@pytest.mark.parametrize("family", ["k12"], indirect=True)
def test_a_bank_is_not_back_before_its_boards_answer(bank, hands):
    hands.fault("bus_mute")
    bank.wait_for_fault()
    with pytest.raises(DeviceMute):
        bank.resume()  # the port is there, and nobody behind it: no reason to tell people that it works
    bank.port.release()
    hands.mend_all()
    bank.resume()
    assert bank.port.stage == "enabled"


class Looks:
    """A bank whose one switch says, at each look, what the script has next; the last for ever."""

    def __init__(self, *script):
        self.script = list(script)

    def look(self, watched):
        return {1: self.script.pop(0) if len(self.script) > 1 else self.script[0]}

    def look_again_after(self, *, moving):
        return wires.BUSY_SECONDS if moving else wires.IDLE_SECONDS

    def pulse(self, compartment, seconds):
        self.script = [True, False, True, True]

    def release(self):
        pass


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_one_look_into_the_chatter_of_an_opening_door_is_no_door_that_was_forced(box, operations, events):
    clock, looks = HandClock(), Looks(False)
    steady = choose.STEADY["board"]
    port = LockerBank(
        box.banks[0], lambda *_: looks, operations, events, Supply(), steady_seconds=steady, clock=clock
    )
    port.open()
    port.claim(1)
    port.enable()

    def pass_(seconds):
        for _step in range(round(seconds / 0.02)):
            port.turn(0.0)
            clock.advance(0.02)

    pass_(1)
    port.submit(OpenDoor("op", "wall", 1))
    pass_(2)
    states = [each.state for each in events.of(DoorChanged) if each.compartment == 1]
    assert states == ["unknown", "locked", "pulsing", "open"]
    assert operations.ended["op"][0] == "done"
    port.close()


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_a_bank_is_online_when_its_doors_are_known_and_not_before(bank, events):
    events.wait(is_online)
    before = events.all[: next(at for at, event in enumerate(events.all) if is_online(event))]
    assert {
        each.compartment for each in before if isinstance(each, DoorChanged) and each.state == "locked"
    } == {1, 2, 3}


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_an_opening_that_comes_in_the_moment_in_which_the_line_is_lost_has_failed_and_is_not_forgotten(
    box, operations, events
):
    clock, looks = HandClock(), Looks(False)
    port = LockerBank(box.banks[0], lambda *_: looks, operations, events, Supply(), clock=clock)
    port.open()
    port.claim(1)
    port.enable()
    for _step in range(20):
        port.turn(0.0)
        clock.advance(0.1)

    def gone(_watched):
        raise DeviceOffline("boards: Input/output error")

    looks.look = gone
    clock.advance(wires.IDLE_SECONDS)  # so that it is looked at in the turn that takes the command
    port.submit(OpenDoor("op", "wall", 1))
    with pytest.raises(DeviceOffline):
        port.turn(0.0)
    port.release()
    assert operations.ended["op"] == ("failed", "the bank was lost")
    port.close()


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_a_switch_that_chatters_holds_its_bank_up_for_a_moment_only(box, operations, events):
    clock = HandClock()
    looks = Looks(*(n % 2 == 0 for n in range(400)))
    port = LockerBank(
        box.banks[0], lambda *_: looks, operations, events, Supply(), steady_seconds=0.25, clock=clock
    )
    port.open()
    port.claim(1)
    port.enable()
    began = clock()
    while not any(map(is_online, events.all)):
        port.turn(0.0)
        clock.advance(0.02)
    assert READ_WITHIN_SECONDS <= clock() - began < READ_WITHIN_SECONDS + 0.1
    port.close()


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_a_command_that_is_not_heard_is_not_repeated(bank, hands, operations, events):
    hands.fault("bus_deaf")
    bank.port.submit(OpenDoor("op", "wall", 1))
    assert operations.wait("op")[0] == "failed"
    before = len(events.all)
    hands.mend_all()
    hands.force(2)
    events.wait(said(2, "forced"), after=before)  # the boards are heard again, and have been looked at since
    assert hands.truth().compartment(1).pulse_count == 0


@pytest.mark.parametrize("family", ["k48"], indirect=True)
def test_a_plug_that_is_pulled_loses_the_bank_and_it_comes_back(bank, hands, events, operations):
    hands.fault("bus_unplugged")
    assert isinstance(bank.wait_for_fault(), DeviceOffline)
    hands.mend_all()
    bank.resume()
    bank.port.submit(OpenDoor("op", "wall", 3))
    assert operations.wait("op") == ("done", "")


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_a_port_that_is_not_there_says_so(port, box):
    port.open()
    with pytest.raises(NoDevice, match="boards"):
        port.claim(1)
    port.close()


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_there_is_nothing_to_lower_on_boards(box):
    assert lines_low(box) == []


@pytest.mark.parametrize("family", ["k16"], indirect=True)
def test_a_forced_door_is_told(bank, hands, events):
    hands.force(2)
    events.wait(said(2, "forced"))
    assert bank.fault is None

"""Commands once, events to whoever listens, and the record as the judge of both."""

import asyncio

import pytest

from kiosk.drivers import hub as module
from kiosk.drivers.hub import Hub
from kiosk.drivers.lights import LightsPort
from kiosk.drivers.operations_log import MAXIMUM_ID, OperationsLog
from kiosk.drivers.port import Health, OperationRepeated
from kiosk.link.cards import Tracks
from kiosk.link.frames import LinkClosed
from kiosk.link.health import AskStatistics, CheckHealth, DeviceStatistics, HealthChecked, Statistics
from kiosk.link.lights import SetLights
from kiosk.link.memory import pair
from kiosk.link.messages import (
    ArmScanner,
    CancelCard,
    CardAsked,
    DeviceChanged,
    DoorChanged,
    EncodeCard,
    OpenDoor,
    OperationEnded,
    PrintSlip,
    ReadAll,
    Recall,
    Scanned,
)
from kiosk.link.slips import Slip
from tests.drivers.aids import HandClock


class Locker:
    """A bank that only keeps what it is told to do."""

    name, device_class = "wall", "lockers"

    def __init__(self):
        self.commands = []
        self.hangs = False
        self.said = []
        self.port = self

    def submit(self, command):
        self.commands.append(command)

    def say(self, status, fault="", paper=""):
        self.said.append((status, fault))

    @property
    def statistics(self):
        return DeviceStatistics(self.name, self.device_class, "", "online", opens=len(self.commands))

    def check(self, level, answer):
        answer(Health(True, f"{self.name}: asked for {level}"))


class Encoder(Locker):
    """An encoder that only keeps what it is told to do."""

    name, device_class = "encoder", "encoder"


class Tower(LightsPort):
    """Lights that only keep what they are told to show."""

    def __init__(self):
        super().__init__("tower", "front", lambda event: None)
        self.shown = []
        self.port = self

    def set_lights(self, wanted):
        self.shown.append(wanted)

    def turn(self, seconds):
        pass

    def _claim(self, seconds):
        pass

    def _release(self):
        pass


class Stage:
    """A hub with one bank and one encoder, its record, and a desk's end of the link."""

    def __init__(self, path, loop):
        self.clock = HandClock()
        self.record = OperationsLog(path)
        self.hub = Hub(self.record, loop, self.clock)
        self.locker, self.encoder = Locker(), Encoder()
        self.hub.adopt([self.locker, self.encoder])

    async def connect(self):
        self.desk, devices = pair("desk", "devices")
        self.talk = asyncio.create_task(self.hub.attend(devices))
        await asyncio.sleep(0)

    async def hear(self):
        async with asyncio.timeout(10):
            return await self.desk.receive()

    async def settle(self, condition):
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - a plain condition of the test, no event
                await asyncio.sleep(0)

    async def hang_up(self):
        await self.desk.close()
        with pytest.raises(LinkClosed):
            await self.talk

    def close(self):
        self.record.close()


@pytest.fixture
def play(tmp_path):
    """`play(scene)` runs a coroutine function with a stage."""

    def run(scene, *, connected=True):
        async def evening():
            stage = Stage(tmp_path / "devices.log", asyncio.get_running_loop())
            if connected:
                await stage.connect()
            try:
                await scene(stage)
            finally:
                if connected and not stage.talk.done():
                    await stage.hang_up()
                stage.close()

        asyncio.run(evening())

    return run


ONLINE = DeviceChanged("wall", "lockers", "", "online")
LOCKED = DoorChanged("wall", 1, "locked")
OPEN = OpenDoor("op", "wall", 1)


def test_a_command_goes_to_its_device_and_its_end_to_the_desk(play):
    async def scene(stage):
        await stage.desk.send(OPEN)
        await stage.settle(lambda: stage.locker.commands == [OPEN])
        stage.hub.begin("op", "door:wall:1")
        stage.hub.end("op", "done")
        assert await stage.hear() == OperationEnded("op", "done")

    play(scene)


def test_a_command_that_comes_again_is_answered_and_not_executed(play):
    async def scene(stage):
        await stage.desk.send(OPEN)
        await stage.desk.send(OPEN)
        await stage.settle(lambda: stage.locker.commands)
        stage.hub.begin("op", "door:wall:1")
        await stage.desk.send(OPEN)
        stage.hub.end("op", "failed", "stuck")
        assert await stage.hear() == OperationEnded("op", "failed", "stuck")
        await stage.desk.send(OPEN)
        assert await stage.hear() == OperationEnded("op", "failed", "stuck")
        assert stage.locker.commands == [OPEN]

    play(scene)


def test_what_was_never_heard_of_has_failed_and_is_never_executed_later(play):
    async def scene(stage):
        await stage.desk.send(Recall(("op",)))
        assert await stage.hear() == OperationEnded("op", "failed", "unknown operation")
        await stage.desk.send(OPEN)
        assert await stage.hear() == OperationEnded("op", "failed", "unknown operation")
        assert stage.locker.commands == []
        with pytest.raises(OperationRepeated):
            stage.hub.begin("op", "door:wall:1")

    play(scene)


def test_what_is_under_way_is_told_when_it_ends_and_not_before(play):
    async def scene(stage):
        await stage.desk.send(OPEN)
        await stage.desk.send(Recall(("op",)))
        await stage.settle(lambda: stage.locker.commands)
        stage.hub.begin("op", "door:wall:1")
        await stage.desk.send(Recall(("op", "other")))
        assert (await stage.hear()).operation == "other"
        stage.hub.end("op", "done")
        assert await stage.hear() == OperationEnded("op", "done")

    play(scene)


def test_a_desk_that_comes_back_is_told_every_state_and_can_ask_for_what_it_missed(play):
    async def scene(stage):
        stage.hub.report(ONLINE)
        stage.hub.report(LOCKED)
        await stage.hear()
        await stage.hear()
        await stage.desk.send(OPEN)
        await stage.settle(lambda: stage.locker.commands)
        await stage.hang_up()
        stage.hub.begin("op", "door:wall:1")
        stage.hub.end("op", "done")
        stage.hub.report(DoorChanged("wall", 1, "open", "op"))
        stage.hub.report(Scanned("scanner", "front", "nobody heard this"))
        await asyncio.sleep(0)
        await stage.connect()
        assert [await stage.hear(), await stage.hear()] == [ONLINE, DoorChanged("wall", 1, "open", "op")]
        await stage.desk.send(Recall(("op",)))
        assert await stage.hear() == OperationEnded("op", "done")

    play(scene)


def test_everything_can_be_asked_for_again(play):
    async def scene(stage):
        stage.hub.report(ONLINE)
        await stage.hear()
        await stage.desk.send(ReadAll())
        assert await stage.hear() == ONLINE

    play(scene)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (OpenDoor("op", "elsewhere", 1), "there is no lockers 'elsewhere'"),
        (PrintSlip("op", "wall", Slip("any", ())), "there is no printer 'wall'"),
    ],
)
def test_a_device_that_there_is_not(play, command, reason):
    async def scene(stage):
        await stage.desk.send(command)
        assert await stage.hear() == OperationEnded("op", "failed", reason)

    play(scene)


@pytest.mark.parametrize("operation", ["", "x" * (MAXIMUM_ID + 1)])
def test_an_operation_without_a_usable_name_is_refused(play, operation):
    async def scene(stage):
        await stage.desk.send(OpenDoor(operation, "wall", 1))
        assert (await stage.hear()).outcome == "failed"
        assert stage.locker.commands == []

    play(scene)


def test_a_driver_that_hangs_gets_no_more_commands_until_it_is_back(play):
    async def scene(stage):
        stage.hub.report(ONLINE)
        assert await stage.hear() == ONLINE
        stage.locker.hangs = True
        stage.hub.watch()
        stage.hub.watch()
        assert stage.locker.said == [("hardware_error", "the driver hangs")]
        await stage.desk.send(OPEN)
        assert await stage.hear() == OperationEnded("op", "failed", "wall hangs")
        stage.locker.hangs = False
        stage.hub.watch()
        assert stage.locker.said[-1] == ("online", "")
        await stage.desk.send(OpenDoor("op2", "wall", 1))
        await stage.settle(lambda: len(stage.locker.commands) == 1)

    play(scene)


@pytest.mark.parametrize(("begun", "outcome"), [(False, "failed"), (True, "uncertain")])
def test_what_nobody_ends_is_given_up_and_cannot_begin_afterwards(play, begun, outcome):
    async def scene(stage):
        await stage.desk.send(OPEN)
        await stage.settle(lambda: stage.locker.commands)
        if begun:
            stage.hub.begin("op", "door:wall:1")
        stage.hub.watch()
        stage.clock.advance(module.PATIENCE_SECONDS + 1)
        stage.hub.watch()
        assert (await stage.hear()).outcome == outcome
        with pytest.raises(OperationRepeated):
            stage.hub.begin("op", "door:wall:1")
        stage.hub.end("op", "done")
        stage.hub.report(ONLINE)
        assert await stage.hear() == ONLINE  # the late ending changed nothing

    play(scene)


def test_whoever_asks_is_told_of_every_device(play):
    async def scene(stage):
        await stage.desk.send(OPEN)
        await stage.desk.send(AskStatistics())
        told = await stage.hear()
        assert told == Statistics((stage.locker.statistics, stage.encoder.statistics))
        assert [each.opens for each in told.devices] == [1, 0]

    play(scene)


def test_one_device_is_asked_how_it_is_and_the_answer_names_the_question(play):
    async def scene(stage):
        await stage.desk.send(CheckHealth("q1", "wall", "interactive"))
        assert await stage.hear() == HealthChecked("q1", "wall", True, "wall: asked for interactive")
        await stage.desk.send(CheckHealth("q2", "elsewhere"))
        assert await stage.hear() == HealthChecked("q2", "elsewhere", False, "there is no device 'elsewhere'")
        stage.locker.hangs = True
        stage.hub.watch()
        await stage.desk.send(CheckHealth("q3", "wall"))
        assert await stage.hear() == HealthChecked("q3", "wall", False, "the driver hangs")

    play(scene)


MAKE = EncodeCard("made", "encoder", Tracks("1"))
AGAIN = CardAsked("encoder", "front", "made", "write", 2, 3, 60)


def test_a_card_that_is_asked_for_again_and_again_is_not_given_up(play):
    async def scene(stage):
        await stage.desk.send(MAKE)
        await stage.settle(lambda: stage.encoder.commands == [MAKE])
        stage.hub.begin("made", "card:encoder")
        for _ in range(3):
            stage.clock.advance(module.PATIENCE_SECONDS - 1)
            stage.hub.watch()
            stage.hub.report(AGAIN)
            assert await stage.hear() == AGAIN
        stage.clock.advance(module.PATIENCE_SECONDS + 1)
        stage.hub.watch()
        assert (await stage.hear()).outcome == "uncertain"

    play(scene)


def test_a_cancel_goes_to_the_encoder_that_has_the_card_and_to_nobody_else(play):
    async def scene(stage):
        cancel = CancelCard("made")
        await stage.desk.send(MAKE)
        await stage.desk.send(cancel)
        await stage.desk.send(OPEN)
        await stage.desk.send(CancelCard("op"))
        await stage.desk.send(CancelCard("unknown"))
        assert await stage.hear() == OperationEnded("unknown", "failed", "unknown operation")
        assert stage.encoder.commands == [MAKE, cancel]
        assert stage.locker.commands == [OPEN]
        stage.hub.end("made", "failed", "it was cancelled")
        ended = OperationEnded("made", "failed", "it was cancelled")
        assert await stage.hear() == ended
        await stage.desk.send(cancel)
        assert await stage.hear() == ended
        assert stage.encoder.commands == [MAKE, cancel]

    play(scene)


def test_when_the_desk_hangs_up_cards_are_cancelled_and_doors_are_not(play):
    async def scene(stage):
        await stage.desk.send(MAKE)
        await stage.desk.send(OPEN)
        await stage.settle(lambda: stage.locker.commands)
        await stage.hang_up()
        assert stage.encoder.commands == [MAKE, CancelCard("made")]
        assert stage.locker.commands == [OPEN]

    play(scene)


def test_lights_are_shown_by_lights_alone_and_are_dark_when_the_desk_is_gone(play):
    async def scene(stage):
        tower = Tower()
        stage.hub.adopt([stage.locker, tower])
        for device in ("wall", "nobody", "tower"):
            await stage.desk.send(SetLights(device, {"red": "quick"}))
        await stage.settle(lambda: bool(tower.shown))
        assert tower.shown == [SetLights("tower", {"red": "quick"})]
        assert stage.locker.commands == []
        await stage.hang_up()
        assert tower.shown[1:] == [SetLights("tower")]

    play(scene)


def test_arming_reaches_nobody_who_cannot_be_armed(play):
    async def scene(stage):
        await stage.desk.send(ArmScanner("front", True))
        await stage.desk.send(ReadAll())
        stage.hub.report(ONLINE)
        assert await stage.hear() == ONLINE

    play(scene)


def test_after_a_restart_prints_are_uncertain_and_doors_wait_to_be_read(play, tmp_path):
    earlier = OperationsLog(tmp_path / "devices.log")
    for operation, subject in (
        ("p", "print:printer"),
        ("d1", "door:wall:1"),
        ("d2", "door:wall:2"),
        ("x", "door:west:1"),
    ):
        earlier.begin(operation, subject)
    earlier.close()

    async def scene(stage):
        assert stage.record.find("p").outcome == "uncertain"
        assert stage.hub.interrupted_doors("wall") == [("d1", 1), ("d2", 2)]
        await stage.connect()
        await stage.desk.send(Recall(("d1",)))
        stage.hub.end("d1", "done", "the door was found open after an interruption")
        assert (await stage.hear()).outcome == "done"
        stage.hub.settle_interrupted()
        told = {(await stage.hear()).operation for _ in range(3)}
        assert told == {"d1", "d2", "x"}  # the first once more: it had been asked for
        assert stage.record.interrupted() == {}
        await stage.hang_up()

    play(scene, connected=False)

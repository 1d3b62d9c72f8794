"""A device process that lies: outcomes of operations that nobody asked for, doors that do not exist, contradictions, floods.

The test is the device process here. The desk believes what sensors say of doors that exist, records each outcome once, and
does nothing with the rest; with honest devices afterwards everything goes as it should.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import msgspec
import pytest

from kiosk.drivers.world.hands import WorldHands
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import (
    ArmScanner,
    DeskToDevices,
    DeviceChanged,
    DoorChanged,
    OpenDoor,
    OperationEnded,
    PrintSlip,
    ReadAll,
    Recall,
    Scanned,
    ScanRefused,
)
from kiosk.link.prompts import Board, Menu, PresentCard
from tests.crash.audit import Books
from tests.crash.box import Box
from tests.crash.house import cards
from tests.crash.person import Errand, Person
from tests.hostile.aids import Eyes, Unharmed, house_box
from tests.hostile.codes import TEXTS

GIANT = "x" * 900_000
STRANGE = ("", "nowhere", "wall' OR 1=1", "{0}", "☂\u202e", "\x00", "x" * 10_000)
NUMBERS = (-(2**63), -1, 0, 99, 2**31, 2**64 - 1)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with house_box() as started:
        started.start("world", "desk")
        yield started


class Liar:
    """The desk's devices."""

    def __init__(self, box: Box) -> None:
        self.bank = box.settings.banks[0].name
        self._peer = BlockingPeer.connect(
            box.settings.devices_socket, role="devices", incoming=DeskToDevices, uids=(), build=build_id()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._peer.__exit__()

    def say(self, *messages: msgspec.Struct) -> None:
        """Tell the desk."""
        for message in messages:
            self._peer.send(message)

    def all_is_well(self) -> None:
        """What honest devices say first."""
        self.say(
            DeviceChanged("scanner", "scanner", "front", "online"),
            DeviceChanged("printer", "printer", "front", "online", paper="full"),
            DeviceChanged(self.bank, "lockers", "", "online"),
            *(DoorChanged(self.bank, number, "locked") for number in (1, 2, 3)),
        )

    def hear(self, kind: type, seconds: float = 30.0) -> Any:
        """The next command of a kind."""
        while True:
            message = self._peer.receive(seconds)
            if isinstance(message, kind):
                return message


@pytest.fixture
def liar(box: Box) -> Iterator[Liar]:
    with Liar(box) as devices:
        devices.all_is_well()
        yield devices


@pytest.fixture
def eyes(box: Box, liar: Liar) -> Iterator[Eyes]:
    with Eyes(box.settings) as someone:
        yield someone
        someone.attract()


@pytest.fixture
def unharmed(box: Box, eyes: Eyes) -> Iterator[Unharmed]:
    eyes.attract()
    before = Unharmed(box)
    yield before
    eyes.attract()
    before.check()


def test_outcomes_of_operations_that_nobody_asked_for_are_nothing(
    eyes: Eyes, liar: Liar, unharmed: Unharmed
) -> None:
    asked = eyes.umbrella()
    for outcome in ("done", "failed", "uncertain"):
        for operation in ("0" * 36, "01a20303-0000-7000-8000-000000000000", *STRANGE, GIANT):
            liar.say(OperationEnded(operation, outcome, "because"))
    liar.say(OperationEnded("unknown", "failed", GIANT))
    assert eyes.beat().prompt_id == asked.prompt_id


def test_doors_and_devices_that_do_not_exist_are_nothing(eyes: Eyes, liar: Liar, unharmed: Unharmed) -> None:
    asked = eyes.umbrella()
    for bank in (liar.bank, *STRANGE):
        for number in NUMBERS:
            for state in ("open", "locked", "forced", "stuck"):
                liar.say(DoorChanged(bank, number, state, "no operation"))
    for name in STRANGE:
        liar.say(DeviceChanged(name, "printer", name, "hardware_error", paper="jammed", fault=name * 3))
        liar.say(DeviceChanged(name, "lockers", "elsewhere", "online"))
    liar.say(DeviceChanged(liar.bank, "lockers", "", "online", fault=GIANT))
    assert eyes.beat().prompt_id == asked.prompt_id


def test_scans_that_no_driver_of_ours_would_send_do_no_harm(
    eyes: Eyes, liar: Liar, unharmed: Unharmed
) -> None:
    asked = eyes.umbrella()
    texts = [text for some in TEXTS.values() for text in some]
    for text in (*texts, "", GIANT, "\x00" * 5_000, "\ud7ff", "A" * 100_000):
        liar.say(Scanned("scanner", "front", text, symbology=text[:50]))
    for position in STRANGE[1:]:  # an empty one is the whole box
        liar.say(Scanned("scanner", position, cards(1)[0]), ScanRefused("scanner", position, "lost"))
    after = eyes.beat()
    assert (after.prompt_id, type(after.prompt)) == (asked.prompt_id, PresentCard)


@pytest.mark.parametrize(
    "message",
    [
        OpenDoor("x", "wall", 1),
        Recall(("x",)),
        ReadAll(),
        ArmScanner("front", armed=True),
        DoorChanged("wall", "1", "open"),  # type: ignore[arg-type]
        DoorChanged("wall", 1, "wide open"),  # type: ignore[arg-type]
        OperationEnded("x", "perhaps"),  # type: ignore[arg-type]
        Scanned("scanner", "front", None),  # type: ignore[arg-type]
    ],
    ids=lambda message: type(message).__name__,
)
def test_what_devices_may_not_say_ends_their_connection_and_nothing_else(
    box: Box, eyes: Eyes, liar: Liar, unharmed: Unharmed, message: msgspec.Struct
) -> None:
    eyes.home()
    liar.__exit__()
    with Liar(box) as other:
        other.say(message)
        with pytest.raises(LinkError):
            other.hear(type(None))
    eyes.beat()


def test_a_second_connection_takes_nothing_from_the_first(
    eyes: Eyes, box: Box, liar: Liar, unharmed: Unharmed
) -> None:
    with Liar(box) as other:
        other.say(DeviceChanged(liar.bank, "lockers", "", "offline"), ArmScanner("front", armed=True))
    eyes.umbrella()
    liar.say(Scanned("scanner", "front", "6900000000000"))
    eyes.until(lambda screen: bool(getattr(screen.prompt, "error", "")), "the first is still heard")


def test_a_scanner_of_the_whole_box_serves_the_only_position(
    eyes: Eyes, liar: Liar, unharmed: Unharmed
) -> None:
    eyes.umbrella()
    liar.say(Scanned("scanner", "", "6900000000000"))
    eyes.until(lambda screen: bool(getattr(screen.prompt, "error", "")), "it is heard")


def test_a_flood_of_everything_is_dealt_with(box: Box, eyes: Eyes, liar: Liar, unharmed: Unharmed) -> None:
    eyes.umbrella()
    flood: list[msgspec.Struct] = [
        Scanned("scanner", "front", "6900000000000"),
        ScanRefused("scanner", "front", "unreadable"),
        DoorChanged(liar.bank, 1, "locked"),
        DoorChanged(liar.bank, 77, "open"),
        DeviceChanged("printer", "printer", "front", "busy"),
        DeviceChanged("printer", "printer", "front", "online", paper="low"),
    ]
    for _ in range(1_500):
        for message in flood:
            _patiently(liar, message)
    for number in range(300):
        _patiently(liar, OperationEnded(f"flood {number}", "done"))
    eyes.step(0.2)
    assert isinstance(eyes.beat().prompt, PresentCard)


def _patiently(liar: Liar, message: msgspec.Struct) -> None:
    """A flood stops when the pipe is full, and not when a writer gives up."""
    liar._peer._socket.setblocking(True)
    liar.say(message)
    liar._peer._socket.setblocking(False)


def test_devices_that_come_and_go_leave_no_door_believed(box: Box, eyes: Eyes, liar: Liar) -> None:
    liar.__exit__()
    for _ in range(20):
        with Liar(box) as other:
            other.all_is_well()
    home = eyes.home()
    eyes.until(
        lambda screen: isinstance(screen.prompt, Menu) and not screen.prompt.choices[0].enabled,
        "a tile that is grey",
    )
    assert home.prompt is not None


def test_an_outcome_that_is_taken_back_stays_as_it_was_first(box: Box, eyes: Eyes, liar: Liar) -> None:
    """Done, failed, uncertain, and done again: the first word counts, and there is one loan."""
    eyes.umbrella()
    liar.say(Scanned("scanner", "front", cards(1)[0]))
    command = liar.hear(OpenDoor)
    liar.say(DoorChanged(liar.bank, command.compartment, "open", command.operation))
    for outcome in ("done", "failed", "uncertain", "done"):
        liar.say(OperationEnded(command.operation, outcome, outcome))
    eyes.until(lambda screen: isinstance(screen.prompt, Board), "the open door")
    liar.say(DoorChanged(liar.bank, command.compartment, "locked"))
    slip = liar.hear(PrintSlip)
    liar.say(OperationEnded(slip.operation, "failed", "paper"), OperationEnded(slip.operation, "done"))
    eyes.until(lambda screen: getattr(screen.prompt, "outcome", "") == "done", "the end")
    eyes.answer("done")
    eyes.attract()
    box.settle()
    with box.books() as store:
        books = Books(store)
        outcomes = store.execute("SELECT kind, state FROM operations ORDER BY intended_ms").fetchall()
    assert outcomes == [("open_door", "done"), ("print_slip", "failed")]
    assert [(one.card, one.state) for one in books.loans.values()] == [(cards(1)[0], "lent")]


def test_a_door_that_claims_to_have_opened_without_an_outcome_and_then_goes_is_asked_for(
    box: Box, eyes: Eyes, liar: Liar
) -> None:
    """ "Open" is said, the outcome never comes, the devices go; who comes back is asked once and pulses nothing."""
    liar.__exit__()
    with Liar(box) as first:
        first.all_is_well()
        eyes.umbrella()
        first.say(Scanned("scanner", "front", cards(2)[1]))
        command = first.hear(OpenDoor)
        first.say(DoorChanged(first.bank, command.compartment, "open", command.operation))
        eyes.until(lambda screen: isinstance(screen.prompt, Board), "the open door")
    with Liar(box) as second:
        recall = second.hear(Recall)
        assert recall.operations == (command.operation,)
        second.say(
            OperationEnded(command.operation, "uncertain"), OperationEnded(command.operation, "failed")
        )
        second.all_is_well()
        eyes.until(lambda screen: getattr(screen.prompt, "outcome", "") == "done", "the end")
        with pytest.raises(TimeoutError):
            second.hear(OpenDoor, seconds=1.0)
    eyes.attract()


def test_with_honest_devices_afterwards_a_visit_goes_as_it_should(box: Box) -> None:
    box.start("devices")
    with WorldHands(box.settings.world_socket) as hands, Person(box.settings, hands) as person:
        errand = person.go(Errand("borrow", cards(3)[2]))
        assert errand.told[:1] == ["borrowed"] or not errand.moved
    box.settle()
    box.stop("desk")
    assert box.check() == []
    assert "Traceback" not in box.log("desk").read_text("utf-8", "replace"), box.tail("desk")

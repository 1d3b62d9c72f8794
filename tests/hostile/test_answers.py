"""A shell that lies: keys that were never offered, prompts that are long gone, values of the wrong kind, giants, floods.

Whatever it says, the question that is open stays open and unharmed, and a right answer still counts.
"""

from __future__ import annotations

import random
import socket
import struct
from collections.abc import Callable, Iterator

import msgspec
import pytest

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import Answered, DeskToShell, Hello, Pressed, Screen, ShellToDesk, Touched
from kiosk.link.prompts import Board, Chosen, Entered, Keypad, Menu, Notice, PresentCard, Table
from tests.crash.box import Box
from tests.crash.house import STAFF_PIN, cards
from tests.crash.person import Errand, Person
from tests.hostile.aids import Eyes, Unharmed, house_box, start

SCANNER = "scanner"
GIANT = "9" * 1_000_000
KEYS = (
    "", "nonsense", "lending.nothing", "lending.wall", "lending.waiting", "unlock", "inside", "another", "nothing_there", "0",
    "'; DROP TABLE items; --", "{0.__class__}", "%s", "\x00\x1b[2J", "☂\u202e", "a" * 10_000, GIANT,
)  # fmt: skip
TYPED = (
    "", "abc", "12a", "１２３４５６", "\u0661\u0662\u0663\u0664\u0665\u0666", "12 34", "12\n34", "-1", "+1",
    "1e5", "0x10", "1_000", "²³", "' OR 1=1", "\x00", "9" * 13, "9" * 10_000, GIANT,
)  # fmt: skip
BUTTONS = ("start", "back", "home", "language", "comfort", "call", "staff", "lock", "still_here", "end")


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with house_box() as started:
        start(started)
        yield started


@pytest.fixture
def hands(box: Box) -> Iterator[WorldHands]:
    with WorldHands(box.settings.world_socket) as pair:
        yield pair


@pytest.fixture
def eyes(box: Box) -> Iterator[Eyes]:
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


def to_the_menu(eyes: Eyes, hands: WorldHands) -> None:
    eyes.home()


def to_a_card(eyes: Eyes, hands: WorldHands) -> None:
    eyes.umbrella()


def to_a_notice(eyes: Eyes, hands: WorldHands) -> None:
    eyes.umbrella()
    eyes.choose("no_card")


def to_a_keypad(eyes: Eyes, hands: WorldHands) -> None:
    eyes.attract()
    eyes.send(Pressed("staff"))
    eyes.until(lambda screen: isinstance(screen.prompt, Keypad), "the number")


def to_the_pin(eyes: Eyes, hands: WorldHands) -> None:
    to_a_keypad(eyes, hands)
    number = eyes.until(lambda _: True, "a screen")
    eyes.send(Answered(number.prompt_id, Entered(STAFF_NUMBER)))
    eyes.until(lambda screen: screen.prompt_id != number.prompt_id, "the PIN")


def to_the_staff_menu(eyes: Eyes, hands: WorldHands) -> None:
    to_the_pin(eyes, hands)
    pin = eyes.until(lambda _: True, "a screen")
    eyes.send(Answered(pin.prompt_id, Entered(STAFF_PIN)))
    eyes.until(lambda screen: isinstance(screen.prompt, Menu) and screen.bar.staff, "the services")


def to_a_table(eyes: Eyes, hands: WorldHands) -> None:
    to_the_staff_menu(eyes, hands)
    eyes.choose("lending.waiting")


def to_the_wall(eyes: Eyes, hands: WorldHands) -> None:
    to_the_staff_menu(eyes, hands)
    eyes.choose("lending.wall")


PLACES: dict[Callable[[Eyes, WorldHands], None], type] = {
    to_the_menu: Menu,
    to_a_card: PresentCard,
    to_a_notice: Notice,
    to_a_keypad: Keypad,
    to_the_pin: Keypad,
    to_the_staff_menu: Menu,
    to_a_table: Table,
    to_the_wall: Board,
}


def offered(screen: Screen) -> set[str]:
    prompt = screen.prompt
    parts = (getattr(prompt, name, ()) for name in ("actions", "choices", "places", "rows"))
    return {part.key for some in parts for part in some}


@pytest.mark.parametrize("go", PLACES, ids=lambda go: go.__name__)
def test_answers_that_were_never_offered_leave_the_question_open(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed, go: Callable[[Eyes, WorldHands], None]
) -> None:
    before = eyes.until(lambda _: True, "a screen").prompt_id
    go(eyes, hands)
    asked = eyes.beat()
    assert isinstance(asked.prompt, PLACES[go])
    lies: list[Chosen | Entered] = [Chosen(key) for key in KEYS if key not in offered(asked)]
    lies += [Entered(text) for text in TYPED]
    if not isinstance(asked.prompt, Keypad):
        lies += [Entered("123456")]
    if not asked.bar.back:
        lies += [Chosen("back")]
    for lie in lies:
        eyes.send(Answered(asked.prompt_id, lie))
    for prompt_id in (before, "", "0", asked.prompt_id[:-1], asked.prompt_id.upper() + " ", GIANT):
        for key in (*offered(asked), "back", "done"):
            eyes.send(Answered(prompt_id, Chosen(key)))
    after = eyes.beat()
    assert (after.prompt_id, type(after.prompt)) == (asked.prompt_id, type(asked.prompt))


def test_the_second_of_two_right_answers_does_not_answer_the_next_question(
    eyes: Eyes, unharmed: Unharmed
) -> None:
    menu = eyes.home()
    eyes.until(lambda screen: screen.prompt.choices[0].enabled, "the tile")  # type: ignore[union-attr]
    for _ in range(50):
        eyes.send(Answered(menu.prompt_id, Chosen("lending.umbrella")))
    eyes.until(lambda screen: isinstance(screen.prompt, PresentCard), "the card")
    assert isinstance(eyes.beat().prompt, PresentCard)


@pytest.mark.parametrize(
    "frame",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x00",
        struct.pack(">I", 4) + b"\xc1\xc1\xc1\xc1",
        struct.pack(">I", 3) + b"\x93\x01\x02",
        msgspec.msgpack.encode({"type": "answered", "prompt_id": 7, "value": {}}),
        msgspec.msgpack.encode({"type": "screen"}),
        msgspec.msgpack.encode({"type": "open_door", "operation": "x", "bank": "wall", "compartment": 1}),
        msgspec.msgpack.encode({"type": "pressed", "button": "unlock_everything"}),
        msgspec.msgpack.encode(
            {"type": "answered", "prompt_id": "x", "value": {"type": "chosen", "key": None}}
        ),
        msgspec.msgpack.encode(Hello(build=build_id(), role="shell", position="front")),
        b"[" * 100_000,
    ],
)
def test_garbage_closes_its_own_connection_and_no_other(
    box: Box, eyes: Eyes, unharmed: Unharmed, frame: bytes
) -> None:
    asked = eyes.umbrella()
    peer = BlockingPeer.connect(
        box.settings.shell_socket,
        role="shell",
        incoming=DeskToShell,
        uids=(),
        build=build_id(),
        position="front",
    )
    with peer:
        whole = frame if frame[:1] in (b"\xff", b"\x00") else struct.pack(">I", len(frame)) + frame
        raw: socket.socket = peer._socket
        raw.setblocking(True)
        raw.sendall(whole)
        raw.setblocking(False)
        with pytest.raises(LinkError):
            _receive_for_ever(peer)
    after = eyes.beat()
    assert after.prompt_id == asked.prompt_id


def _receive_for_ever(peer: BlockingPeer) -> None:
    while True:
        peer.receive(30)


def test_a_shell_of_a_position_that_there_is_not_gets_nothing(
    box: Box, eyes: Eyes, unharmed: Unharmed
) -> None:
    for position in ("", "nowhere", "FRONT", "front\x00", "x" * 100_000):
        peer = BlockingPeer.connect(
            box.settings.shell_socket,
            role="shell",
            incoming=DeskToShell,
            uids=(),
            build=build_id(),
            position=position,
        )
        with peer, pytest.raises(LinkError):
            peer.receive(30)
    eyes.umbrella()


def test_floods_are_dealt_with_and_the_next_touch_counts(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed
) -> None:
    asked = eyes.umbrella()
    flood: list[ShellToDesk] = [Touched()] * 5_000
    flood += [Pressed(button) for button in ("still_here", "call", "comfort", "comfort")] * 500
    flood += [Answered("x" * 500, Chosen("y" * 500))] * 3_000
    for message in flood:
        eyes.send(message)
        if eyes.screen is None or not eyes.connections % 500:
            eyes.step(0)
    unharmed.but("call.raised", "call.escalated", "call.answered", "call.ended", calls=1)
    assert "carry_on" in offered(eyes.beat()), (
        "five hundred rings are one call, and one page that asks what it is"
    )
    eyes.send(Pressed("back"))
    assert eyes.beat().prompt_id == asked.prompt_id
    assert isinstance(eyes.choose("no_card").prompt, Notice)
    to_the_staff_menu(eyes, hands)  # where they are, the call is answered, and over when they go


def test_a_shell_that_never_reads_does_not_hold_up_the_one_that_does(
    box: Box, eyes: Eyes, unharmed: Unharmed
) -> None:
    eyes.umbrella()
    deaf = BlockingPeer.connect(
        box.settings.shell_socket,
        role="shell",
        incoming=DeskToShell,
        uids=(),
        build=build_id(),
        position="front",
    )
    with deaf:
        for _ in range(1_000):
            eyes.send(Pressed("comfort"))
            eyes.step(0)
        eyes.beat()
        assert isinstance(eyes.choose("no_card").prompt, Notice)


def test_a_monkey_that_presses_everything_breaks_nothing(box: Box, eyes: Eyes, hands: WorldHands) -> None:
    """Every button and key there is, at random, with scans and hands between: the desk lives, and its store is whole."""
    dice = random.Random(20261122)
    pids = {name: room.process.pid for name, room in box.rooms.items() if room.process}
    for _ in range(600):
        _one_prank(eyes, hands, dice)
        eyes.step(0.005)
    assert {name: room.process.pid for name, room in box.rooms.items() if room.process} == pids
    for place in hands.truth().compartments:
        if place.is_open:
            hands.close(place.number)
    eyes.attract()
    box.settle()
    assert box.check() == []
    for name in pids:
        assert "Traceback" not in box.log(name).read_text("utf-8", "replace"), box.tail(name)
    assert len(eyes.shown) > 100


def _one_prank(eyes: Eyes, hands: WorldHands, dice: random.Random) -> None:
    screen = eyes.screen
    kind = dice.random()
    if kind < 0.25 or screen is None:
        eyes.send(Pressed(dice.choice(BUTTONS)))  # type: ignore[arg-type]
    elif kind < 0.65:
        keys = sorted(offered(screen)) or ["done"]
        eyes.send(Answered(screen.prompt_id, Chosen(dice.choice(keys))))
    elif kind < 0.75:
        eyes.send(Answered(screen.prompt_id, Entered(dice.choice((STAFF_NUMBER, STAFF_PIN, "000000")))))
    else:
        _one_grip(hands, dice)


def _one_grip(hands: WorldHands, dice: random.Random) -> None:
    truth = hands.truth()
    door = dice.choice(truth.compartments).number
    deeds: list[Callable[[], object]] = [
        lambda: hands.scan(SCANNER, dice.choice((*cards(4), "U-0101", "U-0201", "rubbish"))),
        lambda: hands.close(door),
        lambda: hands.take(door),
        lambda: hands.put(door),
    ]
    try:
        dice.choice(deeds)()
    except CannotDo:
        pass  # the door is not open, or nothing is there


def test_after_all_this_a_visit_goes_as_it_should(box: Box, hands: WorldHands) -> None:
    with Person(box.settings, hands) as person:
        errand = person.go(Errand("borrow", cards(4)[3]))
    assert "borrowed" in errand.told or errand.begun > errand.retries

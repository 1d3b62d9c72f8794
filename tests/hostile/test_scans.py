"""Everything that somebody may hold before a scanner, through the real serial scanner into real devices and a real desk.

No crash, a clear word on the screen, the next scan works, and nothing is written but the visit's own rows.

The hostile suites, and where each is:

    scans                   here (the whole way), tests/drivers/test_scanner_*.py (framing, decoding; tests/corpus/drivers)
    touches and answers     tests/hostile/test_answers.py
    a lying device process  tests/hostile/test_devices_that_lie.py
    the link's frames       tests/link/test_fuzz.py (with tests/corpus/link), `make fuzz` for longer
    lists of members        tests/store/test_members_import*.py (with tests/corpus/csv), `make fuzz` for longer
    printers' answers       tests/drivers/test_printer_fuzz.py
    settings                tests/link/test_settings_faults.py
    plugins                 tests/hostile/test_plugins.py, test_item_in_hand.py (real processes), tests/core/test_host.py,
                            tests/journeys/test_broken_plugins.py
    deaths                  tests/crash
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.cli.demo_house import STAFF_NUMBER
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Board, Entered, Keypad, Menu, PresentCard
from tests.crash.box import Box, until
from tests.crash.house import cards
from tests.hostile.aids import Eyes, Unharmed, house_box, start
from tests.hostile.codes import PAYMENT_CODE, UNKNOWN, everything, noise

SCANNER = "scanner"
A_FEW = (
    "'; DROP TABLE items; --",
    "{0.__class__}",
    "%s%n",
    "\x1d01\x1d",
    "☂\u202e",
    "A" * 600,
    PAYMENT_CODE,
    "\x00\x1b[2J",
)


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


def error(screen: Screen) -> str:
    return str(getattr(screen.prompt, "error", ""))


class Reader:
    """Scans, and knows by two well-known codes that everything before them has been dealt with."""

    def __init__(self, eyes: Eyes, hands: WorldHands) -> None:
        self.eyes = eyes
        self.hands = hands
        self.words: dict[str, str] = {}
        for code in (UNKNOWN, PAYMENT_CODE):
            self.words[code] = self._until_it_says_something(code, error(self._screen()))

    def _screen(self) -> Screen:
        return self.eyes.until(lambda _: True, "a screen")

    def _until_it_says_something(self, code: str, before: str) -> str:
        self.hands.scan(SCANNER, code)
        return error(self.eyes.until(lambda screen: error(screen) not in ("", before), "a word about a scan"))

    def after(self, data: bytes, *, raw: bool = False) -> str:
        """What the screen says after this scan, once both known codes have been refused again as they should be."""
        start = self._screen()
        self.hands.scan(SCANNER, data, raw=raw)
        said = ""
        for code in (UNKNOWN, PAYMENT_CODE):
            said = said or self.again(code)
        assert type(self._screen().prompt) is type(start.prompt)
        return said

    def again(self, code: str) -> str:
        """Scan a known code until it is refused in its own words: a cut-off scan may cost the next one."""
        said = ""
        for _ in range(10):
            self.hands.scan(SCANNER, code)
            for _ in range(10):
                self.eyes.step(0.05)
                said = said or error(self._screen())
                if error(self._screen()) == self.words[code]:
                    return said
        raise AssertionError(
            f"the scanner is dead: {code} says {error(self._screen())!r}, not {self.words[code]!r}"
        )


def unasked(box: Box) -> int:
    """How many scans the desk has dropped because nobody had asked for one."""
    return box.log("desk").read_text("utf-8", "replace").count("a scan that nobody asked for was dropped")


def named(data: bytes | str) -> str:
    return ascii(data[:24]) + (f"*{len(data)}" if len(data) > 24 else "")


def test_nothing_that_is_scanned_where_a_card_is_asked_for_does_any_harm(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed
) -> None:
    assert isinstance(eyes.umbrella().prompt, PresentCard)
    reader = Reader(eyes, hands)
    for name, data in everything():
        try:
            reader.after(data)
        except AssertionError as problem:
            raise AssertionError(f"{name}: {named(data)}: {problem}") from None


def test_bytes_at_random_with_and_without_an_end_do_not_either(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed
) -> None:
    eyes.umbrella()
    reader = Reader(eyes, hands)
    for number, data in enumerate(noise(20261122, 30)):
        reader.after(data, raw=number % 3 == 0)


@pytest.mark.parametrize(
    ("code", "like"),
    [
        ("0" * 13, UNKNOWN),
        ("'; DROP TABLE members; --", UNKNOWN),
        ("{0.__class__}", UNKNOWN),
        ("龘龘", UNKNOWN),
        ("280000000000000000", PAYMENT_CODE),
    ],
)
def test_what_is_wrong_is_said_in_words_that_fit(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed, code: str, like: str
) -> None:
    eyes.umbrella()
    reader = Reader(eyes, hands)
    if like == PAYMENT_CODE:  # which the reader has scanned last
        reader.again(UNKNOWN)
    hands.scan(SCANNER, code)
    eyes.until(lambda screen: error(screen) == reader.words[like], "the fitting word")
    assert code not in error(eyes.until(lambda _: True, "a screen"))


@pytest.mark.parametrize("code", A_FEW, ids=named)
def test_at_the_attract_screen_it_only_wakes_the_kiosk_and_at_home_it_is_refused(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed, code: str
) -> None:
    eyes.home()
    reader = Reader(eyes, hands)
    eyes.attract()
    hands.scan(SCANNER, code)
    eyes.until(lambda screen: error(screen) != "", "home, with a word about it")
    reader.after(code.encode())
    assert isinstance(eyes.until(lambda _: True, "a screen").prompt, Menu)


def to_the_staff_number(eyes: Eyes) -> Screen:
    eyes.attract()
    eyes.send(Pressed("staff"))
    return eyes.until(
        lambda screen: "工牌" in str(getattr(screen.prompt, "subtitle", "")), "the staff number"
    )


def test_where_a_badge_may_be_shown_everything_else_is_refused_in_words(
    eyes: Eyes, hands: WorldHands, unharmed: Unharmed
) -> None:
    unharmed.but("staff.sign_in_refused")
    asked = to_the_staff_number(eyes)
    reader = Reader(eyes, hands)
    for code in (*A_FEW, cards(1)[0], "U-0101", STAFF_NUMBER):
        try:
            reader.after(code.encode())
        except AssertionError as problem:
            raise AssertionError(f"{named(code)}: {problem}") from None
        after = eyes.beat()
        assert (getattr(after.prompt, "title", ""), after.bar.staff) == (
            getattr(asked.prompt, "title", "?"),
            False,
        )


@pytest.mark.parametrize("code", A_FEW, ids=named)
def test_where_no_scan_is_asked_for_it_changes_nothing(
    box: Box, eyes: Eyes, hands: WorldHands, unharmed: Unharmed, code: str
) -> None:
    number = to_the_staff_number(eyes)
    eyes.send(Answered(number.prompt_id, Entered(STAFF_NUMBER)))
    asked = eyes.until(lambda screen: screen.prompt_id not in ("", number.prompt_id), "the PIN")
    before = unasked(box)
    hands.scan(SCANNER, code)
    hands.scan(SCANNER, cards(1)[0])
    hands.scan(SCANNER, "U-0101")
    until(lambda: unasked(box) >= before + 3, "the scans, dropped")
    after = eyes.beat()
    assert (after.prompt_id, type(after.prompt)) == (asked.prompt_id, Keypad)


def test_what_was_scanned_is_in_no_log(box: Box, eyes: Eyes, hands: WorldHands, unharmed: Unharmed) -> None:
    eyes.umbrella()
    reader = Reader(eyes, hands)
    for code in ("SECRETSCAN7788", "SECRET\x1bSCAN7788", "SECRETSCAN7788" * 50):
        reader.after(code.encode())
    for name in ("desk", "devices", "world"):
        text = box.log(name).read_text("utf-8", "replace")
        assert "SECRET" not in text
        assert UNKNOWN not in text
        assert "\x1b" not in text


def test_at_the_open_door_of_a_rack_only_a_tag_of_that_rack_counts() -> None:
    """The one screen where a scan is wanted while a door stands open; the visit goes on as if nothing had been."""
    with house_box(doors=0, rack=4, stock={1: ("U-0101", "U-0102", "U-0103")}) as box:
        start(box)
        with WorldHands(box.settings.world_socket) as hands, Eyes(box.settings) as eyes:
            eyes.umbrella()
            hands.scan(SCANNER, cards(1)[0])
            eyes.until(lambda screen: isinstance(screen.prompt, Board), "the door")
            hands.take(1, "U-0102")
            for name, data in everything():
                hands.scan(SCANNER, data)
                eyes.step(0.1 if name == "ten thousand" else 0)
            _until_noted(eyes, hands, "U-0102")
            hands.close(1)
            eyes.until(lambda screen: "nothing_there" in _actions(screen), "the end")
            eyes.answer("done")
            eyes.attract()
        box.settle()
        with box.books() as store:
            lent = store.execute(
                "SELECT i.tag, l.confirmed FROM lending_loan l JOIN items i ON i.id = l.item_id WHERE l.state = 'lent'"
            ).fetchall()
        assert lent == [("U-0102", 1)]
        box.stop("desk")
        assert box.check() == []


def _until_noted(eyes: Eyes, hands: WorldHands, tag: str) -> None:
    for _ in range(20):
        hands.scan(SCANNER, tag)
        for _ in range(10):
            eyes.step(0.05)
            if eyes.screen is not None and tag in str(getattr(eyes.screen.prompt, "subtitle", "")):
                return
    raise AssertionError(f"{tag} is not noted; seen last: {eyes.shown[-5:]}")


def _actions(screen: Screen) -> set[str]:
    return {action.key for action in getattr(screen.prompt, "actions", ())}

"""The customer's hands in the demo's terminal, at a real world without the rest of the kiosk."""

import asyncio
import io
import threading

import pytest

from kiosk.cli import hands
from kiosk.cli.demo_house import MEMBERS, build
from kiosk.drivers.process import serve_world
from kiosk.drivers.world.hands import WorldHands


class Stage:
    """A world in a thread, and hands whose answers are kept."""

    def __init__(self, settings):
        self.settings = settings
        self.loop = asyncio.new_event_loop()
        self.stop = asyncio.Event()
        ready = threading.Event()
        self.thread = threading.Thread(
            target=lambda: self.loop.run_until_complete(serve_world(settings, self.stop, ready.set))
        )
        self.thread.start()
        assert ready.wait(30)
        self.world = WorldHands(settings.world_socket)
        self.said = []
        self.hands = self.more_hands()

    def more_hands(self, tap=None):
        return hands.Hands(
            lambda: WorldHands(self.settings.world_socket), self.settings, self.said.append, tap
        )

    def do(self, line):
        """Do a line; what was said."""
        self.said.clear()
        self.hands.do(line)
        return "\n".join(self.said)

    def close(self):
        self.hands.leave()
        self.world.leave()
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(30)
        self.loop.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    settings = build(tmp_path_factory.mktemp("demo"))
    settings.run.mkdir(exist_ok=True)
    stage = Stage(settings)
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def _shut(stage):
    yield
    for door in stage.world.truth().compartments:
        if door.is_open:
            stage.world.close(door.number)


def test_an_umbrella_is_taken_and_put_back_through_an_open_door_only(stage):
    assert stage.do("take 1") == "that cannot be done: door 1 is closed"
    assert stage.do("take") == "that cannot be done: no door is open"
    stage.world.force(1)
    assert stage.do("take") == "you have U-0101"
    assert stage.do("look") == "door 1 is open, in it: nothing\nin your hands: U-0101"
    assert stage.do("put") == "U-0101 is in 1"
    assert stage.do("close") == "door 1 is shut"
    assert stage.do("close 1").startswith("that cannot be done: ")


def test_cards_with_a_stripe_go_through_the_reader_and_through_an_encoder_that_waits(stage):
    assert "blank        Hi-Co, blank" in stage.do("wallet")
    assert "worn         Hi-Co, worn" in stage.do("wallet")
    assert stage.do("swipe member") == "it went through the reader"
    assert stage.do("swipe member back") == "it went through the reader"
    assert stage.do("swipe nobodys").startswith("that cannot be done: ")
    assert stage.do("swipe") == "that cannot be done: say which card: wallet lists them"
    assert stage.do("encode blank") == "that cannot be done: the encoder encoder waits for no card"
    presented = {each.name: each.presented for each in stage.world.truth().scanners}
    assert presented["stripes"] == 2


def test_a_locked_door_does_not_open_when_pulled(stage):
    assert stage.do("pull 4") == "that cannot be done: door 4 is locked"


def test_a_card_and_a_code_reach_the_scanner(stage):
    before = stage.world.truth().scanner().presented
    assert stage.do("card 2") == "card 2 is before the scanner"
    assert stage.do("scan U-0101") == "it is before the scanner"
    assert stage.world.truth().scanner().presented == before + 2


def test_the_cards_are_the_members(stage):
    listed = stage.do("cards")
    assert all(card in listed and name in listed for card, name, *_rest in MEMBERS)


def test_something_is_broken_and_mended(stage):
    assert stage.do("break jammed 7") == "jammed: broken; mend puts everything right"
    assert "jammed" in stage.world.truth().compartment(7).faults
    assert stage.do("mend") == "everything works"
    assert not stage.world.truth().compartment(7).faults


@pytest.mark.parametrize("line", ["card 99", "card x", "take x", "put y"])
def test_a_line_that_lacks_its_number_says_so(stage, line):
    assert stage.do(line) == "a number is missing there; try help"


@pytest.mark.parametrize("line", ["break", "break rubbish", "break it 7"])
def test_what_cannot_break_is_said_with_all_that_can(stage, line):
    assert "what can break: " in stage.do(line)
    assert "jammed" in stage.do(line)


@pytest.mark.parametrize("line", [f"take {10**20}", f"break slow {10**20}", f"pull -{10**20}"])
def test_a_number_beyond_all_numbers_does_no_harm(stage, line):
    assert stage.do(line) == "no number is that large here; try help"
    assert "in your hands" in stage.do("look")


def test_a_world_that_was_killed_is_found_again(stage):
    assert "in your hands" in stage.do("look")
    stage.hands._world.leave()
    assert stage.do("look") == (
        "the world does not answer; `look` in a moment whether it was done, and say it again"
    )
    assert "in your hands" in stage.do("look")


@pytest.mark.parametrize("line", ["", "   ", "# nothing"])
def test_odd_lines_do_no_harm(stage, line):
    assert "Traceback" not in stage.do(line)


def test_an_unknown_word_points_to_help_and_help_lists_every_word(stage):
    assert stage.do("fly 3") == "no such word: fly; try help"
    listed = stage.do("help")
    assert all(
        f"  {word}" in listed or f"{word}:" in listed
        for word in ("card", "take", "put", "close", "pull", "look")
    )
    assert stage.do("scan 'half a quote") == "it is before the scanner"


def test_a_screen_that_no_finger_reaches_is_touched_from_here(stage):
    touched = []
    with_screen = stage.more_hands(lambda x, y: touched.append((x, y)))
    for line in ("touch 10 20", "touch", "touch -5 99999", "touch 1080 0"):
        with_screen.do(line)
    assert touched == [(10, 20), (540, 960)]
    assert stage.said[-1] == "that cannot be done: the screen ends at 1079, 1919"
    assert stage.do("touch 1 2") == "touch the screen itself"


def test_quitting_ends_it(stage):
    assert not stage.hands.do("quit")
    assert stage.hands.do("look")


def test_what_happens_at_the_wall_is_said(stage):
    before = stage.world.truth()
    stage.world.force(1)
    after = stage.world.truth()
    assert hands.changes(before, after) == ["door 1 springs open; in it: U-0101"]
    assert hands.changes(None, after) == []
    assert hands.changes(after, after) == []


def test_a_terminal_session_from_help_to_quit(stage, capsys):
    hands.play(stage.settings, threading.Event(), io.StringIO("card\nquit\ncard 2\n"))
    told = capsys.readouterr().out
    assert "card 1 is before the scanner" in told
    assert "card 2 is before the scanner" not in told

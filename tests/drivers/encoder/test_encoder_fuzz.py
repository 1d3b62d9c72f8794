"""Whatever happens on the line and at the head: every card ends once, in bounded time, and what is said of it is true.

`KIOSK_FUZZ_SECONDS=60` makes the last test the long run; what breaks is put into tests/corpus/drivers/encoder-answers.txt.
"""

import os
import random
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.drivers.encoder.driver import CardEncoder
from kiosk.drivers.encoder.replies import ESC
from kiosk.drivers.port import DeviceError, DeviceOffline
from kiosk.drivers.world.cards import NewCard, made
from kiosk.link.cards import Tracks
from kiosk.link.messages import CancelCard, CardRead, EncodeCard, EraseCard, ReadCard
from kiosk.link.settings_devices import Encoder
from tests.drivers.aids import Events, HandClock, MemoryOperations
from tests.drivers.encoders import Line, corpus_lines

SECONDS = float(os.environ.get("KIOSK_FUZZ_SECONDS", "1"))
SEED = int(os.environ.get("KIOSK_FUZZ_SEED", "20"))

WANTED = Tracks("ABC", "123")
FULL = NewCard("full", "high", "OLD", "999", "55")


class Trouble:
    """A transport to an emulated encoder: for each waiting a person, for each answer an accident."""

    def __init__(self, clock, people, accidents):
        self.clock, self.people, self.accidents = clock, list(people), list(accidents)
        self.line = Line()
        self.card, self.other = made(FULL), made(NewCard("other", "high", "X", "1"))
        self.last = None
        self.coming, self.late = bytearray(), bytearray()
        self.gone = False
        self.calm = True
        self.lingers = False

    def send(self, data):
        if self.gone:
            raise DeviceOffline("cut")
        if self.lingers and data[1] == ord("a") and self.line.truth.waits:
            self.last = self.card
            self._answer(self.line.swipe(self.card))  # a card in the very moment of the cancel
        self.lingers = False
        self.coming += self.late
        self.late.clear()
        self._answer(self.line.hear(data))
        if self.line.truth.waits:
            self._person(self.people.pop(0) if self.people and not self.calm else "nobody")

    def _person(self, does):
        self.lingers = does == "lingers"
        if does in ("card", "backwards", "bad", "other"):
            if does == "bad":
                self.line.truth.faults["msr_bad_swipe"] = 1
            card = self.other if does == "other" else self.card
            self.last = card
            self._answer(self.line.swipe(card, backwards=does == "backwards"))

    def _answer(self, data):
        if not data:
            return
        accident = self.accidents.pop(0) if self.accidents and not self.calm else "fine"
        if accident == "late":
            self.late += data
        elif accident == "cut":
            self.coming += data[: len(data) // 2]
            self.gone = True
        elif isinstance(accident, bytes):
            self.coming += accident
        elif accident != "mute":
            self.coming += data

    def receive(self, seconds):
        if self.coming:
            half = len(self.coming) // 2 + 1
            data = bytes(self.coming[:half])
            del self.coming[:half]
            return data
        if self.gone:
            raise DeviceOffline("cut")
        self.clock.advance(max(seconds, 0.001))
        return b""

    def drop(self):
        self.coming.clear()

    def close(self):
        pass


def play(command, people, accidents, cancelled_after=0):
    """One command, from claim to release; returns how it ended, and the world afterwards."""
    clock, operations, events = HandClock(), MemoryOperations(), Events()
    trouble = Trouble(clock, people, accidents)
    port = CardEncoder(
        Encoder(name="encoder", port="nowhere", swipe_seconds=5),
        lambda seconds: trouble,
        operations,
        events,
        clock=clock,
    )
    port.open()
    port.claim(1)
    port.enable()
    trouble.calm = False
    port.submit(command)
    began = clock.now
    turns = 0
    try:
        while "op" not in operations.ended and turns < 2000:
            turns += 1
            if turns == cancelled_after:
                port.submit(CancelCard("op"))
            port.turn(0.0)
    except DeviceError:
        pass
    port.release()
    assert clock.now - began < 120
    trouble.calm, trouble.gone = True, False
    port.claim(1)  # and it is well as soon as the line is
    port.enable()
    port.turn(0.0)
    assert port.stage == "enabled"
    port.close()
    outcome, reason = operations.ended["op"]
    return outcome, reason, trouble, operations, events


person = st.sampled_from(["card", "card", "card", "nobody", "backwards", "bad", "other", "lingers"])
accident = st.one_of(
    st.sampled_from(["fine", "fine", "fine", "fine", "fine", "late", "mute", "cut"]),
    st.sampled_from(
        [b"\x1b0", b"\x1b1", b"\x1bU", b"\x1by", b"\x1b", b"\x00\xff", b"\x1bs\x1b\x01?\x1c\x1b0"]
    ),
    st.binary(max_size=6),
)
people = st.lists(person, max_size=8)
accidents = st.lists(accident, max_size=14)
commands = st.sampled_from(
    [
        EncodeCard("op", "encoder", WANTED),
        EncodeCard("op", "encoder", WANTED, "low"),
        EraseCard("op", "encoder", (1, 2)),
    ]
)


@settings(max_examples=300, deadline=None)
@given(commands, people, accidents, st.integers(0, 90))
@example(EncodeCard("op", "encoder", WANTED), ["card", "card"], [], 0)
@example(EncodeCard("op", "encoder", WANTED), ["lingers"], [], 0)
@example(EncodeCard("op", "encoder", WANTED), ["card"], ["fine", "fine", "late"], 0)
@example(EncodeCard("op", "encoder", WANTED), ["card", "other"], [], 0)
@example(EraseCard("op", "encoder", (1, 2)), ["bad", "nobody"], [], 0)
def test_what_is_said_of_a_card_is_true(command, people, accidents, cancelled_after):
    outcome, reason, world, operations, _ = play(command, people, accidents, cancelled_after)
    honest = set(accidents) <= {"fine", "late", "cut"}  # no answer is invented, and none lost without a trace
    touched = world.card.writes + world.other.writes
    if outcome == "failed" and "hold" not in reason and honest:
        assert not touched, "a head ran, and nobody is told"
    if outcome == "done" and honest:
        wanted = {1: "ABC", 2: "123"} if isinstance(command, EncodeCard) else {1: "", 2: ""}
        assert {number: world.last.text(number) for number in wanted} == wanted
    if touched:
        assert operations.begun == [("op", "card:encoder")]
    if not operations.begun:
        assert outcome == "failed"


@settings(max_examples=100, deadline=None)
@given(people, accidents, st.integers(0, 90))
@example(["card"], [], 0)
def test_what_is_said_to_be_read_was_read(people, accidents, cancelled_after):
    outcome, _, world, operations, events = play(
        ReadCard("op", "encoder"), people, accidents, cancelled_after
    )
    assert outcome in ("done", "failed")
    assert operations.begun == []
    assert len(events.of(CardRead)) == (outcome == "done")
    if outcome == "done" and not any(isinstance(each, bytes) and ESC in each for each in accidents):
        told = events.of(CardRead)[0].tracks
        for number, said in told.texts.items():
            assert said in (world.card.text(number), world.other.text(number))


def test_an_honest_encoder_and_a_calm_hand_make_a_card():
    outcome, _, world, _, _ = play(EncodeCard("op", "encoder", WANTED), ["card", "card"], [])
    assert outcome == "done"
    assert [world.card.text(number) for number in (1, 2, 3)] == ["ABC", "123", "55"]


def test_a_card_in_the_very_moment_of_the_cancel_is_uncertain():
    outcome, reason, world, _, _ = play(EncodeCard("op", "encoder", WANTED), ["lingers"], [])
    assert world.card.writes == 1
    assert (outcome, reason) == ("uncertain", "a card may have been changed: no card was swiped in time")


def test_silence_at_the_head_is_never_done():
    assert play(EncodeCard("op", "encoder", WANTED), [], [])[0] == "failed"
    assert play(EncodeCard("op", "encoder", WANTED), ["card"], [])[0] == "uncertain"
    assert play(EncodeCard("op", "encoder", WANTED), ["card"], ["mute"] * 9)[0] == "failed"
    assert (
        play(EncodeCard("op", "encoder", WANTED), ["card"], ["fine", "fine"] + ["mute"] * 9)[0] == "uncertain"
    )


def test_answers_of_the_corpus_after_accidents_never_end_in_anything_but_an_outcome():
    chance = random.Random(SEED)
    stored = [bytes.fromhex(data) for data, _ in corpus_lines()]
    until, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        number += 1
        script = [_after_an_accident(chance, stored) for _ in range(chance.randint(1, 12))]
        hands = [chance.choice(["card", "card", "nobody", "other"]) for _ in range(6)]
        command = chance.choice([EncodeCard("op", "encoder", WANTED), ReadCard("op", "encoder")])
        try:
            play(command, hands, script)
        except Exception as fault:
            raise AssertionError(f"seed {SEED}, play {number}: {hands} {script}") from fault
    assert number > 5


def _after_an_accident(chance, stored):
    if chance.random() < 0.4:
        return "fine"
    data = bytearray(chance.choice(stored))
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(data) + 1)
        if data and chance.random() < 0.5:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        else:
            data[at:at] = chance.randbytes(chance.randint(0, 4))
    return bytes(data)

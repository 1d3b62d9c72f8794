"""Hostile bytes: a stored corpus, and mutations of it for as long as asked.

`make test` gives it two seconds each; `KIOSK_FUZZ_SECONDS=60 pytest tests/link/test_fuzz.py` is the long run. A failure
prints the seed and the bytes; put them into tests/corpus/link/frames.txt under a name that says what it was.
"""

import os
import random
import socket
import struct
import time

import pytest

from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import Codec, Frames, LinkGarbage
from kiosk.link.messages import (
    MAXIMUM_FRAME,
    Countdown,
    DeskToDevices,
    DeskToShell,
    DevicesToDesk,
    Hello,
    ShellToDesk,
    Touched,
)
from tests.link.conftest import corpus

SECONDS = float(os.environ.get("KIOSK_FUZZ_SECONDS", "2"))
SEED = int(os.environ.get("KIOSK_FUZZ_SEED", "20"))
CASES = corpus()
DECODERS = [Codec(direction) for direction in (DeskToShell, ShellToDesk, DeskToDevices, DevicesToDesk)]


def read(stream: bytes, pieces: int) -> int:
    """Read a stream as each direction would; the number of messages. Only `LinkGarbage` may be raised, and is taken."""
    messages = 0
    for codec in DECODERS:
        frames = Frames()
        try:
            for start in range(0, len(stream), pieces):
                frames.feed(stream[start : start + pieces])
                for body in frames:
                    codec.message(body)
                    messages += 1
        except LinkGarbage as refusal:
            assert len(str(refusal)) < 400  # noqa: PT017
    return messages


def mutated(chance: random.Random) -> bytes:
    """A case of the corpus after a few accidents."""
    data = bytearray(chance.choice(list(CASES.values())))
    for _ in range(chance.randint(0, 4)):
        accident = chance.randrange(7)
        at = chance.randrange(len(data) + 1)
        if accident == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif accident == 1:
            data[at:at] = chance.randbytes(chance.randint(1, 12))
        elif accident == 2:
            del data[at : at + chance.randint(1, 12)]
        elif accident == 3:
            del data[at:]
        elif accident == 4:
            data[at:at] = chance.choice(list(CASES.values()))
        elif accident == 5:
            data[at:at] = bytes(
                [chance.choice((0x80, 0x8F, 0x90, 0xC0, 0xC1, 0xC4, 0xCB, 0xD9, 0xDD, 0xDF, 0xFF))]
            )
        elif (
            len(data) >= 4
        ):  # a header that fits what follows, so that the decoder is reached and not only the length
            data[:4] = struct.pack(">I", min(len(data) - 4, MAXIMUM_FRAME) or 1)
    return bytes(data)


@pytest.mark.parametrize("name", CASES)
def test_every_stored_case_is_read_or_refused(name):
    for pieces in (1, 7, 1 << 20):
        read(CASES[name], pieces)


def test_the_valid_ones_of_the_corpus_are_still_valid():
    """Else the mutations would start from garbage and never get past the length."""
    for name, data in CASES.items():
        if name.startswith("valid "):
            assert read(data, 1 << 20), name


def test_mutations_are_read_or_refused():
    chance = random.Random(SEED)
    end = time.monotonic() + SECONDS
    rounds = understood = 0
    while time.monotonic() < end:
        data = mutated(chance)
        try:
            understood += bool(read(data, chance.choice((1 << 20, 1 << 20, 5))))
        except BaseException:
            print(f"seed {SEED}, round {rounds}: {data.hex()}")
            raise
        rounds += 1
    assert rounds > 100
    assert 0 < understood < rounds


def test_a_desk_under_garbage_goes_on_serving_the_others(desk, shell_ends):
    """Each round a stranger brings a mutated stream, before or after its hello; the good shell must not notice."""
    chance = random.Random(SEED + 1)
    end = time.monotonic() + SECONDS
    good = 0
    with BlockingPeer.connect(desk.path, **shell_ends) as shell:
        rounds = 0
        while time.monotonic() < end or rounds < 20:
            stranger(desk.path, mutated(chance), polite=chance.random() < 0.7)
            before = len(desk.received)
            shell.send(Touched())
            assert isinstance(shell.receive(30), Countdown), f"seed {SEED + 1}, round {rounds}"
            good += 1
            rounds += 1
            assert len(desk.received) > before
    assert good == rounds


def stranger(path, data: bytes, *, polite: bool) -> None:
    """Bring bytes to the desk and leave."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(30)
        connection.connect(str(path))
        try:
            if polite:
                connection.sendall(Codec(Hello).frame(Hello(build_id(), "shell", "front")))
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except (BrokenPipeError, ConnectionResetError):
            pass  # closed on us: as it should be

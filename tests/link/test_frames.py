"""Frames and what may be in them, without a socket."""

import struct

import msgspec
import pytest

from kiosk.link.cards import Tracks
from kiosk.link.frames import Codec, Frames, LinkGarbage, LinkRefused, accepted, check_hello, check_uid
from kiosk.link.messages import (
    MAXIMUM_FRAME,
    Answered,
    CardRead,
    DeskToDevices,
    DeskToShell,
    DevicesToDesk,
    EncodeCard,
    Hello,
    OpenDoor,
    Pressed,
    Refused,
    Scanned,
    ShellToDesk,
    Touched,
)
from kiosk.link.prompts import Entered

DIRECTIONS = {
    "DeskToShell": DeskToShell,
    "ShellToDesk": ShellToDesk,
    "DeskToDevices": DeskToDevices,
    "DevicesToDesk": DevicesToDesk,
}


def test_a_message_survives_its_frame():
    frames = Frames()
    frames.feed(Codec(ShellToDesk).frame(Answered("p1", Entered("123456"))))
    assert [Codec(ShellToDesk).message(body) for body in frames] == [Answered("p1", Entered("123456"))]


@pytest.mark.parametrize("size", [1, 3, 4, 5, 1000])
def test_frames_come_out_whole_whatever_the_pieces(size):
    codec = Codec(ShellToDesk)
    messages = [Touched(), Pressed("back"), Answered("p", Entered("x" * 700)), Touched()]
    stream = b"".join(codec.frame(message) for message in messages)
    frames = Frames()
    got = []
    for start in range(0, len(stream), size):
        frames.feed(stream[start : start + size])
        got += [codec.message(body) for body in frames]
    assert got == messages


@pytest.mark.parametrize("length", [0, MAXIMUM_FRAME + 1, 2**32 - 1])
def test_a_wrong_length_is_refused_before_anything_is_stored(length):
    frames = Frames()
    frames.feed(struct.pack(">I", length))
    with pytest.raises(LinkGarbage, match=f"frame of {length} bytes announced; 1 to 1048576 are accepted"):
        frames.next()


def test_the_largest_frame_goes_through_and_one_byte_more_is_our_own_mistake():
    codec = Codec(Refused)
    room = MAXIMUM_FRAME - len(msgspec.msgpack.encode(Refused("x" * 70_000))) + 70_000
    frames = Frames()
    frames.feed(codec.frame(Refused("x" * room)))
    assert codec.message(frames.next()) == Refused("x" * room)
    with pytest.raises(ValueError, match="Refused of 1048577 bytes; a frame holds at most 1048576"):
        codec.frame(Refused("x" * (room + 1)))


def test_a_message_of_the_other_direction_is_refused():
    body = Codec(DeskToDevices).frame(OpenDoor("o", "wall", 17))[4:]
    with pytest.raises(LinkGarbage):
        Codec(ShellToDesk).message(body)


@pytest.mark.parametrize(
    "body",
    [
        msgspec.msgpack.encode({"type": "13812345678"}),
        msgspec.msgpack.encode({"type": "pressed", "button": "13812345678"}),
        msgspec.msgpack.encode({"type": "answered", "prompt_id": {"13812345678": 1}, "value": "13812345678"}),
        b"13812345678",
    ],
)
def test_a_refusal_never_repeats_what_came(body):
    with pytest.raises(LinkGarbage) as refusal:
        Codec(ShellToDesk).message(body)
    assert "13812345678" not in str(refusal.value)


def test_what_is_typed_or_scanned_is_masked_in_every_repr():
    assert "123456" not in repr(Answered("p1", Entered("123456")))
    assert "690123" not in repr(Scanned("s", "front", "6901234567892"))
    for said in (EncodeCard("o", "e", Tracks("ABC123")), CardRead("e", "front", "o", Tracks(track2="123"))):
        assert "123" not in repr(said)


def test_a_hello_of_another_build_names_both_builds():
    with pytest.raises(LinkRefused, match=r"the shell is build 'old', this end is 'new': .*restart them all"):
        check_hello(Hello("old", "shell"), "new")


def test_a_refusal_instead_of_a_hello_keeps_its_words():
    with pytest.raises(LinkRefused, match="the other end refused: too old"):
        check_hello(Refused("too old"), "new")


def test_no_listed_user_means_our_own_only():
    import os

    assert accepted([]) == {os.geteuid()}
    check_uid(os.geteuid(), [])
    with pytest.raises(LinkRefused, match="user 4711 is not accepted here"):
        check_uid(4711, [])
    check_uid(4711, [990, 4711])


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_direction_begins_with_hello_or_refused(direction):
    for first in (Hello("b", "desk"), Refused("no")):
        assert Codec(DIRECTIONS[direction]).message(Codec(Hello).frame(first)[4:]) == first

"""The encoder's bytes: the manual's own vectors, every text there and back, answers in any pieces, and no bytes that raise."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.encoder import commands, replies, tracks
from kiosk.drivers.encoder.commands import NothingToDo
from kiosk.drivers.encoder.replies import Card, IsoAnswer, RawAnswer, RawCard, Short, Track
from kiosk.drivers.encoder.tracks import FORMATS, NotEncodable
from kiosk.link.cards import Tracks
from tests.drivers.encoders import corpus_lines

MANUAL_WRITE = "1B 77 1B 73 1B 01 41 42 43 31 32 33 1B 02 31 32 33 34 35 1B 03 31 32 33 34 35 3F 1C"
MANUAL_READ = "1B 73 1B 01 25 30 31 3F 1B 02 3B 32 33 3F 1B 03 3B 34 35 3F 3F 1C 1B 30"
MANUAL_RAW = "1B 6E 1B 73 1B 01 08 C5B07814954E3E2A 1B 02 05 2B8849EAAF 1B 03 05 2B8849EAAF 3F 1C"
"""MSR605 Programmer's Manual, revision B, sections 8 and 9."""

TABLE = [
    (commands.RESET, "1B 61"),
    (commands.TEST_LINE, "1B 65"),
    (commands.READ, "1B 72"),
    (commands.READ_RAW, "1B 6D"),
    (commands.SET_COERCIVITY["high"], "1B 78"),
    (commands.SET_COERCIVITY["low"], "1B 79"),
    (commands.GET_COERCIVITY, "1B 64"),
    (commands.GET_LEADING_ZEROS, "1B 6C"),
    (commands.set_leading_zeros(61, 22), "1B 7A 3D 16"),
    (commands.set_bits(7, 5, 5), "1B 6F 07 05 05"),
    (commands.set_density(1, 210), "1B 62 A1"),
    (commands.set_density(1, 75), "1B 62 A0"),
    (commands.set_density(2, 210), "1B 62 D2"),
    (commands.set_density(2, 75), "1B 62 4B"),
    (commands.set_density(3, 210), "1B 62 C1"),
    (commands.set_density(3, 75), "1B 62 C0"),
    (commands.LIGHTS["none"], "1B 81"),
    (commands.LIGHTS["all"], "1B 82"),
    (commands.LIGHTS["green"], "1B 83"),
    (commands.LIGHTS["yellow"], "1B 84"),
    (commands.LIGHTS["red"], "1B 85"),
    (commands.TEST_SENSOR, "1B 86"),
    (commands.TEST_MEMORY, "1B 87"),
    (commands.MODEL, "1B 74"),
    (commands.FIRMWARE, "1B 76"),
    (commands.write({1: "ABC123", 2: "12345", 3: "12345"}), MANUAL_WRITE),
    (commands.write({2: "23"}), "1B 77 1B 73 1B 01 1B 02 32 33 1B 03 3F 1C"),
    (
        commands.write_raw(
            {
                number: tracks.pack(tracks.characters(number, text), FORMATS[number].bits)
                for number, text in ((1, "ABC123"), (2, "12345"), (3, "12345"))
            }
        ),
        MANUAL_RAW,
    ),
]


def text(number):
    form = FORMATS[number]
    return st.text(st.sampled_from(sorted(form.alphabet)), max_size=form.longest)


any_number = st.sampled_from((1, 2, 3))
numbered_text = any_number.flatmap(lambda number: st.tuples(st.just(number), text(number)))
any_texts = st.fixed_dictionaries({number: text(number) for number in (1, 2, 3)})


# ------------------------------------------------------------------------------------------ tracks


@pytest.mark.parametrize(
    ("number", "said", "codes", "packed"),
    [
        (1, "ABC123", "45 61 62 23 51 52 13 1F 2A", "C5 B0 78 14 95 4E 3E 2A"),
        (2, "12345", "0B 01 02 13 04 15 1F 15", "2B 88 49 EA AF"),
        (3, "12345", "0B 01 02 13 04 15 1F 15", "2B 88 49 EA AF"),
    ],
)
def test_a_tracks_bits_are_the_manuals(number, said, codes, packed):
    made = tracks.characters(number, said)
    assert made == bytes.fromhex(codes)
    assert tracks.pack(made, FORMATS[number].bits) == bytes.fromhex(packed)
    assert tracks.text_of(number, bytes.fromhex(codes)) == said


@given(numbered_text)
def test_any_text_that_a_track_can_hold_comes_back_from_its_bits(case):
    number, said = case
    form = FORMATS[number]
    packed = tracks.pack(tracks.characters(number, said), form.bits)
    assert tracks.text_of(number, tracks.unpack(packed, form.bits)) == said
    assert tracks.mirrored(tracks.mirrored(packed)) == packed


@given(numbered_text, st.data())
def test_one_wrong_bit_is_always_noticed(case, data):
    number, said = case
    codes = bytearray(tracks.characters(number, said))
    codes[data.draw(st.integers(0, len(codes) - 1))] ^= 1 << data.draw(
        st.integers(0, FORMATS[number].bits - 1)
    )
    assert tracks.text_of(number, codes) is None


@given(any_number, st.binary(max_size=120))
def test_any_characters_are_a_text_that_can_be_written_or_none(number, codes):
    said = tracks.text_of(number, codes)
    if said is not None:
        assert codes.startswith(tracks.characters(number, said))


@pytest.mark.parametrize(("number", "longest"), [(1, 76), (2, 37), (3, 104)])
def test_lengths_are_the_standards(number, longest):
    tracks.check(number, "1" * longest)
    with pytest.raises(NotEncodable, match=f"track {number} holds {longest} characters"):
        tracks.check(number, "1" * (longest + 1))


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        (1, "a"),
        (1, "张"),
        (1, "1?"),
        (1, "%1"),
        (1, "1\x1b"),
        (2, "A"),
        (2, ";1"),
        (2, "1?"),
        (3, " "),
        (3, "1\x1c"),
    ],
)
def test_what_a_track_cannot_hold_is_refused_and_not_repeated(number, wrong):
    with pytest.raises(NotEncodable) as refusal:
        commands.write({number: wrong})
    assert str(refusal.value) == f"track {number} is given a character that it cannot hold"


def test_what_is_on_a_card_is_masked_in_every_repr():
    for shown in (
        Tracks("ABC123", "12345"),
        Track("text", "12345"),
        Card(0x30, {2: Track("text", "12345")}),
        RawCard(0x30, {2: b"12345"}),
    ):
        assert "12345" not in repr(shown)
        assert "ABC123" not in repr(shown)
    assert "5" in repr(Tracks("", "12345"))


# ------------------------------------------------------------------------------------------ commands


@pytest.mark.parametrize(("command", "expected"), TABLE)
def test_every_command_is_the_manuals(command, expected):
    assert command == bytes.fromhex(expected)


ALL_SELECTIONS = [*chain.from_iterable(combinations((1, 2, 3), size) for size in (1, 2, 3))]
SELECT = {(1,): 0, (2,): 2, (3,): 4, (1, 2): 3, (1, 3): 5, (2, 3): 6, (1, 2, 3): 7}


@pytest.mark.parametrize("selection", ALL_SELECTIONS)
def test_a_selection_erases_its_own_tracks(selection):
    for named in (selection, selection[::-1], set(selection), [*selection, *selection]):
        assert commands.erase(named) == bytes((0x1B, 0x63, SELECT[selection]))


@given(st.lists(st.integers(-300, 300), max_size=5))
def test_only_a_selection_with_track_1_in_it_can_erase_track_1(selection):
    try:
        (*_, select) = commands.erase(selection)
    except NothingToDo:
        return
    assert set(selection) <= {1, 2, 3}
    assert (select in {0, 3, 5, 7}) == (1 in selection)


def test_nothing_is_no_selection_and_no_card():
    for nothing in ((), [], set(), {0}, {4}, {1, 4}):
        with pytest.raises(NothingToDo):
            commands.erase(nothing)
    for empty in ({}, {1: ""}):
        with pytest.raises(NothingToDo):
            commands.write(empty)
        with pytest.raises(NothingToDo):
            commands.write_raw({number: said.encode() for number, said in empty.items()})


def test_numbers_beyond_the_table_have_no_bytes():
    with pytest.raises(ValueError, match="5 to 8"):
        commands.set_bits(4, 5, 5)
    with pytest.raises(ValueError, match="256"):
        commands.set_leading_zeros(256, 0)
    with pytest.raises(KeyError):
        commands.set_density(2, 100)
    with pytest.raises(NotEncodable):
        commands.write_raw({1: bytes(256)})


# ------------------------------------------------------------------------------------------ replies


def fed(answer, data, size):
    """What an answer says when the bytes come in pieces, and how many were needed."""
    for start in range(0, len(data), size):
        if (said := answer.feed(data[start : start + size])) is not None:
            return said
    return None


@pytest.mark.parametrize("size", [1, 3, 500])
def test_a_card_is_read_as_in_the_manual_whatever_the_pieces(size):
    card = fed(IsoAnswer(), bytes.fromhex(MANUAL_READ), size)
    assert card == Card(0x30, {1: Track("text", "01"), 2: Track("text", "23"), 3: Track("text", "45")})


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("1B 73 1B 01 1B 02 3B 32 33 3F 3F 1C 1B 30", ["empty", "text", "empty"]),
        ("1B 73 1B 01 1B 02 1B 03 3F 1C 1B 30", ["empty", "empty", "empty"]),
        ("1B 73 1B 01 1B 2B 1B 02 1B 2B 1B 03 1B 2B 3F 1C 1B 30", ["empty", "empty", "empty"]),
        ("1B 73 1B 01 1B 2A 1B 02 3B 31 3F 1B 03 1B 2B 3F 1C 1B 31", ["unreadable", "text", "empty"]),
        ("1B 73 1B 01 25 31 1B 02 31 3F 1B 03 1B 2B 3F 1C 1B 30", ["unreadable", "unreadable", "empty"]),
        ("1B 31", ["unreadable", "unreadable", "unreadable"]),
    ],
)
def test_tracks_that_are_empty_or_cannot_be_read_are_told_apart(said, states):
    card = IsoAnswer().feed(bytes.fromhex(said))
    assert [card.tracks[number].state for number in (1, 2, 3)] == states


def test_a_track_that_is_longer_than_any_can_be_is_none():
    said = bytes.fromhex("1B 73 1B 01 1B 02 3B") + b"1" * 38 + bytes.fromhex("3F 1B 03 3F 1C 1B 30")
    assert IsoAnswer().feed(said).tracks[2] == Track("unreadable")


@given(any_texts, st.integers(1, 40))
def test_any_card_comes_back_from_its_answer_whatever_the_pieces(texts, size):
    body = b"".join(
        bytes((0x1B, number)) + (f"{FORMATS[number].start}{said}?".encode() if said else b"\x1b+")
        for number, said in sorted(texts.items())
    )
    card = fed(IsoAnswer(), b"\x1bs" + body + b"?\x1c\x1b0", size)
    assert {number: track.text for number, track in card.tracks.items()} == texts


@given(
    st.fixed_dictionaries({number: st.binary(max_size=255) for number in (1, 2, 3)}),
    st.integers(1, 40),
    st.sampled_from(sorted(replies.STATUSES)),
)
def test_raw_tracks_are_read_by_their_lengths_whatever_is_in_them(bits, size, status):
    body = b"".join(bytes((0x1B, number, len(data))) + data for number, data in sorted(bits.items()))
    assert fed(RawAnswer(), b"\x1bs" + body + b"?\x1c\x1b" + bytes((status,)), size) == RawCard(status, bits)


def test_noise_before_an_answer_is_passed_over():
    assert Short(1).feed(b"\x00\xff\x80\x1b0") == b"0"
    assert Short(8).feed(b"\x1bREVH3.1") is None
    assert IsoAnswer().feed(b"\x80" + bytes.fromhex(MANUAL_READ)).status == 0x30


def test_noise_is_not_the_beginning_of_an_answer():
    waiting = Short(1)
    assert waiting.feed(b"\x00\xff\x80") is None
    assert not waiting.has_begun
    assert waiting.feed(b"\x1b") is None
    assert waiting.has_begun


@pytest.mark.parametrize("answer", [Short, IsoAnswer, RawAnswer])
def test_endless_noise_is_nonsense_and_no_memory(answer):
    waiting = answer(1) if answer is Short else answer()
    said = None
    for _ in range(40):
        said = said or waiting.feed(b"\x00" * 100)
    assert said == "nonsense"


PIECES = [bytes((each,)) for each in b"\x1bs\x01\x02\x03%;?\x1c1+*0"] + [b"\x1bs\x1b\x01", b"?\x1c\x1b"]
"""What answers are made of."""


def read_everything(data, size):
    for answer in (Short(1), Short(2), Short(4), Short(8), IsoAnswer(), RawAnswer()):
        said = fed(answer, data, size)
        if isinstance(said, Card):
            assert set(said.tracks) == {1, 2, 3}
            for number, track in said.tracks.items():
                assert (track.text != "") == (track.state == "text")
                tracks.check(number, track.text)  # whatever was read could be written
        elif isinstance(said, RawCard):
            assert set(said.tracks) == {1, 2, 3}
        else:
            assert said in (None, "nonsense") or isinstance(said, bytes)


@pytest.mark.parametrize("data", [pytest.param(bytes.fromhex(data), id=why) for data, why in corpus_lines()])
def test_every_answer_of_the_corpus_is_read(data):
    for size in (1, 2, 1000):
        read_everything(data, size)


@given(st.binary(max_size=1200), st.integers(1, 64))
def test_any_bytes_are_an_answer_or_none(data, size):
    read_everything(data, size)


@given(st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_any_order_of_what_answers_are_made_of_is_an_answer_or_none(data):
    read_everything(data, 7)

"""The emulated MSR605 at the manual's own bytes, apart from our driver's; and any text from the driver's bytes onto a card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.encoder import commands, stripe
from kiosk.drivers.encoder.replies import IsoAnswer, RawAnswer
from kiosk.drivers.encoder.tracks import FORMATS, characters, mirrored, pack
from kiosk.drivers.world.cards import CardTruth
from tests.drivers.encoders import Line

ANSWERS = [
    ("1B 65", "1B 79"),
    ("1B 64", "1B 4C"),
    ("1B 78", "1B 30"),
    ("1B 79", "1B 30"),
    ("1B 62 D2", "1B 30"),
    ("1B 62 A2", "1B 41"),
    ("1B 6F 08 08 08", "1B 30 08 08 08"),
    ("1B 7A 3D 16", "1B 30"),
    ("1B 6C", "1B 3D 16"),
    ("1B 87", "1B 30"),
    ("1B 74", "1B 33 53"),
    ("1B 76", "1B 52 45 56 48 33 2E 31 30"),
    ("1B 81", ""),
    ("1B 61", ""),
    ("1B 99", "1B 34"),
    ("1B 63 01", "1B 41"),
    ("1B 77 1B 73 1B 01 61 1B 02 1B 03 3F 1C", "1B 32"),
]


@pytest.mark.parametrize(("command", "answer"), ANSWERS)
def test_the_emulator_answers_as_the_manual_has_it(command, answer):
    assert Line().hear(command) == bytes.fromhex(answer)


@pytest.mark.parametrize(
    ("bits", "block"),
    [
        ((8, 8, 8), "01 08 C5B07814954E3E2A 1B 02 05 2B8849EAAF 1B 03 05 2B8849EAAF"),
        ((7, 5, 5), "01 09 456162235152131F2A 1B 02 08 0B01021304151F15 1B 03 08 0B01021304151F15"),
    ],
)
def test_the_manuals_raw_bytes_become_the_manuals_card(bits, block):
    line, card = Line(), CardTruth("any", "low")
    line.hear(commands.set_bits(*bits))
    line.hear(f"1B 6E 1B 73 1B {block} 3F 1C")
    assert line.swipe(card) == b"\x1b0"
    assert [card.text(number) for number in (1, 2, 3)] == ["ABC123", "12345", "12345"]
    assert line.truth.complaints == []


def test_the_manuals_iso_bytes_become_the_manuals_card_and_come_back():
    line, card = Line(), CardTruth("any", "low")
    line.hear("1B 77 1B 73 1B 01 41 42 43 31 32 33 1B 02 31 32 33 34 35 1B 03 31 32 33 34 35 3F 1C")
    assert line.swipe(card) == b"\x1b0"
    line.hear("1B 72")
    expected = "1B 73 1B 01 25 41 42 43 31 32 33 3F 1B 02 3B 31 32 33 34 35 3F 1B 03 3B 31 32 33 34 35 3F 3F 1C 1B 30"
    assert line.swipe(card) == bytes.fromhex(expected)


def test_raw_bits_come_back_the_other_way_round_than_they_were_given():
    line, card = Line(), CardTruth("any", "low")
    packed = pack(characters(2, "12345"), 5)
    line.hear(commands.set_bits(8, 8, 8))
    line.hear(commands.write_raw({2: packed}))
    line.swipe(card)
    line.hear(commands.READ_RAW)
    read = RawAnswer().feed(line.swipe(card))
    assert read.tracks == {1: b"", 2: mirrored(packed), 3: b""}


@pytest.mark.parametrize(
    ("select", "left"), [(0, "23"), (2, "13"), (4, "12"), (3, "3"), (5, "2"), (6, "1"), (7, "")]
)
def test_the_emulator_erases_what_the_manual_says_for_every_select_byte(select, left):
    line = Line()
    card = CardTruth("any", "low", [stripe.written(number, "1") for number in (1, 2, 3)])
    line.hear(bytes((0x1B, 0x63, select)))
    assert line.swipe(card) == b"\x1b0"
    assert "".join(str(number) for number in (1, 2, 3) if card.text(number)) == left


def test_while_it_waits_for_a_card_only_a_reset_is_heard():
    line = Line()
    line.hear("1B 72")
    assert line.hear("1B 65 1B 78") == b""
    assert line.truth.waits == "read"
    assert line.hear("1B 61 1B 65") == b"\x1by"
    assert line.truth.waits == ""
    assert line.truth.coercivity == "low"


@given(
    st.fixed_dictionaries(
        {
            number: st.text(st.sampled_from(sorted(form.alphabet)), max_size=form.longest)
            for number, form in FORMATS.items()
        }
    ).filter(lambda texts: any(texts.values()))
)
def test_any_texts_go_from_the_drivers_bytes_onto_the_card_and_back(texts):
    line, card = Line(), CardTruth("any", "low")
    line.hear(commands.write(texts))
    assert line.swipe(card) == b"\x1b0"
    assert {number: card.text(number) for number in (1, 2, 3)} == texts
    line.hear(commands.READ)
    read = IsoAnswer().feed(line.swipe(card))
    assert {number: track.text for number, track in read.tracks.items()} == texts
    assert line.truth.complaints == []


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"\x1b", b"\x1bw\x1bs", b"\x1bn\x1bs\x1b\x01\x05", b"?\x1c", b"\x1ba"]),
        )
    )
)
def test_any_bytes_do_no_harm_to_the_emulator(pieces):
    line = Line()
    for piece in pieces:
        line.hear(piece)
    line.hear(b"\x00" * 800 + b"?\x1c\x1ba")
    line.hear(b"\x1ba\x1be")

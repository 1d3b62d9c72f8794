"""Key events to characters: a US keyboard, in whatever pieces the events arrive, and what an overflow costs."""

import string
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.scanner.emulator import EmulatedScanner
from kiosk.drivers.scanner.keys import DROPPED, Typist
from kiosk.drivers.world.messages import ScannerTruth
from kiosk.link.settings_devices import Scanner

TYPEABLE = string.digits + string.ascii_letters + string.punctuation + " \t\r\x1d"


def event(kind, code, value):
    return struct.pack("llHHi", 1, 2, kind, code, value)


def key(code, value=1):
    return event(1, code, value) + event(0, 0, 0)


def typed(data):
    return "".join(Typist().feed(data))


@pytest.fixture(scope="module")
def keyboard(tmp_path_factory):
    settings = Scanner(name="scanner", driver="hid", port="scanner")
    return EmulatedScanner(settings, tmp_path_factory.mktemp("run"), ScannerTruth("scanner", "front"))


@given(text=st.text(TYPEABLE, max_size=40), cut=st.integers(1, 50))
def test_what_is_typed_is_what_is_read_in_pieces_of_any_size(keyboard, text, cut):
    data = keyboard._typed(text)
    typist = Typist()
    pieces = (data[at : at + cut] for at in range(0, len(data), cut))
    assert "".join(each for piece in pieces for each in typist.feed(piece)) == text


def test_the_golden_keys_of_the_kernels_header():
    """KEY_1, 0, Q, A, Z, SLASH, KP7, KP0, KPENTER, ENTER; then shift (42) held over 1 and A, and let go."""
    assert typed(b"".join(map(key, (2, 11, 16, 30, 44, 53, 71, 82, 96, 28)))) == "10qaz/70\r\r"
    assert typed(key(42) + key(2) + key(30) + key(42, 0) + key(2)) == "!A1"


def test_caps_lock_turns_letters_and_nothing_else():
    assert typed(key(58) + key(58, 0) + key(30) + key(2) + key(42) + key(31)) == "A1s"


def test_a_key_that_is_held_repeats_nothing():
    assert typed(key(30) + key(30, 2) + key(30, 2) + key(30, 0)) == "a"


def test_an_overflow_is_told_once_and_what_is_torn_is_not_read():
    dropped = event(0, 3, 0) + event(1, 3, 1) + event(1, 4, 1) + event(0, 0, 0)
    assert list(Typist().feed(key(2) + dropped + key(5))) == ["1", DROPPED, "4"]


@given(data=st.binary(max_size=200))
def test_any_bytes_at_all_are_survived(data):
    assert all(isinstance(each, str) for each in Typist().feed(data))

"""What swipes say, and what is never let in: the numbers of payment cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.scanner.codes import Code
from kiosk.drivers.scanner.stripes import read
from kiosk.link.payment import looks_like_payment_card, passes_luhn

VISA = "4111111111111111"
UNIONPAY = "6222021234567894"


@pytest.mark.parametrize(
    ("swipe", "number"),
    [
        (b";80010021024?\r", "80010021024"),
        (b"%80010021024?;80010021024=77?\r", "80010021024"),
        (b"%M^80010021024?;E?", "M"),
        (b"%E?;80010021024?+E?", "80010021024"),
        (b"%80010021024?", "80010021024"),
    ],
)
def test_the_number_is_on_track_2_or_else_on_track_1(swipe, number):
    assert read(swipe) == Code(number, "stripe")


@pytest.mark.parametrize("swipe", [b"%E?;E?\r", b";E?", b"nonsense", b";?", b"%80010021024", b"8001002?"])
def test_what_is_not_a_whole_track_is_a_bad_swipe(swipe):
    assert read(swipe) == "bad_swipe"


def test_nothing_is_no_swipe():
    assert read(b"\r\n") is None


@pytest.mark.parametrize(
    "swipe",
    [
        f";{VISA}=26121010000000000000?",
        f"%B{VISA}^LI/MING^26121010000000000000?;{VISA}=2612101?",
        f"%B{UNIONPAY}^?",
        f";{UNIONPAY}=2612?",
        f";{VISA}?",
    ],
)
def test_a_bank_card_is_refused_whichever_track_was_read(swipe):
    assert read(swipe.encode()) == "payment_card"


def test_our_own_long_numbers_are_not_taken_for_bank_cards():
    assert not looks_like_payment_card("80010021024")
    assert not looks_like_payment_card("9001234567890123")
    assert not looks_like_payment_card("4111111111111112")


def test_luhn():
    assert passes_luhn(VISA)
    assert passes_luhn(UNIONPAY)
    assert not passes_luhn("4111111111111112")


@given(data=st.binary(max_size=300))
def test_whatever_comes_there_is_an_answer(data):
    outcome = read(data)
    assert outcome in {None, "bad_swipe", "payment_card"} or isinstance(outcome, Code)

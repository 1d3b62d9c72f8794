"""What looks like a payment card, whatever track it is on, and what of our own does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.link.payment import looks_like_payment_card

BANK = {
    "a card number and a name": "B4111111111111111^DOE/JOHN^29121010000",
    "a card number in groups": "B3782 822463 10005^DOE/JOHN^2912101",
    "a whole swipe": "%B4111111111111111^DOE/JOHN^2912?;E?",
    "a card number and an expiry": "4111111111111111=29121010000",
    "nineteen digits and an expiry": "6222021234567890128=3001",
    "a card number alone": "4111111111111111",
    "track 3 of a Chinese bank": "994111111111111111=1561560000000000000003000000114000000",
}

OURS = [
    "80010013307",
    "B80010013307^ZHANG",
    "B",
    "9001234567890123",
    "4111111111111112",
    "4111111111111112=2912",
    "B4111111111111112^DOE/JOHN^2912",
    "1234567890128",
]


@pytest.mark.parametrize("said", BANK.values(), ids=BANK)
def test_what_looks_like_a_payment_card_is_one(said):
    assert looks_like_payment_card(said)


@pytest.mark.parametrize("said", OURS)
def test_what_does_not_is_none(said):
    assert not looks_like_payment_card(said)


@given(st.text(max_size=120))
def test_any_text_looks_like_a_payment_card_or_does_not(said):
    assert looks_like_payment_card(said) in (True, False)

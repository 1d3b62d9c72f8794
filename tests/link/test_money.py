"""Money is written in one way, everywhere."""

import pytest

from kiosk.link.money import figures, with_sign, yuan


@pytest.mark.parametrize(
    ("fen", "plain", "money", "signed"),
    [
        (0, "0.00", "¥0.00", "¥0.00"),
        (5, "0.05", "¥0.05", "+¥0.05"),
        (-5, "-0.05", "-¥0.05", "-¥0.05"),
        (123_456_789, "1,234,567.89", "¥1,234,567.89", "+¥1,234,567.89"),
    ],
)
def test_fen_become_yuan(fen, plain, money, signed):
    assert (figures(fen), yuan(fen), with_sign(fen)) == (plain, money, signed)

"""What looks like a payment card's stripe, or like a payment code. Pure; whatever comes, nothing raises.

One definition for whatever reads or writes them, on both sides of the link: what the customers' reader would refuse must not be
made by the encoder either, and the desk refuses it once more, whoever's driver has told it. It is somebody's money: it is
neither told nor stored nor logged (PCI DSS), and nothing here repeats it.
"""

from __future__ import annotations

import re

_TRACK_1 = re.compile(r"B ?((?:[0-9] ?){12,19})\^", re.ASCII)
"""ISO/IEC 7813: format code B, the card's number (some are printed with blanks), a separator."""

_TRACK_2 = re.compile(r"(?<![0-9])([0-9]{13,19})=[0-9]{4}", re.ASCII)
"""ISO/IEC 7813: the number, a separator, year and month."""

_TRACK_3 = re.compile(r"(?<![0-9])[0-9]{2}([0-9]{13,19})=", re.ASCII)
"""ISO/IEC 4909, which bank cards of mainland China carry: a format code of two digits, the number, a separator."""

_NUMBER = re.compile(r"[3-6][0-9]{12,18}", re.ASCII)
"""The number alone, as the large schemes' begin."""


_WECHAT = re.compile(r"1[0-5]\d{16}", re.ASCII)
_ALIPAY = re.compile(r"(?:2[5-9]|30)\d{14,22}", re.ASCII)


def is_payment_code(text: str) -> bool:
    """Has the shape of a WeChat or an Alipay payment code."""
    return bool(_WECHAT.fullmatch(text) or _ALIPAY.fullmatch(text))


def looks_like_payment_card(text: str) -> bool:
    """Whether a track's text, or all that a reader said of a card, has a payment card's number in it."""
    shapes = (_TRACK_1.search(text), _TRACK_2.search(text), _TRACK_3.search(text))
    numbers = [found[1].replace(" ", "") for found in shapes if found is not None]
    return any(map(passes_luhn, numbers)) or (bool(_NUMBER.fullmatch(text)) and passes_luhn(text))


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1's check digit is right."""
    digits = [int(each) for each in reversed(number)]
    doubled = (sum(divmod(2 * each, 10)) for each in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0

"""What is typed where the screen shows dots is known to the kit as a secret; a staff number or a day is none."""

from __future__ import annotations

import pytest

from kiosk.testing.journey import Journey
from kiosk.testing.people import STAFF_PIN
from kiosk.testing.quality.recorder import _stands_in


def test_a_pin_is_a_secret_and_a_number_is_none(kiosk: Journey) -> None:
    kiosk.sign_in()
    assert kiosk.secrets == [STAFF_PIN]


@pytest.mark.parametrize(
    ("mark", "text", "found"),
    [
        ("908172", "the PIN was 908172.", True),
        ("908172", "id 3f908172aa", False),
        ("王芳", "served 王芳 today", True),
        ("张", "张伟", False),
        ("13900000001", "139****0001", False),
    ],
)
def test_a_mark_is_found_whole_and_not_within_an_id(mark: str, text: str, found: bool) -> None:
    assert _stands_in(mark, text) is found

"""What it means where touches landed."""

from __future__ import annotations

import pytest
from aids import landed

from kiosk.setup.touching import meaning, pairs_of


@pytest.mark.parametrize(
    ("turn", "word"),
    [
        (lambda x, y: (x, y), "right"),
        (lambda x, y: (x + 0.02, y - 0.03), "right"),
        (lambda x, y: (1 - x, y), "mirrored"),
        (lambda x, y: (x, 1 - y), "upside_down"),
        (lambda x, y: (1 - x, 1 - y), "half_turn"),
        (lambda x, y: (y, x), "quarter"),
        (lambda x, y: (1 - y, x), "quarter"),
        (lambda x, y: (x * 0.7 + 0.02, y * 0.7 + 0.1), "scattered"),
        (lambda x, y: (min(1, x + 0.09), max(0, y - 0.08)), "shifted"),
    ],
)
def test_a_panel_that_is_wired_otherwise_is_known_by_its_touches(turn, word):
    assert meaning(pairs_of(landed(turn=turn))) == word


def test_an_answer_of_another_length_is_none():
    with pytest.raises(ValueError, match="five targets"):
        pairs_of("0" * 79)

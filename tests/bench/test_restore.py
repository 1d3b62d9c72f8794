"""The bench's store of many rows is one that the desk could have made: `kiosk check` has nothing to say about it."""

from __future__ import annotations

from bench import restore


def test_a_small_one_is_copied_and_put_back_clean():
    back, ratio, copied = restore.measure(400)
    assert "400 rows" in back.what
    assert back.value > 0
    assert back.met
    assert ratio.value > 0
    assert copied.value > 0

"""The bench's store of many members is one that the desk could have made, and everything that is measured happens in it."""

from __future__ import annotations

import pytest

from bench import ledger


@pytest.mark.slow
def test_a_small_one_is_asked_topped_up_and_reported(monkeypatch):
    monkeypatch.setattr(ledger, "VISITS", 5)
    lines = list(ledger.measure(2 * ledger.FEW))
    assert [line.aim for line in lines] == [1.2] * 3 + [None] * 3
    assert all(line.value > 0 for line in lines)

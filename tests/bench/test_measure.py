"""The bench's own arithmetic: a wrong percentile would be believed."""

import os
import subprocess
import sys

import pytest

from bench.measure import Line, percentile, processor_seconds, proportional_mb, resident_mb, table, tree


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (range(1, 101), 0.5, 50),
        (range(1, 101), 0.99, 99),
        (range(1, 101), 1.0, 100),
        ([7], 0.99, 7),
        ([3, 1, 2], 0.5, 2),
        ([1, 2], 0.99, 2),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, expected):
    assert percentile(values, share) == expected


def test_no_values_have_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_an_aim_may_be_a_ceiling_or_a_floor():
    assert Line("", 1.9, "×", aim=2.0).met
    assert not Line("", 2.1, "×", aim=2.0).met
    assert Line("", 0.6, "×", aim=0.5, at_least=True).met
    assert not Line("", 0.4, "×", aim=0.5, at_least=True).met
    assert Line("", 3.0, "MB").met is None


def test_the_table_says_what_was_missed():
    text = table([Line("slow thing", 3.0, "×", aim=2.0, details="why"), Line("a figure", 1.0, "MB")])
    assert "slow thing  3 ×" in text
    assert "≤ 2 ×  MISSED   why" in text
    assert "to know" in text


def test_a_process_is_counted_with_its_children():
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        pids = tree([process.pid])
        assert len(pids) == 2
        assert resident_mb(pids) > resident_mb([process.pid]) > 1
        assert 0 < proportional_mb(pids) <= resident_mb(pids)
    finally:
        process.communicate(b"\n")
    assert resident_mb(pids) == 0


def test_processor_time_grows_with_work():
    before = processor_seconds([os.getpid()])
    while processor_seconds([os.getpid()]) == before:
        sum(range(100_000))

"""Rectangles that are cut into pieces lose no pixel and gain none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.shell.geometry import Box

BOX = Box(10, 20, 300, 200)


def test_a_strip_from_each_side_and_what_is_left() -> None:
    assert BOX.from_top(50, 10) == (Box(10, 170, 300, 50), Box(10, 20, 300, 140))
    assert BOX.from_bottom(50, 10) == (Box(10, 20, 300, 50), Box(10, 80, 300, 140))
    assert BOX.from_left(100, 20) == (Box(10, 20, 100, 200), Box(130, 20, 180, 200))
    assert BOX.from_right(100, 20) == (Box(210, 20, 100, 200), Box(10, 20, 180, 200))


def test_more_than_there_is_leaves_nothing() -> None:
    assert BOX.from_top(500)[1].height == 0
    assert BOX.from_left(500)[1].width == 0
    assert BOX.inset(400) == Box(410, 420, 0, 0)


def test_the_middle() -> None:
    assert BOX.middle(100, 50) == Box(110, 95, 100, 50)
    assert BOX.centre == (160, 120)


@given(st.integers(1, 2000), st.integers(1, 12), st.integers(0, 40))
def test_columns_meet_both_edges_and_are_equal_to_a_pixel(width: int, count: int, gap: int) -> None:
    if width < count * (gap + 1):
        return
    columns = Box(7, 0, width, 10).columns(count, gap)
    assert columns[0].x == 7
    assert columns[-1].right == 7 + width
    assert max(one.width for one in columns) - min(one.width for one in columns) <= 1
    assert all(right.x - left.right == gap for left, right in pairwise(columns))


@given(st.integers(1, 2000), st.integers(1, 12), st.integers(0, 40))
def test_rows_run_from_top_to_bottom(height: int, count: int, gap: int) -> None:
    if height < count * (gap + 1):
        return
    rows = Box(0, 3, 10, height).rows(count, gap)
    assert rows[0].top == 3 + height
    assert rows[-1].y == 3
    assert all(upper.y - lower.top == gap for upper, lower in pairwise(rows))


@pytest.mark.parametrize("by", [0, 5])
def test_an_inset_is_the_same_on_each_side(by: int) -> None:
    inner = BOX.inset(by, 2 * by)
    assert (inner.x - BOX.x, BOX.right - inner.right) == (by, by)
    assert (inner.y - BOX.y, BOX.top - inner.top) == (2 * by, 2 * by)

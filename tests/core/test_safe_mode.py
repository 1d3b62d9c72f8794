"""Starts that do not finish: which are forgiven, and which lead to safe mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.safe_mode import SafeMode, Starts, kept_safe_mode

OURS = Candidate("lending", "kiosk.plugins.lending", None)
STRANGER = Candidate("trial", "kiosk_trial", None)


def starts(folder: Path, *, boot: str = "monday", unfinished: int = 2, short: int = 3) -> Starts:
    return Starts(folder, boot=boot, unfinished_starts=unfinished, short_lives=short)


def held(mode: SafeMode) -> list[str]:
    return [one.name for one in (OURS, STRANGER) if mode.holds_back(one)]


def test_a_start_that_serves_is_followed_by_an_ordinary_one(tmp_path: Path) -> None:
    for _ in range(10):
        one = starts(tmp_path)
        assert not one.begin(0)
        one.serves()
        one.steady()
    assert list(tmp_path.iterdir()) == []


def test_one_start_more_than_is_forgiven_loads_only_what_was_reviewed(tmp_path: Path) -> None:
    assert not starts(tmp_path).begin(1)
    assert not starts(tmp_path).begin(2)
    mode = starts(tmp_path).begin(3)
    assert mode == SafeMode("reviewed", "unfinished", 3)
    assert held(mode) == ["trial"]


def test_when_that_does_not_start_either_nothing_is_loaded(tmp_path: Path) -> None:
    for number in range(4):
        mode = starts(tmp_path).begin(number)
    assert mode.level == "none"
    assert held(mode) == ["lending", "trial"]


def test_safe_mode_outlasts_restarts_until_staff_leave_it(tmp_path: Path) -> None:
    for number in range(3):
        starts(tmp_path).begin(number)
    later = starts(tmp_path)
    later.serves()
    later.steady()
    served = starts(tmp_path, unfinished=20)
    for _ in range(2):
        assert served.begin(9)
        served.serves()
        served.steady()
    assert kept_safe_mode(tmp_path)
    served.leave()
    assert not kept_safe_mode(tmp_path)
    assert not starts(tmp_path).begin(10)


def test_a_plugin_that_was_named_is_the_end_of_the_matter(tmp_path: Path) -> None:
    for number in range(6):
        assert not starts(tmp_path).begin(number, named=number % 2 == 1)


def test_a_power_cut_in_a_start_counts_and_one_while_serving_does_not(tmp_path: Path) -> None:
    for boot in "abcdefg":
        one = starts(tmp_path, boot=boot)
        assert not one.begin(0)
        one.serves()
    for boot in "hi":
        starts(tmp_path, boot=boot).begin(0)
    assert starts(tmp_path, boot="j").begin(0)


def test_a_desk_that_ends_soon_again_and_again_comes_back_in_safe_mode(tmp_path: Path) -> None:
    for _ in range(3):
        one = starts(tmp_path)
        assert not one.begin(0)
        one.serves()
    assert starts(tmp_path).begin(7) == SafeMode("reviewed", "short", 7)


def test_nothing_is_counted_where_a_site_says_so(tmp_path: Path) -> None:
    for number in range(20):
        one = starts(tmp_path, unfinished=0, short=0)
        assert not one.begin(number)
        if number % 2:
            one.serves()


def test_a_start_that_was_refused_in_order_is_not_counted(tmp_path: Path) -> None:
    for number in range(10):
        one = starts(tmp_path)
        assert not one.begin(number)
        one.refused()


def test_the_command_line_asks_for_one_start_only(tmp_path: Path) -> None:
    one = starts(tmp_path)
    assert held(one.begin(0, asked="none")) == ["lending", "trial"]
    one.serves()
    one.steady()
    assert not starts(tmp_path).begin(1)


def test_loading_beside_customers_leaves_the_mark_of_a_start_when_it_ends_the_desk(tmp_path: Path) -> None:
    one = starts(tmp_path)
    one.begin(0)
    one.serves()
    one.steady()
    with one.loading():
        assert starts(tmp_path).unfinished
    assert not starts(tmp_path).unfinished


@pytest.mark.parametrize("torn", [b"", b"{", b"[1]", b"\xff"])
def test_a_mark_that_cannot_be_read_counts_for_nothing(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "starting.json").write_bytes(torn)
    (tmp_path / "safe-mode.json").write_bytes(torn)
    assert not starts(tmp_path).begin(0)

"""A short `make soak`: the tenth part of the growth that 10,000 visits may cost, in a fiftieth of the visits."""

from __future__ import annotations

import pytest

from bench import soak

SHORT, WARM = 300, 150
MOST_MB = 5.0
"""What is still being filled after 150 visits (fonts, look-ups) is some 3 MB; 20 MB in 9,000 visits would be 0.3 here, which
nobody could tell from noise, so this finds what leaks with every visit and not the last of it."""


def test_what_has_grown_is_told() -> None:
    def one(visit: int, room: str, pss: float) -> soak.Sample:
        return soak.Sample(visit, 0.0, room, 1, pss, pss, pss, 10, 1)

    steady = [one(100 * turn, "desk", 40.0) for turn in range(1, 9)]
    leaking = [one(100 * turn, "shell", 100.0 + 5 * turn) for turn in range(1, 9)]

    assert soak.growth(steady + leaking, start=300) == {"desk": 0.0, "shell": 15.0}


@pytest.mark.slow
@pytest.mark.display
@pytest.mark.timeout(900)
def test_no_process_grows_with_its_visits() -> None:
    report = soak.run(SHORT, 25, soak.SMALL, lambda _report: None)
    report.start = WARM

    assert report.revived == 0
    assert all(by < MOST_MB for by in report.grown.values()), report.grown
    for room in report.grown:
        of = [one for one in report.samples if one.room == room and one.visit >= WARM]
        assert of[-1].handles <= of[0].handles + 3, room
        assert of[-1].threads <= of[0].threads + 1, room

"""The session's clock: sixty seconds, a countdown of thirty, and one touch starts it again, without limit."""

from __future__ import annotations

import asyncio

from kiosk.core.clock import ManualClock
from kiosk.core.session.idle import IdleClock


def run_idle(
    script: list[tuple[float, str]], *, idle: float = 60, warning: float = 30
) -> tuple[list[int | None], bool]:
    """Play (seconds, "touch" or "") and return what was shown, and whether the visit had expired at the end."""

    async def play() -> tuple[list[int | None], bool]:
        clock, shown = ManualClock(), []
        watch = IdleClock(clock, shown.append)
        watch.start(idle, warning)
        expired = asyncio.ensure_future(watch.expired())
        for seconds, act in script:
            await clock.advance(seconds)
            if act == "touch":
                watch.touch()
        await asyncio.sleep(0)
        over = expired.done()
        expired.cancel()
        return shown, over

    return asyncio.run(play())


def test_nothing_is_shown_for_the_first_minute() -> None:
    assert run_idle([(59.9, "")]) == ([], False)


def test_the_last_thirty_seconds_are_counted_down_one_by_one() -> None:
    shown, over = run_idle([(89.5, "")])
    assert shown == list(range(30, 0, -1))
    assert not over


def test_the_visit_expires_at_the_end_and_the_countdown_goes_away() -> None:
    shown, over = run_idle([(91, "")])
    assert shown[-2:] == [1, None]
    assert over


def test_a_touch_in_the_last_second_keeps_the_visit() -> None:
    shown, over = run_idle([(89.5, "touch"), (59, "")])
    assert shown[-1] is None
    assert not over


def test_touching_again_and_again_keeps_it_without_limit() -> None:
    _shown, over = run_idle([(80, "touch")] * 50)
    assert not over


def test_a_touch_before_the_countdown_shows_nothing() -> None:
    assert run_idle([(50, "touch"), (50, "touch"), (50, "")]) == ([], False)


def test_shorter_limits_hold_at_once() -> None:
    async def play() -> tuple[list[int | None], bool]:
        clock, shown = ManualClock(), []
        watch = IdleClock(clock, shown.append)
        watch.start(60, 30)
        expired = asyncio.ensure_future(watch.expired())
        await clock.advance(5)
        watch.start(3, 2)
        await clock.advance(4.5)
        before = list(shown), expired.done()
        await clock.advance(1)
        await asyncio.sleep(0)
        assert expired.done()
        return before

    assert asyncio.run(play()) == ([2, 1], False)

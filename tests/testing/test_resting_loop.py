"""A journey moves its clock only when the desk has done what was due, however slow the machine is."""

from __future__ import annotations

import asyncio
import time

import pytest

from kiosk.testing import resting_loop
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.resting_loop import RestingLoop
from tests.crash.bag_scripts import SCRIPTS
from tests.crash.test_bag_walk import attendant
from tests.journeys.bags.steps import PLUGINS, SMALL, bag_lines


def test_a_script_plays_the_same_on_a_machine_whose_disk_is_slow(make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(doors=1, extra=bag_lines((SMALL, SMALL, SMALL)), plugins=PLUGINS, store="memory")
    attendant(kiosk)
    kiosk.store.probe = lambda _point: time.sleep(0.02)

    SCRIPTS["collecting_left_open"](kiosk)


def test_what_an_executor_still_does_is_waited_for() -> None:
    loop = RestingLoop()
    done: list[str] = []

    async def work() -> None:
        await asyncio.to_thread(time.sleep, 0.05)
        done.append("worked")

    async def play() -> None:
        task = asyncio.ensure_future(work())
        await loop.rest()
        assert done == ["worked"]
        await task

    try:
        loop.run_until_complete(play())
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def test_a_task_that_never_rests_does_not_hold_up_the_script_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resting_loop, "PATIENCE_SECONDS", 0.05)
    loop = RestingLoop()

    async def spin() -> None:
        while True:  # noqa: ASYNC110 - a plugin that does exactly this is what is meant
            await asyncio.sleep(0)

    async def play() -> None:
        task = asyncio.ensure_future(spin())
        await loop.rest()
        task.cancel()

    try:
        loop.run_until_complete(play())
    finally:
        loop.close()

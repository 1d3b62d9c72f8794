"""Visits by forty members while desk and devices are killed at random moments, and an account after every 25 (`days.py`).

`make test` runs a few visits, `make crash` 500 (`KIOSK_CRASH_ROUNDS`). The seed is printed; `KIOSK_CRASH_SEED` sets it. The
same seed gives the same people with the same wishes and the same plan of deaths; where a death hits is the machine's.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.link.settings import Settings
from tests.crash.box import Box
from tests.crash.days import DOORS, MEMBERS, RACK, STOCK, Days
from tests.crash.house import build_house
from tests.crash.person import Person
from tests.crash.town import Chaos

ROUNDS = int(os.environ.get("KIOSK_CRASH_ROUNDS", "8"))
SEED = int(os.environ.get("KIOSK_CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
VISITS_TO_ACCOUNT = 25


@pytest.fixture
def settings() -> Iterator[Settings]:
    """A house in memory, where there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-chaos-", dir=memory if memory.is_dir() else None))
    yield build_house(folder, doors=DOORS, stock=STOCK, rack=RACK, members=MEMBERS)
    shutil.rmtree(folder)


@pytest.mark.timeout(7200)
def test_random_kills_lose_nothing_lend_nothing_twice_and_pulse_nothing_twice(settings: Settings) -> None:
    print(f"KIOSK_CRASH_SEED={SEED}")
    began = time.monotonic()
    with Box(settings) as box:
        box.start()
        days = Days(box, SEED, Chaos)
        with Person(settings, days.hands, meanwhile=days.chaos.tick) as person:
            while days.visits < ROUNDS:
                days.visit(person)
                if days.visits % VISITS_TO_ACCOUNT == 0 or days.visits == ROUNDS:
                    days.account()
                    print(f"{time.monotonic() - began:.0f} s: {days.report()}", flush=True)
    assert sum(days.chaos.happened.values()) > ROUNDS // 4

"""Scanner, lock boards and printer are unplugged and plugged again at random moments of loans, returns and slips.

No job is lost or done twice, no door moves without a record, and everything serves again within seconds. `make test` pulls a
few plugs, `make unplug` each of them 200 times (`KIOSK_UNPLUGS`). `KIOSK_CRASH_SEED` sets the dice.
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
from tests.crash.unplugging import PLUGS, Unplugging, codes_on, paper

UNPLUGS = int(os.environ.get("KIOSK_UNPLUGS", "2"))
SEED = int(os.environ.get("KIOSK_CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
VISITS_TO_ACCOUNT = 25


@pytest.fixture
def settings() -> Iterator[Settings]:
    """A house in memory, where there is such a place, with everything on plugs."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-plugs-", dir=memory if memory.is_dir() else None))
    yield build_house(folder, doors=DOORS, stock=STOCK, rack=RACK, members=MEMBERS, on_plugs=True)
    shutil.rmtree(folder)


@pytest.mark.timeout(7200)
def test_plugs_that_come_out_lose_no_job_and_double_none_and_move_no_door_unseen(settings: Settings) -> None:
    print(f"KIOSK_CRASH_SEED={SEED}")
    began = time.monotonic()
    with Box(settings) as box:
        box.start()
        days = Days(box, SEED, Unplugging)
        plugs = days.chaos
        assert isinstance(plugs, Unplugging)

        codes = set[str]()

        def enough() -> bool:
            return all(plugs.happened[f"{name} unplugged"] >= UNPLUGS for name in PLUGS)

        def account() -> None:
            days.account()
            with box.books() as store:
                assert paper(store, days.hands.slips()) == [], f"seed {SEED}\n{box.tail()}"
            codes.update(codes_on(days.hands.slips()))
            print(
                f"{time.monotonic() - began:.0f} s: back in {plugs.slowest:.1f} s; {days.report()}",
                flush=True,
            )

        with Person(settings, days.hands, meanwhile=plugs.tick) as person:
            while not enough():
                days.visit(person)
                if days.visits % VISITS_TO_ACCOUNT == 0:
                    account()
            account()
    assert codes  # the slips carry what the account of the paper reads

"""No room on the disk at any write of any act: nobody reads "done" of what is not on record, no device does what is not, and
what was refused is done once there is room, once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.store.errors import StoreFull
from kiosk.core.store.transaction import Transaction
from kiosk.testing.kiosks import FullDiskWalk
from tests.crash import bag_scripts, scripts, test_bag_walk, test_crash_walk, test_stock_walk
from tests.crash.account import account, agree
from tests.crash.disk_acts import CARDS
from tests.crash.disk_acts_desk import DESK
from tests.crash.stroller_scripts import STROLLER_SCRIPTS
from tests.journeys.bags.steps import PLUGINS, SMALL, bag_lines
from tests.journeys.lending.steps import bay

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "9"))
"""`make test` fills the disk at one commit or two of each act, beginning where its name says; `make crash` at all."""

QUICK = {
    *("issue", "renew", "top up", "sell", "close", "merge", "rebate", "apply", "report lost"),
    *("wrap", "receive", "shift", "opening", "month"),
    "borrowed",
    "home_pressed_during_the_pulse",
    "return_kept",
    "staff_unlock_and_settle",
    "stored",
    "collected_by_code",
}
"""Acts that `make test` plays."""

lasting_or_not = pytest.mark.parametrize("once", [False, pytest.param(True, marks=pytest.mark.slow)])
"""From that commit on, or for that one alone: then what comes after it meets what it left undone."""


def named(names: Iterable[str]) -> list[ParameterSet]:
    """All of them, of which most take their time."""
    return [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in names]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", named([*CARDS, *DESK]))
@lasting_or_not
def test_an_act_that_the_disk_refuses_is_not_done_and_says_so(
    name: str, once: bool, full_disk_walk: FullDiskWalk
) -> None:
    act = (CARDS | DESK)[name]
    commits = full_disk_walk(
        act.script,
        done=act.done,
        setup=act.setup,
        check=act.check,
        again=act.again,
        every=EVERY,
        once=once,
        first=1 + sum(map(ord, name)) % EVERY,
        **act.kiosk,
    )
    assert commits > 1


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", named(scripts.SCRIPTS))
@lasting_or_not
def test_no_umbrella_is_lost_while_the_disk_is_full(
    name: str, once: bool, full_disk_walk: FullDiskWalk
) -> None:
    untold = scripts.UNTOLD.get(name, frozenset[str]())
    commits = full_disk_walk(
        scripts.SCRIPTS[name],
        setup=test_crash_walk.attendant,
        check=partial(account, untold=untold),
        meanwhile=partial(agree, untold=untold),
        every=EVERY,
        once=once,
        first=1 + sum(map(ord, name)) % EVERY,
        racks=1,
        prepare=test_crash_walk.prepare,
        contents=test_crash_walk.KEPT,
    )
    assert commits > 3


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", named(STROLLER_SCRIPTS))
@lasting_or_not
def test_no_stroller_is_lost_while_the_disk_is_full(
    name: str, once: bool, full_disk_walk: FullDiskWalk
) -> None:
    bays = test_crash_walk.BAYS
    commits = full_disk_walk(
        STROLLER_SCRIPTS[name],
        setup=test_crash_walk.attendant,
        check=account,
        meanwhile=agree,
        every=EVERY,
        once=once,
        first=1 + sum(map(ord, name)) % EVERY,
        racks=1,
        prepare=test_crash_walk.prepare_strollers,
        contents=test_crash_walk.KEPT | bays,
        extra="".join(bay(number) for number in bays) + "\n[plugins.lending]\ndeposit_fen = 5000\n",
    )
    assert commits > 3


@pytest.mark.slow
def test_an_umbrella_that_staff_send_elsewhere_is_not_lost_either(full_disk_walk: FullDiskWalk) -> None:
    commits = full_disk_walk(
        test_stock_walk.sent,
        setup=test_stock_walk.attendant,
        check=test_stock_walk.account,
        meanwhile=test_stock_walk.account,
        every=EVERY,
        prepare=test_stock_walk.prepare,
        contents={2: [test_stock_walk.TAG]},
    )
    assert commits > 3


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", named(bag_scripts.SCRIPTS))
@lasting_or_not
def test_no_bag_is_lost_while_the_disk_is_full(name: str, once: bool, full_disk_walk: FullDiskWalk) -> None:
    commits = full_disk_walk(
        bag_scripts.SCRIPTS[name],
        setup=test_bag_walk.attendant,
        check=test_bag_walk.account,
        meanwhile=test_bag_walk.account,
        every=EVERY,
        once=once,
        first=1 + sum(map(ord, name)) % EVERY,
        doors=1,
        extra=bag_lines((SMALL, SMALL, SMALL)),
        plugins=PLUGINS,
    )
    assert commits > 3


def test_the_walk_finds_a_false_done(full_disk_walk: FullDiskWalk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is held: with a desk that keeps the refusal to itself, the screen says what is not so."""
    write = LiveVisit.write

    async def swallows(visit: LiveVisit, function: Any, *what: Any, **how: Any) -> Any:
        results = []

        def kept(tx: Transaction, *what: Any, **how: Any) -> Any:
            results.append(function(tx, *what, **how))
            return results[-1]

        try:
            return await write(visit, kept, *what, **how)
        except StoreFull:
            return results[-1]

    monkeypatch.setattr(LiveVisit, "write", swallows)
    act = CARDS["top up"]

    with pytest.raises(AssertionError, match=r"the screen says '已充值 ¥1,000\.00', and it is not on record"):
        full_disk_walk(act.script, done=act.done, setup=act.setup, first=4, every=9, **act.kiosk)

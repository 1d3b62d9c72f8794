"""What plugins do once a day by themselves: each by itself, once, and not by a clock that nobody trusts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.core.identity import IdentityRules, new_pair
from kiosk.testing.journey import Journey

DAY = 86_400

ANGRY = """
from kiosk.core.api import *

async def main(visit):
    await visit.ask(Notice("information", "说谎者"))

@hookimpl
def kiosk_services():
    return [Service("angry.main", "生气", main)]

@hookimpl
def kiosk_daily(tx):
    tx.journal("angry.begun")
    raise RuntimeError("not today")
"""

TIDY = """
from kiosk.core.api import *

async def main(visit):
    await visit.ask(Notice("information", "整洁"))

@hookimpl
def kiosk_services():
    return [Service("tidy.main", "整洁", main)]

@hookimpl
def kiosk_daily(tx, settings):
    tx.journal("tidy.up")
"""


@pytest.fixture
def kiosk(install: Callable[..., Candidate], kiosk_of: Callable[..., Journey]) -> Journey:
    return kiosk_of(install("angry", ["angry.main"], ANGRY), install("tidy", ["tidy.main"], TIDY))


def days(kiosk: Journey) -> int:
    return kiosk.events().count("tidy.up")


def test_at_start_and_once_each_business_day(kiosk: Journey) -> None:
    kiosk.until(lambda: days(kiosk) == 1, "the first day")
    kiosk.wait(3 * 3600)
    assert days(kiosk) == 1
    kiosk.clock.jump(DAY)
    kiosk.wait(90)
    assert days(kiosk) == 2


def test_what_one_raises_writes_nothing_costs_nobody_else_and_is_not_tried_again_before_tomorrow(
    kiosk: Journey,
) -> None:
    kiosk.until(lambda: days(kiosk) == 1, "the other's day")
    kiosk.wait(600)
    assert "angry.begun" not in kiosk.events()
    (first,) = kiosk.desk.host.states["angry"].strikes
    kiosk.clock.jump(DAY)
    kiosk.wait(90)
    (second,) = kiosk.desk.host.states["angry"].strikes  # a strike is over after a day
    assert second > first


def test_not_while_the_box_does_not_know_the_time(kiosk: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk.until(lambda: days(kiosk) == 1, "the first day")
    monkeypatch.setattr(kiosk.store.hours, "known", lambda _clock: False)
    kiosk.clock.jump(DAY)
    kiosk.wait(180)
    assert days(kiosk) == 1
    monkeypatch.undo()
    kiosk.wait(90)
    assert days(kiosk) == 2


def test_identity_records_whose_years_are_over_are_emptied_by_the_desk_itself(kiosk: Journey) -> None:
    public, _private = new_pair()
    kiosk.store.identity = IdentityRules(public)
    record = kiosk.write(
        lambda tx: tx.seal_identity("cards.topup", "", "other", "123456", "", "13812345678", 1)
    )
    for days_on in (365, 2, 8):
        assert kiosk.read(lambda tx: tx.identity(record)).purged_ms is None
        kiosk.clock.jump(days_on * DAY)
        kiosk.wait(90)
    kiosk.until(lambda: "identity.purged" in kiosk.events(), "the record to be emptied")

    assert kiosk.read(lambda tx: tx.sealed_identity(record)) == b""


def test_a_disk_that_was_full_puts_the_days_work_off_and_ends_nothing(kiosk: Journey) -> None:
    """The desk looks every minute, for as long as it runs."""
    kiosk.until(lambda: days(kiosk) == 1, "the first day")
    disk = kiosk.fill_disk(1)
    kiosk.clock.jump(DAY)
    kiosk.wait(90)
    assert (days(kiosk), disk.is_full) == (1, True)
    disk.make_room()
    kiosk.wait(61)
    assert days(kiosk) == 2
    assert kiosk.desk.host.states["tidy"].strikes == []

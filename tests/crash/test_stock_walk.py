"""Staff send an umbrella elsewhere, and the power goes at any point: it is behind its door, on its way, or asked about."""

from __future__ import annotations

import os

import pytest

from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.lending.reading import open_cases
from kiosk.plugins.lending.stock import where_is
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import CrashWalk
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN
from tests.journeys.lending.steps import people, sign_in, umbrellas

TAG = "U-0002"
EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "12"))


def prepare(tx: Transaction) -> None:
    people(tx)
    umbrellas(tx, {2: [TAG]})


def attendant(kiosk: Journey) -> None:
    add_staff(kiosk.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)


def sent(kiosk: Journey) -> None:
    """By its tag, through its door, on its way."""
    sign_in(kiosk)
    kiosk.choose("lending.stock")
    kiosk.choose("scan")
    kiosk.scan(TAG)
    kiosk.choose("send")
    kiosk.choose("0")
    kiosk.expect(f"取出 {TAG}")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.choose("log")


def account(kiosk: Journey) -> None:
    """The books and the world agree about it, or somebody is asked; the rest is the crash walk's own account."""

    def look(tx: Transaction) -> tuple[str, bool]:
        item = tx.item_by_tag(TAG)
        assert item is not None
        return where_is(item), any(one.item_id == item.id for one in open_cases())

    where, asked = kiosk.read(look)
    taken = TAG in kiosk.world.world.hands
    assert asked or where == ("transit" if taken else "place"), (where, taken)


@pytest.mark.timeout(600)
def test_a_transfer_cut_off_anywhere_loses_nothing(crash_walk: CrashWalk) -> None:
    points = crash_walk(
        sent,
        setup=attendant,
        check=account,
        leaving=EVERY == 1,
        every=EVERY,
        first=2,
        prepare=prepare,
        contents={2: [TAG]},
    )
    assert points > 20

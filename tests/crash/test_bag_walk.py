"""Every bag journey, ended before and after every commit and every message: no bag is lost, none is given away.

What must hold, whatever the power did: a compartment with a bag in it is nobody else's, and its ticket is good; a
ticket without a bag behind its door is a question before staff.
"""

from __future__ import annotations

import os

import pytest

from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.bags.reading import bag_places, deposits
from kiosk.plugins.bags.records import Deposit
from kiosk.plugins.bags.rules import empty
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import CrashWalk
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN
from tests.crash.bag_scripts import SCRIPTS
from tests.journeys.bags.steps import PLUGINS, SMALL, bag_lines

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "24"))
"""`make test` cuts at a few points of each journey, beginning where its name says; `make crash` at all, and there the
person leaves at every point too."""


def attendant(kiosk: Journey) -> None:
    """Somebody who can sign in."""
    add_staff(kiosk.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)


def account(kiosk: Journey) -> None:
    """Fail with what is unaccounted for."""

    def books(tx: Transaction) -> tuple[dict[int, Deposit], set[int]]:
        places = {place.id: place for place in bag_places(tx)}
        stored = {places[one.place_id].number: one for one in deposits("stored")}
        return stored, {place.number for place in places.values() if empty(place)}

    stored, free = kiosk.read(books)
    inside = {number for number, tags in kiosk.world.world.contents.items() if tags and number > 1}
    assert not inside & free, f"behind door {inside & free} is a bag, and the next customer would be given it"
    assert inside <= set(stored), f"no ticket is good for the bag behind {inside - set(stored)}"
    gone = {number for number, one in stored.items() if number not in inside and not one.question}
    assert not gone, f"the books have a bag behind {gone}, it is not there, and nobody is asked"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SCRIPTS)
def test_an_ending_at_any_point_loses_no_bag_and_gives_none_away(name: str, crash_walk: CrashWalk) -> None:
    points = crash_walk(
        SCRIPTS[name],
        setup=attendant,
        check=account,
        leaving=EVERY == 1,
        every=EVERY,
        first=1 + sum(map(ord, name)) % EVERY,
        doors=1,
        extra=bag_lines((SMALL, SMALL, SMALL)),
        plugins=PLUGINS,
    )
    assert points > 20


def test_the_walk_finds_what_settles_nothing(crash_walk: CrashWalk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is held: with a settlement that forgets the bag, cuts at the open door leave it to the next customer."""
    from kiosk.core.service import Settlement
    from kiosk.plugins.bags import settle

    monkeypatch.setattr(settle, "settle", lambda _tx, _reservation, _facts: Settlement("forgotten"))

    with pytest.raises(AssertionError, match=r"endings of \d+ points are unaccounted for"):
        crash_walk(
            SCRIPTS["stored"], check=account, every=6, leaving=False, doors=1,
            extra=bag_lines((SMALL, SMALL, SMALL)), plugins=PLUGINS,
        )  # fmt: skip

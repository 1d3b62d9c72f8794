"""The power goes before and after every commit and every message of every lending journey; all is accounted for."""

from __future__ import annotations

import os

import pytest

from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import CrashWalk
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN
from tests.crash.account import account
from tests.crash.scripts import SCRIPTS, UNTOLD
from tests.crash.stroller_scripts import STROLLER_SCRIPTS
from tests.journeys.lending.steps import bay, people, strollers, umbrellas

KEPT = {number: [f"U-{number:04d}"] for number in (1, 2, 3)} | {7: ["U-0071", "U-0072", "U-0073"]}

EVERY = int(os.environ.get("KIOSK_CRASH_EVERY", "12"))
"""`make test` cuts at every twelfth point of each journey, beginning where its name says; `make crash` at all, and there the
person leaves at every point too."""


def prepare(tx: Transaction) -> None:
    """The members, and an umbrella behind each of the first doors."""
    people(tx)
    umbrellas(tx, KEPT)


def attendant(kiosk: Journey) -> None:
    """Somebody who can sign in."""
    add_staff(kiosk.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SCRIPTS)
def test_an_ending_at_any_point_loses_nothing_and_does_nothing_twice(
    name: str, crash_walk: CrashWalk
) -> None:
    points = crash_walk(
        SCRIPTS[name],
        setup=attendant,
        check=lambda kiosk: account(kiosk, untold=UNTOLD.get(name, frozenset())),
        leaving=EVERY == 1,
        every=EVERY,
        first=1 + sum(map(ord, name)) % EVERY,
        racks=1,
        prepare=prepare,
        contents=KEPT,
    )
    assert points > 20


BAYS = {11: ["S-0011"], 12: []}


def prepare_strollers(tx: Transaction) -> None:
    """The same, and a stroller in the first of two bays."""
    prepare(tx)
    strollers(tx, BAYS)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", STROLLER_SCRIPTS)
def test_strollers_and_people_without_a_card_are_accounted_for_as_well(
    name: str, crash_walk: CrashWalk
) -> None:
    every = 1 if EVERY == 1 else 2 * EVERY
    points = crash_walk(
        STROLLER_SCRIPTS[name],
        setup=attendant,
        check=account,
        leaving=EVERY == 1,
        every=every,
        first=1 + sum(map(ord, name)) % every,
        racks=1,
        prepare=prepare_strollers,
        contents=KEPT | BAYS,
        extra="".join(bay(number) for number in BAYS) + "\n[plugins.lending]\ndeposit_fen = 5000\n",
    )
    assert points > 20


def test_the_walk_finds_what_settles_nothing(crash_walk: CrashWalk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is held: with a settlement that forgets the loan, cuts after the pulse leave things unaccounted."""
    from kiosk.core.service import Settlement
    from kiosk.plugins.lending import settle

    monkeypatch.setattr(settle, "settle", lambda _tx, _reservation, _facts: Settlement("forgotten"))

    with pytest.raises(AssertionError, match=r"endings of \d+ points are unaccounted for"):
        crash_walk(
            SCRIPTS["borrowed"], check=account, every=EVERY, leaving=EVERY == 1, racks=1, prepare=prepare, contents=KEPT
        )  # fmt: skip

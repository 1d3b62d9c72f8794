"""A top-up at a remote member system that is cut short anywhere, or on a full disk: the money in the drawer, what the books say
of it, and what the other side has made of it are one, once everybody has answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.testing.journey import Journey
from tests.journeys.cards.counter import counter
from tests.journeys.cards.steps import quick
from tests.remote import client
from tests.remote.house.steps import books, furniture, orders, plugins, sent, to_the_review
from tests.remote.server import MemberServer

PAID = 50_000


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[MemberServer]]:
    """A new one for each kiosk; the last is the one that is asked."""
    made: list[MemberServer] = []
    yield made
    for one in made:
        one.close()


@pytest.fixture
def at_the_review(servers: list[MemberServer], monkeypatch: pytest.MonkeyPatch):
    def stand(kiosk: Journey) -> None:
        servers.append(MemberServer())
        monkeypatch.setattr(client, "URL", servers[-1].url)
        quick(kiosk)
        counter(kiosk)
        to_the_review(kiosk)

    return stand


def script(kiosk: Journey) -> None:
    kiosk.choose("take")
    kiosk.expect("已充值")
    kiosk.choose("done")
    kiosk.expect("顾客的会员卡")


def answered(kiosk: Journey) -> None:
    """Until nothing is open any more."""
    for _ in range(40):
        if all(state != "intended" for _kind, state in orders(kiosk)):
            return
        kiosk.until(lambda: not client.Client.flying, "the network")
        kiosk.wait(10)
    raise AssertionError(f"not answered: {orders(kiosk)}")


def test_wherever_it_is_cut_short_it_is_made_there_once_or_not_at_all(
    crash_walk, at_the_review, servers, tmp_path: Path
):
    def whole(kiosk: Journey) -> None:
        answered(kiosk)
        made = bool(sent(kiosk))
        assert len(servers[-1].entered) == made
        assert servers[-1].balances["principal"] == 10_000 + PAID * made
        assert books(kiosk) == ((PAID, 0, -PAID) if made else (0, 0, 0))
        told = any("已充值" in str(getattr(screen.prompt, "title", "")) for screen in kiosk.shown)
        assert made or not told, "who was told that it is on the card, has it there"

    points = crash_walk(
        script, setup=at_the_review, check=whole, plugins=plugins(tmp_path), prepare=furniture, every=3
    )

    assert points > 10


def test_with_a_full_disk_nobody_is_told_what_is_not_and_it_is_made_when_there_is_room(
    full_disk_walk, at_the_review, servers, tmp_path: Path
):
    def patient(kiosk: Journey) -> None:
        """Whoever is told that it is not known yet goes away with that."""
        kiosk.choose("take")
        for _ in range(31):
            kiosk.until(lambda: not client.Client.flying, "the network")
            if "正在登记" not in str(getattr(kiosk.prompt, "title", "")):
                break
            kiosk.wait(1)
        kiosk.expect("已充值")
        kiosk.choose("done")
        kiosk.expect("顾客的会员卡")

    def borne_out(kiosk: Journey) -> None:
        assert servers[-1].balances["principal"] == 10_000 + PAID * len(servers[-1].entered)
        assert sent(kiosk) == ["there"], "what is said to be on the card, is"

    def whole(kiosk: Journey) -> None:
        answered(kiosk)
        made = bool(sent(kiosk))
        assert len(servers[-1].entered) == made
        assert books(kiosk) == ((PAID, 0, -PAID) if made else (0, 0, 0))

    commits = full_disk_walk(
        patient,
        setup=at_the_review,
        check=whole,
        meanwhile=borne_out,
        plugins=plugins(tmp_path),
        prepare=furniture,
    )

    assert commits >= 3

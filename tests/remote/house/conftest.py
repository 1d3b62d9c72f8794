"""A kiosk with the house's cards and umbrellas at a site whose members are a remote system's. The books are checked after
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.journeys.cards.counter import counter
from tests.journeys.cards.steps import quick
from tests.remote import client
from tests.remote.house.steps import (
    furniture,
    plugins,
)
from tests.remote.server import MemberServer


@pytest.fixture
def server() -> Iterator[MemberServer]:
    made = MemberServer()
    yield made
    made.close()


@pytest.fixture
def kiosk(
    make_kiosk: MakeKiosk, server: MemberServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Journey]:
    monkeypatch.setattr(client, "URL", server.url)
    journey = make_kiosk(
        plugins=plugins(tmp_path), prepare=furniture, contents={1: ["U-0001"], 2: ["U-0002"]}, store="memory"
    )
    quick(journey)
    yield journey
    assert [each for each in journey.check() if each.severity == "wrong"] == []


@pytest.fixture
def desk(kiosk: Journey) -> Journey:
    return counter(kiosk)

"""A kiosk whose members are a remote system's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from tests.remote import client
from tests.remote.server import CARD, MemberServer

MANIFEST = """id = "remote"
version = "1"
host = ">=1,<2"
title = "Remote"
services = ["remote.card"]
permissions = ["members.order", "ledger.enter"]
"""


@pytest.fixture
def server() -> Iterator[MemberServer]:
    made = MemberServer()
    yield made
    made.close()


@pytest.fixture
def kiosk(
    make_kiosk: MakeKiosk, server: MemberServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Journey:
    (tmp_path / "plugin.toml").write_text(MANIFEST)
    monkeypatch.setattr(client, "URL", server.url)
    return make_kiosk(plugins=[Candidate("remote", "tests.remote.client", tmp_path)], store="memory")


def to_the_card(kiosk: Journey, card: str = CARD) -> None:
    """Press the tile, and swipe."""
    kiosk.touch()
    kiosk.choose("remote.card")
    kiosk.expect("请刷卡")
    kiosk.scan(card)

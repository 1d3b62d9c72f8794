"""The house's own services at a site whose members are a remote system's: what people do there."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.host.discovery import Candidate
from kiosk.core.ledger import drawer
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Confirm, Notice
from kiosk.plugins.cards.elsewhere.models import SentRow
from kiosk.plugins.cards.elsewhere.sending import THERE, on_its_way
from kiosk.testing.journey import Journey
from tests.journeys.cards.counter import sign_in
from tests.journeys.cards.steps import PLUGINS
from tests.journeys.lending.steps import umbrellas
from tests.remote import client
from tests.remote.server import CARD, MemberServer

MANIFEST = """id = "system"
version = "1"
host = ">=1,<2"
title = "Member system"
services = []
permissions = []
"""

CASH = drawer("desk", "cash")
_STATES = "SELECT kind, state FROM member_orders ORDER BY made_ms, id"


def plugins(folder: Path) -> list[Candidate]:
    """The house's cards and umbrellas, and the site's own client."""
    (folder / "plugin.toml").write_text(MANIFEST)
    return [*PLUGINS, Candidate("system", "tests.remote.system_only", folder)]


def furniture(tx: Transaction) -> None:
    """Umbrellas, and no member at all."""
    umbrellas(tx, {1: ["U-0001"], 2: ["U-0002"]})


def wait(kiosk: Journey, server: MemberServer, seconds: float) -> None:
    """Longer than anybody waits; before each second passes here, the network has done what it will."""
    for _ in range(int(seconds)):
        kiosk.until(lambda: client.Client.flying <= server.held, "the network")
        kiosk.wait(1)


def to_my_page(kiosk: Journey, card: str = CARD) -> Confirm:
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(card)
    page = kiosk.expect("您的会员卡")
    assert isinstance(page, Confirm)
    return page


def facts(prompt: object) -> dict[str, str]:
    assert isinstance(prompt, Confirm | Notice)
    return {str(fact.label): str(fact.value) for fact in prompt.facts}


def to_the_review(kiosk: Journey, fen: str = "50000") -> Confirm:
    sign_in(kiosk)
    kiosk.choose("cards.topup")
    kiosk.expect("顾客的会员卡")
    kiosk.scan(CARD)
    kiosk.expect("给这张卡充值吗")
    kiosk.choose("amount")
    kiosk.expect("充值多少")
    kiosk.type(fen)
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    page = kiosk.expect("收款")
    assert isinstance(page, Confirm)
    return page


def orders(kiosk: Journey) -> list[tuple[str, str]]:
    return kiosk.read(lambda tx: [(row[0], row[1]) for row in run(tx, _STATES)])


def member(kiosk: Journey, card: str = CARD) -> str:
    found = kiosk.read(lambda tx: tx.member_by_card(card))
    assert found is not None
    return found.id


def books(kiosk: Journey) -> tuple[int, int, int]:
    """In the drawer; on its way to the other side; there."""
    who = member(kiosk)

    def look(tx: Transaction) -> tuple[int, int, int]:
        return tx.balance(CASH), tx.balance(on_its_way(who)), tx.balance(THERE)

    return kiosk.read(look)


def sent(kiosk: Journey) -> list[str]:
    return kiosk.write(lambda _tx: [row.state for row in SentRow.select().order_by(SentRow.at_ms)])

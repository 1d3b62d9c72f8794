"""A member is reminded of what waits, once they are known and not before; a later service greets them by the same lines."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.core.records import Context
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.till.models import ReceiptRow
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter
from tests.journeys.cards.steps import CARD, PLUGINS, facts, member_id, to_the_page, to_the_tile
from tests.journeys.conftest import Install

DAY = 86_400
HELLO = """
from kiosk.core.api import *

@hookimpl
def kiosk_services():
    return [Service("hello.main", "打招呼", main)]

@hookimpl
def kiosk_member_notes(tx, member_id):
    return ["下一场活动在周六"]

async def main(visit):
    shown = await visit.ask(PresentCard("请刷卡"), accepts=(Scans(),))
    member = await visit.read(lambda tx: tx.member_by_card(shown.text))
    notes = await visit.member_notes(member.id)
    await visit.ask(Notice("information", "您好", facts=tuple(Fact("提醒", note) for note in notes)))
"""
ANGRY = """
from kiosk.core.api import *

async def main(visit):
    await visit.ask(Notice("information", "生气"))

@hookimpl
def kiosk_services():
    return [Service("angry.main", "生气", main)]

@hookimpl
def kiosk_member_notes(tx, member_id):
    raise RuntimeError("not today")
"""


def born_in(kiosk: Journey, month: int) -> None:
    kiosk.write(
        lambda tx: tx._run("UPDATE members SET birth_month = ?, birth_day = 3 WHERE card = ?", (month, CARD))
    )


def notes(kiosk: Journey) -> list[str]:
    return [str(fact.value) for fact in getattr(kiosk.prompt, "facts", ()) if str(fact.label) == "提醒"]


def of_tier(kiosk: Journey, tier: str) -> None:
    kiosk.write(lambda tx: tx._run("UPDATE members SET tier = ? WHERE card = ?", (tier, CARD)))


def spent(kiosk: Journey, fen: int, *, refunded: int = 0) -> None:
    owner = member_id(kiosk)

    def book(tx: Transaction) -> None:
        row: dict[str, Any] = {
            "key": tx.new_id(), "merchant": "m", "terminal": "t", "receipt": "1", "day": 20261101, "at_ms": tx.now_ms,
            "amount": fen, "refunded": refunded, "member_id": owner, "file_id": "f",
        }  # fmt: skip
        ReceiptRow.create(**row)

    kiosk._run(kiosk.store.write(book, context=Context(plugin="cards")))


def test_points_that_end_soon_stand_out_on_their_page(make_kiosk: Maker):
    """120 of them end on 31 December, and it is 22 November: forty days."""
    for days, alert in ((30, False), (45, True)):
        kiosk = make_kiosk(settings={"cards": {"points_ending_days": days}})
        to_the_page(kiosk)
        (ending,) = [fact for fact in kiosk.prompt.facts if str(fact.label) == "即将到期"]
        assert ending.alert is alert
        assert notes(kiosk) == [], "the page says it once"


def test_a_wish_in_the_month_of_the_birthday_with_the_site_s_own_words(make_kiosk: Maker):
    for month, words, said in (
        (11, "", ["生日月快乐！"]),
        (11, "生日礼在服务台", ["生日月快乐！生日礼在服务台"]),
        (12, "", []),
    ):
        kiosk = make_kiosk(settings={"cards": {"birthday_words": words}})
        born_in(kiosk, month)
        to_the_page(kiosk)
        assert notes(kiosk) == said


@pytest.mark.parametrize(
    ("tier", "fen", "said"),
    [
        ("gold", 700_000, ["您已可升级为钻石卡"]),
        ("金卡", 700_000, ["您已可升级为钻石卡"]),
        ("gold", 699_999, []),
        ("platinum", 9_000_000, []),
        ("nobody knows", 9_000_000, []),
    ],
)
def test_a_tier_that_what_they_spent_has_reached(make_kiosk: Maker, tier: str, fen: int, said: list[str]):
    kiosk = counter(make_kiosk())
    of_tier(kiosk, tier)
    spent(kiosk, fen)
    to_the_page(kiosk)

    assert notes(kiosk) == said


def test_what_was_taken_back_was_not_spent(make_kiosk: Maker):
    kiosk = counter(make_kiosk())
    of_tier(kiosk, "gold")
    spent(kiosk, 700_000, refunded=1)
    to_the_page(kiosk)

    assert notes(kiosk) == []


def test_without_rules_there_is_nothing_to_upgrade_to(kiosk: Journey):
    spent(kiosk, 9_000_000)
    to_the_page(kiosk)

    assert notes(kiosk) == []


def test_nothing_is_told_before_somebody_is_known(make_kiosk: Maker):
    kiosk = make_kiosk(settings={"cards": {"points_ending_days": 366}})
    born_in(kiosk, 11)
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("请输入会员密码")
    said = " ".join(str(screen.prompt) for screen in kiosk.shown)

    assert "生日" not in said
    assert "到期" not in said


def hello(make_kiosk: Maker, install: Install, *more: Candidate) -> Journey:
    guest = install("hello", ["hello.main"], HELLO)
    kiosk = make_kiosk(plugins=[*PLUGINS, guest, *more], settings={"cards": {"points_ending_days": 45}})
    born_in(kiosk, 11)
    return kiosk


def test_a_later_service_greets_an_identified_member_with_what_every_service_tells(make_kiosk, install):
    kiosk = hello(make_kiosk, install)
    kiosk.touch()
    kiosk.choose("hello.main")
    kiosk.scan(CARD)
    kiosk.expect("您好")

    assert notes(kiosk) == ["120 分将到期，最早 2026-12-31", "生日月快乐！", "下一场活动在周六"]


def test_its_own_line_stands_on_the_member_s_page_before_ours(make_kiosk, install):
    kiosk = hello(make_kiosk, install)
    to_the_page(kiosk)

    assert notes(kiosk) == ["下一场活动在周六", "生日月快乐！"]


def test_one_that_raises_costs_nobody_their_line(make_kiosk, install):
    kiosk = hello(make_kiosk, install, install("angry", ["angry.main"], ANGRY))
    to_the_page(kiosk)

    assert "下一场活动在周六" in notes(kiosk)


def test_three_lines_at_the_most_and_the_others_first(make_kiosk, install):
    many = HELLO.replace('["下一场活动在周六"]', '["一", "二", "三"]')
    kiosk = make_kiosk(plugins=[*PLUGINS, install("hello", ["hello.main"], many)])
    born_in(kiosk, 11)
    to_the_page(kiosk)

    assert notes(kiosk) == ["一", "二", "三"]
    assert facts(kiosk)["积分"] == "1,120"

"""Paper that ends in the middle of a slip of cards: what was agreed is done, once; whoever stands there is told that the slip
is not there; it waits for staff, is never printed again by itself, and a copy says that it is one (副本)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.link.prompts import Table
from kiosk.testing.journey import Journey
from tests.journeys.cards import (
    close_steps,
    test_give,
    test_issue,
    test_merge,
    test_renew,
    test_sell,
    test_topup,
)
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, sign_in


def issued(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_issue.desk(make_kiosk)

    def act() -> None:
        test_issue.to_the_encoder(kiosk)
        test_issue.swipe_twice(kiosk)
        kiosk.expect("卡已办好")

    return kiosk, act


def replaced(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_renew.desk(make_kiosk)

    def act() -> None:
        test_renew.to_the_needs(kiosk)
        test_renew.replace(kiosk, "broken")

    return kiosk, act


def topped_up(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_topup.furnish(make_kiosk())

    def act() -> None:
        test_topup.to_the_review(kiosk, "100000")
        kiosk.choose("take")
        kiosk.expect("已充值")

    return kiosk, act


def sold(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_sell.desk(make_kiosk)
    return kiosk, lambda: test_sell.sold(kiosk, "610000")


def exchanged(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_give.desk(make_kiosk)
    return kiosk, lambda: test_give.exchanged(kiosk)


def closed(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = counter(make_kiosk())
    close_steps.paid_in(kiosk)

    def act() -> None:
        close_steps.to_the_statement(kiosk, "operator")
        close_steps.agree(kiosk)
        kiosk.expect("此卡已注销")

    return kiosk, act


def merged(make_kiosk: Maker) -> tuple[Journey, Callable[[], None]]:
    kiosk = test_merge.furnished(counter(make_kiosk()))
    return kiosk, lambda: test_merge.merged(kiosk)


ACTS: dict[str, tuple[Callable[..., tuple[Journey, Callable[[], None]]], str]] = {
    "issue": (issued, "cards.given"),
    "renew": (replaced, "cards.replaced"),
    "topup": (topped_up, "cards.topup_slip"),
    "sell": (sold, "cards.sale_slip"),
    "give": (exchanged, "cards.give_slip"),
    "close": (closed, "cards.statement"),
    "merge": (merged, "cards.merger_slip"),
}
"""How each is done, and what the journal says of it."""


@pytest.mark.parametrize(("what", "becomes"), [*((each, "failed") for each in ACTS), ("topup", "uncertain")])
def test_a_slip_that_is_not_printed_waits_for_staff_and_a_copy_says_so(
    make_kiosk: Maker, what: str, becomes: str
) -> None:
    make, event = ACTS[what]
    kiosk, act = make(make_kiosk)
    kiosk.world.print_badly(becomes)
    act()
    told = {"failed": "未打出的凭条", "uncertain": "请先看打印机"}[becomes]
    kiosk.until(lambda: told in str(kiosk.prompt.facts), "the word about the slip")
    kiosk.leave()
    kiosk.restart()
    assert kiosk.events().count(event) == 1
    assert kiosk.world.slips == []

    kiosk.world.print_badly("done")
    if what == "topup":
        kiosk.sign_in("1001", test_topup.PEOPLE["1001"][0])
    else:
        sign_in(kiosk)
    kiosk.choose("core.slips")
    table = kiosk.expect("未打出的凭条")
    assert isinstance(table, Table)
    (row,) = table.rows
    kiosk.choose(row.key)
    kiosk.choose("copy")
    kiosk.expect("副本已打印")
    assert [(slip.slip.kind, slip.slip.copy) for slip in kiosk.world.slips] == [(_kind(what), True)]
    assert kiosk.events().count(event) == 1
    assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []


def _kind(what: str) -> str:
    return {"close": "cards.closed", "merge": "cards.merged", "give": "cards.exchange"}.get(
        what, f"cards.{what}"
    )

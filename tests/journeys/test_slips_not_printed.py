"""Paper that ends in the middle: the customer's business is done, staff have the slip, and a copy says that it is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN

PLUGIN = """
async def main(visit):
    operation = await visit.write(bought)
    outcome = await visit.ask(Progress("打印中"), accepts=(Operations(operation.id),))
    await visit.ask(Notice("done", "办好了", outcome.outcome))

def bought(tx):
    tx.journal("trial.bought")
    lines = (Line("星河广场 服务台", "centre", "large", bold=True), Line("寄存凭条", "centre"), Pair("柜门", "3 号"))
    return tx.intend_print(Slip("trial.bought", lines), purpose="trial.bought", secret=SECRET)
"""


@pytest.fixture
def kiosk(kiosk_with: Callable[[str], Journey], request: pytest.FixtureRequest) -> Journey:
    """A service that prints, and somebody who works here."""
    secret = getattr(request, "param", False)
    journey = kiosk_with(PLUGIN.replace("SECRET", str(secret)))
    add_staff(journey.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)
    return journey


def buy(kiosk: Journey, becomes: Literal["done", "failed", "uncertain"]) -> None:
    """A customer's visit, whose slip comes to this."""
    kiosk.world.print_badly(becomes)
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("办好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def sign_in(kiosk: Journey) -> Menu:
    kiosk.press("staff")
    kiosk.type(STAFF_NUMBER)
    kiosk.type(STAFF_PIN)
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return menu


def line(menu: Menu) -> str:
    return next((str(each.note) for each in menu.choices if each.key == "core.slips"), "")


def the_list(kiosk: Journey) -> Table:
    kiosk.choose("core.slips")
    table = kiosk.expect("未打出的凭条")
    assert isinstance(table, Table)
    return table


def test_the_business_is_done_and_staff_print_a_copy(kiosk: Journey) -> None:
    buy(kiosk, "done")
    buy(kiosk, "failed")
    buy(kiosk, "uncertain")
    assert kiosk.events().count("trial.bought") == 3
    kiosk.restart()  # the list outlives the desk, and nothing is printed by itself
    assert len(kiosk.world.slips) == 1
    assert line(sign_in(kiosk)) == "2 个待查看"
    table = the_list(kiosk)
    assert [(row.cells[1:], row.alert) for row in table.rows] == [
        (("寄存凭条", "未打印"), False),
        (("寄存凭条", "未知"), True),
    ]
    kiosk.world.print_badly("done")
    kiosk.choose(table.rows[1].key)
    page = kiosk.expect("寄存凭条")
    assert isinstance(page, Confirm)
    assert ("柜门", "3 号") in [(fact.label, fact.value) for fact in page.facts]
    kiosk.choose("copy")
    kiosk.expect("副本已打印")
    assert kiosk.world.slips[-1].slip.copy
    assert [slip.slip.copy for slip in kiosk.world.slips] == [False, True]
    kiosk.choose("done")
    table = kiosk.expect("未打出的凭条")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    kiosk.choose("seen")
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    assert line(menu) == ""
    assert len(kiosk.world.slips) == 2
    assert [each for each in kiosk.events() if each.startswith("slip.")] == ["slip.copied", "slip.seen_to"]
    assert kiosk.check() == []


def test_a_copy_that_is_not_printed_is_on_the_list_itself(kiosk: Journey) -> None:
    buy(kiosk, "failed")
    sign_in(kiosk)
    kiosk.choose(the_list(kiosk).rows[0].key)
    kiosk.choose("copy")
    kiosk.expect("副本没有打印")
    kiosk.choose("done")
    table = kiosk.expect("未打出的凭条")
    assert isinstance(table, Table)
    assert len(table.rows) == 1
    kiosk.choose(table.rows[0].key)
    kiosk.world.print_badly("done")
    kiosk.choose("copy")
    kiosk.expect("副本已打印")
    assert [slip.slip.copy for slip in kiosk.world.slips] == [True]


@pytest.mark.parametrize("kiosk", [True], indirect=True)
def test_what_was_not_kept_cannot_be_copied(kiosk: Journey) -> None:
    buy(kiosk, "failed")
    sign_in(kiosk)
    kiosk.choose(the_list(kiosk).rows[0].key)
    page = kiosk.expect("凭条")
    assert isinstance(page, Confirm)
    assert [action.key for action in page.actions] == ["seen"]


def test_without_a_printer_the_page_says_so_and_offers_no_copy(kiosk: Journey) -> None:
    buy(kiosk, "failed")
    sign_in(kiosk)
    table = the_list(kiosk)
    kiosk.world.without_printer()
    kiosk.choose(table.rows[0].key)
    page = kiosk.expect("寄存凭条")
    assert isinstance(page, Confirm)
    assert [action.key for action in page.actions] == ["seen"]
    assert any(fact.alert for fact in page.facts)


def test_what_two_people_see_to_is_seen_to_once(kiosk: Journey) -> None:
    buy(kiosk, "uncertain")
    (one,) = kiosk.read(lambda tx: tx.slips_to_see_to())
    assert kiosk.write(lambda tx: tx.copy_slip(one.id)) is not None
    assert kiosk.write(lambda tx: tx.copy_slip(one.id)) is None
    assert kiosk.write(lambda tx: tx.slip_seen_to(one.id)) is False

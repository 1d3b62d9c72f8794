"""A member system over HTTP that is slow, down, answers twice and answers late: nobody is told "done" that is not, nothing
is entered twice, and the screen says what is known.
"""

from __future__ import annotations

import pytest

from kiosk.core.ledger import drawer
from kiosk.core.member_system import OrderAnswer
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Confirm, Entered, Menu, Notice, Table
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK
from tests.remote import client
from tests.remote.conftest import to_the_card
from tests.remote.server import NAME, MemberServer

CASH = drawer("desk", "cash")
PIN = "590318"


SERVERS: list[MemberServer] = []


@pytest.fixture(autouse=True)
def in_order(kiosk: Journey, server: MemberServer):
    SERVERS.append(server)
    yield
    assert [each for each in kiosk.check() if each.severity == "wrong"] == []


def top_up(kiosk: Journey) -> None:
    to_the_card(kiosk)
    page = kiosk.expect(NAME)
    assert isinstance(page, Confirm)
    kiosk.choose("topup")


def leave(kiosk: Journey) -> None:
    kiosk.choose("done")
    kiosk.leave()


def cash(kiosk: Journey) -> int:
    return kiosk.read(lambda tx: tx.balance(CASH))


def orders(kiosk: Journey) -> list[str]:
    def look(tx: Transaction) -> list[str]:
        return [row[0] for row in tx._all("SELECT state FROM member_orders ORDER BY made_ms, id")]

    return kiosk.read(look)


def outlast(kiosk: Journey, seconds: float) -> None:
    """Longer than anybody waits; before each second passes here, the network has done what it will."""
    for _ in range(int(seconds)):
        kiosk.until(lambda: client.Client.flying <= SERVERS[-1].held, "the network")
        kiosk.wait(1)


def test_whose_card_it_is_and_what_is_on_it_are_the_other_sides(kiosk: Journey, server: MemberServer) -> None:
    to_the_card(kiosk)
    page = kiosk.expect(NAME)
    assert isinstance(page, Confirm)
    assert page.facts[0].value == "10000"
    kiosk.back()
    kiosk.leave()
    to_the_card(kiosk, "90000000001")
    kiosk.expect("没有这张卡")


def test_a_top_up_is_done_when_the_other_side_says_so_and_the_drawer_has_the_money(
    kiosk: Journey, server: MemberServer
) -> None:
    top_up(kiosk)
    kiosk.expect("办好了")
    assert server.balances["principal"] == 15_000
    assert (cash(kiosk), orders(kiosk)) == (5_000, ["done"])


def test_a_card_is_blocked_there(kiosk: Journey, server: MemberServer) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    kiosk.choose("block")
    kiosk.expect("办好了")
    assert server.blocked
    assert cash(kiosk) == 0


def test_what_it_refuses_is_told_and_enters_nothing(kiosk: Journey, server: MemberServer) -> None:
    server.balances["principal"] = -99_999
    top_up(kiosk)
    page = kiosk.expect("没有办成")
    assert isinstance(page, Notice)
    assert page.subtitle == "not enough"
    assert (cash(kiosk), orders(kiosk)) == (0, ["refused"])


@pytest.mark.parametrize("fault", ["late", "down"])
def test_a_question_without_an_answer_says_so_and_holds_nobody_up(
    kiosk: Journey, server: MemberServer, fault: str
) -> None:
    server.faults = [fault]
    to_the_card(kiosk)
    outlast(kiosk, 5)
    kiosk.expect("会员系统没有应答")


def test_an_answer_that_is_lost_on_its_way_is_asked_for_again_under_the_same_key(
    kiosk: Journey, server: MemberServer
) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = ["lost", "lost"]
    kiosk.choose("topup")
    kiosk.expect("正在办理")
    outlast(kiosk, 20)
    kiosk.expect("办好了")
    assert list(server.asked.values()) == [3], "asked three times, under one key"
    assert server.balances["principal"] == 15_000
    assert cash(kiosk) == 5_000


@pytest.mark.parametrize("fault", ["down", "garbage"])
def test_while_it_is_down_nothing_is_said_to_be_done_and_it_is_done_once_when_it_is_back(
    kiosk: Journey, server: MemberServer, fault: str
) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = [fault] * 6
    kiosk.choose("topup")
    kiosk.expect("正在办理")
    outlast(kiosk, 31)
    kiosk.expect("还不知道结果")
    assert (cash(kiosk), orders(kiosk)) == (0, ["intended"])
    leave(kiosk)
    kiosk.sign_in()
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    assert next(str(each.note) for each in menu.choices if each.key == "core.orders") == "1 笔没有应答"
    kiosk.choose("core.orders")
    page = kiosk.expect("会员系统")
    assert isinstance(page, Table)
    assert page.rows[0].cells[2] == "¥50.00"
    kiosk.choose(page.rows[0].key)
    kiosk.expect("请勿重复收款")
    kiosk.choose("seen")
    kiosk.expect("会员系统")
    for _ in range(12):
        outlast(kiosk, 60)
    kiosk.until(lambda: orders(kiosk) == ["done"], "the answer")
    assert server.balances["principal"] == 15_000
    assert len(server.entered) == 1
    assert cash(kiosk) == 5_000
    assert "core.orders" not in [each.key for each in getattr(kiosk.prompt, "choices", ())]


def test_who_comes_back_while_nothing_is_known_is_not_topped_up_a_second_time(
    kiosk: Journey, server: MemberServer
) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = ["late"] * 9
    kiosk.choose("topup")
    kiosk.expect("正在办理")
    outlast(kiosk, 31)
    kiosk.expect("还不知道结果")
    leave(kiosk)
    top_up(kiosk)
    kiosk.expect("上一笔还没有结果")
    leave(kiosk)
    assert orders(kiosk) == ["intended"]
    assert not server.entered
    server.let_go()
    for _ in range(3):
        outlast(kiosk, 60)
    kiosk.until(lambda: orders(kiosk) == ["done"], "the late answer")
    assert len(server.entered) == 1
    (key,) = server.entered
    again = OrderAnswer("refused", "a second thought")
    assert kiosk.write(lambda tx: tx.answer_member_order(key, again)) is None, "an answer is for good"
    assert orders(kiosk) == ["done"]
    assert server.balances["principal"] == 15_000
    assert cash(kiosk) == 5_000


def test_an_order_outlives_the_desk_and_is_sent_by_the_next_under_its_key(
    kiosk: Journey, server: MemberServer
) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = ["lost"] * 9
    kiosk.choose("topup")
    kiosk.expect("正在办理")
    kiosk.until(lambda: server.entered, "it is done there, and not known here")
    kiosk.restart()
    server.order_faults.clear()
    kiosk.expect_attract()
    for _ in range(2):
        outlast(kiosk, 10)
    kiosk.until(lambda: orders(kiosk) == ["done"], "the answer")
    assert server.balances["principal"] == 15_000
    assert len(server.asked) == 1
    assert cash(kiosk) == 5_000


def test_an_answer_whose_booking_fails_is_asked_for_again_and_booked_once(
    kiosk: Journey, server: MemberServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    real = client.Account

    def fails(*words: str) -> object:
        tries.append(words)
        if len(tries) == 1:
            raise RuntimeError("a fault of ours")
        return real(*words)

    monkeypatch.setattr(client, "Account", fails)
    top_up(kiosk)
    outlast(kiosk, 8)
    kiosk.expect("办好了")
    assert len(tries) == 2
    assert server.balances["principal"] == 15_000
    assert cash(kiosk) == 5_000


def unanswered(kiosk: Journey, server: MemberServer) -> None:
    """A supervisor stands before an order that the other side does not answer."""
    for number, role in (("1005", "supervisor"), ("1006", "shift_lead")):
        add_staff(kiosk.store, number, number, PIN, role=role, policy=QUICK)
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = ["late"] * 99
    kiosk.choose("topup")
    kiosk.expect("正在办理")
    outlast(kiosk, 31)
    kiosk.expect("还不知道结果")
    leave(kiosk)
    kiosk.sign_in("1005", PIN)
    kiosk.choose("core.orders")
    page = kiosk.expect("会员系统")
    assert isinstance(page, Table)
    kiosk.choose(page.rows[0].key)
    kiosk.expect("请勿重复收款")


def second_person_agrees(kiosk: Journey) -> None:
    kiosk.expect("吗")
    kiosk.choose("here")
    for stage, typed in (("number", "1006"), ("pin", PIN)):
        kiosk.until(lambda wanted=stage: getattr(kiosk.prompt, "stage", "") == wanted, stage)
        kiosk._answer(Entered(typed))


def test_what_is_never_answered_is_ended_by_two_who_have_looked_there(
    kiosk: Journey, server: MemberServer
) -> None:
    unanswered(kiosk, server)
    kiosk.choose("done_there")
    second_person_agrees(kiosk)
    kiosk.until(lambda: orders(kiosk) == ["done"], "what they found out")
    assert cash(kiosk) == 5_000
    kiosk.leave()
    server.order_faults.clear()
    server.let_go()
    outlast(kiosk, 60)
    assert cash(kiosk) == 5_000, "its answer comes late, and enters nothing twice"
    assert "order.contradicted" not in kiosk.events()


def test_an_answer_that_says_otherwise_than_they_found_out_is_put_before_staff(
    kiosk: Journey, server: MemberServer
) -> None:
    unanswered(kiosk, server)
    kiosk.choose("not_done")
    second_person_agrees(kiosk)
    kiosk.until(lambda: orders(kiosk) == ["refused"], "what they found out")
    assert cash(kiosk) == 0
    server.order_faults.clear()
    server.let_go()
    outlast(kiosk, 60)
    kiosk.until(lambda: "order.contradicted" in kiosk.events(), "the late answer")
    assert (cash(kiosk), orders(kiosk)) == (0, ["refused"])


def test_who_may_not_end_it_only_reads_it(kiosk: Journey, server: MemberServer) -> None:
    to_the_card(kiosk)
    kiosk.expect(NAME)
    server.order_faults = ["late"] * 99
    kiosk.choose("topup")
    outlast(kiosk, 31)
    kiosk.expect("还不知道结果")
    leave(kiosk)
    kiosk.sign_in()
    kiosk.choose("core.orders")
    page = kiosk.expect("会员系统")
    assert isinstance(page, Table)
    kiosk.choose(page.rows[0].key)
    page = kiosk.expect("余额变动")
    assert [action.key for action in page.actions] == ["seen"]

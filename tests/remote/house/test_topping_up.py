"""充值 where members are a remote system's: on the card when that says so; the money is in the drawer, on its way, or given
back, and never twice.
"""

from __future__ import annotations

from kiosk.core.member_system import OrderAnswer
from kiosk.link.prompts import Notice, Table
from kiosk.plugins.cards.elsewhere.models import SentRow
from kiosk.testing.journey import Journey
from tests.journeys.cards.counter import counter, offered, second_person, sign_in
from tests.journeys.cards.steps import quick
from tests.remote import client
from tests.remote.house.steps import (
    books,
    facts,
    furniture,
    member,
    orders,
    plugins,
    sent,
    to_my_page,
    to_the_review,
    wait,
)
from tests.remote.server import CARD


def test_a_top_up_is_on_the_card_when_the_other_side_says_so_with_a_slip(desk, server):
    page = to_the_review(desk)
    assert (facts(page)["赠送金"], facts(page)["充值后卡内"]) == ("¥25.00", "¥625.00")
    desk.choose("take")
    desk.expect("已充值")
    assert (server.balances["principal"], server.balances["bonus"]) == (60_000, 2_500)
    assert books(desk) == (50_000, 0, -50_000)
    assert (orders(desk), sent(desk)) == ([("adjust", "done")], ["there"])
    desk.until(lambda: desk.world.slips, "the slip")


def test_the_limit_of_a_card_counts_what_is_on_it_there(desk, server):
    server.balances["principal"] = 490_000
    sign_in(desk)
    desk.choose("cards.topup")
    desk.expect("顾客的会员卡")
    desk.scan(CARD)
    desk.expect("给这张卡充值吗")
    desk.choose("amount")
    desk.expect("充值多少")
    desk.type("50000")
    desk.until(lambda: getattr(desk.prompt, "error", ""), "what is wrong with it")
    assert "¥100.00" in str(desk.prompt.error)


def test_what_is_refused_there_is_given_back_at_once(desk, server):
    to_the_review(desk)
    server.balances["principal"] = -999_999
    desk.choose("take")
    page = desk.expect("退还 ¥500.00")
    assert facts(page)["对方答复"] == "not enough"
    assert books(desk) == (50_000, 50_000, 0), "it is in the drawer, and owed"
    desk.choose("given")
    desk.expect("已退还")
    assert books(desk) == (0, 0, 0)
    assert sent(desk) == ["returned"]


def test_what_is_refused_when_nobody_stands_there_waits_on_the_list(desk, server):
    to_the_review(desk)
    server.order_faults = ["late"] * 9
    desk.choose("take")
    desk.expect("正在登记")
    wait(desk, server, 31)
    page = desk.expect("尚不确定")
    assert isinstance(page, Notice)
    assert books(desk) == (50_000, 50_000, 0)
    desk.choose("done")
    desk.expect("顾客的会员卡")
    server.balances["principal"] = -999_999
    server.order_faults.clear()
    server.let_go()
    for _ in range(3):
        wait(desk, server, 60)
    desk.until(lambda: sent(desk) == ["owed"], "the refusal")
    desk.leave()
    sign_in(desk)
    line = offered(desk)["cards.owed"]
    assert str(line.note) == "1 笔待退"
    desk.choose("cards.owed")
    table = desk.expect("待退充值款")
    assert isinstance(table, Table)
    assert [str(cell) for cell in table.rows[0].cells[1:]] == ["现金", "¥500.00"]
    desk.choose(table.rows[0].key)
    desk.expect("退还 ¥500.00")
    desk.choose("given")
    desk.expect("已退还")
    assert (books(desk), sent(desk)) == ((0, 0, 0), ["returned"])


def test_a_card_whose_last_top_up_is_not_known_is_not_topped_up_again(desk, server):
    to_the_review(desk)
    server.order_faults = ["late"] * 9
    desk.choose("take")
    desk.expect("正在登记")
    wait(desk, server, 31)
    desk.expect("尚不确定")
    desk.choose("done")
    desk.leave()
    to_the_review(desk)
    desk.choose("take")
    desk.expect("上一笔")
    assert books(desk) == (50_000, 50_000, 0), "no money was taken a second time"
    server.order_faults.clear()
    server.let_go()
    for _ in range(3):
        wait(desk, server, 60)
    desk.until(lambda: sent(desk) == ["there"], "the late answer")
    assert (books(desk), len(server.entered)) == ((50_000, 0, -50_000), 1)


def test_the_answer_is_booked_once_however_often_it_comes(desk, server):
    to_the_review(desk)
    server.order_faults = ["lost", "lost"]
    desk.choose("take")
    desk.expect("正在登记")
    wait(desk, server, 20)
    desk.expect("已充值")
    assert list(server.asked.values()) == [3]
    (key,) = server.entered
    assert desk.write(lambda tx: tx.answer_member_order(key, OrderAnswer("done"))) is None
    assert (server.balances["principal"], books(desk)) == (60_000, (50_000, 0, -50_000))


def undone(desk: Journey) -> None:
    """Topped up, and the top-up is undone by two."""
    to_the_review(desk)
    desk.choose("take")
    desk.expect("已充值")
    desk.choose("done")
    desk.expect("顾客的会员卡")
    desk.scan(CARD)
    desk.expect("给这张卡充值吗")
    desk.choose("undo")
    desk.expect("为什么撤销")
    desk.choose("wrong_amount")
    desk.expect("撤销这笔充值")
    second_person(desk)


def test_a_top_up_is_undone_by_two_when_the_other_side_has_taken_it_off(desk, server):
    undone(desk)
    desk.expect("退还 ¥500.00")
    assert (server.balances["principal"], server.balances["bonus"]) == (10_000, 0)
    assert books(desk) == (50_000, 50_000, 0)
    desk.choose("given")
    desk.expect("已退还")
    assert (books(desk), sent(desk)) == ((0, 0, 0), ["returned"])


def test_what_was_spent_there_is_not_undone_and_no_money_leaves_the_drawer(desk, server):
    to_the_review(desk)
    desk.choose("take")
    desk.expect("已充值")
    desk.choose("done")
    desk.expect("顾客的会员卡")
    desk.scan(CARD)
    desk.expect("给这张卡充值吗")
    desk.choose("undo")
    desk.expect("为什么撤销")
    desk.choose("wrong_amount")
    desk.expect("撤销这笔充值")
    server.balances["principal"] = 100
    second_person(desk)
    desk.expect("仍在卡上")
    assert (books(desk), sent(desk)) == ((50_000, 0, -50_000), ["there"])


def test_an_answer_outlives_the_desk(desk, server):
    to_the_review(desk)
    server.order_faults = ["lost"] * 9
    desk.choose("take")
    desk.expect("正在登记")
    desk.until(lambda: server.entered, "it is done there, and not known here")
    desk.restart()
    server.order_faults.clear()
    desk.expect_attract()
    for _ in range(2):
        wait(desk, server, 10)
    desk.until(lambda: sent(desk) == ["there"], "the answer")
    assert (books(desk), server.balances["principal"]) == ((50_000, 0, -50_000), 60_000)


def test_staff_do_not_top_up_their_own_card_there(desk, server):
    to_my_page(desk)
    desk.leave()
    who = member(desk)
    desk.write(lambda tx: tx._run("UPDATE staff SET member_id = ? WHERE number = '1001'", (who,)))
    sign_in(desk)
    desk.choose("cards.topup")
    desk.expect("顾客的会员卡")
    desk.scan(CARD)
    desk.expect("这是您自己的卡")


def test_a_row_that_says_otherwise_than_the_ledger_is_found(make_kiosk, server, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "URL", server.url)
    desk = make_kiosk(plugins=plugins(tmp_path), prepare=furniture, store="memory")
    quick(desk)
    counter(desk)
    to_the_review(desk)
    desk.choose("take")
    desk.expect("已充值")
    desk.write(lambda _tx: SentRow.update(state="owed").execute())
    assert "cards.sent_otherwise" in [each.code for each in desk.check()]

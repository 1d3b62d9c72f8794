"""Staff and the stock: who is late and was told, what comes in and goes out, what is counted and by whom it is believed."""

from __future__ import annotations

import json

from kiosk.core.staff.badges import give_badge
from kiosk.link.prompts import Table
from tests.journeys.lending.steps import (
    CARD,
    borrow,
    cases,
    leave,
    show_card,
    slip_code,
    states,
    where,
)
from tests.journeys.lending.stock_steps import (
    DAY_S,
    facts,
    keys,
    open_service,
    rows,
    told,
    whereabouts,
)

# ---------------------------------------------------------------------- overdue


def test_the_longest_overdue_is_first_and_a_call_is_noted_with_who_and_when(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(5 * DAY_S + 3 * 3600)
    open_service(kiosk, "overdue")
    kiosk.expect("逾期")
    assert rows(kiosk) == [["2 天", "U-0001", "卡尾号 3307", "未提醒"]]
    kiosk.choose(kiosk.prompt.rows[0].key)
    kiosk.expect("提醒归还")
    assert facts(kiosk)["电话"] == "138****0000", "masked until somebody asks"
    kiosk.choose("reveal")
    kiosk.until(lambda: facts(kiosk)["电话"] == "13800000000", "the whole number")
    assert "1 次" in facts(kiosk).values(), "how often it was shown"
    kiosk.choose("called")
    kiosk.until(lambda: isinstance(kiosk.prompt, Table) and "1 次" in rows(kiosk)[0][3], "the list")
    assert not kiosk.prompt.rows[0].alert, "the next one is due tomorrow"

    reminded, revealed = told(kiosk, "lending.reminded"), told(kiosk, "lending.revealed")
    assert [entry["reason"] for entry in reminded] == ["called"]
    assert reminded[0]["actor"] == f"staff:{reminded[0]['staff']}"
    assert len(revealed) == 1
    assert "13800000000" not in json.dumps(revealed), "ids only"


def test_in_quiet_hours_only_paper_is_offered(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(5 * DAY_S)  # noon: the midday rest
    open_service(kiosk, "overdue")
    kiosk.choose(kiosk.expect("逾期").rows[0].key)
    kiosk.expect("免打扰时段至 14:00")
    assert keys(kiosk) == ["printed", "reveal"]
    kiosk.choose("printed")
    kiosk.until(lambda: kiosk.world.slips and kiosk.world.slips[-1].kind == "lending.reminder", "the letter")
    assert "13800000000" not in kiosk.world.slips[-1].text
    kiosk.expect("逾期")


def test_a_customer_who_sees_it_on_the_screen_has_been_reminded_once(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(5 * DAY_S)
    for _time in range(2):
        kiosk.scan(CARD)
        kiosk.expect("未还")
        leave(kiosk)
    assert [entry["reason"] for entry in told(kiosk, "lending.reminded")] == ["shown"]


# ---------------------------------------------------------------------- in and out, damaged, lost, found


def test_a_new_umbrella_is_taken_in_with_its_tag_and_put_behind_a_door(kiosk):
    open_service(kiosk, "stock")
    kiosk.choose("new")
    kiosk.choose("umbrella")
    kiosk.choose("green")
    kiosk.expect("请扫新标签")
    kiosk.scan("U-0001")
    kiosk.expect("这个标签已在使用")
    kiosk.scan("U-0077")
    kiosk.choose(kiosk.expect("放到几号门").rows[0].key)
    door = kiosk.world.opened()
    kiosk.expect("放入 U-0077")
    kiosk.world.world.hands.append("U-0077")
    kiosk.world.put(door, "U-0077")
    kiosk.world.close(door)
    kiosk.until(lambda: "take" in keys(kiosk), "its card")
    assert where(kiosk, "U-0077") == door
    assert told(kiosk, "lending.stock_in")[0]["staff"]
    assert whereabouts(kiosk) == ["place"] * 4


def test_what_is_something_else_already_is_nobodys_tag(kiosk):
    borrow(kiosk)
    slip = slip_code(kiosk)
    open_service(kiosk, "stock")
    row = kiosk.read(lambda tx: tx._one("SELECT id FROM staff LIMIT 1", ()))
    kiosk.write(give_badge, str(row[0]), "BADGE-0001", kiosk.desk._badge_key)
    kiosk.choose("new")
    kiosk.choose("umbrella")
    kiosk.choose("blue")
    kiosk.expect("请扫新标签")
    for code, said in (
        (CARD, "这是会员卡"),
        (slip, "这是凭条"),
        (slip[:-2], "这是凭条"),
        ("B-20261127-0164", "这是凭条"),
        ("20261122-0042", "这是凭条"),
        ("U-0002", "这个标签已在使用"),
        ("BADGE-0001", "这是员工工牌"),
        ("U" * 41, "不像本店的标签"),
    ):
        kiosk.scan(code)
        kiosk.expect(said)
    kiosk.world.unreadable("payment_code")
    kiosk.expect("这是付款码")

    assert whereabouts(kiosk) == ["lent", "place", "place"]
    kiosk.scan("U-0077")
    kiosk.expect("放到几号门")


def test_where_the_site_says_what_tags_look_like_others_are_refused(make_kiosk):
    kiosk = make_kiosk(settings='tag_shapes = ["U-####", "S-###"]')
    open_service(kiosk, "stock")
    kiosk.choose("new")
    kiosk.choose("umbrella")
    kiosk.choose("blue")
    kiosk.expect("请扫新标签")
    for code in ("80010021024", "U-77", "U-007A", "u-0077"):
        kiosk.scan(code)
        kiosk.expect("不像本店的标签")
    kiosk.scan("U-0077")
    kiosk.expect("放到几号门")


def test_what_is_damaged_is_not_lent_until_it_is_mended_and_then_it_is(make_kiosk):
    kiosk = make_kiosk(kept={1: ["U-0001"]})
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0001")
    kiosk.choose("damage")
    kiosk.expect("哪里有问题")
    kiosk.choose("0")
    kiosk.until(lambda: "mend" in keys(kiosk), "the damaged one")
    assert told(kiosk, "lending.damaged")[0]["reason"] == "broken_frame"
    leave(kiosk)
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("借")
    assert "会员卡" not in kiosk.title, "there is none to lend"
    leave(kiosk)
    open_service(kiosk, "stock")
    kiosk.choose("aside")
    kiosk.choose(kiosk.expect("损坏").rows[0].key)
    kiosk.choose("mend")
    kiosk.until(lambda: "damage" in keys(kiosk), "the mended one")
    leave(kiosk)
    show_card(kiosk)
    kiosk.expect("号门已打开")
    kiosk.world.close(kiosk.world.opened())


def test_what_is_behind_a_door_is_looked_after_from_the_wall(kiosk):
    open_service(kiosk, "wall")
    board = kiosk.expect("柜墙")
    key = next(place.key for place in board.places if place.label == "2")
    kiosk.choose(key)
    kiosk.choose("items")
    kiosk.expect("U-0002")
    kiosk.choose("damage")
    kiosk.choose("0")
    kiosk.until(lambda: "mend" in keys(kiosk), "damaged")
    kiosk.back()
    kiosk.expect("柜墙")
    words = {place.label: str(place.word) for place in kiosk.prompt.places}
    assert words["2"] == "停借"


def test_an_umbrella_that_came_back_broken_to_the_desk_frees_its_borrower(kiosk):
    borrow(kiosk)
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0001")
    kiosk.choose("damage")
    kiosk.choose("1")
    kiosk.until(lambda: "put" in keys(kiosk), "it is at the desk")
    assert states(kiosk) == ["returned"]
    kiosk.choose("retire")
    kiosk.choose("1")
    kiosk.until(lambda: keys(kiosk) == ["log"], "gone for good")
    assert told(kiosk, "lending.stock_out")[0]["reason"] == "beyond_repair"
    assert whereabouts(kiosk) == ["out", "place", "place"]


def test_what_was_lost_is_found_by_its_tag_and_the_loan_is_over(kiosk):
    borrow(kiosk)
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0001")
    kiosk.choose("lose")
    kiosk.until(lambda: "find" in keys(kiosk), "lost")
    assert states(kiosk) == ["lost"]
    kiosk.choose("find")
    kiosk.until(lambda: "put" in keys(kiosk), "at the desk")
    assert states(kiosk) == ["returned"]
    assert whereabouts(kiosk) == ["desk", "place", "place"]


def test_what_is_past_its_day_is_not_lent_and_stands_on_the_list(make_kiosk):
    kiosk = make_kiosk(kept={}, settings='expiring_kinds = ["umbrella"]')
    open_service(kiosk, "stock")
    kiosk.choose("new")
    kiosk.choose("umbrella")
    kiosk.choose("red")
    kiosk.expect("有效期至")
    kiosk.type("20260101")
    kiosk.expect("日期不对或已过")
    kiosk.type("20261123")
    kiosk.expect("请扫新标签")
    kiosk.scan("U-0088")
    kiosk.choose(kiosk.expect("放到几号门").rows[0].key)
    kiosk.expect("放入 U-0088")
    kiosk.world.close(kiosk.world.opened())
    kiosk.until(lambda: "take" in keys(kiosk), "its card")
    leave(kiosk)
    kiosk.clock.jump(2 * DAY_S)
    open_service(kiosk, "stock")
    kiosk.choose("expiring")
    kiosk.expect("临期")
    assert rows(kiosk) == [["U-0088 · 红色", "在柜", "2026-11-23 已过期"]]
    leave(kiosk)
    show = kiosk.read(
        lambda tx: __import__("kiosk.plugins.lending.availability", fromlist=["note"]).note(
            tx, "lending.umbrella"
        )
    )
    assert "None left" in show.note.id


# ---------------------------------------------------------------------- transfers


def test_what_is_sent_elsewhere_is_on_its_way_until_it_is_booked_in(kiosk):
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0002")
    kiosk.choose("send")
    kiosk.expect("调拨到哪里")
    kiosk.choose("0")
    kiosk.expect("取出 U-0002")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.until(lambda: "arrive" in keys(kiosk), "on its way")
    assert whereabouts(kiosk) == ["place", "place", "transit"]
    kiosk.choose("put")
    kiosk.choose(kiosk.expect("放到几号门").rows[0].key)
    kiosk.expect("放入 U-0002")
    door = kiosk.world.opened()
    kiosk.world.put(door, "U-0002")
    kiosk.world.close(door)
    kiosk.until(lambda: "take" in keys(kiosk), "arrived")
    assert where(kiosk, "U-0002") == door
    assert [event for event in kiosk.events() if event.startswith("lending.transfer")] == [
        "lending.transfer_begun", "lending.transfer_out", "lending.transfer_in",
    ]  # fmt: skip


def test_what_does_not_arrive_goes_before_staff_and_is_given_up_by_a_person(kiosk):
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0002")
    kiosk.choose("send")
    kiosk.choose("1")
    kiosk.expect("取出 U-0002")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.until(lambda: "arrive" in keys(kiosk), "on its way")
    leave(kiosk)
    kiosk.clock.jump(2 * DAY_S)
    open_service(kiosk, "waiting")
    kiosk.choose(kiosk.expect("待处理").rows[0].key)
    kiosk.expect("请确认看到的情况")
    kiosk.choose("gone")
    kiosk.until(lambda: isinstance(kiosk.prompt, Table) and not kiosk.prompt.rows, "nothing waits")
    assert whereabouts(kiosk) == ["lost", "place", "place"]


def test_a_visit_cut_off_at_the_open_door_leaves_a_question_and_no_guess(kiosk):
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0002")
    kiosk.choose("take")
    kiosk.expect("取出 U-0002")
    kiosk.world.take(2)
    kiosk.press("end")
    kiosk.world.close(2)
    kiosk.expect_attract()
    kiosk.until(lambda: cases(kiosk) == [("taken", "unseen")], "the question")
    assert where(kiosk, "U-0002") == 2, "the books are as they were"
    open_service(kiosk, "waiting")
    kiosk.choose(kiosk.expect("待处理").rows[0].key)
    kiosk.choose("not_inside")
    kiosk.until(lambda: where(kiosk, "U-0002") is None, "the answer")
    assert whereabouts(kiosk) == ["desk", "place", "place"]


def test_a_door_that_does_not_open_moves_nothing(kiosk):
    kiosk.world.fault(2, "stuck")
    open_service(kiosk, "stock")
    kiosk.choose("scan")
    kiosk.scan("U-0002")
    kiosk.choose("send")
    kiosk.choose("0")
    kiosk.expect("没有打开")
    kiosk.choose("done")
    kiosk.until(lambda: "take" in keys(kiosk), "where it was")
    assert whereabouts(kiosk) == ["place"] * 3
    assert "lending.transfer_void" in kiosk.events()

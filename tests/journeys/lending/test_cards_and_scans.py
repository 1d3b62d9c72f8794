"""Who is at the screen: cards known, unknown, blocked, with loans and without; and whatever else is held before the scanner."""

from __future__ import annotations

import json

import pytest

from kiosk.plugins.lending.models import CaseRow, LoanRow
from tests.journeys.lending.steps import (
    BLOCKED_CARD,
    CARD,
    OTHER_CARD,
    borrow,
    cases,
    leave,
    show_card,
    states,
)

DAY = 86400


def test_an_unknown_card_is_asked_for_again(kiosk):
    show_card(kiosk, "9999999999999")
    kiosk.expect("没有认出，请出示会员卡")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(1)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ("payment_code", "这是付款码，请出示会员卡"),
        ("unreadable", "没有读到，请再扫一次"),
        ("too_long", "没有读到，请再扫一次"),
        ("lost", "没有读到，请再扫一次"),
    ],
)
def test_what_cannot_be_a_card_is_said_why(kiosk, refused, said):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.world.unreadable(refused)
    kiosk.expect(said)


def test_what_could_not_be_read_is_counted_in_the_record_of_the_visit(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    for _try in range(2):
        kiosk.expect("会员卡")
        kiosk.world.unreadable("unreadable")
        kiosk.expect("没有读到")
    leave(kiosk)
    (data,) = kiosk.read(
        lambda tx: [entry.data for entry in tx.journal_entries() if entry.event == "session.ended"]
    )
    assert json.loads(data) == {"how": "end", "refused_scans": 2}


def test_a_scanner_that_goes_away_under_the_question_is_said_and_comes_back(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.world.without_scanner()
    kiosk.expect("扫描窗用不了")
    assert (kiosk.prompt.subtitle, kiosk.prompt.hints, kiosk.prompt.subject) == ("", (), "nothing")
    kiosk.world.with_scanner()
    kiosk.until(lambda: not kiosk.prompt.error, "the question as it was")
    kiosk.scan(CARD)
    kiosk.expect("号门已打开")
    kiosk.choose("changed_mind")
    kiosk.world.close(1)


STRANGE = (
    " ",
    "ZG1:",
    "ZG1:NOSUCHCODE",
    "U-9999",
    "'; DROP TABLE lending_loan; --",
    "😀" * 40,
    "\x1d0112345\x1d",
    "x" * 512,
    "%s{0}{name}",
)


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_whatever_is_scanned_is_answered_kindly_and_writes_nothing(kiosk, text):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    before = kiosk.events()
    kiosk.scan(text)
    kiosk.expect("没有")

    assert kiosk.events() == before
    assert states(kiosk) == []


def test_a_blocked_card_is_told_where_to_go(kiosk):
    show_card(kiosk, BLOCKED_CARD)
    notice = kiosk.expect("这张卡暂时不能借")

    assert "服务台" in str(notice.subtitle)
    kiosk.choose("done")
    assert states(kiosk) == []


def test_a_card_with_one_loan_may_return_or_borrow_another(kiosk):
    borrow(kiosk)
    show_card(kiosk)
    screen = kiosk.expect("您有 1 把伞未还")

    assert [action.key for action in screen.actions] == ["return", "borrow", "renew", "lost"]
    kiosk.choose("borrow")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")
    assert states(kiosk) == ["lent", "lent"]


def test_a_third_umbrella_is_refused_with_the_way_on(kiosk):
    borrow(kiosk)
    show_card(kiosk)
    kiosk.choose("borrow")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    show_card(kiosk)
    notice = kiosk.expect("您还有 2 把伞未还")

    assert notice.outcome == "refused"
    assert "每人同时可借 2 件" in str(notice.subtitle)
    assert [action.key for action in notice.actions if action.primary] == ["return"]
    kiosk.choose("return")
    kiosk.expect("请选择要归还的")


def test_one_at_a_time_where_the_site_says_so(make_kiosk):
    kiosk = make_kiosk(settings="umbrella_limit = 1")
    borrow(kiosk)
    show_card(kiosk)
    notice = kiosk.expect("您还有 1 把伞未还")

    assert "每人同时可借 1 件" in str(notice.subtitle)


def test_overdue_is_in_the_warning_ink_and_returning_solves_it(kiosk):
    tag = borrow(kiosk)
    kiosk.clock.jump(4 * DAY)
    show_card(kiosk)
    notice = kiosk.expect("您有一把伞已到期")

    assert [str(fact.value) for fact in notice.facts if fact.alert] == ["11月25日，已过 1 天"]
    kiosk.choose("return")
    kiosk.expect("请放入")
    kiosk.world.put(kiosk.world.opened(), tag)
    kiosk.world.close(kiosk.world.opened())
    kiosk.expect("已归还")
    kiosk.choose("done")
    assert states(kiosk) == ["returned"]


def test_a_lost_umbrella_is_noted_for_staff(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(4 * DAY)
    show_card(kiosk)
    kiosk.choose("lost")
    kiosk.expect("已记下：伞丢了")
    kiosk.choose("done")

    assert cases(kiosk) == [("lost", "reported")]


def borrow_two(kiosk) -> dict[str, str]:
    """Two out; each loan's id by its tag."""
    borrow(kiosk)
    show_card(kiosk)
    kiosk.choose("borrow")
    kiosk.expect("2 号门已打开")
    kiosk.world.take(2)
    kiosk.world.close(2)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    rows = kiosk.read(lambda tx: [(tx.item(row.item_id).tag, row.id) for row in LoanRow.select()])
    return dict(rows)


def lost_loans(kiosk) -> list[str]:
    query = CaseRow.select().where(CaseRow.kind == "lost")
    return kiosk.read(lambda tx: [row.loan_id for row in query])


def test_which_of_two_is_lost_is_asked(kiosk):
    loans = borrow_two(kiosk)
    show_card(kiosk)
    kiosk.expect("您还有 2 把伞未还")
    kiosk.choose("lost")
    menu = kiosk.expect("请选择丢失的")
    assert [str(choice.title) for choice in menu.choices] == ["U-0001 · 蓝色", "U-0002 · 蓝色"]
    kiosk.choose(loans["U-0002"])
    kiosk.expect("已记下：伞丢了")
    kiosk.choose("done")

    assert lost_loans(kiosk) == [loans["U-0002"]]


def test_nothing_is_reported_by_whoever_goes_back_from_that_question(kiosk):
    borrow_two(kiosk)
    show_card(kiosk)
    kiosk.expect("您还有 2 把伞未还")
    kiosk.choose("lost")
    kiosk.expect("请选择丢失的")
    kiosk.back()
    kiosk.until(lambda: "丢了" not in kiosk.title, "another screen")

    assert cases(kiosk) == []


def test_a_loss_is_reported_before_anything_is_due(kiosk):
    borrow(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("您有 1 把伞未还")
    kiosk.choose("lost")
    kiosk.expect("已记下：伞丢了")
    kiosk.choose("done")

    assert cases(kiosk) == [("lost", "reported")]
    assert states(kiosk) == ["lent"]


def test_after_two_doubtful_visits_staff_look_first(kiosk):
    for number in (1, 2):
        show_card(kiosk)
        kiosk.expect(f"{number} 号门已打开")
        kiosk.world.close(number)
        kiosk.expect("借好了")
        kiosk.choose("nothing_there")
        kiosk.expect("没有借出雨伞")
        leave(kiosk)
    show_card(kiosk)
    kiosk.expect("上次借还正在核对")
    kiosk.choose("done")


def test_a_card_at_the_attract_screen_opens_no_door_by_itself(kiosk):
    kiosk.scan(OTHER_CARD)
    kiosk.expect("请选择借或还")

    assert kiosk.world.pulses == {}
    kiosk.choose("borrow")
    kiosk.expect("1 号门已打开")
    kiosk.world.take(1)
    kiosk.world.close(1)
    kiosk.expect("借好了")
    kiosk.choose("done")


def test_a_loan_due_soon_is_in_the_warning_ink(kiosk):
    borrow(kiosk)
    kiosk.clock.jump(3 * DAY + 9 * 3600)
    kiosk.scan(CARD)
    screen = kiosk.expect("您有 1 把伞未还")

    assert [str(fact.value) for fact in screen.facts if fact.alert] == ["11月25日（周三）22:00 前"]


def test_back_from_the_first_screen_is_home(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.back()
    kiosk.expect("您好")


def test_no_card_has_a_way_out_and_a_way_back(kiosk):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.choose("no_card")
    kiosk.expect("没有会员卡怎么借")
    kiosk.choose("again")
    kiosk.expect("请出示会员卡")
    kiosk.choose("no_card")
    kiosk.choose("home")
    kiosk.expect("您好")

"""礼品包装: the fee is told before, money and material move in one entry, and what went wrong is undone by two."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line
from kiosk.core.records import Context
from kiosk.core.rules import RuleRefused, proposed
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.counter.models import WrappedRow
from kiosk.plugins.counter.wrapping_rule import WRAPPING
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from tests.journeys.cards.counter import second_person
from tests.journeys.counter.steps import CASH, agree, facts, held, slips, to_the_kinds, wrapped


def rows(kiosk):
    return kiosk.read(lambda _tx: list(WrappedRow.select().order_by(WrappedRow.at_ms)))


def test_the_fee_is_told_before_and_money_and_boxes_move_in_one_entry(kiosk):
    to_the_kinds(kiosk)
    kiosk.choose("box")
    kiosk.choose("2")
    shown = kiosk.expect("请告知顾客：¥20.00")
    assert facts(kiosk)["合计"] == "¥20.00"
    assert held(kiosk) == (0, 100, 3)
    assert "顾客同意" in str(shown.subtitle)
    kiosk.choose("agreed")
    kiosk.choose("cash")
    kiosk.expect("收款 ¥20.00")
    kiosk.choose("take")
    kiosk.expect("礼品包装已登记")

    assert held(kiosk) == (2_000, 100, 1)
    row = rows(kiosk)[0]
    entry = kiosk.read(lambda tx: tx.entry(row.entry_id))
    assert entry.kind == "counter.wrapped"
    assert entry.shift_id
    assert entry.version.startswith("counter.wrapping:")
    kiosk.until(lambda: slips(kiosk), "the slip")
    assert "¥20.00" in slips(kiosk)[-1]
    assert "礼盒包装" in slips(kiosk)[-1]


def test_what_is_free_takes_no_money_prints_nothing_and_is_on_record(kiosk):
    to_the_kinds(kiosk)
    agree(kiosk, "simple", "1")
    kiosk.expect("礼品包装已登记")

    assert held(kiosk) == (0, 99, 3)
    assert [(one.kind, one.pieces, one.price, one.tender) for one in rows(kiosk)] == [("simple", 1, 0, "")]
    assert slips(kiosk) == []


def test_a_kind_that_uses_two_sheets_takes_two_for_each(kiosk):
    to_the_kinds(kiosk)
    wrapped(kiosk, "festive", "3", "wechat")

    assert held(kiosk) == (0, 94, 3)


def test_more_than_five_are_typed_and_none_is_no_number(kiosk):
    to_the_kinds(kiosk)
    kiosk.choose("festive")
    kiosk.choose("more")
    kiosk.type("0")
    kiosk.expect("请输入大于零的数")
    kiosk.type("12")
    kiosk.expect("请告知顾客：¥240.00")


def test_without_a_shift_nothing_is_wrapped(make_desk):
    kiosk = make_desk(shift=False)
    kiosk.sign_in("1001", "908172")
    kiosk.choose("counter.wrapping")

    kiosk.expect("暂无人当班")


def test_while_no_list_is_approved_nothing_is_wrapped(make_kiosk):
    kiosk = make_kiosk(plugins=("counter",), store="memory")
    kiosk.sign_in()
    kiosk.choose("counter.wrapping")

    kiosk.expect("尚无包装价目")


def test_more_boxes_than_there_are_by_the_books_are_not_taken(kiosk):
    to_the_kinds(kiosk)
    agree(kiosk, "box", "4")
    kiosk.choose("cash")
    kiosk.choose("take")
    kiosk.expect("账上库存不足")

    assert held(kiosk) == (0, 100, 3)
    assert rows(kiosk) == []


def test_a_price_that_changes_while_the_customer_thinks_is_told_anew(kiosk):
    to_the_kinds(kiosk)
    agree(kiosk)
    kiosk.choose("cash")
    one, two = kiosk.read(lambda tx: [row[0] for row in run(tx, "SELECT id FROM staff ORDER BY number")])[-2:]
    body = {"kinds": [{"key": "box", "name": "礼盒包装", "name_en": "Gift box", "price": 1500}]}

    def bring(tx: Transaction) -> tuple[str, str]:
        pack = tx.propose_rules([proposed(WRAPPING, 20260102, body)], titles=["1"], reason="new_rules")
        return pack, tx.open_requests()[-1].version

    pack, version = kiosk.store.write_now(bring, context=Context(f"staff:{two}"))
    assert kiosk.write(lambda tx: tx.decide_rules(pack, version, one, yes=True))
    kiosk.choose("take")
    kiosk.expect("价目已变更")
    kiosk.choose("done")
    menu = kiosk.expect("怎样包装")

    assert held(kiosk) == (0, 100, 3)
    assert [str(choice.note) for choice in menu.choices] == ["每件 ¥15.00"]


def undo_the_last(kiosk):
    kiosk.choose("undo")
    kiosk.expect("为什么撤销")
    kiosk.choose("changed_mind")
    kiosk.expect("撤销这笔包装")
    second_person(kiosk)


def test_the_last_one_is_undone_by_two_and_money_and_boxes_are_back(kiosk):
    to_the_kinds(kiosk)
    wrapped(kiosk)
    assert "礼盒包装" in str(kiosk.prompt.subtitle)
    undo_the_last(kiosk)
    kiosk.expect("包装已撤销")
    kiosk.choose("done")
    menu = kiosk.expect("怎样包装")

    assert held(kiosk) == (0, 100, 3)
    assert "undo" not in [action.key for action in menu.actions]
    assert (rows(kiosk)[0].why, bool(rows(kiosk)[0].undone_by)) == ("changed_mind", True)
    assert kiosk.events().count("counter.wrapping_undone") == 1


def test_what_cost_nothing_is_undone_too_and_the_sheet_is_back(kiosk):
    to_the_kinds(kiosk)
    agree(kiosk, "simple", "1")
    kiosk.choose("done")
    kiosk.expect("怎样包装")
    undo_the_last(kiosk)
    kiosk.expect("包装已撤销")

    assert held(kiosk) == (0, 100, 3)


def test_it_is_not_undone_when_the_money_is_not_in_the_drawer_any_more(kiosk):
    to_the_kinds(kiosk)
    wrapped(kiosk)
    kiosk.write(lambda tx: tx.enter("shift.cash_out", [Line(Account("safe"), CASH, 2_000)]))
    undo_the_last(kiosk)
    kiosk.expect("抽屉账上现金不足")

    assert held(kiosk) == (0, 100, 1)
    assert rows(kiosk)[0].undone_ms is None


def test_the_last_one_of_yesterday_is_not_undone(kiosk):
    to_the_kinds(kiosk)
    wrapped(kiosk)
    kiosk.leave()
    kiosk.clock.move(86_400)
    to_the_kinds(kiosk)

    assert kiosk.prompt.actions == ()


def test_in_english_too(kiosk):
    to_the_kinds(kiosk)
    kiosk.speak("en")
    menu = kiosk.expect("How shall it be wrapped?")
    assert [(str(one.title), str(one.note)) for one in menu.choices] == [
        ("Simple", "free of charge"),
        ("Gift box", "¥10.00 each"),
        ("Festive", "¥20.00 each"),
    ]
    kiosk.choose("box")
    kiosk.choose("1")
    kiosk.expect("Tell the customer: ¥10.00")


def test_wherever_it_ends_a_wrapping_is_paid_and_its_box_gone_or_neither(make_desk):
    def play(points: CrashPoints) -> None:
        kiosk = make_desk()
        kiosk.cut_at(points)
        try:
            to_the_kinds(kiosk)
            wrapped(kiosk)
        except PowerCut:
            kiosk.restart()
        except PersonLeft:
            kiosk.leave()
        assert held(kiosk) in ((0, 100, 3), (2_000, 100, 1))
        assert len(rows(kiosk)) == (held(kiosk)[0] == 2_000)
        kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the slip to end")
        assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []

    points, failures = crash_walk(play, every=13, first=3, leaving=True)
    assert points > 30
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize(
    "body",
    [
        {"kinds": []},
        {"kinds": [{"key": "a1", "name": "一", "name_en": "A", "material": "none"}]},
        {"kinds": [{"key": "a1", "name": "一", "name_en": "A", "price": -1}]},
        {"kinds": [{"key": "a1", "name": "一", "name_en": "A"}] * 2},
        {"kinds": [{"key": "a1", "name": "概不退款", "name_en": "A"}]},
    ],
)
def test_what_a_price_list_may_not_say_is_refused(body):
    with pytest.raises(RuleRefused, match=r"counter\.wrapping: "):
        proposed(WRAPPING, 20260101, body)

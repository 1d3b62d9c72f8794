"""`kiosk till import`: what the tills have sold is booked once, by approved rules, and what does not match stays to be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.core.ledger import Account, Line, bonus, points, principal
from kiosk.core.records import Context
from kiosk.core.staff.accounts import all_staff, link_member
from kiosk.core.store.transaction import Transaction
from kiosk.core.till import importer
from kiosk.plugins.cards.models import ClosingRow
from kiosk.plugins.cards.till import booking as till
from kiosk.plugins.cards.till import points as till_points
from kiosk.testing.crash import PowerCut
from tests.till.conftest import CARD, D19, D20, D21, EARNED, GOLD, HEADER, ZONE, Tills, approve

SALE = f"A01,1,1001,{D20},14:08:30,128.90,{CARD},,,,,"
GOLDS = f"A01,1,1002,{D20},14:09,￥1000.00,{GOLD},,,,,"
PAID = f"B02,3,77,{D20},15:00,600,,{CARD},550,800,,"


def test_a_receipt_earns_points_by_tier_dated_by_the_sale_and_booked_today(tills: Tills) -> None:
    tills(SALE, GOLDS)
    assert tills.holds() == (50_000, 10_000, 128, 0)
    assert tills.holds(GOLD)[2] == 1500
    entry = tills.entries()[-1]
    assert entry.kind == "cards.earned"
    assert entry.late
    assert entry.business_day > int(D20.replace("-", ""))
    assert entry.version.startswith("cards.points_earned:")
    lot = tills.read(lambda tx: tx.lots(points(entry.subject)))[0]
    assert (lot.earned_day, lot.last_day) == (int(D20.replace("-", "")), (int(D20[:4]) + 1) * 10_000 + 1231)
    assert tills.check() == []


def test_a_card_that_was_paid_with_gives_principal_first_and_then_bonus(tills: Tills) -> None:
    tills(PAID)
    assert tills.holds() == (0, 5_000, 0, 0)
    entry = tills.entries()[-1]
    assert entry.kind == "cards.spent"
    assert entry.data["undiscounted"] == 80_000 * 55_000 // 60_000
    assert tills.check() == []


def test_or_both_in_proportion_where_the_house_says_so(bare: Tills) -> None:
    with open_kiosk_store(bare.settings) as store:
        approve(store, bare.settings, [{"name": "cards.spending", "body": {"order": "share"}}])
    bare(PAID.replace("600,,", "300,,").replace(",550,", ",300,"))
    assert bare.holds() == (25_000, 5_000, 0, 0)


def test_the_same_file_twice_and_files_that_overlap_book_nothing_twice(
    tills: Tills, capsys: pytest.CaptureFixture[str]
) -> None:
    tills(SALE, PAID)
    held = tills.holds()
    capsys.readouterr()
    assert tills.again() == 0
    assert "0 booked, 2 known already, 0 not matched" in capsys.readouterr().out
    tills(PAID, GOLDS, SALE)
    assert "1 booked, 2 known already" in capsys.readouterr().out
    assert tills.holds() == held
    assert tills.bodies() == ["members.opened", "cards.earned", "cards.spent"]


@pytest.mark.parametrize("cut", [1, 2, 5, 8])
def test_one_that_is_cut_off_anywhere_is_simply_started_again(
    tills: Tills, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(importer, "BATCH", 1)
    lines = [SALE, PAID, GOLDS, SALE.replace(",1001,", ",1003,"), f"A01,1,R1,{D21},10:00,-28.90,,,,,1001,"]
    tills.file.write_text("\n".join((HEADER, *lines)))
    passed = iter(range(1, 100))

    def power(_where: str) -> None:
        if next(passed) == cut:
            raise PowerCut(str(cut))

    with open_kiosk_store(tills.settings) as store:
        host = load_plugins(tills.settings, store)
        store.probe = power
        with pytest.raises(PowerCut):
            importer.import_till(store, host, tills.file, store.day._zone)
    monkeypatch.undo()
    assert tills.again() == 0
    assert tills.again() == 0
    assert tills.holds() == (0, 5_000, 128 - 29 + 128, 0)
    assert tills.holds(GOLD)[2] == 1500
    assert tills.check() == []


def test_what_does_not_match_is_told_with_its_line_and_stays_to_be_read_until_it_does(
    tills: Tills, capfdbinary: Any
) -> None:
    tills(
        f"A01,1,2001,{D20},10:00,50,99999999,,,,,",
        PAID.replace("550", "600").replace("B02,3,77", "B02,3,78"),
        f"A01,1,2003,{D20},10:00,700,,{GOLD},700,,,",
        "A01,1,2004,2026-13-40,10:00,50,,,,,,",
        f"A01,1,2005,{D20},10:00",
        f"A01,1,2006,{D20},10:00,fifty,,,,,,",
        "A01,1,2007,2036-11-20,10:00,50,,,,,,",
        f"A01,1,2008,{D20},10:00,50,,{CARD},,,,",
        f"A01,1,2009,{D20},10:00,50,,{CARD},60,,,",
        f"A01,1,2010,{D20},10:00,-50,,,,,404,",
        f"A01,1,2011,{D20},10:00,0,,,,,,",
        status=1,
    )
    told = tills.unmatched(capfdbinary)
    assert [row[0] for row in told] == ["2", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
    assert {row[2] for row in told} == {"未处理"}
    assert [row[1] for row in told[:2]] == ["查无此卡", "卡内余额不足"]
    assert tills.holds() == (0, 0, 0, 0), "line 3 matched"
    tills.write(lambda tx: add_card(tx, "99999999"))
    assert tills.again() == 1
    now = {row[0]: row[2] for row in tills.unmatched(capfdbinary)}
    assert now["2"] == "已补入"
    assert now["4"] == "未处理"
    assert len(now) == 10, "told once, however often the file comes"
    assert tills.check() == []


def add_card(tx: Transaction, card: str) -> None:
    from kiosk.testing.people import add_member

    add_member(tx, card, name="李雷")


def test_without_an_approved_rule_nothing_is_booked_and_it_is_once_there_is_one(
    bare: Tills, capfdbinary: Any
) -> None:
    bare(SALE, PAID, status=1)
    assert bare.holds() == (50_000, 10_000, 0, 0)
    assert {row[1] for row in bare.unmatched(capfdbinary)} == {"该日没有已批准的规则"}
    with open_kiosk_store(bare.settings) as store:
        body = {"name": "cards.points_earned", "body": EARNED}
        approve(store, bare.settings, [body, {"name": "cards.spending", "body": {}}])
    assert bare.again() == 0
    assert bare.holds() == (0, 5_000, 128, 0)


def test_the_rule_of_the_day_of_the_sale_holds_and_not_that_of_today(bare: Tills) -> None:
    with open_kiosk_store(bare.settings) as store:
        later = {
            "name": "cards.points_earned",
            "from": int(D21.replace("-", "")),
            "body": {"fen_per_point": 1},
        }
        approve(store, bare.settings, [{"name": "cards.points_earned", "body": EARNED}, later])
    bare(SALE)
    assert bare.holds()[2] == 128


def test_a_tier_is_known_by_its_key_where_the_members_list_has_its_name(bare: Tills) -> None:
    gold = {"key": "gold", "name": "金卡", "name_en": "Gold card", "prepaid_from": 0}
    earned = {"fen_per_point": 100, "tiers": [{"tier": "gold", "percent": 200}]}
    with open_kiosk_store(bare.settings) as store:
        rules = [
            {"name": "cards.tiers", "body": {"tiers": [gold]}},
            {"name": "cards.points_earned", "body": earned},
        ]
        approve(store, bare.settings, rules)
    bare(GOLDS)
    assert bare.holds(GOLD)[2] == 2000


def test_what_was_bought_before_a_loss_was_reported_is_the_members_and_after_it_nobodys(
    tills: Tills, capfdbinary: Any
) -> None:
    at_ms = int(datetime.fromisoformat(f"{D20} 15:00").replace(tzinfo=ZONE).timestamp() * 1000)
    member = tills.member()

    def lose(tx: Transaction) -> None:
        from kiosk.core.store.statements import run

        run(tx, "UPDATE members SET status = 'blocked' WHERE id = ?", (member,))
        run(
            tx,
            "INSERT INTO cards_loss (id, member_id, how, at_ms, ended_by, why) VALUES ('l', ?, 'staff', ?, '', '')",
            (member, at_ms),
        )

    tills.write(lose)
    tills(SALE, f"A01,1,1009,{D20},15:30,100,{CARD},{CARD},100,,,", status=1)
    assert tills.holds() == (50_000, 10_000, 128, 0)
    assert [row[:2] for row in tills.unmatched(capfdbinary)] == [["3", "该卡已挂失"], ["3", "该卡已挂失"]]


def test_a_receipt_that_comes_with_other_amounts_is_not_booked_over(tills: Tills, capfdbinary: Any) -> None:
    tills(SALE)
    tills(SALE.replace("128.90", "1289.00"), status=1)
    assert tills.holds()[2] == 128
    assert tills.unmatched(capfdbinary)[0][1] == "同一小票，金额不同"


def test_the_same_number_at_another_till_or_on_another_day_is_another_receipt(tills: Tills) -> None:
    tills(SALE, SALE.replace("A01,1,", "A01,2,"), SALE.replace(D20, D19), SALE.replace("A01", "A02"))
    assert tills.holds()[2] == 4 * 128


def test_points_of_one_day_have_a_limit_where_the_house_has_one(bare: Tills) -> None:
    with open_kiosk_store(bare.settings) as store:
        rule = {"name": "cards.points_earned", "body": {"fen_per_point": 100, "daily_most": 200}}
        approve(store, bare.settings, [rule])
    bare(SALE, SALE.replace(",1001,", ",1002,"), SALE.replace(",1001,", ",1003,"), SALE.replace(D20, D19))
    assert bare.holds()[2] == 200 + 128


# ---------------------------------------------------------------------------------------------- refunds

BACK = f"A01,1,9001,{D21},10:00,-64.45,,,,,1001,"


def test_a_refund_takes_back_the_points_of_its_part_and_all_of_them_with_the_rest(tills: Tills) -> None:
    tills(SALE, BACK)
    assert tills.holds()[2] == 64
    tills(BACK.replace("9001", "9002"))
    assert tills.holds()[2] == 0
    assert tills.check() == []


def test_points_that_were_spent_already_are_owed_and_paid_off_by_the_next_purchase(tills: Tills) -> None:
    tills(SALE)
    member = tills.member()
    tills.write(
        lambda tx: tx.enter(
            "cards.redeemed", [Line(points(member), Account("given", unit="point"), 100)], subject=member
        )
    )
    tills(BACK.replace("-64.45", "-128.90"))
    assert tills.holds()[2:] == (0, 100)
    tills(SALE.replace(",1001,", ",1005,").replace("128.90", "60.00"))
    assert tills.holds()[2:] == (0, 40)
    tills(SALE.replace(",1001,", ",1006,").replace("128.90", "60.00"))
    assert tills.holds()[2:] == (20, 0)
    assert tills.check() == []


def test_points_of_a_card_that_was_merged_into_another_are_taken_back_from_that_one(tills: Tills) -> None:
    tills(SALE)
    gone, kept = tills.member(), tills.member(GOLD)

    def merged(tx: Transaction) -> None:
        money = [Line(principal(gone), principal(kept), 50_000), Line(bonus(gone), bonus(kept), 10_000)]
        tx.enter("cards.merged", [Line(points(gone), points(kept), 100), *money], subject=kept)
        tx.enter("cards.redeemed", [Line(points(gone), Account("given", unit="point"), 28)], subject=gone)
        tx.close_member(gone, "merged")
        ClosingRow.create(id="x", member_id=gone, cause="merged", at_ms=tx.now_ms, kept_id=kept)

    tills.write(merged)
    tills(BACK.replace("-64.45", "-128.90"))

    assert tills.holds(GOLD)[2:] == (0, 28)
    assert tills.check() == []


def test_money_comes_back_into_the_lots_that_it_left(tills: Tills) -> None:
    tills(PAID)
    assert tills.holds()[:2] == (0, 5_000)
    tills(f"B02,3,900,{D21},10:00,-100,,80010013307,-100,,77,")
    assert tills.holds()[:2] == (5_000, 10_000)
    tills(f"B02,3,901,{D21},10:00,-500,,80010013307,-450,,77,")
    assert tills.holds()[:2] == (50_000, 10_000)
    assert tills.bodies()[1:] == [
        "cards.spent",
        "cards.spent.reversed",
        "cards.spent",
        "cards.spent.reversed",
    ]
    assert tills.again() == 0
    assert tills.holds()[:2] == (50_000, 10_000)
    assert tills.check() == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (BACK.replace("-64.45", "-200"), "超过该笔消费的余额"),
        (BACK.replace(",1001,", ",4711,"), "找不到原消费"),
        (BACK.replace(",1001,", ",,"), "找不到原消费"),
        (f"A01,1,9001,{D21},10:00,-60,,{CARD},-60,,1001,", "超过该笔消费的余额"),
    ],
)
def test_a_refund_that_does_not_fit_its_sale_is_not_booked(
    tills: Tills, capfdbinary: Any, line: str, why: str
) -> None:
    tills(SALE)
    tills(line, status=1)
    assert tills.holds()[2] == 128
    assert [row[1] for row in tills.unmatched(capfdbinary)] == [why]


def test_numbers_that_begin_anew_every_day_are_told_apart_by_the_day(tills: Tills, capfdbinary: Any) -> None:
    tills(SALE, SALE.replace(D20, D19))
    tills(BACK, status=1)
    assert tills.unmatched(capfdbinary)[0][1] == "有多笔同号消费，请注明日期"
    tills(BACK + f"{D19}")
    assert tills.holds()[2] == 128 + 64
    assert {row[2] for row in tills.unmatched(capfdbinary)} == {"已补入"}


# ---------------------------------------------------------------------------------------------- the file itself


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_shops_are_read_in_either_encoding(tills: Tills, encoding: str) -> None:
    tills(SALE.replace("A01", "一楼化妆品"), encoding=encoding)
    assert tills.holds()[2] == 128


def test_english_columns_in_another_order_and_other_shapes_of_a_date(tills: Tills) -> None:
    header = "card;amount;time;date;receipt;till;shop;cashier"
    tills(f"{CARD};10;12:00;{D20.replace('-', '')};1;1;A;x", header=header)
    tills(
        f"{CARD};10;120000;{D20.replace('-', '/')};2;1;A;x",
        f"{CARD};10;9:05;{D20[:4]}年{D20[5:7]}月{D20[8:]}日;3;1;A;x",
        header=header,
    )
    assert tills.holds()[2] == 30


@pytest.mark.parametrize(
    ("text", "why"),
    [("会员卡号,姓名\n1,2\n", "商户号 / merchant"), ("", "is empty"), ("PK\x03\x04", "a workbook")],
)
def test_what_is_no_tills_file_is_refused_as_a_whole(
    tills: Tills, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    tills.file.write_text(text)
    assert tills.again() == 1
    assert why in capsys.readouterr().err


def test_one_line_that_a_service_cannot_book_costs_no_other_and_is_named(
    tills: Tills, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = till_points.earn

    def fails(tx: Transaction, row: Any, card: str) -> str:
        if row.receipt == "1002":
            raise RuntimeError("a fault of ours")
        return real(tx, row, card)

    monkeypatch.setattr(till, "earn", fails)
    tills(SALE, GOLDS, status=1)
    assert "line 3: a fault of ours" in capsys.readouterr().err
    assert tills.holds()[2] == 128
    monkeypatch.undo()
    assert tills.again() == 0
    assert tills.holds(GOLD)[2] == 1500


def test_a_file_that_is_not_there_is_said(tills: Tills, capsys: pytest.CaptureFixture[str]) -> None:
    tills.file = Path("nothere.csv")
    assert tills.again() == 1
    assert "cannot be opened" in capsys.readouterr().err


def test_what_a_member_has_spent_is_known_less_what_was_taken_back(tills: Tills) -> None:
    tills(SALE, BACK)
    member = tills.member()
    with open_kiosk_store(tills.settings) as store:
        from kiosk.core.records import Context

        read = store.read_now(
            lambda _tx: (
                till.spending_of(member, int(D19.replace("-", ""))),
                till.spending_of(member, int(D21.replace("-", ""))),
            ),
            context=Context(plugin="cards"),
        )
    assert read == (6_445, 0)


def test_what_was_earned_on_cards_of_staff_is_set_apart(tills: Tills, capfdbinary: Any) -> None:
    with open_kiosk_store(tills.settings) as store:
        whose = store.read_now(lambda tx: tx.member_by_card(GOLD).id)
        clerk = store.read_now(all_staff)[0]
        store.write_now(link_member, clerk.id, whose, context=Context("system"))
    tills(SALE, GOLDS, f"A01,1,1003,{D20},14:30,200.00,{GOLD},,,,,")
    assert tills.reported("员工的会员卡", capfdbinary) == [[D20, clerk.number, "2", "1200.00", "1800"]]

"""A card that has ended and a member who is forgotten, on both databases: once, for good, and with nothing of the books
changed."""

from __future__ import annotations

import pytest

from kiosk.core.ledger import Account, Line, principal
from kiosk.core.members.importer import import_members
from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.personal_words import personal_words
from kiosk.core.store.statements import run
from kiosk.testing.people import add_member

CARD, PHONE = "880001", "13812345678"


def ended(store, *, forgotten: bool = True) -> str:
    """A member with money in the ledger whose card was closed."""
    member = store.write_now(lambda tx: add_member(tx, CARD, name="张明", phone=PHONE))
    store.write_now(lambda tx: tx.enter("test.paid", [Line(Account("till"), principal(member), 500)]))
    assert store.write_now(lambda tx: tx.close_member(member, "customer"))
    if forgotten:
        assert store.write_now(lambda tx: tx.forget_member(member))
    return member


def test_it_ends_once_and_is_forgotten_once_and_only_then(store):
    member = store.write_now(lambda tx: add_member(tx, CARD, name="张明", phone=PHONE))
    store.write_now(lambda tx: tx.request_reencode(member))

    assert not store.write_now(lambda tx: tx.forget_member(member)), "its card still serves"
    assert [store.write_now(lambda tx: tx.close_member(member, "x")) for _ in range(2)] == [True, False]
    assert store.read_now(lambda tx: tx.card_matters()) == []
    assert [store.write_now(lambda tx: tx.forget_member(member)) for _ in range(2)] == [True, False]
    assert not [finding for finding in check(store) if finding.severity == "wrong"]


def test_nothing_of_the_person_is_left_and_every_sum_is(store):
    member = ended(store)

    words = store.read_now(personal_words)
    assert not {"张明", PHONE} & words
    assert store.read_now(lambda tx: tx.balance(principal(member))) == 500
    row = store.read_now(lambda tx: run(tx, "SELECT * FROM members WHERE id = ?", (member,)).fetchone())
    assert not {"张明", PHONE, CARD} & set(map(str, row))


def test_its_number_is_refused_by_the_database_and_its_row_of_an_import_is_told(store, tmp_path):
    ended(store)
    with pytest.raises(errors.ConstraintBroken, match="void"):
        store.write_now(lambda tx: add_member(tx, CARD))
    with pytest.raises(errors.AppendOnly):
        store.write_now(lambda tx: run(tx, "DELETE FROM void_cards"))
    file = tmp_path / "members.csv"
    file.write_text(f"会员卡号,姓名\n{CARD},王伟\n880002,李雷\n", encoding="utf-8")
    report = import_members(store, file, actor="system")

    assert (report.added, [fault.code for fault in report.faults]) == (1, ["card_ended"])


def test_balances_are_not_brought_to_a_card_that_has_ended(store, tmp_path):
    ended(store, forgotten=False)
    staff = store.write_now(lambda tx: add_member(tx, "880003"))
    file = tmp_path / "members.csv"
    file.write_text(f"会员卡号,姓名,积分\n{CARD},张明,50\n", encoding="utf-8")
    report = import_members(store, file, actor=f"staff:{staff}")

    assert [fault.code for fault in report.faults] == ["card_ended"]


def test_a_plugin_without_the_permission_ends_nobody(store):
    member = store.write_now(lambda tx: add_member(tx, CARD))
    for verb in (lambda tx: tx.close_member(member, "x"), lambda tx: tx.forget_member(member)):
        with pytest.raises(errors.NotAllowed, match=r"members\.close"):
            store.write_now(verb, context=Context(plugin="lending"))


def test_the_piece_that_a_customer_had_is_void(store):
    store.write_now(lambda tx: tx.receive("cards_gold", 1, [CARD]))
    store.write_now(lambda tx: tx.enter("test.sold", [tx.take_serials("cards_gold", [CARD], why="issued")]))
    ended(store, forgotten=False)

    assert store.read_now(lambda tx: tx.serial(CARD)).state == "void"
